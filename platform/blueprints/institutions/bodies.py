"""Bodies and the mandates held in them."""

from typing import Any

from flask import redirect, render_template, request, url_for

from noress.blueprints.institutions import bp
from noress.blueprints.institutions.forms import BodyForm, EndMandateForm, MandateForm, body_data, row_choices
from noress.core import clock, paging
from noress.core.errors import RuleError, StaleVersion
from noress.core.i18n import gettext as _
from noress.domain.accounts.models import Person
from noress.domain.accounts.permissions import P
from noress.domain.institutions import queries, rules
from noress.domain.institutions.models import Body, Institution, Mandate
from noress.extensions import db
from noress.web import history
from noress.web.flashes import say
from noress.web.identity import current_actor
from noress.web.merge import stale_fields
from noress.web.permissions import permission


@bp.route("/instances/nouvelle", methods=["GET", "POST"])
@permission(P.BODY_MANAGE)
def create_body() -> Any:
    form = _with_parents(BodyForm())
    status = 422 if request.method == "POST" else 200
    if form.validate_on_submit():
        try:
            body = rules.create_body(values=form.values(), actor=current_actor(), now=clock.now())
            say(_("L'instance est ajoutée. Ajoutez maintenant ses mandats."))
            db.session.commit()
            return redirect(url_for(".show_body", body_id=body.id), 303)
        except RuleError as refused:
            db.session.rollback()
            form.add_error(refused)
            status = refused.status
    return render_template("institutions/edit_body.html", form=form, body=None, stale=None), status


@bp.get("/instances/<int:body_id>/gestion")
@permission(P.HISTORY_READ, loads=Body)
def show_body(body: Body) -> str:
    """The file of one body: who sits in it, and what happened to it."""
    today = clock.today()
    number = paging.page_number(request.args.get("mandats"))
    mandates = paging.paginate(queries.list_mandates(body.id, today, with_persons=True), number)
    page = history.page_of(
        {"body": [body.id], "mandate": db.session.scalars(queries.list_mandate_ids(body.id)).all()},
        paging.page_number(request.args.get("page")),
    )
    return render_template(
        "institutions/show_body.html", body=body, mandates=mandates, page=page, today=today
    )


@bp.route("/instances/<int:body_id>/modifier", methods=["GET", "POST"])
@permission(P.BODY_MANAGE, loads=Body)
def edit_body(body: Body) -> Any:
    form = _with_parents(BodyForm(data=body_data(body)), body)
    stale = None
    status = 422 if request.method == "POST" else 200
    if form.validate_on_submit():
        try:
            rules.edit_body(
                body=body,
                values=form.values(),
                version=form.version.data,
                actor=current_actor(),
                now=clock.now(),
            )
            say(_("L'instance est enregistrée. Les pages publiques la montrent déjà ainsi."))
            db.session.commit()
            return redirect(url_for(".show_body", body_id=body.id), 303)
        except StaleVersion as refused:
            db.session.rollback()
            stale, status = stale_fields(form, body_data(body)), refused.status
        except RuleError as refused:
            db.session.rollback()
            form.add_error(refused)
            status = refused.status
    return render_template("institutions/edit_body.html", form=form, body=body, stale=stale), status


@bp.route("/instances/<int:body_id>/mandats/nouveau", methods=["GET", "POST"])
@permission(P.BODY_MANAGE, loads=Body)
def add_mandate(body: Body) -> Any:
    form = MandateForm(data={"starts_on": clock.today()})
    institutions = db.session.execute(queries.list_institution_choices()).all()
    form.institution_id.choices = row_choices(institutions, _("Aucune"))
    form.person_id.choices = row_choices(db.session.execute(queries.list_person_choices()).all(), _("Aucune"))
    status = 422 if request.method == "POST" else 200
    if form.validate_on_submit():
        try:
            rules.add_mandate(
                body=body, institution=_row(Institution, form.institution_id.data),
                person=_row(Person, form.person_id.data), role=form.role.data, starts_on=form.starts_on.data,
                ends_on=form.ends_on.data, act=form.act.data, actor=current_actor(), now=clock.now(),
            )  # fmt: skip
            say(_("Le mandat est ajouté. Il donne ses droits à partir de sa date de début."))
            db.session.commit()
            return redirect(url_for(".show_body", body_id=body.id), 303)
        except RuleError as refused:
            db.session.rollback()
            form.add_error(refused)
            status = refused.status
    return render_template("institutions/add_mandate.html", form=form, body=body), status


@bp.route("/mandats/<int:mandate_id>/terminer", methods=["GET", "POST"])
@permission(P.BODY_MANAGE, loads=Mandate)
def end_mandate(mandate: Mandate) -> Any:
    form = EndMandateForm(data={"ends_on": mandate.ends_on or clock.today(), "seen": mandate.ends_on})
    status = 422 if request.method == "POST" else 200
    if form.validate_on_submit():
        try:
            rules.end_mandate(
                mandate=mandate,
                ends_on=form.ends_on.data,
                seen=form.seen.data,
                actor=current_actor(),
                now=clock.now(),
            )
            say(_("La fin du mandat est enregistrée. Ses droits s'arrêtent après ce jour."))
            db.session.commit()
            return redirect(url_for(".show_body", body_id=mandate.body_id), 303)
        except RuleError as refused:
            db.session.rollback()
            form.add_error(refused)
            form.seen.raw_data, form.seen.data = None, mandate.ends_on  # the end that the page now shows
            status = refused.status
    return render_template("institutions/end_mandate.html", form=form, mandate=mandate), status


def _row(model: Any, key: int | None) -> Any:
    return db.session.get(model, key) if key is not None else None


def _with_parents(form: BodyForm, body: Body | None = None) -> BodyForm:
    bodies = db.session.scalars(queries.list_bodies()).all()
    rows = [(other.id, other.name, None) for other in bodies if body is None or other.id != body.id]
    form.parent_id.choices = row_choices(rows, _("Aucune"))
    return form
