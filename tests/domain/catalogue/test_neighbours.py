"""Who lives near an entry: found through tenths of a degree, and the same as measured one by one."""

from math import cos, radians

import pytest

from noress.core.database import writing
from noress.domain.catalogue.queries import Reader, pages
from noress.extensions import db
from tests.factories import NOW
from tests.factories.catalogue import make_structure

pytestmark = pytest.mark.both_engines  # rounded by the engine, looked for in its index
#: within a tenth, at its edge and beyond
STEPS = (-0.11, -0.0999, -0.06, -0.05, -0.04, 0.0, 0.04, 0.05, 0.0501, 0.0999, 0.11)
HERE = ((35.5, -5.4), (35.55, -5.35), (35.5999, -5.4), (35.6, -5.4))


@pytest.mark.parametrize("here", HERE)
def test_neighbours_are_those_of_the_square_whatever_tenth_it_lies_in(app, here):
    lat, lon = here
    width = cos(radians(lat))
    others = {}
    rows = [make_structure(f"Atelier {number}") for number in range(len(STEPS) * 3 + 1)]
    itself = rows.pop()
    places = [(lat + north, lon + east / width) for north in STEPS for east in (-0.12, 0.0, 0.09)]
    with writing():
        itself.latitude, itself.longitude = here
        for row, place in zip(rows, places, strict=True):
            row.latitude, row.longitude = place
            others[row.id] = place
        db.session.commit()
    expected = {
        key for key, (north, east) in others.items()
        if abs(north - lat) < 0.1 and abs(east - lon) * width < 0.1
    }  # fmt: skip
    assert len(expected) == 18
    found = pages.read_beside(itself, Reader(), has_point=True, sectors=0, today=NOW.date())
    assert {key for key, _lat, _lon in found.near} == expected
    nowhere = pages.read_beside(itself, Reader(), has_point=False, sectors=0, today=NOW.date())
    assert nowhere.near == []
