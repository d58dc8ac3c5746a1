"""What waits for a person ("À faire"): computed from queries that each domain registers, never stored."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from noress.domain.accounts.actor import Actor


@dataclass(frozen=True)
class Duty:
    """One waiting thing, with its deadline and its one button."""

    kind: str
    title: str
    detail: str
    action_label: str
    endpoint: str
    values: dict[str, Any] = field(default_factory=dict)
    deadline: datetime | None = None


Provider = Callable[[Actor, datetime], list[Duty]]
_providers: list[Provider] = []


def register(provider: Provider) -> Provider:
    """Each domain adds its own; the order does not matter, deadlines decide."""
    if provider not in _providers:
        _providers.append(provider)
    return provider


def list_duties(actor: Actor, *, now: datetime) -> list[Duty]:
    """Everything that waits for this actor, the most pressing first; without deadline comes last."""
    found = [duty for provider in _providers for duty in provider(actor, now)]
    return sorted(found, key=lambda duty: (duty.deadline is None, duty.deadline or now))
