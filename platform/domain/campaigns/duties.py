"""What campaigns leave to do: institutions answer; the secretariat telephones."""

from datetime import datetime, time, timedelta

from noress.core import clock
from noress.core.i18n import gettext as _
from noress.core.i18n import ngettext
from noress.domain.accounts.actor import Actor
from noress.domain.campaigns import queries
from noress.domain.campaigns.models import Campaign
from noress.domain.campaigns.participation_links import token_of
from noress.domain.campaigns.queries.board import count_calls_waiting
from noress.domain.duties import Duty, register
from noress.extensions import db

SHOWN = 10


@register
def list_answers_due(actor: Actor, now: datetime) -> list[Duty]:
    """Duties follow the seat: whoever acts for the institution now answers."""
    if actor.institution_id is None:
        return []
    query = queries.list_waiting_for_institution(actor.institution_id, clock.today(now)).limit(SHOWN)
    return [
        Duty(
            kind="campaign.answer",
            title=_("Répondre au questionnaire « %(campaign)s »", campaign=participant.campaign.name),
            detail=_("Commencé, pas encore envoyé.") if participant.response_id else _("Au nom de votre institution."),
            action_label=_("Continuer") if participant.response_id else _("Répondre"),
            endpoint="campaigns.invited", values={"token": token_of(participant)},
            deadline=end_of(participant.campaign),
        )
        for participant in db.session.scalars(query)
    ]  # fmt: skip


@register
def list_calls_due(actor: Actor, now: datetime) -> list[Duty]:
    """One line a sheet: those to call, those to call back by today."""
    if not actor.is_secretariat:
        return []
    rows = db.session.execute(count_calls_waiting(clock.today(now)).limit(SHOWN)).all()
    return [
        Duty(
            kind="campaign.call",
            title=ngettext("%(num)s structure à appeler", "%(num)s structures à appeler", count),
            detail=_("%(campaign)s, %(backs)s", campaign=campaign.name, backs=ngettext(
                "dont %(num)s à rappeler", "dont %(num)s à rappeler", backs)) if backs else str(campaign.name),
            action_label=_("Feuille d'appel"), endpoint="campaigns.show_round",
            values={"campaign_id": campaign.id, "call_round_id": round_id}, deadline=end_of(campaign),
        )
        for campaign, round_id, count, backs in rows
    ]  # fmt: skip


def end_of(campaign: Campaign) -> datetime:
    """The end of its last day, in Morocco."""
    return clock.to_utc(datetime.combine(campaign.closes_on + timedelta(days=1), time()))
