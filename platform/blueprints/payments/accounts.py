"""Bank details of a structure: typed by one, confirmed by another, read whole by those who compare."""

from typing import Any

from flask import abort, render_template, url_for

from noress.blueprints.payments import bp, present
from noress.blueprints.payments.forms import AccountForm, ReasonForm
from noress.blueprints.payments.present import Act
from noress.core import clock
from noress.core.i18n import gettext as _
from noress.domain.accounts.permissions import P
from noress.domain.audit.rules import record
from noress.domain.awards.models import Award
from noress.domain.payments import queries
from noress.domain.payments.models import BankAccount
from noress.domain.payments.rib import grouped, masked
from noress.domain.payments.rules import bank
from noress.domain.payments.rules.bank import Typed
from noress.extensions import db
from noress.web import acting, files
from noress.web.permissions import permission


@bp.get("/projets/gestion/<int:award_id>/compte")
@permission(P.BANK_CONFIRM, loads=Award)
def account(award: Award) -> Any:
    """What waits to be confirmed is read whole, beside the bank's paper; the others by their ends."""
    rows = db.session.scalars(queries.list_accounts(award.structure_id)).all()
    waiting = next((one for one in rows if one.confirmed_at is None and one.ended_at is None), None)
    sharing = (
        db.session.scalars(queries.list_sharing(waiting.rib, award.structure_id)).all() if waiting else []
    )
    return render_template(
        "payments/account.html", award=award, accounts=rows, waiting=waiting, sharing=sharing, masked=masked, grouped=grouped,
        crumbs=present.crumbs(award), is_own=waiting is not None and waiting.proposed_by_id == acting.actor().person_id,
    )  # fmt: skip


@bp.route("/projets/gestion/<int:award_id>/compte/saisir", methods=["GET", "POST"])
@permission(P.BANK_TYPE, loads=Award)
def type_account(award: Award) -> Any:
    """For a structure that cannot do it itself."""
    form = AccountForm()
    page = Act(
        title=_("Saisir des coordonnées bancaires"), label=_("Enregistrer ces coordonnées"), back_url=_home(award),
        has_files=True, crumbs=present.crumbs(award, (_("Coordonnées bancaires"), _home(award))), lead=award.structure.name,
        question=_("Changer le compte sur lequel la structure est payée ?"),
        consequences=[_("Quelqu'un d'autre que vous les confirme avant qu'elles servent."), present.mails_to(award)],
    )  # fmt: skip

    def run() -> None:
        typed = Typed(form.rib.data, form.holder.data, form.bank.data, present.given(form))
        bank.propose_account(award=award, typed=typed, **acting.doing())

    return present.act(
        form, run, page, _("Les coordonnées sont enregistrées. Quelqu'un d'autre doit les confirmer.")
    )


@bp.post("/projets/gestion/<int:award_id>/compte/<int:account_id>/confirmer")
@permission(P.BANK_CONFIRM, loads=Award)
def confirm_account(award: Award, account_id: int) -> Any:
    bank.confirm_account(account=_account(award, account_id), award=award, **acting.doing())
    return acting.done(_home(award), _("Les coordonnées sont confirmées. La structure est prévenue."))


@bp.route("/projets/gestion/<int:award_id>/compte/<int:account_id>/refuser", methods=["GET", "POST"])
@permission(P.BANK_CONFIRM, loads=Award)
def refuse_account(award: Award, account_id: int) -> Any:
    found, form = _account(award, account_id), ReasonForm()
    page = Act(
        title=_("Refuser des coordonnées bancaires"), label=_("Refuser ces coordonnées"), back_url=_home(award),
        crumbs=present.crumbs(award, (_("Coordonnées bancaires"), _home(award))), lead=award.structure.name,
        question=_("Ces coordonnées ne conviennent-elles pas ?"),
        consequences=[_("Celles d'avant restent, s'il y en a."), present.mails_to(award)],
    )  # fmt: skip

    def run() -> None:
        bank.refuse_account(account=found, award=award, reason=form.reason.data, **acting.doing())

    return present.act(form, run, page, _("Les coordonnées sont refusées. La structure est prévenue."))


@bp.post("/projets/gestion/<int:award_id>/compte/<int:account_id>/attestation")
@permission(P.BANK_CONFIRM, loads=Award)
def account_proof(award: Award, account_id: int) -> Any:
    """The bank's paper; who opened it when stays in the history."""
    found = _account(award, account_id)
    if found.proof is None:
        abort(404)
    record(
        acting.actor(),
        "bank_account.proof_read",
        found,
        now=clock.now(),
        changes={"rib": (None, masked(found.rib))},
    )
    answer = files.send(found.proof)
    db.session.commit()
    return answer


def _home(award: Award) -> str:
    return url_for("payments.account", award_id=award.id)


def _account(award: Award, key: int) -> BankAccount:
    found = db.session.get(BankAccount, key)
    return found if found is not None and found.structure_id == award.structure_id else abort(404)
