"""How the places that an entry serves are written down in `structure_area`, alone and with each service: a service
that few offer is found by looking it up, however many entries a province has."""

from collections.abc import Iterable, Iterator


def code_of(place: str, bit: int | None = None) -> str:
    """A place; with the bit of a service, that service in that place. No place: it serves none that is known."""
    return place if bit is None else f"{place}/{bit}"


def codes_of(places: Iterable[str], services: int) -> set[str]:
    """Everything under which an entry is looked up."""
    served = set(places)
    return served | {code_of(place, bit) for place in served or {""} for bit in _bits(services)}


def _bits(mask: int) -> Iterator[int]:
    return (bit for bit in range(mask.bit_length()) if mask >> bit & 1)
