"""VTIMEZONE: exact at every hour, Ramadan switches and the end of them included."""

from datetime import UTC, datetime, timedelta
from io import StringIO
from zoneinfo import ZoneInfo

import dateutil.tz
import icalendar
import pytest

from noress.core import clock
from noress.core.icalendar_build import vtimezone

ZONE = clock.MOROCCO


def offsets_of(component: icalendar.Timezone) -> list[tuple[datetime, timedelta]]:
    """(UTC instant, offset from then on), read from the observances as RFC 5545, 3.6.5 says."""
    return sorted(
        ((part["DTSTART"].dt - part["TZOFFSETFROM"].td).replace(tzinfo=UTC), part["TZOFFSETTO"].td)
        for part in component.subcomponents
    )


@pytest.mark.parametrize("zone", [ZONE, "Europe/Paris", "Australia/Lord_Howe"])
def test_vtimezone_is_exact_at_every_hour_from_2022_to_2028(zone):
    changes = offsets_of(icalendar.Timezone.from_ical(vtimezone(zone, 2022, 2028).to_ical()))
    truth = ZoneInfo(zone)
    at, wrong, looked, current = datetime(2022, 1, 1, tzinfo=UTC), [], 0, timedelta()
    while at < datetime(2029, 1, 1, tzinfo=UTC):
        while changes and changes[0][0] <= at:
            current = changes.pop(0)[1]
        looked += 1
        if at.astimezone(truth).utcoffset() != current:
            wrong.append(at)
        at += timedelta(hours=1)
    assert (wrong, looked) == ([], 61_368)


@pytest.mark.parametrize("zone", [ZONE, "Europe/Paris"])
def test_vtimezone_is_exact_for_a_reader_that_trusts_it(zone):
    read = dateutil.tz.tzical(StringIO(vtimezone(zone, 2024, 2026).to_ical().decode())).get()
    truth, wall, wrong = ZoneInfo(zone), datetime(2024, 1, 1), []
    while wall < datetime(2027, 1, 1):
        ours, right = wall.replace(tzinfo=read), wall.replace(tzinfo=truth)
        if dateutil.tz.datetime_exists(right) and ours.utcoffset() not in {
            right.utcoffset(),
            right.replace(fold=1).utcoffset(),
        }:
            wrong.append(wall)
        wall += timedelta(hours=1)
    assert wrong == []


def test_vtimezone_has_each_ramadan_and_the_end_of_it_all():
    changes = [
        (at.strftime("%F %H:%M"), int(to.total_seconds() // 3600))
        for at, to in offsets_of(vtimezone(ZONE, 2024, 2028))
    ]
    assert changes == [
        ("2023-12-31 00:00", 1),
        ("2024-03-10 02:00", 0),
        ("2024-04-14 02:00", 1),
        ("2025-02-23 02:00", 0),
        ("2025-04-06 02:00", 1),
        ("2026-02-15 02:00", 0),
        ("2026-03-22 02:00", 1),
        ("2026-09-20 01:00", 0),
    ]


def test_vtimezone_of_a_later_year_is_one_observance():
    component = vtimezone(ZONE, 2027, 2027)
    assert [part.name for part in component.subcomponents] == ["STANDARD"]
    assert len(component.to_ical()) < 200


def test_vtimezone_given_out_is_nobody_elses():
    vtimezone(ZONE, 2025, 2025).subcomponents.clear()
    assert len(vtimezone(ZONE, 2025, 2025).subcomponents) == 6
