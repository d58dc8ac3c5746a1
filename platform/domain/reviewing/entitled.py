"""Who reads what of a jury's scores, and when; who types papers in, who decides in its name. Conflicts take away, file by file."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from noress.core import clock
from noress.domain.accounts.actor import Actor
from noress.domain.applications.models import Application
from noress.domain.competitions import finding, phases
from noress.domain.competitions.models import Competition
from noress.domain.competitions.phases import Phase
from noress.domain.juries import panel
from noress.domain.juries.models import Juror, JuryRole
from noress.domain.reviewing import conflicts, own_list
from noress.domain.reviewing.models import Grid
from noress.domain.reviewing.sitting import Sitting

_AFTER_SCORING = frozenset({Phase.SCORED, Phase.DELIBERATION, Phase.EMBARGO, Phase.RESULTS})
_DECIDED = frozenset({Phase.EMBARGO, Phase.RESULTS})


def _seat(actor: Actor | None, competition: Competition) -> Juror | None:
    juror = panel.juror_of(competition.id, actor.person_id) if actor is not None else None
    return juror if juror is not None and panel.has_accepted(juror) else None


def can_score(actor: Actor, competition: Competition | None = None) -> bool:
    """One's own files: whoever has a seat, which the page asks for; it says what to do before and after."""
    return actor.person_id is not None


def can_follow(actor: Actor, competition: Competition | None = None) -> bool:
    """Who has sent, never a figure: the permanent secretariat, the jury's secretary and its chair."""
    if actor.is_secretariat:
        return True
    juror = _seat(actor, competition) if competition is not None else None
    return juror is not None and juror.role in {JuryRole.SECRETARY, JuryRole.CHAIR}


def can_assign(actor: Actor, competition: Competition | None = None) -> bool:
    """Share out, remind: the permanent secretariat and its animation team."""
    return actor.is_secretariat


def can_type(actor: Actor, competition: Competition | None = None) -> bool:
    """Papers: the jury's secretary."""
    juror = _seat(actor, competition) if competition is not None else None
    return juror is not None and juror.role is JuryRole.SECRETARY


def can_preside(actor: Actor, competition: Competition | None = None) -> bool:
    """The chair, whoever may have to stand in for them, and who coordinates the secretariat; file by file: `decides_on`."""
    if actor.is_coordinator:
        return True
    juror = _seat(actor, competition) if competition is not None else None
    return juror is not None and panel.scores(juror)


def decides_on(actor: Actor, competition: Competition, applications: Iterable[Application]) -> bool:
    """In the jury's name, on all of these: who presides over one of them and stands aside from none; the chair before anybody
    else. Where nobody is left, who coordinates the secretariat."""
    of = list(applications)
    if not of or any(conflicts.is_recused(actor, one) for one in of):
        return False
    presiding = [panel.presiding(competition, one) for one in of]
    chair = next((one for one in presiding if one is not None and one.role is JuryRole.CHAIR), None)
    if chair is not None and all(conflicts.without_recused([chair.person_id], one) for one in of):
        return chair.person_id == actor.person_id
    if any(one is not None and one.person_id == actor.person_id for one in presiding):
        return True
    return actor.is_coordinator and all(one is None for one in presiding)


def can_read_table(
    actor: Actor | None, competition: Competition | None = None, *, now: datetime | None = None
) -> bool:
    """Jurors who sent all of theirs, as the phase says; the jury's secretary from the close of scoring; nobody else before the
    jury has decided, then whoever coordinates."""
    if actor is None or competition is None:
        return False
    now = now or clock.now()
    grid = finding.grid_of(competition)
    if grid is None:
        return False
    at = phases.phase(competition, grid, now)
    if at in _DECIDED and actor.is_coordinator:
        return True
    juror = _seat(actor, competition)
    if juror is None:
        return False
    if juror.role is JuryRole.SECRETARY:
        return at in _AFTER_SCORING
    rights = phases.rights(competition, at)
    if not panel.scores(juror) or not rights.shows_others:
        return False
    return not own_list.owes(Sitting(competition, grid, juror, at, rights), actor)


def shows_names(competition: Competition, grid: Grid, now: datetime) -> bool:
    """Whether readers of the jury read who enters."""
    return phases.rights(competition, phases.phase(competition, grid, now)).shows_names


def knows_file(actor: Actor | None, application: Any) -> bool:
    return actor is not None and not conflicts.is_recused(actor, application)


def person_knows_file(person_id: int, application: Application) -> bool:
    """Whoever stands aside from it neither scores it nor has a sheet of it."""
    return not conflicts.is_person_recused(person_id, application)
