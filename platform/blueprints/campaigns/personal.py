"""The page behind a structure's personal link: who asks, how long it takes, one button; and the way to stop."""

from flask import abort, current_app, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from noress.blueprints.campaigns import bp
from noress.core import clock
from noress.core.i18n import language as reader_language
from noress.domain.accounts.actor import Actor
from noress.domain.campaigns import participation_links, rules
from noress.domain.campaigns.mails import source_of
from noress.domain.campaigns.models import Participant
from noress.domain.campaigns.participation_links import Gone
from noress.domain.campaigns.policy import can_answer
from noress.domain.campaigns.rules.inviting import minutes_of
from noress.domain.campaigns.states import state_of
from noress.domain.questionnaires.response_links import token_of
from noress.extensions import db
from noress.web.headers import private_page
from noress.web.identity import current_actor
from noress.web.languages import speak
from noress.web.permissions import public


@bp.route("/c/p/<token>", methods=["GET", "POST"])
@public
def invited(token: str) -> BaseResponse:
    """Show who asks; the button begins the answer, or goes on with it."""
    now = clock.now()
    found = participation_links.find_participant(token, now=now)
    if found is None:
        abort(404)
    participant, gone = found
    speak(participant.language)
    response = participant.response
    if gone is Gone.REPLACED or (gone is not None and response is None):
        return private_page(_gone_page(participant, gone), 410)
    if request.method == "GET":
        page = render_template(
            "campaigns/invited.html", participant=participant, campaign=participant.campaign, gone=gone,
            state=state_of(participant), source=source_of(participant), minutes=minutes_of(participant.campaign),
            continue_url=url_for("questionnaires.resume", token=token_of(response)) if response else None,
            decline_url=url_for(".decline", token=participation_links.stop_token_of(participant)),
            contact=current_app.config["SETTINGS"].mail_sender,
        )  # fmt: skip
        return private_page(page)
    response = rules.join(
        participant=participant, actor=_who(participant), now=now, language=reader_language() if response is None else None
    )  # fmt: skip
    target = url_for("questionnaires.resume", token=token_of(response))
    db.session.commit()
    return private_page(redirect(target, 303))


@bp.route("/ne-plus-contacter/<token>", methods=["GET", "POST"])
@public
def decline(token: str) -> BaseResponse:
    """One button, no account; the link works whatever became of the campaign."""
    participant = participation_links.find_by_stop_token(token)
    if participant is None:
        abort(404)
    speak(participant.language)
    if request.method == "POST":
        rules.decline(participant=participant, actor=_who(participant), now=clock.now())
        db.session.commit()
        return private_page(redirect(url_for(".decline", token=token, lang=request.args.get("lang")), 303))
    page = render_template(
        "campaigns/decline.html", participant=participant, source=source_of(participant),
        contact=current_app.config["SETTINGS"].mail_sender,
    )  # fmt: skip
    return private_page(page)


def _who(participant: Participant) -> Actor:
    """Whoever speaks for the institution when signed in; else the structure itself."""
    actor = current_actor()
    if actor is not None and can_answer(actor, participant):
        return actor
    return participation_links.actor_of_link(participant)


def _gone_page(participant: Participant, gone: Gone) -> str:
    return render_template(
        "campaigns/gone.html",
        reason=gone,
        campaign=participant.campaign,
        contact=current_app.config["SETTINGS"].mail_sender,
    )
