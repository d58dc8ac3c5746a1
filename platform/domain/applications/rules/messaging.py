"""The thread of a file, between its structure and the desk; either side sees who waits for whom."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import NamedTuple

from noress.core.errors import RuleError
from noress.core.i18n import lazy as _
from noress.core.locking import lock
from noress.domain.accounts.actor import Actor
from noress.domain.applications import desk_mails
from noress.domain.applications.links import actor_of, home_url
from noress.domain.applications.models import (
    Application,
    ApplicationMessage,
    ApplicationPerson,
    ApplicationState,
)
from noress.domain.applications.queries import desk_file
from noress.domain.applications.rules.correcting import readers
from noress.domain.applications.taking import check_not_recused, checked_text
from noress.domain.audit.rules import record
from noress.domain.files.models import StoredFile
from noress.domain.outbox.rules import enqueue
from noress.extensions import db

MOST_MESSAGES = 300


def write_message(
    *, application: Application, text: str, now: datetime, file: StoredFile | None = None, awaits_answer: bool = False,
    actor: Actor | None = None, person: ApplicationPerson | None = None,
) -> ApplicationMessage:  # fmt: skip
    """Of the desk (`actor`), or of the structure (`person`), whose text answers what the desk waits for. The same text
    twice in a row is a second press."""
    lock(application)
    if person is not None:
        _check_writes(person)
    elif actor is not None:
        check_not_recused(actor, application)
    if application.state is ApplicationState.WITHDRAWN:
        message = _("Cette candidature a été retirée : on n'y écrit plus.")
        raise RuleError("withdrawn", message, status=409)
    text = checked_text(text, field="text", missing=_("Écrivez votre message."))
    thread = db.session.scalars(desk_file.list_messages(application.id)).all()
    last = thread[-1] if thread else None
    if (
        last is not None
        and file is None
        and last.text == text
        and (last.author_id is None) == (person is None)
    ):
        return last
    if len(thread) >= MOST_MESSAGES:
        message = _("Ces échanges sont très longs : continuez par téléphone ou de vive voix.")
        raise RuleError("too_many", message, status=409)
    made = ApplicationMessage(
        application_id=application.id, text=text, file=file, sent_at=now, awaits_answer=awaits_answer and person is None,
        person_id=actor.person_id if actor is not None and person is None else None,
        author_id=person.id if person is not None else None,
    )  # fmt: skip
    db.session.add(made)
    db.session.flush()  # its mails are named after it
    _tell(application, made, person, actor, now)
    return made


class Written(NamedTuple):
    """What writing to several did: to whom, and who is left, with why."""

    sent: list[Application]
    left: list[tuple[Application, RuleError]]


class Planned(NamedTuple):
    """What one structure would read, and how many would be told by mail: nobody holds it any more where it is none."""

    application: Application
    language: str
    text: str
    mails: int


def plan_many(*, applications: Sequence[Application], texts: Mapping[str, str]) -> list[Planned]:
    """The text of the structure's language where it is written, else the other one."""
    found = {
        language: checked_text(text, field=f"text_{language}", missing=_("Écrivez votre message."))
        for language, text in texts.items() if text.strip()
    }  # fmt: skip
    if not found:
        raise RuleError("no_text", _("Écrivez votre message."), field="text_fr")
    if not applications:
        raise RuleError("nobody", _("Choisissez au moins une structure."), field="to")
    planned = []
    for application in sorted(applications, key=lambda one: one.id):  # one order: two never wait in a ring
        language = application.language if application.language in found else next(iter(found))
        planned.append(Planned(application, language, found[language], len(readers(application))))
    return planned


def write_to_many(
    *, applications: Sequence[Application], texts: Mapping[str, str], awaits_answer: bool, actor: Actor, now: datetime
) -> Written:  # fmt: skip
    """The same text in each thread. What cannot be written to is left: the others are."""
    done = Written([], [])
    for one in plan_many(applications=applications, texts=texts):
        try:
            if not one.mails:
                raise RuleError("nobody", _("plus personne ne tient cette candidature"), status=409)
            write_message(
                application=one.application, text=one.text, awaits_answer=awaits_answer, actor=actor, now=now
            )
        except RuleError as refused:  # raised before anything is written
            done.left.append((one.application, refused))
        else:
            done.sent.append(one.application)
    return done


def _check_writes(person: ApplicationPerson) -> None:
    if person.removed_at is not None or not person.part.can_comment:
        raise RuleError("reads_only", _("Votre lien permet de lire ce dossier, pas d'y écrire."), status=403)


def _tell(
    application: Application, made: ApplicationMessage, person: ApplicationPerson | None, actor: Actor | None, now: datetime
) -> None:  # fmt: skip
    if person is not None:
        for waiting in db.session.scalars(desk_file.list_awaiting(application.id)).all():
            waiting.answered_at = now
        record(actor or actor_of(person), "application.structure_wrote", application, now=now)
        return
    record(actor or Actor.system(), "application.desk_wrote", application, now=now)
    for reader in readers(application):
        enqueue(desk_mails.message(made, application, reader, url=home_url(reader)), now=now)


def awaits_answer(application: Application) -> bool:
    """The desk has asked something that the structure has not answered: both sides are told."""
    return db.session.scalars(desk_file.list_awaiting(application.id)).first() is not None
