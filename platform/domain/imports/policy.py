"""Who may fill the platform from a sheet, and take that back."""

from typing import Any

from noress.domain.accounts.actor import Actor


def can_import(actor: Actor, subject: Any = None) -> bool:
    return actor.is_secretariat


def can_undo_import(actor: Actor, subject: Any = None) -> bool:
    """What an import wrote disappears: the coordination decides."""
    return actor.is_coordinator
