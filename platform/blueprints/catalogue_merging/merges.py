"""Two entries side by side, what merging them would do, and taking a merge back."""

from functools import partial
from typing import Any

from flask import abort, url_for

from noress.blueprints.catalogue_merging import bp
from noress.blueprints.catalogue_merging.present import STRUCTURES, side_label, told_of, value_of
from noress.core.i18n import gettext as _
from noress.domain.accounts.permissions import P
from noress.domain.catalogue.fields import FIELDS
from noress.domain.catalogue.models import Structure, StructureChange, StructureMerge, StructureState
from noress.domain.catalogue.queries.likeness import list_open_changes
from noress.domain.catalogue.rules.merging import list_sides, merge_structures, plan_structure_merge
from noress.domain.catalogue.rules.merging_undo import list_merge_obstacles, undo_structure_merge
from noress.domain.catalogue.vocabulary import read_vocabulary
from noress.extensions import db
from noress.web import acting
from noress.web.merging import Comparison, merges_page, refuse_merge, undo_page
from noress.web.permissions import permission


@bp.get("/catalogue/gestion/<int:structure_id>/fusionner/<int:other_id>")
@permission(P.STRUCTURE_MERGE, loads=Structure)
def compare(kept: Structure, other_id: int) -> Any:
    """Which values stay; the first of the address is the entry that is kept."""
    other = _other(other_id)
    plan = plan_structure_merge(kept=kept, merged=other)
    return _comparison(kept, other).compare_page(
        "catalogue_merging/compare.html", plan, waiting=_waiting(kept, other)
    )


@bp.route("/catalogue/gestion/<int:structure_id>/fusionner/<int:other_id>/confirmer", methods=["GET", "POST"])
@permission(P.STRUCTURE_MERGE, loads=Structure)
def merge(kept: Structure, other_id: int) -> Any:
    """What will happen, then it happens, all of it at once."""
    other = _other(other_id)
    comparison, kept_id = _comparison(kept, other), kept.id
    form = comparison.form()

    def page(error: Any) -> str:
        plan = plan_structure_merge(kept=kept, merged=other)
        return comparison.confirm_page(
            "catalogue_merging/merge.html", form, plan, error=error, waiting=_waiting(kept, other)
        )

    if refused := refuse_merge(form, partial(merge_structures, kept=kept, merged=other), page):
        return refused
    return acting.done(
        url_for("catalogue.show", structure_id=kept_id),
        _("Les deux fiches n'en font plus qu'une. Vous pouvez encore annuler, depuis la page des doublons."),
    )


@bp.get("/catalogue/gestion/fusions")
@permission(P.STRUCTURE_MERGE)
def merges() -> str:
    """Merges that hold, the newest first."""
    return merges_page("catalogue_merging/merges.html", STRUCTURES, StructureMerge)


@bp.route("/catalogue/gestion/fusions/<int:structure_merge_id>/annuler", methods=["GET", "POST"])
@permission(P.STRUCTURE_MERGE, loads=StructureMerge)
def undo(done: StructureMerge) -> Any:
    """Everything goes back, or the page says what stands in the way."""
    return undo_page(
        "catalogue_merging/undo.html",
        STRUCTURES,
        done,
        obstacles=list_merge_obstacles,
        undo=undo_structure_merge,
    )


def _other(other_id: int) -> Structure:
    other = db.session.get(Structure, other_id)
    if other is None or other.state is StructureState.OUTSIDE:
        abort(404)
    return other


def _waiting(kept: Structure, other: Structure) -> list[tuple[StructureChange, list[Any]]]:
    """What must be decided first, and the fields that it is about."""
    changes = db.session.scalars(list_open_changes([kept.id, other.id]))
    return [
        (change, [field.label for name, field in FIELDS.items() if name in change.values])
        for change in changes
    ]


def _comparison(kept: Structure, other: Structure) -> Comparison:
    words = read_vocabulary()
    return Comparison(
        STRUCTURES, kept, other, list_sides(kept, other), side_label,
        lambda side, content: value_of(side, content, words), partial(told_of, kept, other),
    )  # fmt: skip
