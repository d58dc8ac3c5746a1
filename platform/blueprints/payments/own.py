"""The project as those who hold it see it: what to sign, papers to give, instalments to ask for, where they are paid."""

from typing import Any

from flask import abort, redirect, render_template, url_for
from werkzeug.wrappers import Response as BaseResponse

from noress.blueprints.payments import bp, present
from noress.blueprints.payments.forms import AccountForm, FileForm, SignForm
from noress.blueprints.payments.present import Act
from noress.core import clock
from noress.core.i18n import gettext as _
from noress.domain.applications.links import actor_of
from noress.domain.applications.models import ApplicationPerson
from noress.domain.awards.models import Award
from noress.domain.payments import prizes, queries
from noress.domain.payments.models import AgreementState, AwardPaper, Instalment, InstalmentState, Party
from noress.domain.payments.rib import masked
from noress.domain.payments.rules import agreements, bank, papers, paying
from noress.domain.payments.rules.bank import Typed
from noress.domain.payments.rules.reporting import is_report_missing
from noress.domain.reports.models import ProjectReport
from noress.extensions import db
from noress.web.application_links import open_link
from noress.web.flashes import say
from noress.web.headers import private_page
from noress.web.permissions import public

I = InstalmentState  # noqa: E741 -- short for what may be asked for


def open_project(token: str) -> tuple[ApplicationPerson, Award]:
    """404 for a link that opens nothing, and until the structure has been told that it is funded."""
    person = open_link(token)
    award = db.session.scalars(queries.get_told_award(person.application_id)).one_or_none()
    return person, award if award is not None else abort(404)


@bp.get("/candidature/<token>/projet")
@public
def own_project(token: str) -> BaseResponse:
    """What waits for them stands first."""
    person, award = open_project(token)
    agreement = present.agreement_of(award)
    rows = db.session.scalars(queries.list_instalments(award.id)).all()
    accounts = db.session.scalars(queries.list_accounts(award.structure_id)).all()
    owes_agreement = prizes.owes_agreement(award)
    is_signed = (agreement is not None and agreement.state is AgreementState.SIGNED) or not owes_agreement
    today, reading = clock.today(), {I.PLANNED, I.REFUSED}
    awaited = {
        one.id: db.session.get_one(ProjectReport, one.report_id).title
        for one in rows if is_signed and one.report_id and one.state in reading and is_report_missing(one)
    }  # fmt: skip
    shown = render_template(
        "payments/own.html", token=token, person=person, award=award, kinds=present.KINDS, masked=masked,
        agreement=agreement if agreement is not None and agreement.state is not AgreementState.DRAFT else None,
        has_signed=agreement is not None and any(one.party is Party.HOLDER for one in agreement.signatures),
        instalments=[one for one in rows if one.state is not I.CANCELLED],
        paid=sum(one.amount for one in rows if one.state is I.PAID), can_send=person.part.can_send,
        can_ask={one.id for one in rows if is_signed and person.part.can_send and one.state in reading
                 and one.id not in awaited and (one.due_on is None or one.due_on <= today)},
        is_prize=prizes.is_prize(award), owes_agreement=owes_agreement, owes_reports=prizes.owes_reports(award),
        awaited=awaited, papers=db.session.scalars(queries.list_papers(award.id)).all(),
        current=next((one for one in accounts if one.confirmed_at and not one.ended_at), None),
        proposed=next((one for one in accounts if not one.confirmed_at and not one.ended_at), None),
        refused=accounts[0] if accounts and accounts[0].refused_because else None,
    )  # fmt: skip
    return private_page(shown)


def _act(token: str, award: Award, title: Any, label: Any, **values: Any) -> Act:
    home = url_for("payments.own_project", token=token)

    def shown(status: int, **given: Any) -> BaseResponse:
        return private_page(render_template("payments/act.html", **given), status)

    crumbs = [(award.application.title, url_for("applying.show", token=token)), (_("Votre projet"), home)]
    return Act(title=title, label=label, back_url=home, crumbs=crumbs, shown=shown, **values)


@bp.post("/candidature/<token>/projet/tranches/<int:instalment_id>/demander")
@public
def own_ask(token: str, instalment_id: int) -> BaseResponse:
    person, award = open_project(token)
    found = db.session.get(Instalment, instalment_id)
    if found is None or found.award_id != award.id:
        abort(404)
    paying.ask_instalment(instalment=found, person=person, actor=actor_of(person), now=clock.now())
    db.session.commit()
    say(
        _(
            "La tranche est demandée. Le secrétariat vérifie, puis le paiement est ordonné ; vous serez prévenu(e)."
        )
    )
    return private_page(redirect(url_for(".own_project", token=token), 303))


@bp.route("/candidature/<token>/projet/convention", methods=["GET", "POST"])
@public
def own_sign(token: str) -> Any:
    """The scan of what they have signed."""
    person, award = open_project(token)
    agreement, form = present.agreement_of(award), SignForm()
    if agreement is None or agreement.state is AgreementState.DRAFT or not person.part.can_send:
        abort(404)
    page = _act(token, award, _("Envoyer la convention signée"), _("Envoyer la convention signée"), has_files=True,
                lead=agreement.number)  # fmt: skip

    def run() -> None:
        now, actor = clock.now(), actor_of(person)
        agreements.sign_agreement(
            agreement=agreement, party=Party.HOLDER, signed_on=form.signed_on.data, person=person,  # type: ignore[arg-type]
            file=present.uploaded(form.file.data, actor, now), actor=actor, now=now,
        )  # fmt: skip

    return present.act(
        form, run, page, _("La convention signée est reçue. L'autre partie la signe à son tour.")
    )


@bp.route("/candidature/<token>/projet/papiers/<int:paper_id>", methods=["GET", "POST"])
@public
def own_paper(token: str, paper_id: int) -> Any:
    person, award = open_project(token)
    found, form = db.session.get(AwardPaper, paper_id), FileForm()
    if found is None or found.award_id != award.id or not person.part.can_edit:
        abort(404)
    page = _act(token, award, str(found.label), _("Envoyer ce papier"), has_files=True)

    def run() -> None:
        now, actor = clock.now(), actor_of(person)
        file = present.uploaded(form.file.data, actor, now)
        papers.give_paper(paper=found, file=file, person=person, actor=actor, now=now)

    return present.act(form, run, page, _("Le papier est reçu. Le secrétariat le vérifie."))


@bp.route("/candidature/<token>/projet/compte", methods=["GET", "POST"])
@public
def own_account(token: str) -> Any:
    person, award = open_project(token)
    if not person.part.can_send:
        abort(404)
    form = AccountForm()
    page = _act(
        token, award, _("Vos coordonnées bancaires"), _("Envoyer ces coordonnées"), has_files=True,
        question=_("Où la structure veut-elle être payée ?"),
        consequences=[_("Le bureau les compare à l'attestation de la banque, puis les confirme."), present.mails_to(award)],
    )  # fmt: skip

    def run() -> None:
        now, actor = clock.now(), actor_of(person)
        proof = present.uploaded(form.file.data, actor, now)
        typed = Typed(form.rib.data, form.holder.data, form.bank.data, proof)
        bank.propose_account(award=award, typed=typed, person=person, actor=actor, now=now)

    return present.act(
        form, run, page, _("Vos coordonnées sont reçues. Elles serviront une fois confirmées.")
    )
