"""Sending a sheet, and what its columns mean."""

from typing import Any

from flask import redirect, render_template, request, url_for

from noress.blueprints.imports import bp
from noress.blueprints.imports.checking import check_page
from noress.blueprints.imports.forms import ColumnsForm
from noress.core import clock, paging, tables
from noress.core.errors import RuleError
from noress.core.i18n import gettext as _
from noress.domain.accounts.permissions import P
from noress.domain.imports import queries, reading, rules
from noress.domain.imports.models import InstitutionImport
from noress.extensions import db
from noress.web import acting
from noress.web.exports import Column, as_xlsx
from noress.web.permissions import permission
from noress.web.sheets import SheetForm, posted_mapping


@bp.route("/membres/importer", methods=["GET", "POST"])
@permission(P.INSTITUTION_IMPORT)
def upload() -> Any:
    """A sheet is read and kept; nothing of the records changes yet."""
    form = SheetForm()
    if request.method == "GET" or not form.validate_on_submit() or (sent := form.sent) is None:
        return _upload_page(form), 200 if request.method == "GET" else 422
    try:
        sheet = tables.read_sheet(sent.filename, sent.stream, reading.headings(), max_lines=rules.MAX_LINES)
        pending = rules.keep_sheet(filename=sent.filename, sheet=sheet, actor=acting.actor(), now=clock.now())
    except RuleError as refused:
        db.session.rollback()
        form.add_error(refused)
        return _upload_page(form), refused.status
    db.session.commit()
    return redirect(url_for(".show", institution_import_id=pending.id), 303)


@bp.get("/membres/importer/modele.xlsx")
@permission(P.INSTITUTION_IMPORT)
def model() -> Any:
    """An empty sheet with the headings that are understood."""
    columns = [Column(_heading(label), lambda row: row, 24) for label in reading.LABELS.values()]
    return as_xlsx(columns, [], "membres", title=_("Membres"))


@bp.post("/membres/importer/<int:institution_import_id>/colonnes")
@permission(P.INSTITUTION_IMPORT, loads=InstitutionImport)
def map_columns(pending: InstitutionImport) -> Any:
    """What each column means, corrected."""
    form, mapping = ColumnsForm(), posted_mapping(pending.rows)
    form.category_code.validate_choice = False
    try:
        if not form.validate():
            return check_page(pending, form=form, typed=mapping), 422
        rules.map_columns(
            pending=pending, mapping=mapping, category_code=form.category_code.data or None,
            seats_from=form.seats_from.data, version=form.version.data or -1, actor=acting.actor(), now=clock.now(),
        )  # fmt: skip
    except RuleError as refused:
        if refused.status == 409:
            raise
        db.session.rollback()
        form.add_error(refused)
        return check_page(pending, form=form, typed=mapping), refused.status
    db.session.commit()
    return redirect(url_for(".show", institution_import_id=pending.id, _anchor="lignes"), 303)


def _heading(label: Any) -> str:
    text = str(label)
    return text[:1].upper() + text[1:]


def _upload_page(form: SheetForm) -> str:
    page = paging.paginate(queries.list_imports(), paging.page_number(request.args.get("page")), per_page=20)
    names = [
        str(reading.LABELS[name]) for name in ("name", "category", "email", "phone", "titular", "alternate")
    ]
    return render_template(
        "imports/upload.html",
        form=form,
        page=page,
        names=names,
        limit=tables.MAX_BYTES,
        max_lines=rules.MAX_LINES,
    )
