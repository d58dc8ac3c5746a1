"""Who composes juries, who sits in them, who reads entries as a juror. Conflicts take away, nothing adds."""

from noress.domain.accounts.actor import Actor
from noress.domain.applications.models import Application
from noress.domain.competitions.models import Competition
from noress.domain.juries import panel
from noress.domain.juries.models import Juror, JuryRole
from noress.domain.reviewing import conflicts


def can_manage(actor: Actor, subject: object = None) -> bool:
    """Compose, invite, replace, redact: the permanent secretariat and its animation team."""
    return actor.is_secretariat


def can_sit(actor: Actor, competition: Competition | None = None) -> bool:
    """One's own juries: anybody's list. A jury's pages: whoever has a seat in it, also before the charter is accepted."""
    if actor.person_id is None:
        return False
    return competition is None or panel.juror_of(competition.id, actor.person_id) is not None


def can_read(actor: Actor, competition: Competition | None = None) -> bool:
    """Entries, as far as the phase lets: jurors who accepted the charter, an alternate once called in."""
    if competition is None:
        return actor.person_id is not None
    juror = panel.juror_of(competition.id, actor.person_id)
    return juror is not None and reads(juror)


def reads(juror: Juror) -> bool:
    """Those who score, and the secretary, who prints and types in."""
    return panel.scores(juror) or (juror.role is JuryRole.SECRETARY and panel.has_accepted(juror))


def can_know_conflicts(actor: Actor, competition: Competition | None = None) -> bool:
    """One's own, to declare; those who compose the jury, to look at them. Of a file that they stand aside from, nobody."""
    return can_manage(actor) or can_read(actor, competition)


def can_settle_conflict(
    actor: Actor, competition: Competition, application: Application, person_id: int
) -> bool:
    """The chair; for a file that they stand aside from, who presides over it; where nobody is left, or it is about whoever
    presides, who coordinates. Nobody looks at their own."""
    if conflicts.is_recused(actor, application):
        return False
    return settles(actor, panel.presiding(competition, application), person_id)


def settles(actor: Actor, presiding: Juror | None, person_id: int) -> bool:
    """Of an entry that the actor does not stand aside from."""
    if actor.person_id is None or actor.person_id == person_id:
        return False
    if presiding is None or presiding.person_id == person_id:
        return actor.is_coordinator
    return presiding.person_id == actor.person_id


def can_know_juror(actor: Actor | None, juror: Juror) -> bool:
    """Those who compose the jury, and the juror themselves."""
    if actor is None:
        return False
    return can_manage(actor) or (actor.person_id is not None and juror.person_id == actor.person_id)
