"""Inviting a juror: the letter of appointment, the mail, the account; the charter accepted or declined; reminders."""

from datetime import datetime, timedelta

from noress.core.errors import RuleError
from noress.core.i18n import lazy as _
from noress.core.locking import lock
from noress.domain.accounts.actor import Actor
from noress.domain.accounts.models import Person
from noress.domain.accounts.rules.invitations import invite_person
from noress.domain.audit.rules import record
from noress.domain.competitions import finding
from noress.domain.competitions.models import Competition
from noress.domain.files.rules import request_document
from noress.domain.funding.models import CallState
from noress.domain.juries import charter, mails, panel, queries
from noress.domain.juries.models import Juror
from noress.domain.juries.rules.composing import check_open, check_seated
from noress.domain.outbox.rules import enqueue
from noress.domain.reviewing.jury_assigning import bring_up
from noress.extensions import db

#: the kind of the letter of appointment (documents/kinds/jury_letter.py), in both languages
LETTER = "jury_letter"
PAPERS = ("fr", "ar")
AGAIN_AFTER = timedelta(days=1)
MOST_REASON = 1000


def invite_juror(*, juror: Juror, actor: Actor, now: datetime) -> None:
    """The letter is made in both languages, the mail leaves; with an invitation to open an account where they have none."""
    competition = juror.competition
    lock(juror)
    check_open(competition)
    check_seated(juror)
    if competition.call.state is CallState.DRAFT:
        message = _("Annoncez d'abord l'édition : la lettre nomme un prix que tout le monde peut lire.")
        raise RuleError("draft", message, status=409)
    if juror.accepted_at is not None:
        raise RuleError("accepted", _("Cette personne a déjà accepté la charte."), status=409)
    if juror.invited_at is not None and juror.invited_at > now - AGAIN_AFTER:
        raise RuleError(
            "recent", _("Cette personne a reçu un courriel aujourd'hui : attendez demain."), status=409
        )
    person = juror.person
    if not person.email:
        message = _("Cette personne n'a pas d'adresse électronique : ajoutez-la d'abord sur sa fiche.")
        raise RuleError("no_email", message, status=409)
    is_first = juror.invited_at is None
    juror.invited_at, juror.version = now, juror.version + 1
    needs_account = person.account_id is None
    if needs_account and not set(db.session.scalars(queries.list_open_invitations([person.id]))):
        invite_person(person=person, email=person.email, actor=actor, now=now)
    for language in PAPERS:
        request_document(kind=LETTER, subject=juror, language=language, actor=actor, now=now, is_told=False)
    mail = (
        mails.appointed(juror, needs_account=needs_account, now=now)
        if is_first
        else mails.reminded(juror, now=now)
    )
    if mail is not None:
        enqueue(mail, now=now)
    record(
        actor, "competition.juror_invited" if is_first else "competition.juror_reminded", competition, now=now,
        changes={"juror_id": (None, juror.person_id)},
    )  # fmt: skip


def invite_all(*, competition: Competition, actor: Actor, now: datetime) -> int:
    """Everybody who was not invited yet, and those who have kept silent for a day; how many."""
    lock(competition)
    count = 0
    for juror in db.session.scalars(panel.list_jurors(competition.id)).all():
        is_due = juror.invited_at is None or juror.invited_at <= now - AGAIN_AFTER
        if juror.accepted_at is None and juror.person.email and is_due:
            invite_juror(juror=juror, actor=actor, now=now)
            count += 1
    if not count:
        message = _(
            "Personne n'attend de courriel : toutes les personnes ont répondu, ou ont été écrites aujourd'hui."
        )
        raise RuleError("nobody", message, status=409)
    return count


def accept_charter(*, juror: Juror, sha256: str, actor: Actor, now: datetime) -> None:
    """As they read it: a text that changed meanwhile is read again."""
    lock(juror)
    _check_own(juror, actor)
    check_seated(juror)
    if juror.accepted_at is not None:
        raise RuleError("accepted", _("Vous avez déjà accepté la charte."), status=409)
    if sha256 != charter.sha256_of(charter.current()):
        raise RuleError(
            "changed", _("Le texte de la charte a changé : relisez-le, puis acceptez-le."), status=409
        )
    juror.accepted_at, juror.charter_sha256 = now, sha256
    juror.version += 1
    record(actor, "competition.charter_accepted", juror.competition, now=now,
           changes={"juror_id": (None, juror.person_id), "charter_sha256": (None, sha256)})  # fmt: skip
    grid = finding.grid_of(juror.competition)
    if grid is not None:  # while scoring is open, they find their files at once
        db.session.flush()  # whoever sits is read from the table
        bring_up(competition=juror.competition, grid=grid, actor=actor, now=now)


def decline_seat(*, juror: Juror, reason: str, actor: Actor, now: datetime) -> None:
    """Before the charter is accepted. Whoever appointed them is told."""
    lock(juror)
    _check_own(juror, actor)
    check_seated(juror)
    if juror.accepted_at is not None:
        message = _("Vous avez accepté la charte : écrivez au secrétariat, qui vous remplacera.")
        raise RuleError("accepted", message, status=409)
    if not reason.strip():
        raise RuleError("reason", _("Dites pourquoi, en quelques mots."), field="reason")
    juror.declined_at, juror.declined_because = now, reason.strip()[:MOST_REASON]
    juror.version += 1
    record(actor, "competition.seat_declined", juror.competition, now=now,
           changes={"juror_id": (juror.person_id, None)})  # fmt: skip
    giver = db.session.get(Person, juror.appointed_by_id) if juror.appointed_by_id else None
    if giver is not None and (mail := mails.declined(juror, giver, now=now)):
        enqueue(mail, now=now)


def _check_own(juror: Juror, actor: Actor) -> None:
    if actor.person_id is None or juror.person_id != actor.person_id:
        raise RuleError("not_yours", _("Cette place n'est pas la vôtre."), status=404)
