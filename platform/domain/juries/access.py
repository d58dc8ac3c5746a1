"""Which entries a juror finds. What is not theirs to read does not exist for them: pages answer 404."""

from datetime import datetime

from noress.domain.accounts.actor import Actor
from noress.domain.applications.models import Application
from noress.domain.competitions import finding, phases
from noress.domain.competitions.models import Competition
from noress.domain.competitions.phases import Phase, Rights
from noress.domain.juries import panel, policy, queries
from noress.domain.juries.models import Juror, JuryRole
from noress.domain.reviewing import conflicts
from noress.extensions import db

_TOGETHER = (Phase.DELIBERATION, Phase.EMBARGO, Phase.RESULTS)


def rights_now(competition: Competition, now: datetime) -> tuple[Phase, Rights]:
    at = phases.phase(competition, finding.grid_of(competition), now)
    return at, phases.rights(competition, at)


def list_readable(actor: Actor, competition: Competition, now: datetime) -> list[Application]:
    """By number: those of their categories, or given to them; from deliberation on, all. Never one that they stand aside
    from."""
    juror = panel.juror_of(competition.id, actor.person_id)
    at, rights = rights_now(competition, now)
    if juror is None or not policy.reads(juror) or not rights.can_read:
        return []
    hidden = conflicts.recused_ids(actor, conflicts.APPLICATION)
    found = list(db.session.scalars(queries.list_entries(competition, hidden)))
    kept = _given(juror, competition, at)
    return [one for one in found if _is_theirs(juror, one, at) and (kept is None or one.id in kept)]


def entry_for(
    actor: Actor, competition: Competition, application_id: int, now: datetime
) -> tuple[Application, Rights] | None:
    """The entry with what its reader may do and see; None where it does not exist for them."""
    juror = panel.juror_of(competition.id, actor.person_id)
    at, rights = rights_now(competition, now)
    if juror is None or not policy.reads(juror) or not rights.can_read:
        return None
    found = db.session.scalars(queries.get_entry_of(competition, application_id)).one_or_none()
    if found is None or not _is_theirs(juror, found, at) or conflicts.is_recused(actor, found):
        return None
    kept = _given(juror, competition, at)
    return (found, rights) if kept is None or found.id in kept else None


def _is_theirs(juror: Juror, application: Application, at: Phase) -> bool:
    """Of their categories, while they score; the jury deliberates together."""
    return at in _TOGETHER or juror.role is JuryRole.SECRETARY or panel.judges(juror, application)


def _given(juror: Juror, competition: Competition, at: Phase) -> set[int] | None:
    """Where entries are shared out, those that they have; None: all."""
    grid = finding.grid_of(competition)
    if (
        at in _TOGETHER
        or juror.role in (JuryRole.SECRETARY, JuryRole.CHAIR)
        or grid is None
        or grid.by_everybody
    ):
        return None
    return {
        one.subject_id for one in db.session.scalars(queries.list_evaluations_of(grid.id, juror.person_id))
    }
