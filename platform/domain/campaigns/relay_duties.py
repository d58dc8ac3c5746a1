"""What open links leave to do: a member passes the questionnaire on; answers held back are looked at."""

from datetime import datetime

from noress.core import clock
from noress.core.i18n import gettext as _
from noress.core.i18n import ngettext
from noress.domain.accounts.actor import Actor
from noress.domain.campaigns.duties import end_of
from noress.domain.campaigns.queries import relay
from noress.domain.duties import Duty, register
from noress.extensions import db

SHOWN = 5


@register
def list_links_to_spread(actor: Actor, now: datetime) -> list[Duty]:
    """An institution that has answered passes it on: until a first structure has come through it."""
    if actor.institution_id is None:
        return []
    found = db.session.scalars(relay.list_to_spread(actor.institution_id, clock.today(now)).limit(SHOWN))
    return [
        Duty(
            kind="campaign.spread", title=_("Faire passer le questionnaire « %(campaign)s »", campaign=campaign.name),
            detail=_("Votre lien, votre affiche et un message prêt à envoyer."), action_label=_("Lien et affiche"),
            endpoint="relay.posters", values={"campaign_id": campaign.id}, deadline=end_of(campaign),
        )
        for campaign in found
    ]  # fmt: skip


@register
def list_answers_held(actor: Actor, now: datetime) -> list[Duty]:
    """Until somebody has looked, they count nowhere."""
    if not actor.is_secretariat:
        return []
    return [
        Duty(
            kind="campaign.moderate",
            title=ngettext("%(num)s réponse retenue à regarder", "%(num)s réponses retenues à regarder", count),
            detail=str(campaign.name), action_label=_("Regarder"), endpoint="relay.moderation",
            values={"campaign_id": campaign.id},
        )
        for campaign, count in db.session.execute(relay.count_held().limit(SHOWN)).all()
    ]  # fmt: skip
