"""Confirming a sheet, forgetting it, and taking it back."""

from typing import Any

from flask import redirect, render_template, request, url_for

from noress.blueprints.imports import bp
from noress.core import clock
from noress.core.errors import RuleError
from noress.core.i18n import gettext as _
from noress.core.i18n import ngettext
from noress.domain.accounts.permissions import P
from noress.domain.actions.models import ImportState
from noress.domain.imports import rules
from noress.domain.imports.models import InstitutionImport
from noress.extensions import db
from noress.web import acting
from noress.web.flashes import say
from noress.web.permissions import permission


@bp.route("/membres/importer/<int:institution_import_id>/confirmer", methods=["GET", "POST"])
@permission(P.INSTITUTION_IMPORT, loads=InstitutionImport)
def confirm(pending: InstitutionImport) -> Any:
    """What will be written, then it is written, all of it at once."""
    if request.method == "GET":
        if pending.state is not ImportState.PENDING:
            raise RuleError("not_pending", rules.DONE_ALREADY, status=409)
        return _confirm_page(pending)
    try:
        rules.confirm_import(
            pending=pending, seen=request.form.get("seen", ""), actor=acting.actor(), now=clock.now()
        )
    except RuleError as refused:
        if refused.code not in {"changed", "line_refused", "nothing"}:
            raise
        db.session.rollback()
        return _confirm_page(pending, error=refused.message), refused.status
    count = len(pending.written["institutions"])
    db.session.commit()
    if not count:
        say(
            _(
                "Les fiches sont complétées. Aucun courriel n'est parti : invitez les personnes quand vous voudrez."
            )
        )
        return redirect(url_for(".show", institution_import_id=pending.id), 303)
    say(ngettext("%(num)s institution est créée. Aucun courriel n'est parti : invitez les personnes quand vous voudrez.",
                 "%(num)s institutions sont créées. Aucun courriel n'est parti : invitez les personnes quand vous voudrez.",
                 count))  # fmt: skip
    return redirect(url_for(".show", institution_import_id=pending.id), 303)


@bp.route("/membres/importer/<int:institution_import_id>/oublier", methods=["GET", "POST"])
@permission(P.INSTITUTION_IMPORT, loads=InstitutionImport)
def abandon(pending: InstitutionImport) -> Any:
    """Nothing was written; what was read is erased."""
    if request.method == "GET":
        if pending.state is not ImportState.PENDING:
            raise RuleError("not_pending", rules.DONE_ALREADY, status=409)
        return render_template("imports/abandon.html", pending=pending)
    rules.abandon_import(pending=pending, actor=acting.actor(), now=clock.now())
    db.session.commit()
    say(_("Cette feuille est oubliée. Rien n'a été écrit."))
    return redirect(url_for(".upload"), 303)


@bp.route("/membres/importer/<int:institution_import_id>/annuler", methods=["GET", "POST"])
@permission(P.INSTITUTION_IMPORT_UNDO, loads=InstitutionImport)
def undo(pending: InstitutionImport) -> Any:
    """What it wrote goes, or the page says what stands in the way."""
    if request.method == "GET":
        if pending.state is not ImportState.DONE:
            raise RuleError("not_done", rules.DONE_ALREADY, status=409)
        counts = {
            name: len(pending.written.get(name, []))
            for name in ("institutions", "persons", "seats", "filled")
        }
        return render_template(
            "imports/undo.html", pending=pending, obstacles=rules.list_obstacles(pending), counts=counts
        )
    rules.undo_import(pending=pending, actor=acting.actor(), now=clock.now())
    db.session.commit()
    say(_("L'import est annulé : tout est comme avant."))
    return redirect(url_for(".show", institution_import_id=pending.id), 303)


def _confirm_page(pending: InstitutionImport, *, error: Any = None) -> str:
    plan = rules.plan_import(pending=pending, actor=acting.actor(), now=clock.now())
    return render_template(
        "imports/confirm.html", pending=pending, plan=plan, counts=plan.counts(), error=error,
        skipped=len(plan.left), wrong=len(plan.wrong),
    )  # fmt: skip
