"""Addresses of this area, in reading order: institutions here, then seats, then bodies and mandates."""

from typing import Any

from flask import redirect, render_template, request, url_for

from noress.blueprints.institutions import bp
from noress.blueprints.institutions.forms import (
    InstitutionForm,
    SearchForm,
    institution_data,
    options,
    row_choices,
)
from noress.core import clock, paging
from noress.core.i18n import gettext as _
from noress.domain.accounts.permissions import P
from noress.domain.institutions import queries, rules
from noress.domain.institutions.models import Institution, Membership
from noress.extensions import db
from noress.web import history
from noress.web.drafts import draft_form
from noress.web.flashes import say
from noress.web.identity import current_actor
from noress.web.permissions import permission
from noress.web.submitting import Attempt, attempt


@bp.get("/institutions/")
@permission(P.HISTORY_READ)
def index() -> str:
    """Every institution, with how many may speak for it."""
    form = SearchForm(request.args)
    categories = _categories()
    form.categorie.choices = options(categories, empty=_("Toutes"))
    state = form.etat.data if form.etat.data in list(Membership) else None
    query = queries.list_institutions(
        search=form.q.data, membership=Membership(state) if state else None,
        category=form.categorie.data if form.categorie.data in dict(categories) else None,
    )  # fmt: skip
    page = paging.paginate(query, paging.page_number(request.args.get("page")))
    seats = dict(
        db.session.execute(queries.count_open_seats((i.id for i in page.items), clock.today())).all()
    )
    return render_template("institutions/index.html", page=page, form=form, seats=seats)


@bp.route("/institutions/nouvelle", methods=["GET", "POST"])
@permission(P.INSTITUTION_CREATE)
def create() -> Any:
    form = _with_choices(draft_form(InstitutionForm))
    tried = attempt(form, lambda: rules.create_institution(
        values=form.values(), create_anyway=form.create_anyway.data, actor=current_actor(), now=clock.now(),
    ))  # fmt: skip
    if tried.status:
        return _edit_page(form, None, tried), tried.status
    db.session.commit()
    say(_("L'institution est ajoutée. Ouvrez maintenant les sièges de ses représentants."))
    return redirect(url_for(".show", institution_id=tried.made.id), 303)


@bp.get("/institutions/<int:institution_id>")
@permission(P.HISTORY_READ, loads=Institution)
def show(institution: Institution) -> str:
    """The file of one institution: facts, seats, mandates, history."""
    db.session.scalars(queries.get_institution(institution.id)).one()
    seats = db.session.scalars(queries.list_seats(institution.id)).all()
    page = history.page_of(
        {
            "institution": [institution.id],
            "seat": [seat.id for seat in seats],
            "mandate": [mandate.id for mandate in institution.mandates],
        },
        paging.page_number(request.args.get("page")),
    )
    return render_template(
        "institutions/show.html", institution=institution, page=page, today=clock.today(),
        open_seats=[seat for seat in seats if seat.closed_at is None],
        closed_seats=[seat for seat in seats if seat.closed_at is not None],
    )  # fmt: skip


@bp.route("/institutions/<int:institution_id>/modifier", methods=["GET", "POST"])
@permission(P.INSTITUTION_EDIT, loads=Institution)
def edit(institution: Institution) -> Any:
    form = _with_choices(draft_form(InstitutionForm, data=institution_data(institution)), institution)
    tried = attempt(form, lambda: rules.edit_institution(
        institution=institution, values=form.values(), version=form.version.data,
        create_anyway=form.create_anyway.data, close_seats=form.close_seats.data,
        actor=current_actor(), now=clock.now(),
    ), stored=lambda: institution_data(institution))  # fmt: skip
    if tried.status:
        return _edit_page(form, institution, tried), tried.status
    db.session.commit()
    say(_("L'institution est enregistrée. Les pages publiques la montrent déjà ainsi."))
    return redirect(url_for(".show", institution_id=institution.id), 303)


def _edit_page(form: InstitutionForm, institution: Institution | None, tried: Attempt) -> str:
    """`refused` says which box to offer: create it anyway, close its seats too."""
    return render_template(
        "institutions/edit.html", form=form, institution=institution, stale=tried.stale,
        refused=tried.refusal.code if tried.refusal else None,
    )  # fmt: skip


def _with_choices(form: InstitutionForm, institution: Institution | None = None) -> InstitutionForm:
    form.category_code.choices = options(_categories(), empty=_("Choisissez"))
    rows = db.session.execute(queries.list_institution_choices()).all()
    others = [row for row in rows if institution is None or row[0] != institution.id]
    form.part_of_id.choices = row_choices(others, _("Aucune"))
    return form


def _categories() -> list[tuple[str, str]]:
    return [(category.code, str(category.name)) for category in db.session.scalars(queries.list_categories())]
