"""What judging leaves to do: a juror's files, papers to countersign, ties and reopenings for whoever presides."""

from datetime import datetime, timedelta

from noress.core.i18n import gettext as _
from noress.core.i18n import ngettext
from noress.domain.accounts.actor import Actor
from noress.domain.competitions.phases import Phase
from noress.domain.duties import Duty, register
from noress.domain.juries.models import JuryRole
from noress.domain.reviewing import conflicts, entitled, own_list, papers, rulings
from noress.domain.reviewing.queries import scoring as queries
from noress.domain.reviewing.sitting import Sitting, list_sittings
from noress.extensions import db

#: its own juror confirms a paper first
UNCONFIRMED = timedelta(days=2)
#: the chair may be asked to settle a tie
_TIES = frozenset({Phase.SCORED, Phase.DELIBERATION})


@register
def list_scores_to_send(actor: Actor, now: datetime) -> list[Duty]:
    """One for each edition whose scoring is open."""
    found = []
    for sitting in list_sittings(actor.person_id, now):
        if not sitting.can_score or sitting.competition.call.is_test:
            continue
        own = own_list.list_own(sitting, actor)
        if own.left:
            found.append(_to_score(sitting, own))
    return found


def _to_score(sitting: Sitting, own: own_list.Own) -> Duty:
    words = ngettext("%(num)s dossier à noter", "%(num)s dossiers à noter", own.left)
    typed = sum(one.is_typed for one in own_list.say(sitting, own.waiting).values())
    detail = str(sitting.competition.call.title)
    if typed:
        detail += " · " + ngettext("%(num)s feuille à confirmer", "%(num)s feuilles à confirmer", typed)
    return Duty(
        kind="score.send", title=words, detail=detail, action_label=_("Noter"), endpoint="scoring.index",
        values={"competition_id": sitting.competition.id},
        deadline=sitting.grid.closes_at if sitting.grid is not None else None,
    )  # fmt: skip


@register
def list_papers_to_countersign(actor: Actor, now: datetime) -> list[Duty]:
    """For whoever decides in the jury's name: what a juror has left unconfirmed for days."""
    found = []
    for sitting in list_sittings(actor.person_id, now):
        if not sitting.can_score or sitting.grid is None or sitting.competition.call.is_test:
            continue
        late = [
            one for one in papers.list_to_countersign_for(sitting, actor)
            if one.saved_at is not None and one.saved_at <= now - UNCONFIRMED
        ]  # fmt: skip
        if late:
            words = ngettext("%(num)s feuille à contresigner", "%(num)s feuilles à contresigner", len(late))
            found.append(Duty(
                kind="score.countersign", title=words, detail=str(sitting.competition.call.title), action_label=_("Lire"),
                endpoint="scoring.paper", values={"competition_id": sitting.competition.id}, deadline=sitting.grid.closes_at,
            ))  # fmt: skip
    return found


@register
def list_to_preside(actor: Actor, now: datetime) -> list[Duty]:
    """For the chair: what was asked to be opened again."""
    found: list[Duty] = []
    for sitting in list_sittings(actor.person_id, now):
        juror, grid = sitting.juror, sitting.grid
        if juror is None or grid is None or juror.role is not JuryRole.CHAIR:
            continue
        values = {"competition_id": sitting.competition.id}
        detail = str(sitting.competition.call.title)
        hidden = conflicts.recused_ids(actor, conflicts.APPLICATION)
        if sitting.can_score:
            asked = [
                one for one in db.session.scalars(queries.list_to_reopen(grid.id, hidden))
                if one.person_id != actor.person_id
            ]  # fmt: skip
            if asked:
                title = ngettext(
                    "%(num)s demande de réouverture", "%(num)s demandes de réouverture", len(asked)
                )
                found.append(
                    Duty(
                        "score.reopen",
                        title,
                        detail,
                        _("Répondre"),
                        "scoring.progress",
                        values,
                        grid.closes_at,
                    )
                )
    return found


@register
def list_ties_to_settle(actor: Actor, now: datetime) -> list[Duty]:
    """For the chair, or for whoever decides where the chair stands aside."""
    found = []
    for sitting in list_sittings(actor.person_id, now):
        if sitting.grid is None or not sitting.scores or sitting.phase not in _TIES:
            continue
        if not entitled.can_read_table(actor, sitting.competition, now=now):
            continue
        count = len(rulings.list_ties(sitting.competition, sitting.grid, actor, now))
        if count:
            title = ngettext("%(num)s égalité à départager", "%(num)s égalités à départager", count)
            values = {"competition_id": sitting.competition.id}
            detail = str(sitting.competition.call.title)
            found.append(Duty("score.tie", title, detail, _("Départager"), "scoring.table", values))
    return found
