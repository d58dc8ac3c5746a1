"""The night's work on meetings: those who have not answered are reminded, some days before; those who come, the day before."""

import logging

from flask import Flask

from noress.core import clock
from noress.core.database import writing
from noress.domain.accounts.actor import Actor
from noress.domain.meetings import rules
from noress.domain.meetings.models import Meeting
from noress.extensions import db

log = logging.getLogger(__name__)


def night_work(app: Flask) -> None:
    """One transaction for each meeting; safe to run twice. What fails is tried again the next night."""
    with app.app_context():
        ids = rules.list_due_by_themselves(now=clock.now())
        db.session.rollback()
    for meeting_id in ids:
        try:
            with app.app_context(), writing():
                meeting = db.session.get_one(Meeting, meeting_id)
                count = rules.remind_by_themselves(meeting=meeting, actor=Actor.system(), now=clock.now())
                count += rules.tell_day_before(meeting=meeting, actor=Actor.system(), now=clock.now())
                db.session.commit()
        except Exception:  # the other meetings must not wait for a repair
            log.exception("the silent of meeting %s could not be reminded", meeting_id)
        else:
            if count:
                log.info("meeting %s: %s reminders", meeting_id, count)
