"""Prizes to pay: what each winner lacks, the amount of those that were not known, the award that the payment follows."""

from typing import Any

from flask import render_template, url_for

from noress.blueprints.results import bp, present
from noress.blueprints.results.forms import AmountForm
from noress.core.i18n import gettext as _
from noress.domain.accounts.permissions import P
from noress.domain.awards.rules.granting import left_of
from noress.domain.competitions.models import Competition
from noress.domain.competitions.queries import results as queries
from noress.domain.competitions.rules import awarding
from noress.extensions import db
from noress.web import acting
from noress.web.permissions import permission
from noress.web.rows import read_amount, typed_amount
from noress.web.submitting import attempt


@bp.get("/concours/gestion/<int:competition_id>/resultats/prix")
@permission(P.RESULT_RELEASE, loads=Competition)
def prizes(competition: Competition) -> Any:
    """Once told, each winner with its award or what it lacks; before, amounts alone."""
    release = present.release_of(competition)
    winners = []
    if competition.deliberated_at is not None:
        found = db.session.scalars(queries.list_decided(competition.id, present.recused())).unique()
        winners = [one for one in found if one.prize_id is not None]
    ids = [one.application_id for one in winners]
    awards = {one.application_id: one for one in db.session.scalars(queries.list_awards_of(ids))}
    lacking = {one.id: awarding.lacking(one) for one in winners} if release is not None else {}
    taken = {one.prize_id for one in winners}
    return render_template(
        "results/prizes.html", competition=competition, call=competition.call, winners=winners, awards=awards,
        lacking=lacking, can_set_amount=awarding.can_set_amount, release=release, left=left_of(competition.call).envelope,
        free=[one for one in competition.prizes if one.id not in taken] if competition.deliberated_at else [],
    )  # fmt: skip


@bp.route(
    "/concours/gestion/<int:competition_id>/resultats/prix/<int:entry_id>/montant", methods=["GET", "POST"]
)
@permission(P.RESULT_RELEASE, loads=Competition)
def amount(competition: Competition, entry_id: int) -> Any:
    """Of a prize whose amount the rules do not say."""
    entry = present.decided_entry(competition, entry_id)
    form = AmountForm(data={"amount": typed_amount(entry.prize_amount)})

    def save() -> None:
        cents = read_amount(form.amount.data, "amount") or 0
        awarding.set_amount(entry=entry, amount=cents, **acting.doing())

    tried = attempt(form, save)
    if tried.status:
        page = render_template("results/amount.html", competition=competition, entry=entry, form=form)
        return page, tried.status
    return acting.done(url_for(".prizes", competition_id=competition.id), _("Le montant est enregistré."))


@bp.post("/concours/gestion/<int:competition_id>/resultats/prix/<int:entry_id>/verser")
@permission(P.RESULT_RELEASE, loads=Competition)
def award(competition: Competition, entry_id: int) -> Any:
    """The award, with its one instalment; the payment goes on from its page."""
    entry = present.decided_entry(competition, entry_id)
    made = awarding.award_prize(entry=entry, **acting.doing())
    return acting.done(
        url_for("payments.show", award_id=made.id), _("Le versement du prix est préparé : il suit le chemin des paiements.")
    )  # fmt: skip
