"""Whom a place may turn to, from the official list alone: what it lies in, and what else lies there."""

from functools import lru_cache

from noress.core import territories
from noress.domain.catalogue.models import COUNTRY


def provinces_around(province: str) -> tuple[str, ...]:
    """Every province of the region that it lies in."""
    region = territories.region_of(province)
    return tuple(place.code for place in territories.children(region.code)) if region else (province,)


def serving(province: str, commune: str) -> tuple[tuple[str, ...], ...]:
    """The codes of those who serve somebody there, the nearest first: their commune, their province, their region,
    the country. Who said no commune is told of those that serve a single one too, after the province."""
    region = territories.region_of(province)
    communes = (commune,) if commune else tuple(place.code for place in territories.children(province))
    near = ((communes, (province,)) if commune else ((province,), communes)) if communes else ((province,),)
    return (*near, *(((region.code,),) if region else ()), (COUNTRY,))


def elsewhere_in_region(province: str) -> tuple[str, ...]:
    return tuple(code for code in provinces_around(province) if code != province)


@lru_cache(1)
def everywhere() -> tuple[str, ...]:
    """Every place but communes: who serves a single one is of no use to another."""
    return (
        COUNTRY,
        *(place.code for level in ("region", "province") for place in territories.of_level(level)),
    )


@lru_cache(1)
def anywhere() -> tuple[str, ...]:
    """Every place, and none, for who did not say where they are."""
    return (*everywhere(), "", *(place.code for place in territories.of_level("commune")))
