"""The evaluating page: the file as it was sent beside the grid; sending; declining."""

from typing import Any

from flask import abort, redirect, render_template, request, url_for
from wtforms import RadioField
from wtforms.fields import SelectChoice
from wtforms.validators import Optional

from noress.blueprints.evaluating import bp, present
from noress.blueprints.evaluating.forms import CONFLICT, REVIEW, DeclineForm, EvaluationForm, SendForm
from noress.blueprints.evaluating.own import sent_response
from noress.core import clock
from noress.core.i18n import gettext as _
from noress.domain.accounts.permissions import P
from noress.domain.applications import reading
from noress.domain.applications.models import Application
from noress.domain.applications.queries import desk_file
from noress.domain.reviewing import evaluating as rules
from noress.domain.reviewing.grids import is_open
from noress.domain.reviewing.keeping import keep_at_once
from noress.domain.reviewing.models import Evaluation
from noress.extensions import db
from noress.web import acting
from noress.web.drafts import draft_form, drop_posted_draft
from noress.web.flashes import say
from noress.web.forms import long_text
from noress.web.permissions import permission
from noress.web.submitting import Attempt, attempt


@bp.route("/evaluations/<int:evaluation_id>", methods=["GET", "POST"])
@permission(P.EVALUATION_WRITE)
def write(evaluation_id: int) -> Any:
    """Kept as often as one likes, mostly without reading the file; "Relire et envoyer" keeps it too, once nothing is missing."""
    if request.method == "POST" and REVIEW not in request.form and _keep_at_once(evaluation_id):
        return _kept(url_for(".write", evaluation_id=evaluation_id))
    return _write(evaluation_id=evaluation_id)


def _keep_at_once(evaluation_id: int) -> bool:
    is_kept = keep_at_once(evaluation_id=evaluation_id, posted=request.form, **acting.doing())
    if is_kept:
        drop_posted_draft()
    return is_kept


def _kept(target: str) -> Any:
    return acting.done(target, _("Enregistré, pas encore envoyé."), "info")


@permission(P.EVALUATION_WRITE, loads=Evaluation)
def _write(evaluation: Evaluation) -> Any:
    """Shown, or refused with what was typed."""
    application = rules.application_of(evaluation)
    if request.method == "GET" and not rules.can_write(evaluation, application, clock.now()):
        return _read_only(evaluation, application)
    goes_on = REVIEW in request.form
    form = _form(evaluation)
    tried = _missing_first(evaluation, form) if goes_on else None
    tried = tried or attempt(form, lambda: _save(evaluation, form), stored=lambda: _stored(evaluation))
    if tried.status:
        return _page(evaluation, application, form, tried)
    if not goes_on:
        return _kept(url_for(".write", evaluation_id=evaluation.id))
    return acting.done(url_for(".send", evaluation_id=evaluation.id), "")


def _save(evaluation: Evaluation, form: Any) -> Evaluation:
    criteria = present.criteria(evaluation)
    typed = rules.Typed(
        scores={one.id: form[f"score_{one.id}"].data for one in criteria},
        comments={one.id: form[f"why_{one.id}"].data or "" for one in criteria}, comment=form["comment"].data or "",
    )  # fmt: skip
    return rules.save_evaluation(
        evaluation=evaluation, typed=typed, version=form["version"].data or 0, **acting.doing()
    )


def _form(evaluation: Evaluation) -> Any:
    """A group of radio buttons with their words, and an explanation, for each criterion."""
    fields: dict[str, Any] = {}
    for one in present.criteria(evaluation):
        choices = [
            SelectChoice(step["value"], present.step_words(one, step["value"]))
            for step in reversed(one.scale)
        ]
        fields[f"score_{one.id}"] = RadioField(
            one.title, coerce=int, validators=[Optional()], choices=choices
        )
        fields[f"why_{one.id}"] = long_text(
            _("Pourquoi cette note : %(criterion)s", criterion=one.title), limit=rules.MOST_TEXT
        )
    made = type("GridEvaluationForm", (EvaluationForm,), fields)
    form = draft_form(made, data=_values(evaluation), is_personal=True)  # type: ignore[type-var]
    for one in present.criteria(evaluation):  # to be sent; not to be kept
        form[f"score_{one.id}"].flags.required = True
        form[f"why_{one.id}"].flags.required = one.needs_comment
    return form


def _values(evaluation: Evaluation) -> dict[str, Any]:
    values: dict[str, Any] = {"version": evaluation.version, "comment": evaluation.comment}
    for one in present.criteria(evaluation):
        values[f"score_{one.id}"] = evaluation.scores.get(str(one.id))
        values[f"why_{one.id}"] = evaluation.comments.get(str(one.id), "")
    return values


def _stored(evaluation: Evaluation) -> dict[str, Any]:
    db.session.refresh(evaluation)
    return _values(evaluation)


def _missing_first(evaluation: Evaluation, form: Any) -> Attempt | None:
    """All that is missing at once, each beside its field; what is typed stays."""
    if not form.validate():
        return Attempt(422)
    criteria = present.criteria(evaluation)
    scores = {str(one.id): form[f"score_{one.id}"].data for one in criteria}
    comments = {str(one.id): form[f"why_{one.id}"].data or "" for one in criteria}
    missing = rules.list_missing(criteria, scores, comments)
    for one in missing:
        name = f"{'why' if one.is_comment else 'score'}_{one.criterion.id}"
        words = _("Écrivez pourquoi.") if one.is_comment else _("Choisissez une note.")
        form[name].errors = [*form[name].errors, words]
    return Attempt(422) if missing else None


def _page(evaluation: Evaluation, application: Application, form: Any, tried: Attempt) -> Any:
    if tried.status == 404:  # recused meanwhile: nothing of the file is shown again
        abort(404)
    page = render_template(
        "evaluating/write.html", evaluation=evaluation, grid=evaluation.grid, form=form, stale=tried.stale,
        criteria=present.criteria(evaluation), **_file(evaluation, application),
    )  # fmt: skip
    return page, tried.status


def _file(evaluation: Evaluation, application: Application) -> dict[str, Any]:
    """The file as it was sent."""
    db.session.scalars(desk_file.get_answers(), {"application": application.id}).one()
    response = sent_response(application, evaluation.grid.stage)
    was_changed = (
        evaluation.saved_at is not None
        and (application.submitted_at or evaluation.saved_at) > evaluation.saved_at
    )
    return {
        "application": application, "was_changed": was_changed,
        "parts": reading.parts_of(response) if response is not None else [],
        "papers": reading.papers_of(response) if response is not None else [],
    }  # fmt: skip


def _read_only(evaluation: Evaluation, application: Application) -> Any:
    """Sent, or nothing more to write: what one said, and what the others say once it may be read."""
    now = clock.now()
    return render_template(
        "evaluating/read.html", evaluation=evaluation, grid=evaluation.grid, refusal=rules.why_not(evaluation, application, now),
        others=rules.list_others(evaluation, now), step_words=present.step_words, mark_words=present.mark_words,
        is_waiting=evaluation.sent_at is not None and is_open(evaluation.grid, now), **_file(evaluation, application),
    )  # fmt: skip


@bp.route("/evaluations/<int:evaluation_id>/envoyer", methods=["GET", "POST"])
@permission(P.EVALUATION_WRITE, loads=Evaluation)
def send(evaluation: Evaluation) -> Any:
    """What was kept, read once more, and the button that sends it."""
    application = rules.application_of(evaluation)
    back = url_for(".write", evaluation_id=evaluation.id)
    if request.method == "GET" and not rules.can_write(evaluation, application, clock.now()):
        return redirect(back)
    form = SendForm(data={"version": evaluation.version})
    tried = attempt(
        form, lambda: rules.send_evaluation(evaluation=evaluation, version=form.version.data or 0, **acting.doing()),
        stored=lambda: {"version": _stored(evaluation)["version"]},
    )  # fmt: skip
    if tried.status == 404:
        abort(404)
    if tried.status:
        missing = rules.list_missing(present.criteria(evaluation), evaluation.scores, evaluation.comments)
        page = render_template(
            "evaluating/send.html", evaluation=evaluation, grid=evaluation.grid, application=application, form=form, back=back,
            missing=missing, stale=tried.stale, step_words=present.step_words, mark_words=present.mark_words,
        )  # fmt: skip
        return page, tried.status
    db.session.commit()
    say(_("Votre évaluation est envoyée."))
    return redirect(back, 303)


@bp.route("/evaluations/<int:evaluation_id>/decliner", methods=["GET", "POST"])
@permission(P.EVALUATION_WRITE, loads=Evaluation)
def decline(evaluation: Evaluation) -> Any:
    """They cannot, or have a part in it."""
    application = rules.application_of(evaluation)
    form = DeclineForm()
    tried = attempt(
        form,
        lambda: rules.decline_evaluation(
            evaluation=evaluation,
            is_conflict=form.why.data == CONFLICT,
            reason=form.reason.data or "",
            **acting.doing(),
        ),
    )
    if tried.status == 404:
        abort(404)
    if tried.status:
        back = url_for(".write", evaluation_id=evaluation.id)
        page = render_template(
            "evaluating/decline.html", evaluation=evaluation, application=application, form=form, back=back
        )
        return page, tried.status
    is_conflict = form.why.data == CONFLICT
    db.session.commit()
    say(
        _("C'est noté : vous ne verrez plus ce dossier.")
        if is_conflict
        else _("C'est noté : ce dossier sera confié à quelqu'un d'autre.")
    )
    return redirect(url_for(".index"), 303)
