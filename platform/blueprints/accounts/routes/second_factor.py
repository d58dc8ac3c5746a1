"""The second factor: putting it in place, proving it, giving it up."""

import io
from typing import Any

from flask import Response, abort, current_app, redirect, render_template, request, session, url_for

from noress.blueprints.accounts import bp, signing_in
from noress.blueprints.accounts.forms import SecondFactorForm
from noress.core import clock
from noress.core.i18n import Translated
from noress.core.i18n import gettext as _
from noress.domain.accounts import queries, rules
from noress.domain.accounts.limits import TooMany
from noress.domain.accounts.models import Account
from noress.domain.accounts.permissions import P
from noress.domain.accounts.rules.second_factor import enrolment_address
from noress.extensions import db
from noress.web import resume
from noress.web.flashes import say
from noress.web.identity import current_actor, signed_in
from noress.web.permissions import permission, public


@bp.route("/mon-compte/second-facteur", methods=["GET", "POST"])
@public
def second_factor() -> Any:
    """Prove the second factor when there is one; put it in place when there is none."""
    user, waiting = signed_in(), signing_in.waiting(now=clock.now())
    if user is None and waiting is None:
        return redirect(url_for(".sign_in", suite=resume.here()), 303)
    if user is None:
        return _prove_to_enter(waiting)
    account = user.device.account
    if account.totp_confirmed_at is not None and user.device.second_factor_at is None:
        return _prove_on_this_device(account)
    if user.actor is None:
        return redirect(url_for(".who_acts", suite=resume.here()), 303)
    if account.totp_confirmed_at is not None:
        left = db.session.scalar(queries.count_recovery_codes(account.id)) or 0
        return render_template(
            "accounts/second_factor.html", account=account, left=left, is_required=_is_required()
        )
    return _enrol(account)


def _prove_to_enter(waiting: Any) -> Any:
    """Signing in goes on here: there is no device yet."""
    account = db.session.get(Account, waiting.account_id)
    if account is None or account.suspended_at is not None:
        session.pop(signing_in.WAITING, None)
        return redirect(url_for(".sign_in"), 303)
    form, now = SecondFactorForm(), clock.now()
    if not form.validate_on_submit():
        return _proof_page(form, 422 if request.method == "POST" else 200)
    outcome = rules.prove_second_factor(account=account, typed=form.code.data or "", now=now)
    if outcome.refusal is None:
        answer = signing_in.sign_in_device(
            account, method=waiting.method, is_remembered=waiting.is_remembered, is_proven=True, now=now
        )
    else:
        answer = _refused("accounts/prove.html", form, outcome.refusal)
    db.session.commit()
    return answer


def _prove_on_this_device(account: Account) -> Any:
    form = SecondFactorForm()
    if not form.validate_on_submit():
        return _proof_page(form, 422 if request.method == "POST" else 200)
    device = signing_in.own_device()
    outcome = rules.prove_second_factor(
        account=account, typed=form.code.data or "", device=device, now=clock.now()
    )
    refused = outcome.refusal
    answer = signing_in.after(device) if refused is None else _refused("accounts/prove.html", form, refused)
    db.session.commit()
    return answer


def _enrol(account: Account) -> Any:
    """First the secret, then a code made from it; recovery codes are shown once, on the answer itself."""
    form, actor = SecondFactorForm(), current_actor()
    assert actor is not None
    if request.method == "POST" and request.form.get("step") == "begin":
        rules.begin_enrolment(account=account)
        db.session.commit()
        return redirect(url_for(".second_factor", suite=request.args.get("suite")), 303)
    if not form.validate_on_submit():
        return _enrol_page(account, form, 422 if request.method == "POST" else 200)
    outcome, codes = rules.confirm_enrolment(
        account=account,
        device=signing_in.own_device(),
        typed=form.code.data or "",
        actor=actor,
        now=clock.now(),
    )
    if outcome.refusal is None:
        answer: Any = render_template("accounts/recovery_codes.html", codes=codes, target=signing_in.target())
    else:
        form.add_error(outcome.refusal)
        answer = _enrol_page(account, form, outcome.refusal.status)
    db.session.commit()
    return answer


@bp.get("/mon-compte/second-facteur/code.svg")
@public
def second_factor_qr() -> Response:
    """The picture a telephone reads; it exists only while the second factor is being put in place."""
    import segno  # only this picture needs it

    user = signed_in()
    account = user.device.account if user is not None else None
    if account is None or account.totp_secret is None or account.totp_confirmed_at is not None:
        abort(404)
    name = str(Translated(current_app.config["SETTINGS"].network_name))
    picture = io.BytesIO()
    segno.make(enrolment_address(account, name), micro=False).save(
        picture, kind="svg", scale=6, light="#ffffff"
    )
    response = Response(picture.getvalue(), content_type="image/svg+xml")
    response.headers["Cache-Control"] = "no-store"
    return response


@bp.route("/mon-compte/second-facteur/codes", methods=["GET", "POST"])
@permission(P.OWN_ACCOUNT)
def recovery_codes() -> Any:
    """Eight new recovery codes, against a code of the telephone."""
    form, account, actor = SecondFactorForm(), signing_in.own_device().account, current_actor()
    assert actor is not None
    if account.totp_confirmed_at is None:
        return redirect(url_for(".second_factor"), 303)
    if not form.validate_on_submit():
        status = 422 if request.method == "POST" else 200
        return render_template("accounts/renew_recovery_codes.html", form=form), status
    outcome, codes = rules.renew_recovery_codes(
        account=account, typed=form.code.data or "", actor=actor, now=clock.now()
    )
    if outcome.refusal is None:
        answer: Any = render_template(
            "accounts/recovery_codes.html", codes=codes, target=url_for(".second_factor")
        )
    else:
        answer = _refused("accounts/renew_recovery_codes.html", form, outcome.refusal)
    db.session.commit()
    return answer


@bp.route("/mon-compte/second-facteur/retirer", methods=["GET", "POST"])
@permission(P.OWN_ACCOUNT)
def remove_second_factor() -> Any:
    """What it means to give it up, then a last code."""
    form, account, actor = SecondFactorForm(), signing_in.own_device().account, current_actor()
    assert actor is not None
    if account.totp_confirmed_at is None:
        return redirect(url_for(".second_factor"), 303)
    if not form.validate_on_submit():
        status = 422 if request.method == "POST" else 200
        return render_template("accounts/remove_second_factor.html", form=form), status
    outcome = rules.remove_second_factor(
        account=account, typed=form.code.data or "", actor=actor, is_required=_is_enforced(), now=clock.now()
    )
    if outcome.refusal is None:
        say(_("Le second facteur est retiré. Votre adresse ou votre mot de passe suffit pour entrer."))
        answer: Any = redirect(url_for(".show"), 303)
    else:
        answer = _refused("accounts/remove_second_factor.html", form, outcome.refusal)
    db.session.commit()
    return answer


def _is_enforced() -> bool:
    return not current_app.config["SETTINGS"].demo


def _is_required() -> bool:
    actor = current_actor()
    return _is_enforced() and actor is not None and actor.needs_second_factor


def _proof_page(form: SecondFactorForm, status: int) -> Any:
    return render_template("accounts/prove.html", form=form), status


def _enrol_page(account: Account, form: SecondFactorForm, status: int) -> Any:
    page = render_template(
        "accounts/enrol.html", form=form, secret=account.totp_secret, is_required=_is_required()
    )
    return page, status


def _refused(template: str, form: SecondFactorForm, refusal: Any) -> Any:
    form.add_error(refusal)
    headers = {"Retry-After": str(refusal.seconds)} if isinstance(refusal, TooMany) else {}
    return render_template(template, form=form), refusal.status, headers
