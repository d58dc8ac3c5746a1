"""Everything held about a person, for that person: see, take away, correct, object, erase."""

import json
from typing import Any

from flask import Response, abort, redirect, render_template, request, url_for

from noress.blueprints.accounts import bp
from noress.blueprints.accounts.forms import OwnDataRequestForm
from noress.blueprints.accounts.held import everything_about, shown
from noress.blueprints.accounts.routes.account import own_person
from noress.core import clock
from noress.core.i18n import gettext as _
from noress.domain.accounts import rules
from noress.domain.accounts.models import PersonalDataRequest
from noress.domain.accounts.permissions import P
from noress.domain.accounts.rules.personal_data import ANSWER_WITHIN
from noress.extensions import db
from noress.web.drafts import draft_form
from noress.web.flashes import say
from noress.web.identity import current_actor
from noress.web.permissions import permission
from noress.web.submitting import attempt


@bp.get("/mes-donnees")
@permission(P.OWN_ACCOUNT)
def own_data() -> str:
    return render_template("accounts/own_data.html", person=own_person(), held=shown(own_person()))


@bp.get("/mes-donnees/export.json")
@permission(P.OWN_ACCOUNT)
def export_own_data() -> Response:
    """The same, complete, in a form that other software reads."""
    person = own_person()
    body = json.dumps(everything_about(person, now=clock.now()), ensure_ascii=False, indent=2)
    response = Response(body, content_type="application/json; charset=utf-8")
    response.headers.set("Content-Disposition", "attachment", filename="mes-donnees.json")
    response.headers["Cache-Control"] = "private, no-store"
    return response


@bp.route("/mes-donnees/demande", methods=["GET", "POST"])
@permission(P.OWN_ACCOUNT)
def request_about_own_data() -> Any:
    form = draft_form(OwnDataRequestForm, data={"kind": request.args.get("objet")}, is_personal=True)
    actor = current_actor()
    assert actor is not None
    tried = attempt(form, lambda: rules.request_about_own_data(
        person=own_person(), kind=form.kind.data, text=form.text.data or "", actor=actor, now=clock.now()
    ))  # fmt: skip
    if tried.status:
        return render_template("accounts/request.html", form=form), tried.status
    db.session.commit()
    say(_("Votre demande est reçue."))
    return redirect(url_for(".own_request", request_id=tried.made.id), 303)


@bp.get("/mes-donnees/demandes/<int:request_id>")
@permission(P.OWN_ACCOUNT)
def own_request(request_id: int) -> str:
    """The receipt, and later the answer. Somebody else's request does not exist for us."""
    made = db.session.get(PersonalDataRequest, request_id)
    if made is None or made.person_id != own_person().id:
        abort(404)
    return render_template(
        "accounts/own_request.html", made=made, answer_before=made.created_at + ANSWER_WITHIN
    )
