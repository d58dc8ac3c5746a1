"""The official list of territories."""

from collections import Counter, defaultdict

import pytest

from noress.core import territories
from noress.core.folding import fold
from noress.core.i18n import in_language

LEVELS = {"region", "province", "commune", "arrondissement"}


def test_the_list_is_whole():
    every = territories.by_code().values()
    assert {place.level for place in every} == LEVELS
    counted = Counter(place.level for place in every)
    assert (counted["region"], counted["province"]) == (12, 75)
    assert sum(counted.values()) == len(territories.by_code())


def test_every_place_has_both_names_and_lies_in_a_region():
    for place in territories.by_code().values():
        assert set(place.name) == {"fr", "ar"}, place
        region = territories.region_of(place.code)
        assert (region.level, region.code) == ("region", place.code[:2])


def test_get_finds_by_code_and_level():
    found = territories.get("01.571", "province")
    assert (found.code, found.parent, found.level, found.type) == ("01.571", "01", "province", "province")
    assert dict(found.name) == {"fr": "Tétouan", "ar": "تطوان"}
    assert territories.get("01.571") == found
    assert territories.get("01.571", "commune") is None
    assert territories.get("99") is None
    assert territories.get("") is None


def test_a_prefecture_is_told_from_a_province():
    assert territories.get("01.511").type == "prefecture"


def test_children_come_in_the_order_of_the_alphabet():
    assert [place.name["fr"] for place in territories.children("01")] == [
        "Al Hoceïma", "Chefchaouen", "Fahs-Anjra", "Larache", "M'Diq-Fnideq", "Ouezzane", "Tanger-Assilah", "Tétouan",
    ]  # fmt: skip
    assert territories.children("99") == ()


def test_the_arrondissements_of_tanger_lie_in_its_commune():
    districts = territories.children("01.511.00")
    assert [place.level for place in districts] == ["arrondissement"] * 4
    assert territories.get("01.511.00").level == "commune"


@pytest.mark.parametrize(
    ("code", "region"), [("01.571", "01"), ("01.511.00", "01"), ("12", "12"), ("", None), ("99.1", None)]
)
def test_region_of(code, region):
    found = territories.region_of(code)
    assert (found.code if found else None) == region


@pytest.mark.parametrize("name", ["Tétouan", "TETOUAN", " tetouan ", "تطوان", "تِطْوان"])
def test_find_folds_names_in_either_language(name):
    assert territories.find(name, "province").code == "01.571"


def test_find_keeps_to_its_level_and_parent():
    assert territories.find("Tétouan", "region") is None
    assert territories.find("Tétouan", "province", within="01").code == "01.571"
    assert territories.find("Tétouan", "province", within="02") is None
    assert territories.find("Nulle part", "province") is None


def test_find_does_not_choose_between_two_of_one_name():
    by_name = defaultdict(list)
    for place in territories.of_level("commune"):
        by_name[fold(place.name["fr"])].append(place)
    name, places = next(
        (name, places)
        for name, places in by_name.items()
        if len(places) > 1 and len({place.parent for place in places}) == len(places)
    )
    assert territories.find(name, "commune") is None
    assert [territories.find(name, "commune", within=place.parent) for place in places] == places


def test_names_follow_the_reader():
    with in_language("ar"):
        assert str(territories.get("01").name) == "طنجة-تطوان-الحسيمة"
    assert str(territories.get("01").name) == "Tanger-Tétouan-Al Hoceïma"
