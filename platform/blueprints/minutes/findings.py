"""What a shared diagnosis produced, beside the record: findings and ways forward, by axis."""

from typing import Any

from flask import abort, redirect, render_template, request, url_for

from noress.blueprints.minutes import bp, typed
from noress.blueprints.minutes.forms import OutcomeForm
from noress.blueprints.minutes.reading import minutes_of
from noress.core import clock
from noress.core.errors import RuleError, StaleVersion
from noress.core.i18n import gettext as _
from noress.domain.accounts.permissions import P
from noress.domain.meetings import wording
from noress.domain.meetings.models import Finding, Meeting, Proposal
from noress.domain.minutes import rules
from noress.domain.minutes.models import Minutes
from noress.extensions import db
from noress.web.drafts import draft_form
from noress.web.flashes import say
from noress.web.identity import current_actor
from noress.web.merge import stale_fields
from noress.web.permissions import permission


@bp.route("/<int:meeting_id>/compte-rendu/constats", methods=["GET", "POST"])
@permission(P.MINUTES_WRITE, loads=Meeting)
def add_outcome(meeting: Meeting) -> Any:
    """A new finding or way forward."""
    minutes, form = minutes_of(meeting), draft_form(OutcomeForm, data={"version": 0, "what": "finding"})
    if request.method == "GET":
        return _page(meeting, form, None)
    if not form.validate_on_submit():
        return _page(meeting, form, None), 422
    add = rules.add_proposal if form.what.data == "proposal" else rules.add_finding
    try:
        add(
            minutes=minutes, axis=typed.pair(form, "axis"), text=typed.pair(form, "text"), actor=current_actor(),
            now=clock.now(),
        )  # fmt: skip
    except RuleError as error:
        db.session.rollback()
        form.add_error(error)
        return _page(meeting, form, None), error.status
    db.session.commit()
    say(_("C'est ajouté."))
    return redirect(url_for(".show", meeting_id=meeting.id, _anchor="constats"), 303)


@bp.route("/constats/<int:finding_id>", methods=["GET", "POST"])
@permission(P.MINUTES_WRITE, loads=Finding)
def edit_finding(finding: Finding) -> Any:
    return _edit(finding, finding.meeting)


@bp.route("/pistes/<int:proposal_id>", methods=["GET", "POST"])
@permission(P.MINUTES_WRITE, loads=Proposal)
def edit_proposal(proposal: Proposal) -> Any:
    return _edit(proposal, proposal.first_meeting or abort(404))


def _edit(row: Finding | Proposal, meeting: Meeting) -> Any:
    """Save it, or take it off the record."""
    minutes = minutes_of(meeting)
    what = "finding" if isinstance(row, Finding) else "proposal"
    saved = {
        "version": row.version,
        "what": what,
        **typed.unpair("axis", row.axis),
        **typed.unpair("text", row.text),
    }
    form = draft_form(OutcomeForm, data=saved)
    if request.method == "GET":
        return _page(meeting, form, row)
    if request.form.get("ensuite") == "retirer":
        return _remove(row, minutes)
    if not form.validate_on_submit():
        return _page(meeting, form, row), 422
    try:
        rules.edit_outcome(
            row=row, minutes=minutes, axis=typed.pair(form, "axis"), text=typed.pair(form, "text"),
            version=form.version.data, actor=current_actor(), now=clock.now(),
        )  # fmt: skip
        db.session.commit()
    except StaleVersion as stale:
        texts = {**typed.unpair("axis", stale.theirs["axis"]), **typed.unpair("text", stale.theirs["text"])}
        theirs = {**texts, "version": stale.theirs["version"]}
        return _page(meeting, form, row, stale=stale_fields(form, theirs)), 409
    except RuleError as error:
        db.session.rollback()
        form.add_error(error)
        return _page(meeting, form, row), error.status
    say(_("C'est enregistré."))
    return redirect(url_for(".show", meeting_id=meeting.id, _anchor="constats"), 303)


def _remove(row: Finding | Proposal, minutes: Minutes) -> Any:
    meeting_id = minutes.meeting_id
    rules.remove_outcome(row=row, minutes=minutes, actor=current_actor(), now=clock.now())
    db.session.commit()
    say(_("C'est retiré du compte rendu. L'historique en garde le texte."))
    return redirect(url_for(".show", meeting_id=meeting_id, _anchor="constats"), 303)


def _page(meeting: Meeting, form: OutcomeForm, row: Any, *, stale: Any = None) -> str:
    return render_template(
        "minutes/outcome.html", meeting=meeting, title=wording.title(meeting), form=form, row=row, stale=stale
    )
