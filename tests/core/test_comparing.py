"""Two texts compared word by word, and two changes of one text joined."""

import pytest

from noress.core.comparing import ADDED, MOST_WORDS, REMOVED, SAME, Piece, compare_words, merge_lines


def shown(before: str, after: str) -> str:
    """As one line: [-removed-] {+added+}."""
    marks = {SAME: "%s", ADDED: "{+%s+}", REMOVED: "[-%s-]"}
    return "".join(marks[piece.kind] % piece.text for piece in compare_words(before, after))


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ("", "", ""),
        ("Le budget est adopté.", "Le budget est adopté.", "Le budget est adopté."),
        ("Le budget est adopté.", "Le budget révisé est adopté.", "Le budget{+ révisé+} est adopté."),
        ("douze institutions", "dix institutions", "[-douze-]{+dix+} institutions"),
        ("", "Nouveau", "{+Nouveau+}"),
        ("Ancien", "", "[-Ancien-]"),
        ("a\nb\nc", "a\nB\nc", "a\n[-b-]{+B+}\nc"),
        ("صادق الجمع العام", "صادق المكتب", "صادق [-الجمع العام-]{+المكتب+}"),
    ],
)
def test_words(before, after, expected):
    assert shown(before, after) == expected


def test_both_texts_can_be_read_from_the_pieces():
    before, after = "un deux trois\nquatre cinq", "un deux, trois\nsix\nquatre 5"
    pieces = compare_words(before, after)
    assert "".join(p.text for p in pieces if p.kind != ADDED) == before
    assert "".join(p.text for p in pieces if p.kind != REMOVED) == after


def test_a_passage_that_is_too_long_is_replaced_whole():
    before, after = "a " * MOST_WORDS, "b " * MOST_WORDS
    assert compare_words(before, after) == [Piece(REMOVED, before), Piece(ADDED, after)]


@pytest.mark.parametrize(
    ("base", "mine", "theirs", "expected"),
    [
        ("un\ndeux", "un\ndeux", "un\nDEUX", "un\nDEUX"),  # only they changed
        ("un\ndeux", "UN\ndeux", "un\ndeux", "UN\ndeux"),  # only I changed
        ("un\ndeux", "UN\ndeux", "UN\ndeux", "UN\ndeux"),  # both changed the same
        ("un\ndeux", "UN\ndeux", "un\nDEUX", "UN\nDEUX"),  # neighbouring lines
        ("un\ndeux\ntrois", "un!\ndeux\ntrois", "un\ndeux\ntrois\nquatre", "un!\ndeux\ntrois\nquatre"),
        ("un\ndeux", "un\nDEUX", "un\ndeux\ntrois", "un\nDEUX\ntrois"),  # one mends the line, one adds below
        (
            "un\ndeux\ntrois",
            "deux\ntrois",
            "un\ndeux\ntrois!",
            "deux\ntrois!",
        ),  # a line goes, another changes
        ("un\ndeux\ntrois", "UN\ndeux\ntrois", "UN\ndeux\nTROIS", "UN\ndeux\nTROIS"),  # one change in common
        ("un", "mien", "leur", None),  # the same line
        ("un", "un\nmien", "un\nleur", None),  # both add at the same place: which comes first?
        ("", "mien", "leur", None),
        ("un\ndeux\ntrois", "un\ntrois", "un\nDEUX\ntrois", None),  # removed by one, changed by the other
        ("un\ndeux\ntrois", "un\nx\ny\ntrois", "un\ndeux\nz\ntrois", None),
    ],
)
def test_merging(base, mine, theirs, expected):
    assert merge_lines(base, mine, theirs) == expected
    assert merge_lines(base, theirs, mine) == expected
