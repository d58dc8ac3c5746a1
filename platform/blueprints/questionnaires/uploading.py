"""Files of answers in pieces of at most 256 KB: begun, sent piece by piece, resumed where they stopped."""

from flask import abort, current_app, request
from werkzeug.wrappers import Response as BaseResponse

from noress.blueprints.questionnaires import bp, opening
from noress.blueprints.questionnaires.saving import refused, said
from noress.core import clock
from noress.core.errors import RuleError
from noress.core.i18n import gettext as _
from noress.domain.files.models import PartialUpload
from noress.domain.files.rules import PIECE, OutOfStep, add_piece, drop_upload
from noress.domain.questionnaires import rules
from noress.domain.questionnaires.definition import Question
from noress.domain.questionnaires.models import Response
from noress.domain.questionnaires.rules.answering import definition_of
from noress.domain.questionnaires.serving import Opened
from noress.extensions import db
from noress.web.files import storage
from noress.web.permissions import public

LONGEST_NUMBER = 12


@bp.post("/q/<token>/fichiers")
@public
def begin_file(token: str) -> BaseResponse:
    """The address that the pieces of a file go to; the same one for the same key of the browser."""
    try:
        response = opening.open_to_change(token).response
        question = _question(response, request.form.get("question", ""))
        upload = rules.begin_file(
            response=response, question=question, name=request.form.get("name", "")[:255],
            size=_number(request.form.get("size")) or 0, client_key=request.form.get("client_key", ""),
            max_bytes=_limit(), now=clock.now(),
        )  # fmt: skip
    except RuleError as error:
        return refused(error)
    answer = _standing(upload)
    db.session.commit()
    return said(**answer)


@bp.get("/q/<token>/fichiers/<code>")
@public
def show_file(token: str, code: str) -> BaseResponse:
    """How far it came."""
    return said(**_standing(_upload(opening.open_form(token).response, code)))


@bp.put("/q/<token>/fichiers/<code>")
@public
def add_to_file(token: str, code: str) -> BaseResponse:
    """One piece; with the last one the file is checked and becomes part of the answer."""
    try:
        opened = opening.open_to_change(token)
    except RuleError as error:
        return refused(error)
    response = opened.response
    upload = _upload(response, code)
    if (request.content_length or 0) > PIECE:
        return said(413, error="piece_too_large", message=_("Ce morceau de fichier est trop grand."))
    offset = _number(request.args.get("depuis"))
    if offset is None:
        abort(400)
    before = response.version
    try:
        data = request.stream.read(PIECE + 1)
        if add_piece(upload=upload, offset=offset, data=data, storage=storage(), now=clock.now()):
            _finish(opened, upload)
    except OutOfStep as error:
        return refused(error, received=error.received)
    except RuleError as error:
        answer = refused(error)
        if error.code != "piece_too_large":
            _forget(response, code)
        return answer
    answer = _standing(upload) | {"before": before, "version": response.version}
    db.session.commit()
    return said(**answer)


@bp.delete("/q/<token>/fichiers/<code>")
@public
def cancel_file(token: str, code: str) -> BaseResponse:
    """Given up before its end."""
    try:
        upload = _upload(opening.open_to_change(token).response, code)
    except RuleError as error:
        return refused(error)
    if upload.file_id is not None:
        return said(
            409, error="finished", message=_("Ce fichier est déjà enregistré : retirez-le de la réponse.")
        )
    drop_upload(upload=upload)
    db.session.commit()
    return said()


def _finish(opened: Opened, upload: PartialUpload) -> None:
    question = _question(opened.response, upload.place)
    rules.finish_file(
        response=opened.response, question=question, upload=upload, storage=storage(), max_bytes=_limit(),
        actor=opening.holder(opened), now=clock.now(),
    )  # fmt: skip


def _forget(response: Response, key: str) -> None:
    """A file that is refused when it is whole is refused for good."""
    upload = rules.find_upload(response, key)
    if upload is not None and upload.file_id is None:
        drop_upload(upload=upload)
        db.session.commit()


def _upload(response: Response, key: str) -> PartialUpload:
    upload = rules.find_upload(response, key)
    if upload is None:
        abort(404)
    return upload


def _question(response: Response, key: str) -> Question:
    question = definition_of(response).question(key)
    if question is None:
        abort(404)
    return question


def _standing(upload: PartialUpload) -> dict[str, object]:
    return {
        "key": upload.key, "received": upload.received, "size": upload.size, "done": upload.file_id is not None,
        "name": upload.name,
    }  # fmt: skip


def _limit() -> int:
    return int(current_app.config["SETTINGS"].max_upload_bytes)


def _number(raw: str | None) -> int | None:
    return int(raw) if raw and raw.isascii() and raw.isdigit() and len(raw) <= LONGEST_NUMBER else None
