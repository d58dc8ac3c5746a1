"""Files given as answers: joined to the response as they arrive, so that a broken network loses none."""

from datetime import datetime

from noress.core.errors import RuleError
from noress.core.i18n import lazy as _
from noress.core.locking import lock
from noress.core.storage import Storage
from noress.domain.accounts.actor import Actor
from noress.domain.files import queries as uploads
from noress.domain.files.models import PartialUpload, StoredFile
from noress.domain.files.rules import begin_upload, drop_files, finish_upload
from noress.domain.questionnaires import types
from noress.domain.questionnaires.definition import Question
from noress.domain.questionnaires.filling import PREFIX
from noress.domain.questionnaires.models import Response, ResponseFile
from noress.domain.questionnaires.rules.reviewing import check_open
from noress.domain.questionnaires.serving import check_saving
from noress.extensions import db

#: of one question, unless it says fewer
MOST_FILES = 10


#: what these uploads are for, in `PartialUpload.subject_type`
SUBJECT = "response"


def begin_file(
    *,
    response: Response,
    question: Question,
    name: str,
    size: int,
    client_key: str,
    max_bytes: int,
    now: datetime,
) -> PartialUpload:
    """An address for the pieces of a file that answers this question; refused at once what would be in the end."""
    lock(response)
    known = db.session.scalars(uploads.get_partial_upload(SUBJECT, response.id, client_key)).one_or_none()
    if known is None:
        _refuse_one_more(response, question, now)
    return begin_upload(
        subject_type=SUBJECT, subject_id=response.id, place=question.key, name=name, size=size, client_key=client_key,
        max_bytes=max_bytes, now=now, is_voice=takes_voice(question),
    )  # fmt: skip


def find_upload(response: Response, key: str) -> PartialUpload | None:
    return db.session.scalars(uploads.get_partial_upload_by_key(SUBJECT, response.id, key)).one_or_none()


def finish_file(
    *, response: Response, question: Question, upload: PartialUpload, storage: Storage, max_bytes: int, actor: Actor,
    now: datetime,
) -> StoredFile:  # fmt: skip
    """The whole file, checked, is part of the answer."""
    file = finish_upload(
        upload=upload, storage=storage, max_bytes=max_bytes, actor=actor, now=now, is_voice=takes_voice(question)
    )  # fmt: skip
    return attach_file(response=response, question=question, file=file, now=now, upload=upload)


def takes_voice(question: Question) -> bool:
    """It is answered by speaking: a recorded voice, and nothing else."""
    return bool(question.settings.get("audio"))


def attach_file(
    *,
    response: Response,
    question: Question,
    file: StoredFile,
    now: datetime,
    upload: PartialUpload | None = None,
) -> StoredFile:
    """The answer holds this file too; the one that it holds already, when another tab sent the same. A photo must be a
    picture."""
    lock(response)
    same = _held_already(response, question, file)
    if same is not None:
        if upload is not None:
            upload.file_id = same.id
        drop_files([file.id] if same is not file else [])
        return same
    held = _refuse_one_more(response, question, now)
    if question.type == "photo" and not file.content_type.startswith("image/"):
        name = PREFIX + question.key
        raise RuleError("no_photo", _("Choisissez une photo : JPEG, PNG ou WebP."), field=name)
    db.session.add(ResponseFile(response=response, question=question.key, file_id=file.id))
    held.append({"file": file.id, "name": file.name, "size": file.size})
    _keep(response, question, held, now)
    return file


def _held_already(response: Response, question: Question, file: StoredFile) -> StoredFile | None:
    held = (db.session.get(StoredFile, part["file"]) for part in response.values.get(question.key) or [])
    return next(
        (one for one in held if one is not None and (one.name, one.sha256) == (file.name, file.sha256)), None
    )


def _refuse_one_more(response: Response, question: Question, now: datetime) -> list[dict[str, object]]:
    """The files held, when there may be one more."""
    check_open(response)
    check_saving(response, now)
    name = PREFIX + question.key
    if not types.get(question.type).is_file:
        raise RuleError("no_file", _("Cette question n'attend pas de fichier."), field=name)
    held = list(response.values.get(question.key) or [])
    most = int(question.settings.get("max_files") or MOST_FILES)
    if len(held) >= most:
        message = _("Pas plus de %(count)s fichiers ici : retirez-en un d'abord.", count=most)
        raise RuleError("too_many_files", message, field=name)
    return held


def remove_file(*, response: Response, question: Question, file_id: int, now: datetime) -> None:
    """No longer part of the answer; what was sent before keeps it, and what was never sent is gone."""
    lock(response)
    check_saving(response, now)
    held = [part for part in response.values.get(question.key) or [] if part["file"] != file_id]
    _keep(response, question, held, now)
    gone = [one for one in response.files if (one.file_id, one.question) == (file_id, question.key)]
    if response.number is None and gone:
        response.files = [one for one in response.files if one not in gone]
        drop_files([file_id])


def _keep(response: Response, question: Question, held: list[dict[str, object]], now: datetime) -> None:
    values = {key: value for key, value in response.values.items() if key != question.key}
    response.values = values | ({question.key: held} if held else {})
    response.saved_at = now
    response.version += 1
