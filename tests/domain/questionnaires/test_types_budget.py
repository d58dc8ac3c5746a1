"""The budget and the people of a project: read, added up, kept while they do not fit, told when they are sent."""

import pytest

from noress.core.errors import RuleError
from noress.core.i18n import in_language
from noress.domain.questionnaires.definition import Definition
from noress.domain.questionnaires.filling import list_missing, read_page, settle
from noress.domain.questionnaires.types import get
from noress.domain.questionnaires.types.budget import Sums, check_budget, sums_of
from noress.domain.questionnaires.types.groups import Unreadable
from tests.factories.questionnaires import make_definition, make_question

FIXED = {"requested": 60_000_00, "own_percent": 20, "own_in_kind": True}
TYPED = {
    "q.budget.line.0.label": ["  Four à  pain "], "q.budget.line.0.amount": ["70 000"],
    "q.budget.line.2.label": ["تكوين"], "q.budget.line.2.amount": ["١٠٠٠٠"],
    "q.budget.own_cash": ["12.500,50"], "q.budget.own_in_kind": ["5 000 DH"], "q.budget.requested": ["99 999"],
    "q.budget.partner.0.name": ["Partenaire 3"], "q.budget.partner.0.amount": ["2 499,50"],
}  # fmt: skip
READ = {
    "lines": [{"label": "Four à pain", "amount": 70_000_00}, {"label": "تكوين", "amount": 10_000_00}],
    "partners": [{"name": "Partenaire 3", "amount": 2_499_50}],
    "own_cash": 12_500_50, "own_in_kind": 5_000_00, "requested": 60_000_00,
}  # fmt: skip


def budget(**settings):
    return make_question("budget", "budget", settings=settings)


def read(question, posted):
    return get(question.type).read(question, f"q.{question.key}", posted)


def words(text):
    return str(text).replace("\xa0", " ").replace("\u202f", " ")


def test_a_budget_is_read_as_it_is_typed_and_written_back_alike():
    asked = budget(**FIXED)
    answer = read(asked, TYPED)
    assert answer == READ
    assert sums_of(answer) == Sums(80_000_00, 60_000_00, 12_500_50, 5_000_00, 2_499_50)
    assert (sums_of(answer).balance, check_budget(asked, answer)) == (0, [])
    shown = get("budget").typed(asked, answer)
    assert ".requested" not in shown
    assert read(asked, {f"q.budget{suffix}": texts for suffix, texts in shown.items()}) == answer
    assert read(budget(), TYPED) == READ | {"requested": 99_999_00}
    assert read(asked, {"q.budget.requested": ["5"], "q.budget.line.0.label": [" "]}) is None
    with in_language("fr"):
        assert words(get("budget").say(asked, answer)).splitlines() == [
            "Four à pain : 70 000,00 DH", "تكوين : 10 000,00 DH", "Total des dépenses : 80 000,00 DH",
            "Montant demandé : 60 000,00 DH", "Apport propre en argent : 12 500,50 DH",
            "Apport propre en nature : 5 000,00 DH", "Partenaire 3 : 2 499,50 DH", "Total du financement : 80 000,00 DH",
        ]  # fmt: skip


def test_what_cannot_be_read_is_said_beside_its_input_and_the_rest_keeps_its_place():
    posted = {
        "q.budget.line.0.label": ["Four"], "q.budget.line.0.amount": ["-5"], "q.budget.line.1.amount": ["9" * 19],
        "q.budget.line.2.amount": ["1 000 000 000,01"], "q.budget.line.3.label": ["x" * 201],
        "q.budget.line.4.amount": ["1 234,505"], "q.budget.line.5.label": ["Salaires"], "q.budget.line.5.amount": ["10"],
        "q.budget.own_cash": ["dix"], "q.budget.partner.0.amount": ["3"],
    }  # fmt: skip
    reading = read_page([budget()], posted)
    assert {name.removeprefix("q.budget."): words(why) for name, why in reading.errors.items()} == {
        "line.0.amount": "Écrivez un montant en dirhams, par exemple 40 000 ou 1 234,50.",
        "line.1.amount": "Ce montant est trop grand : vérifiez les chiffres.",
        "line.2.amount": "Ce montant est trop grand : vérifiez les chiffres.",
        "line.3.label": "Cette réponse est trop longue : 200 caractères au plus.",
        "line.4.amount": "Pas plus de 2 chiffres après la virgule.",
        "own_cash": "Écrivez un montant en dirhams, par exemple 40 000 ou 1 234,50.",
    }  # fmt: skip
    assert reading.values["budget"]["lines"][5] == {"label": "Salaires", "amount": 10_00}
    assert reading.unread["q.budget.line.0.amount"] == ["-5"]
    assert sums_of(reading.values["budget"]).total == 10_00
    with pytest.raises(Unreadable) as refused:
        read(budget(), {f"q.budget.line.{place}.label": ["a"] for place in range(51)})
    assert list(refused.value.errors) == ["q.budget.line".removesuffix(".line")]
    assert len(refused.value.answer["lines"]) == 50


#: (what is changed of the budget that fits, its settings, [(code, input, message)])
MISFITS = [
    ({"own_cash": 2_500_50}, FIXED, [
        ("unbalanced", "", "Les dépenses font 80 000,00 DH et le financement 70 000,00 DH : il manque 10 000,00 DH."),
        ("own_share", ".own_cash", "Vous et vos partenaires apportez 10 000,00 DH : il faut au moins 16 000,00 DH, "
         "soit 20 % des dépenses."),
    ]),
    ({"own_cash": 22_500_50}, FIXED, [
        ("unbalanced", "", "Les dépenses font 80 000,00 DH et le financement 90 000,00 DH : il y a 10 000,00 DH de trop."),
    ]),
    ({}, {"ceiling": 60_000_00}, []),
    ({}, {"ceiling": 59_999_99}, [
        ("above_ceiling", ".requested", "Vous demandez 60 000,00 DH : ce lot donne 59 999,99 DH au plus par projet."),
    ]),
    ({}, {"own_percent": 20, "own_in_kind": False}, [
        ("own_share", ".own_cash", "Vous et vos partenaires apportez 15 000,00 DH : il faut au moins 16 000,00 DH, "
         "soit 20 % des dépenses."),
    ]),
    # the share of what does not divide is rounded up to the centime
    ({"lines": [{"label": "a", "amount": 101}], "partners": [], "own_cash": 20, "own_in_kind": 0, "requested": 81},
     {"own_percent": 20}, [
        ("own_share", ".own_cash", "Vous et vos partenaires apportez 0,20 DH : il faut au moins 0,21 DH, soit 20 % des "
         "dépenses."),
    ]),
]  # fmt: skip


def test_what_does_not_fit_is_told_with_both_sums():
    with in_language("fr"):
        for change, settings, expected in MISFITS:
            told = check_budget(budget(**settings), READ | change)
            assert [(code, field, words(message)) for code, field, message in told] == expected, (
                change,
                settings,
            )
    with in_language("ar"):
        assert "%" in str(check_budget(budget(**FIXED), READ | {"own_cash": 0})[1][2])


def test_a_budget_that_does_not_fit_is_kept_and_told_at_sending():
    definition = make_definition(budget(**FIXED), make_question("people", "beneficiaries", is_required=True))
    half = {"lines": [{"label": "", "amount": 5_00}, {"label": "Four", "amount": None}], "requested": 1,
            "partners": [{"name": "", "amount": 1}], "own_cash": None, "own_in_kind": None}  # fmt: skip
    assert list(list_missing(definition, {"budget": half, "people": {"women": 0, "men": None, "not_stated": None}})) == [
        "q.budget.line.0.label", "q.budget.line.1.amount", "q.budget.partner.0.name", "q.people.women",
    ]  # fmt: skip
    assert list(list_missing(make_definition(budget()), {"budget": half | {"lines": [], "partners": [], "requested": None}})
                ) == ["q.budget.line.0.label", "q.budget.requested"]  # fmt: skip
    assert list(list_missing(definition, {"budget": READ | {"own_cash": 1}, "people": {"women": 1}})) == [
        "q.budget", "q.budget.own_cash",
    ]  # fmt: skip
    assert list_missing(definition, {"budget": READ, "people": {"women": 1}}) == {}
    # as it is sent: the lot's amount whatever was kept, nothing instead of what was left empty
    sent = settle(definition, {"budget": half, "people": {"women": 3, "men": None, "not_stated": None}})
    assert {key: sent["budget"][key] for key in ("requested", "own_cash", "own_in_kind")} == {
        "requested": 60_000_00, "own_cash": 0, "own_in_kind": 0,
    }  # fmt: skip
    assert sent["people"] == {"women": 3, "men": 0, "not_stated": 0}
    assert settle(Definition(), {}) == {}


def test_people_are_counted():
    asked = make_question("people", "beneficiaries")
    answer = read(asked, {"q.people.women": ["١٢"], "q.people.men": ["1 200"], "q.people.not_stated": [""]})
    assert answer == {"women": 12, "men": 1200, "not_stated": None}
    assert get("beneficiaries").typed(asked, answer) == {
        ".women": ["12"],
        ".men": ["1200"],
        ".not_stated": [],
    }
    assert read(asked, {}) is None
    with in_language("fr"):
        assert (
            words(get("beneficiaries").say(asked, answer)) == "1 212 : 12 femmes, 1 200 hommes, 0 non précisé"
        )
    with pytest.raises(Unreadable) as refused:
        read(asked, {"q.people.women": ["-1"], "q.people.men": ["2,5"], "q.people.not_stated": ["9" * 19]})
    assert {name: why.code for name, why in refused.value.errors.items()} == {
        "q.people.women": "no_count", "q.people.men": "no_count", "q.people.not_stated": "no_count",
    }  # fmt: skip
    with pytest.raises(Unreadable) as refused:
        read(asked, {"q.people.women": ["100 000 001"]})
    assert isinstance(refused.value.errors["q.people.women"], RuleError)
