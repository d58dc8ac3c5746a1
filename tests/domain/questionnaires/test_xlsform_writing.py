"""A definition written as XLSForm is read back the same, and other tools take it."""

import io

import pytest

from noress.core import tables
from noress.core.i18n import Translated
from noress.demo.questionnaire import build_definition, build_second_version
from noress.domain.questionnaires import types, xlsform
from noress.domain.questionnaires.checking import list_problems
from noress.domain.questionnaires.conditions import Clause, Condition, Operator
from noress.domain.questionnaires.definition import Choice, Definition, Question, Section, Visibility
from tests.domain.questionnaires.xlsforms import plain, read

TITLE = Translated(fr="Questionnaire des acteurs", ar="استبيان الفاعلين")


def both(text: str) -> Translated:
    return Translated(fr=text, ar=f"{text} ع")


def ask(key: str, kind: str, **more: object) -> Question:
    return Question(key, kind, both(key), **more)


def when(*tests: tuple[str, str, str], is_all: bool = True) -> Condition:
    return Condition(tuple(Clause(key, Operator(operator), value) for key, operator, value in tests), is_all)


CHOICES = (
    Choice("coop", both("Coopérative"), "🐝"),
    Choice("assoc", both("Association")),
    Choice("3", both("Trois")),
)

IDENTITY = Section(
    "identite", both("Identité"), both("Qui êtes-vous ?"), is_locked=True,
    questions=(
        ask("nom", "text", is_required=True, settings={"max_length": 80}, identifies=True, is_locked=True),
        ask("histoire", "long_text", help=both("En quelques lignes"), visibility=Visibility.MEMBERS),
        ask("tel", "phone", visibility=Visibility.INTERNAL), ask("mail", "email"), ask("site", "url"),
        ask("explication", "note"),
        ask("membres", "number", settings={"min": "1", "max": "5000", "unit": "personnes"}, voices={"ar": 7}),
        ask("surface", "number", settings={"decimals": 2, "min": 0}),
        ask("budget", "money", settings={"max": "1000000"}),
        ask("creation", "date", settings={"min": "1956-03-02", "max": "31/12/2026"}),
    ),
)  # fmt: skip
CHOSEN = Section(
    "choix", both("Choix"), condition=when(("membres", "more", "2"), ("creation", "less", "2020-01-01")),
    questions=(
        ask("actif", "yes_no", is_required=True),
        ask("forme", "one", choices=CHOICES, settings={"other": True}, condition=when(("actif", "is", "true"))),
        ask("publics", "several", choices=CHOICES, settings={"other": True, "min_choices": 1, "max_choices": 2}),
        ask("seul", "several", choices=CHOICES, condition=when(("publics", "is", "coop"), ("forme", "is", "other"))),
        ask("moyens", "one", choices=CHOICES[:2], condition=when(("publics", "holds", "3"), ("publics", "holds_not", "coop"), is_all=False)),
        ask("province", "province", settings={"region": "01"}), ask("commune", "commune", condition=when(("site", "answered", ""))),
    ),
)  # fmt: skip
REST = Section(
    "reste", both("Reste"),
    questions=(
        ask("adresse", "address", condition=when(("commune", "empty", ""), ("forme", "is_not", "assoc"))),
        ask("statuts", "file", settings={"max_files": 3}), ask("photo", "photo"),
        ask("piece", "file", settings={"restricted": True, "model": {"fr": 7}}), ask("parole", "file", settings={"audio": True}),
        ask("plan", "budget", is_required=True), ask("personnes", "beneficiaries", help=both("Directs")),
        ask("salaires", "table", choices=CHOICES, is_required=True, questions=(
            ask("femmes", "number", is_required=True), ask("nom", "text"), ask("type", "one", choices=CHOICES[1:]),
        )),
        ask("projets", "repeated", settings={"max_blocks": 5}, condition=when(("nom", "is", "l'abeille")), questions=(
            ask("nom", "text", help=both("En entier")), ask("fin", "date"), ask("par", "several", choices=CHOICES),
        )),
    ),
)  # fmt: skip
EVERYTHING = Definition((IDENTITY, CHOSEN, REST))


def written(definition, title=TITLE):
    stream = io.BytesIO()
    xlsform.write_xlsform(definition, title, stream)
    stream.seek(0)
    return stream


def cells(stream, sheet):
    """{name: {heading: cell}} of a sheet, empty cells left out."""
    (_number, headings), *rows = tables.read_book("a.xlsx", stream, {sheet})[sheet]
    found = [{head: cell for head, cell in zip(headings, row, strict=True) if cell} for _number, row in rows]
    return {row.get("name", ""): row for row in found if not row.get("type", "").startswith("end")}


def test_every_type_comes_back_the_same():
    assert {question.type for _section, question, _group in EVERYTHING.everything()} == set(types.names())
    assert list_problems(EVERYTHING) == []
    assert read(written(EVERYTHING), recordings={7}) == (TITLE, EVERYTHING)


def test_what_people_wrote_is_never_a_formula():
    definition = Definition((Section("a", both("=1+1"), questions=(ask("b", "text", help=both("=cmd")),)),))
    assert read(written(definition, Translated(fr="=2+2"))) == (Translated(fr="=2+2"), definition)


@pytest.mark.parametrize(
    "title", [Translated(ar="استبيان"), Translated(fr="Un", ar="واحد", en="One"), Translated()]
)
def test_the_title_comes_back_in_its_languages(title):
    definition = Definition((Section("a", both("A"), questions=(ask("b", "text"),)),))
    assert read(written(definition, title)) == (title, definition)


def test_texts_missing_in_a_language_stay_missing():
    definition = Definition(
        (Section("a", Translated(fr="A"), questions=(Question("b", "text", Translated(en="B")),)),)
    )
    assert read(written(definition)) == (TITLE, definition)


def test_a_draft_without_rows_nor_questions_comes_back():
    """A table whose rows are still to come, a section still empty."""
    table = ask("tableau", "table", questions=(ask("un", "text"), ask("deux", "number")))
    rows_only = ask("lignes", "table", choices=CHOICES)
    definition = Definition((
        Section("vide", both("Vide")),
        Section("a", both("A"), questions=(table, rows_only, ask("bloc", "repeated"))),
    ))  # fmt: skip
    assert read(written(definition)) == (TITLE, definition)


def test_a_condition_with_both_quotes_travels_beside():
    odd = when(("a", "is", """l'"autre" """.strip()))
    definition = Definition(
        (Section("s", both("S"), questions=(ask("a", "text"), ask("b", "text", condition=odd))),)
    )
    assert "relevant" not in cells(written(definition), "survey")["b"]
    assert read(written(definition)) == (TITLE, definition)


def test_what_other_tools_see():
    rows = cells(written(EVERYTHING), "survey")
    assert rows["nom"]["type"] == "text"
    assert rows["nom"]["constraint"] == "string-length(.) <= 80"
    assert rows["membres"]["constraint"] == ". >= 1 and . <= 5000"
    assert rows["creation"]["constraint"] == ". >= date('1956-03-02') and . <= date('2026-12-31')"
    assert rows["publics"]["constraint"] == "count-selected(.) >= 1 and count-selected(.) <= 2"
    assert rows["choix"]["relevant"] == "${membres} > 2 and ${creation} < date('2020-01-01')"
    assert rows["seul"]["relevant"] == "selected(${publics}, 'coop') and ${forme} = 'other'"
    assert rows["moyens"]["relevant"] == "selected(${publics}, '3') or not(selected(${publics}, 'coop'))"
    assert rows["projets"]["relevant"] == '${nom} = "l\'abeille"'
    assert [rows[key]["type"] for key in ("surface", "budget", "photo", "adresse", "salaires", "projets")] == [
        "decimal", "decimal", "image", "geopoint", "begin_group", "begin_repeat",
    ]  # fmt: skip
    assert [rows[key]["type"] for key in ("actif", "forme", "publics")] == [
        "select_one yes_no", "select_one forme or_other", "select_multiple publics or_other",
    ]  # fmt: skip


def test_settings_say_title_and_language():
    stream = written(EVERYTHING)
    (_number, headings), (_second, row) = tables.read_book("a.xlsx", stream, {"settings"})["settings"]
    assert dict(zip(headings, row, strict=True)) == {
        "form_title": "Questionnaire des acteurs", "form_id": "noress_questionnaire_des_acteurs",
        "default_language": "Français (fr)", "noress::title_fr": "Questionnaire des acteurs",
        "noress::title_ar": "استبيان الفاعلين",
    }  # fmt: skip


def test_recordings_of_others_are_refused():
    """A sheet may name any stored file: it gives access to none."""
    with pytest.raises(xlsform.XlsformRefused) as refused:
        read(written(EVERYTHING), recordings={8})
    assert [(found.row, found.sheet, plain(found.message)) for found in refused.value.problems] == [
        (9, "survey", "L'enregistrement de la voix n'appartient pas à ce questionnaire : videz la colonne « noress::voices »."),
        (27, "survey", "Le modèle de ce papier n'appartient pas à ce questionnaire : videz la colonne « noress::settings »."),
    ]  # fmt: skip


def warnings_of_pyxform(stream) -> list[str]:
    """pyxform is what KoboToolbox and ODK read sheets with; it raises what it cannot take."""
    from pyxform.xls2xform import convert

    warnings: list[str] = []
    convert(stream, warnings=warnings, validate=False, file_type=".xlsx")
    return [text for text in warnings if "or_other" not in text]


@pytest.mark.parametrize("definition", [EVERYTHING, build_definition(), build_second_version()])
def test_the_tools_of_xlsform_take_it(definition):
    assert warnings_of_pyxform(written(definition)) == []
    assert read(written(definition), recordings={7}) == (TITLE, definition)


def test_names_that_conditions_use_stand_alone():
    """A section, a row and an inner question may be called as a question is; expressions could not tell which."""
    again = when(("a", "is", "x"))
    table = ask(
        "t",
        "table",
        choices=(Choice("a", both("Une")), Choice("1", both("Deux"))),
        questions=(ask("a", "text"),),
    )
    definition = Definition((
        Section("a", both("A"), questions=(ask("a", "text"), table, ask("b", "text", condition=again))),
        Section("b", both("B"), condition=again, questions=(ask("a_", "text", condition=again),)),
    ))  # fmt: skip
    assert warnings_of_pyxform(written(definition)) == []
    assert read(written(definition)) == (TITLE, definition)
