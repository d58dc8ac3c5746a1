"""Two days before the hour, a draft that was never sent is told to each mailbox that works on it, once."""

from datetime import datetime, timedelta

from noress.domain.applications import mails
from noress.domain.applications.links import home_url
from noress.domain.applications.models import ApplicationPerson
from noress.domain.applications.queries import alerting as queries
from noress.domain.applications.standing import deadline_of
from noress.domain.funding import calendar
from noress.domain.funding.models import FundingCall
from noress.domain.outbox.rules import enqueue
from noress.extensions import db

BEFORE = timedelta(hours=48)
#: whoever has just begun knows it
JUST_BEGUN = timedelta(hours=12)


def list_to_alert(*, now: datetime) -> list[tuple[ApplicationPerson, datetime]]:
    """(who, the hour told to them); reads only. A late door moves the hour, and the alert with it."""
    people = [
        person
        for call, stage, closing in _closings(now)
        for person in db.session.scalars(
            queries.list_unsent(
                call.id, stage, not_alerted_since=closing - BEFORE, invited_before=now - JUST_BEGUN
            )
        )
    ]
    people += db.session.scalars(queries.list_unsent_late(now, now + BEFORE, invited_before=now - JUST_BEGUN))
    return [
        (person, deadline)
        for person in dict.fromkeys(people)
        if (deadline := deadline_of(person.application)) is not None
        and now < deadline <= now + BEFORE
        and (person.alerted_at is None or person.alerted_at < deadline - BEFORE)
    ]


def alert_unsent(*, now: datetime) -> int:
    """How many were written to. Safe to run twice."""
    found = list_to_alert(now=now)
    for person, deadline in found:
        enqueue(mails.alert(person, home_url(person), deadline), now=now)
        person.alerted_at = now
    return len(found)


def _closings(now: datetime) -> list[tuple[FundingCall, int, datetime]]:
    """(call, stage, hour) of the closings of the next 48 hours."""
    return [
        (call, stage, closing)
        for call in db.session.scalars(queries.list_calls_closing(now, now + BEFORE))
        for stage in range(1, call.stages + 1)
        if (closing := calendar.closing_of(call, stage)) is not None and now < closing <= now + BEFORE
    ]
