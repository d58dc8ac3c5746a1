"""Who at the desk may what with applications. Whoever is recused from a file is told 404 before (web/policy.py)."""

from typing import Any

from noress.domain.accounts.actor import Actor
from noress.domain.applications.models import Application
from noress.domain.institutions.models import Function


def can_list(actor: Actor, subject: Any = None) -> bool:
    """Secretariat and desk officers; the technical administrator sees no file."""
    return actor.is_secretariat or Function.DESK_OFFICER in actor.functions


def can_read(actor: Actor, subject: Any = None) -> bool:
    return can_list(actor)


def can_handle(actor: Actor, subject: Any = None) -> bool:
    """Completeness, corrections, thread, notes, decisions."""
    return can_list(actor)


def can_open_late_door(actor: Actor, subject: Any = None) -> bool:
    """Whoever coordinates the secretariat."""
    return actor.is_coordinator


def can_read_restricted(actor: Actor, application: Application) -> bool:
    """Papers that may show an identity card: the secretariat, and the officer of that file."""
    return actor.is_secretariat or (
        actor.person_id is not None and actor.person_id == application.officer_id and can_list(actor)
    )
