"""Who keeps an entry: its institution, people, whoever holds its link."""

from collections.abc import Callable
from typing import Any

from flask import abort, redirect, render_template, url_for
from werkzeug.datastructures import MultiDict
from wtforms.fields import SelectChoice

from noress.blueprints.catalogue_desk import bp
from noress.blueprints.catalogue_desk.forms import BaseForm, KeeperForm, OwnerForm
from noress.core import clock
from noress.core.errors import RuleError
from noress.core.i18n import gettext as _
from noress.domain.accounts.models import Person
from noress.domain.accounts.permissions import P
from noress.domain.catalogue.links import structure_url
from noress.domain.catalogue.models import Structure
from noress.domain.catalogue.queries import desk
from noress.domain.catalogue.rules import keeping
from noress.domain.catalogue.rules.telling import address_of
from noress.domain.institutions.models import Institution
from noress.domain.institutions.queries import list_institution_choices, list_person_choices
from noress.extensions import db
from noress.web import acting
from noress.web.flashes import say
from noress.web.permissions import permission
from noress.web.submitting import attempt


@bp.route("/catalogue/gestion/<int:structure_id>/tenue", methods=["GET", "POST"])
@permission(P.STRUCTURE_MANAGE, loads=Structure)
def keepers(structure: Structure) -> Any:
    """Who keeps it; the form adds a person."""
    form = KeeperForm()
    tried = attempt(form, lambda: _add(structure, form))
    if tried.status:
        return _page(structure, form, _owner_form(structure)), tried.status
    return _done(structure, _("Cette personne tient maintenant cette fiche."))


def _add(structure: Structure, form: KeeperForm) -> Any:
    person = db.session.get(Person, form.person_id.data or 0)
    if person is None:
        raise RuleError("no_person", _("Choisissez une personne."), field="person_id")
    return keeping.add_keeper(structure=structure, person=person, actor=acting.actor(), now=clock.now())


@bp.post("/catalogue/gestion/<int:structure_id>/institution")
@permission(P.STRUCTURE_MANAGE, loads=Structure)
def own_by(structure: Structure) -> Any:
    """Whose seats keep it, or none."""
    form = OwnerForm()
    tried = attempt(form, lambda: _own(structure, form))
    if tried.status:
        return _page(structure, KeeperForm(formdata=MultiDict()), form), tried.status
    return _done(structure, _("C'est enregistré."))


def _own(structure: Structure, form: OwnerForm) -> None:
    key = form.institution_id.data
    institution = db.session.get(Institution, key) if key else None
    if key and institution is None:
        raise RuleError(
            "no_institution", _("Choisissez une institution de la liste."), field="institution_id"
        )
    keeping.set_institution(
        structure=structure, institution=institution, actor=acting.actor(), now=clock.now()
    )


@bp.route("/catalogue/gestion/<int:structure_id>/tenue/<int:person_id>/retirer", methods=["GET", "POST"])
@permission(P.STRUCTURE_MANAGE, loads=Structure)
def end_keeper(structure: Structure, person_id: int) -> Any:
    person = db.session.get(Person, person_id)
    if person is None:
        abort(404)
    form = BaseForm()
    act: Callable[[], None] = lambda: keeping.end_keeper(  # noqa: E731 -- what the button does
        structure=structure, person=person, actor=acting.actor(), now=clock.now()
    )
    tried = attempt(form, act)
    if tried.status:
        return render_template(
            "catalogue_desk/end_keeper.html", structure=structure, person=person, form=form
        ), tried.status
    return _done(structure, _("Cette personne ne tient plus cette fiche."))


@bp.post("/catalogue/gestion/<int:structure_id>/lien")
@permission(P.STRUCTURE_MANAGE, loads=Structure)
def send_link(structure: Structure) -> Any:
    """Mailed again to the address that the entry has."""
    keeping.send_link(structure=structure, actor=acting.actor(), now=clock.now())
    return _done(structure, _("Le lien est envoyé."))


@bp.route("/catalogue/gestion/<int:structure_id>/lien/remplacer", methods=["GET", "POST"])
@permission(P.STRUCTURE_MANAGE, loads=Structure)
def renew_link(structure: Structure) -> Any:
    """Ends every link given before, and mails another."""
    form = BaseForm()
    tried = attempt(
        form,
        lambda: keeping.send_link(structure=structure, actor=acting.actor(), now=clock.now(), renews=True),
    )
    if tried.status:
        page = render_template(
            "catalogue_desk/renew_link.html", structure=structure, form=form, reached=address_of(structure)
        )
        return page, tried.status
    return _done(structure, _("L'ancien lien n'ouvre plus rien ; le nouveau est envoyé."))


def _page(structure: Structure, form: KeeperForm, owner: OwnerForm) -> str:
    people = db.session.execute(list_person_choices()).all()
    form.person_id.choices = [
        SelectChoice("", _("choisissez")),
        *(SelectChoice(row[0], _called(row)) for row in people),
    ]
    rows = db.session.execute(list_institution_choices()).all()
    owner.institution_id.choices = [
        SelectChoice("", _("aucune")),
        *(SelectChoice(row[0], str(row[1])) for row in rows),
    ]
    return render_template(
        "catalogue_desk/keepers.html", structure=structure, form=form, owner=owner, reached=address_of(structure),
        keepers=db.session.scalars(desk.list_keepers(structure.id)).all(), link=structure_url(structure),
    )  # fmt: skip


def _owner_form(structure: Structure) -> OwnerForm:
    return OwnerForm(formdata=MultiDict(), data={"institution_id": structure.institution_id})


def _called(row: Any) -> str:
    return f"{row[1]} ({row[2]})" if row[2] else str(row[1])


def _done(structure: Structure, words: str) -> Any:
    target = url_for(".keepers", structure_id=structure.id)
    db.session.commit()
    say(words)
    return redirect(target, 303)
