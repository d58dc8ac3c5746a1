"""A sheet that waits: every line as it would be written, what looks like what is known, what is wrong."""

from typing import Any

from flask import redirect, render_template, request, url_for
from wtforms.fields import SelectChoice

from noress.blueprints.imports import bp
from noress.blueprints.imports.forms import ColumnsForm, posted_deeds
from noress.blueprints.imports.present import problems_of, shown
from noress.core import clock, paging
from noress.core.headings import ADDED
from noress.core.i18n import gettext as _
from noress.domain.accounts.permissions import P
from noress.domain.actions.models import ImportState
from noress.domain.imports import queries, reading, rules
from noress.domain.imports.models import InstitutionImport
from noress.domain.imports.planning import LinePlan, Plan
from noress.domain.institutions import queries as institutions
from noress.extensions import db
from noress.web import history
from noress.web.exports import Column, as_xlsx
from noress.web.flashes import say
from noress.web.identity import current_actor
from noress.web.permissions import permission
from noress.web.sheets import column_choices, columns_of, stored_mapping

PER_PAGE = 25
#: lines left aside that the report shows; the sheet of errors has those that were wrong
LEFT_SHOWN = 100
VIEWS = ("tout", "ressemblances", "erreurs")


@bp.get("/membres/importer/<int:institution_import_id>")
@permission(P.INSTITUTION_IMPORT, loads=InstitutionImport)
def show(pending: InstitutionImport) -> str:
    """Before: what would be written. After: what was."""
    return check_page(pending) if pending.state is ImportState.PENDING else _report_page(pending)


@bp.post("/membres/importer/<int:institution_import_id>/choix")
@permission(P.INSTITUTION_IMPORT, loads=InstitutionImport)
def choose(pending: InstitutionImport) -> Any:
    """What becomes of the lines of one page."""
    rules.choose_deeds(
        pending=pending, choices=posted_deeds(request.form), actor=current_actor(), now=clock.now()
    )
    db.session.commit()
    if "suite" in request.form:
        return redirect(url_for(".confirm", institution_import_id=pending.id), 303)
    say(_("Vos choix sont enregistrés. Rien n'est encore écrit dans les fiches."))
    return redirect(
        url_for(
            ".show", institution_import_id=pending.id, voir=_view(), page=_page_number(), _anchor="lignes"
        ),
        303,
    )


@bp.get("/membres/importer/<int:institution_import_id>/erreurs.xlsx")
@permission(P.INSTITUTION_IMPORT, loads=InstitutionImport)
def errors(pending: InstitutionImport) -> Any:
    """The lines that are wrong, as they were sent, each with what to mend: corrected, the sheet comes back."""
    headings = pending.rows[0] if pending.rows else []
    columns = [
        Column(heading, lambda plan, place=place: _cell(pending, plan, place))
        for place, heading in enumerate(headings)
    ]
    number, mend = ADDED
    columns += [
        Column(number, lambda plan: plan.line.number, 10),
        Column(mend, lambda plan: " ".join(problems_of(plan, headings)), 60),
    ]
    return as_xlsx(columns, _plan(pending).wrong, "lignes-a-corriger", title=_("À corriger"))


def check_page(
    pending: InstitutionImport, *, form: ColumnsForm | None = None, typed: dict[int, str] | None = None
) -> str:
    """The columns, then the lines of one view."""
    plan = _plan(pending)
    lines = {"tout": plan.lines, "ressemblances": plan.to_look_at, "erreurs": plan.wrong}
    page = paging.cut(lines[_view()], _page_number(), per_page=PER_PAGE)
    page.items = [shown(line, pending.rows[0]) for line in page.items]
    columns = columns_of(pending.rows, typed if typed is not None else stored_mapping(pending.mapping))
    return render_template(
        "imports/show.html", pending=pending, plan=plan, counts=plan.counts(), page=page, view=_view(),
        form=_with_choices(form or ColumnsForm(data=_stored(pending))), columns=columns,
        choices=column_choices(reading.LABELS), sizes={name: len(found) for name, found in lines.items()},
        is_open=form is not None or "name" not in pending.mapping.values(),
    )  # fmt: skip


def _stored(pending: InstitutionImport) -> dict[str, Any]:
    return {
        "version": pending.version,
        "category_code": pending.category_code or "",
        "seats_from": pending.seats_from,
    }


def _with_choices(form: ColumnsForm) -> ColumnsForm:
    categories = db.session.scalars(institutions.list_categories())
    form.category_code.choices = [
        SelectChoice("", _("Aucune : ce sont des erreurs")), *(SelectChoice(c.code, str(c.name)) for c in categories),
    ]  # fmt: skip
    return form


def _plan(pending: InstitutionImport) -> Plan:
    return rules.plan_import(pending=pending, actor=current_actor(), now=clock.now())


def _view() -> str:
    asked = request.args.get("voir", "")
    return asked if asked in VIEWS else VIEWS[0]


def _page_number() -> int:
    return paging.page_number(request.args.get("page"))


def _cell(pending: InstitutionImport, plan: LinePlan, place: int) -> str:
    return pending.rows[plan.line.place][place]


def _report_page(pending: InstitutionImport) -> str:
    """What was written, by the numbers kept; the records themselves may have changed since."""
    made = [line[0] for line in pending.written.get("institutions", [])]
    filled = list(dict.fromkeys(line[0] for line in pending.written.get("filled", [])))
    page = paging.cut([*made, *filled], _page_number())
    rows = {row.id: row for row in db.session.scalars(queries.list_institutions(page.items))}
    page.items = [(rows[key], key in made) for key in page.items if key in rows]
    left = pending.written.get("left", [])
    return render_template(
        "imports/report.html", pending=pending, page=page, left=[_left(pending, *line) for line in left[:LEFT_SHOWN]],
        left_count=len(left), has_wrong=any(why == "wrong" for _place, why in left),
        counts={name: len(pending.written.get(name, [])) for name in ("institutions", "persons", "seats", "filled")},
        events=history.page_of({"institution_import": [pending.id]}, 1),
    )  # fmt: skip


def _left(pending: InstitutionImport, place: int, why: str) -> tuple[int, str, str]:
    """(number in the sheet, what the line begins with, why it was left)."""
    words = {
        "wrong": _("à corriger"), "skipped": _("laissée de côté"), "complete": _("rien à ajouter"),
    }  # fmt: skip
    cells = [cell for cell in pending.rows[place] if cell] if place < len(pending.rows) else []
    return (
        pending.numbers[place] if place < len(pending.numbers) else place,
        cells[0] if cells else "",
        words[why],
    )
