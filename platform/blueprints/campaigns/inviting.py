"""Writing to structures, after a page that says how many get it and why the others do not."""

from collections.abc import Callable
from typing import Any

from flask import redirect, render_template, url_for

from noress.blueprints.campaigns import bp
from noress.blueprints.campaigns.forms import ConfirmForm
from noress.core import clock
from noress.core.i18n import ngettext
from noress.domain.accounts.permissions import P
from noress.domain.campaigns import rules
from noress.domain.campaigns.models import Campaign
from noress.domain.campaigns.participation_links import why_closed
from noress.domain.campaigns.rules.inviting import MOST_AT_ONCE, minutes_of
from noress.extensions import db
from noress.web import acting
from noress.web.flashes import say
from noress.web.permissions import permission
from noress.web.submitting import attempt

#: names shown before pressing; the count says the rest
SHOWN = 50


@bp.route("/campagnes/<int:campaign_id>/inviter", methods=["GET", "POST"])
@permission(P.CAMPAIGN_MANAGE, loads=Campaign)
def invite(campaign: Campaign) -> Any:
    return _write(campaign, rules.send_invitations, rules.list_to_invite, "campaigns/invite.html")


@bp.route("/campagnes/<int:campaign_id>/relancer", methods=["GET", "POST"])
@permission(P.CAMPAIGN_MANAGE, loads=Campaign)
def remind(campaign: Campaign) -> Any:
    return _write(campaign, rules.remind_unfinished, rules.list_to_remind, "campaigns/remind.html")


def _write(
    campaign: Campaign, send: Callable[..., int], list_addressed: Callable[..., list[Any]], template: str
) -> Any:
    form, now = ConfirmForm(), clock.now()
    tried = attempt(form, lambda: send(campaign=campaign, actor=acting.actor(), now=now))
    if tried.status:
        found = list_addressed(campaign, now=now)
        page = render_template(
            template, campaign=campaign, form=form, total=len(found), count=min(len(found), MOST_AT_ONCE),
            shown=found[:SHOWN], gone=why_closed(campaign, clock.now()), minutes=minutes_of(campaign),
        )  # fmt: skip
        return page, tried.status
    return _done(campaign, tried.made)


def _done(campaign: Campaign, count: int) -> Any:
    target = url_for(".show", campaign_id=campaign.id)
    db.session.commit()
    said = ngettext(
        "%(num)s courriel part. Sa réponse paraîtra ici.", "%(num)s courriels partent. Les réponses paraîtront ici.", count
    )  # fmt: skip
    say(said)
    return redirect(target, 303)
