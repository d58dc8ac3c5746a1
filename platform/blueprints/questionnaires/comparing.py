"""Two versions of a questionnaire side by side, with how many answered each question in each."""

from collections import Counter, defaultdict
from typing import Any

from flask import abort, render_template, request
from wtforms import SelectField
from wtforms.fields import SelectChoice

from noress.blueprints.questionnaires import bp
from noress.core.i18n import gettext as _
from noress.core.i18n import lazy
from noress.domain.accounts.permissions import P
from noress.domain.questionnaires import queries
from noress.domain.questionnaires.definition import read_definition
from noress.domain.questionnaires.models import Questionnaire, QuestionnaireVersion
from noress.domain.questionnaires.moving import ADDED, CHANGED, REMOVED
from noress.domain.questionnaires.received import comparing
from noress.domain.questionnaires.received.queries import Filters
from noress.domain.questionnaires.received.reading import read_answers
from noress.domain.questionnaires.serving import is_served
from noress.extensions import db
from noress.web.forms import BaseForm
from noress.web.permissions import permission

WORDS = {
    ADDED: (lazy("ajoutée"), "ok"), REMOVED: (lazy("retirée"), "danger"), CHANGED: (lazy("modifiée"), "warning"),
    comparing.SAME: (lazy("inchangée"), "neutral"),
}  # fmt: skip


class VersionsForm(BaseForm):
    de = SelectField(lazy("De la version"), choices=[])
    vers = SelectField(lazy("À la version"), choices=[])


@bp.get("/questionnaires/<int:questionnaire_id>/versions/comparer")
@permission(P.QUESTIONNAIRE_MANAGE, loads=Questionnaire)
def compare_versions(questionnaire: Questionnaire) -> Any:
    """The last two, unless the address says others."""
    versions = list(db.session.scalars(queries.list_versions(questionnaire.id)))
    if not versions:
        abort(404)
    after = _chosen(versions, request.args.get("vers")) or versions[0]
    before = _chosen(versions, request.args.get("de")) or versions[min(1, len(versions) - 1)]
    # How many applications there are is no more everybody's than what they say.
    rows = () if is_served(questionnaire) else read_answers(questionnaire.id, Filters())
    answered = defaultdict(Counter, comparing.count_answered(rows))
    lines = comparing.compare(
        read_definition(before.content), read_definition(after.content), answered, (before.id, after.id)
    )
    form = VersionsForm(data={"de": str(before.number), "vers": str(after.number)})
    form.de.choices = form.vers.choices = [
        SelectChoice(str(version.number), _("version %(number)s", number=version.number))
        for version in versions
    ]
    return render_template(
        "questionnaires/compare_versions.html", questionnaire=questionnaire, form=form, words=WORDS,
        changed=[line for line in lines if line.what != comparing.SAME],
        same=[line for line in lines if line.what == comparing.SAME],
        before=before, after=after,
        tally=[(word, sum(line.what == what for line in lines)) for what, (word, _kind) in WORDS.items()],
    )  # fmt: skip


def _chosen(versions: list[QuestionnaireVersion], raw: str | None) -> QuestionnaireVersion | None:
    return next((version for version in versions if str(version.number) == raw), None)
