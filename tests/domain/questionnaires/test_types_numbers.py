"""Numbers, amounts and days."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from noress.core.i18n import in_language
from noress.domain.questionnaires import types
from tests.factories.questionnaires import make_question as ask

NO_NUMBER = ("no_number", "Écrivez un nombre, par exemple 12 ou 1 234,50.")
WHOLE = ("decimals", "Écrivez un nombre entier.")
CENTIMES = ("decimals", "Pas plus de 2 chiffres après la virgule.")
NO_AMOUNT = ("no_amount", "Écrivez un montant en dirhams, par exemple 40 000 ou 1 234,50.")
NO_DAY = ("no_day", "Écrivez une date, par exemple 31/12/2026.")
FAR = ("far_day", "Cette date est trop loin : vérifiez l'année.")
UNREADABLE = "Une limite ne peut pas être lue."
CROSSED = "La plus petite réponse permise est plus grande que la plus grande."


@pytest.mark.parametrize(
    ("typed", "decimals", "answer"),
    [
        ("12", None, "12"), ("١٢٣٤", None, "1234"), ("1 234", 0, "1234"), ("12,0", 0, "12"), ("007", 0, "7"),
        ("-0", 0, "0"), ("-3", 0, "-3"), ("100", 0, "100"), ("1 234,50", 2, "1234.5"), ("١٢٣٤٫٥", "2", "1234.5"),
        ("1.234", 3, "1.234"), ("0,00", 2, "0"), ("123456789012345678", 0, "123456789012345678"),
        ("douze", 0, NO_NUMBER), ("1,2,3", 2, NO_NUMBER), ("9" * 19, 0, NO_NUMBER), ("n" * 20_000, 0, NO_NUMBER),
        ("1,5", 0, WHOLE), ("1,5", "", WHOLE), ("1,234", 2, CENTIMES),
    ],
)  # fmt: skip
def test_numbers(read, typed, decimals, answer):
    assert read(ask(kind="number", settings={"decimals": decimals}), q=typed) == answer


@pytest.mark.parametrize("typed", ["40.000", "40,000", "٤٠٫٠٠٠"])
def test_forty_thousand_with_a_point_is_not_taken_for_forty(read, typed):
    assert read(ask(kind="number"), q=typed) == WHOLE
    assert read(ask(kind="money"), q=typed) == CENTIMES
    assert read(ask(kind="number", settings={"decimals": 3}), q=typed) == "40"


@pytest.mark.parametrize(
    ("typed", "answer"),
    [
        ("1", "1"), ("10", "10"), ("1,5", "1.5"),
        ("0,99", ("too_small", "La plus petite réponse possible est 1.")),
        ("10,5", ("too_big", "La plus grande réponse possible est 10.")),
    ],
)  # fmt: skip
def test_limits_of_numbers(read, typed, answer):
    assert read(ask(kind="number", settings={"min": "1", "max": 10, "decimals": 2}), q=typed) == answer


@pytest.mark.parametrize(
    ("typed", "answer"),
    [
        ("1 234,50", 123450), ("٤٠٠٠٠", 4_000_000), ("40 000 DH", 4_000_000), ("12,5 mad", 1250), ("٥٠ درهم", 5000),
        ("0", 0), ("1.000.000", 100_000_000),
        ("-5", NO_AMOUNT), ("cher", NO_AMOUNT), ("DH", NO_AMOUNT), ("1,005", CENTIMES),
    ],
)  # fmt: skip
def test_amounts_are_kept_in_centimes(read, typed, answer):
    assert read(ask(kind="money"), q=typed) == answer


def test_limits_of_amounts_are_said_as_money(read):
    question = ask(kind="money", settings={"min": "100", "max": "60000"})
    assert read(question, q="99,99") == ("too_small", "La plus petite réponse possible est 100,00 DH.")
    assert read(question, q="60000,01") == ("too_big", "La plus grande réponse possible est 60 000,00 DH.")
    assert read(question, q="60000") == 6_000_000


@pytest.mark.parametrize(
    ("typed", "answer"),
    [
        ("31/12/2026", "2026-12-31"), ("٣١/١٢/٢٠٢٦", "2026-12-31"), ("2026-12-31", "2026-12-31"),
        ("01/01/1900", "1900-01-01"), ("31/12/2060", "2060-12-31"),
        ("demain", NO_DAY), ("31/02/2026", NO_DAY),
        ("01/01/2099", FAR), ("31/12/1899", FAR), ("01/01/2061", FAR),
    ],
)  # fmt: skip
def test_days(read, typed, answer):
    assert read(ask(kind="date"), q=typed) == answer


@pytest.mark.parametrize(
    ("typed", "answer"),
    [
        ("01/01/2020", "2020-01-01"), ("31/12/2026", "2026-12-31"),
        ("31/12/2019", ("too_early", "La première date possible est le mercredi 1er janvier 2020.")),
        ("01/01/2027", ("too_late", "La dernière date possible est le jeudi 31 décembre 2026.")),
    ],
)  # fmt: skip
def test_limits_of_days(read, typed, answer):
    assert read(ask(kind="date", settings={"min": "2020-01-01", "max": "31/12/2026"}), q=typed) == answer


@pytest.mark.parametrize("kind", ["number", "money"])
@pytest.mark.parametrize(
    ("low", "high", "found"),
    [
        (None, "", []), ("1", "1", []), ("1", None, []), ("2", "1", [CROSSED]), ("un", None, [UNREADABLE]),
        (None, "1,5", [UNREADABLE]), ("NaN", "1", [UNREADABLE]), (None, "Infinity", [UNREADABLE]),
    ],
)  # fmt: skip
def test_wrong_limits_of_numbers(faults, kind, low, high, found):
    assert faults(ask(kind=kind, settings={"min": low, "max": high})) == found


@pytest.mark.parametrize(
    ("low", "high", "found"),
    [
        ("2020-01-01", "31/12/2026", []), (None, None, []), ("2026-01-01", "2025-01-01", [CROSSED]),
        ("hier", None, [UNREADABLE]),
    ],
)  # fmt: skip
def test_wrong_limits_of_days(faults, low, high, found):
    assert faults(ask(kind="date", settings={"min": low, "max": high})) == found


@pytest.mark.parametrize(
    ("decimals", "found"), [("", []), (0, []), ("6", []), (7, [UNREADABLE]), ("-1", [UNREADABLE]), ("x", [UNREADABLE])]
)  # fmt: skip
def test_wrong_decimals(faults, decimals, found):
    assert faults(ask(kind="number", settings={"decimals": decimals})) == found


@given(st.decimals(min_value=-(10**9), max_value=10**9, places=3))
def test_a_number_typed_again_is_the_same(number):
    kind, question = types.get("number"), ask(kind="number", settings={"decimals": 3})
    answer = kind.parse(question, str(number))
    assert kind.parse(question, kind.typed(question, answer)[""][0]) == answer
    assert kind.plain(question, answer) == number


@given(st.integers(0, 10**12))
def test_an_amount_typed_again_is_the_same(centimes):
    kind, question = types.get("money"), ask(kind="money")
    assert kind.parse(question, kind.typed(question, centimes)[""][0]) == centimes


def test_a_day_typed_again_is_the_same(again):
    assert again(ask(kind="date"), "2026-12-31") == "2026-12-31"
    assert [again(ask(kind=kind), None) for kind in ("number", "money", "date")] == [None, None, None]


def test_in_words(say):
    unit = ask(kind="number", settings={"unit": "personnes"})
    assert say(unit, "1234.5") == "1 234,5 personnes"
    assert say(ask(kind="money"), 6_000_000) == "60 000,00 DH"
    assert say(ask(kind="date"), "2026-12-31") == "jeudi 31 décembre 2026"
    assert [say(ask(kind=kind), None) for kind in ("number", "money", "date")] == ["", "", ""]
    with in_language("en"):
        assert say(unit, "1234.5") == "1,234.5 personnes"


def test_in_a_sheet():
    cells = [("number", "1234.5"), ("money", 123450), ("date", "2026-12-31"), ("number", None), ("money", None),
             ("date", None)]  # fmt: skip
    assert [types.get(kind).plain(ask(kind=kind), answer) for kind, answer in cells] == [
        Decimal("1234.5"), Decimal("1234.5"), date(2026, 12, 31), None, None, None,
    ]  # fmt: skip


def test_days_are_typed_again_the_day_first(read, again):
    day = ask(kind="date")
    assert read(day, q="31122026") == read(day, q="٣١١٢٢٠٢٦") == again(day, "2026-12-31") == "2026-12-31"
    assert types.get("date").typed(day, "2026-12-31") == {"": ["31/12/2026"]}
    assert read(day, q="99999999")[0] == "no_day"
