"""A whole questionnaire: copied, put away, taken out again."""

from collections.abc import Callable
from typing import Any

from flask import redirect, render_template, url_for

from noress.blueprints.questionnaires import bp
from noress.blueprints.questionnaires.typed import ARABIC, FRENCH
from noress.core import clock
from noress.core.i18n import Translated
from noress.core.i18n import gettext as _
from noress.domain.accounts.permissions import P
from noress.domain.questionnaires import rules
from noress.domain.questionnaires.models import Questionnaire
from noress.domain.questionnaires.rules.keeping import title_of_copy
from noress.extensions import db
from noress.web import acting
from noress.web.flashes import say
from noress.web.forms import BaseForm, line
from noress.web.permissions import permission
from noress.web.submitting import attempt


class CopyForm(BaseForm):
    """What the copy is called."""

    title_fr, title_ar = line(FRENCH), line(ARABIC)


@bp.route("/questionnaires/<int:questionnaire_id>/dupliquer", methods=["GET", "POST"])
@permission(P.QUESTIONNAIRE_MANAGE, loads=Questionnaire)
def duplicate(questionnaire: Questionnaire) -> Any:
    title = title_of_copy(questionnaire)
    form = CopyForm(data={"title_fr": title.get("fr", ""), "title_ar": title.get("ar", "")})
    tried = attempt(
        form,
        lambda: rules.copy_questionnaire(
            questionnaire=questionnaire, title=Translated(fr=form.title_fr.data, ar=form.title_ar.data),
            actor=acting.actor(), now=clock.now(),
        ),
    )  # fmt: skip
    if tried.status:
        page = render_template("questionnaires/duplicate.html", questionnaire=questionnaire, form=form)
        return page, tried.status
    say(_("La copie est prête. L'original ne change pas."))
    address = url_for(".build", questionnaire_id=tried.made.id)
    db.session.commit()
    return redirect(address, 303)


@bp.route("/questionnaires/<int:questionnaire_id>/archiver", methods=["GET", "POST"])
@permission(P.QUESTIONNAIRE_MANAGE, loads=Questionnaire)
def archive(questionnaire: Questionnaire) -> Any:
    return _put(questionnaire, rules.archive_questionnaire, "archive", _("Le questionnaire est archivé."))


@bp.route("/questionnaires/<int:questionnaire_id>/desarchiver", methods=["GET", "POST"])
@permission(P.QUESTIONNAIRE_MANAGE, loads=Questionnaire)
def restore(questionnaire: Questionnaire) -> Any:
    return _put(
        questionnaire, rules.restore_questionnaire, "restore", _("Le questionnaire est de nouveau en usage.")
    )


def _put(questionnaire: Questionnaire, rule: Callable[..., None], page: str, said: str) -> Any:
    form = BaseForm()
    tried = attempt(form, lambda: rule(questionnaire=questionnaire, actor=acting.actor(), now=clock.now()))
    if tried.status:
        return render_template(
            f"questionnaires/{page}.html", questionnaire=questionnaire, form=form
        ), tried.status
    say(said)
    db.session.commit()
    return redirect(url_for(".show", questionnaire_id=questionnaire.id), 303)
