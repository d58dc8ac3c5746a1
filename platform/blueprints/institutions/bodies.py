"""Bodies and the mandates held in them."""

from typing import Any

from flask import redirect, render_template, request, url_for

from noress.blueprints.institutions import bp
from noress.blueprints.institutions.forms import BodyForm, EndMandateForm, MandateForm, body_data, row_choices
from noress.core import clock, paging
from noress.core.i18n import gettext as _
from noress.core.i18n import ngettext
from noress.domain.accounts.models import Person
from noress.domain.accounts.permissions import P
from noress.domain.attendance import queries as attendance
from noress.domain.institutions import queries, rules
from noress.domain.institutions.models import Body, Institution, Mandate, QuorumKind
from noress.extensions import db
from noress.web import history
from noress.web.drafts import draft_form
from noress.web.flashes import say
from noress.web.identity import current_actor
from noress.web.permissions import permission
from noress.web.submitting import attempt


@bp.route("/instances/nouvelle", methods=["GET", "POST"])
@permission(P.BODY_MANAGE)
def create_body() -> Any:
    form = _with_parents(draft_form(BodyForm))
    tried = attempt(
        form, lambda: rules.create_body(values=form.values(), actor=current_actor(), now=clock.now())
    )
    if tried.status:
        return render_template("institutions/edit_body.html", form=form, body=None, stale=None), tried.status
    db.session.commit()
    say(_("L'instance est ajoutée. Ajoutez maintenant ses mandats."))
    _say_if_out_of_reach(tried.made)
    return redirect(url_for(".show_body", body_id=tried.made.id), 303)


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
    form = _with_parents(draft_form(BodyForm, data=body_data(body)), body)
    tried = attempt(
        form,
        lambda: rules.edit_body(
            body=body, values=form.values(), version=form.version.data, actor=current_actor(), now=clock.now()
        ),
        stored=lambda: body_data(body),
    )
    if tried.status:
        page = render_template("institutions/edit_body.html", form=form, body=body, stale=tried.stale)
        return page, tried.status
    db.session.commit()
    say(_("L'instance est enregistrée. Les pages publiques la montrent déjà ainsi."))
    _say_if_out_of_reach(body)
    return redirect(url_for(".show_body", body_id=body.id), 303)


@bp.route("/instances/<int:body_id>/mandats/nouveau", methods=["GET", "POST"])
@permission(P.MANDATE_MANAGE, loads=Body)
def add_mandate(body: Body) -> Any:
    form = draft_form(MandateForm, data={"starts_on": clock.today()})
    institutions = db.session.execute(queries.list_institution_choices()).all()
    form.institution_id.choices = row_choices(institutions, _("Aucune"))
    form.person_id.choices = row_choices(db.session.execute(queries.list_person_choices()).all(), _("Aucune"))
    tried = attempt(form, lambda: rules.add_mandate(
        body=body, institution=_row(Institution, form.institution_id.data),
        person=_row(Person, form.person_id.data), role=form.role.data, starts_on=form.starts_on.data,
        ends_on=form.ends_on.data, act=form.act.data, actor=current_actor(), now=clock.now(),
    ))  # fmt: skip
    if tried.status:
        return render_template("institutions/add_mandate.html", form=form, body=body), tried.status
    db.session.commit()
    say(_("Le mandat est ajouté. Il donne ses droits à partir de sa date de début."))
    return redirect(url_for(".show_body", body_id=body.id), 303)


@bp.route("/mandats/<int:mandate_id>/terminer", methods=["GET", "POST"])
@permission(P.MANDATE_MANAGE, loads=Mandate)
def end_mandate(mandate: Mandate) -> Any:
    form = EndMandateForm(data={"ends_on": mandate.ends_on or clock.today(), "seen": mandate.ends_on})
    tried = attempt(form, lambda: rules.end_mandate(
        mandate=mandate, ends_on=form.ends_on.data, seen=form.seen.data, actor=current_actor(), now=clock.now(),
    ))  # fmt: skip
    if tried.status:
        if tried.refusal:  # the page now shows the end that stands there
            form.seen.raw_data, form.seen.data = None, mandate.ends_on
        return render_template("institutions/end_mandate.html", form=form, mandate=mandate), tried.status
    db.session.commit()
    say(_("La fin du mandat est enregistrée. Ses droits s'arrêtent après ce jour."))
    return redirect(url_for(".show_body", body_id=mandate.body_id), 303)


def _say_if_out_of_reach(body: Body) -> None:
    """A quorum that nobody can reach today is told, not refused: mandates come and go."""
    if body.quorum_kind is not QuorumKind.COUNT:
        return
    voices = len(db.session.scalars(attendance.list_voices(body, clock.today())).all())
    if (body.quorum_value or 0) > voices:
        text = ngettext(
            "Le quorum demande %(needed)s institutions, et %(num)s seule a une voix aujourd'hui.",
            "Le quorum demande %(needed)s institutions, et %(num)s ont une voix aujourd'hui.",
            voices, needed=body.quorum_value,
        )  # fmt: skip
        say(text, "warning")


def _row(model: Any, key: int | None) -> Any:
    return db.session.get(model, key) if key is not None else None


def _with_parents(form: BodyForm, body: Body | None = None) -> BodyForm:
    bodies = db.session.scalars(queries.list_bodies()).all()
    rows = [(other.id, other.name, None) for other in bodies if body is None or other.id != body.id]
    form.parent_id.choices = row_choices(rows, _("Aucune"))
    return form
