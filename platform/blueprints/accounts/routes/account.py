"""One's own account: details, password, devices."""

from typing import Any

from flask import abort, redirect, render_template, request, url_for

from noress.blueprints.accounts import bp, signing_in
from noress.blueprints.accounts.forms import EditDetailsForm, SetPasswordForm
from noress.core import clock
from noress.core.errors import RuleError
from noress.core.i18n import gettext as _
from noress.domain.accounts import queries, rules
from noress.domain.accounts.limits import TooMany
from noress.domain.accounts.models import Device, Person
from noress.domain.accounts.permissions import P
from noress.domain.accounts.rules.sign_in import needs_current_password
from noress.extensions import db
from noress.web import acting
from noress.web.flashes import say
from noress.web.identity import current_actor
from noress.web.permissions import permission
from noress.web.submitting import attempt

DETAILS = ("name", "name_ar", "language", "phone", "visibility", "version")


def own_person() -> Person:
    """Who acts on this request; only for pages that ask for a signed-in person."""
    actor = current_actor()
    assert actor is not None, "@permission lets nobody else in"
    person = db.session.get(Person, actor.person_id)
    assert person is not None
    return person


@bp.get("/mon-compte")
@permission(P.OWN_ACCOUNT)
def show() -> str:
    """Everything one may change about one's own account, in one place."""
    device, now = signing_in.own_device(), clock.now()
    return render_template(
        "accounts/show.html", person=own_person(), account=device.account, device=device,
        devices=db.session.scalars(queries.list_living_devices(device.account_id, now)).all(),
        identities=rules.list_identities(device.account, now=now),
    )  # fmt: skip


@bp.route("/mon-compte/coordonnees", methods=["GET", "POST"])
@permission(P.OWN_ACCOUNT)
def edit() -> Any:
    person = own_person()
    form = EditDetailsForm(data=_stored(person))
    tried = attempt(form, lambda: rules.edit_own_details(
        person=person, name=form.name.data or "", name_ar=form.name_ar.data, language=form.language.data,
        phone=form.phone.data, visibility=form.visibility.data, version=form.version.data, actor=acting.actor(),
        now=clock.now(),
    ), stored=lambda: _stored(person))  # fmt: skip
    if tried.status:
        return render_template("accounts/edit.html", form=form, stale=tried.stale), tried.status
    db.session.commit()
    say(_("Vos coordonnées sont enregistrées."))
    return redirect(url_for(".show"), 303)


def _stored(person: Person) -> dict[str, Any]:
    return {name: getattr(person, name) for name in DETAILS}


@bp.route("/mon-compte/mot-de-passe", methods=["GET", "POST"])
@permission(P.OWN_ACCOUNT)
def password() -> Any:
    """Set or change it. Wrong current passwords are counted, so the page commits whatever the outcome."""
    device, form, now = signing_in.own_device(), SetPasswordForm(), clock.now()
    asks_current = needs_current_password(device.account, device, now=now)
    if not form.validate_on_submit():
        return _password_page(form, asks_current), 422 if request.method == "POST" else 200
    try:
        outcome = rules.set_password(
            account=device.account, new=form.password.data or "", current=form.current_password.data, device=device,
            actor=acting.actor(), now=now,
        )  # fmt: skip
        refusal = outcome.refusal
    except RuleError as refused:
        refusal = refused
    db.session.commit()
    if refusal is None:
        say(_("Votre mot de passe est enregistré. Vos autres appareils sont déconnectés."))
        return redirect(url_for(".show"), 303)
    form.add_error(refusal)
    headers = {"Retry-After": str(refusal.seconds)} if isinstance(refusal, TooMany) else {}
    return _password_page(form, asks_current), refusal.status, headers


def _password_page(form: SetPasswordForm, asks_current: bool) -> str:
    account = signing_in.own_device().account
    return render_template("accounts/password.html", form=form, asks_current=asks_current, account=account)


@bp.post("/mon-compte/appareils/<int:device_id>/deconnecter")
@permission(P.OWN_ACCOUNT)
def end_device(device_id: int) -> Any:
    """Sign out one of this account's browsers; somebody else's does not exist for us."""
    own = signing_in.own_device()
    device = db.session.get(Device, device_id)
    if device is None or device.account_id != own.account_id:
        abort(404)
    rules.end_device(device=device, actor=acting.actor(), now=clock.now())
    db.session.commit()
    say(_("Cet appareil est déconnecté."))
    return redirect(url_for(".show") if device.id != own.id else url_for("public.home"), 303)


@bp.post("/mon-compte/appareils/deconnecter")
@permission(P.OWN_ACCOUNT)
def end_other_devices() -> Any:
    own = signing_in.own_device()
    rules.end_other_devices(device=own, actor=acting.actor(), now=clock.now())
    db.session.commit()
    say(_("Vos autres appareils sont déconnectés."))
    return redirect(url_for(".show"), 303)
