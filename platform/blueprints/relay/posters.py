"""Links and posters: of every institution for the secretariat, its own for a member."""

from typing import Any

from flask import abort, redirect, render_template, request, url_for

from noress.blueprints.relay import bp
from noress.blueprints.relay.forms import ConfirmForm
from noress.core import clock, paging
from noress.core.i18n import gettext as _
from noress.domain.accounts.permissions import P
from noress.domain.campaigns import open_links, rules
from noress.domain.campaigns.models import Campaign, CampaignLink
from noress.domain.campaigns.participation_links import Gone, why_closed
from noress.domain.campaigns.policy import can_manage
from noress.domain.campaigns.queries import relay
from noress.domain.institutions.models import Institution
from noress.extensions import db
from noress.web import acting
from noress.web.documents import document_links
from noress.web.flashes import say
from noress.web.permissions import permission
from noress.web.submitting import attempt

PER_PAGE = 20


@bp.get("/campagnes/<int:campaign_id>/affiches")
@permission(P.CAMPAIGN_FOLLOW, loads=Campaign)
def posters(campaign: Campaign) -> Any:
    """The link, its texts, its two posters, and what came by it."""
    manages = can_manage(acting.actor())
    query = relay.list_links(campaign.id, None if manages else acting.actor().institution_id or 0)
    page = paging.paginate(query, paging.page_number(request.args.get("page")), per_page=PER_PAGE)
    links = page.items
    counts = {
        row[0]: row[1:] for row in db.session.execute(relay.count_through(campaign.id, [one.institution_id for one in links if one.institution_id]))
    }  # fmt: skip
    counts[None] = (
        tuple(db.session.execute(relay.count_by_network_link(campaign.id)).one()) if manages else (0, 0, 0)
    )
    missing = db.session.scalars(relay.list_members_without_link(campaign.id)).all() if manages else []
    return render_template(
        "relay/posters.html", campaign=campaign, page=page, counts=counts, manages=manages, missing=len(missing),
        made={code: document_links("campaign_poster", links, code) for code in ("fr", "ar")},
        texts={one.id: [(code, open_links.forward_text(one, code)) for code in ("fr", "ar")] for one in links},
        urls={one.id: open_links.link_url(one) for one in links}, spaced=open_links.spaced,
        may_ask=not manages and not links and acting.actor().institution_id is not None,
        is_over=why_closed(campaign, clock.now()) is Gone.CLOSED,
    )  # fmt: skip


@bp.post("/campagnes/<int:campaign_id>/affiches")
@permission(P.CAMPAIGN_FOLLOW, loads=Campaign)
def give_links(campaign: Campaign) -> Any:
    """Every institution's for the secretariat; a member's own."""
    actor, now = acting.actor(), clock.now()
    if can_manage(actor):
        rules.open_links_of_members(campaign=campaign, actor=actor, now=now)
    else:
        institution = db.session.get(Institution, actor.institution_id or 0)
        if institution is None:
            abort(404)
        rules.open_link(campaign=campaign, institution=institution, actor=actor, now=now)
    target = url_for(".posters", campaign_id=campaign.id)
    db.session.commit()
    say(_("Les liens sont prêts. Préparez les affiches, imprimez-les, ou envoyez le lien par WhatsApp."))
    return redirect(target, 303)


@bp.route("/campagnes/liens/<int:campaign_link_id>/fermer", methods=["GET", "POST"])
@permission(P.CAMPAIGN_LINK, loads=CampaignLink)
def close_link(link: CampaignLink) -> Any:
    """After a page that says what stops."""
    return _confirm(
        link, "relay/close_link.html",
        lambda: rules.close_link(link=link, actor=acting.actor(), now=clock.now()),
        _("Le lien est fermé. Ce qui est commencé peut encore être envoyé."),
    )  # fmt: skip


@bp.route("/campagnes/liens/<int:campaign_link_id>/renouveler", methods=["GET", "POST"])
@permission(P.CAMPAIGN_LINK, loads=CampaignLink)
def renew_link(link: CampaignLink) -> Any:
    """After a page that says which papers are lost."""
    return _confirm(
        link, "relay/renew_link.html",
        lambda: rules.renew_link(link=link, actor=acting.actor(), now=clock.now()),
        _("Le lien a un nouveau code. Imprimez les nouvelles affiches."),
    )  # fmt: skip


def _confirm(link: CampaignLink, template: str, act: Any, done: str) -> Any:
    form = ConfirmForm()
    tried = attempt(form, act)
    back_url = url_for(".posters", campaign_id=link.campaign_id)
    if tried.status:
        who = open_links.who_passes_on(link)
        page = render_template(
            template, link=link, form=form, who=who, back_url=back_url, code=open_links.spaced(link.code)
        )
        return page, tried.status
    db.session.commit()
    say(done)
    return redirect(back_url, 303)
