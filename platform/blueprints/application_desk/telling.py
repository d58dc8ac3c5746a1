"""Decided now, told later: several structures at once, after a page that says who reads what."""

from typing import Any

from flask import redirect, render_template, request, url_for

from noress.blueprints.application_desk import bp, present
from noress.core.i18n import gettext as _
from noress.core.i18n import ngettext
from noress.domain.accounts.permissions import P
from noress.domain.applications.queries import desk
from noress.domain.applications.rules import correcting, retaining
from noress.extensions import db
from noress.web import acting
from noress.web.flashes import say
from noress.web.forms import BaseForm
from noress.web.permissions import permission
from noress.web.submitting import attempt

#: on one page, and by one press
MOST = 200


@bp.route("/candidatures/annoncer", methods=["GET", "POST"])
@permission(P.APPLICATION_HANDLE)
def tell() -> Any:
    """Each box says which decision was read: one that changed since is told another time."""
    call = present.asked_call()
    waiting = db.session.scalars(desk.list_to_tell(call.id, acting.recused()).limit(MOST)).all()
    rows = [(one, retaining.telling_of(one), len(correcting.readers(one))) for one in waiting]
    form = BaseForm()
    posted = set(request.form.getlist("told"))
    chosen = [
        one
        for one, telling, _mails in rows
        if telling and f"{one.id}-{telling.value}-{one.version}" in posted
    ]

    def act() -> Any:
        return retaining.tell(applications=chosen, **acting.doing())

    tried = attempt(form, act)
    if not tried.status and not posted:
        form.form_errors.append(str(_("Cochez au moins une candidature.")))
    if tried.status or not posted:
        page = render_template(
            "application_desk/tell.html",
            call=call,
            rows=rows,
            form=form,
            posted=posted,
            is_posted=request.method == "POST",
        )
        return page, tried.status or 422
    told, left = len(tried.made), len(posted) - len(tried.made)
    target = url_for(".tell" if left else ".index", appel=call.id)
    db.session.commit()
    if told:
        say(ngettext("%(num)s structure est prévenue.", "%(num)s structures sont prévenues.", told))
    if left:
        words = ngettext(
            "%(num)s décision a changé entre-temps : relisez-la.", "%(num)s décisions ont changé entre-temps : relisez-les.", left
        )  # fmt: skip
        say(words, "warning")
    return redirect(target, 303)
