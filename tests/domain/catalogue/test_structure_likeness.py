"""Entries that are one structure written twice are found whatever the spelling and the script; others are not."""

from sqlalchemy import select

from noress.domain.catalogue.likeness import LOWEST, Sayings, compare, find_likely, keys_of, site_key
from noress.domain.catalogue.models import StructureKey, StructureState
from noress.domain.catalogue.pairs import list_pairs
from noress.domain.catalogue.queries import Reader
from noress.extensions import db
from tests.factories.catalogue import TANGER, TETOUAN, make_structure, make_words

CHEFCHAOUEN = "01.151"


def says(name, **values):
    return {
        "name": {"fr": name} if name.isascii() or "é" in name else {"ar": name},
        "province": TETOUAN,
        **values,
    }


#: two entries, and the reasons expected: none when they are two
CASES = (
    (says("Coopérative Annour"), says("تعاونية النور"), "other_writing same_province"),
    (says("Coopérative Ennour Tétouan"), says("تعاونية النور"), "other_writing same_province"),
    (says("Coop. Al Nour"), says("Cooperative annour"), "other_writing same_province"),
    (says("Association Al Amal pour le développement"), says("جمعية الأمل للتنمية"), "other_writing same_province"),
    (says("Réseau Khadija"), says("شبكة خديجة"), "other_writing same_province"),
    (says("Coopérative féminine Attadamoun"), says("تعاونية التضامن النسوية"), "other_writing same_province"),
    (says("Association Echouhada"), says("جمعية الشهداء"), "other_writing same_province"),
    (says("Ta3awoniya al 5ayr"), says("تعاونية الخير"), "other_writing same_province"),
    (says("Dar Younes"), says("دار يونس"), "other_writing same_province"),
    (says("Association Al Amal pour le développement"), says("Association Alamal"), "near_name same_province"),
    (says("Zéro", website="http://www.facebook.com/coopx/"), says("Autre", website="https://facebook.com/coopx"),
     "same_website same_province"),
    (says("Annour", phone="0539 00 00 01"), says("النور", phone="+212 539 000 001"),
     "other_writing same_phone same_province"),
    (says("Annour", point="35.57, -5.37"), says("النور", point="35.5705, -5.3701"), "other_writing same_place"),
    (says("Membre 12"), says("Membre 12", email="a@x.ma"), "same_name same_province"),
    (says("Membre 12"), says("Membre 13"), ""),
    (says("Union ١٢"), says("Union 13"), ""),
    (says("Coopérative Annour"), says("تعاونية النهار"), ""),
    (says("Coopérative des artisans du Nord"), says("Coopérative des artisans du Sud"), ""),
    (says("Chambre d'agriculture"), says("Chambre d'artisanat"), ""),
    (says("Zéro", website="https://facebook.com/a"), says("Autre", website="https://facebook.com/b"), ""),
)  # fmt: skip


def test_two_writings_of_one_name_are_found_with_their_reasons():
    wrong = []
    for one, other, expected in CASES:
        found = compare(Sayings(one), Sayings(other))
        shares = bool(keys_of(one) & keys_of(other))
        said = " ".join(found.reasons) if found.score >= LOWEST else ""
        if said != expected or (expected and not shares):
            wrong.append((one["name"], other["name"], found, shares))
    assert wrong == []


def test_a_place_weighs():
    """One name in two provinces says less than in one; a commune more than a province; a kind of its own less."""
    one = Sayings(says("Coopérative Annour", commune="01.571.01.05"))
    others = [
        says("تعاونية النور", commune="01.571.01.05"), says("تعاونية النور"),
        says("جمعية النور"), says("تعاونية النور", province=TANGER),
    ]  # fmt: skip
    assert [compare(one, Sayings(other)).score for other in others] == [88, 82, 68, 56]


def test_keys_are_short_and_bounded_whatever_is_said():
    long = {"fr": " ".join(f"mot{n}x" for n in range(300)), "ar": "كلمة " * 200}
    keys = keys_of({"name": long, "email": f"{'a' * 200}@exemple.ma", "website": "https://[bad"})
    assert max(map(len, keys)) <= 80
    assert len(keys) < 90
    assert keys_of({}) == set()
    assert keys_of({"name": {"fr": "!!"}}) == set()
    assert site_key("https://m.facebook.com/coopx/?ref=1") == "facebook.com/coopx"


def test_keys_follow_what_the_entry_says(app):
    from noress.core.database import writing
    from noress.domain.accounts.actor import Actor
    from noress.domain.catalogue.models import Source
    from noress.domain.catalogue.rules.writing import write_values
    from tests.factories import NOW

    row = make_structure("Coopérative Annour", phone="0539000001")
    kept = set(db.session.scalars(select(StructureKey.key)))
    assert kept == keys_of(row.detail.values)
    assert "t:539000001" in kept
    with writing():
        write_values(structure=row, values={"phone": "0539000002"}, source=Source.TELEPHONE, said_by="le secrétariat",
                     actor=Actor.system(), now=NOW)  # fmt: skip
        db.session.commit()
    assert set(db.session.scalars(select(StructureKey.key))) == kept - {"t:539000001"} | {"t:539000002"}


def test_who_is_told_of_what(app):
    """The secretariat of every entry but itself; visitors of what their lists show, by what they may read of it."""
    make_words()
    shown = make_structure("Coopérative Annour", phone="0539000001")
    hidden = make_structure("تعاونية النور", state=StructureState.TO_CHECK)
    secret = make_structure("Toute autre", contact_phone="0611000000")
    asked = says("Ennour")
    assert [found.structure.id for found in find_likely(asked)] == [shown.id, hidden.id]
    assert [found.structure.id for found in find_likely(asked, but=shown.id)] == [hidden.id]
    assert [found.structure.id for found in find_likely(asked, reader=Reader())] == [shown.id]
    by_phone = says("Inconnue", phone="+212 611 00 00 00")
    assert [found.structure.id for found in find_likely(by_phone)] == [secret.id]
    assert find_likely(by_phone, reader=Reader()) == []
    assert find_likely({}) == []


def test_a_word_that_everybody_has_is_not_walked(app):
    """Past a few hundred, a key says nothing: the search stays as long as it was."""
    from noress.core.database import writing
    from noress.domain.catalogue import likeness
    from tests.factories import save  # noqa: F401

    first = make_structure("Coopérative Annour", phone="0539000001")
    others = [make_structure(f"Structure {n}") for n in range(3)]
    most, likeness.MOST_SHARING = likeness.MOST_SHARING, 2
    try:
        with writing():
            db.session.add_all(StructureKey(key="n:nr", structure_id=row.id) for row in others)
            db.session.commit()
        assert find_likely({"name": {"ar": "النور"}}) == []
        asked = {"name": {"ar": "النور"}, "phone": "0539000001"}
        assert [found.structure.id for found in find_likely(asked)] == [first.id]
    finally:
        likeness.MOST_SHARING = most


def test_pairs_of_the_whole_catalogue(app, count_queries):
    one, two = (
        make_structure("Coopérative Annour", phone="0539000001"),
        make_structure("النور", phone="0539000001"),
    )
    near = make_structure("Association Annour")
    make_structure("Association Annour", province=CHEFCHAOUEN)
    make_structure("Refusée Annour", state=StructureState.REFUSED, phone="0539000001")
    pairs, is_cut = list_pairs()
    told = [(pair.first.id, pair.second.id, pair.score, " ".join(pair.reasons)) for pair in pairs]
    assert told == [
        (one.id, two.id, 90, "other_writing same_phone same_province"),
        (two.id, near.id, 82, "other_writing same_province"),
        (one.id, near.id, 68, "other_writing same_province"),
    ]
    assert is_cut is False
