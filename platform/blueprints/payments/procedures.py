"""The steps of a legal carrier, to sign and to pay: one page of lines, saved whole."""

from typing import Any

from flask import render_template, request, url_for
from wtforms import BooleanField, HiddenField, IntegerField, SelectField
from wtforms.fields import SelectChoice
from wtforms.validators import Optional

from noress.blueprints.payments import bp
from noress.blueprints.payments.forms import ARABIC, FRENCH, row_id
from noress.core.i18n import gettext as _
from noress.core.i18n import lazy
from noress.domain.accounts.permissions import P
from noress.domain.institutions.models import Institution
from noress.domain.payments import built_in, queries
from noress.domain.payments.models import Procedure
from noress.domain.payments.rules import procedures as rules
from noress.domain.payments.rules.procedures import Row as StepRow
from noress.extensions import db
from noress.web import acting
from noress.web.forms import BaseForm, line
from noress.web.permissions import permission
from noress.web.rows import OfItsLine, Row, both, names_of, rows_of, stored_rows, with_rows
from noress.web.submitting import attempt


class StepsForm(BaseForm):
    seen = HiddenField()


def _fields() -> dict[str, Any]:
    return {
        "procedure": SelectField(
            lazy("Pour"), choices=[SelectChoice(one.value, one.label) for one in Procedure], validate_choice=False
        ),
        "position": IntegerField(
            lazy("Rang"), validators=[Optional()],
            description=lazy("Une nouvelle étape au rang d'une autre passe avant elle."),
        ),
        "label_fr": line(FRENCH, validators=[OfItsLine()]), "label_ar": line(ARABIC, validators=[OfItsLine()]),
        "actor_fr": line(FRENCH, validators=[OfItsLine()]), "actor_ar": line(ARABIC, validators=[OfItsLine()]),
        "needs_paper": BooleanField(lazy("Un papier le prouve : il faut le joindre")),
        "is_payment": BooleanField(lazy("C'est le paiement lui-même")),
        "other_than": line(
            lazy("Jamais la même personne qu'aux rangs"), limit=40,
            description=lazy("Les rangs d'étapes d'avant, séparés par des virgules. Exemple : 2, 3."),
        ),
    }  # fmt: skip


@bp.route("/institutions/<int:institution_id>/etapes", methods=["GET", "POST"])
@permission(P.PROCEDURE_EDIT, loads=Institution)
def steps(institution: Institution) -> Any:
    """Before any is saved, those that are built in for its category."""
    stored = _stored(institution)
    names = names_of("etape", [key for key, _values in stored])
    values = {"seen": rules.fingerprint_of(institution), **stored_rows("etape", stored)}
    form = with_rows(StepsForm, {"rows": (names, _fields)})(data=values)
    rows = rows_of(form, names, _fields)
    tried = attempt(form, lambda: _save(institution, rows, form))
    if tried.status:
        if tried.refusal is not None and tried.refusal.code == "stale":
            form.seen.data = rules.fingerprint_of(institution)
        page = render_template("payments/steps.html", institution=institution, form=form, rows=rows)
        return page, tried.status
    return acting.done(
        url_for(".steps", institution_id=institution.id),
        _("Les étapes sont enregistrées. Ce qui est déjà noté reste."),
    )


def _stored(institution: Institution) -> list[tuple[str, dict[str, Any]]]:
    found = db.session.scalars(queries.list_steps(institution.id)).all()
    if found or request.method == "POST":
        ranks = {step.id: rank for rank, step in enumerate(found, 1)}
        return [
            (str(step.id), _values(rank, step, [ranks[key] for key in step.other_than if key in ranks]))
            for rank, step in enumerate(found, 1)
        ]  # fmt: skip
    steps = built_in.steps_for(institution.category_code)
    return [
        (f"r{rank}", _values(rank, step, [place + 1 for place in step.other_than]))
        for rank, step in enumerate(steps, 1)
    ]


def _values(rank: int, step: Any, apart: list[int]) -> dict[str, Any]:
    return {
        "procedure": step.procedure.value, "position": rank, **both("label", step.label), **both("actor", step.actor_title),
        "needs_paper": step.needs_paper, "is_payment": step.is_payment, "other_than": ", ".join(str(one) for one in apart),
    }  # fmt: skip


def _save(institution: Institution, rows: list[Row], form: Any) -> None:
    used = [row for row in rows if not row.is_empty("label_fr", "label_ar")]
    last = len(used) + 1
    kinds = list(Procedure)
    ordered = sorted(
        used,
        key=lambda row: (
            kinds.index(_procedure(row)),
            row.number("position", last) or last,
            row.key is not None,
        ),
    )
    places: dict[int | None, int] = {}
    for place, row in enumerate(ordered):
        if row.key is not None or row.number("position", 0) not in places:  # ranks are those of the page
            places[row.number("position", 0)] = place
    steps = [
        StepRow(
            _procedure(row), row.text("label"), row.text("actor"), needs_paper=bool(row.fields["needs_paper"].data),
            is_payment=bool(row.fields["is_payment"].data), id=row_id(row.key),
            other_than=tuple(places.get(rank, -1) for rank in _ranks(row.fields["other_than"].data)),
        )
        for row in ordered
    ]  # fmt: skip
    rules.save_steps(carrier=institution, rows=steps, seen=form.seen.data or "", **acting.doing())


def _procedure(row: Row) -> Procedure:
    value = row.fields["procedure"].data
    return Procedure(value) if value in set(Procedure) else Procedure.AGREEMENT


def _ranks(text: str | None) -> list[int]:
    """What is no number stands for no step: it is refused."""
    parts = [part.strip() for part in (text or "").replace("،", ",").split(",") if part.strip()]
    return [int(part) if part.isascii() and part.isdigit() and len(part) < 4 else -1 for part in parts]
