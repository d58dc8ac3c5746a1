"""Outside opinions: asked of somebody by a personal link to one file, answered once or declined, reminded, taken back."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from noress.core import clock
from noress.core.contacts import clean_email
from noress.core.errors import RuleError
from noress.core.i18n import LANGUAGES
from noress.core.i18n import lazy as _
from noress.core.locking import lock
from noress.domain.accounts.actor import Actor
from noress.domain.accounts.models import Person
from noress.domain.accounts.queries import list_persons_of_address
from noress.domain.applications import opinion_mails as mails
from noress.domain.applications.models import SENT, Application, Opinion
from noress.domain.applications.opinion_links import Door, actor_of, door_of, opinion_url
from noress.domain.applications.queries import opinions as queries
from noress.domain.applications.taking import check_not_recused
from noress.domain.audit.rules import record
from noress.domain.files.models import StoredFile
from noress.domain.outbox import queries as outbox
from noress.domain.outbox.rules import enqueue, withdraw
from noress.domain.reviewing.conflicts import is_person_recused, without_recused
from noress.extensions import db

MOST_TEXT, MOST_QUESTION, MOST_NAME = 5000, 2000, 120
MOST_REMINDERS, MOST_OPEN = 2, 10
#: reminded by itself that long before its day
REMIND_BEFORE = timedelta(days=3)
LONGEST = timedelta(days=180)


@dataclass(frozen=True)
class Asked:
    """What the desk asks of whom."""

    name: str
    email: str
    question: str
    language: str = "fr"
    wants_yes_no: bool = False
    is_confidential: bool = True
    due_on: date | None = None


def ask_opinion(*, application: Application, asked: Asked, actor: Actor, now: datetime) -> Opinion:
    """Somebody outside gets a link to this file. Nobody who has a part in it."""
    check_not_recused(actor, application)
    lock(application)
    _check_asking(application, asked, now)
    email = clean_email(asked.email)
    if not email:
        raise RuleError("no_address", _("Écrivez l'adresse de la personne."), field="email")
    _check_outside(application, email)
    row = db.session.scalars(queries.get_of_address(application.id, email)).one_or_none()
    if row is not None and _is_waiting_or_said(row):
        raise RuleError(
            "asked", _("Un avis est déjà demandé à cette adresse pour ce dossier."), field="email"
        )
    if row is None:
        row = Opinion(application=application, email=email, link_generation=1)
        db.session.add(row)
    else:
        row.link_generation += 1
    row.name, row.question = asked.name.strip(), asked.question.strip()
    row.language = asked.language if asked.language in LANGUAGES else "fr"
    row.wants_yes_no, row.is_confidential, row.due_on = (
        asked.wants_yes_no,
        asked.is_confidential,
        asked.due_on,
    )
    row.asked_at, row.asked_by_id = now, actor.person_id
    row.withdrawn_at = row.answered_at = row.declined_because = row.says_yes = row.text = None
    db.session.flush()  # its link is made of its key
    record(actor, "opinion.asked", application, now=now)
    enqueue(mails.asked(row, url=opinion_url(row)), now=now)
    return row


def _check_asking(application: Application, asked: Asked, now: datetime) -> None:
    if application.number is None or application.state not in SENT:
        message = _("Un avis se demande sur un dossier envoyé.")
        raise RuleError("not_sent", message, status=409)
    for value, most, field in ((asked.name, MOST_NAME, "name"), (asked.question, MOST_QUESTION, "question")):
        if not value.strip():
            raise RuleError("missing", _("Remplissez ce champ."), field=field)
        if len(value) > most:
            raise RuleError("too_long", _("%(most)s lettres au plus.", most=most), field=field)
    today = clock.today(now)
    if asked.due_on is not None and not today < asked.due_on <= today + LONGEST:
        raise RuleError("due_on", _("Choisissez un jour à venir, dans les six mois."), field="due_on")
    waiting = [row for row in db.session.scalars(queries.list_opinions(application.id)) if _is_waiting(row)]
    if len(waiting) >= MOST_OPEN:
        raise RuleError(
            "too_many", _("%(most)s avis en attente au plus par dossier.", most=MOST_OPEN), status=409
        )


def _check_outside(application: Application, email: str) -> None:
    """Neither those who work on it, nor anybody who is recused from it."""
    works = any(one.email.lower() == email.lower() for one in application.people)
    persons = db.session.scalars(list_persons_of_address(email)).all()
    if works or any(is_person_recused(person.id, application) for person in persons):
        message = _("Cette personne a une part dans le dossier : demandez à quelqu'un d'autre.")
        raise RuleError("party", message, field="email")


def _is_waiting(row: Opinion) -> bool:
    return row.answered_at is None and row.withdrawn_at is None


def _is_waiting_or_said(row: Opinion) -> bool:
    return row.withdrawn_at is None and row.declined_because is None


def keep_opinion(*, opinion: Opinion, text: str, says_yes: bool | None, now: datetime) -> None:
    """What they wrote so far, not given yet: nobody else reads it."""
    _hold(opinion, now)
    opinion.text = _checked(text) or None
    opinion.says_yes = says_yes if opinion.wants_yes_no else None


def _checked(text: str) -> str:
    text = text.replace("\r\n", "\n").strip()
    if len(text) > MOST_TEXT:
        raise RuleError("too_long", _("%(most)s lettres au plus.", most=MOST_TEXT), field="text")
    return text


def answer_opinion(
    *, opinion: Opinion, text: str, says_yes: bool | None, file: StoredFile | None, now: datetime
) -> None:
    """Once. The desk is told; the applicant reads it unless it is confidential."""
    _hold(opinion, now)
    if opinion.wants_yes_no and says_yes is None:
        raise RuleError("yes_no", _("Choisissez une réponse."), field="says_yes")
    if not text.strip():
        raise RuleError("missing", _("Écrivez votre avis."), field="text")
    opinion.text, opinion.says_yes = _checked(text), says_yes if opinion.wants_yes_no else None
    opinion.file, opinion.answered_at = file, now
    record(actor_of(opinion), "opinion.given", opinion.application, now=now)
    _close(opinion, now)


def decline_opinion(*, opinion: Opinion, because: str, now: datetime) -> None:
    """They cannot, or have a part in it: the file closes for them."""
    _hold(opinion, now)
    if not because.strip():
        raise RuleError("missing", _("Dites pourquoi, en quelques mots."), field="because")
    opinion.declined_because, opinion.answered_at = because.strip()[:MOST_TEXT], now
    opinion.text = opinion.says_yes = None
    record(actor_of(opinion), "opinion.declined", opinion.application, now=now)
    _close(opinion, now)


def _hold(opinion: Opinion, now: datetime) -> None:
    lock(opinion)
    if opinion.answered_at is not None:
        raise RuleError(
            "said",
            _("Vous avez déjà répondu. Pour ajouter quelque chose, écrivez au secrétariat."),
            status=409,
        )
    if door_of(opinion, now) is not Door.OPEN:
        raise RuleError("shut", _("Cette demande d'avis est terminée."), status=409)


def _close(opinion: Opinion, now: datetime) -> None:
    """Nobody reminds them; those who follow the file are told, unless they stand aside from it since."""
    withdraw(mails.key_of(opinion))
    application = opinion.application
    wanted = [key for key in (opinion.asked_by_id, application.officer_id) if key is not None]
    for person_id in without_recused(wanted, application):
        person = db.session.get(Person, person_id)
        mail = mails.answered(opinion, person, now=now) if person is not None else None
        if mail is not None:
            enqueue(mail, now=now)


def remind_opinion(*, opinion: Opinion, actor: Actor, now: datetime) -> int:
    """Twice at most, whoever asks; which one it was."""
    check_not_recused(actor, opinion.application)
    lock(opinion)
    if not _is_waiting(opinion) or door_of(opinion, now) is not Door.OPEN:
        raise RuleError("over", _("Cette demande n'attend plus de réponse."), status=409)
    number = count_reminders(opinion) + 1
    if number > MOST_REMINDERS:
        message = _("Deux rappels sont déjà partis : il n'en part pas d'autre.")
        raise RuleError("reminded", message, status=409)
    enqueue(mails.reminder(opinion, number, url=opinion_url(opinion)), now=now)
    record(actor, "opinion.reminded", opinion.application, now=now)
    return number


def count_reminders(opinion: Opinion) -> int:
    keys = [mails.reminder_key(opinion, number) for number in range(1, MOST_REMINDERS + 1)]
    return sum(db.session.scalars(outbox.get_by_key(key)).one_or_none() is not None for key in keys)


def withdraw_opinion(*, opinion: Opinion, actor: Actor, now: datetime) -> None:
    """The link opens nothing any more; what was said stays."""
    check_not_recused(actor, opinion.application)
    lock(opinion)
    if not _is_waiting(opinion):
        raise RuleError("said", _("Cette demande n'attend plus de réponse."), status=409)
    opinion.withdrawn_at, opinion.text, opinion.says_yes = now, None, None
    withdraw(mails.key_of(opinion))
    record(actor, "opinion.withdrawn", opinion.application, now=now)


def remind_due(*, now: datetime) -> int:
    """At night: those whose day comes near, once by itself."""
    sent = 0
    today = clock.today(now)
    for opinion in db.session.scalars(queries.list_due(today, today + REMIND_BEFORE)):
        if (
            count_reminders(opinion) == 0
            and now - opinion.asked_at >= REMIND_BEFORE
            and door_of(opinion, now) is Door.OPEN
        ):
            remind_opinion(opinion=opinion, actor=Actor.system(), now=now)
            sent += 1
    return sent


def forget_silent(*, before: datetime) -> int:
    """Addresses that the desk gave, of those who never gave an opinion: gone with what was written to them."""
    found = db.session.scalars(queries.list_silent(before)).all()
    for opinion in found:
        for mail in db.session.scalars(queries.list_mails_of(opinion)):
            mail.to_address = mail.to_name = mail.subject = mail.text = mail.html = ""
        db.session.delete(opinion)
    return len(found)
