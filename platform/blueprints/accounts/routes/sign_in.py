"""Signing in by a mailed code or by password, and signing out."""

from typing import Any

from flask import current_app, redirect, render_template, request, session, url_for
from flask_login import logout_user

from noress.blueprints.accounts import bp, signing_in
from noress.blueprints.accounts.forms import CodeForm, PasswordForm, SignInForm
from noress.core import clock
from noress.core.errors import RuleError
from noress.core.i18n import gettext as _
from noress.core.i18n import language
from noress.domain.accounts import rules
from noress.domain.accounts.inputs import clean_address
from noress.domain.accounts.limits import TooMany
from noress.extensions import db
from noress.web.flashes import say
from noress.web.identity import signed_in
from noress.web.permissions import public
from noress.web.public_cache import kept_but_for_token


@bp.route("/connexion", methods=["GET", "POST"])
@public
def sign_in() -> Any:
    """One address; then a code by mail, or a password. Whoever is signed in goes on, unless this is the
    demonstration, where the page is also how one changes account."""
    user = signed_in()
    if request.method == "GET" and user is not None and not current_app.config["SETTINGS"].demo:
        return signing_in.after(user.device)
    if request.method != "POST":
        return kept_but_for_token(lambda: _page(SignInForm()))
    form = SignInForm()
    if form.validate_on_submit():
        try:
            answer = _begin(form)
            db.session.commit()
            return answer
        except RuleError as refused:
            db.session.rollback()
            form.add_error(refused)
            return _page(form), refused.status, _headers(refused)
    return _page(form), 422


def _page(form: SignInForm) -> str:
    """`own` is the account that this browser is signed in with: only ever in the demonstration."""
    user = signed_in()
    return render_template(
        "accounts/sign_in.html",
        form=form,
        own=user.device.account if user else None,
        target=signing_in.target(),
    )


def _begin(form: SignInForm) -> Any:
    if form.way.data == "password":
        signing_in.remember_asked(clean_address(form.email.data), None)
        return redirect(url_for(".sign_in_password", suite=request.args.get("suite")), 303)
    code = rules.send_sign_in_code(
        address=form.email.data or "", language=language(), network=signing_in.network(), now=clock.now()
    )
    db.session.flush()  # the browser keeps its number: the code is good for it alone
    signing_in.remember_asked(code.email, code.id)
    return redirect(url_for(".sign_in_code", suite=request.args.get("suite")), 303)


@bp.route("/connexion/code", methods=["GET", "POST"])
@public
def sign_in_code() -> Any:
    """The six digits of the mail. A wrong try is counted, so the page commits whatever the outcome."""
    asked, form, now = signing_in.asked(), CodeForm(), clock.now()
    if asked is None or asked[1] is None:
        return redirect(url_for(".sign_in", suite=request.args.get("suite")), 303)
    if not form.validate_on_submit():
        status = 422 if request.method == "POST" else 200
        return render_template("accounts/sign_in_code.html", form=form, email=asked[0]), status
    outcome = rules.check_code(code_id=asked[1], email=asked[0], typed=form.code.data or "", now=now)
    if outcome.account is None:
        assert outcome.refusal is not None
        form.add_error(outcome.refusal)
        answer = _refused("accounts/sign_in_code.html", form, outcome.refusal, email=asked[0])
    else:
        answer = signing_in.enter(
            outcome.account, method="code", is_remembered=form.is_remembered.data, now=now
        )
    db.session.commit()
    return answer


@bp.route("/connexion/mot-de-passe", methods=["GET", "POST"])
@public
def sign_in_password() -> Any:
    """The password of the address typed before. Wrong tries are counted."""
    asked, form, now = signing_in.asked(), PasswordForm(), clock.now()
    if asked is None:
        return redirect(url_for(".sign_in", suite=request.args.get("suite")), 303)
    if not form.validate_on_submit():
        status = 422 if request.method == "POST" else 200
        return render_template("accounts/sign_in_password.html", form=form, email=asked[0]), status
    outcome = rules.check_password(
        address=asked[0], password=form.password.data or "", network=signing_in.network(), now=now
    )
    if outcome.account is None:
        assert outcome.refusal is not None
        form.add_error(outcome.refusal)
        answer = _refused("accounts/sign_in_password.html", form, outcome.refusal, email=asked[0])
    else:
        answer = signing_in.enter(
            outcome.account, method="password", is_remembered=form.is_remembered.data, now=now
        )
    db.session.commit()
    return answer


@bp.route("/deconnexion", methods=["GET", "POST"])
@public
def sign_out() -> Any:
    """Opening the page changes nothing; its button ends this device's sign-in."""
    user = signed_in()
    if user is None:
        return redirect(url_for(".sign_in"), 303)
    if request.method == "GET":
        return render_template("accounts/sign_out.html")
    user.device.revoked_at = clock.now()
    logout_user()
    session.clear()
    db.session.commit()
    say(_("Vous êtes déconnecté de cet appareil."))
    answer = redirect(url_for("public.home"), 303)
    # not "storage": what somebody typed into a questionnaire here and has not sent yet is theirs (decision 13)
    answer.headers["Clear-Site-Data"] = '"cache"'
    return answer


def _refused(template: str, form: Any, refusal: RuleError, **values: Any) -> Any:
    return render_template(template, form=form, **values), refusal.status, _headers(refusal)


def _headers(refusal: RuleError) -> dict[str, str]:
    return {"Retry-After": str(refusal.seconds)} if isinstance(refusal, TooMany) else {}
