"""Pairs that somebody looked at: they are two, and are not proposed again."""

from datetime import datetime

from noress.core.errors import RuleError
from noress.core.i18n import lazy as _
from noress.domain.accounts.actor import Actor
from noress.domain.audit.rules import record
from noress.domain.institutions.models import Institution
from noress.domain.institutions.rules.checks import hold
from noress.domain.merging import queries
from noress.domain.merging.models import InstitutionDistinct
from noress.extensions import db


def note_distinct(
    *, first: Institution, second: Institution, actor: Actor, now: datetime
) -> InstitutionDistinct:
    """Remember that these are two. Said twice, it is said once."""
    if first.id == second.id:
        raise RuleError("same", _("Choisissez deux fiches différentes."), field="second_id")
    smaller, larger = sorted((first, second), key=lambda row: row.id)
    hold(smaller)  # two people saying it at once follow each other
    known = db.session.scalars(queries.get_distinct(smaller.id, larger.id)).one_or_none()
    if known is not None:
        return known
    pair = InstitutionDistinct(
        first_id=smaller.id, second_id=larger.id, decided_at=now, decided_by_id=actor.person_id
    )
    db.session.add(pair)
    db.session.flush()  # its page needs its number
    for one, other in ((smaller, larger), (larger, smaller)):
        record(actor, "institution.found_distinct", one, now=now, changes={"other_id": (None, other.id)})
    return pair


def forget_distinct(*, pair: InstitutionDistinct, actor: Actor, now: datetime) -> None:
    """The pair may be proposed again."""
    for one, other in ((pair.first, pair.second), (pair.second, pair.first)):
        record(actor, "institution.maybe_same", one, now=now, changes={"other_id": (other.id, None)})
    db.session.delete(pair)
