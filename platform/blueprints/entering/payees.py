"""The desk checks the legal person that is paid for a group or a person."""

from typing import Any

from flask import abort, redirect, render_template, request, url_for

from noress.blueprints.entering import bp
from noress.core import clock
from noress.core.i18n import gettext as _
from noress.domain.accounts.permissions import P
from noress.domain.applications.models import Application
from noress.domain.competitions.finding import entry_of
from noress.domain.competitions.rules import payees as rules
from noress.extensions import db
from noress.web.flashes import say
from noress.web.forms import BaseForm
from noress.web.headers import private_page
from noress.web.identity import current_actor
from noress.web.permissions import permission
from noress.web.submitting import attempt


@bp.route("/candidatures/<int:application_id>/beneficiaire", methods=["GET", "POST"])
@permission(P.APPLICATION_HANDLE, loads=Application)
def check_payee(application: Application) -> Any:
    """Right, or another one is asked for."""
    entry, actor = entry_of(application), current_actor()
    if entry is None or actor is None:
        abort(404)
    form = BaseForm()
    version = request.form.get("version", "")
    tried = attempt(
        form,
        lambda: rules.check_payee(
            entry=entry, is_right=request.form.get("verdict") == "yes", actor=actor, now=clock.now(),
            version=int(version) if version.isascii() and version.isdigit() and len(version) < 10 else None,
        ),
    )  # fmt: skip
    if tried.status:
        page = render_template(
            "entering/check_payee.html", application=application, entry=entry, form=form,
            needs=rules.needs_payee(entry), is_payable=rules.is_payable(entry),
        )  # fmt: skip
        return private_page(page, tried.status)
    application_id = application.id
    db.session.commit()
    say(_("C'est noté."))
    return private_page(redirect(url_for(".check_payee", application_id=application_id), 303))
