"""Places as pages of the catalogue offer and say them."""

from typing import Any

from flask import current_app
from wtforms.fields import SelectChoice

from noress.core import territories
from noress.core.folding import fold
from noress.core.territories import Territory
from noress.domain.catalogue.models import Structure


def home_provinces() -> tuple[Territory, ...]:
    """Of the network's region, as the settings name it; all of them when it is no region of the list."""
    named = fold(str(current_app.config["SETTINGS"].network_territory.get("fr", "")))
    regions = [region for region in territories.of_level("region") if fold(region.name["fr"]) in named]
    return territories.children(regions[0].code) if regions else tuple(territories.of_level("province"))


def province_choices(empty: Any) -> list[SelectChoice]:
    return [
        SelectChoice("", empty),
        *(SelectChoice(place.code, str(place.name)) for place in home_provinces()),
    ]


def place_of(structure: Structure) -> str:
    """Its commune, or its province; "" when nothing is said."""
    return territories.name_of(structure.commune_code) or territories.name_of(structure.province_code)
