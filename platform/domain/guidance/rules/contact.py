"""Requests for contact: sent once, answered, closed. The platform carries the texts; addresses stay where they are."""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta

from noress.core import clock, links, tokens
from noress.core.contacts import clean_email, clean_phone
from noress.core.errors import RuleError
from noress.core.i18n import LANGUAGES
from noress.core.i18n import lazy as _
from noress.core.locking import lock
from noress.core.numbering import next_number
from noress.domain.accounts import limits
from noress.domain.accounts.actor import Actor
from noress.domain.accounts.queries import lock_subject
from noress.domain.audit.rules import record
from noress.domain.catalogue.models import UNLISTED, Structure
from noress.domain.guidance import mails
from noress.domain.guidance.addresses import reach
from noress.domain.guidance.links import conversation_url
from noress.domain.guidance.models import ContactMessage, ContactRequest, ContactState
from noress.domain.guidance.queries import contact as queries
from noress.domain.outbox.rules import enqueue
from noress.extensions import db

DAY = timedelta(days=1)
#: a day: by address (mail, telephone), by network (a workshop shares one), and to one structure
MOST_BY_ADDRESS, MOST_BY_NETWORK, MOST_TO_STRUCTURE = 5, 40, 60
MOST_TEXT, MOST_MESSAGES = 3000, 60
_KEY = re.compile(r"[0-9A-Za-z_-]{16,40}")
_SENT = "contact"


@dataclass(frozen=True)
class Sent:
    """What who asks has typed. `key` is the page's: the same page sends once."""

    key: str
    name: str
    text: str
    email: str = ""
    phone: str = ""
    shows_phone: bool = False
    language: str = "fr"
    province: str | None = None
    need_id: int | None = None
    #: what stood in the field that nobody sees
    trap: str = ""


def send_request(
    *, structure: Structure, sent: Sent, network: str, actor: Actor, now: datetime
) -> ContactRequest:
    """Kept, numbered, mailed to the structure; with no address there, the secretariat is given it. A second press, or
    a phone that tries again, finds the first one."""
    if not _KEY.fullmatch(sent.key):
        raise RuleError("incomplete", _("Cette page est arrivée incomplète. Envoyez-la encore une fois."))
    lock_subject(db.session(), tokens.digest(f"contact {sent.key}", links.secret()))
    known = db.session.scalars(queries.get_by_key(sent.key)).one_or_none()
    if known is not None:
        return known
    email, phone = _checked(structure, sent)
    _count(structure, email, phone, network, now)
    year = clock.today(now).year
    request = ContactRequest(
        number=f"C-{year}-{next_number(db.session(), 'C', year):04d}", structure=structure, name=sent.name,
        email=email, phone=phone, shows_phone=bool(phone and sent.shows_phone),
        language=sent.language if sent.language in LANGUAGES else "fr",
        province_code=sent.province or structure.province_code, need_id=sent.need_id, state=ContactState.SENT,
        sent_key=sent.key, sent_at=now, reminders=0, asker_generation=1, structure_generation=1, version=1,
    )  # fmt: skip
    request.messages = [ContactMessage(is_from_structure=False, text=sent.text, sent_at=now)]
    db.session.add(request)
    db.session.flush()  # its number and its links need its key
    record(actor, "contact_request.sent", request, now=now)
    to = reach(structure)
    if to is not None:
        enqueue(mails.asked(request, sent.text, to, url=_url(request, to[1], True)), now=now)
    if email:
        enqueue(mails.received(request, sent.text, url=_url(request, request.language, False)), now=now)
    return request


def _checked(structure: Structure, sent: Sent) -> tuple[str | None, str | None]:
    """The addresses, clean. The form says the same beside its fields."""
    if sent.trap.strip():
        message = _("Votre demande n'est pas partie : laissez vide le champ caché, puis envoyez à nouveau.")
        raise RuleError("junk", message)
    if structure.listed == UNLISTED or structure.opposed_at is not None:
        message = _("Cette structure n'est plus dans le catalogue : elle ne reçoit plus de demande.")
        raise RuleError("unlisted", message, status=409)
    if not sent.name:
        raise RuleError("no_name", _("Écrivez un prénom ou un surnom."), field="name")
    _check_text(sent.text)
    email, phone = clean_email(sent.email), clean_phone(sent.phone)
    if not email and not phone:
        message = _("Écrivez un courriel ou un téléphone : l'un des deux suffit.")
        raise RuleError("no_address", message, field="email")
    if not email and not sent.shows_phone:
        message = _(
            "Sans courriel, la structure ne peut que vous appeler : cochez cette case, ou écrivez un courriel."
        )
        raise RuleError("hidden_phone", message, field="shows_phone")
    return email, phone


def _check_text(text: str) -> None:
    if not text.strip():
        raise RuleError("no_text", _("Écrivez votre message."), field="text")
    if len(text) > MOST_TEXT:
        message = _("Ce texte est trop long : %(limit)s caractères au plus.", limit=MOST_TEXT)
        raise RuleError("too_long", message, field="text")


def _count(structure: Structure, email: str | None, phone: str | None, network: str, now: datetime) -> None:
    """Whoever asks too often waits; nothing of what they typed is lost."""
    counted = [
        *(limits.Limit(_SENT, limits.by_address(one.lower()), MOST_BY_ADDRESS, window=DAY) for one in (email, phone) if one),
        limits.Limit(_SENT, limits.by_network(network), MOST_BY_NETWORK, window=DAY),
        limits.Limit(_SENT, limits.by_link(f"structure {structure.id}"), MOST_TO_STRUCTURE, window=DAY),
    ]  # fmt: skip
    limits.check(counted, "too_many", now=now)
    for limit in counted:
        limits.note(_SENT, limit.subject, succeeded=True, now=now)


def write_message(
    *, request: ContactRequest, is_from_structure: bool, text: str, actor: Actor, now: datetime
) -> ContactMessage:
    """The other side is told. The structure's first text is its answer, also when it came late. The same text twice
    in a row is a second press."""
    lock(request)
    if request.state is ContactState.CLOSED:
        raise RuleError("closed", _("Cette demande est terminée : on n'y écrit plus."), status=409)
    text = text.replace("\r\n", "\n").strip()
    _check_text(text)
    last = request.messages[-1] if request.messages else None
    if last is not None and (last.is_from_structure, last.text) == (is_from_structure, text):
        return last
    if len(request.messages) >= MOST_MESSAGES:
        message = _("Cette conversation est très longue : continuez par téléphone ou de vive voix.")
        raise RuleError("too_many", message, status=409)
    made = ContactMessage(
        request_id=request.id, is_from_structure=is_from_structure, text=text, sent_at=now,
        person_id=actor.person_id if is_from_structure else None,
    )  # fmt: skip
    if is_from_structure and request.answered_at is None:
        request.answered_at, request.state = now, ContactState.ANSWERED
    request.version += 1
    request.messages.append(made)
    db.session.flush()  # its mail is named after it
    record(
        actor,
        "contact_request.answered" if is_from_structure else "contact_request.continued",
        request,
        now=now,
    )
    to = (request.email, request.language) if is_from_structure and request.email else None
    to = reach(request.structure) if not is_from_structure else to
    if to is not None:
        enqueue(mails.said(made, request, to, url=_url(request, to[1], not is_from_structure)), now=now)
    return made


def _url(request: ContactRequest, language: str, is_structure: bool) -> str:
    return conversation_url(request, is_structure=is_structure, language=language)


def close_request(*, request: ContactRequest, helped: bool | None, actor: Actor, now: datetime) -> None:
    """Who asked says whether it helped, and that it is over. Done twice, the second changes nothing."""
    lock(request)
    if request.state is ContactState.CLOSED:
        return
    request.state, request.closed_at, request.helped = ContactState.CLOSED, now, helped
    request.version += 1
    record(actor, "contact_request.closed", request, now=now, changes={"helped": (None, helped)})
