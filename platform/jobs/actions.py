"""The night's work on actions: owners are asked for news, addresses of the silent are forgotten."""

from datetime import datetime

from flask import Flask

from noress.domain.accounts.actor import Actor
from noress.domain.actions import rules
from noress.jobs import nightly


def night_work(app: Flask) -> None:
    nightly.work(app, "silent addresses of actions forgotten", rules.forget_silent_outside)
    nightly.work(app, "owners of actions reminded", _remind)


def _remind(now: datetime) -> int:
    return rules.remind_owners(actor=Actor.system(), now=now)
