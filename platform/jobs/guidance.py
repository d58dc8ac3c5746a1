"""The night's work on guidance: requests that wait are recalled, proposals of mutual aid lapse; once a week, new ones
are made."""

import logging
from datetime import timedelta

from flask import Flask

from noress.core import clock
from noress.core.database import writing
from noress.domain.accounts.actor import Actor
from noress.domain.guidance import rules
from noress.domain.outbox import rules as outbox
from noress.domain.outbox.models import WorkerMark
from noress.extensions import db

log = logging.getLogger(__name__)

#: the worker's mark: when the week's proposals were made
MATCHED = "aid_matched"
#: a night that comes a little early still counts
WEEK = timedelta(days=6, hours=12)


def night_work(app: Flask) -> None:
    """One transaction each; safe to run twice. What fails is tried again the next night."""
    for work in (_follow, _lapse, _propose):
        try:
            with app.app_context(), writing():
                count = work()
                db.session.commit()
        except Exception:  # the rest of the night's work must not wait for a repair
            log.exception("the night's work on guidance failed: %s", work.__name__)
        else:
            if count:
                log.info("%s: %s", work.__name__, count)


def _follow() -> int:
    return rules.follow_requests(actor=Actor.system(), now=clock.now())


def _lapse() -> int:
    return rules.lapse_matches(actor=Actor.system(), now=clock.now())


def _propose() -> int:
    now, done = clock.now(), db.session.get(WorkerMark, MATCHED)
    if done is not None and now - done.at < WEEK:
        return 0
    made = rules.propose_matches(actor=Actor.system(), now=now)
    outbox.mark(name=MATCHED, now=now)
    return len(made)
