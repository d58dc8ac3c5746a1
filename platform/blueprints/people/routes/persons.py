"""Persons: the list, one person's page, adding and correcting."""

from typing import Any

from flask import redirect, render_template, request, url_for

from noress.blueprints.people import bp
from noress.blueprints.people.forms import PersonForm, SearchForm
from noress.core import clock, paging
from noress.core.folding import fold
from noress.core.i18n import gettext as _
from noress.domain.accounts import identity, queries, rules
from noress.domain.accounts.models import Person
from noress.domain.accounts.permissions import P
from noress.domain.accounts.rules.invitations import standing_of
from noress.extensions import db
from noress.web import acting, history
from noress.web.drafts import draft_form
from noress.web.flashes import say
from noress.web.permissions import permission
from noress.web.submitting import attempt

FIELDS = ("name", "name_ar", "email", "phone", "language", "visibility", "version")


@bp.get("/personnes/")
@permission(P.PERSON_LIST)
def index() -> str:
    """Everybody known, by name."""
    form = SearchForm(request.args)
    page = paging.paginate(
        queries.list_persons(fold(form.q.data or "")), paging.page_number(request.args.get("page"))
    )
    return render_template("people/index.html", form=form, page=page, places=_places(page.items))


def _places(persons: list[Person]) -> dict[int, list[str]]:
    """What each person holds today, in words."""
    today, found = clock.today(), {}
    for person in persons:
        seats = [seat for seat in person.seats if identity.is_current(seat, today)]
        mandates = [mandate for mandate in person.mandates if identity.is_current(mandate, today)]
        functions = [held for held in person.assignments if identity.is_current(held, today)]
        found[person.id] = [
            *(_("%(name)s, %(kind)s", name=seat.institution.name, kind=seat.kind.label) for seat in seats),
            *(
                _("%(name)s, %(kind)s", name=mandate.body.name, kind=mandate.role.label)
                for mandate in mandates
            ),
            *(str(held.function.label) for held in functions),
        ]
    return found


@bp.route("/personnes/nouvelle", methods=["GET", "POST"])
@permission(P.PERSON_MANAGE)
def create() -> Any:
    form = draft_form(PersonForm)
    tried = attempt(form, lambda: rules.create_person(**_typed(form), actor=acting.actor(), now=clock.now()))
    if tried.status:
        return render_template("people/edit.html", form=form, person=None, stale=None), tried.status
    db.session.commit()
    say(_("La personne est ajoutée. Invitez-la par courriel quand vous voulez."))
    return redirect(url_for(".show", person_id=tried.made.id), 303)


@bp.get("/personnes/<int:person_id>")
@permission(P.PERSON_LIST, loads=Person)
def show(person: Person) -> str:
    """Contacts, places, account and history of one person."""
    now = clock.now()
    invitations = db.session.scalars(queries.list_invitations_of_person(person.id)).all()
    return render_template(
        "people/show.html", person=person, account=person.account,
        seats=db.session.scalars(queries.list_seats_of_person(person.id)).all(),
        mandates=db.session.scalars(queries.list_mandates_of_person(person.id)).all(),
        functions=db.session.scalars(queries.list_functions_of_person(person.id)).all(),
        invitations=[(invitation, standing_of(invitation, now=now).value) for invitation in invitations],
        current=lambda place: identity.is_current(place, clock.today(now)),
        page=history.page_of({"person": [person.id]}, paging.page_number(request.args.get("page"))),
    )  # fmt: skip


@bp.route("/personnes/<int:person_id>/modifier", methods=["GET", "POST"])
@permission(P.PERSON_MANAGE, loads=Person)
def edit(person: Person) -> Any:
    form = draft_form(PersonForm, data=_stored(person))
    tried = attempt(form, lambda: rules.edit_person(
        person=person, version=form.version.data, **_typed(form), actor=acting.actor(), now=clock.now()
    ), stored=lambda: _stored(person))  # fmt: skip
    if tried.status:
        return render_template("people/edit.html", form=form, person=person, stale=tried.stale), tried.status
    db.session.commit()
    say(_("La fiche est enregistrée."))
    return redirect(url_for(".show", person_id=person.id), 303)


def _stored(person: Person) -> dict[str, Any]:
    return {name: getattr(person, name) for name in FIELDS}


def _typed(form: PersonForm) -> dict[str, Any]:
    return {
        "name": form.name.data or "", "name_ar": form.name_ar.data, "language": form.language.data,
        "email": form.email.data, "phone": form.phone.data, "visibility": form.visibility.data,
        "is_shared_address": bool(form.is_shared_address.data),
    }  # fmt: skip
