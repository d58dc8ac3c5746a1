"""One instalment: what it waits for, whose turn it is, and each act with its page."""

from collections.abc import Collection
from typing import Any

from flask import abort, render_template, url_for
from markupsafe import Markup
from wtforms.fields import SelectChoice

from noress.blueprints.payments import bp, present
from noress.blueprints.payments.forms import AwaitForm, PayForm, ReasonForm, StepForm, row_id
from noress.blueprints.payments.present import Act
from noress.blueprints.payments.signing import taken_of
from noress.core.errors import RuleError
from noress.core.formats import money
from noress.core.i18n import gettext as _
from noress.domain.accounts.permissions import P
from noress.domain.awards.models import Award
from noress.domain.funding.rules.parts import funder_name
from noress.domain.payments import policy, queries
from noress.domain.payments.models import (
    AgreementState,
    Instalment,
    InstalmentState,
    Procedure,
    ProcedureStep,
)
from noress.domain.payments.rib import grouped, masked
from noress.domain.payments.rules import paying, planning, procedures
from noress.domain.payments.rules.procedures import next_step
from noress.domain.payments.rules.reporting import is_report_missing
from noress.domain.reports import queries as reports
from noress.domain.reports.models import ProjectReport
from noress.extensions import db
from noress.web import acting
from noress.web.permissions import permission

I = InstalmentState  # noqa: E741 -- short for the table below


@bp.get("/projets/gestion/<int:award_id>/tranches/<int:instalment_id>")
@permission(P.AWARD_FOLLOW, loads=Award)
def instalment(award: Award, instalment_id: int) -> Any:
    one = present.need_instalment(award, instalment_id)
    steps, done = _steps(award), db.session.scalars(queries.list_done(instalment_ids=[one.id])).all()
    return render_template(
        "payments/instalment.html", award=award, one=one, steps=steps, taken={row.step_id: row for row in done},
        following=next_step(steps, done), offers=_offers(award, one), kinds=present.KINDS, crumbs=present.crumbs(award),
        missing=[paper.label for paper in db.session.scalars(queries.list_papers(award.id)) if paper.is_missing],
        report=_report(one), report_missing=is_report_missing(one),
        shares=[(funder_name(share.funder), share.amount) for share in one.shares], masked=masked, title=_title(one),
    )  # fmt: skip


def _offers(award: Award, one: Instalment) -> set[str]:
    """What this reader may do with it now."""
    if present.is_over(award) or award.published_at is None:
        return set()
    actor, agreement = acting.actor(), present.agreement_of(award)
    is_signed = agreement is not None and agreement.state is AgreementState.SIGNED
    may = {
        "ask": policy.can_manage_agreements(actor) and is_signed and one.state in (I.PLANNED, I.REFUSED),
        "await": policy.can_manage_agreements(actor) and is_signed and one.state in planning.WAITABLE,
        "check": policy.can_check(actor) and one.state is I.ASKED and one.asked_by_id != actor.person_id,
        "refuse": policy.can_check(actor) and one.state in (I.ASKED, I.CHECKED),
        "order": policy.can_order(actor) and one.state in (I.CHECKED, I.FAILED),
        "pay": policy.can_pay(actor) and one.state is I.ORDERED,
        "fail": policy.can_pay(actor) and one.state in (I.ORDERED, I.PAID),
        "cancel": policy.can_manage_agreements(actor)
        and one.state in paying.CANCELLABLE,
    }  # fmt: skip
    return {name for name, holds in may.items() if holds}


@bp.post("/projets/gestion/<int:award_id>/tranches/<int:instalment_id>/demander")
@permission(P.AGREEMENT_MANAGE, loads=Award)
def ask(award: Award, instalment_id: int) -> Any:
    """For a structure that cannot do it itself."""
    one = present.need_instalment(award, instalment_id)
    paying.ask_instalment(instalment=one, **acting.doing())
    return acting.done(_home(one), _("La tranche est demandée. Quelqu'un d'autre la vérifie."))


@bp.route("/projets/gestion/<int:award_id>/tranches/<int:instalment_id>/rapport", methods=["GET", "POST"])
@permission(P.AGREEMENT_MANAGE, loads=Award)
def await_report(award: Award, instalment_id: int) -> Any:
    """Not checked before that report is accepted, or dispensed with."""
    one = present.need_instalment(award, instalment_id)
    form = AwaitForm(data={"report_id": str(one.report_id or "")})
    found = db.session.scalars(reports.list_of_award(award.id)).all()
    form.report_id.choices = [
        SelectChoice("", _("aucun")),
        *(SelectChoice(str(report.id), report.title) for report in found),
    ]
    page = _act(one, _("Attendre un rapport"), None, [], states=planning.WAITABLE)
    page.label = _("Enregistrer")

    def run() -> None:
        key = row_id(form.report_id.data)
        report = next((row for row in found if row.id == key), None)
        if report is None and form.report_id.data:
            message = _("Choisissez une des réponses proposées.")
            raise RuleError("unknown_choice", message, field="report_id")
        planning.await_report(instalment=one, report=report, **acting.doing())

    return present.act(form, run, page, _("C'est enregistré."))


def _report(one: Instalment) -> str | None:
    report = db.session.get(ProjectReport, one.report_id) if one.report_id else None
    return f"{report.title}, {report.state.label}" if report is not None else None


@bp.post("/projets/gestion/<int:award_id>/tranches/<int:instalment_id>/verifier")
@permission(P.PAYMENT_CHECK, loads=Award)
def check(award: Award, instalment_id: int) -> Any:
    one = present.need_instalment(award, instalment_id)
    paying.check_instalment(instalment=one, **acting.doing())
    return acting.done(_home(one), _("La tranche est vérifiée. L'ordonnateur peut l'ordonner."))


@bp.route("/projets/gestion/<int:award_id>/tranches/<int:instalment_id>/refuser", methods=["GET", "POST"])
@permission(P.PAYMENT_CHECK, loads=Award)
def refuse(award: Award, instalment_id: int) -> Any:
    one, form = present.need_instalment(award, instalment_id), ReasonForm()
    page = _act(
        one, _("Refuser la demande"), _("Rendre cette demande à la structure ?"),
        [_("Elle lit pourquoi, complète, et demande de nouveau."), present.mails_to(award)],
        states=(I.ASKED, I.CHECKED),
    )  # fmt: skip
    run = lambda: paying.refuse_instalment(instalment=one, reason=form.reason.data, **acting.doing())  # noqa: E731
    return present.act(form, run, page, _("La demande est refusée. La structure est prévenue."))


@bp.route("/projets/gestion/<int:award_id>/tranches/<int:instalment_id>/etape", methods=["GET", "POST"])
@permission(P.PAYMENT_ORDER, loads=Award)
def order(award: Award, instalment_id: int) -> Any:
    """The next step before the payment."""
    one = present.need_instalment(award, instalment_id)
    step = _next(award, one)
    form = StepForm().needing(step)
    page = _act(one, str(step.label), None, [], states=(I.CHECKED, I.FAILED))
    page.label, page.has_files = _("Noter cette étape"), True
    page.facts = [(_("C'est l'acte de"), step.actor_title), (_("Montant"), money(one.amount))]

    def run() -> None:
        procedures.take_payment_step(instalment=one, step=step, taken=taken_of(form), **acting.doing())

    return present.act(form, run, page, _("L'étape est notée."))


@bp.route("/projets/gestion/<int:award_id>/tranches/<int:instalment_id>/payer", methods=["GET", "POST"])
@permission(P.PAYMENT_PAY, loads=Award)
def pay(award: Award, instalment_id: int) -> Any:
    """After a page that shows the whole account, for whoever makes the transfer."""
    one, form, step = present.need_instalment(award, instalment_id), PayForm(), _steps(award)[-1:]
    if not step:
        abort(404)
    account = one.bank_account
    page = _act(one, _("Confirmer le paiement"), _("Cette tranche est-elle payée ?"),
                [_("Elle compte comme payée ; cela ne se fait qu'une fois."), present.mails_to(award)],
                states=(I.ORDERED,))  # fmt: skip
    page.has_files = True
    page.facts = [(_("Montant"), money(one.amount)), (_("À"), award.structure.name)]
    if account is not None:
        rib = Markup('<bdi dir="ltr" class="code">{}</bdi>').format(grouped(account.rib))
        page.facts += [
            (_("Titulaire du compte"), Markup("<bdi>{}</bdi>").format(account.holder)),
            (_("RIB"), rib),
        ]

    def run() -> None:
        paying.pay_instalment(
            instalment=one, step=step[0], paid_on=form.paid_on.data, reference=form.reference.data,  # type: ignore[arg-type]
            proof=present.given(form), **acting.doing(),
        )  # fmt: skip

    return present.act(form, run, page, _("Le paiement est confirmé. La structure est prévenue."))


@bp.route("/projets/gestion/<int:award_id>/tranches/<int:instalment_id>/echec", methods=["GET", "POST"])
@permission(P.PAYMENT_PAY, loads=Award)
def fail(award: Award, instalment_id: int) -> Any:
    one, form = present.need_instalment(award, instalment_id), ReasonForm()
    page = _act(
        one, _("Signaler un virement rejeté"), _("La banque a-t-elle rejeté ce virement ?"),
        [_("La tranche ne compte plus comme payée ; elle est ordonnée de nouveau, depuis la première étape."),
         present.mails_to(award)],
        states=(I.ORDERED, I.PAID),
    )  # fmt: skip
    run = lambda: paying.fail_instalment(instalment=one, reason=form.reason.data, **acting.doing())  # noqa: E731
    return present.act(form, run, page, _("Le rejet est noté. La structure est prévenue."))


@bp.route("/projets/gestion/<int:award_id>/tranches/<int:instalment_id>/annuler", methods=["GET", "POST"])
@permission(P.AGREEMENT_MANAGE, loads=Award)
def cancel(award: Award, instalment_id: int) -> Any:
    one, form = present.need_instalment(award, instalment_id), ReasonForm()
    page = _act(
        one, _("Annuler une tranche"), _("Ne plus jamais payer cette tranche ?"),
        [_("Son montant peut être prévu de nouveau, autrement."), present.mails_to(award)], states=paying.CANCELLABLE,
    )  # fmt: skip
    run = lambda: paying.cancel_instalment(instalment=one, reason=form.reason.data, **acting.doing())  # noqa: E731
    return present.act(form, run, page, _("La tranche est annulée. La structure est prévenue."))


def _act(
    one: Instalment,
    title: str,
    question: Any,
    consequences: list[Any],
    *,
    states: Collection[InstalmentState],
) -> Act:
    """In another state there is nothing to do here: two tabs, or somebody else was faster."""
    said = _("Cette tranche est « %(state)s » : ceci n'est plus possible.", state=str(one.state.label))
    return Act(
        closed=None if one.state in states else said,
        title=title, label=title, back_url=_home(one), lead=one.award.application.title, question=question,
        consequences=consequences, crumbs=present.crumbs(one.award, (_title(one), _home(one))),
        facts=[(_("Montant"), money(one.amount))],
    )  # fmt: skip


def _title(one: Instalment) -> str:
    return _("Tranche %(number)s", number=one.position)


def _home(one: Instalment) -> str:
    return url_for("payments.instalment", award_id=one.award_id, instalment_id=one.id)


def _steps(award: Award) -> list[ProcedureStep]:
    return list(db.session.scalars(queries.list_steps(award.call.carrier_id or 0, Procedure.PAYMENT)))


def _next(award: Award, one: Instalment) -> ProcedureStep:
    done = db.session.scalars(queries.list_done(instalment_ids=[one.id])).all()
    return next_step(_steps(award), done) or abort(404)
