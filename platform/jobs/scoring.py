"""What juries' scoring needs by itself: files given to whoever lacks them, one reminder before the hour, ties written down once
scoring is over."""

import logging
from datetime import datetime, timedelta

from flask import Flask

from noress.core import clock
from noress.core.database import writing
from noress.domain.accounts.actor import Actor
from noress.domain.competitions import phases
from noress.domain.competitions.phases import Phase
from noress.domain.reviewing import following, jury_assigning, rulings
from noress.domain.reviewing.queries import scoring as queries
from noress.extensions import db

log = logging.getLogger(__name__)

#: the worker's round comes every few seconds; nobody waits that closely for a file
EVERY = timedelta(minutes=1)
_looked: dict[int, datetime] = {}


def turn(app: Flask, *, every: timedelta = EVERY) -> None:
    """Safe to run twice. What fails is tried again at the next round."""
    now = clock.now()
    last = _looked.get(id(app))
    if last is not None and last <= now < last + every:
        return
    _looked[id(app)] = now
    try:
        with app.app_context(), writing():
            done = look_after(now)
            db.session.commit()
    except Exception:  # the rest of the round must not wait for a repair
        log.exception("looking after scoring failed")
    else:
        if done:
            log.info("scoring looked after: %s", done)


def look_after(now: datetime) -> int:
    """How many files were given, people reminded, ties written down."""
    actor, done = Actor.system(), 0
    for competition, grid in db.session.execute(queries.list_scored_now(now)).unique().all():
        at = phases.phase(competition, grid, now)
        if at is Phase.SCORING:
            done += jury_assigning.bring_up(competition=competition, grid=grid, actor=actor, now=now).given
            done += following.remind_before_closing(competition=competition, grid=grid, now=now)
        elif at is Phase.SCORED:
            done += rulings.record_ties(competition=competition, grid=grid, actor=actor, now=now)
    return done
