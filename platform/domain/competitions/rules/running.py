"""An edition from its announcement to the close of entries, by the rules of calls; trials deleted whole."""

from datetime import datetime

from noress.core.errors import RuleError
from noress.core.i18n import lazy as _
from noress.core.locking import lock
from noress.domain.accounts.actor import Actor
from noress.domain.competitions.models import Competition
from noress.domain.competitions.queries import editions as queries
from noress.domain.competitions.rules import completeness  # noqa: F401 -- registers what an edition lacks
from noress.domain.funding import rules as calls
from noress.extensions import db


def announce(*, competition: Competition, actor: Actor, now: datetime) -> None:
    """From here on everybody reads it. It opens by itself at its date; its form is published with it."""
    calls.announce_call(call=competition.call, actor=actor, now=now)


def take_back(*, competition: Competition, actor: Actor, now: datetime) -> None:
    calls.take_back(call=competition.call, actor=actor, now=now)


def close(*, competition: Competition, actor: Actor, now: datetime) -> None:
    """Before the date: no entry is taken from now on."""
    calls.close_call(call=competition.call, actor=actor, now=now)


def delete_trial(*, competition: Competition, actor: Actor, now: datetime) -> int:
    """With its prizes, its rules, its jury and all that was entered."""
    call = competition.call
    lock(call)
    if not call.is_test:
        raise RuleError("not_a_trial", _("Seul un essai s'efface : ce concours compte."), status=409)
    if competition.deliberation_opens_at is not None:
        raise RuleError("decided", _("Cet essai est délibéré : il ne s'efface plus."), status=409)
    for statement in queries.delete_inside(competition.id):
        db.session.execute(statement)
    db.session.delete(competition)
    db.session.flush()  # what names its entries and its categories goes before they do
    return calls.delete_trial(call=call, actor=actor, now=now)
