"""Joining by invitation. Opening the link changes nothing; its button does."""

from typing import Any

from flask import render_template, request

from noress.blueprints.accounts import bp, signing_in
from noress.blueprints.accounts.forms import JoinForm
from noress.core import clock
from noress.core.errors import RuleError
from noress.core.i18n import gettext as _
from noress.domain.accounts import rules
from noress.domain.accounts.models import AccountInvitation
from noress.domain.accounts.rules.invitations import Details, Standing, read_invitation, standing_of
from noress.extensions import db
from noress.web.permissions import public


@bp.route("/rejoindre/<token>", methods=["GET", "POST"])
@public
def join(token: str) -> Any:
    """Check one's name, agree, and enter."""
    invitation, now = read_invitation(token), clock.now()
    if invitation is None:
        return _closed(
            _("Ce lien n'est pas complet"),
            _("Ouvrez-le de nouveau depuis le courriel, sans rien y changer."),
            404,
        )
    standing = standing_of(invitation, now=now)
    if standing is not Standing.OPEN:
        return _no_longer(standing)
    person = invitation.person
    form = JoinForm(
        data={name: getattr(person, name) for name in ("name", "name_ar", "language", "phone", "visibility")}
    )
    if form.validate_on_submit():
        try:
            account = rules.accept_invitation(invitation=invitation, details=_details(form), now=now)
            answer = signing_in.enter(account, method="link", is_remembered=False, now=now)
            db.session.commit()
            return answer
        except RuleError as refused:
            db.session.rollback()
            if refused.status == 410:
                return _no_longer(standing_of(invitation, now=now))
            form.add_error(refused)
            return _page(form, invitation, token), refused.status
    return _page(form, invitation, token), 422 if request.method == "POST" else 200


def _details(form: JoinForm) -> Details:
    return Details(
        name=form.name.data or "", name_ar=form.name_ar.data, language=form.language.data, phone=form.phone.data,
        visibility=form.visibility.data, has_consented=bool(form.consent.data),
    )  # fmt: skip


def _page(form: JoinForm, invitation: AccountInvitation, token: str) -> str:
    return render_template("accounts/join.html", form=form, invitation=invitation, token=token)


def _no_longer(standing: Standing) -> Any:
    title, message = {
        Standing.USED: (
            _("Cette invitation a déjà servi"),
            _("Votre compte existe : connectez-vous avec votre adresse de courriel."),
        ),
        Standing.REVOKED: (
            _("Cette invitation a été retirée"),
            _("Si vous en avez reçu une plus récente, ouvrez celle-là. Sinon, écrivez au secrétariat."),
        ),
        Standing.EXPIRED: (
            _("Cette invitation a expiré"),
            _("Elle était valable quatorze jours. Demandez-en une nouvelle au secrétariat."),
        ),
        Standing.CLOSED: (
            _("Ce siège est fermé"),
            _("L'invitation portait sur un siège qui n'existe plus. Le secrétariat peut vous l'expliquer."),
        ),
    }.get(standing, (_("Cette invitation ne sert plus"), _("Demandez-en une nouvelle au secrétariat.")))
    return _closed(title, message, 410)


def _closed(title: str, message: str, status: int) -> Any:
    return render_template("accounts/join_closed.html", title=title, message=message, status=status), status
