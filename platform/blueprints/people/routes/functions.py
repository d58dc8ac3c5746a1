"""Staff functions of a person."""

from typing import Any

from flask import abort, redirect, render_template, request, url_for

from noress.blueprints.people import bp
from noress.blueprints.people.forms import FunctionForm
from noress.core import clock
from noress.core.i18n import gettext as _
from noress.domain.accounts import rules
from noress.domain.accounts.models import Person
from noress.domain.accounts.permissions import P
from noress.domain.institutions.models import Assignment
from noress.extensions import db
from noress.web import acting
from noress.web.flashes import say
from noress.web.permissions import permission
from noress.web.submitting import attempt


@bp.route("/personnes/<int:person_id>/fonctions/nouvelle", methods=["GET", "POST"])
@permission(P.FUNCTION_MANAGE, loads=Person)
def give_function(person: Person) -> Any:
    form = FunctionForm(data={"starts_on": clock.today()})
    tried = attempt(form, lambda: rules.give_function(
        person=person, function=form.function.data, starts_on=form.starts_on.data, ends_on=form.ends_on.data,
        note=form.note.data, actor=acting.actor(), now=clock.now(),
    ))  # fmt: skip
    if tried.status:
        return render_template("people/give_function.html", form=form, person=person), tried.status
    db.session.commit()
    say(_("La fonction est donnée. Ses droits courent entre les dates choisies."))
    return redirect(url_for(".show", person_id=person.id), 303)


@bp.route("/personnes/<int:person_id>/fonctions/<int:assignment_id>/terminer", methods=["GET", "POST"])
@permission(P.FUNCTION_MANAGE, loads=Person)
def end_function(person: Person, assignment_id: int) -> Any:
    assignment = db.session.get(Assignment, assignment_id)
    if assignment is None or assignment.person_id != person.id:
        abort(404)
    if request.method == "GET":
        return render_template("people/end_function.html", person=person, assignment=assignment)
    rules.end_function(assignment=assignment, actor=acting.actor(), now=clock.now())
    db.session.commit()
    say(_("La fonction est terminée : ses droits s'arrêtent maintenant."))
    return redirect(url_for(".show", person_id=person.id), 303)
