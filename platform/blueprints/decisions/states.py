"""What becomes of a decision: three pages that say what will happen before their button."""

from collections.abc import Callable
from typing import Any

from flask import redirect, render_template, request

from noress.blueprints.decisions import bp, present
from noress.blueprints.decisions.forms import ExecuteForm, ReopenForm, ReplaceForm
from noress.core import clock
from noress.core.errors import RuleError
from noress.core.i18n import gettext as _
from noress.core.i18n import lazy
from noress.domain.accounts.permissions import P
from noress.domain.decisions import queries, rules
from noress.domain.decisions.models import Decision
from noress.extensions import db
from noress.web import acting
from noress.web.flashes import say
from noress.web.forms import BaseForm
from noress.web.permissions import permission


@bp.route("/decisions/<int:decision_id>/executer", methods=["GET", "POST"])
@permission(P.DECISION_MANAGE, loads=Decision)
def execute(decision: Decision) -> Any:
    form = ExecuteForm(data={"executed_on": clock.today()})

    def act() -> None:
        rules.execute_decision(
            decision=decision,
            on=form.executed_on.data,
            note=form.note or None,
            actor=acting.actor(),
            now=clock.now(),
        )

    done = lazy("La décision est marquée comme exécutée. Le registre le montre déjà.")
    return _confirm(decision, form, rules.check_is_in_force, act, "decisions/execute.html", done)


@bp.route("/decisions/<int:decision_id>/remplacer", methods=["GET", "POST"])
@permission(P.DECISION_MANAGE, loads=Decision)
def replace(decision: Decision) -> Any:
    form = ReplaceForm()

    def act() -> None:
        by = db.session.scalars(queries.get_by_number(form.number)).one_or_none()
        if by is None:
            raise RuleError(
                "unknown",
                _("Aucune décision n'a ce numéro. Il est écrit sur sa page, au registre."),
                field="by",
            )
        rules.replace_decision(decision=decision, by=by, actor=acting.actor(), now=clock.now())

    done = lazy("La décision est marquée comme remplacée. Les deux pages renvoient l'une à l'autre.")
    return _confirm(decision, form, rules.check_is_in_force, act, "decisions/replace.html", done)


@bp.route("/decisions/<int:decision_id>/remettre-en-vigueur", methods=["GET", "POST"])
@permission(P.DECISION_MANAGE, loads=Decision)
def reopen(decision: Decision) -> Any:
    form = ReopenForm()

    def act() -> None:
        rules.reopen_decision(
            decision=decision, note=form.note or None, actor=acting.actor(), now=clock.now()
        )

    done = lazy("La décision est de nouveau en vigueur.")
    return _confirm(decision, form, rules.check_can_be_reopened, act, "decisions/reopen.html", done)


def _confirm(
    decision: Decision, form: BaseForm, check: Callable[[Decision], None], act: Callable[[], None], template: str,
    done: Any,
) -> Any:  # fmt: skip
    """Show what will happen; do it when the button is pressed; show why when the rule refuses."""
    status = 422 if request.method == "POST" else 200
    try:
        if form.validate_on_submit():
            act()
            say(str(done))
            db.session.commit()
            return redirect(present.url_of(decision), 303)
        if request.method != "POST":
            check(decision)
    except RuleError as refused:
        db.session.rollback()
        form.add_error(refused)
        status = refused.status
    return render_template(
        template, form=form, decision=decision, title=decision.number, text=present.excerpt(decision.text),
        back_url=present.url_of(decision),
    ), status  # fmt: skip
