"""Instalments as they are planned: a page of lines, saved whole."""

from typing import Any

from flask import render_template, url_for
from wtforms import DateField
from wtforms.validators import Optional

from noress.blueprints.payments import bp, present
from noress.blueprints.payments.forms import ARABIC, FRENCH
from noress.core.errors import RuleError
from noress.core.i18n import gettext as _
from noress.core.i18n import lazy
from noress.domain.accounts.permissions import P
from noress.domain.awards.models import Award
from noress.domain.payments import queries
from noress.domain.payments.models import AgreementState, InstalmentState
from noress.domain.payments.rules.planning import Planned, plan_instalments
from noress.extensions import db
from noress.web import acting
from noress.web.forms import BaseForm, line
from noress.web.merge import version_field
from noress.web.permissions import permission
from noress.web.rows import OfItsLine, Row, both, names_of, rows_of, stored_rows, typed_amount, with_rows
from noress.web.submitting import attempt


class PlanForm(BaseForm):
    version = version_field()


def _fields() -> dict[str, Any]:
    return {
        "amount": line(lazy("Montant, en dirhams"), limit=40, validators=[OfItsLine()], description=lazy("Exemple : 40 000 ou 1 234,50.")),
        "due_on": DateField(lazy("Au plus tôt le"), validators=[Optional()]),
        "condition_fr": line(FRENCH, limit=300, validators=[OfItsLine()]),
        "condition_ar": line(ARABIC, limit=300, validators=[OfItsLine()]),
    }  # fmt: skip


@bp.route("/projets/gestion/<int:award_id>/tranches", methods=["GET", "POST"])
@permission(P.AGREEMENT_MANAGE, loads=Award)
def plan(award: Award) -> Any:
    """What may still change, then what is asked for, paid or signed, which stays."""
    there = db.session.scalars(queries.list_instalments(award.id)).all()
    agreement = present.agreement_of(award)
    is_open = agreement is None or agreement.state is AgreementState.DRAFT
    free = [one for one in there if is_open and one.state is InstalmentState.PLANNED]
    names = names_of("tranche", [one.id for one in free])
    form = with_rows(PlanForm, {"rows": (names, _fields)})(data=_stored(award, free))

    def stored() -> dict[str, Any]:
        db.session.refresh(award)
        return _stored(award, [one for one in free if one in db.session])

    rows = rows_of(form, names, _fields)
    tried = attempt(form, lambda: _save(award, rows, form), stored=stored)
    if tried.status:
        db.session.refresh(award)
        kept = [one for one in there if one not in free]
        page = render_template(
            "payments/plan.html", award=award, form=form, rows=rows, stale=tried.stale, kept=kept, kinds=present.KINDS,
            crumbs=present.crumbs(award), is_over=present.is_over(award), is_out=agreement is not None and agreement.state is AgreementState.TO_SIGN,
        )  # fmt: skip
        return page, tried.status
    return acting.done(url_for(".show", award_id=award.id), _("Les tranches sont prévues."))


def _stored(award: Award, free: Any) -> dict[str, Any]:
    values = [
        (
            one.id,
            {"amount": typed_amount(one.amount), "due_on": one.due_on, **both("condition", one.condition)},
        )
        for one in free
    ]
    return {"version": award.version, **stored_rows("tranche", values)}


def _save(award: Award, rows: list[Row], form: Any) -> None:
    used = [row for row in rows if not row.is_empty("amount", "condition_fr", "condition_ar")]
    planned = [
        Planned(row.amount("amount") or 0, row.text("condition"), row.fields["due_on"].data,
                id=int(row.key) if row.key is not None else None)
        for row in used
    ]  # fmt: skip
    try:
        plan_instalments(award=award, rows=planned, version=form.version.data, **acting.doing())
    except RuleError as refused:
        refused.field = _beside(refused, used, planned, award)
        raise


def _beside(refused: RuleError, used: list[Row], planned: list[Planned], award: Award) -> str | None:
    """The line that the refusal is about: the first that is wrong by itself, else the last."""
    if refused.field not in ("amount", "condition") or not used:
        return None
    name = "amount" if refused.field == "amount" else "condition_fr"
    wrong = (
        (lambda one: not 0 < one.amount <= award.amount)
        if name == "amount"
        else (lambda one: not any(one.condition.values()))
    )
    place = next((n for n, one in enumerate(planned) if wrong(one)), len(used) - 1)
    return f"{used[place].name}_{name}"
