"""What a jury leaves to do: answer the charter; look at ties; say that somebody has not answered."""

from collections import Counter
from datetime import datetime

from noress.core.i18n import gettext as _
from noress.core.i18n import ngettext
from noress.domain.accounts.actor import Actor
from noress.domain.competitions import finding
from noress.domain.duties import Duty, register
from noress.domain.funding.models import CallState
from noress.domain.juries import panel, queries
from noress.domain.juries.rules.composing import OVER
from noress.domain.juries.rules.conflicting import list_to_settle
from noress.extensions import db

_TOO_EARLY = frozenset({CallState.DRAFT})


@register
def list_charters_to_answer(actor: Actor, now: datetime) -> list[Duty]:
    if actor.person_id is None:
        return []
    found = []
    for juror in db.session.scalars(queries.list_seats_of_person(actor.person_id)):
        call = juror.competition.call
        if juror.accepted_at is not None or juror.invited_at is None or call.state in OVER | _TOO_EARLY:
            continue
        grid = finding.grid_of(juror.competition)
        found.append(
            Duty(
                kind="jury.charter", title=_("Répondre à votre nomination au jury"), detail=str(call.title),
                action_label=_("Lire la charte"), endpoint="juries.charter",
                values={"competition_id": juror.competition_id}, deadline=grid.opens_at if grid else None,
            )
        )  # fmt: skip
    return found


@register
def list_silent_jurors(actor: Actor, now: datetime) -> list[Duty]:
    """One for each jury, for those who compose it."""
    if not actor.is_secretariat:
        return []
    silent = db.session.scalars(queries.list_waiting(OVER)).all()
    counts = Counter(one.competition_id for one in silent)
    jurors = {one.competition_id: one for one in silent}
    return [
        Duty(
            kind="jury.silent", detail=str(jurors[key].competition.call.title), action_label=_("Ouvrir le jury"),
            title=ngettext("%(num)s personne du jury n'a pas répondu", "%(num)s personnes du jury n'ont pas répondu", count),
            endpoint="juries.compose", values={"competition_id": key},
        )
        for key, count in counts.items()
    ]  # fmt: skip


@register
def list_ties_to_look_at(actor: Actor, now: datetime) -> list[Duty]:
    """Of whoever presides over an entry, where a juror declared a tie or one is worth a look."""
    if actor.person_id is None:
        return []
    found = []
    for juror in db.session.scalars(queries.list_seats_of_person(actor.person_id)):
        if not panel.scores(juror) or juror.competition.call.state in OVER:
            continue
        count = len(list_to_settle(juror.competition, actor, now))
        if count:
            found.append(
                Duty(
                    kind="jury.conflicts", detail=str(juror.competition.call.title), action_label=_("Voir les liens"),
                    title=ngettext("%(num)s lien à regarder", "%(num)s liens à regarder", count),
                    endpoint="juries.conflicts", values={"competition_id": juror.competition_id},
                )
            )  # fmt: skip
    return found
