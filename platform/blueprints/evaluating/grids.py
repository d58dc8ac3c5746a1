"""The grid of a stage: what it will judge by, from when to when, how many people for each file."""

from functools import partial
from typing import Any

from flask import redirect, render_template, url_for

from noress.blueprints.evaluating import bp, present
from noress.blueprints.evaluating.forms import (
    EVERYBODY,
    SOME,
    GridForm,
    PrizeGridForm,
    criterion_fields,
    wall_of,
)
from noress.core.i18n import LANGUAGES
from noress.core.i18n import gettext as _
from noress.domain.accounts.permissions import P
from noress.domain.competitions.models import Competition
from noress.domain.funding.models import FundingCall
from noress.domain.reviewing import grids as rules
from noress.domain.reviewing.criteria import has_own_criteria
from noress.domain.reviewing.models import Grid
from noress.extensions import db
from noress.web import acting
from noress.web.drafts import draft_form
from noress.web.flashes import say
from noress.web.permissions import permission
from noress.web.rows import NEW, Row, both, names_of, rows_of, stored_rows, with_rows
from noress.web.submitting import attempt

#: rows of a grid that is not made yet: the announced criteria, apart from the empty lines
ANNOUNCED = 100


@bp.route("/appels/gestion/<int:funding_call_id>/grille", methods=["GET", "POST"])
@permission(P.GRID_MANAGE, loads=FundingCall)
def grid(call: FundingCall) -> Any:
    """Made from the announced criteria; once an evaluation is sent, its dates alone change."""
    stage = present.asked_stage(call)
    here = url_for(".grid", funding_call_id=call.id, etape=stage)
    return _page(call, stage, GridForm, here, present.board_url)


@bp.route("/concours/gestion/<int:competition_id>/grille", methods=["GET", "POST"])
@permission(P.GRID_MANAGE, loads=Competition)
def prize_grid(competition: Competition) -> Any:
    """Of an edition of the prize: begins with the criteria of the edition before."""
    here = url_for(".prize_grid", competition_id=competition.id)
    return _page(competition.call, 1, PrizeGridForm, here, lambda _made: here, competition=competition)


def _page(
    call: FundingCall, stage: int, form_class: Any, here: str, after: Any, *, competition: Competition | None = None
) -> Any:  # fmt: skip
    found = rules.grid_of(call, stage)
    frozen = found is not None and rules.is_frozen(found)
    names = [] if frozen else names_of("critere", _keys(call, found))
    make = partial(criterion_fields, [(one.id, str(one.title)) for one in call.lots])
    form = draft_form(
        with_rows(form_class, {"rows": (names, make)}), data=_stored(call, stage), about=("etape",)  # type: ignore[type-var]
    )  # fmt: skip
    rows = rows_of(form, names, make)
    tried = attempt(
        form,
        lambda: rules.save_grid(
            call=call, stage=stage, rows=None if frozen else _read(rows), version=form["version"].data or 0,
            settings=_settings(form), **acting.doing(),
        ),
        stored=lambda: _stored(call, stage),
    )  # fmt: skip
    if tried.status:
        page = render_template(
            "evaluating/grid.html", call=call, grid=found, form=form, rows=rows, frozen=frozen, stage=stage, stale=tried.stale,
            stages=present.stages_of(call), step_words=present.step_words, here=here, competition=competition,
            lots={one.id: one.title for one in call.lots}, is_uneven=found is not None and has_own_criteria(found),
        )  # fmt: skip
        return page, tried.status
    target = after(tried.made)
    db.session.commit()
    say(_("La grille est enregistrée."))
    return redirect(target, 303)


def _settings(form: Any) -> rules.Settings:
    everybody = "by_everybody" in form and form["by_everybody"].data == EVERYBODY
    per_file = form["per_file"].data or (1 if everybody else 0)
    return rules.Settings(per_file, form.instant("opens_at"), form.instant("closes_at"), everybody)


def _keys(call: FundingCall, found: Grid | None) -> list[Any]:
    if found is None:
        return [f"n{ANNOUNCED + place}" for place in range(1, len(rules.first_rows(call)) + 1)]
    return [one.id for one in found.criteria]


def _read(rows: list[Row]) -> list[rules.CriterionRow]:
    return [
        rules.CriterionRow(
            row=row.name, id=int(row.key) if row.key and row.key.isdecimal() else None, title=row.text("title"),
            guidance=row.text("guidance"), weight=row.number("weight"), minimum=row.number("minimum"),
            needs_comment=bool(row.fields["needs_comment"].data),
            words={code: _lines(row.fields[f"words_{code}"].data) for code in LANGUAGES},
            lot_id=row.fields["lot_id"].data if "lot_id" in row.fields else None,
            is_outside_total=bool(row.fields["is_outside_total"].data),
        )
        for row in rows if not row.is_empty("title_fr", "title_ar", "weight")
    ]  # fmt: skip


def _lines(text: str | None) -> list[str]:
    return [said for one in (text or "").splitlines() if (said := one.strip())]


def _stored(call: FundingCall, stage: int) -> dict[str, Any]:
    found = rules.grid_of(call, stage)
    usual = {f"words_{code}": "\n".join(word[code] for word in rules.USUAL_WORDS) for code in LANGUAGES}
    if found is None:
        rows = [
            (f"n{ANNOUNCED + place}", _values(one, one.words))
            for place, one in enumerate(rules.first_rows(call), 1)
        ]
        start = {"version": 0, "per_file": 2, "by_everybody": EVERYBODY}
        return {**start, **stored_rows("critere", rows), **_new_rows(usual)}
    rows = [
        (one.id, _values(one, {code: [step["word"].get(code, "") for step in one.scale] for code in LANGUAGES}))
        for one in found.criteria
    ]  # fmt: skip
    return {
        "version": found.version, "per_file": found.per_file, **wall_of("opens_at", found.opens_at),
        **wall_of("closes_at", found.closes_at), **stored_rows("critere", rows), **_new_rows(usual),
        "by_everybody": EVERYBODY if found.by_everybody else SOME,
    }  # fmt: skip


def _values(one: Any, words: Any) -> dict[str, Any]:
    """Of a criterion that is stored, or of one that a new grid begins with."""
    return {
        **both("title", one.title), **both("guidance", one.guidance), "weight": one.weight, "minimum": one.minimum,
        "needs_comment": one.needs_comment, "lot_id": one.lot_id, "is_outside_total": one.is_outside_total,
        **{f"words_{code}": "\n".join(words.get(code, ())) for code in LANGUAGES},
    }  # fmt: skip


def _new_rows(usual: dict[str, str]) -> dict[str, Any]:
    """The empty lines begin on the usual scale."""
    return stored_rows("critere", [(f"n{place}", usual) for place in range(1, NEW + 1)])
