"""Feedback to those who did not win, chosen by whoever presides over each entry."""

from typing import Any

from flask import abort, render_template, url_for

from noress.blueprints.results import bp, present
from noress.blueprints.results.forms import FeedbackForm
from noress.core.i18n import gettext as _
from noress.domain.accounts.permissions import P
from noress.domain.competitions import results_policy
from noress.domain.competitions.models import Competition, Entry
from noress.domain.competitions.outcomes import outcome_of
from noress.domain.competitions.queries import results as queries
from noress.domain.competitions.rules import feedback as rules
from noress.domain.competitions.sentences import READY
from noress.extensions import db
from noress.web import acting
from noress.web.permissions import permission
from noress.web.submitting import attempt


def _own(competition: Competition) -> list[Entry]:
    """Those that this reader presides over; none before the jury has decided."""
    if competition.deliberated_at is None:
        return []
    found = db.session.scalars(queries.list_decided(competition.id, present.recused())).unique()
    return [one for one in found if results_policy.presides(acting.actor(), one)]


@bp.get("/jury/<int:competition_id>/retours")
@permission(P.FEEDBACK_CHOOSE, loads=Competition)
def feedback_list(competition: Competition) -> Any:
    entries = _own(competition)
    return render_template(
        "results/feedback_list.html", competition=competition, call=competition.call, entries=entries,
        outcomes={one.id: outcome_of(one) for one in entries}, release=present.release_of(competition),
    )  # fmt: skip


@bp.route("/jury/<int:competition_id>/retours/<int:entry_id>", methods=["GET", "POST"])
@permission(P.FEEDBACK_CHOOSE, loads=Competition)
def choose_feedback(competition: Competition, entry_id: int) -> Any:
    """What jurors wrote and sentences that are ready, to copy from; both languages to write in."""
    entry = present.decided_entry(competition, entry_id)
    if not results_policy.presides(acting.actor(), entry):
        abort(404)
    form = FeedbackForm(data=_values(entry))

    def save() -> None:
        rules.choose_feedback(
            entry=entry, feedback=form.feedback, version=form.version.data or 0, **acting.doing()
        )

    def stored() -> dict[str, Any]:
        db.session.refresh(entry)
        return _values(entry)

    tried = attempt(form, save, stored=stored)
    if tried.status:
        page = render_template(
            "results/feedback.html", competition=competition, entry=entry, form=form, stale=tried.stale, ready=READY,
            comments=rules.comments_of(entry), outcome=outcome_of(entry), release=present.release_of(competition),
        )  # fmt: skip
        return page, tried.status
    words = _("Le retour est enregistré. Il sera lu avec le résultat.")
    return acting.done(url_for(".feedback_list", competition_id=competition.id), words)


def _values(entry: Entry) -> dict[str, Any]:
    said = entry.feedback or {}
    return {"version": entry.version, "feedback_fr": said.get("fr"), "feedback_ar": said.get("ar")}
