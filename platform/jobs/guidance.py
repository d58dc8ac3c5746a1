"""The night's work on guidance: requests that wait are recalled, proposals of mutual aid lapse; once a week, new ones
are made."""

from datetime import datetime, timedelta
from functools import partial

from flask import Flask

from noress.core import clock
from noress.domain.accounts.actor import Actor
from noress.domain.guidance import rules
from noress.domain.guidance.rules.aid import PROPOSALS
from noress.domain.outbox import rules as outbox
from noress.domain.outbox.models import WorkerMark
from noress.extensions import db
from noress.jobs import nightly

#: the worker's mark: when the week's proposals were made
MATCHED = "aid_matched"
#: a night that comes a little early still counts
WEEK = timedelta(days=6, hours=12)
#: takers looked at in one transaction
AT_ONCE = 10


def night_work(app: Flask) -> None:
    nightly.work(app, "requests of guidance recalled", _follow)
    nightly.work(app, "proposals of aid that lapsed", _lapse)
    _propose(app)


def _follow(now: datetime) -> int:
    return rules.follow_requests(actor=Actor.system(), now=now)


def _lapse(now: datetime) -> int:
    return rules.lapse_matches(actor=Actor.system(), now=now)


def _propose(app: Flask) -> None:
    """A few takers at a time: on SQLite whoever writes keeps everybody else from writing meanwhile."""
    with app.app_context():
        done = db.session.get(WorkerMark, MATCHED)
        if done is not None and clock.now() - done.at < WEEK:
            return
        takers = rules.takers_of_week(clock.now())
    left = PROPOSALS
    for start in range(0, len(takers), AT_ONCE):
        few = takers[start : start + AT_ONCE]
        left -= nightly.work(app, "proposals of aid made", partial(_propose_to, few, left))
    nightly.work(app, "the week's proposals of aid noted", _note)


def _propose_to(takers: list[int], most: int, now: datetime) -> int:
    return len(rules.propose_matches(takers, actor=Actor.system(), now=now, most=most))


def _note(now: datetime) -> int:
    outbox.mark(name=MATCHED, now=now)
    return 0
