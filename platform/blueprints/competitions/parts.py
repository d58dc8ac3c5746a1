"""The categories of an edition, its prizes, its conditions: each a page of lines, saved whole."""

from collections.abc import Iterable
from typing import Any

from wtforms import IntegerField, SelectField
from wtforms.fields import SelectChoice
from wtforms.validators import Optional

from noress.blueprints.competitions import bp, present
from noress.core import clock
from noress.core.i18n import gettext as _
from noress.core.i18n import lazy
from noress.domain.accounts.permissions import P
from noress.domain.competitions.models import Competition
from noress.domain.competitions.rules import parts as rules
from noress.domain.funding.rules import save_eligibility
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
from noress.web.forms import line
from noress.web.permissions import permission
from noress.web.rows import Row, both, names_of, rows_of, stored_rows, typed_amount, with_rows
from noress.web.submitting import attempt


def _category_fields() -> Fields:
    return {"title_fr": line(FRENCH, validators=WANTED), "title_ar": line(ARABIC, validators=WANTED)}


def _prize_fields() -> Fields:
    return {
        "title_fr": line(FRENCH, validators=WANTED), "title_ar": line(ARABIC, validators=WANTED),
        "rank": IntegerField(lazy("Rang"), validators=[Optional(), *WANTED], description=lazy("1 pour le premier prix.")),
        "amount": line(
            lazy("Montant pour chaque lauréat, en dirhams"), limit=40, validators=WANTED,
            description=lazy("Exemple : 50 000. Laissez vide s'il n'est pas connu : tout le monde lira qu'il ne l'est pas."),
        ),
        "winners": IntegerField(lazy("Nombre de lauréats"), validators=[Optional(), *WANTED], default=1),
        "lot_id": SelectField(lazy("Catégorie"), coerce=number, validate_choice=False, choices=[]),
    }  # fmt: skip


@bp.route("/concours/gestion/<int:competition_id>/categories", methods=["GET", "POST"])
@permission(P.COMPETITION_MANAGE, loads=Competition)
def edit_categories(competition: Competition) -> Any:
    names = names_of("categorie", (lot.id for lot in competition.call.lots))
    form = with_rows(RowsForm, {"rows": (names, _category_fields)})(data=_categories(competition))
    rows = rows_of(form, names, _category_fields)
    tried = attempt(
        form,
        lambda: rules.save_categories(
            competition=competition, version=form["version"].data, actor=acting.actor(), now=clock.now(),
            rows=[
                rules.CategoryRow(row=row.name, id=number(row.key), title=row.text("title"))
                for row in rows if not row.is_empty("title_fr", "title_ar")
            ],
        ),
        stored=lambda: _categories(competition),
    )  # fmt: skip
    return present.answer(competition, form, tried, "competitions/edit_categories.html", rows=rows)


def _categories(competition: Competition) -> dict[str, Any]:
    rows = stored_rows("categorie", ((lot.id, both("title", lot.title)) for lot in competition.call.lots))
    return {"version": competition.call.version, **rows}


@bp.route("/concours/gestion/<int:competition_id>/prix", methods=["GET", "POST"])
@permission(P.COMPETITION_MANAGE, loads=Competition)
def edit_prizes(competition: Competition) -> Any:
    """A rank, an amount that may be unknown, how many winners, of one category or of all."""
    names = names_of("prix", (one.id for one in competition.prizes))
    form = with_rows(RowsForm, {"rows": (names, _prize_fields)})(data=_prizes(competition))
    rows = rows_of(form, names, _prize_fields)
    _offer_categories(competition, rows)
    tried = attempt(
        form,
        lambda: rules.save_prizes(
            competition=competition, version=form["version"].data, actor=acting.actor(), now=clock.now(),
            rows=[_prize(row) for row in rows if not row.is_empty("title_fr", "title_ar", "rank", "amount")],
        ),
        stored=lambda: _prizes(competition),
    )  # fmt: skip
    return present.answer(competition, form, tried, "competitions/edit_prizes.html", rows=rows)


def _prize(row: Row) -> rules.PrizeRow:
    return rules.PrizeRow(
        row=row.name, id=number(row.key), title=row.text("title"), rank=row.number("rank"), amount=row.amount("amount"),
        winners=row.number("winners", 1), lot_id=row.number("lot_id"),
    )  # fmt: skip


def _offer_categories(competition: Competition, rows: Iterable[Row]) -> None:
    lots = [SelectChoice(lot.id, str(lot.title)) for lot in competition.call.lots]
    for row in rows:
        row.fields["lot_id"].choices = [SelectChoice("", _("toutes les catégories")), *lots]


def _prizes(competition: Competition) -> dict[str, Any]:
    rows = stored_rows("prix", ((one.id, {
        **both("title", one.title), "rank": one.rank, "amount": typed_amount(one.amount), "winners": one.winners,
        "lot_id": one.lot_id,
    }) for one in competition.prizes))  # fmt: skip
    return {"version": competition.call.version, **rows}


@bp.route("/concours/gestion/<int:competition_id>/conditions", methods=["GET", "POST"])
@permission(P.COMPETITION_MANAGE, loads=Competition)
def edit_eligibility(competition: Competition) -> Any:
    """Questions asked before anything is begun, as for calls."""
    call = competition.call
    names = names_of("condition", (rule["key"] for rule in call.eligibility))
    form = with_rows(RowsForm, {"rows": (names, condition_fields)})(data=stored_conditions(call))
    rows = rows_of(form, names, condition_fields)
    tried = attempt(
        form,
        lambda: save_eligibility(
            call=call, version=form["version"].data, actor=acting.actor(), now=clock.now(), rows=condition_rows(rows)
        ),
        stored=lambda: stored_conditions(call),
    )  # fmt: skip
    return present.answer(competition, form, tried, "competitions/edit_eligibility.html", rows=rows)
