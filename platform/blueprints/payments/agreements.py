"""The agreement of a project: prepared, written, sent out, taken back."""

from typing import Any

from flask import redirect, render_template, url_for

from noress.blueprints.payments import bp, present
from noress.blueprints.payments.forms import AgreementForm, ConfirmForm, ReasonForm
from noress.blueprints.payments.present import Act
from noress.core.i18n import gettext as _
from noress.domain.accounts.permissions import P
from noress.domain.awards.models import Award
from noress.domain.payments import built_in, queries
from noress.domain.payments.models import AgreementState, InstalmentState
from noress.domain.payments.rules import agreements
from noress.extensions import db
from noress.web import acting
from noress.web.documents import document_link
from noress.web.permissions import permission
from noress.web.submitting import attempt


@bp.post("/projets/gestion/<int:award_id>/convention/preparer")
@permission(P.AGREEMENT_MANAGE, loads=Award)
def prepare(award: Award) -> Any:
    agreements.prepare_agreement(award=award, **acting.doing())
    return acting.done(
        url_for(".agreement", award_id=award.id),
        _(
            "La convention est préparée, en français et en arabe. Relisez-la avant de l'envoyer à la signature."
        ),
    )


@bp.route("/projets/gestion/<int:award_id>/convention", methods=["GET", "POST"])
@permission(P.AGREEMENT_MANAGE, loads=Award)
def agreement(award: Award) -> Any:
    """Both texts side by side while it is prepared; read alone afterwards."""
    found = present.agreement_of(award)
    if found is None:
        return redirect(present.home(award), 303)
    values = {name: getattr(found, name) for name in ("version", "starts_on", "ends_on", "french", "arabic")}
    form = AgreementForm(data=values)

    def stored() -> dict[str, Any]:
        db.session.refresh(found)
        return {name: getattr(found, name) for name in values}

    tried = attempt(
        form,
        lambda: agreements.edit_agreement(
            agreement=found, french=form.french.data, arabic=form.arabic.data, starts_on=form.starts_on.data,
            ends_on=form.ends_on.data, version=form.version.data, **acting.doing(),
        ),
        stored=stored,
    )  # fmt: skip
    if tried.status:
        rows = [
            one
            for one in db.session.scalars(queries.list_instalments(award.id))
            if one.state is not InstalmentState.CANCELLED
        ]
        page = render_template(
            "payments/agreement.html", award=award, agreement=found, form=form, stale=tried.stale, tags=built_in.TAGS,
            crumbs=present.crumbs(award), kinds=present.KINDS, is_draft=found.state is AgreementState.DRAFT,
            links=[document_link("agreement", found, code) for code in ("fr", "ar")],
            is_planned=sum(one.amount for one in rows) == award.amount,
        )  # fmt: skip
        return page, tried.status
    return acting.done(url_for(".agreement", award_id=award.id), _("La convention est enregistrée."))


@bp.route("/projets/gestion/<int:award_id>/convention/envoyer", methods=["GET", "POST"])
@permission(P.AGREEMENT_MANAGE, loads=Award)
def send(award: Award) -> Any:
    """After a page that says who is written to, and that the text stops changing."""
    found, form = present.need_agreement(award), ConfirmForm()
    page = Act(
        title=_("Envoyer la convention à la signature"), label=_("Envoyer à la signature"), back_url=present.home(award),
        crumbs=present.crumbs(award), lead=award.application.title, question=_("Envoyer cette convention ?"),
        consequences=[
            _("Elle prend son numéro ; son texte et ses tranches ne changent plus."),
            _("La structure l'imprime, la signe et en envoie le scan."), present.mails_to(award),
        ],
    )  # fmt: skip
    run = lambda: agreements.send_agreement(agreement=found, **acting.doing())  # noqa: E731
    return present.act(
        form, run, page, _("La convention est partie à la signature. La structure est prévenue.")
    )


@bp.route("/projets/gestion/<int:award_id>/convention/reprendre", methods=["GET", "POST"])
@permission(P.AGREEMENT_MANAGE, loads=Award)
def reopen(award: Award) -> Any:
    found, form = present.need_agreement(award), ReasonForm()
    page = Act(
        title=_("Reprendre la convention"), label=_("Reprendre la convention"), back_url=present.home(award),
        crumbs=present.crumbs(award), lead=award.application.title, question=_("La corriger avant que quelqu'un la signe ?"),
        consequences=[_("La structure est priée de ne pas signer ce texte."), present.mails_to(award)],
    )  # fmt: skip
    run = lambda: agreements.reopen_agreement(agreement=found, reason=form.reason.data, **acting.doing())  # noqa: E731
    return present.act(
        form, run, page, _("La convention est reprise. Corrigez-la, puis envoyez-la de nouveau.")
    )
