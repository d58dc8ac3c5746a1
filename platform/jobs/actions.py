"""The night's work on actions: owners are asked for news, addresses of the silent are forgotten."""

import logging

from flask import Flask

from noress.core import clock
from noress.core.database import writing
from noress.domain.accounts.actor import Actor
from noress.domain.actions import rules
from noress.extensions import db

log = logging.getLogger(__name__)


def night_work(app: Flask) -> None:
    """One transaction each; safe to run twice. What fails is tried again the next night."""
    for work in (_forget, _remind):
        try:
            with app.app_context(), writing():
                count = work()
                db.session.commit()
        except Exception:  # the rest of the night's work must not wait for a repair
            log.exception("the night's work on actions failed: %s", work.__name__)
        else:
            if count:
                log.info("%s: %s", work.__name__, count)


def _forget() -> int:
    return rules.forget_silent_outside(now=clock.now())


def _remind() -> int:
    return rules.remind_owners(actor=Actor.system(), now=clock.now())
