"""Numbers and days as people type them."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from noress.core.numerals import parse_day, parse_number, western

EASTERN = str.maketrans("0123456789.", "٠١٢٣٤٥٦٧٨٩٫")
PERSIAN = str.maketrans("0123456789", "۰۱۲۳۴۵۶۷۸۹")


def test_eastern_digits_become_western_and_the_rest_stays():
    assert western("غرفة ١٢٣٤ و ۵۶٫۷") == "غرفة 1234 و 56٫7"


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("12", "12"),
        ("0", "0"),
        ("007", "7"),
        (" 1 234,50 ", "1234.50"),
        ("1\u202f234,50", "1234.50"),
        ("1\u00a0234,50", "1234.50"),
        ("1'234.50", "1234.50"),
        ("1\u2019234.50", "1234.50"),
        ("1_000", "1000"),
        ("١٢٣٤", "1234"),
        ("١٢٣٤٫٥", "1234.5"),
        ("١٬٢٣٤", "1234"),
        ("١٬٢٣٤٫٥", "1234.5"),
        ("۱۲۳", "123"),
        ("\u200f١٢٣\u200f", "123"),
        ("1.234,5", "1234.5"),
        ("1,234.5", "1234.5"),
        ("1.234.567", "1234567"),
        ("1,234,567", "1234567"),
        ("1,234,567.89", "1234567.89"),
        ("1,234", "1.234"),
        ("1.234", "1.234"),
        ("5,", "5"),
        ("-3", "-3"),
        ("\u22123", "-3"),
        ("+3", "3"),
        ("123456789012345678", "123456789012345678"),
    ],
)
def test_numbers_are_read(typed, meant):
    assert str(parse_number(typed)) == meant


@pytest.mark.parametrize(
    "typed",
    ["", " ", "-", "douze", "12 ans", "1e5", "+-5", ",", ",5", ".", "1,2,3", "12,34,567", "1.2.3,4", "1,234.567,8",
     "1.234,567.890", "12.34,5", "1234567890123456789", "²", "NaN", "Infinity", "1/2", "1٬23", "1" * 20_000],
)  # fmt: skip
def test_what_is_no_number_is_none(typed):
    assert parse_number(typed) is None


@given(st.decimals(min_value=-(10**12), max_value=10**12, places=2))
def test_a_number_reads_alike_in_either_script(number):
    assert (
        parse_number(f"{number:f}")
        == parse_number(f"{number:f}".replace(".", ","))
        == parse_number(f"{number:f}".translate(EASTERN))
        == parse_number(f"{number:f}".translate(PERSIAN))
        == number
    )


@given(st.text(max_size=40))
def test_any_text_is_a_number_or_none(text):
    number = parse_number(text)
    assert number is None or number.is_finite()


@pytest.mark.parametrize(
    "typed",
    ["2026-12-31", "2026/12/31", "2026.12.31", "31/12/2026", "31-12-2026", "31.12.2026", "31 12 2026", " 31/12/2026 ",
     "٣١/١٢/٢٠٢٦", "٢٠٢٦-١٢-٣١", "۳۱/۱۲/۲۰۲۶", "31\u200f/12\u200f/2026", "\u061c٣١/١٢/٢٠٢٦\u200e"],
)  # fmt: skip
def test_days_are_read(typed):
    assert parse_day(typed) == date(2026, 12, 31)


def test_the_day_comes_first():
    assert parse_day("1/2/2026") == date(2026, 2, 1)


@pytest.mark.parametrize(
    "typed",
    ["", "demain", "31/02/2026", "32/01/2026", "12/31/2026", "00/01/2026", "31/12/26", "31/12", "2026", "0000-01-01",
     "31/12/2026 10:00", "31122026"],
)  # fmt: skip
def test_what_is_no_day_is_none(typed):
    assert parse_day(typed) is None


@given(st.integers(0, 80_000))
def test_a_day_reads_alike_in_either_order(days):
    day = date(1900, 1, 1) + timedelta(days=days)
    assert parse_day(day.isoformat()) == parse_day(f"{day:%d/%m/%Y}") == day
