"""Decisions entered by hand, published, and completed in the other language."""

from collections.abc import Callable
from typing import Any

from flask import redirect, render_template, request, url_for

from noress.blueprints.decisions import bp, present
from noress.blueprints.decisions.forms import AddDecisionForm, CompleteForm, DecisionForm
from noress.core import clock
from noress.core.errors import RuleError, StaleVersion
from noress.core.i18n import Translated
from noress.core.i18n import gettext as _
from noress.domain.accounts.permissions import P
from noress.domain.decisions import rules
from noress.domain.decisions.details import Taken
from noress.domain.decisions.models import Decision
from noress.domain.meetings.models import Meeting
from noress.extensions import db
from noress.web import acting
from noress.web.drafts import draft_form
from noress.web.flashes import say
from noress.web.forms import BaseForm
from noress.web.merge import stale_fields
from noress.web.permissions import permission


@bp.route("/sessions/<int:meeting_id>/decisions/nouvelle", methods=["GET", "POST"])
@permission(P.DECISION_MANAGE, loads=Meeting)
def add(meeting: Meeting) -> Any:
    """By hand, for a session whose record the platform does not hold."""
    form = draft_form(AddDecisionForm, data={"adopted_on": meeting.starts_wall.date(), "mode": "consensus"})
    status = 422
    if request.method != "POST":
        status = _refused(form, rules.check_takes_decisions_by_hand, meeting)
    if form.validate_on_submit():
        taken = _taken(form)
        try:
            decision = rules.add_decision(
                meeting=meeting, text=form.text, mode=taken.mode, votes_for=taken.votes_for,
                votes_against=taken.votes_against, abstentions=taken.abstentions, reservations=taken.reservations,
                adopted_on=form.adopted_on.data, is_public=form.is_public.data, actor=acting.actor(), now=clock.now(),
            )  # fmt: skip
            say(_("La décision %(number)s est au registre.", number=decision.number))
            db.session.commit()
            return redirect(present.url_of(decision), 303)
        except RuleError as refused:
            db.session.rollback()
            form.add_error(refused)
            status = refused.status
    return render_template(
        "decisions/edit.html", form=form, meeting=meeting, decision=None, stale=None,
        meeting_title=present.title_of(meeting), voices=rules.count_voices(meeting, meeting.starts_wall.date()),
        back_url=url_for("public.session", meeting_id=meeting.id),
    ), status  # fmt: skip


@bp.route("/decisions/<int:decision_id>/modifier", methods=["GET", "POST"])
@permission(P.DECISION_MANAGE, loads=Decision)
def edit(decision: Decision) -> Any:
    """Until it is public."""
    form = draft_form(DecisionForm, data=_values(decision))
    stale, status = None, 422
    if request.method != "POST":
        status = _refused(form, rules.check_can_be_edited, decision)
    if form.validate_on_submit():
        try:
            rules.edit_decision(
                decision=decision, text=form.text, taken=_taken(form), adopted_on=form.adopted_on.data,
                version=form.version.data, actor=acting.actor(), now=clock.now(),
            )  # fmt: skip
            say(_("La décision est enregistrée."))
            db.session.commit()
            return redirect(present.url_of(decision), 303)
        except StaleVersion as refused:
            db.session.rollback()
            stale, status = stale_fields(form, _values(decision)), refused.status
        except RuleError as refused:
            db.session.rollback()
            form.add_error(refused)
            status = refused.status
    meeting = decision.meeting
    return render_template(
        "decisions/edit.html", form=form, meeting=meeting, decision=decision, stale=stale,
        meeting_title=present.title_of(meeting), voices=rules.count_voices(meeting, decision.adopted_on),
        back_url=present.url_of(decision),
    ), status  # fmt: skip


@bp.route("/decisions/<int:decision_id>/completer", methods=["GET", "POST"])
@permission(P.DECISION_MANAGE, loads=Decision)
def complete(decision: Decision) -> Any:
    """The language that is missing."""
    form = draft_form(CompleteForm, data={"version": decision.version})
    form.leave_out(text=decision.text, reservations=decision.reservations)
    stale, status = None, 422
    if request.method != "POST":
        status = _refused(form, rules.check_can_be_completed, decision)
    if form.validate_on_submit():
        try:
            rules.complete_decision(
                decision=decision, text=form.translated("text"), reservations=form.translated("reservations"),
                version=form.version.data, actor=acting.actor(), now=clock.now(),
            )  # fmt: skip
            say(_("La décision est complétée : elle se lit maintenant dans les deux langues."))
            db.session.commit()
            return redirect(present.url_of(decision), 303)
        except StaleVersion as refused:
            db.session.rollback()
            form.leave_out(text=decision.text, reservations=decision.reservations)
            stale, status = stale_fields(form, {"version": decision.version}), refused.status
        except RuleError as refused:
            db.session.rollback()
            form.add_error(refused)
            status = refused.status
    return render_template(
        "decisions/complete.html", form=form, decision=decision, stale=stale, back_url=present.url_of(decision)
    ), status  # fmt: skip


@bp.route("/decisions/<int:decision_id>/publier", methods=["GET", "POST"])
@permission(P.DECISION_MANAGE, loads=Decision)
def publish(decision: Decision) -> Any:
    """A decision entered by hand; those of a record become public with it."""
    form = BaseForm()
    status = 200
    try:
        if request.method == "POST":
            rules.publish_decision(decision=decision, actor=acting.actor(), now=clock.now())
            say(_("La décision est publique : tout le monde peut la lire au registre."))
            db.session.commit()
            return redirect(present.url_of(decision), 303)
        rules.check_can_be_published(decision)
    except RuleError as refused:
        db.session.rollback()
        form.add_error(refused)
        status = refused.status
    return render_template(
        "decisions/publish.html", form=form, decision=decision, back_url=present.url_of(decision)
    ), status


def _refused(form: BaseForm, check: Callable[[Any], None], subject: Any) -> int:
    """The status of a page that is only opened: what it is for may be refused already, and it says why."""
    try:
        check(subject)
    except RuleError as refused:
        form.add_error(refused)
        return refused.status
    return 200


def _taken(form: DecisionForm) -> Taken:
    return Taken(
        form.mode.data, form.votes_for.data, form.votes_against.data, form.abstentions.data, form.reservations or None
    )  # fmt: skip


def _values(decision: Decision) -> dict[str, Any]:
    """What the form shows of a decision."""
    reservations = decision.reservations or Translated()
    return {
        "text_fr": decision.text.get("fr"), "text_ar": decision.text.get("ar"), "adopted_on": decision.adopted_on,
        "mode": decision.mode, "votes_for": decision.votes_for, "votes_against": decision.votes_against,
        "abstentions": decision.abstentions, "reservations_fr": reservations.get("fr"),
        "reservations_ar": reservations.get("ar"), "version": decision.version,
    }  # fmt: skip
