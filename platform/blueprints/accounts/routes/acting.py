"""Who is acting: a mailbox may serve several persons, a person may hold several seats."""

from typing import Any

from flask import redirect, render_template, request, url_for
from werkzeug.datastructures import ImmutableMultiDict
from wtforms.fields import SelectChoice

from noress.blueprints.accounts import bp, signing_in
from noress.blueprints.accounts.forms import AddNameForm, WhoActsForm
from noress.core import clock
from noress.core.errors import RuleError
from noress.core.i18n import gettext as _
from noress.core.i18n import language
from noress.domain.accounts import rules
from noress.domain.accounts.models import Device
from noress.domain.accounts.rules.acting import Identity
from noress.extensions import db
from noress.web import resume
from noress.web.flashes import say
from noress.web.identity import signed_in
from noress.web.permissions import public


@bp.route("/qui-agit", methods=["GET", "POST"])
@public
def who_acts() -> Any:
    """Choose a name and a seat; it can be changed at any time from one's account."""
    user = signed_in()
    if user is None:
        return redirect(url_for(".sign_in", suite=resume.here()), 303)
    form = _choices(WhoActsForm(), user.device)
    if form.validate_on_submit():
        person_id, seat_id = (int(part) for part in form.identity.data.split("-"))
        try:
            actor = rules.choose_identity(
                device=user.device, person_id=person_id, seat_id=seat_id or None, now=clock.now()
            )
        except RuleError as refused:
            db.session.rollback()
            form.add_error(refused)
            return _page(form, AddNameForm(formdata=_NOTHING), user.device), refused.status
        db.session.commit()
        say(_("Vous agissez maintenant comme : %(label)s.", label=f"{actor.shown_name}, {actor.seat_label}"))
        return redirect(signing_in.target(), 303)
    status = 422 if request.method == "POST" else 200
    return _page(form, AddNameForm(formdata=_NOTHING), user.device), status


@bp.post("/qui-agit/nom")
@public
def add_name() -> Any:
    """Somebody who reads this shared mailbox, and whose name was not yet in the list."""
    user = signed_in()
    if user is None:
        return redirect(url_for(".sign_in"), 303)
    form = AddNameForm()
    if form.validate_on_submit():
        try:
            rules.add_name_to_mailbox(
                device=user.device, name=form.name.data or "", language=language(), now=clock.now()
            )
            db.session.commit()
            say(_("Votre nom est dans la liste. Choisissez-le pour continuer."))
            return redirect(url_for(".who_acts", suite=request.args.get("suite")), 303)
        except RuleError as refused:
            db.session.rollback()
            form.add_error(refused)
    return _page(_choices(WhoActsForm(formdata=_NOTHING), user.device), form, user.device), 422


#: the other form of the page: it was not posted
_NOTHING: Any = ImmutableMultiDict()


def _choices(form: WhoActsForm, device: Device) -> WhoActsForm:
    form.identity.choices = [
        SelectChoice(found.key, _label(found))
        for found in rules.list_identities(device.account, now=clock.now())
    ]
    return form


def _label(found: Identity) -> str:
    if found.seat is None:
        return found.person.shown_name
    return _("%(name)s, au nom de %(institution)s (%(kind)s)", name=found.person.shown_name,
             institution=found.seat.institution.name, kind=found.seat.kind.label)  # fmt: skip


def _page(form: WhoActsForm, name_form: AddNameForm, device: Device) -> str:
    return render_template("accounts/who_acts.html", form=form, name_form=name_form, account=device.account)
