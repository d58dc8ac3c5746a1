"""The money of a call, its criteria, its conditions: each a page of lines, saved whole."""

from collections.abc import Callable, Iterable
from typing import Any

from flask import redirect, render_template, url_for
from wtforms import BooleanField, IntegerField, SelectField
from wtforms.fields import SelectChoice
from wtforms.validators import Optional

from noress.blueprints.funding import bp
from noress.core import clock
from noress.core.i18n import gettext as _
from noress.core.i18n import lazy
from noress.domain.accounts.permissions import P
from noress.domain.funding import rules
from noress.domain.funding.models import FundingCall
from noress.domain.institutions.queries import list_institution_choices
from noress.extensions import db
from noress.web import acting
from noress.web.call_forms import (
    ARABIC,
    FRENCH,
    WANTED,
    Fields,
    RowsForm,
    condition_fields,
    condition_rows,
    number,
    stored_conditions,
)  # fmt: skip
from noress.web.flashes import say
from noress.web.forms import BaseForm, line, long_text
from noress.web.permissions import permission
from noress.web.rows import (
    Row,
    both,
    names_of,
    read_amount,
    rows_of,
    stored_rows,
    typed_amount,
    with_rows,
)
from noress.web.submitting import attempt

AMOUNT = lazy("Exemple : 60 000 ou 1 234,50.")


class MoneyForm(RowsForm):
    envelope = line(lazy("Enveloppe, en dirhams"), limit=40, description=lazy("Ce que tous les projets se partagent. Laissez vide si elle n'est pas annoncée."))  # fmt: skip


def _lot_fields() -> Fields:
    return {
        "title_fr": line(FRENCH, validators=WANTED), "title_ar": line(ARABIC, validators=WANTED),
        "amount": line(lazy("Montant par projet, en dirhams"), limit=40, description=AMOUNT, validators=WANTED),
        "is_ceiling": BooleanField(lazy("C'est un maximum : le candidat écrit le montant qu'il demande")),
        "most_projects": IntegerField(lazy("Nombre de projets au plus"), validators=[Optional()]),
        "own_percent": IntegerField(lazy("Apport propre, en pour cent du budget au moins"), validators=[Optional()]),
        "own_in_kind": BooleanField(lazy("L'apport en nature compte (travail, local, matériel)"), default=True),
    }  # fmt: skip


def _funder_fields() -> Fields:
    return {
        "institution_id": SelectField(lazy("Institution"), coerce=number, validate_choice=False, choices=[]),
        "name_fr": line(FRENCH), "name_ar": line(ARABIC),
        "amount": line(lazy("Sa part, en dirhams"), limit=40, description=AMOUNT, validators=WANTED),
    }  # fmt: skip


def _criterion_fields() -> Fields:
    return {
        "title_fr": line(FRENCH, validators=WANTED), "title_ar": line(ARABIC, validators=WANTED),
        "guidance_fr": long_text(FRENCH, limit=1000), "guidance_ar": long_text(ARABIC, limit=1000),
        "weight": IntegerField(lazy("Poids"), validators=[Optional(), *WANTED]),
    }  # fmt: skip


@bp.route("/appels/gestion/<int:funding_call_id>/montants", methods=["GET", "POST"])
@permission(P.CALL_MANAGE, loads=FundingCall)
def edit_money(call: FundingCall) -> Any:
    """Lots, envelope, funders on one page: their sums are checked together."""
    lots, shares = (
        names_of("lot", (lot.id for lot in call.lots)),
        names_of("part", (one.id for one in call.funders)),
    )
    form = with_rows(MoneyForm, {"lots": (lots, _lot_fields), "shares": (shares, _funder_fields)})(
        data=_money(call)
    )
    lot_rows, share_rows = rows_of(form, lots, _lot_fields), rows_of(form, shares, _funder_fields)
    _offer_institutions(share_rows)
    tried = attempt(
        form,
        lambda: rules.save_money(
            call=call, envelope=read_amount(form["envelope"].data, "envelope"),
            lots=[_lot(row) for row in lot_rows if not row.is_empty("title_fr", "title_ar", "amount")],
            funders=[_funder(row) for row in share_rows if not row.is_empty("institution_id", "name_fr", "name_ar", "amount")],
            version=form["version"].data, actor=acting.actor(), now=clock.now(),
        ),
        stored=lambda: _money(call),
    )  # fmt: skip
    return _answer(call, form, tried, "funding/edit_money.html", lots=lot_rows, shares=share_rows)


def _lot(row: Row) -> rules.LotRow:
    return rules.LotRow(
        row=row.name, id=number(row.key), title=row.text("title"), amount=row.amount("amount"),
        is_ceiling=bool(row.fields["is_ceiling"].data), most_projects=row.number("most_projects"),
        own_percent=row.number("own_percent", 0) or 0, own_in_kind=bool(row.fields["own_in_kind"].data),
    )  # fmt: skip


def _funder(row: Row) -> rules.FunderRow:
    return rules.FunderRow(
        row=row.name, id=number(row.key), institution_id=row.number("institution_id"), name=row.text("name"),
        amount=row.amount("amount"),
    )  # fmt: skip


def _offer_institutions(rows: Iterable[Row]) -> None:
    found = db.session.execute(list_institution_choices()).all()
    choices = [SelectChoice("", _("choisissez")), *(SelectChoice(one[0], str(one[1])) for one in found)]
    for row in rows:
        row.fields["institution_id"].choices = choices


def _money(call: FundingCall) -> dict[str, Any]:
    lots = stored_rows("lot", ((lot.id, {
        **both("title", lot.title), "amount": typed_amount(lot.amount), "is_ceiling": lot.is_ceiling,
        "most_projects": lot.most_projects, "own_percent": lot.own_percent, "own_in_kind": lot.own_in_kind,
    }) for lot in call.lots))  # fmt: skip
    shares = stored_rows("part", ((one.id, {
        "institution_id": one.institution_id, **both("name", one.name), "amount": typed_amount(one.amount),
    }) for one in call.funders))  # fmt: skip
    return {"version": call.version, "envelope": typed_amount(call.envelope), **lots, **shares}


@bp.route("/appels/gestion/<int:funding_call_id>/criteres", methods=["GET", "POST"])
@permission(P.CALL_MANAGE, loads=FundingCall)
def edit_criteria(call: FundingCall) -> Any:
    names = names_of("critere", (one.id for one in call.criteria))
    return _lines(
        call, names, _criterion_fields, _criteria, "funding/edit_criteria.html",
        lambda rows, version: rules.save_criteria(
            call=call, version=version, actor=acting.actor(), now=clock.now(),
            rows=[
                rules.CriterionRow(
                    row=row.name, id=number(row.key), title=row.text("title"), guidance=row.text("guidance"),
                    weight=row.number("weight"),
                )
                for row in rows if not row.is_empty("title_fr", "title_ar", "weight")
            ],
        ),
    )  # fmt: skip


def _criteria(call: FundingCall) -> dict[str, Any]:
    rows = ((one.id, {**both("title", one.title), **both("guidance", one.guidance), "weight": one.weight}) for one in call.criteria)  # fmt: skip
    return {"version": call.version, **stored_rows("critere", rows)}


@bp.route("/appels/gestion/<int:funding_call_id>/conditions", methods=["GET", "POST"])
@permission(P.CALL_MANAGE, loads=FundingCall)
def edit_eligibility(call: FundingCall) -> Any:
    """Questions asked before anything is begun, with what to say when the answer does not fit."""
    names = names_of("condition", (rule["key"] for rule in call.eligibility))
    return _lines(
        call, names, condition_fields, stored_conditions, "funding/edit_eligibility.html",
        lambda rows, version: rules.save_eligibility(
            call=call, version=version, actor=acting.actor(), now=clock.now(),
            rows=condition_rows(rows),
        ),
    )  # fmt: skip


def _lines(
    call: FundingCall, names: list[str], fields: Callable[[], Fields], stored: Callable[[FundingCall], dict[str, Any]],
    template: str, save: Callable[[list[Row], int], None],
) -> Any:  # fmt: skip
    form = with_rows(RowsForm, {"rows": (names, fields)})(data=stored(call))
    rows = rows_of(form, names, fields)
    tried = attempt(form, lambda: save(rows, form["version"].data), stored=lambda: stored(call))
    return _answer(call, form, tried, template, rows=rows)


def _answer(call: FundingCall, form: BaseForm, tried: Any, template: str, **values: Any) -> Any:
    if tried.status:
        return render_template(template, call=call, form=form, stale=tried.stale, **values), tried.status
    target = url_for(".prepare", funding_call_id=call.id)
    db.session.commit()
    say(_("L'appel est enregistré."))
    return redirect(target, 303)
