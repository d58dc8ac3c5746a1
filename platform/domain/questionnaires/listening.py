"""What other domains have to say of answers: whether they may still be sent; and that they are told of what becomes
of them."""

from collections.abc import Callable
from datetime import datetime

from noress.domain.accounts.actor import Actor
from noress.domain.questionnaires.models import Response

Listener = Callable[[Response, datetime], None]
_before: list[Listener] = []
_after: list[Listener] = []
DiscardListener = Callable[[Response, Actor, datetime], None]
_discarded: list[DiscardListener] = []
ValidationListener = Callable[[Response, Actor, datetime], None]
_validated: list[ValidationListener] = []


def before_sending(listener: Listener) -> Listener:
    """Called before answers are sent; raises RuleError when they may not be."""
    if listener not in _before:
        _before.append(listener)
    return listener


def after_sending(listener: Listener) -> Listener:
    """Called once answers are sent, or sent again, in the same transaction."""
    if listener not in _after:
        _after.append(listener)
    return listener


def after_discarding(listener: DiscardListener) -> DiscardListener:
    """Called once answers were found to be junk, in the same transaction."""
    if listener not in _discarded:
        _discarded.append(listener)
    return listener


def after_validating(listener: ValidationListener) -> ValidationListener:
    """Called once answers are validated, in the same transaction."""
    if listener not in _validated:
        _validated.append(listener)
    return listener


def check_may_be_sent(response: Response, now: datetime) -> None:
    for listener in _before:
        listener(response, now)


def tell_sent(response: Response, now: datetime) -> None:
    for listener in _after:
        listener(response, now)


def tell_discarded(response: Response, actor: Actor, now: datetime) -> None:
    for listener in _discarded:
        listener(response, actor, now)


def tell_validated(response: Response, actor: Actor, now: datetime) -> None:
    for listener in _validated:
        listener(response, actor, now)
