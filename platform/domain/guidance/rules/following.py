"""Following requests until they are answered: two reminders, then who asked is told and led elsewhere."""

from datetime import datetime, timedelta

from noress.core import links
from noress.core.i18n import in_language
from noress.core.locking import lock
from noress.domain.accounts.actor import Actor
from noress.domain.audit.rules import record
from noress.domain.catalogue.vocabulary import read_vocabulary
from noress.domain.guidance import mails
from noress.domain.guidance.addresses import reach
from noress.domain.guidance.asking import SKIPPED, Asked, Question, narrowed
from noress.domain.guidance.finding import find, load
from noress.domain.guidance.links import conversation_url
from noress.domain.guidance.models import ContactRequest, ContactState
from noress.domain.guidance.queries import contact as queries
from noress.domain.guidance.queries.finding import Fitting
from noress.domain.outbox.rules import enqueue
from noress.extensions import db

#: days after it was sent: two reminders, then it stays without answer
REMINDED, ENDED = (timedelta(days=5), timedelta(days=10)), timedelta(days=15)
#: what one night looks at; the others wait for the next
MOST_A_NIGHT = 2000
PROPOSED = 3


def follow_requests(*, actor: Actor, now: datetime) -> int:
    """How many moved. Safe to repeat: each step is noted on the request."""
    found = db.session.scalars(queries.list_to_follow(now - REMINDED[0], MOST_A_NIGHT)).all()
    return sum(_follow(request, actor, now) for request in found)


def _follow(request: ContactRequest, actor: Actor, now: datetime) -> bool:
    lock(request)
    if request.state is not ContactState.SENT:  # answered a moment ago
        return False
    waited = now - request.sent_at
    if waited >= ENDED and request.reminders >= len(REMINDED):
        _give_up(request, actor, now)
        return True
    # one reminder at a time, and never two within a night that comes late
    due = request.reminders < len(REMINDED) and waited >= REMINDED[request.reminders]
    if not due or (request.reminded_at is not None and now - request.reminded_at < timedelta(days=2)):
        return False
    request.reminders += 1
    request.reminded_at = now
    to = reach(request.structure)
    if to is not None:
        url = conversation_url(request, is_structure=True, language=to[1])
        mail = mails.asked(request, _first_text(request), to, url=url, reminder=request.reminders)
        enqueue(mail, now=now)
    record(actor, "contact_request.reminded", request, now=now)
    return True


def _give_up(request: ContactRequest, actor: Actor, now: datetime) -> None:
    request.state = ContactState.UNANSWERED
    request.version += 1
    record(actor, "contact_request.unanswered", request, now=now)
    if request.email:
        with in_language(request.language):
            others = [(one.name, _page_of(one, request.language)) for one in list_others(request)]
        url = conversation_url(request, is_structure=False, language=request.language)
        enqueue(mails.unanswered(request, others, search_url=search_url(request), url=url), now=now)


def _page_of(structure: Fitting, language: str) -> str:
    return links.to("catalogue.show", structure_id=structure.id, lang=language)


def _first_text(request: ContactRequest) -> str:
    return request.messages[0].text if request.messages else ""


def search_of(request: ContactRequest) -> Asked:
    """What the request was about, asked of the others."""
    return narrowed(Asked(), province=request.province_code or "", need=request.need)


def list_others(request: ContactRequest) -> list[Fitting]:
    """The next structures that fit the same need in the same place."""
    found = find(search_of(request), read_vocabulary(), most=PROPOSED + 1)
    ids = [*found.ids, *(key for circle in found.circles for key in circle.ids)]
    return load([key for key in ids if key != request.structure_id][:PROPOSED])


def search_url(request: ContactRequest) -> str:
    return links.to("guidance.index", lang=request.language, **search_values(request))


def search_values(request: ContactRequest) -> dict[str, str]:
    """The same search in the address of the right door."""
    asked = search_of(request)
    values = {
        Question.PROVINCE: asked.province, Question.SECTOR: asked.sector.code if asked.sector else "",
        Question.SERVICE: asked.service.code if asked.service else "",
    }  # fmt: skip
    return {question.value: values.get(question) or SKIPPED for question in Question}
