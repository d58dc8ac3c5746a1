"""Amounts in words, as a paper that is signed says them."""

import pytest

from noress.core.amount_words import MOST, in_words

CASES = {
    0: ("zéro dirham", "صفر درهم"),
    1_00: ("un dirham", "درهم واحد"),
    2_00: ("deux dirhams", "درهمان"),
    10_00: ("dix dirhams", "عشرة دراهم"),
    21_00: ("vingt et un dirhams", "واحد وعشرون درهماً"),
    71_00: ("soixante et onze dirhams", "واحد وسبعون درهماً"),
    80_00: ("quatre-vingts dirhams", "ثمانون درهماً"),
    91_00: ("quatre-vingt-onze dirhams", "واحد وتسعون درهماً"),
    200_00: ("deux cents dirhams", "مائتا درهم"),
    380_00: ("trois cent quatre-vingts dirhams", "ثلاثمائة وثمانون درهماً"),
    2_000_00: ("deux mille dirhams", "ألفا درهم"),
    40_000_00: ("quarante mille dirhams", "أربعون ألف درهم"),
    60_000_00: ("soixante mille dirhams", "ستون ألف درهم"),
    80_000_00: ("quatre-vingt mille dirhams", "ثمانون ألف درهم"),
    120_000_00: ("cent vingt mille dirhams", "مائة وعشرون ألف درهم"),
    1_000_000_00: ("un million de dirhams", "مليون درهم"),
    80_000_000_00: ("quatre-vingts millions de dirhams", "ثمانون مليون درهم"),
    1_500_000_00: ("un million cinq cent mille dirhams", "مليون وخمسمائة ألف درهم"),
    59_999_03: (
        "cinquante-neuf mille neuf cent quatre-vingt-dix-neuf dirhams et trois centimes",
        "تسعة وخمسون ألفاً وتسعمائة وتسعة وتسعون درهماً وثلاثة سنتيمات",
    ),
    1_50: ("un dirham et cinquante centimes", "درهم واحد وخمسون سنتيماً"),
    2: ("deux centimes", "سنتيمان"),
    1: ("un centime", "سنتيم واحد"),
}


def test_amounts_are_said_in_both_languages():
    assert {cents: (in_words(cents, "fr"), in_words(cents, "ar")) for cents in CASES} == CASES


@pytest.mark.parametrize("cents", [-1, MOST * 100])
def test_amounts_that_nobody_signs_are_refused(cents):
    with pytest.raises(ValueError, match="an amount between"):
        in_words(cents, "fr")
