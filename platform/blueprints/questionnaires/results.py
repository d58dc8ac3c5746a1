"""The figures of a questionnaire: what the answers of the current filter say together."""

from typing import Any

from flask import render_template

from noress.blueprints.questionnaires import bp, narrowing
from noress.domain.accounts.permissions import P
from noress.domain.questionnaires.models import Questionnaire
from noress.domain.questionnaires.received import figures
from noress.domain.questionnaires.received.reading import read_answers
from noress.web.permissions import permission


@bp.get("/questionnaires/<int:questionnaire_id>/resultats")
@permission(P.QUESTIONNAIRE_MANAGE, loads=Questionnaire)
def results(questionnaire: Questionnaire) -> Any:
    """Every question in the order of the form; answers are read in batches, whatever their number."""
    asked = narrowing.read(questionnaire)
    total, found = figures.tally(asked.union, read_answers(questionnaire.id, asked.filters))
    return render_template(
        "questionnaires/results.html", questionnaire=questionnaire, form=asked.form, total=total, figures=found,
        asked=asked.arguments, told=narrowing.describe(asked),
    )  # fmt: skip
