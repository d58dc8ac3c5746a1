"""The night's work on guidance: requests that wait are recalled, proposals of mutual aid lapse; once a week, new ones
are made."""

from datetime import datetime, timedelta

from flask import Flask

from noress.domain.accounts.actor import Actor
from noress.domain.guidance import rules
from noress.domain.outbox import rules as outbox
from noress.domain.outbox.models import WorkerMark
from noress.extensions import db
from noress.jobs import nightly

#: the worker's mark: when the week's proposals were made
MATCHED = "aid_matched"
#: a night that comes a little early still counts
WEEK = timedelta(days=6, hours=12)


def night_work(app: Flask) -> None:
    nightly.work(app, "requests of guidance recalled", _follow)
    nightly.work(app, "proposals of aid that lapsed", _lapse)
    nightly.work(app, "proposals of aid made", _propose)


def _follow(now: datetime) -> int:
    return rules.follow_requests(actor=Actor.system(), now=now)


def _lapse(now: datetime) -> int:
    return rules.lapse_matches(actor=Actor.system(), now=now)


def _propose(now: datetime) -> int:
    done = db.session.get(WorkerMark, MATCHED)
    if done is not None and now - done.at < WEEK:
        return 0
    made = rules.propose_matches(actor=Actor.system(), now=now)
    outbox.mark(name=MATCHED, now=now)
    return len(made)
