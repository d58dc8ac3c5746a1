"""Pairs of entries that look like one structure, and pairs that somebody found to be two."""

from typing import Any

from flask import render_template, request

from noress.blueprints.catalogue_merging import bp
from noress.blueprints.catalogue_merging.present import STRUCTURES
from noress.core import paging
from noress.core.i18n import gettext as _
from noress.domain.accounts.permissions import P
from noress.domain.catalogue import pairs
from noress.domain.catalogue.likeness import SURE, find_likely
from noress.domain.catalogue.models import Structure, StructureDistinct
from noress.web.merging import PER_PAGE, distinct_page, forget_pair, note_pair
from noress.web.permissions import permission
from noress.web.places import place_of


@bp.get("/catalogue/gestion/doublons")
@permission(P.STRUCTURE_MERGE)
def index() -> str:
    """The likeliest pairs first."""
    found, is_cut = pairs.list_pairs()
    page = paging.cut(found, paging.page_number(request.args.get("page")), per_page=PER_PAGE)
    return render_template(
        "catalogue_merging/index.html", kind=STRUCTURES, page=page, has_more=is_cut, most=pairs.MOST_PAIRS,
        place_of=place_of, sure=SURE,
    )  # fmt: skip


@bp.get("/catalogue/gestion/<int:structure_id>/ressemblances")
@permission(P.STRUCTURE_MERGE, loads=Structure)
def alike(structure: Structure) -> str:
    """Every entry that may be the same as this one, whatever its state."""
    found = find_likely(structure.detail.values, but=structure.id, limit=PER_PAGE)
    return render_template(
        "catalogue_merging/alike.html", kind=STRUCTURES, structure=structure, found=found, place_of=place_of, sure=SURE
    )  # fmt: skip


@bp.get("/catalogue/gestion/doublons/differentes")
@permission(P.STRUCTURE_MERGE)
def distinct() -> str:
    """Pairs that somebody found to be two, the newest first."""
    return distinct_page("catalogue_merging/distinct.html", STRUCTURES, StructureDistinct)


@bp.post("/catalogue/gestion/doublons/differentes")
@permission(P.STRUCTURE_MERGE)
def note_distinct() -> Any:
    """ "These are not the same": said once, remembered."""
    return note_pair(Structure, _("C'est noté : ce sont deux structures. Cette paire n'est plus proposée."))


@bp.post("/catalogue/gestion/doublons/differentes/<int:structure_distinct_id>/oublier")
@permission(P.STRUCTURE_MERGE, loads=StructureDistinct)
def forget_distinct(pair: StructureDistinct) -> Any:
    """The pair may be proposed again."""
    return forget_pair(pair)
