"""Dates in words."""

from datetime import UTC, date, datetime

import pytest

from noress.core import formats
from noress.core.i18n import in_language

FIRST = date(2027, 1, 1)


@pytest.mark.parametrize(
    "language, value, words, short",
    [
        ("fr", FIRST, "vendredi 1er janvier 2027", "1er janvier 2027"),
        ("fr", datetime(2027, 5, 1, 10, 0), "samedi 1er mai 2027", "1er mai 2027"),
        ("fr", date(2027, 1, 2), "samedi 2 janvier 2027", "2 janvier 2027"),
        ("fr", date(2027, 1, 11), "lundi 11 janvier 2027", "11 janvier 2027"),
        ("ar", FIRST, "الجمعة 1 يناير 2027", "1 يناير 2027"),
        ("en", FIRST, "Friday 1 January 2027", "1 January 2027"),
    ],
)
def test_the_first_day_of_a_month_is_said_as_people_say_it(language, value, words, short):
    with in_language(language):
        assert (formats.date_words(value), formats.date_short(value)) == (words, short)


def test_figures_are_grouped_as_the_reader_writes_them():
    told = {}
    for language in ("fr", "ar", "en"):
        with in_language(language):
            told[language] = formats.number(10_000)
    assert told == {"fr": "10\u202f000", "ar": "10.000", "en": "10,000"}


def test_a_minus_stands_before_its_figures_in_arabic_too():
    told = {}
    for language in ("fr", "ar", "en"):
        with in_language(language):
            told[language] = formats.money(-1_250_50).replace("\u202f", " ").replace("\xa0", " ")
    assert told == {"fr": "-1 250,50 DH", "ar": "\u2066-1.250,50\u2069 درهم", "en": "-1,250.50 DH"}


def test_an_instant_of_the_first_day_too():
    with in_language("fr"):
        told = formats.datetime_short(datetime(2027, 1, 1, 10, 0, tzinfo=UTC)).replace("\u202f", " ")
    assert told == "1er jan. 2027, 10 h"
