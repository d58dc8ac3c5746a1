"""The builder's edits of a definition: each gives another one, or refuses."""

import pytest

from noress.core.errors import RuleError
from noress.core.i18n import Translated
from noress.domain.questionnaires import editing
from noress.domain.questionnaires.conditions import Clause, Condition, Operator
from noress.domain.questionnaires.definition import Definition, Question, Section


def ask(key, *, after=None, **values):
    condition = Condition((Clause(after, Operator.ANSWERED),)) if after else None
    return Question(key, "text", Translated(fr=key), condition=condition, **values)


def form(*parts):
    """form(("a", ask("x")), ...) is a definition of these sections."""
    return Definition(
        tuple(
            Section(key, Translated(fr=key), questions=questions)
            for key, *found in parts
            for questions in [tuple(found)]
        )
    )


def keys(definition):
    return [
        (section.key, [question.key for question in section.questions]) for section in definition.sections
    ]


def code(act):
    with pytest.raises(RuleError) as refused:
        act()
    return refused.value.code, refused.value.status


TABLE = Question("table", "table", Translated(fr="Tableau"), questions=(ask("un"), ask("deux")))


def test_sections_are_added_at_the_end_moved_and_removed():
    three = editing.add_section(form(("a", ask("x")), ("b",)), Section("c", Translated(fr="C")))
    assert keys(three) == [("a", ["x"]), ("b", []), ("c", [])]
    assert keys(editing.move_section(three, "c", -1)) == [("a", ["x"]), ("c", []), ("b", [])]
    assert editing.move_section(three, "a", -1) == three
    assert keys(editing.remove_section(three, "a")) == [("b", []), ("c", [])]


def test_a_section_keeps_its_key_and_its_questions():
    changed = editing.replace_section(form(("a", ask("x"))), "a", Section("other", Translated(fr="Autre")))
    assert (keys(changed), changed.sections[0].title) == ([("a", ["x"])], {"fr": "Autre"})


def test_removing_a_section_forgets_the_tests_on_its_questions():
    changed = editing.remove_section(form(("a", ask("x")), ("b", ask("y", after="x"))), "a")
    assert changed.question("y").condition is None


def test_a_question_moves_within_its_section_then_to_the_next():
    start = form(("a", ask("x"), ask("y")), ("b", ask("z")))
    once = editing.move_question(start, "x", 1)
    assert keys(once) == [("a", ["y", "x"]), ("b", ["z"])]
    twice = editing.move_question(once, "x", 1)
    assert keys(twice) == [("a", ["y"]), ("b", ["x", "z"])]
    assert editing.move_question(twice, "x", -1) == once
    assert editing.move_question(start, "x", -1) == start
    assert editing.move_question(start, "z", 1) == start


def test_conditions_follow_a_new_key_and_forget_a_removed_question():
    start = form(("a", ask("x"), ask("y", after="x")))
    assert editing.replace_question(start, "x", ask("neuf")).question("y").condition.keys == {"neuf"}
    assert editing.remove_question(start, "x").question("y").condition is None
    assert [one.key for one in editing.depending_on(start, {"x"})] == ["y"]


def test_a_copy_stands_after_the_first_and_is_free():
    changed = editing.copy_question(form(("a", ask("x", is_locked=True), ask("y"))), "x")
    assert keys(changed) == [("a", ["x", "x_2", "y"])]
    assert changed.question("x_2").is_locked is False


def test_questions_of_a_group():
    start = form(("a", TABLE))
    inner = lambda definition: [one.key for one in definition.question("table").questions]  # noqa: E731
    assert inner(editing.add_question(start, ask("trois"), group="table")) == ["un", "deux", "trois"]
    assert inner(editing.move_question(start, "table.deux", -1)) == ["deux", "un"]
    assert inner(editing.copy_question(start, "table.un")) == ["un", "un_2", "deux"]
    assert inner(editing.remove_question(start, "table.un")) == ["deux"]
    assert inner(editing.replace_question(start, "table.un", ask("premier"))) == ["premier", "deux"]
    assert inner(editing.replace_question(start, "table", ask("table"))) == ["un", "deux"]


def test_what_is_locked_stays_as_it_is():
    start = form(("a", ask("x", is_locked=True)), ("b", ask("y")))
    for act in (
        lambda: editing.replace_question(start, "x", ask("x")),
        lambda: editing.remove_question(start, "x"),
        lambda: editing.remove_section(start, "a"),
        lambda: editing.move_question(start, "x", 1),
    ):
        assert code(act) == ("locked", 409)


@pytest.mark.parametrize("name", ["absent", "x.absent", "table.absent"])
def test_what_is_gone_is_404(name):
    assert code(lambda: editing.find_question(form(("a", ask("x"), TABLE)), name)) == ("gone", 404)


def test_a_section_that_is_gone_is_404():
    assert code(lambda: editing.add_question(form(("a",)), ask("x"), section="b")) == ("gone", 404)


def test_keys_are_refused_when_taken_or_not_plain():
    start = form(("a", ask("x")))
    assert code(lambda: editing.add_question(start, ask("x"), section="a")) == ("key_taken", 422)
    assert code(lambda: editing.add_question(start, ask("a"), section="a")) == ("key_taken", 422)
    assert code(lambda: editing.add_question(start, ask("É"), section="a")) == ("bad_key", 422)


@pytest.mark.parametrize(
    ("label", "taken", "key"),
    [
        ("Année de création ?", (), "annee_de_creation"),
        ("Nom", ("nom", "nom_2"), "nom_3"),
        ("2 ans", (), "question_2_ans"),
        ("العنوان", (), "question"),
        ("", ("question",), "question_2"),
        ("mot " * 40, (), "mot_mot_mot_mot_mot_mot_mot_mot_mot"),
    ],
)
def test_a_key_is_made_of_the_label(label, taken, key):
    assert editing.propose_key(label, taken) == key


def test_a_condition_may_test_what_was_asked_before():
    start = form(("a", ask("x"), ask("y")), ("b", ask("z")))
    earlier = lambda **where: [one.key for one in editing.earlier_questions(start, **where)]  # noqa: E731
    assert (earlier(name="y"), earlier(section="b"), earlier(name="z"), earlier()) == (
        ["x"], ["x", "y"], ["x", "y"], ["x", "y", "z"],
    )  # fmt: skip
