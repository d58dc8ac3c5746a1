"""The scoring page: the file beside its grid. What is typed is kept at once by the script, or by the button."""

import json
from itertools import groupby
from typing import Any

from flask import jsonify, redirect, render_template, request, url_for
from wtforms import RadioField
from wtforms.fields import SelectChoice
from wtforms.validators import Optional

from noress.blueprints.scoring import bp, present
from noress.blueprints.scoring.forms import NEXT, REVIEW, ScoresForm
from noress.core import clock, formats
from noress.core.errors import RuleError, StaleVersion
from noress.core.i18n import gettext as _
from noress.domain.accounts.permissions import P
from noress.domain.juries import reading
from noress.domain.reviewing import evaluating, own_list, scoring, sending
from noress.domain.reviewing.criteria import partial_of
from noress.domain.reviewing.models import Evaluation
from noress.domain.reviewing.sitting import Sitting
from noress.extensions import db
from noress.web import acting
from noress.web.flashes import say
from noress.web.forms import long_text
from noress.web.headers import private_page
from noress.web.permissions import permission
from noress.web.submitting import Attempt, attempt

#: of what the script says that the page knows
MOST_MARKS = 20_000


@bp.route("/jury/<int:competition_id>/dossier/<int:evaluation_id>", methods=["GET", "POST"])
@permission(P.SCORE_WRITE)
def write(competition_id: int, evaluation_id: int) -> Any:
    """Kept as often as one likes; "Relire et envoyer" keeps it too, once nothing is missing."""
    sitting, evaluation = present.own_evaluation(competition_id, evaluation_id)
    if request.method == "GET" and sending.why_not(sitting, evaluation) is not None:
        return _read_only(sitting, evaluation)
    form = scores_form(ScoresForm, evaluation)
    tried = _missing_first(evaluation, form) if REVIEW in request.form else None
    tried = tried or attempt(
        form, lambda: _keep(sitting, evaluation, form), stored=lambda: _stored(evaluation)
    )
    if tried.status:
        return _page(sitting, evaluation, form, tried), tried.status
    target = _after(competition_id, evaluation_id)
    db.session.commit()
    if REVIEW not in request.form:
        say(_("Enregistré, pas encore envoyé."), "info")
    return redirect(target, 303)


def _after(competition_id: int, evaluation_id: int) -> str:
    if NEXT in request.form:
        return url_for(".go_on", competition_id=competition_id, apres=evaluation_id)
    name = ".send" if REVIEW in request.form else ".write"
    return url_for(name, competition_id=competition_id, evaluation_id=evaluation_id)


def _keep(sitting: Sitting, evaluation: Evaluation, form: Any) -> Any:
    return scoring.keep(
        competition_id=sitting.competition.id, evaluation_id=evaluation.id, posted=posted_of(form),
        version=form["version"].data or 0, **acting.doing(),
    )  # fmt: skip


@bp.post("/jury/<int:competition_id>/dossier/<int:evaluation_id>/notes")
@permission(P.SCORE_WRITE)
def keep(competition_id: int, evaluation_id: int) -> Any:
    """For the script, at every change: one statement reads, one writes."""
    now = clock.now()
    try:
        kept = scoring.keep(
            competition_id=competition_id, evaluation_id=evaluation_id, posted=request.form, marks=_marks(),
            actor=acting.actor(), now=now,
        )  # fmt: skip
        db.session.commit()
    except StaleVersion as stale:
        return _refused("stale", stale, theirs=stale.theirs)
    except RuleError as error:
        return _refused(error.code, error, field=error.field)
    return private_page(jsonify(
        version=kept.version, marks=kept.marks, merged=kept.merged,
        running=present.running(kept.partial, kept.out_of, kept.missing), is_whole=not kept.missing,
        saved=_("Enregistré à %(time)s, pas encore envoyé", time=formats.time_words(now)),
    ))  # fmt: skip


def _refused(code: str, error: RuleError, **said: Any) -> Any:
    db.session.rollback()
    return private_page(jsonify(error=code, message=str(error.message), **said), error.status)


def _marks() -> dict[str, list[str]]:
    """What the page knows that is kept, by input; nothing that cannot be read."""
    try:
        said = json.loads(request.form.get("marks", "")[:MOST_MARKS])
    except ValueError:
        return {}
    if not isinstance(said, dict):
        return {}
    return {
        str(name): [str(mark) for mark in marks] for name, marks in said.items() if isinstance(marks, list)
    }


def scores_form(base: Any, evaluation: Evaluation) -> Any:
    """A group of radio buttons with their words, and an explanation, for each criterion."""
    fields: dict[str, Any] = {}
    for one in present.criteria(evaluation):
        choices = [
            SelectChoice(str(step["value"]), present.step_words(one, step["value"]))
            for step in reversed(one.scale)
        ]
        fields[f"score_{one.id}"] = RadioField(one.title, validators=[Optional()], choices=choices)
        fields[f"why_{one.id}"] = long_text(
            _("Pourquoi cette note : %(criterion)s", criterion=one.title), limit=scoring.MOST_TEXT
        )
    form = type("ScoresFormOfGrid", (base,), fields)(data=values_of(evaluation))
    for one in present.criteria(evaluation):  # to be sent; not to be kept
        form[f"score_{one.id}"].flags.required = True
        form[f"why_{one.id}"].flags.required = one.needs_comment
    return form


def values_of(evaluation: Evaluation) -> dict[str, Any]:
    fields = fields_of(evaluation)
    return {"version": evaluation.version, **{name: text or None for name, text in fields.items()}}


def fields_of(evaluation: Evaluation) -> dict[str, str]:
    return scoring.fields_of(
        present.criteria(evaluation), evaluation.scores, evaluation.comments, evaluation.comment
    )


def posted_of(form: Any) -> dict[str, str]:
    return {
        name: str(field.data or "") for name, field in form._fields.items()
        if name == "comment" or name.startswith(("score_", "why_"))
    }  # fmt: skip


def _stored(evaluation: Evaluation) -> dict[str, Any]:
    db.session.refresh(evaluation)
    return values_of(evaluation)


def _missing_first(evaluation: Evaluation, form: Any) -> Attempt | None:
    """All that is missing at once, each beside its field; what is typed stays."""
    if not form.validate():
        return Attempt(422)
    criteria, posted = present.criteria(evaluation), posted_of(form)
    scores = {str(one.id): int(text) for one in criteria if (text := posted[f"score_{one.id}"])}
    comments = {str(one.id): posted[f"why_{one.id}"] for one in criteria}
    missing = evaluating.list_missing(criteria, scores, comments)
    for one in missing:
        name = f"{'why' if one.is_comment else 'score'}_{one.criterion.id}"
        words = _("Écrivez pourquoi.") if one.is_comment else _("Choisissez une note.")
        form[name].errors = [*form[name].errors, words]
    return Attempt(422) if missing else None


def _page(sitting: Sitting, evaluation: Evaluation, form: Any, tried: Attempt) -> str:
    criteria, competition = present.criteria(evaluation), sitting.competition
    missing = scoring.count_missing(criteria, evaluation.scores, evaluation.comments)
    words = present.running(partial_of(criteria, evaluation.scores), competition.out_of, missing)
    return render_template(
        "scoring/write.html", form=form, stale=tried.stale, criteria=criteria, running=words,
        marks=json.dumps(scoring.marks_of(fields_of(evaluation))), **entry_of(sitting, evaluation),
    )  # fmt: skip


def entry_of(sitting: Sitting, evaluation: Evaluation) -> dict[str, Any]:
    """The file as this phase shows it; one that is withdrawn is not shown any more."""
    competition, application = sitting.competition, evaluation.application
    is_open = evaluating.is_to_judge(application, evaluation.grid)
    own = own_list.list_own(sitting, acting.actor())
    keys = [evaluation.id] if evaluation.id in own.keys else []
    return {
        "sitting": sitting, "competition": competition, "evaluation": evaluation, "application": application, "own": own,
        "line": own_list.say(sitting, keys).get(evaluation.id),
        "title": reading.title_of(competition, application, sitting.rights),
        "entry": _parts(reading.read_entry(competition, application, sitting.rights)) if is_open else [],
    }  # fmt: skip


def _parts(lines: list[Any]) -> list[tuple[Any, list[Any]]]:
    """(title, what is read) of each part, in the order of the form."""
    return [(title, list(part)) for title, part in groupby(lines, key=lambda one: one.section)]


def _read_only(sitting: Sitting, evaluation: Evaluation) -> Any:
    """Sent, abstained, or nothing more to write: what one said, and nothing of anybody else."""
    return render_template(
        "scoring/read.html", refusal=sending.why_not(sitting, evaluation), criteria=present.criteria(evaluation),
        step_words=present.step_words, mark=present.mark, **entry_of(sitting, evaluation),
    )  # fmt: skip
