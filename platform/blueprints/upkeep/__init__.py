"""Keeping the catalogue true: confirmations, mistakes reported, what neighbours know, afternoons of tidying up."""

from flask import Blueprint, Flask

from noress.domain.upkeep import duties  # noqa: F401 -- registers its providers

bp = Blueprint("upkeep", __name__)

from noress.blueprints.upkeep import (  # noqa: E402, F401
    answering,
    cards,
    confirming,
    neighbours,
    reporting,
    sprints,
    telephoning,
)


@bp.record
def offer_panel(state: object) -> None:
    """What the page of an entry shows of it to signed-in people."""
    app: Flask = state.app  # type: ignore[attr-defined]
    app.extensions.setdefault("structure_panels", []).append(neighbours.panel_of)
