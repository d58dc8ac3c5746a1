"""Tables of fixed rows, blocks that repeat."""

import pytest

from noress.domain.questionnaires import types
from noress.domain.questionnaires.types.groups import posted_blocks
from tests.factories.questionnaires import make_question as ask

WHOLE = ("decimals", "Écrivez un nombre entier.")
EMPTY_GROUP = "Ajoutez au moins une question à ce groupe."
WRONG_TYPE = "Ce groupe contient une question d'un type qui ne peut pas y être."


def table(**values):
    columns = (
        ask("men", "number"),
        ask("women", "number"),
        ask("note", "one", choices="a", settings={"other": True}),
    )
    return ask("staff", "table", choices="paid unpaid", questions=columns, **values)


def blocks(**settings):
    return ask("rooms", "repeated", questions=(ask("name"), ask("area", "number")), settings=settings)


def test_a_table_keeps_what_is_filled_in(read):
    assert read(table(), q__paid__men="٣", q__unpaid__women="", q__gone__men="7", q__paid__gone="7") == {
        "paid": {"men": "3"}
    }
    assert read(table(), q__paid__men="", q__unpaid__women=" ") is None
    assert read(table()) is None


def test_a_table_keeps_the_rest_when_a_cell_cannot_be_read(read):
    assert read(table(), q__paid__men="3", q__unpaid__men="1,5") == (
        {"paid": {"men": "3"}}, {"q.unpaid.men": WHOLE},
    )  # fmt: skip
    assert read(table(), q__unpaid__men="1,5") == (None, {"q.unpaid.men": WHOLE})


def test_a_table_in_words_and_typed_again(say, again):
    answer = {"paid": {"men": "3", "note": {"other": "été"}}, "unpaid": {"women": "4"}}
    assert say(table(), answer) == "Paid : Men 3 · Note été\nUnpaid : Women 4"
    assert say(table(), None) == ""
    assert again(table(), answer) == answer
    assert again(table(), None) is None


def test_blocks_come_in_their_order_and_empty_ones_go(read):
    assert read(blocks(), q__0__name="Salle", q__1__name="", q__2__name="Cour", q__2__area="40") == [
        {"name": "Salle"}, {"name": "Cour", "area": "40"},
    ]  # fmt: skip
    assert read(blocks(), q__0__name="") is None
    assert read(blocks()) is None


def test_blocks_stand_still_while_one_cannot_be_read(read):
    assert read(blocks(), q__0__name="", q__1__name="Cour", q__1__area="1,5") == (
        [{}, {"name": "Cour"}], {"q.1.area": WHOLE},
    )  # fmt: skip


def test_more_blocks_than_allowed_are_kept_and_refused(read):
    assert read(blocks(max_blocks="1"), q__0__name="Salle") == [{"name": "Salle"}]
    assert read(blocks(max_blocks="1"), q__0__name="Salle", q__1__name="Cour") == (
        [{"name": "Salle"}, {"name": "Cour"}], {"q": ("too_many", "Pas plus de 1 fois ce groupe.")},
    )  # fmt: skip


def test_blocks_beyond_what_a_page_can_hold_are_refused_not_lost(read):
    kept, errors = read(blocks(), q__0__name="Salle", q__77__name="Cour")
    assert (kept, errors) == ([{"name": "Salle"}], {"q": ("too_many", "Pas plus de 50 fois ce groupe.")})


@pytest.mark.parametrize(
    ("keys", "count"),
    [([], 0), (["q.0.name"], 1), (["q.2.name"], 3), (["q.999.name"], 51), (["q.1000.name"], 0), (["q.x.name"], 0),
     (["q2.5.name"], 0), (["q"], 0)],
)  # fmt: skip
def test_how_many_blocks_a_page_held(keys, count):
    assert posted_blocks("q", {key: ["x"] for key in keys}) == count


def test_blocks_in_words_and_typed_again(say, again):
    answer = [{"name": "Salle", "area": "40"}, {"name": "Cour"}]
    assert say(blocks(), answer) == "1. Name Salle · Area 40\n2. Name Cour"
    assert say(blocks(), None) == ""
    assert again(blocks(), answer) == answer
    assert again(blocks(), None) is None


@pytest.mark.parametrize("kind", ["table", "repeated"])
@pytest.mark.parametrize(
    ("inner", "found"),
    [
        ((), [EMPTY_GROUP]),
        ((ask("a"),), []),
        ((ask("a", "repeated"),), [WRONG_TYPE]),
        ((ask("a", "file"),), [WRONG_TYPE]),
        ((ask("a", "address"),), [WRONG_TYPE]),
    ],
)
def test_wrong_groups(faults, kind, inner, found):
    assert faults(ask("g", kind, choices="row", questions=inner)) == found


def test_a_table_needs_rows(faults):
    assert faults(ask("g", "table", questions=(ask("a"),))) == ["Ce tableau n'a pas encore de ligne."]


@pytest.mark.parametrize(
    ("most", "found"), [("", []), (50, []), ("51", ["Une limite ne peut pas être lue."]), ("x", ["Une limite ne peut pas être lue."])]
)  # fmt: skip
def test_wrong_number_of_blocks(faults, most, found):
    assert faults(blocks(max_blocks=most)) == found


def test_a_type_that_does_not_exist_has_no_class():
    with pytest.raises(KeyError):
        types.get("hologram")
