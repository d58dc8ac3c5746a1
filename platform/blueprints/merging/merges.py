"""Two records side by side, what merging them would do, and taking a merge back."""

from functools import partial
from typing import Any

from flask import abort, url_for

from noress.blueprints.merging import bp
from noress.blueprints.merging.present import INSTITUTIONS, Names, side_label, value_of
from noress.core import clock
from noress.core.i18n import gettext as _
from noress.domain.accounts.permissions import P
from noress.domain.institutions import queries as institutions
from noress.domain.institutions.models import Institution
from noress.domain.merging import rules
from noress.domain.merging.models import InstitutionMerge
from noress.domain.merging.sides import compare as sides_of
from noress.domain.merging.sides import membership_of
from noress.extensions import db
from noress.web import acting
from noress.web.merging import Comparison, merges_page, refuse_merge, undo_page
from noress.web.permissions import permission


@bp.get("/membres/<int:institution_id>/fusionner/<int:other_id>")
@permission(P.INSTITUTION_MERGE, loads=Institution)
def compare(kept: Institution, other_id: int) -> Any:
    """Which values stay; the first of the address is the record that is kept."""
    other = _other(other_id)
    plan = rules.plan_merge(kept=kept, merged=other, now=clock.now())
    return _comparison(kept, other).compare_page("merging/compare.html", plan)


@bp.route("/membres/<int:institution_id>/fusionner/<int:other_id>/confirmer", methods=["GET", "POST"])
@permission(P.INSTITUTION_MERGE, loads=Institution)
def merge(kept: Institution, other_id: int) -> Any:
    """What will happen, then it happens, all of it at once."""
    other = _other(other_id)
    comparison, kept_id = _comparison(kept, other), kept.id
    form = comparison.form()

    def page(error: Any) -> str:
        plan, becomes = rules.plan_merge(kept=kept, merged=other, now=clock.now()), membership_of(kept, other)
        return comparison.confirm_page(
            "merging/merge.html", form, plan, error=error, becomes=becomes if becomes is not kept.membership else None
        )  # fmt: skip

    if refused := refuse_merge(form, partial(rules.merge_institutions, kept=kept, merged=other), page):
        return refused
    return acting.done(
        url_for("institutions.show", institution_id=kept_id),
        _(
            "Les deux fiches n'en font plus qu'une. La coordination peut encore annuler, depuis la page des doublons."
        ),
    )


@bp.get("/membres/fusions")
@permission(P.DUPLICATE_SEE)
def merges() -> str:
    """Merges that hold, the newest first."""
    return merges_page("merging/merges.html", INSTITUTIONS, InstitutionMerge)


@bp.route("/membres/fusions/<int:institution_merge_id>/annuler", methods=["GET", "POST"])
@permission(P.INSTITUTION_MERGE, loads=InstitutionMerge)
def undo(done: InstitutionMerge) -> Any:
    """Everything goes back, or the page says what stands in the way."""
    return undo_page(
        "merging/undo.html", INSTITUTIONS, done, obstacles=rules.list_obstacles, undo=rules.undo_merge
    )


def _other(other_id: int) -> Institution:
    other = db.session.get(Institution, other_id)
    if other is None:
        abort(404)
    return other


def _comparison(kept: Institution, other: Institution) -> Comparison:
    names = _names(kept, other)
    return Comparison(
        INSTITUTIONS, kept, other, sides_of(kept, other), side_label,
        lambda side, content: value_of(side, content, names),
    )  # fmt: skip


def _names(kept: Institution, other: Institution) -> Names:
    """What their categories are called, and the institutions that either is part of."""
    names: Names = {category.code: str(category.name) for category in (kept.category, other.category)}
    if kept.part_of_id is None and other.part_of_id is None:
        return names
    rows = db.session.execute(institutions.list_institution_choices())
    return {**names, **{key: str(name) for key, name, _note in rows}}
