"""Counting attempts in the database, and how long somebody who tried too often waits."""

import math
from datetime import datetime, timedelta
from typing import Any, Final, NamedTuple

from noress.core import links, tokens
from noress.core.errors import RuleError
from noress.core.i18n import lazy as _
from noress.domain.accounts import queries
from noress.domain.accounts.models import SignInAttempt
from noress.extensions import db

WINDOW: Final = timedelta(minutes=15)


class TooMany(RuleError):
    """Too many attempts: the answer says how long to wait."""

    def __init__(self, code: str, message: Any, wait: timedelta):
        super().__init__(code, message, status=429)
        self.seconds = max(1, math.ceil(wait.total_seconds()))


class Limit(NamedTuple):
    """At most `most` counted attempts of a kind by one subject within a window."""

    kind: str
    subject: str
    most: int
    succeeded: bool | None = None
    window: timedelta = WINDOW


def by_address(address: str) -> str:
    return tokens.digest(f"address {address}", links.secret())


def by_network(network: str) -> str:
    return tokens.digest(f"network {network}", links.secret())


def by_both(address: str, network: str) -> str:
    return tokens.digest(f"address {address} network {network}", links.secret())


def by_account(account_id: int) -> str:
    return tokens.digest(f"account {account_id}", links.secret())


def by_link(code: str) -> str:
    return tokens.digest(f"link {code}", links.secret())


def note(kind: str, subject: str, *, succeeded: bool, now: datetime) -> None:
    db.session.add(SignInAttempt(kind=kind, subject=subject, succeeded=succeeded, at=now))


def wait_for(limit: Limit, *, now: datetime) -> timedelta | None:
    """How long until the limit allows one more; None when it does now. Attempts by one subject are
    counted one after the other, so that many at once do not all see room for one more."""
    queries.lock_subject(db.session(), limit.subject)
    times = db.session.scalars(
        queries.list_attempt_times(limit.kind, limit.subject, now - limit.window, limit.most, limit.succeeded)
    ).all()
    return times[-1] + limit.window - now if len(times) >= limit.most else None


def check(limits: list[Limit], code: str, *, now: datetime) -> None:
    """Raise TooMany with the longest wait when one of the limits is reached."""
    waits = [wait for limit in limits if (wait := wait_for(limit, now=now)) is not None]
    if waits:
        raise too_many(code, max(waits))


def too_many(code: str, wait: timedelta) -> TooMany:
    """The refusal, with the minutes to wait in words."""
    minutes = max(1, math.ceil(wait.total_seconds() / 60))
    message = _("Trop d'essais. Attendez %(minutes)s min, puis recommencez.", minutes=minutes)
    return TooMany(code, message, wait)
