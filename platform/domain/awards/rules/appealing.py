"""Asking for a decision to be looked at again, within the call's time, and answering."""

from datetime import datetime

from noress.core import clock
from noress.core.errors import RuleError, StaleVersion
from noress.core.i18n import lazy as _
from noress.core.locking import lock
from noress.domain.accounts.actor import Actor
from noress.domain.applications.links import actor_of
from noress.domain.applications.models import Application, ApplicationPerson, ApplicationState
from noress.domain.applications.rules.correcting import readers
from noress.domain.applications.taking import check_not_recused, checked_text
from noress.domain.audit.rules import record
from noress.domain.awards import mails, queries
from noress.domain.awards.links import result_url
from noress.domain.awards.models import Appeal
from noress.domain.files.models import StoredFile
from noress.domain.outbox.rules import enqueue
from noress.extensions import db

S = ApplicationState


def takes_appeals(application: Application, now: datetime) -> bool:
    """Told that it is not selected, and the last day is not over in Morocco."""
    until = application.call.appeal_until
    is_told = application.public_state in (S.REJECTED, S.RESERVE)
    return is_told and until is not None and clock.today(now) <= until


def file_appeal(
    *, person: ApplicationPerson, text: str | None, file: StoredFile | None = None, now: datetime
) -> Appeal:
    """By whoever may send the application; one per file. A second press finds the first."""
    application = person.application
    lock(application)
    if not person.part.can_send:
        message = _("Vous pouvez lire ce dossier. Une personne qui le remplit peut faire un recours.")
        raise RuleError("not_yours", message, status=403)
    known = db.session.scalars(queries.get_appeal(application.id)).first()
    if known is not None:
        raise RuleError("filed", _("Un recours est déjà déposé pour ce dossier."), status=409)
    if not takes_appeals(application, now):
        message = _("Le temps des recours est passé, ou aucune décision ne s'y prête.")
        raise RuleError("closed", message, status=409)
    written = checked_text(text, field="text", missing=_("Écrivez ce que vous demandez, et pourquoi."))
    appeal = Appeal(
        application_id=application.id, author_id=person.id, text=written, filed_at=now, version=1,
        file_id=file.id if file is not None else None,
    )  # fmt: skip
    appeal.application = application
    db.session.add(appeal)
    db.session.flush()  # its mails name it
    record(actor_of(person), "application.appeal_filed", application, now=now)
    for reader in readers(application):
        enqueue(mails.appeal_filed(appeal, reader, url=result_url(reader)), now=now)
    return appeal


def answer_appeal(
    *, appeal: Appeal, is_upheld: bool, answer: str | None, version: int, actor: Actor, now: datetime
) -> None:
    """Upheld: the file may be decided anew. Either way the structure is told at once, and once."""
    lock(appeal)
    check_not_recused(actor, appeal.application)
    if appeal.answered_at is not None:
        raise RuleError("answered", _("Ce recours a déjà sa réponse."), status=409)
    if appeal.version != version:
        message = _("Quelqu'un a changé ce recours depuis que cette page est ouverte.")
        raise StaleVersion(message, {"version": appeal.version, "answer": appeal.answer})
    appeal.answer = checked_text(
        answer, field="answer", missing=_("Écrivez la réponse : la structure la lira.")
    )
    appeal.is_upheld, appeal.answered_at, appeal.answered_by_id = is_upheld, now, actor.person_id
    appeal.version += 1
    changes = {"is_upheld": (None, is_upheld)}
    record(actor, "application.appeal_answered", appeal.application, now=now, changes=changes)
    for reader in readers(appeal.application):
        enqueue(mails.appeal_answered(appeal, reader, url=result_url(reader)), now=now)
