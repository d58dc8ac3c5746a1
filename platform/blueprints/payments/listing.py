"""The list of funded projects, and one of them: what was signed, what is paid, what waits."""

from typing import Any

from flask import abort, render_template, request
from werkzeug.datastructures import MultiDict
from wtforms.fields import SelectChoice

from noress.blueprints.payments import bp, present
from noress.blueprints.payments.forms import WAITING, ProjectFilter, row_id
from noress.core import clock, paging
from noress.core.i18n import gettext as _
from noress.domain.accounts.permissions import P
from noress.domain.awards.models import Award, AwardState
from noress.domain.funding.models import CallKind
from noress.domain.payments import policy, prizes, queries
from noress.domain.payments.models import (
    Agreement,
    AgreementState,
    Instalment,
    InstalmentState,
    Party,
    Procedure,
)
from noress.domain.payments.queries.following import Followed, list_followed
from noress.domain.payments.rib import masked
from noress.domain.payments.rules.procedures import next_step
from noress.extensions import db
from noress.web import acting, files, history
from noress.web.permissions import permission


@bp.get("/projets/gestion/")
@permission(P.AWARD_FOLLOW)
def index() -> Any:
    """Those that this reader knows of, with what is paid of each."""
    recused, told = present.knowing()
    every = db.session.scalars(queries.list_known_calls(recused, **told)).all()
    form = ProjectFilter(MultiDict(request.args))
    kind = _kind(form, every)
    calls = [one for one in every if one.kind is kind]
    wanted = _wanted(form, calls, kind)
    page = paging.paginate(
        list_followed(wanted, recused, **told), paging.page_number(request.args.get("page"))
    )
    ids = [one.id for one in page.items]
    sums: dict[int, dict[Any, tuple[int, int]]] = {}
    for award_id, state, count, total in db.session.execute(queries.sums_of(ids)):
        sums.setdefault(award_id, {})[state] = (count, int(total))
    agreements = {one.award_id: one for one in db.session.scalars(queries.list_of_agreements(ids))}
    return render_template(
        "payments/index.html", page=page, form=form, calls=calls, sums=sums, agreements=agreements, kinds=present.KINDS,
        is_filtered=wanted != Followed(kind=kind), is_prize=kind is CallKind.COMPETITION, others=len(every) - len(calls), waiting=WAITING, paid=InstalmentState.PAID,
        can_edit=policy.can_edit_procedure(acting.actor()),
    )  # fmt: skip


def _kind(form: ProjectFilter, calls: Any) -> CallKind:
    """Projects, unless the address names an edition of the prize, or all of them."""
    asked = next((one.kind for one in calls if one.id == row_id(form.appel.data)), None)
    return asked or (CallKind.COMPETITION if request.args.get("genre") == "concours" else CallKind.AMI)


def _wanted(form: ProjectFilter, calls: Any, kind: CallKind) -> Followed:
    """What is not a choice is no filter."""
    every = SelectChoice("", _("tous"))
    form.appel.choices = [every, *(SelectChoice(str(one.id), str(one.title)) for one in calls)]
    form.etat.choices = [every, *(SelectChoice(one.value, str(one.label)) for one in AwardState)]
    form.tranche.choices = [every, *(SelectChoice(one.value, str(one.label)) for one in WAITING)]
    state, waiting = form.etat.data, form.tranche.data
    return Followed(
        kind=kind, call_id=next((one.id for one in calls if one.id == row_id(form.appel.data)), None),
        words=(form.q.data or "")[:300], state=AwardState(state) if state in set(AwardState) else None,
        waiting=InstalmentState(waiting) if waiting in set(WAITING) else None,
    )  # fmt: skip


@bp.get("/projets/gestion/<int:award_id>")
@permission(P.AWARD_FOLLOW, loads=Award)
def show(award: Award) -> Any:
    """One page with everything, each part with its own."""
    db.session.scalars(queries.get_award(award.id)).unique().one()
    actor, agreement = acting.actor(), present.agreement_of(award)
    rows = db.session.scalars(queries.list_instalments(award.id)).all()
    papers = db.session.scalars(queries.list_papers(award.id)).all()
    steps = db.session.scalars(queries.list_steps(award.call.carrier_id or 0, Procedure.AGREEMENT)).all()
    done = db.session.scalars(queries.list_done(agreement_id=agreement.id)).all() if agreement else []
    accounts = db.session.scalars(queries.list_accounts(award.structure_id)).all()
    standing = [one for one in rows if one.state is not InstalmentState.CANCELLED]
    paid = sum(one.amount for one in rows if one.state is InstalmentState.PAID)
    told = {
        "award": [award.id], "agreement": [agreement.id] if agreement else [], "instalment": [one.id for one in rows],
        "award_paper": [one.id for one in papers], "bank_account": [one.id for one in accounts],
    }  # fmt: skip
    page = history.page_of(
        {name: ids for name, ids in told.items() if ids}, paging.page_number(request.args.get("page"))
    )
    return render_template(
        "payments/show.html", award=award, agreement=agreement, instalments=rows, papers=papers, page=page, paid=paid,
        planned=sum(one.amount for one in standing), kinds=present.KINDS, steps=steps, taken={one.step_id: one for one in done},
        next_step=next_step(steps, done), parties=[(party, _signature(agreement, party)) for party in Party],
        current=next((one for one in accounts if one.confirmed_at and not one.ended_at), None), masked=masked,
        proposed=next((one for one in accounts if not one.confirmed_at and not one.ended_at), None),
        can_manage=policy.can_manage_agreements(actor), is_over=present.is_over(award),
        can_plan=policy.can_manage_agreements(actor) and _may_plan(award, agreement, standing),
        missing=[one for one in papers if one.is_required and one.checked_at is None], today=clock.today(),
        province=present.province_name(award.application.province_code), owes_agreement=prizes.owes_agreement(award),
    )  # fmt: skip


def _may_plan(award: Award, agreement: Agreement | None, standing: list[Instalment]) -> bool:
    """Until the agreement goes out; once it is signed, only what a cancelled instalment left."""
    if award.published_at is None or present.is_over(award):
        return False
    if agreement is None or agreement.state is AgreementState.DRAFT:
        return True
    is_whole = sum(one.amount for one in standing) == award.amount
    return agreement.state is AgreementState.SIGNED and not is_whole


def _signature(agreement: Any, party: Party) -> Any:
    return next((one for one in agreement.signatures if one.party is party), None) if agreement else None


@bp.get("/projets/gestion/<int:award_id>/fichiers/<int:file_id>")
@permission(P.AWARD_FOLLOW, loads=Award)
def file(award: Award, file_id: int) -> Any:
    """Signed scans, papers of steps, proofs of payment. What is protected is asked for by its button."""
    found = db.session.scalars(queries.get_file(award.id, file_id)).one_or_none()
    return files.send(found if found is not None else abort(404))
