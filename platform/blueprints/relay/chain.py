"""Who passed the questionnaire on to whom."""

from typing import Any

from flask import render_template, request

from noress.blueprints.relay import bp
from noress.core import paging
from noress.domain.accounts.permissions import P
from noress.domain.campaigns.chain import flatten, read_figures, read_trees
from noress.domain.campaigns.models import Campaign
from noress.domain.campaigns.queries import relay
from noress.domain.campaigns.states import ParticipantState
from noress.web.permissions import permission

HEADS = 20
#: the shape of each state; see components/status.html
KINDS = {
    ParticipantState.SENT: "neutral", ParticipantState.BEGUN: "info", ParticipantState.DONE: "ok",
    ParticipantState.DECLINED: "danger",
}  # fmt: skip


@bp.get("/campagnes/<int:campaign_id>/chaine")
@permission(P.CAMPAIGN_MANAGE, loads=Campaign)
def chain(campaign: Campaign) -> Any:
    """Paged by the heads of chains; each tree whole."""
    number = paging.page_number(request.args.get("page"))
    page = paging.paginate(relay.list_heads(campaign.id), number, per_page=HEADS)
    trees, is_cut = read_trees(page.items)
    return render_template(
        "relay/chain.html", campaign=campaign, page=page, lines=flatten(trees), is_cut=is_cut, kinds=KINDS,
        figures=read_figures(campaign.id),
    )  # fmt: skip
