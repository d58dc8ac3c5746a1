"""The catalogue in the hands of the secretariat and of those who keep its entries."""

from flask import Blueprint, Flask

from noress.domain.catalogue import duties  # noqa: F401 -- registers its provider
from noress.domain.catalogue.rules import answers  # noqa: F401 -- listens to answers that are validated

bp = Blueprint("catalogue_desk", __name__)

from noress.blueprints.catalogue_desk import (  # noqa: E402, F401
    changing,
    checking,
    editing,
    keepers,
    labels,
    listing,
    own,
    panels,
    sources,
    words,
)


@bp.record
def offer_panels(state: object) -> None:
    """What the page of an entry shows of it to those who may."""
    app: Flask = state.app  # type: ignore[attr-defined]
    app.extensions.setdefault("structure_panels", []).append(panels.panel_of)
