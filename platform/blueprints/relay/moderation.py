"""Answers held back because they look like junk: somebody looks, lets them in or sets them aside."""

from typing import Any

from flask import abort, redirect, render_template, request, url_for

from noress.blueprints.relay import bp
from noress.blueprints.relay.forms import ConfirmForm
from noress.core import clock, paging
from noress.core.i18n import gettext as _
from noress.domain.accounts.permissions import P
from noress.domain.campaigns.models import Campaign
from noress.domain.campaigns.naming import name_given
from noress.domain.campaigns.queries import relay
from noress.domain.questionnaires import rules as questionnaires
from noress.domain.questionnaires import types
from noress.domain.questionnaires.models import Response
from noress.domain.questionnaires.rules.answering import definition_of
from noress.domain.questionnaires.rules.reviewing import last_seen
from noress.extensions import db
from noress.web import acting
from noress.web.flashes import say
from noress.web.permissions import permission
from noress.web.submitting import attempt

PER_PAGE = 10


@bp.get("/campagnes/<int:campaign_id>/moderation")
@permission(P.CAMPAIGN_MANAGE, loads=Campaign)
def moderation(campaign: Campaign) -> Any:
    """The oldest first, each with its reason and its answers."""
    number = paging.page_number(request.args.get("page"))
    page = paging.paginate(relay.list_held(campaign.id), number, per_page=PER_PAGE)
    answers = {one.id: _answers(one) for one in page.items}
    seen = {one.id: last_seen(one) for one in page.items}
    names = {one.id: name_given(definition_of(one), one.answers or {}) for one in page.items}
    return render_template(
        "relay/moderation.html", campaign=campaign, page=page, answers=answers, seen=seen, names=names
    )


@bp.post("/campagnes/<int:campaign_id>/moderation/<int:response_id>/accepter")
@permission(P.CAMPAIGN_MANAGE, loads=Campaign)
def release(campaign: Campaign, response_id: int) -> Any:
    response = _held(campaign, response_id)
    seen = request.form.get("seen", "")
    questionnaires.release_held(response=response, seen=seen, actor=acting.actor(), now=clock.now())
    return _done(campaign, _("La réponse est acceptée : elle compte maintenant avec les autres."))


@bp.route("/campagnes/<int:campaign_id>/moderation/<int:response_id>/ecarter", methods=["GET", "POST"])
@permission(P.CAMPAIGN_MANAGE, loads=Campaign)
def discard(campaign: Campaign, response_id: int) -> Any:
    """After a page that says what becomes of it."""
    response = _held(campaign, response_id)
    form, seen = ConfirmForm(), request.form.get("seen", "")
    tried = attempt(
        form,
        lambda: questionnaires.discard_held(
            response=response, seen=seen, actor=acting.actor(), now=clock.now()
        ),
    )
    if tried.status:
        page = render_template(
            "relay/discard.html",
            campaign=campaign,
            response=response,
            form=form,
            seen=seen or last_seen(response),
        )
        return page, tried.status
    return _done(campaign, _("La réponse est écartée comme indésirable : elle ne compte pas."))


def _answers(response: Response) -> list[tuple[Any, str]]:
    """(question, answer in words) of what was answered."""
    held = response.answers or {}
    said = [
        (question.label, types.get(question.type).say(question, held.get(question.key)))
        for question in definition_of(response).questions()
        if types.get(question.type).asks
    ]
    return [(label, answer) for label, answer in said if answer]


def _held(campaign: Campaign, response_id: int) -> Response:
    found = db.session.scalars(relay.get_held(campaign.id, response_id)).unique().one_or_none()
    if found is None:
        abort(404)
    return found


def _done(campaign: Campaign, words: str) -> Any:
    target = url_for(".moderation", campaign_id=campaign.id)
    db.session.commit()
    say(words)
    return redirect(target, 303)
