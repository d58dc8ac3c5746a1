"""A sheet of structures: sent, its columns understood and corrected, every row shown, then written at once. Until
then nothing of it is kept: the page carries it."""

import io
from typing import Any

from flask import redirect, render_template, request, url_for

from noress.blueprints.campaigns import bp
from noress.blueprints.campaigns.forms import PastedSheetForm
from noress.core import clock, tables
from noress.core.errors import RuleError
from noress.core.i18n import gettext as _
from noress.core.i18n import ngettext
from noress.domain.accounts.permissions import P
from noress.domain.campaigns import rules
from noress.domain.campaigns.grid import read_grid
from noress.domain.campaigns.models import Campaign
from noress.domain.campaigns.rules.importing import (
    LABELS,
    MAX_LINES,
    NAMES,
    Preview,
    pack_rows,
    unpack_rows,
)
from noress.domain.campaigns.rules.participants import check_not_over
from noress.extensions import db
from noress.web import acting
from noress.web.flashes import say
from noress.web.permissions import permission
from noress.web.sheets import column_choices, columns_of, posted_mapping

PREVIEW_SHOWN = 100


@bp.route("/campagnes/<int:campaign_id>/structures/importer", methods=["GET", "POST"])
@permission(P.CAMPAIGN_MANAGE, loads=Campaign)
def import_sheet(campaign: Campaign) -> Any:
    """Read the sheet, and show what it would write."""
    check_not_over(campaign)
    form = PastedSheetForm()
    found = _sent(form) if request.method == "POST" and form.validate_on_submit() else None
    if found is None:
        return _upload_page(campaign, form), 422 if request.method == "POST" else 200
    name, stream = found
    try:
        sheet = tables.read_sheet(name, stream, NAMES, max_lines=MAX_LINES)
    except RuleError as error:
        error.field = "pasted" if form.pasted.data else error.field
        form.add_error(error)
        return _upload_page(campaign, form), error.status
    return _preview_page(
        campaign, sheet.rows, sheet.mapping, _("lignes collées") if form.pasted.data else name
    )


def _sent(form: PastedSheetForm) -> tuple[str, Any] | None:
    """(name, bytes): what was pasted is read as a sheet of text, its columns apart as a spreadsheet copies them."""
    if form.pasted.data and not getattr(form.file.data, "filename", ""):
        return "lignes.csv", io.BytesIO(form.pasted.data.strip("\r\n").encode())
    form.pasted.data = None
    return (form.sent.filename, form.sent.stream) if form.sent else None


@bp.post("/campagnes/<int:campaign_id>/structures/importer/relire")
@permission(P.CAMPAIGN_MANAGE, loads=Campaign)
def preview_sheet(campaign: Campaign) -> Any:
    """The same sheet, with the columns as they were corrected."""
    rows = _rows()
    return _preview_page(campaign, rows, posted_mapping(rows), request.form.get("filename", ""))


@bp.post("/campagnes/<int:campaign_id>/structures/importer/confirmer")
@permission(P.CAMPAIGN_MANAGE, loads=Campaign)
def confirm_sheet(campaign: Campaign) -> Any:
    rows = _rows()
    count = rules.import_participants(
        campaign=campaign, rows=rows, mapping=posted_mapping(rows), with_alike=bool(request.form.get("with_alike")),
        filename=request.form.get("filename", ""), actor=acting.actor(), now=clock.now(),
    )  # fmt: skip
    target = url_for(".list_structures", campaign_id=campaign.id)
    db.session.commit()
    say(
        ngettext(
            "%(num)s structure est ajoutée. Rien ne lui est encore envoyé.",
            "%(num)s structures sont ajoutées. Rien ne leur est encore envoyé.",
            count,
        )
    )
    return redirect(target, 303)


def _rows() -> list[list[str]]:
    return unpack_rows(request.form.get("rows", ""))


def _upload_page(campaign: Campaign, form: PastedSheetForm) -> str:
    return render_template(
        "campaigns/import_sheet.html", campaign=campaign, form=form, limit=tables.MAX_BYTES, max_lines=MAX_LINES,
        names=[str(LABELS[name]) for name in NAMES],
    )  # fmt: skip


def _preview_page(campaign: Campaign, rows: list[list[str]], mapping: dict[int, str], filename: str) -> Any:
    error, preview = None, Preview([])
    try:
        preview = rules.preview_import(campaign, rows, mapping)
    except RuleError as refused:
        error = refused
    page = render_template(
        "campaigns/preview_sheet.html", campaign=campaign, preview=preview, error=error.message if error else None,
        shown=[*preview.bad, *preview.alike, *preview.good][:PREVIEW_SHOWN], rows=pack_rows(rows), mapping=mapping,
        columns=columns_of(rows, mapping), choices=column_choices(LABELS), filename=filename[:200],
        grid=read_grid(campaign),
    )  # fmt: skip
    return page, error.status if error else 200
