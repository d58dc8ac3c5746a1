"""A second lock: whoever manages people does not thereby become more than they are."""

from datetime import datetime

from noress.core import clock
from noress.core.errors import RuleError
from noress.core.i18n import lazy as _
from noress.core.locking import lock
from noress.domain.accounts import identity
from noress.domain.accounts.actor import Actor
from noress.domain.accounts.models import Person
from noress.domain.accounts.policy import can_manage_functions
from noress.extensions import db


def has_powers(person: Person, *, now: datetime) -> bool:
    """Holds a staff function, or a place in the permanent secretariat, in person or through an institution."""
    seats = [seat for seat in person.seats if identity.is_current(seat, clock.today(now))]
    actors = (identity.build_actor(person, seat=seat, now=now, method="system") for seat in [None, *seats])
    return any(actor.needs_second_factor for actor in actors)


def refuse_above(person: Person, actor: Actor, *, now: datetime) -> None:
    """Moving the address, suspending or resetting somebody with powers would be taking those powers:
    only the coordinator and the technical administrator may."""
    if actor.method == "system" or actor.person_id == person.id or can_manage_functions(actor):
        return
    if has_powers(person, now=now):
        raise RuleError(
            "above",
            _("Cette personne a une fonction ou siège au secrétariat : demandez à la coordination."),
            status=403,
        )


def refuse_merged(person: Person) -> None:
    """A record that was merged into another is hidden: nothing is added to it. Held until the commit, so that
    a merge at the same instant takes along what is added, or refuses it."""
    if person in db.session.new:
        return
    lock(person)
    if person.merged_into_id is not None:
        message = _("Cette fiche a été fusionnée avec une autre : ouvrez celle qui reste.")
        raise RuleError("merged", message, status=409)
