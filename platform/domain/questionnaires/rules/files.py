"""Files given as answers: joined to the response as they arrive, so that a broken network loses none."""

from datetime import datetime

from noress.core.errors import RuleError
from noress.core.i18n import lazy as _
from noress.core.locking import lock
from noress.domain.files.models import StoredFile
from noress.domain.questionnaires import types
from noress.domain.questionnaires.definition import Question
from noress.domain.questionnaires.filling import PREFIX
from noress.domain.questionnaires.models import Response, ResponseFile
from noress.extensions import db

#: of one question, unless it says fewer
MOST_FILES = 10


def attach_file(*, response: Response, question: Question, file: StoredFile, now: datetime) -> None:
    """The answer holds this file too. A photo must be a picture."""
    lock(response)
    name = PREFIX + question.key
    if not types.get(question.type).is_file:
        raise RuleError("no_file", _("Cette question n'attend pas de fichier."), field=name)
    if question.type == "photo" and not file.content_type.startswith("image/"):
        raise RuleError("no_photo", _("Choisissez une photo : JPEG, PNG ou WebP."), field=name)
    held = list(response.values.get(question.key) or [])
    most = int(question.settings.get("max_files") or MOST_FILES)
    if len(held) >= most:
        message = _("Pas plus de %(count)s fichiers ici : retirez-en un d'abord.", count=most)
        raise RuleError("too_many_files", message, field=name)
    db.session.add(ResponseFile(response=response, question=question.key, file_id=file.id))
    held.append({"file": file.id, "name": file.name, "size": file.size})
    _keep(response, question, held, now)


def remove_file(*, response: Response, question: Question, file_id: int, now: datetime) -> None:
    """No longer part of the answer; what was sent before keeps it."""
    lock(response)
    held = [part for part in response.values.get(question.key) or [] if part["file"] != file_id]
    _keep(response, question, held, now)


def _keep(response: Response, question: Question, held: list[dict[str, object]], now: datetime) -> None:
    values = {key: value for key, value in response.values.items() if key != question.key}
    response.values = values | ({question.key: held} if held else {})
    response.saved_at = now
    response.version += 1
