"""Confirming a list, forgetting it, and taking it back."""

from typing import Any

from flask import redirect, render_template, request, url_for
from wtforms import BooleanField, RadioField
from wtforms.fields import SelectChoice
from wtforms.validators import InputRequired

from noress.blueprints.exchange import bp
from noress.blueprints.exchange.planned import plan_for
from noress.core import clock
from noress.core.errors import RuleError
from noress.core.i18n import gettext as _
from noress.core.i18n import lazy
from noress.domain.accounts.permissions import P
from noress.domain.catalogue.models import StructureState
from noress.domain.exchange import rules
from noress.domain.exchange.models import StructureImport, StructureImportState
from noress.extensions import db
from noress.web import acting
from noress.web.flashes import say
from noress.web.forms import REQUIRED, BaseForm
from noress.web.permissions import permission


class ConfirmForm(BaseForm):
    """In which state entries come, and who reads them once they are published."""

    state = RadioField(
        lazy("Les fiches créées arrivent"), default=StructureState.TO_CHECK.value, validators=[InputRequired(REQUIRED)],
        choices=[SelectChoice(StructureState.TO_CHECK.value, lazy("à vérifier : le secrétariat les publie une à une")), SelectChoice(StructureState.PUBLISHED.value, lazy("publiées tout de suite"))],
    )  # fmt: skip
    is_open = BooleanField(
        lazy("Chaque structure de cette liste a accepté que tout le monde lise sa fiche"),
        description=lazy("Sans cet accord, seuls les membres du réseau lisent ces fiches (loi 09-08)."),
    )


@bp.route("/catalogue/gestion/importer/<int:structure_import_id>/confirmer", methods=["GET", "POST"])
@permission(P.STRUCTURE_IMPORT, loads=StructureImport)
def confirm_import(pending: StructureImport) -> Any:
    """What will be written; then it is, at once or by the worker."""
    form = ConfirmForm()
    if request.method == "GET":
        if pending.state is not StructureImportState.PENDING:
            raise RuleError("not_pending", rules.DONE_ALREADY, status=409)
        return _confirm_page(pending, form)
    if not form.validate():
        return _confirm_page(pending, form), 422
    try:
        rules.confirm_import(
            pending=pending, seen=request.form.get("seen", ""), state=StructureState(form.state.data),
            is_open=form.is_open.data, actor=acting.actor(), now=clock.now(),
        )  # fmt: skip
    except RuleError as refused:
        if refused.code not in {"changed", "nothing"}:
            raise
        db.session.rollback()
        return _confirm_page(pending, form, error=refused.message), refused.status
    is_done, where = pending.state is StructureImportState.DONE, _page(pending)
    db.session.commit()
    if is_done:
        say(_("La liste est importée. Aucun courriel n'est parti."))
    return redirect(where, 303)


@bp.route("/catalogue/gestion/importer/<int:structure_import_id>/oublier", methods=["GET", "POST"])
@permission(P.STRUCTURE_IMPORT, loads=StructureImport)
def forget_import(pending: StructureImport) -> Any:
    """Nothing was written; what was read is erased."""
    if request.method == "GET":
        if pending.state is not StructureImportState.PENDING:
            raise RuleError("not_pending", rules.DONE_ALREADY, status=409)
        return render_template("exchange/forget_import.html", pending=pending)
    rules.forget_import(pending=pending, actor=acting.actor(), now=clock.now())
    db.session.commit()
    say(_("Cette feuille est oubliée. Rien n'a été écrit."))
    return redirect(url_for(".imports"), 303)


@bp.route("/catalogue/gestion/importer/<int:structure_import_id>/annuler", methods=["GET", "POST"])
@permission(P.STRUCTURE_IMPORT_UNDO, loads=StructureImport)
def undo_import(pending: StructureImport) -> Any:
    """What it wrote goes, or the page says what stands in the way."""
    if request.method == "GET":
        if pending.state is not StructureImportState.DONE:
            raise RuleError("not_done", rules.DONE_ALREADY, status=409)
        counts = {name: len(pending.written.get(name, [])) for name in ("created", "changed", "proposed")}
        return render_template(
            "exchange/undo_import.html",
            pending=pending,
            obstacles=rules.list_obstacles(pending),
            counts=counts,
        )
    rules.ask_undo(pending=pending, actor=acting.actor(), now=clock.now())
    is_done, where = pending.state is StructureImportState.UNDONE, _page(pending)
    db.session.commit()
    if is_done:
        say(_("L'import est annulé : tout est comme avant."))
    return redirect(where, 303)


def _page(pending: StructureImport) -> str:
    return url_for(".show_import", structure_import_id=pending.id)


def _confirm_page(pending: StructureImport, form: ConfirmForm, *, error: Any = None) -> str:
    plan = plan_for(pending, is_fresh=error is not None)
    return render_template(
        "exchange/confirm_import.html", pending=pending, plan=plan, counts=plan.counts(), error=error, form=form,
        skipped=len(plan.left), wrong=len(plan.wrong), at_once=len(plan.writing) <= 50,
    )  # fmt: skip
