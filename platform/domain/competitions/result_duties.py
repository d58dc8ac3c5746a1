"""What waits around the results: to prepare during the embargo, feedback to choose, prizes to pay, answers one year after."""

from datetime import datetime

from noress.core.i18n import gettext as _
from noress.domain.accounts.actor import Actor
from noress.domain.competitions import results_policy as policy
from noress.domain.competitions.queries import results as queries
from noress.domain.competitions.rules.following_up import PATIENCE
from noress.domain.duties import Duty, register
from noress.domain.juries import panel
from noress.domain.juries.models import JuryRole
from noress.domain.reviewing import conflicts
from noress.extensions import db

SHOWN = 10


@register
def list_embargoes(actor: Actor, now: datetime) -> list[Duty]:
    """Decided and not told: who coordinates prepares and releases, who sits in the jury chooses feedback."""
    if actor.person_id is None:
        return []
    found = db.session.scalars(queries.list_under_embargo().limit(SHOWN)).all()
    duties = []
    for one in found:
        if policy.can_release(actor):
            duties.append(
                Duty(kind="results.embargo", title=_("Préparer et annoncer les résultats d'un concours"), detail=str(one.call.title),
                     action_label=_("Ouvrir"), endpoint="results.embargo", values={"competition_id": one.id}, deadline=one.ceremony_at)
            )  # fmt: skip
        juror = panel.juror_of(one.id, actor.person_id)
        if juror is not None and juror.role is JuryRole.CHAIR and panel.scores(juror):
            duties.append(
                Duty(kind="results.feedback", title=_("Choisir les retours aux candidatures non primées"), detail=str(one.call.title),
                     action_label=_("Choisir"), endpoint="results.feedback_list", values={"competition_id": one.id}, deadline=one.ceremony_at)
            )  # fmt: skip
    return duties


@register
def list_prizes_waiting(actor: Actor, now: datetime) -> list[Duty]:
    """Told, and not awarded: an amount or a legal structure lacks."""
    if not policy.can_release(actor):
        return []
    hidden = conflicts.recused_ids(actor, conflicts.APPLICATION)
    found = db.session.scalars(queries.list_unpaid_winners(hidden).limit(SHOWN)).all()
    return [
        Duty(kind="results.prize", title=_("Préparer le versement d'un prix"),
             detail=_("%(number)s, %(name)s", number=one.application.number, name=one.application.structure.name),
             action_label=_("Ouvrir"), endpoint="results.prizes", values={"competition_id": one.competition_id})
        for one in found
    ]  # fmt: skip


@register
def list_to_reconsider(actor: Actor, now: datetime) -> list[Duty]:
    """An appeal is upheld: what the jury decides anew is recorded, and told."""
    if not policy.can_release(actor):
        return []
    hidden = conflicts.recused_ids(actor, conflicts.APPLICATION)
    found = db.session.scalars(queries.list_to_reconsider(hidden).limit(SHOWN)).all()
    return [
        Duty(kind="results.reconsider", title=_("Enregistrer ce que le jury décide après un recours"),
             detail=_("%(number)s, %(name)s", number=one.application.number, name=one.application.structure.name),
             action_label=_("Ouvrir"), endpoint="results.reconsider",
             values={"competition_id": one.competition_id, "entry_id": one.id})
        for one in found
    ]  # fmt: skip


@register
def list_follow_ups(actor: Actor, now: datetime) -> list[Duty]:
    """One year after: an answer to publish, or one that does not come."""
    if not policy.can_follow(actor):
        return []
    hidden = conflicts.recused_ids(actor, conflicts.APPLICATION)
    found = db.session.scalars(queries.list_follow_ups_due(now - PATIENCE, hidden).limit(SHOWN)).all()
    return [
        Duty(kind="results.follow_up",
             title=_("Publier une réponse « un an après »") if one.followed_up_at else _("Relancer : « un an après » sans réponse"),
             detail=_("%(number)s, %(name)s", number=one.application.number, name=one.application.structure.name),
             action_label=_("Ouvrir"), endpoint="results.follow_ups", values={"competition_id": one.competition_id})
        for one in found
    ]  # fmt: skip
