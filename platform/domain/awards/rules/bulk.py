"""The same thing done to many files, one after the other, each committed by itself; what failed is said, file by file."""

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any

from noress.core.errors import RuleError
from noress.core.i18n import LANGUAGES, in_language
from noress.core.i18n import lazy as _
from noress.core.locking import lock
from noress.domain.accounts import identity
from noress.domain.accounts.actor import Actor
from noress.domain.accounts.models import Person
from noress.domain.applications.models import Application, ApplicationState
from noress.domain.applications.rules.messaging import write_message
from noress.domain.applications.rules.opinions import Asked, ask_opinion
from noress.domain.applications.taking import check_not_recused
from noress.domain.audit.rules import record
from noress.domain.awards import queries
from noress.domain.awards.models import BulkTask
from noress.domain.awards.policy import can_decide, can_read_board
from noress.domain.awards.queries import tasks as task_queries
from noress.domain.awards.rules.deciding import decide_outcome
from noress.domain.awards.rules.telling import LETTERS, send_letter
from noress.domain.funding.models import FundingCall
from noress.domain.outbox.rules import send_again
from noress.domain.reviewing import conflicts
from noress.extensions import db

S = ApplicationState
KINDS = ("message", "opinion", "outcome")
MOST_FILES = 500


def ask_bulk(
    *, call: FundingCall, kind: str, settings: Mapping[str, Any], application_ids: Collection[int], actor: Actor, now: datetime
) -> BulkTask:  # fmt: skip
    """Nothing is done yet: the worker does it."""
    waiting = check_bulk(
        call=call, kind=kind, settings=settings, application_ids=application_ids, actor=actor
    )
    task = BulkTask(
        call_id=call.id, kind=kind, settings=dict(settings), waiting=waiting, done=[], failures=[], asked_at=now,
        asked_by_id=actor.person_id,
    )  # fmt: skip
    db.session.add(task)
    db.session.flush()  # its line of history names it
    record(actor, "bulk_task.asked", task, now=now)
    return task


def check_bulk(
    *,
    call: FundingCall,
    kind: str,
    settings: Mapping[str, Any],
    application_ids: Collection[int],
    actor: Actor,
) -> list[int]:
    """The files that it would be done to. Those that the reader is recused from are never among them."""
    _check_settings(kind, settings, actor)
    hidden = conflicts.recused_ids(actor, conflicts.APPLICATION)
    known = set(db.session.scalars(task_queries.list_ids_of(call.id, application_ids, hidden)))
    waiting = [key for key in dict.fromkeys(application_ids) if key in known]
    if not waiting:
        raise RuleError("no_file", _("Choisissez au moins un dossier."), field="files")
    if len(waiting) > MOST_FILES:
        raise RuleError(
            "too_many", _("Choisissez %(count)s dossiers au plus.", count=MOST_FILES), field="files"
        )
    return waiting


def _check_settings(kind: str, settings: Mapping[str, Any], actor: Actor) -> None:
    if kind not in KINDS:
        raise RuleError("kind", _("Choisissez ce qu'il y a à faire."), field="kind")
    if kind == "outcome":
        if not can_decide(actor):
            raise RuleError(
                "not_yours", _("Seule une personne qui coordonne décide."), field="kind", status=403
            )
        if settings.get("outcome") not in (S.RESERVE.value, S.REJECTED.value):
            raise RuleError("outcome", _("Choisissez une des décisions proposées."), field="outcome")
        if settings["outcome"] == S.REJECTED.value and not (settings.get("text") or "").strip():
            raise RuleError("no_text", _("Écrivez pourquoi : la structure le lira."), field="text")
    elif not (settings.get("text") or "").strip():
        raise RuleError("no_text", _("Écrivez le message."), field="text")
    if kind == "opinion" and not (settings.get("email") or "").strip():
        raise RuleError("no_address", _("Écrivez l'adresse de la personne."), field="email")


def do_next(*, task: BulkTask, now: datetime) -> bool:
    """One file; whether some are left. Whoever asked must still be allowed to, unless it is to send what was told already. A
    refusal is kept with its reason."""
    lock(task)
    if task.ended_at is not None or not task.waiting:
        task.ended_at = task.ended_at or now
        return False
    key, *rest = task.waiting
    try:
        with db.session.begin_nested():
            _do(task, key, _actor_of(task, now), now)
    except RuleError as refused:
        task.failures = [*task.failures, [key, _said(refused.message)]]
    else:
        task.done = [*task.done, key]
    return _go_on(task, rest, now)


def skip_next(*, task: BulkTask, now: datetime) -> bool:
    """The file in front broke something that nobody foresaw: it is set aside, and the others go on."""
    lock(task)
    if not task.waiting:
        return _go_on(task, [], now)
    key, *rest = task.waiting
    message = _("Une erreur est survenue de notre côté. Essayez ce dossier à part.")
    task.failures = [*task.failures, [key, _said(message)]]
    return _go_on(task, rest, now)


def retry_letters(*, task: BulkTask, actor: Actor, now: datetime) -> None:
    """Letters that could not be sent wait again, mails that were refused leave again: of the files that the actor may know
    of."""
    lock(task)
    if task.kind != LETTERS:
        raise RuleError("not_letters", _("Seul l'envoi des lettres se réessaie."), status=409)
    hidden = conflicts.recused_ids(actor, conflicts.APPLICATION)
    known = {row[0] for row in db.session.execute(task_queries.list_numbers(task.call_id, hidden))}
    again = [key for key, _why in task.failures if key in known]
    mails = db.session.scalars(task_queries.list_unsent_letters(task.call_id, hidden)).all()
    if not again and not mails:
        raise RuleError("nothing", _("Rien n'a échoué : il n'y a rien à réessayer."), status=409)
    for mail in mails:
        send_again(mail=mail, actor=actor, now=now)
    if again:
        task.failures = [one for one in task.failures if one[0] not in again]
        task.waiting, task.ended_at = [*task.waiting, *again], None
    record(actor, "letters.tried_again", task.call, now=now)


def _go_on(task: BulkTask, rest: list[int], now: datetime) -> bool:
    task.waiting = rest
    if not rest:
        task.ended_at = task.ended_at or now
    return bool(rest)


def _actor_of(task: BulkTask, now: datetime) -> Actor:
    """Whoever asked, with what they may do now. Letters were released: they leave also when that person is gone."""
    if task.kind == LETTERS:
        return Actor.system()
    person = db.session.get(Person, task.asked_by_id) if task.asked_by_id is not None else None
    if person is None:
        raise RuleError("gone", _("La personne qui l'a demandé n'est plus là."))
    return identity.build_actor(person, seat=None, now=now, method="system")


def _said(message: Any) -> dict[str, str]:
    """In every language, for whoever reads it later."""
    found = {}
    for code in LANGUAGES:
        with in_language(code):
            found[code] = str(message)
    return found


def _do(task: BulkTask, key: int, actor: Actor, now: datetime) -> None:
    application = db.session.get(Application, key)
    if task.kind == LETTERS:
        _send(application, task.call.stages, actor, now)
        return
    if application is None or not can_read_board(actor):
        raise RuleError("gone", _("Ce dossier n'est plus là, ou n'est plus à vous."))
    check_not_recused(actor, application)
    settings = task.settings
    if task.kind == "outcome":
        if not can_decide(actor):
            raise RuleError("not_yours", _("Seule une personne qui coordonne décide."))
        decide_outcome(
            application=application, outcome=S(settings["outcome"]), reason=settings.get("text"), version=None, actor=actor,
            now=now,
        )  # fmt: skip
    elif task.kind == "message":
        if application.state is S.WITHDRAWN:
            raise RuleError("withdrawn", _("Cette candidature a été retirée par la structure."))
        write_message(application=application, text=settings["text"], actor=actor, now=now)
    else:
        asked = Asked(
            name=settings.get("name") or settings["email"], email=settings["email"], question=settings["text"]
        )
        ask_opinion(application=application, asked=asked, actor=actor, now=now)


def _send(application: Application | None, stage: int, actor: Actor, now: datetime) -> None:
    letter = (
        db.session.scalars(queries.get_letter_of(application.id, stage)).first()
        if application is not None
        else None
    )
    if letter is None or letter.release_id is None:
        raise RuleError("gone", _("Cette lettre n'est plus là."))
    send_letter(letter=letter, actor=actor, now=now)
