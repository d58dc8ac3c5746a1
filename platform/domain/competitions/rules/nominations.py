"""A member puts somebody forward, who alone decides: they confirm by entering, refuse, or are forgotten."""

from datetime import datetime, timedelta
from typing import NamedTuple

from noress.core.contacts import clean_email
from noress.core.errors import RuleError
from noress.core.i18n import LANGUAGES
from noress.core.i18n import lazy as _
from noress.core.locking import lock
from noress.domain.accounts import limits
from noress.domain.accounts.actor import Actor
from noress.domain.applications.models import Application
from noress.domain.applications.ties import write_ties
from noress.domain.audit.rules import record
from noress.domain.competitions import entering_mails as mails
from noress.domain.competitions.models import Competition, Nomination, NominationState
from noress.domain.competitions.queries import entering as queries
from noress.domain.funding import calendar
from noress.domain.outbox import queries as outbox
from noress.domain.outbox.rules import enqueue, withdraw
from noress.extensions import db

MOST_REASON = 2000
MOST_REMINDERS = 2
#: a day: by one institution, to one mailbox
MOST_BY_INSTITUTION, MOST_TO_ONE, DAY = 20, 3, timedelta(days=1)
_KIND = "nomination"


class Nominated(NamedTuple):
    """Who, what and why, as the member says it."""

    name: str
    email: str
    initiative: str
    reason: str
    lot_id: int | None = None
    language: str = "fr"


def takes_nominations(competition: Competition, now: datetime) -> bool:
    return competition.takes_nominations and calendar.takes_applications(competition.call, 1, now)


def nominate(*, competition: Competition, nominated: Nominated, actor: Actor, now: datetime) -> Nomination:
    """One mail leaves, and one nomination of an address waits at a time; nothing says whether they have entered."""
    assert actor.institution_id is not None, "the permission asks for a member"
    lock(competition.call)
    if not takes_nominations(competition, now):
        raise RuleError("closed", _("Ce concours ne prend pas de proposition en ce moment."), status=409)
    email = _checked(nominated)
    waiting = db.session.scalars(queries.get_waiting(competition.id, email)).first()
    if waiting is not None:
        message = _("Cette adresse a déjà une proposition qui attend sa réponse.")
        raise RuleError("waiting", message, field="email", status=409)
    _count(email, actor.institution_id, now)
    lots = [lot.id for lot in competition.call.lots]
    row = Nomination(
        competition=competition, lot_id=nominated.lot_id if nominated.lot_id in lots else None,
        institution_id=actor.institution_id, made_by_id=actor.person_id, name=nominated.name.strip()[:200], email=email,
        language=nominated.language if nominated.language in LANGUAGES else "fr",
        initiative=nominated.initiative.strip()[:200], reason=nominated.reason.strip(), made_at=now, link_generation=1,
        state=NominationState.WAITING,
    )  # fmt: skip
    db.session.add(row)
    db.session.flush()  # its link is made of its key
    record(actor, "nomination.made", competition.call, now=now)
    enqueue(mails.nominated(row, by=actor.name), now=now)
    return row


def _checked(nominated: Nominated) -> str:
    for value, field in (
        (nominated.name, "name"), (nominated.initiative, "initiative"), (nominated.reason, "reason"),
    ):  # fmt: skip
        if not value.strip():
            raise RuleError("missing", _("Remplissez ce champ."), field=field)
    if len(nominated.reason) > MOST_REASON:
        message = _("Ce texte est trop long : %(limit)s caractères au plus.", limit=MOST_REASON)
        raise RuleError("too_long", message, field="reason")
    email = clean_email(nominated.email)
    if not email:
        raise RuleError("no_email", _("Écrivez le courriel de cette personne."), field="email")
    return email


def _count(email: str, institution_id: int, now: datetime) -> None:
    """Mails to people whose address somebody else gave."""
    for subject, most in (
        (limits.by_link(f"nominating institution {institution_id}"), MOST_BY_INSTITUTION),
        (limits.by_address(email.lower()), MOST_TO_ONE),
    ):
        limits.check([limits.Limit(_KIND, subject, most, window=DAY)], "too_many", now=now)
        limits.note(_KIND, subject, succeeded=True, now=now)


def check_waits(nomination: Nomination, now: datetime) -> None:
    """For whoever opens the link. Raises in words."""
    if nomination.state is not NominationState.WAITING:
        raise RuleError("answered", why_over(nomination), status=409)
    if not calendar.takes_applications(nomination.competition.call, 1, now):
        raise RuleError(
            "closed", _("Le concours est clos : cette proposition ne se confirme plus."), status=409
        )


def why_over(nomination: Nomination) -> object:
    return {
        NominationState.CONFIRMED: _(
            "Vous avez déjà accepté : votre dossier est ouvert, son lien est dans vos courriels."
        ),
        NominationState.REFUSED: _("Vous avez refusé cette proposition. Rien n'en est publié."),
        NominationState.WITHDRAWN: _("Cette proposition a été retirée."),
    }.get(nomination.state, "")


def confirm(nomination: Nomination, application: Application, *, now: datetime) -> None:
    """By entering; the member learns of it. Its institution has a part in the entry from then on, and what was written
    about the nomination is about the entry: who stands aside from it reads none of it."""
    _answer(nomination, NominationState.CONFIRMED, now)
    nomination.application_id = application.id
    for mail in db.session.scalars(queries.list_mails_of(nomination)):
        mail.about_type, mail.about_id = Application.__tablename__, application.id
    db.session.flush()  # ties are written from it
    write_ties(application)
    _tell(nomination, is_accepted=True, now=now)


def refuse(*, nomination: Nomination, now: datetime) -> None:
    """Told to the member, and to nobody else. Pressed twice, it changes nothing."""
    lock(nomination)
    if nomination.state is NominationState.REFUSED:
        return
    if nomination.state is not NominationState.WAITING:
        raise RuleError("answered", why_over(nomination), status=409)
    _answer(nomination, NominationState.REFUSED, now)
    _tell(nomination, is_accepted=False, now=now)


def _answer(nomination: Nomination, state: NominationState, now: datetime) -> None:
    nomination.state, nomination.answered_at = state, now
    actor = Actor(name="", method="link", language=nomination.language)  # no name that somebody else gave
    record(actor, f"nomination.{state.value}", nomination.competition.call, now=now)


def _tell(nomination: Nomination, *, is_accepted: bool, now: datetime) -> None:
    mail = mails.answered(nomination, is_accepted=is_accepted, now=now)
    if mail is not None:
        enqueue(mail, now=now)


def count_reminders(nomination: Nomination) -> int:
    keys = [f"{mails.key_of(nomination)}-{number}" for number in range(1, MOST_REMINDERS + 1)]
    return sum(db.session.scalars(outbox.get_by_key(key)).one_or_none() is not None for key in keys)


def remind(*, nomination: Nomination, actor: Actor, now: datetime) -> int:
    """Twice at most, whoever asks; which one it was."""
    lock(nomination)
    check_waits(nomination, now)
    number = count_reminders(nomination) + 1
    if number > MOST_REMINDERS:
        message = _("Deux rappels sont déjà partis : il n'en part pas d'autre.")
        raise RuleError("reminded", message, status=409)
    by = nomination.made_by.own_name if nomination.made_by is not None else str(nomination.institution.name)
    enqueue(mails.nominated(nomination, by=by, reminder=number), now=now)
    record(actor, "nomination.reminded", nomination.competition.call, now=now)
    return number


def withdraw_nomination(*, nomination: Nomination, actor: Actor, now: datetime) -> None:
    """By who made it or by the desk: the link opens nothing any more, a mail that has not left stays."""
    lock(nomination)
    if nomination.state is NominationState.WITHDRAWN:
        return
    if nomination.state is not NominationState.WAITING:
        raise RuleError("answered", _("Cette proposition a déjà reçu sa réponse."), status=409)
    nomination.state, nomination.answered_at = NominationState.WITHDRAWN, now
    withdraw(mails.key_of(nomination))
    record(actor, "nomination.withdrawn", nomination.competition.call, now=now)
