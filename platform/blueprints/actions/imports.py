"""A sheet becomes lines: sent, its columns understood and corrected, every row shown, then written at once."""

from typing import Any

from flask import redirect, render_template, request, url_for

from noress.blueprints.actions import bp
from noress.core import clock, tables
from noress.core.errors import RuleError
from noress.core.i18n import gettext as _
from noress.core.i18n import ngettext
from noress.domain.accounts.permissions import P
from noress.domain.actions import reading, rules, wording
from noress.domain.actions.models import ActionImport, ActionPlan, ImportState
from noress.domain.actions.rules.actions import check_plan
from noress.domain.actions.rules.importing import MAX_LINES
from noress.extensions import db
from noress.web import acting
from noress.web.flashes import say
from noress.web.permissions import permission
from noress.web.sheets import (
    SheetForm,
    column_choices,
    columns_of,
    posted_mapping,
    posted_version,
    stored_mapping,
)

PREVIEW_SHOWN = 100


@bp.route("/actions/plans/<int:action_plan_id>/importer", methods=["GET", "POST"])
@permission(P.PLAN_EDIT, loads=ActionPlan)
def upload_sheet(plan: ActionPlan) -> Any:
    """A sheet is read and kept; nothing of the plan changes yet."""
    check_plan(plan)
    form = SheetForm()
    if request.method == "GET" or not form.validate_on_submit():
        return _upload_page(plan, form)
    sent = form.sent
    if sent is None:
        return _upload_page(plan, form, status=422)
    try:
        rows = tables.read_rows(sent.filename, sent.stream, max_rows=MAX_LINES + tables.HEADINGS_WITHIN)
        pending = rules.keep_sheet(
            plan=plan, filename=sent.filename, rows=rows, actor=acting.actor(), now=clock.now()
        )
    except RuleError as error:
        if error.status == 409:
            raise
        db.session.rollback()
        form.add_error(error)
        return _upload_page(plan, form, status=error.status)
    db.session.commit()
    return redirect(url_for(".show_import", action_import_id=pending.id), 303)


@bp.route("/actions/imports/<int:action_import_id>", methods=["GET", "POST"])
@permission(P.PLAN_IMPORT, loads=ActionImport)
def show_import(pending: ActionImport) -> Any:
    """What each column means, and what each row would write."""
    if request.method == "GET":
        return _import_page(pending)
    mapping = posted_mapping(pending.rows)
    try:
        rules.map_columns(
            pending=pending, mapping=mapping, version=posted_version(), actor=acting.actor(), now=clock.now()
        )
    except RuleError as error:
        if error.status == 409:
            raise
        db.session.rollback()
        return _import_page(pending, error=error.message, typed=mapping), error.status
    db.session.commit()
    return redirect(url_for(".show_import", action_import_id=pending.id, _anchor="apercu"), 303)


@bp.post("/actions/imports/<int:action_import_id>/confirmer")
@permission(P.PLAN_IMPORT, loads=ActionImport)
def confirm_import(pending: ActionImport) -> Any:
    """Write every good row, in one transaction."""
    actions = rules.confirm_import(
        pending=pending, version=posted_version(), actor=acting.actor(), now=clock.now()
    )
    plan_id = pending.plan_id
    db.session.commit()
    say(ngettext("%(num)s ligne est dans le plan. L'import s'annule d'un coup tant que personne n'y touche.",
                 "%(num)s lignes sont dans le plan. L'import s'annule d'un coup tant que personne n'y touche.",
                 len(actions)))  # fmt: skip
    return redirect(url_for(".show_plan", action_plan_id=plan_id), 303)


@bp.route("/actions/imports/<int:action_import_id>/annuler", methods=["GET", "POST"])
@permission(P.PLAN_IMPORT, loads=ActionImport)
def cancel_import(pending: ActionImport) -> Any:
    """Before it is confirmed: forget it. After: take its lines back, if nobody touched them."""
    if request.method == "GET":
        touched = rules.list_touched(pending) if pending.state is ImportState.DONE else []
        return render_template("actions/cancel_import.html", pending=pending, touched=touched)
    plan_id = pending.plan_id
    if pending.state is ImportState.PENDING:
        rules.abandon_import(pending=pending, actor=acting.actor(), now=clock.now())
        db.session.commit()
        say(_("Cet import est oublié. Le plan n'a pas changé."))
    else:
        count = rules.undo_import(pending=pending, actor=acting.actor(), now=clock.now())
        db.session.commit()
        say(ngettext("%(num)s ligne est retirée du plan.", "%(num)s lignes sont retirées du plan.", count))
    return redirect(url_for(".show_plan", action_plan_id=plan_id), 303)


def _upload_page(plan: ActionPlan, form: SheetForm, *, status: int = 200) -> Any:
    names = [str(reading.LABELS[name]) for name in ("what", "where", "due", "owner", "how", "deliverables")]
    page = render_template(
        "actions/upload_sheet.html",
        plan=plan,
        form=form,
        names=names,
        limit=tables.MAX_BYTES,
        max_lines=MAX_LINES,
    )
    return page, status


def _import_page(pending: ActionImport, *, error: Any = None, typed: dict[int, str] | None = None) -> Any:
    if pending.state is not ImportState.PENDING:
        return render_template("actions/past_import.html", pending=pending)
    preview = rules.preview_import(pending)
    mapping = typed if typed is not None else stored_mapping(pending.mapping)
    columns, choices = columns_of(pending.rows, mapping), column_choices(reading.LABELS)
    return render_template(
        "actions/import.html", pending=pending, preview=preview, columns=columns, choices=choices, error=error,
        shown=preview.rows[:PREVIEW_SHOWN], due_words=wording.due_words, mapping=mapping,
    )  # fmt: skip
