"""Who leads a deliberation, and who looks on. Conflicts take away, entry by entry; nothing adds."""

from noress.domain.accounts.actor import Actor
from noress.domain.competitions.models import Competition
from noress.domain.juries import panel, policy
from noress.domain.juries.models import DeliberationItem, Juror, JuryPack, JuryRole
from noress.domain.juries.queries import deliberating as queries
from noress.domain.reviewing import conflicts
from noress.extensions import db

_LEADING = frozenset({JuryRole.CHAIR, JuryRole.SECRETARY})


def seat_of(actor: Actor | None, competition: Competition) -> Juror | None:
    """Of whoever sits in that jury and may read entries."""
    juror = panel.juror_of(competition.id, actor.person_id) if actor is not None else None
    return juror if juror is not None and policy.reads(juror) else None


def can_see(actor: Actor | None, competition: Competition) -> bool:
    """That there is a deliberation, when, and how far it is: the secretariat and the jury."""
    return actor is not None and (actor.is_secretariat or seat_of(actor, competition) is not None)


def can_attend(actor: Actor | None, competition: Competition) -> bool:
    """The room: the jury alone."""
    return seat_of(actor, competition) is not None


def can_lead(actor: Actor, competition: Competition) -> bool:
    """Open, order, close: the jury's chair and its secretary."""
    juror = seat_of(actor, competition)
    return juror is not None and juror.role in _LEADING


def can_close(actor: Actor, competition: Competition) -> bool:
    """Prizes, the end: who sees every entry. The chair or the secretary; if both stand aside from one, any juror who stands
    aside from none; where there is none, the chair and the secretary all the same, without what is hidden from them."""
    juror = seat_of(actor, competition)
    if juror is None:
        return False
    jurors = [one for one in db.session.scalars(panel.list_jurors(competition.id)) if policy.reads(one)]
    pairs = conflicts.list_pairs(queries.judged_ids(competition.id), [one.person_id for one in jurors])
    bound = {person_id for _application, person_id in pairs}
    leading = [one for one in jurors if one.role in _LEADING]
    free = [one for one in leading if one.person_id not in bound] or [
        one for one in jurors if one.person_id not in bound
    ]
    return any(one.id == juror.id for one in (free or leading))


def can_prepare(actor: Actor, competition: Competition) -> bool:
    """Choose its meeting: the secretariat, the jury's chair and secretary."""
    return actor.is_secretariat or can_lead(actor, competition)


def can_lead_item(actor: Actor | None, item: DeliberationItem) -> bool:
    """Of one entry: the secretary, and who presides over it. For whoever stands aside from it, it does not exist; where
    nobody of the jury is left, whoever coordinates leads."""
    if actor is None or actor.person_id is None or conflicts.is_recused(actor, item.application):
        return False
    competition = item.deliberation.competition
    juror = seat_of(actor, competition)
    if juror is not None and juror.role is JuryRole.SECRETARY:
        return True
    presides = panel.presiding(competition, item.application)
    if presides is None:
        return actor.is_coordinator
    return presides.person_id == actor.person_id


def knows_ranks(actor: Actor, competition: Competition) -> bool:
    """Reads the place of an entry among all of them, and may change it: it says where the others are. Whoever stands aside from none;
    where the chair and the secretary both stand aside from one, they do all the same."""
    jurors = db.session.scalars(panel.list_jurors(competition.id))
    leading = {one.person_id for one in jurors if one.role in _LEADING and policy.reads(one)}
    person_id = actor.person_id or 0
    pairs = conflicts.list_pairs(queries.judged_ids(competition.id), [*leading, person_id])
    bound = {person for _application, person in pairs}
    return person_id not in bound or leading <= bound


def presides(actor: Actor, item: DeliberationItem) -> bool:
    """Decides on it in the jury's name: the chair, or who stands in for them."""
    juror = panel.presiding(item.deliberation.competition, item.application)
    return (juror is None and actor.is_coordinator) or (
        juror is not None and juror.person_id == actor.person_id
    )


def can_read_pack(actor: Actor | None, pack: JuryPack) -> bool:
    """Its own reader, for as long as every entry in it is theirs to read."""
    if actor is None or actor.person_id is None or pack.juror.person_id != actor.person_id:
        return False
    if seat_of(actor, pack.juror.competition) is None:
        return False
    wanted = set(pack.application_ids)
    return not wanted & hidden_among(actor, wanted)


def hidden_among(actor: Actor, application_ids: set[int]) -> set[int]:
    """Those of them that the actor stands aside from, in four queries."""
    if actor.person_id is None or not application_ids:
        return set()
    pairs = conflicts.list_pairs(queries.those(application_ids), [actor.person_id])
    return {application_id for application_id, _person in pairs}
