"""One folding for searching, one order for lists."""

import pytest

from noress.core.folding import fold, sort_key


def test_numbers_are_sorted_by_their_size():
    names = [
        "Membre 10",
        "Membre 6",
        "membre 6 bis",
        "Membre 060",
        "Chambre",
        "Axe 2, volet 11",
        "Axe 2, volet 9",
    ]
    assert sorted(names, key=lambda name: sort_key(fold(name))) == [
        "Axe 2, volet 9", "Axe 2, volet 11", "Chambre", "Membre 6", "membre 6 bis", "Membre 10", "Membre 060",
    ]  # fmt: skip


@pytest.mark.parametrize(
    "folded, key",
    [
        ("membre 6", "membre 000000006"),
        ("", ""),
        ("٦", "000000006"),
        ("1234567890123", "123456789000000123"),
    ],
)
def test_the_key_of_a_name(folded, key):
    assert sort_key(folded) == key
    assert len(sort_key("1 " * 400)) == 600
