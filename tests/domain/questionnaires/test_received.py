"""Answers that were received: narrowed, set side by side over versions, counted, put into cells."""

from collections import Counter
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from noress.core.i18n import in_language
from noress.domain.questionnaires.definition import Choice, Definition, read_definition
from noress.domain.questionnaires.models import Channel, ResponseState
from noress.domain.questionnaires.received import columns, comparing, figures, queries
from noress.domain.questionnaires.received.queries import Filters
from noress.domain.questionnaires.received.union import unite
from noress.extensions import db
from tests.domain.questionnaires.conftest import plain
from tests.factories import make_institution
from tests.factories.questionnaires import both, make_question, make_section, make_version, when
from tests.factories.received import make_form, make_sent

FULL = {
    "name": "Atelier", "kind": "coop", "province": "01.151", "premises": True, "sectors": ["finance"],
    "contact": "Présidente", "members": "12", "budget": 123450, "created": "2012-05-01",
    "address": {"text": "Place", "lat": 35.5, "lon": -5.25},
    "staff": {"women": {"count": "7"}, "men": {"count": "2.5"}},
    "branches": [{"town": "Tétouan", "manager": "Gérante", "staff": "3"}, {"town": "Chefchaouen"}],
}  # fmt: skip


@pytest.fixture
def version(app):
    return make_version(definition=make_form())


def test_lists_are_narrowed(version):
    """By words, facts and answers; what was never sent, is held back or refused stays out."""
    through = make_institution("Réseau")
    second = make_version(version.questionnaire, make_form(), number=2)
    rows = {
        "a": make_sent(version, FULL), "b": make_sent(version, {"kind": {"other": "Club"}, "premises": False}, language="ar"),
        "c": make_sent(second, {"kind": "union", "province": {"other": "Oujda"}}, state=ResponseState.VALIDATED,
                       channel=Channel.PHONE, through_id=through.id, submitted_at=datetime(2026, 12, 1, tzinfo=UTC)),
        "refused": make_sent(version, FULL, state=ResponseState.REFUSED), "held": make_sent(version, FULL, held_because="liens"),
        "draft": make_sent(version, FULL, number=None, state=ResponseState.DRAFT),
    }  # fmt: skip
    make_sent(make_version(definition=make_form()), FULL)
    names = {row.id: name for name, row in rows.items()}
    cases = [
        ("abc", Filters()), ("refused", Filters(state=ResponseState.REFUSED)), ("c", Filters(state=ResponseState.VALIDATED)),
        ("", Filters(state=ResponseState.DRAFT)), ("c", Filters(channel=Channel.PHONE)), ("ab", Filters(version=1)),
        ("c", Filters(version=2)), ("c", Filters(through_id=through.id)), ("b", Filters(language="ar")),
        ("c", Filters(since=date(2026, 12, 1))), ("ab", Filters(until=date(2026, 11, 30))), ("a", Filters(words="atelier")),
        ("a", Filters(answers=(("kind", "one", "coop"),))), ("b", Filters(answers=(("kind", "one", "other"),))),
        ("a", Filters(answers=(("premises", "yes_no", "true"),))), ("b", Filters(answers=(("premises", "yes_no", "false"),))),
        ("a", Filters(answers=(("province", "province", "01.151"),))),
        ("c", Filters(answers=(("province", "province", "other"),))),
        ("", Filters(answers=(("kind", "one", "coop"), ("premises", "yes_no", "false")))),
        ("", Filters(answers=(("name", "yes_no", "true"),))),
    ]  # fmt: skip
    found = []
    for _expected, filters in cases:
        ids = db.session.scalars(queries.list_ids(version.questionnaire_id, filters)).all()
        listed = db.session.scalars(queries.list_received(version.questionnaire_id, filters)).all()
        assert sorted(row.id for row in listed) == sorted(ids)
        found.append("".join(names[key] for key in ids))
    assert found == [expected for expected, _filters in cases]
    counts = dict(db.session.execute(queries.count_by_state(version.questionnaire_id)).all())
    assert counts == {
        ResponseState.SUBMITTED: 2,
        ResponseState.VALIDATED: 1,
        ResponseState.REFUSED: 1,
        ResponseState.DRAFT: 1,
    }


# two versions side by side


def second_form() -> Definition:
    """`kind` gains a choice and loses another, `members` becomes a text, `contact` goes, `fax` comes first."""
    form = make_form()
    general = [question for question in form.sections[0].questions if question.key != "contact"]
    kind = replace(
        general[1], choices=(general[1].choices[0], Choice("network", both("Réseau"))), is_required=True
    )
    members = make_question("members", label=both("Membres"))
    figures_ = tuple(members if one.key == "members" else one for one in form.sections[1].questions)
    return Definition((
        replace(form.sections[0], questions=(make_question("fax"), general[0], kind, *general[2:])),
        replace(form.sections[1], questions=figures_),
    ))  # fmt: skip


def test_columns_are_the_union_in_the_order_of_the_last_version():
    union = unite([(8, 2, second_form()), (5, 1, make_form())])
    assert [question.key for question in union.questions] == [
        "fax", "name", "kind", "province", "premises", "sectors", "members", "budget", "created", "address", "staff",
        "branches", "statutes", "plan", "contact",
    ]  # fmt: skip
    assert [choice.key for choice in union.questions[2].choices] == ["coop", "network", "union"]
    assert (union.versions["fax"], union.versions["name"], union.versions["contact"]) == ((2,), (1, 2), (1,))
    assert union.numbers == {8: 2, 5: 1}


def test_versions_are_compared_in_words(app):
    before, after = make_form(), second_form()
    answered = comparing.count_answered(
        [(5, FULL), (5, {"name": "B"}), (8, {"name": "C", "fax": "1"}), (8, None)]
    )
    lines = comparing.compare(before, after, {5: answered[5], 8: answered[8]}, (5, 8))
    changed = {str(line.label): line for line in lines if line.what != comparing.SAME}
    assert [(name, line.what, line.before, line.after) for name, line in changed.items()] == [
        ("Fax", "added", None, 1), ("Sorte", "changed", 1, 0), ("Membres", "changed", 1, 0),
        ("Personne à contacter", "removed", 1, None),
    ]  # fmt: skip
    assert [plain(text) for text in changed["Sorte"].details] == [
        "devient obligatoire",
        "choix ajouté : Réseau",
        "choix retiré : Union",
    ]
    assert [plain(text) for text in changed["Membres"].details] == [
        "libellé en français : « Adhérents » devient « Membres »",
        "libellé en arabe : « Adhérents بالعربية » devient « Membres بالعربية »", "type : « nombre » devient « texte court »",
    ]  # fmt: skip
    assert (answered[5]["name"], len(lines)) == (2, 15)


def test_every_difference_of_a_question_is_said(app):
    was = make_question("x", "several", choices="a b", is_required=True)
    others = [
        (replace(was, is_required=False), ["n'est plus obligatoire"]), (replace(was, help=both("Aide")), ["change : l'aide"]),
        (replace(was, condition=when("y", "is", "z")), ["change : la condition"]),
        (replace(was, settings={"other": True}), ["change : les limites"]),
        (replace(was, identifies=True), ["change : si elle dit qui répond"]),
        (replace(was, choices=was.choices[::-1]), ["l'ordre des choix change"]),
        (replace(was, choices=(was.choices[0], Choice("b", both("Autre chose")))), ["choix « B » devient « Autre chose »"]),
    ]  # fmt: skip
    told = [[plain(text) for text in comparing.list_differences(was, after)] for after, _words in others]
    assert told == [words for _after, words in others]
    assert comparing.list_differences(was, was) == []


# cells


def test_cells_are_numbers_days_and_texts(app):
    union = unite([(1, 1, make_form())])
    every = columns.columns_of(union)
    cells = dict(
        zip(columns.heads_of(every), (columns.cell(one, union.asked[1], FULL) for one in every), strict=True)
    )
    assert {plain(label): value if not isinstance(value, str) else plain(value) for label, value in cells.items()} == {
        "Nom de la structure": "Atelier", "Sorte": "Coop", "Province": "Chefchaouen", "Un local": "Oui", "Secteurs": "Finance",
        "Personne à contacter": "Présidente", "Adhérents": Decimal(12), "Budget": Decimal("1234.5"),
        "Création": date(2012, 5, 1), "Adresse": "Place", "Adresse : latitude": Decimal("35.5"),
        "Adresse : longitude": Decimal("-5.25"), "Effectifs": "Women : Count 7\nMen : Count 2,5",
        "Antennes": "1. Town Tétouan · Manager Gérante · Staff 3\n2. Town Chefchaouen", "Statuts": None, "Plan": None,
    }  # fmt: skip
    with in_language("ar"):
        assert columns.cell(every[1], union.asked[1], FULL) == "Coop بالعربية"


def test_answers_of_an_older_version_keep_their_meaning():
    """`members` was a number, is a text now: each is read as it was asked."""
    union = unite([(8, 2, second_form()), (5, 1, make_form())])
    column = next(one for one in columns.columns_of(union) if one.question.key == "members")
    assert columns.cell(column, union.asked[5], {"members": "12"}) == Decimal(12)
    assert columns.cell(column, union.asked[8], {"members": "une douzaine"}) == "une douzaine"
    assert columns.cell(column, union.asked[5], {}) is None


def test_groups_have_rows_of_their_own():
    union = unite([(1, 1, make_form())])
    staff, branches = columns.groups_of(union)
    assert list(columns.rows_of(staff, union.asked[1], FULL)) == [
        ("Women", [Decimal(7)]),
        ("Men", [Decimal("2.5")]),
    ]
    assert list(columns.rows_of(branches, union.asked[1], FULL)) == [
        (1, ["Tétouan", "Gérante", Decimal(3)]), (2, ["Chefchaouen", None, None]),
    ]  # fmt: skip
    assert list(columns.rows_of(staff, union.asked[1], {})) == []


def test_json_has_numbers_and_keys():
    asked = {question.key: question for question in make_form().questions()}
    told = {key: columns.typed(asked[key], answer) for key, answer in FULL.items()}
    assert told == FULL | {
        "members": 12, "budget": 1234.5, "staff": {"women": {"count": 7}, "men": {"count": 2.5}},
        "branches": [{"town": "Tétouan", "manager": "Gérante", "staff": 3}, {"town": "Chefchaouen"}],
    }  # fmt: skip


def test_titles_that_are_the_same_are_told_apart(app):
    section = make_section("s", make_question("a", label=both("Nom")), make_question("b", label=both("Nom")))
    every = columns.columns_of(unite([(1, 1, Definition((section,)))]))
    assert columns.heads_of(every) == ["Nom [a]", "Nom [b]"]


# figures


def test_figures_of_many_answers(app):
    union = unite([(8, 2, second_form()), (5, 1, make_form())])
    rows = [
        (5, FULL), (5, {"kind": "union", "members": "3", "premises": False, "budget": 50, "branches": [{"staff": "5"}]}),
        (8, {"kind": {"other": "Club"}, "members": "quatre", "sectors": ["finance", "marketing"]}), (8, None),
    ]  # fmt: skip
    total, found = figures.tally(union, rows)
    by_label = {plain(one.label): one for one in found}
    assert total == 4
    assert by_label["Sorte"].choices == [
        ("Coop", 1, 33),
        ("Réseau", 0, 0),
        ("Union", 1, 33),
        ("Autre", 1, 33),
    ]
    assert by_label["Un local"].choices == [("Oui", 1, 50), ("Non", 1, 50)]
    assert by_label["Secteurs"].choices == [("Finance", 2, 100), ("Marketing", 1, 50)]
    assert by_label["Province"].choices == [("Chefchaouen", 1, 100)]
    assert [(label, plain(text)) for label, text in by_label["Budget"].measures] == [
        ("Somme", "1 235,00 DH"), ("Moyenne", "617,50 DH"), ("Médiane", "617,50 DH"), ("Plus petite réponse", "0,50 DH"),
        ("Plus grande réponse", "1 234,50 DH"),
    ]  # fmt: skip
    assert [plain(text) for _label, text in by_label["Création"].measures] == ["mardi 1er mai 2012"] * 2
    inside = by_label["Antennes : Staff"]
    assert (inside.people, inside.times, dict(inside.measures)["Somme"]) == (2, 2, "8")
    assert (by_label["Membres"].people, by_label["Membres"].measures) == (3, [])
    assert (by_label["Nom de la structure"].people, by_label["Nom de la structure"].choices) == (1, [])
    assert Counter(one.people for one in found)[0] >= 1


def test_the_definition_is_read_back(version):
    assert read_definition(version.content) == make_form()
