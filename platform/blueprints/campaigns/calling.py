"""Telephone rounds: drawn from the emptiest cells, called from a phone, each outcome in one or two presses."""

from typing import Any

from flask import abort, redirect, render_template, request, url_for

from noress.blueprints.campaigns import bp, present
from noress.blueprints.campaigns.forms import CallForm, DrawForm
from noress.core import clock, paging
from noress.core.errors import RuleError, StaleVersion
from noress.core.i18n import gettext as _
from noress.domain.accounts.permissions import P
from noress.domain.campaigns import rules
from noress.domain.campaigns.grid import read_grid
from noress.domain.campaigns.models import Call, CallOutcome, CallRound, Campaign
from noress.domain.campaigns.participation_links import why_closed
from noress.domain.campaigns.queries.rounds import list_calls, list_rounds
from noress.domain.campaigns.states import is_finished
from noress.extensions import db
from noress.web import acting
from noress.web.documents import document_link
from noress.web.flashes import say
from noress.web.merge import INCOMPLETE
from noress.web.permissions import permission
from noress.web.submitting import attempt

#: what cannot be taken back is said again before it is done
FINAL = frozenset({CallOutcome.REFUSED, CallOutcome.WRONG_NUMBER})


@bp.route("/campagnes/<int:campaign_id>/appels", methods=["GET", "POST"])
@permission(P.CAMPAIGN_MANAGE, loads=Campaign)
def rounds(campaign: Campaign) -> Any:
    """Those that were drawn, and the next one."""
    form, now = DrawForm(), clock.now()
    tried = attempt(
        form,
        lambda: rules.draw_round(
            campaign=campaign, count=present.given(form.count), caller=form.caller.data, actor=acting.actor(),
            now=now,
        ),
    )  # fmt: skip
    if tried.status:
        rows = db.session.execute(list_rounds(campaign.id)).all()
        page = paging.cut(list(rows), paging.page_number(request.args.get("page")))
        shown = render_template(
            "campaigns/rounds.html", campaign=campaign, form=form, page=page, gone=why_closed(campaign, now)
        )
        return shown, tried.status
    target = url_for(".show_round", campaign_id=campaign.id, call_round_id=tried.made.id)
    db.session.commit()
    say(_("La feuille d'appel est prête. Chaque appel se note en une pression."))
    return redirect(target, 303)


@bp.get("/campagnes/<int:campaign_id>/appels/<int:call_round_id>")
@permission(P.CAMPAIGN_MANAGE, loads=CallRound)
def show_round(call_round: CallRound, campaign_id: int) -> Any:
    """The sheet: who to call, with a number to tap; who does not pick up is noted in one press."""
    campaign = call_round.campaign
    if campaign.id != campaign_id:
        abort(404)
    calls = db.session.scalars(list_calls(call_round.id)).all()
    return render_template(
        "campaigns/round.html", campaign=campaign, call_round=call_round, calls=calls, grid=read_grid(campaign),
        is_open=why_closed(campaign, clock.now()) is None, is_finished=is_finished,
        waiting=sum(1 for call in calls if _is_to_call(call)),
        papers=[document_link("call_sheet", call_round, code) for code in ("fr", "ar")],
    )  # fmt: skip


def _is_to_call(call: Call) -> bool:
    one = call.participant
    return call.outcome is None and not is_finished(one) and one.declined_at is None


@bp.route("/campagnes/appels/<int:call_id>", methods=["GET", "POST"])
@permission(P.CAMPAIGN_MANAGE, loads=Call)
def show_call(call: Call) -> Any:
    """One call: the number, what to say, what came of it. A refusal and a wrong number are confirmed first."""
    participant, campaign = call.participant, call.round.campaign
    form = CallForm(data=_stored(call))
    if request.method == "POST" and form.validate() and _is_to_confirm(form):
        return render_template(
            "campaigns/confirm_call.html", call=call, participant=participant, campaign=campaign, form=form,
            is_refusal=form.outcome.data == CallOutcome.REFUSED.value,
        )  # fmt: skip
    tried = attempt(form, lambda: _record(call, form))
    if tried.status:
        if isinstance(tried.refusal, StaleVersion):
            form.seen.raw_data, form.seen.data = None, call.outcome.value if call.outcome else ""
        page = render_template(
            "campaigns/call.html", call=call, participant=participant, campaign=campaign, form=form,
            grid=read_grid(campaign), state=present.state_line(participant),
            message=present.message_of(participant),
            is_stale=isinstance(tried.refusal, StaleVersion), is_open=why_closed(campaign, clock.now()) is None,
        )  # fmt: skip
        return page, tried.status
    return _after(call)


def _is_to_confirm(form: CallForm) -> bool:
    return form.outcome.data in {one.value for one in FINAL} and not request.form.get("is_sure")


def _record(call: Call, form: CallForm) -> None:
    if "seen" not in request.form:
        raise RuleError("incomplete", INCOMPLETE)
    seen = form.seen.data or ""
    rules.record_call(
        call=call, outcome=CallOutcome(present.given(form.outcome)), note=form.note.data,
        call_back_on=form.call_back_on.data, seen=CallOutcome(seen) if seen in set(CallOutcome) else None,
        actor=acting.actor(), now=clock.now(),
    )  # fmt: skip


def _after(call: Call) -> Any:
    """Back to the sheet; with somebody who answers now, on to the questionnaire."""
    outcome, participant_id = call.outcome, call.participant_id
    is_to_fill_in = outcome is CallOutcome.ANSWERED and not is_finished(call.participant)
    target = url_for(
        ".show_round",
        campaign_id=call.round.campaign_id,
        call_round_id=call.round_id,
        _anchor=f"appel-{call.id}",
    )
    db.session.commit()
    if is_to_fill_in:
        say(_("L'appel est noté. Remplissez maintenant le questionnaire avec la structure."))
        return redirect(url_for(".fill_in", participant_id=participant_id), 303)
    say(_("L'appel est noté."))
    return redirect(target, 303)


def _stored(call: Call) -> dict[str, Any]:
    return {
        "seen": call.outcome.value if call.outcome else "", "outcome": call.outcome.value if call.outcome else None,
        "note": call.note, "call_back_on": call.call_back_on,
    }  # fmt: skip
