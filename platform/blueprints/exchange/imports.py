"""A list of structures: sent, its columns understood, every line as it would be written."""

import re
from collections import Counter
from collections.abc import Mapping
from typing import Any, NamedTuple

from flask import redirect, render_template, request, url_for

from noress.blueprints.exchange import bp
from noress.blueprints.exchange.planned import plan_for
from noress.core import clock, formats, paging, tables
from noress.core.errors import RuleError
from noress.core.headings import ADDED
from noress.core.i18n import gettext as _
from noress.domain.accounts.permissions import P
from noress.domain.exchange import queries, rules
from noress.domain.exchange.headings import LABELS, headings
from noress.domain.exchange.models import StructureImport, StructureImportState
from noress.domain.exchange.planning import CREATE, SKIP, USE, LinePlan, reasons_of
from noress.extensions import db
from noress.web import acting, history
from noress.web.exports import Column, as_xlsx
from noress.web.flashes import say
from noress.web.forms import BaseForm
from noress.web.merge import version_field
from noress.web.permissions import permission
from noress.web.sheets import SheetForm, column_choices, columns_of, posted_mapping, stored_mapping

PER_PAGE, RELOAD_SECONDS = 25, 3
#: lines left aside that the report shows; the sheet of errors has those that were wrong
LEFT_SHOWN = 100
VIEWS = ("tout", "ressemblances", "erreurs")
_DEED = re.compile(r"line-(\d{1,6})")
_LONGEST = 20


class ColumnsForm(BaseForm):
    """Beside the meaning of each column."""

    version = version_field()


class ShownLine(NamedTuple):
    """One line, with what may become of it."""

    plan: LinePlan
    options: list[tuple[str, str]]
    #: (entry, why it looks like it)
    likes: list[tuple[Any, str]]
    added: str
    proposed: str
    problems: list[str]


@bp.route("/catalogue/gestion/importer", methods=["GET", "POST"])
@permission(P.STRUCTURE_IMPORT)
def imports() -> Any:
    """A sheet is read and kept; nothing of the catalogue changes yet."""
    form = SheetForm()
    if request.method == "GET" or not form.validate_on_submit() or (sent := form.sent) is None:
        return _upload_page(form), 200 if request.method == "GET" else 422
    try:
        sheet = tables.read_sheet(sent.filename, sent.stream, headings(), max_lines=rules.MAX_LINES)
        pending = rules.keep_sheet(filename=sent.filename, sheet=sheet, actor=acting.actor(), now=clock.now())
    except RuleError as refused:
        db.session.rollback()
        form.add_error(refused)
        return _upload_page(form), refused.status
    where = url_for(".show_import", structure_import_id=pending.id)
    db.session.commit()
    return redirect(where, 303)


@bp.get("/catalogue/gestion/importer/modele.xlsx")
@permission(P.STRUCTURE_IMPORT)
def model() -> Any:
    """An empty sheet with the headings that are understood."""
    columns = [Column(label, lambda row: row, 24) for name, label in LABELS.items() if name != "point"]
    return as_xlsx(columns, [], "structures", title=_("Structures"))


@bp.get("/catalogue/gestion/importer/<int:structure_import_id>")
@permission(P.STRUCTURE_IMPORT, loads=StructureImport)
def show_import(pending: StructureImport) -> Any:
    """Before: what would be written. Meanwhile: how far it is. After: what was."""
    return check_page(pending) if pending.state is StructureImportState.PENDING else _report_page(pending)


@bp.post("/catalogue/gestion/importer/<int:structure_import_id>/colonnes")
@permission(P.STRUCTURE_IMPORT, loads=StructureImport)
def map_columns(pending: StructureImport) -> Any:
    """What each column means, corrected."""
    form, mapping = ColumnsForm(), posted_mapping(pending.rows)
    try:
        if not form.validate():
            return check_page(pending, form=form, typed=mapping), 422
        rules.map_columns(
            pending=pending,
            mapping=mapping,
            version=form.version.data or -1,
            actor=acting.actor(),
            now=clock.now(),
        )
    except RuleError as refused:
        if refused.status == 409:
            raise
        db.session.rollback()
        form.add_error(refused)
        return check_page(pending, form=form, typed=mapping), refused.status
    db.session.commit()
    return redirect(url_for(".show_import", structure_import_id=pending.id, _anchor="lignes"), 303)


@bp.post("/catalogue/gestion/importer/<int:structure_import_id>/choix")
@permission(P.STRUCTURE_IMPORT, loads=StructureImport)
def choose(pending: StructureImport) -> Any:
    """What becomes of the lines of one page."""
    rules.choose_deeds(
        pending=pending, choices=_posted_deeds(request.form), actor=acting.actor(), now=clock.now()
    )
    db.session.commit()
    if "suite" in request.form:
        return redirect(url_for(".confirm_import", structure_import_id=pending.id), 303)
    say(_("Vos choix sont enregistrés. Rien n'est encore écrit dans le catalogue."))
    return redirect(
        url_for(
            ".show_import",
            structure_import_id=pending.id,
            voir=_view(),
            page=_page_number(),
            _anchor="lignes",
        ),
        303,
    )


@bp.get("/catalogue/gestion/importer/<int:structure_import_id>/erreurs.xlsx")
@permission(P.STRUCTURE_IMPORT, loads=StructureImport)
def errors(pending: StructureImport) -> Any:
    """The lines that are wrong, as they were sent, each with what to mend: corrected, the sheet comes back."""
    titles = pending.rows[0] if pending.rows else []
    columns = [
        Column(title, lambda plan, place=place: pending.rows[plan.line.place][place])
        for place, title in enumerate(titles)
    ]
    number, mend = ADDED
    columns += [
        Column(number, lambda plan: plan.line.number, 10),
        Column(mend, lambda plan: " ".join(_problems(plan, titles)), 60),
    ]
    wrong = plan_for(pending).wrong
    rules.read_again(pending=pending, plans=wrong)
    return as_xlsx(columns, wrong, "lignes-a-corriger", title=_("À corriger"))


def check_page(
    pending: StructureImport, *, form: ColumnsForm | None = None, typed: dict[int, str] | None = None
) -> str:
    """The columns, then the lines of one view."""
    plan = plan_for(pending)
    lines = {"tout": plan.lines, "ressemblances": plan.to_look_at, "erreurs": plan.wrong}
    page = paging.cut(lines[_view()], _page_number(), per_page=PER_PAGE)
    rules.read_again(pending=pending, plans=page.items)
    page.items = [_shown(line, pending.rows[0]) for line in page.items]
    columns = columns_of(pending.rows, typed if typed is not None else stored_mapping(pending.mapping))
    return render_template(
        "exchange/show_import.html", pending=pending, plan=plan, counts=plan.counts(), page=page, view=_view(),
        form=form or ColumnsForm(data={"version": pending.version}), columns=columns, choices=column_choices(LABELS),
        sizes={name: len(found) for name, found in lines.items()},
        is_open=form is not None or not {"name", "name_ar"} & set(pending.mapping.values()),
    )  # fmt: skip


def _upload_page(form: SheetForm) -> str:
    page = paging.paginate(queries.list_imports(), _page_number(), per_page=20)
    names = [str(LABELS[name]) for name in ("name", "name_ar", "province", "commune", "phone", "services")]
    return render_template(
        "exchange/imports.html",
        form=form,
        page=page,
        names=names,
        limit=tables.MAX_BYTES,
        max_lines=rules.MAX_LINES,
    )


def _report_page(pending: StructureImport) -> str:
    """What was written, by the numbers kept; the entries themselves may have changed since."""
    written = pending.written
    made, changed = written.get("created", []), [int(key) for key in written.get("changed", {})]
    page = paging.cut([*made, *changed], _page_number())
    rows = {row.id: row for row in db.session.scalars(queries.list_structures(page.items))}
    new = set(made)
    page.items = [(rows[key], key in new) for key in page.items if key in rows]
    left = sorted((int(place), why) for place, why in written.get("left", {}).items())
    return render_template(
        "exchange/import_report.html", pending=pending, page=page, left=[_left(pending, *it) for it in left[:LEFT_SHOWN]],
        left_count=len(left), has_wrong=any(why == "wrong" for _place, why in left), reload_seconds=RELOAD_SECONDS,
        counts={"created": len(made), "changed": len(changed), "proposed": len(written.get("proposed", []))},
        is_undoing=bool(written.get("undoing")), not_undone=written.get("not_undone", []),
        events=history.page_of({"structure_import": [pending.id]}, 1),
    )  # fmt: skip


def _left(pending: StructureImport, place: int, why: str) -> tuple[int, str, str]:
    """(number in the sheet, what the line begins with, why it was left)."""
    words = {
        "wrong": _("à corriger"), "skipped": _("laissée de côté"), "complete": _("rien à ajouter"),
        "opposed": _("la structure a demandé à ne pas paraître"),
    }  # fmt: skip
    cells = [cell for cell in pending.rows[place] if cell] if place < len(pending.rows) else []
    number = pending.numbers[place] if place < len(pending.numbers) else place
    return number, cells[0] if cells else "", words.get(why, why)


def _shown(plan: LinePlan, titles: list[str]) -> ShownLine:
    likes = [(plan.known[like[0]], formats.listed(reasons_of(like))) for like in plan.likes]
    names = Counter(str(row.name) for row, _why in likes)
    likes = [
        (row, _("n° %(key)s, %(why)s", key=row.id, why=why) if names[str(row.name)] > 1 else why)
        for row, why in likes
    ]
    used = [(f"{USE}{row.id}", _use_label(row, names)) for row, _why in likes if row.opposed_at is None]
    new = _("créer une autre fiche") if likes else _("créer la fiche")
    options = [] if plan.is_wrong or plan.is_opposed else [*used, (CREATE, new), (SKIP, _("laisser de côté"))]
    labels = [formats.listed(LABELS[name] for name in names) for names in (plan.fills, plan.differs)]
    return ShownLine(plan, options, likes, *labels, _problems(plan, titles))


def _use_label(row: Any, names: Mapping[str, int]) -> str:
    """Two entries of one name are told apart by their number."""
    if names[str(row.name)] > 1:
        return _("c'est « %(name)s » (n° %(number)s) : la compléter", name=row.name, number=row.id)
    return _("c'est « %(name)s » : la compléter", name=row.name)


def _problems(plan: LinePlan, titles: list[str]) -> list[str]:
    """What is wrong, after the heading of its column."""
    return [
        str(problem.message)
        if problem.column is None
        else _("%(name)s : %(why)s", name=titles[problem.column], why=problem.message)
        for problem in plan.line.problems
    ]


def _posted_deeds(data: Mapping[str, Any]) -> dict[str, str]:
    """{place of the line: deed}, from fields named `line-12`."""
    return {
        str(int(found[1])): value
        for name, value in data.items()
        if (found := _DEED.fullmatch(name)) and len(value) <= _LONGEST
    }


def _view() -> str:
    asked = request.args.get("voir", "")
    return asked if asked in VIEWS else VIEWS[0]


def _page_number() -> int:
    return paging.page_number(request.args.get("page"))
