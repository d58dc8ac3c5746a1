"""What French and Arabic texts are found by: the same words from what is written and from what is typed."""

import pytest

from noress.core.folding import LONGEST_WORD, indexed_words, search_words, typed_words


@pytest.mark.parametrize(
    ("written", "typed"),
    [
        ("آسفي", "اسفي"),
        ("التعاونيات", "تعاونية"),
        ("التَّعاوُنِيَّة", "تعاونيات"),
        ("للتعاونيات", "التعاونية"),
        ("والنساء", "النِّساء"),
        ("الالتزامات", "التزام"),
        ("تعاون", "التعاون"),
        ("آليات", "الآلية"),
        ("تـــكوين", "التكوين"),
        ("ﺗﻤﻮﻳﻞ", "تمويل"),
        ("سنة ٢٠٢٦", "سنة 2026"),
        ("Tétouan", "tetouan"),
        ("la coopérative", "coopératives"),
        ("des travaux régionaux", "travail régional"),
        ("les bureaux", "BUREAU"),
        ("l’artisanat", "artisanat"),
        ("d'économie sociale", "economie sociales"),
        ("Œuvre", "oeuvres"),
        ("ⴰⵎⴰⵣⵉⵖ", "ⴰⵎⴰⵣⵉⵖ"),
    ],
)
def test_forms_of_a_word_meet(written, typed):
    assert search_words(written) == search_words(typed) != []


@pytest.mark.parametrize(
    ("one", "other"),
    [("coopérative", "coopération"), ("تكوين", "تكون"), ("جماعة", "جهة"), ("fonds", "forum")],
)
def test_other_words_stay_apart(one, other):
    assert search_words(one) != search_words(other)


def test_common_words_are_left_out_and_order_is_kept():
    assert search_words("La charte de l'économie et du tourisme") == ["chart", "economi", "tourism"]
    assert search_words("في إطار التعاون مع الجماعة") == ["اطار", "تعاون", "جماع"]


def test_only_letters_and_digits_are_words():
    assert search_words("D-2026-04/02 : « 25 % » \u200f(C++)!") == ["2026", "04", "02", "25"]
    assert search_words("\x00\ufffd\ud800 *\"' NEAR(") == ["near"]


def test_what_is_typed_is_bounded():
    assert typed_words("mot " * 50) == ["mot"]
    assert len(typed_words(" ".join(f"terme{n}" for n in range(50)))) == 8
    assert [len(word) for word in typed_words("a" * 5000)] == [LONGEST_WORD]
    assert typed_words("?!* ") == []


def test_a_query_of_common_words_keeps_the_last_one():
    assert typed_words("de la") == ["la"]
    assert typed_words("la charte") == ["chart"]


def test_the_index_holds_whole_words_that_typing_passes_through():
    assert indexed_words("التعاونيات").split() == ["تعاون", "تعاونيات"]
    assert indexed_words("régionaux").split() == ["regional", "regionaux"]
    assert indexed_words("fonds").split() == ["fond"]
    assert indexed_words("بتطوان").split() == ["بتطوان", "تطوان"]
    assert indexed_words("وبالتعاونيات").split() == ["وبالتعاون", "وبالتعاونيات", "تعاون"]
    assert indexed_words("لجنة").split() == ["لجن"]
    assert indexed_words(None, "", "fonds", "charte") == "fond chart"
