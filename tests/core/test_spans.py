"""Weeks and months as plans say them."""

from datetime import date

import pytest

from noress.core import spans


@pytest.mark.parametrize(
    ("day", "week", "first", "last"),
    [
        (date(2013, 5, 1), 1, date(2013, 5, 1), date(2013, 5, 7)),
        (date(2013, 5, 7), 1, date(2013, 5, 1), date(2013, 5, 7)),
        (date(2013, 5, 8), 2, date(2013, 5, 8), date(2013, 5, 14)),
        (date(2013, 2, 22), 4, date(2013, 2, 22), date(2013, 2, 28)),
        (date(2013, 5, 29), 4, date(2013, 5, 22), date(2013, 5, 31)),
    ],
)
def test_a_month_has_four_weeks(day, week, first, last):
    assert spans.week_of_month(day) == week
    assert (spans.start_of_week(day), spans.end_of_week(day)) == (first, last)


@pytest.mark.parametrize(
    ("day", "months", "before"),
    [
        (date(2026, 11, 20), 6, date(2026, 5, 20)),
        (date(2026, 8, 31), 6, date(2026, 2, 28)),
        (date(2024, 8, 31), 6, date(2024, 2, 29)),
        (date(2026, 1, 15), 1, date(2025, 12, 15)),
        (date(2026, 1, 15), 13, date(2024, 12, 15)),
    ],
)
def test_months_earlier(day, months, before):
    assert spans.months_before(day, months) == before


def test_the_end_of_a_month():
    assert spans.end_of_month(date(2024, 2, 3)) == date(2024, 2, 29)
