"""Prizes as the ranks give them, closing, opening again, the record."""

from typing import Any

from flask import abort, render_template, url_for

from noress.blueprints.deliberating import bp, present
from noress.blueprints.deliberating.forms import CloseForm, LeavePrizeForm, ReopenForm
from noress.core import clock
from noress.core.i18n import Translated
from noress.core.i18n import gettext as _
from noress.domain.accounts.permissions import P
from noress.domain.competitions.models import Competition
from noress.domain.juries import recording
from noress.domain.juries.queries import deliberating as queries
from noress.domain.juries.rules import room as rules
from noress.extensions import db
from noress.web import acting
from noress.web.drafts import draft_form
from noress.web.permissions import permission
from noress.web.submitting import attempt


@bp.route("/deliberation/<int:competition_id>/prix", methods=["GET", "POST"])
@permission(P.DELIBERATION_CLOSE, loads=Competition)
def close(competition: Competition) -> Any:
    """Who has what now, what is still open, then the end."""
    deliberation = present.opened(competition)
    form = CloseForm()
    tried = attempt(
        form, lambda: rules.close_deliberation(
            competition=competition, without_quorum=form.without_quorum.data, **acting.doing()
        ),
    )  # fmt: skip
    if not tried.status:
        target = url_for(".show", competition_id=competition.id)
        return acting.done(
            target, _("Le jury a décidé. Rien n'est annoncé avant la cérémonie ; le procès-verbal est écrit.")
        )
    items, leaves = present.list_shown(deliberation)
    shown = {one.application_id: one for one in items}
    outcome, problems = rules.list_problems(deliberation, clock.now())
    winners = [
        present.Winner(one.prize, shown[one.application_id], present.money(one.amount), one.is_shared)
        for one in outcome.given if one.application_id in shown
    ]  # fmt: skip
    hidden_words = _("Un dossier dont vous vous déportez n'est pas réglé : qui préside pour lui le voit.")
    page = render_template(
        "deliberating/close.html", competition=competition, deliberation=deliberation, form=form, winners=winners,
        prizes=list(db.session.scalars(queries.list_prizes(competition.id))), leaves=leaves, present=present,
        problems=[one.message if set(one.application_ids) <= set(shown) else hidden_words for one in problems],
        mentions=[one for one in items if one.mention], lacks_quorum=rules.lacks_quorum(deliberation),
        is_over=competition.deliberated_at is not None,
    )  # fmt: skip
    return page, tried.status


@bp.route("/deliberation/<int:competition_id>/prix/<int:prize_id>", methods=["GET", "POST"])
@permission(P.DELIBERATION_CLOSE, loads=Competition)
def leave_prize(competition: Competition, prize_id: int) -> Any:
    """Given to nobody, and why; emptied, it is to be given again."""
    deliberation = present.opened(competition)
    prize = next(
        (one for one in db.session.scalars(queries.list_prizes(competition.id)) if one.id == prize_id), None
    )
    if prize is None:
        abort(404)
    because = prize.not_awarded_because or {}
    form = draft_form(
        LeavePrizeForm, data={"because_fr": because.get("fr", ""), "because_ar": because.get("ar", "")}, is_personal=True
    )  # fmt: skip
    tried = attempt(
        form, lambda: rules.leave_prize(
            deliberation=deliberation, prize=prize, because=Translated(fr=form.because_fr.data, ar=form.because_ar.data),
            **acting.doing(),
        ),
    )  # fmt: skip
    if tried.status:
        page = render_template(
            "deliberating/leave_prize.html", competition=competition, prize=prize, form=form
        )
        return page, tried.status
    return acting.done(url_for(".close", competition_id=competition.id), _("C'est noté."))


@bp.route("/deliberation/<int:competition_id>/rouvrir", methods=["GET", "POST"])
@permission(P.DELIBERATION_CLOSE, loads=Competition)
def reopen(competition: Competition) -> Any:
    present.opened(competition)
    form = ReopenForm()
    tried = attempt(
        form, lambda: rules.reopen_deliberation(
            competition=competition, reason=form.reason.data or "", **acting.doing()
        ),
    )  # fmt: skip
    if tried.status:
        return render_template("deliberating/reopen.html", competition=competition, form=form), tried.status
    return acting.done(url_for(".show", competition_id=competition.id), _("La délibération est rouverte."))


@bp.post("/deliberation/<int:competition_id>/proces-verbal")
@permission(P.DELIBERATION_LEAD, loads=Competition)
def write_record(competition: Competition) -> Any:
    """As far as the jury has come; again whenever it is asked for."""
    deliberation = present.opened(competition)
    recording.write_record(deliberation, **acting.doing())
    target = url_for("minutes.show", meeting_id=deliberation.meeting_id)
    return acting.done(target, _("Le procès-verbal est écrit dans les deux langues : relisez-le."))
