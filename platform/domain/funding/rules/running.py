"""A call from its announcement to its closing. Dates decide; what turns by itself is written down by a job."""

from collections.abc import Sequence
from datetime import datetime

from noress.core import clock, formats
from noress.core.errors import RuleError
from noress.core.i18n import gettext
from noress.core.i18n import lazy as _
from noress.core.locking import lock
from noress.domain.accounts.actor import Actor
from noress.domain.applications.links import home_url
from noress.domain.audit.rules import record
from noress.domain.funding import calendar, mails, queries
from noress.domain.funding.links import call_url
from noress.domain.funding.models import CallKind, CallState, FundingCall
from noress.domain.funding.rules.completeness import coming_version, forms_of, list_problems
from noress.domain.funding.wording import action_of, said
from noress.domain.meetings.queries import list_plenary_seats
from noress.domain.notifications.models import Topic
from noress.domain.notifications.rules.telling import tell
from noress.domain.outbox.rules import enqueue, mark
from noress.domain.questionnaires import rules as questionnaires
from noress.domain.questionnaires.models import VersionState
from noress.extensions import db


def announce_call(*, call: FundingCall, actor: Actor, now: datetime) -> None:
    """From here on everybody reads it, and may ask. It opens by itself at its date. Its forms are published with it."""
    lock(call)
    if call.state is not CallState.DRAFT:
        message = said(call, _("Cet appel est déjà annoncé."), _("Ce concours est déjà annoncé."))
        raise RuleError("not_draft", message, status=409)
    problems = list_problems(call, now)
    if problems:
        why = problems[0].message
        message = said(
            call, _("L'appel ne peut pas encore être annoncé : %(why)s", why=why),
            _("Le concours ne peut pas encore être annoncé : %(why)s", why=why),
        )  # fmt: skip
        raise RuleError("incomplete", message, status=409)
    for questionnaire_id, _words in forms_of(call):
        version = coming_version(questionnaire_id) if questionnaire_id else None
        if version is not None and version.state is VersionState.DRAFT:
            questionnaires.publish_version(draft=version, version=version.version, actor=actor, now=now)
    call.state, call.announced_at = CallState.ANNOUNCED, now
    call.version += 1
    record(actor, action_of(call, "announced"), call, now=now)
    _tell_members(call, "announced", actor, now)
    turn_by_date(now=now)


def take_back(*, call: FundingCall, actor: Actor, now: datetime) -> None:
    """Before it opens, an announcement that was a mistake goes back into the making."""
    lock(call)
    if call.state is not CallState.ANNOUNCED or calendar.phase(call, now) is not calendar.Phase.ANNOUNCED:
        message = said(
            call, _("Seul un appel annoncé et pas encore ouvert peut être repris."),
            _("Seul un concours annoncé et pas encore ouvert peut être repris."),
        )  # fmt: skip
        raise RuleError("not_announced", message, status=409)
    call.state, call.announced_at = CallState.DRAFT, None
    call.version += 1
    record(actor, action_of(call, "taken_back"), call, now=now)


def close_call(*, call: FundingCall, actor: Actor, now: datetime) -> None:
    """Before its date: nothing more is taken from this moment on. Who has not sent is told."""
    lock(call)
    if (
        call.state not in {CallState.ANNOUNCED, CallState.OPEN}
        or calendar.phase(call, now) is not calendar.Phase.OPEN
    ):
        message = said(call, _("Cet appel n'est pas ouvert."), _("Ce concours n'est pas ouvert."))
        raise RuleError("not_open", message, status=409)
    changes = {"call_closes_at": (call.closes_at, now)}
    call.state, call.closes_at = CallState.REVIEW, now
    if call.questions_until is not None and call.questions_until > now:
        changes["questions_until"] = (call.questions_until, now)
        call.questions_until = now
    call.version += 1
    record(actor, action_of(call, "closed"), call, now=now, changes=changes)
    _tell_unsent(call, 1, now)


def is_turn_due(*, now: datetime) -> bool:
    """Whether a date has decided something that is not written down yet; reads only."""
    return bool(
        db.session.scalars(queries.list_to_open(now)).first()
        or _past_grace(db.session.scalars(queries.list_to_close(now)).all(), 1, now)
        or _past_grace(db.session.scalars(queries.list_files_closed(now)).all(), 2, now)
    )


def turn_by_date(*, now: datetime) -> int:
    """What the dates have decided is written down, once, and told; how many calls turned. Safe to run twice."""
    system = Actor.system()
    opened = _held(db.session.scalars(queries.list_to_open(now)).all(), CallState.ANNOUNCED)
    for call in opened:
        call.state = CallState.OPEN
        call.version += 1
        record(system, action_of(call, "opened"), call, now=now)
        _tell_members(call, "opened", system, now)
    db.session.flush()  # one whose dates are both past closes in the same turn
    closed = _past_grace(_held(db.session.scalars(queries.list_to_close(now)).all(), CallState.OPEN), 1, now)
    for call in closed:
        call.state = CallState.REVIEW
        call.version += 1
        record(system, action_of(call, "closed"), call, now=now)
        _tell_unsent(call, 1, now)
    ended = _past_grace(db.session.scalars(queries.list_files_closed(now)).all(), 2, now)
    for call in ended:
        _tell_unsent(call, 2, now)
        mark(name=f"{queries.FILES_TOLD}{call.id}", now=now)
    return len(opened) + len(closed) + len(ended)


def _held(calls: Sequence[FundingCall], state: CallState) -> list[FundingCall]:
    """Those that no other worker has turned since they were read."""
    for call in calls:
        lock(call)
    return [call for call in calls if call.state is state]


def _past_grace(calls: Sequence[FundingCall], stage: int, now: datetime) -> list[FundingCall]:
    return [call for call in calls if (last := calendar.last_moment(call, stage)) is not None and now > last]


def _tell_members(call: FundingCall, what: str, actor: Actor, now: datetime) -> None:
    """Members, as they chose: what is announced, and what opens. A trial is nobody's news."""
    if call.is_test:
        return

    def title() -> str:
        if what == "opened":
            until = formats.date_short(call.closes_at) if call.closes_at else ""
            values = {"title": str(call.title), "until": until}
            if call.kind is CallKind.COMPETITION:
                return gettext("Concours ouvert : %(title)s, jusqu'au %(until)s", **values)
            return gettext("Appel ouvert : %(title)s, jusqu'au %(until)s", **values)
        if call.kind is CallKind.COMPETITION:
            return gettext("Concours annoncé : %(title)s", title=str(call.title))
        return gettext("Appel annoncé : %(title)s", title=str(call.title))

    seats = db.session.scalars(list_plenary_seats(clock.today(now)))
    key = f"call-{what}:{call.id}"
    tell(topic=Topic.CALLS, to=seats, title=title, url=call_url(call), key=key, actor=actor, now=now)


def _tell_unsent(call: FundingCall, stage: int, now: datetime) -> None:
    """Once per mailbox and closing: the draft is kept, and was not sent."""
    for person in db.session.scalars(queries.list_unsent_workers(call.id, stage)):
        late = person.application.late_until
        if late is None or late < now:
            enqueue(mails.closed_unsent(call, person, stage, url=home_url(person)), now=now)
