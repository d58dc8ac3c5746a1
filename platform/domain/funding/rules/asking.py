"""Public questions about a call: everybody reads the same answer, nobody reads who asked."""

from datetime import datetime, timedelta
from typing import NamedTuple

from noress.core.contacts import clean_email
from noress.core.errors import RuleError, StaleVersion
from noress.core.i18n import LANGUAGES, Translated
from noress.core.i18n import lazy as _
from noress.core.locking import lock
from noress.domain.accounts import limits
from noress.domain.accounts.actor import Actor
from noress.domain.audit.rules import changed, record
from noress.domain.funding import calendar, mails, queries
from noress.domain.funding.links import questions_url
from noress.domain.funding.models import CallQuestion, FundingCall
from noress.domain.funding.rules.preparing import STALE
from noress.domain.funding.wording import said
from noress.domain.outbox.rules import enqueue
from noress.extensions import db

DAY = timedelta(days=1)
#: a day: by address, by network (a workshop shares one), and to one call
MOST_BY_ADDRESS, MOST_BY_NETWORK, MOST_TO_CALL = 5, 40, 200
MOST_TEXT = 2000
_ASKED = "call_question"
#: the same words within it are a second press
AGAIN = timedelta(hours=1)


class Asked(NamedTuple):
    """What who asks has typed."""

    text: str
    email: str = ""
    language: str = "fr"
    #: what stood in the field that nobody sees
    trap: str = ""


def ask_question(
    *, call: FundingCall, asked: Asked, network: str, actor: Actor, now: datetime
) -> CallQuestion:
    """Kept for the desk. The same words again within the hour find the first ones."""
    if not calendar.takes_questions(call, now):
        message = said(
            call, _("Les questions sur cet appel sont terminées : les réponses données restent ici."),
            _("Les questions sur ce concours sont terminées : les réponses données restent ici."),
        )  # fmt: skip
        raise RuleError("frozen", message, status=409)
    text = asked.text.replace("\r\n", "\n").strip()
    if asked.trap.strip():
        message = _("Votre question n'est pas partie : laissez vide le champ caché, puis envoyez à nouveau.")
        raise RuleError("junk", message)
    if not text:
        raise RuleError("no_text", _("Écrivez votre question."), field="text")
    if len(text) > MOST_TEXT:
        message = _("Ce texte est trop long : %(limit)s caractères au plus.", limit=MOST_TEXT)
        raise RuleError("too_long", message, field="text")
    email = clean_email(asked.email)
    lock(call)  # two presses at once follow each other
    known = db.session.scalars(queries.get_same_question(call.id, text, now - AGAIN)).one_or_none()
    if known is not None:
        return known
    _count(call, email, network, now)
    question = CallQuestion(
        call_id=call.id, asked=text, language=asked.language if asked.language in LANGUAGES else "fr", email=email,
        asked_at=now, version=1,
    )  # fmt: skip
    db.session.add(question)
    db.session.flush()  # history needs its number
    record(actor, "funding_question.asked", question, now=now)
    return question


def _count(call: FundingCall, email: str | None, network: str, now: datetime) -> None:
    """Whoever asks too often waits; nothing of what they typed is lost."""
    counted = [
        *(
            [limits.Limit(_ASKED, limits.by_address(email.lower()), MOST_BY_ADDRESS, window=DAY)]
            if email
            else []
        ),
        limits.Limit(_ASKED, limits.by_network(network), MOST_BY_NETWORK, window=DAY),
        limits.Limit(_ASKED, limits.by_link(f"call {call.id}"), MOST_TO_CALL, window=DAY),
    ]
    limits.check(counted, "too_many", now=now)
    for limit in counted:
        limits.note(_ASKED, limit.subject, succeeded=True, now=now)


def answer_question(
    *, question: CallQuestion, text: Translated, answer: Translated, version: int, actor: Actor, now: datetime
) -> None:
    """Everybody reads both; who asked is mailed once, and their address forgotten. An answer may be put right later."""
    lock(question)
    if question.version != version:
        raise StaleVersion(STALE, {"question": question.question, "answer": question.answer})
    for field, written in (("question", text), ("answer", answer)):
        _check_said(field, written)
    first = question.published_at is None
    changes = changed(question, {"question": text, "answer": answer})
    if not changes and not first:
        return
    if first:
        question.published_at, question.answered_by_id, question.dismissed_at = now, actor.person_id, None
    question.version += 1
    record(
        actor,
        "funding_question.answered" if first else "funding_question.corrected",
        question,
        now=now,
        changes=changes,
    )
    if question.email:
        enqueue(mails.answered(question, url=questions_url(question.call, question.language)), now=now)
        question.email = None


def _check_said(field: str, said: Translated) -> None:
    """In one language at least; the reader of the other one sees it marked."""
    if not said:
        message = _("Écrivez la question.") if field == "question" else _("Écrivez la réponse.")
        raise RuleError("no_text", message, field=f"{field}_fr")
    for code, text in said.items():
        if len(text) > MOST_TEXT:
            message = _("Ce texte est trop long : %(limit)s caractères au plus.", limit=MOST_TEXT)
            raise RuleError("too_long", message, field=f"{field}_{code}")


def dismiss_question(*, question: CallQuestion, actor: Actor, now: datetime) -> None:
    """Put aside without an answer; the address is forgotten. Done twice, the second changes nothing."""
    lock(question)
    if question.published_at is not None:
        raise RuleError("answered", _("Cette question a déjà sa réponse : elle est publique."), status=409)
    if question.dismissed_at is not None:
        return
    question.dismissed_at, question.email = now, None
    question.version += 1
    record(actor, "funding_question.dismissed", question, now=now)


def forget_askers(*, before: datetime) -> int:
    """Addresses of those who asked that long ago and got no answer."""
    rows = db.session.scalars(queries.list_forgotten_questions(before)).all()
    for question in rows:
        question.email = None
    return len(rows)
