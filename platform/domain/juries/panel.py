"""Who sits in a jury now, and who presides over an entry."""

from collections.abc import Collection, Sequence

from noress.domain.accounts.actor import Actor
from noress.domain.applications.models import Application
from noress.domain.competitions.models import Competition
from noress.domain.juries import queries
from noress.domain.juries.models import Juror, JuryRole
from noress.domain.reviewing import conflicts
from noress.domain.reviewing.queries import list_recusals
from noress.extensions import db

#: those who sit, the chair first
list_jurors = queries.list_jurors
_SCORING = frozenset({JuryRole.CHAIR, JuryRole.MEMBER})


def juror_of(competition_id: int, person_id: int | None) -> Juror | None:
    """The seat of that person in that jury; None for whoever was removed or declined."""
    if person_id is None:
        return None
    return db.session.scalars(list_jurors(competition_id).where(Juror.person_id == person_id)).first()


def has_accepted(juror: Juror) -> bool:
    """Nothing of the entries is read before the charter is accepted."""
    return juror.accepted_at is not None


def scores(juror: Juror) -> bool:
    """Whether this seat gives scores: never the secretary, an alternate once called in."""
    if juror.accepted_at is None or juror.removed_at is not None or juror.declined_at is not None:
        return False
    return juror.role in _SCORING or (juror.role is JuryRole.ALTERNATE and juror.called_at is not None)


def judges(juror: Juror, application: Application) -> bool:
    """Of its categories; conflicts are asked apart."""
    return scores(juror) and (not juror.lot_ids or application.lot_id in juror.lot_ids)


def is_secretary(actor: Actor, competition: Competition) -> bool:
    juror = juror_of(competition.id, actor.person_id)
    return juror is not None and juror.role is JuryRole.SECRETARY and has_accepted(juror)


def presiding(competition: Competition, application: Application) -> Juror | None:
    """The chair, or for an entry that they stand aside from the member who was named in their place, else the first member
    who does not stand aside. None where nobody is left: the coordinator of the secretariat decides then."""
    return presiding_over(competition, [application.id])[application.id]


def presiding_over(competition: Competition, application_ids: Collection[int]) -> dict[int, Juror | None]:
    """The same for many entries, in a bounded number of queries."""
    jurors: Sequence[Juror] = db.session.scalars(list_jurors(competition.id)).all()
    people = [one.person_id for one in jurors]
    aside = conflicts.list_pairs(queries.ids_among(competition.call_id, application_ids), people)
    chair = next((one for one in jurors if one.role is JuryRole.CHAIR), None)
    named = {
        row.subject_id: row.substitute_id for row in db.session.scalars(list_recusals(conflicts.APPLICATION, application_ids))
        if chair is not None and row.person_id == chair.person_id
    }  # fmt: skip
    found: dict[int, Juror | None] = {}
    for key in application_ids:
        sitting = [one for one in jurors if scores(one) and (key, one.person_id) not in aside]
        substitute = next((one for one in sitting if one.person_id == named.get(key)), None)
        found[key] = chair if chair in sitting else substitute or next(iter(sitting), None)
    return found
