"""Sheets made in other tools: what is understood, and what is refused by name and row."""

import io

import pytest

from noress.core import tables
from noress.core.errors import RuleError
from noress.core.i18n import Translated
from noress.domain.questionnaires.conditions import Clause, Condition, Operator
from noress.domain.questionnaires.definition import Choice, Question, Section
from tests.domain.questionnaires.xlsforms import AR, FR, book, plain, problems, read
from tests.factories.sheets import SHEET, sheet_xml, with_part

HEAD = ["type", "name", FR]


def test_a_form_of_another_tool():
    title, definition = read(book(
        survey=[
            ["type", "name", FR, AR, "hint::French", "required", "relevant", "appearance", "$kuid"],
            ["begin group", "Groupe_1", "Général", "عام", None, None, None, "field-list"],
            ["string", "Nom", "Nom ?", "الاسم؟", "Le vôtre", "TRUE", None, None, "x1"],
            ["select one formes or_other", "forme", "Forme ?", None, None, "no", None, "minimal"],
            ["select_multiple formes", "_autres", "Autres ?", None, None, None, "${forme} = 'a' and ${Nom} != ''"],
            ["end group"],
            [None],
            ["text", "mot", "Un mot", None, None, "yes", None, "multiline"],
        ],
        choices=[["list name", "name", FR, AR], ["formes", "a", "Une", "واحدة"], ["formes", 2, "Deux"]],
        settings=[["form_title", "form_id", "default_language"], ["Enquête", "e", "Français (fr)"]],
    ))  # fmt: skip
    choices = (Choice("a", Translated(fr="Une", ar="واحدة")), Choice("2", Translated(fr="Deux")))
    condition = Condition((Clause("forme", Operator.IS, "a"), Clause("nom", Operator.ANSWERED)))
    assert title == {"fr": "Enquête"}
    assert definition.sections == (
        Section("Groupe_1", Translated(fr="Général", ar="عام"), questions=(
            Question("nom", "text", Translated(fr="Nom ?", ar="الاسم؟"), Translated(fr="Le vôtre"), is_required=True),
            Question("forme", "one", Translated(fr="Forme ?"), choices=choices, settings={"other": True}),
            Question("autres", "several", Translated(fr="Autres ?"), choices=choices, condition=condition),
        )),
        Section("partie_2", Translated(fr="Enquête"), questions=(
            Question("mot", "long_text", Translated(fr="Un mot"), is_required=True),
        )),
    )  # fmt: skip


def test_labels_without_language_go_by_the_settings_or_by_their_letters():
    survey = [["type", "name", "label"], ["text", "a", "Nom"], ["text", "b", "الاسم"]]
    labels = [dict(question.label) for question in read(book(survey=survey))[1].questions()]
    assert labels == [{"fr": "Nom"}, {"ar": "الاسم"}]
    settings = [["default_language"], ["English (en)"]]
    labels = [
        dict(question.label) for question in read(book(survey=survey, settings=settings))[1].questions()
    ]
    assert labels == [{"en": "Nom"}, {"en": "الاسم"}]


@pytest.mark.parametrize(
    "heading, language",
    [("label::English (en)", "en"), ("Label :: Arabic", "ar"), ("label:fr", "fr"), ("label::العربية", "ar"), ("label::Français", "fr")],
)  # fmt: skip
def test_the_ways_to_name_a_language(heading, language):
    survey = [["type", "name", heading], ["text", "a", "x"]]
    assert [dict(question.label) for question in read(book(survey=survey))[1].questions()] == [
        {language: "x"}
    ]


@pytest.mark.parametrize(
    "word, kind, settings",
    [
        ("integer", "number", {}), ("decimal", "number", {"decimals": 6}), ("date", "date", {}), ("note", "note", {}),
        ("geopoint", "address", {}), ("image", "photo", {}), ("file", "file", {}), ("range", "number", {"min": "1", "max": "10"}),
    ],
)  # fmt: skip
def test_the_types_that_are_known(word, kind, settings):
    (question,) = read(book(survey=[HEAD, [word, "a", "A"]]))[1].questions()
    assert (question.type, question.settings) == (kind, settings)


@pytest.mark.parametrize(
    "word, constraint, settings",
    [
        ("integer", ". >= 1 and . <= 12", {"min": "1", "max": "12"}), ("integer", ".>0 and (. < 5)", {"min": "1", "max": "4"}),
        ("integer", ". >= -3", {"min": "-3"}), ("decimal", ". <= 2.50", {"decimals": 6, "max": "2.5"}),
        ("text", "string-length(.) <= 20", {"max_length": 20}), ("text", "string-length(.) < 20", {"max_length": 19}),
        ("date", ". >= date('2020-01-31')", {"min": "2020-01-31"}), ("select_multiple l", "count-selected(.) <= 2", {"max_choices": 2}),
    ],
)  # fmt: skip
def test_limits(word, constraint, settings):
    survey = [[*HEAD, "constraint", "constraint_message"], [word, "a", "A", constraint, "Trop !"]]
    (question,) = read(book(survey=survey, choices=[["list_name", "name", "label"], ["l", "x", "X"]]))[
        1
    ].questions()
    assert question.settings == settings | {"constraint_message": {"fr": "Trop !"}}


def test_parameters_of_a_range():
    survey = [[*HEAD, "parameters"], ["range", "a", "A", "start=0 end=5 step=0.1"], ["image", "b", "B", "max-pixels=900"], ["text", "c", "C", "rows=4"]]  # fmt: skip
    found = [(question.type, question.settings) for question in read(book(survey=survey))[1].questions()]
    assert found == [("number", {"min": "0", "max": "5", "decimals": 1}), ("photo", {}), ("long_text", {})]


def test_a_repeated_block_and_one_outside_of_groups():
    survey = [HEAD, ["begin repeat", "r", "R"], ["text", "a", "A"], ["end repeat"], ["text", "a", "A"]]
    block, text = read(book(survey=survey))[1].questions()
    assert (block.key, block.type, [inner.key for inner in block.questions]) == ("r", "repeated", ["a"])
    assert (text.key, text.type) == ("a", "text")


def test_names_become_keys_that_differ():
    survey = [HEAD, ["text", "Âge-1", "A"], ["text", "age_1", "B"], ["text", "1", "C"], ["text", "سن", "D"]]
    assert [question.key for question in read(book(survey=survey))[1].questions()] == [
        "age_1_2",
        "age_1",
        "q_1",
        "q_",
    ]


def test_a_limit_changed_in_another_tool_wins_over_what_was_exported():
    survey = [[*HEAD, "constraint", "noress::settings"], ["integer", "a", "A", ". <= 9", '{"max": 5, "min": 1, "unit": "km"}']]  # fmt: skip
    (question,) = read(book(survey=survey))[1].questions()
    assert question.settings == {"max": "9", "unit": "km"}


def test_a_condition_changed_in_another_tool_wins_over_what_was_exported():
    ours = '{"match": "all", "tests": [{"question": "a", "is": "is", "value": "x"}]}'
    survey = [
        [*HEAD, "relevant", "noress::condition"],
        ["text", "a", "A"],
        ["text", "b", "B", "${a} = 'y'", ours],
    ]
    assert list(read(book(survey=survey))[1].questions())[1].condition == Condition(
        (Clause("a", Operator.IS, "y"),)
    )


# what is refused


def test_everything_that_stands_in_the_way_is_said_at_once():
    found = problems(
        [
            [*HEAD, "calculation", "appearance", "label::Español (es)", "required", "parameters"],
            ["start", "debut"],
            ["calculate", "c", None, "1+1"],
            ["audio", "son", "Son"],
            ["text", "a", "A", "1", "signature", None, "${b} = 1"],
            ["text", "a", "A"],
            ["text", None, "Sans nom"],
            [None, "x", "Sans type"],
            ["select_one rien", "s", "S", None, None, "Hola"],
            ["range", "r", "R", None, None, None, None, "start=0 end=9 step=5"],
            ["text", "t", "Bonjour ${a}"],
            ["select_one", "u", "U"],
        ],
        choices=[["list_name", "name", "label", "zone"], ["l", "a b", "A"], ["l", "c", "C", "nord"], ["l", "c", "C"], ["l", None, "D"]],
        settings=[["form_title", "public_key"], ["T", "k"]],
        entities=[["list_name"], ["x"]],
    )  # fmt: skip
    assert found == [
        (2, "survey", "Le type « start » n'est pas pris en charge."),
        (3, "survey", "Le type « calculate » n'est pas pris en charge."),
        (4, "survey", "Le type « audio » n'est pas pris en charge."),
        (5, "survey", "La présentation « signature » n'est pas prise en charge."),
        (5, "survey", "Dans la colonne « required », écrivez « yes » ou rien."),
        (5, "survey", "La colonne « calculation » n'est pas prise en charge ici."),
        (6, "survey", "Le nom « a » sert déjà à une autre question."),
        (7, "survey", "Cette ligne n'a pas de nom (colonne « name »)."),
        (8, "survey", "Cette ligne n'a pas de type (colonne « type »)."),
        (9, "survey", "La langue de la colonne « label::Español (es) » n'est pas prise en charge."),
        (9, "survey", "La liste « rien » n'est pas dans la feuille « choices »."),
        (10, "survey", "Les paramètres « start=0 end=9 step=5 » ne sont pas pris en charge."),
        (11, "survey", "Un texte reprend une réponse (« ${…} »), ce qui n'est pas pris en charge."),
        (12, "survey", "Le type « select_one » n'est pas pris en charge."),
        (2, "choices", "Le nom « a b » contient un espace, ou il est trop long."),
        (3, "choices", "La colonne « zone » n'est pas prise en charge ici."),
        (4, "choices", "Deux choix de cette liste ont le même nom : « c »."),
        (5, "choices", "Chaque choix a une liste (« list_name ») et un nom (« name »)."),
        (2, "settings", "La colonne « public_key » n'est pas prise en charge ici."),
        (0, "entities", "Cette feuille n'est pas prise en charge."),
    ]


def test_the_refusal_says_the_first_problem():
    with pytest.raises(RuleError) as refused:
        read(book(survey=[HEAD, ["calculate", "c"]]))
    assert (refused.value.code, refused.value.field, refused.value.status) == ("xlsform", "file", 422)
    assert plain(refused.value.message) == (
        "Ce formulaire ne peut pas être importé (feuille « survey », ligne 2) : "
        "Le type « calculate » n'est pas pris en charge."
    )


def test_a_sheet_refused_as_a_whole_has_no_row():
    with pytest.raises(RuleError) as refused:
        read(book(survey=[HEAD, ["text", "a", "A"]], osm=[["x"], ["y"]]))
    assert plain(refused.value.message) == (
        "Ce formulaire ne peut pas être importé (feuille « osm ») : Cette feuille n'est pas prise en charge."
    )


def test_groups_that_do_not_close_or_stand_in_groups():
    found = problems([HEAD, ["begin group", "g", "G"], ["begin group", "h", "H"], ["text", "a", "A"], ["end group"], ["end repeat"], ["begin group", "g", "G"]])  # fmt: skip
    assert found == [
        (2, "survey", "« begin group » n'est pas fermé."),
        (3, "survey", "« h » : un groupe dans un groupe n'est pas pris en charge."),
        (6, "survey", "« end repeat » ne ferme rien qui soit ouvert."),
        (7, "survey", "« begin group » n'est pas fermé."),
        (7, "survey", "« g » : un groupe dans un groupe n'est pas pris en charge."),
    ]


def test_two_groups_of_one_name():
    found = problems([HEAD, ["begin group", "g", "G"], ["text", "a", "A"], ["end group"], ["begin group", "g", "G"], ["end group"]])  # fmt: skip
    assert found == [(5, "survey", "Le nom « g » sert déjà à un autre groupe.")]


def test_what_a_block_cannot_hold():
    found = problems(
        [[*HEAD, "relevant"], ["begin repeat", "r", "R"], ["image", "i", "I"], ["text", "t", "T", "${i} = 1"],
         ["begin group", "g", "G"], ["end group"], ["begin repeat", "s", "S"], ["end repeat"], ["end repeat"]],
    )  # fmt: skip
    assert found == [
        (3, "survey", "Une question « image » ne peut pas être dans un bloc ou un tableau."),
        (
            4,
            "survey",
            "Une question d'un bloc ou d'un tableau ne peut pas avoir de condition (« relevant »).",
        ),
        (5, "survey", "« g » : un groupe dans un groupe n'est pas pris en charge."),
        (7, "survey", "Une question « begin repeat » ne peut pas être dans un bloc ou un tableau."),
    ]


def test_a_table_whose_rows_differ():
    head = [*HEAD, "noress::type"]
    found = problems([
        head, ["begin group", "t", "T", "table"], ["begin group", "x", "X"], ["integer", "n", "N"], ["end group"],
        ["begin group", "y", "Y"], ["text", "n", "N"], ["end group"], ["text", "z", "Z"], ["end group"],
    ])  # fmt: skip
    assert found == [
        (6, "survey", "« y » : les lignes d'un tableau ont toutes les mêmes questions."),
        (9, "survey", "Dans un tableau, chaque ligne est un groupe qui contient les colonnes."),
    ]


def test_our_columns_are_checked_too():
    head = [
        *HEAD,
        "noress::type",
        "noress::settings",
        "noress::visibility",
        "noress::condition",
        "noress::voices",
    ]
    deep = "[" * 9_000
    found = problems([
        head, ["text", "a", "A", "money"], ["text", "b", "B", None, deep], ["text", "c", "C", None, None, "secret"],
        ["text", "d", "D", None, None, None, "{}"], ["integer", "e", "E", None, '{"decimals": "x"}'],
        ["text", "f", "F", None, None, None, None, '{"fr": 1}'], ["text", "g", "G", None, None, None, '{"tests": [1]}'],
    ])  # fmt: skip
    assert found == [
        (2, "survey", "Le type « money » ne va pas avec « text »."),
        (3, "survey", "La colonne « noress::settings » ne peut pas être lue."),
        (4, "survey", "La colonne « noress::visibility » ne peut pas être lue."),
        (5, "survey", "La colonne « noress::condition » ne peut pas être lue."),
        (6, "survey", "La colonne « noress::settings » ne peut pas être lue."),
        (
            7,
            "survey",
            "L'enregistrement de la voix n'appartient pas à ce questionnaire : videz la colonne « noress::voices ».",
        ),
        (8, "survey", "La colonne « noress::condition » ne peut pas être lue."),
    ]


def test_a_choice_named_other_and_a_column_twice():
    found = problems(
        [[*HEAD, "label::French"], ["select_one l", "a", "A", "B"]],
        choices=[["list_name", "name", "label"], ["l", "other", "Autre"]],
        settings=[["form_title"], ["A"], ["B"]],
    )
    assert found == [
        (1, "survey", "Deux colonnes portent le même titre : « label::French »."),
        (
            2,
            "survey",
            "Le choix « other » a un sens à part : remplacez-le par « or_other » après le nom de la liste.",
        ),
        (3, "settings", "Cette feuille n'a qu'une ligne sous ses titres."),
    ]


def test_a_text_as_long_as_a_report_is_not_cut_in_silence():
    found = problems([HEAD, ["text", "a", "x" * 20_000]])
    assert found == [(2, "survey", f"Le texte de la colonne « {FR} » est trop long.")]


# what is no form at all


def refused(stream, name="formulaire.xlsx"):
    from noress.domain.questionnaires import xlsform

    with pytest.raises(RuleError) as error:
        xlsform.read_xlsform(name, stream)
    assert error.value.field == "file"
    return error.value.code, error.value.status


def test_a_workbook_without_questions():
    assert refused(book(autre=[["type"], ["text"]])) == ("no_survey", 422)
    assert refused(book(survey=[HEAD])) == ("no_survey", 422)


def test_files_that_are_no_workbooks():
    assert refused(io.BytesIO(b"type,name\ntext,a\n"), "formulaire.csv") == ("type_not_allowed", 422)
    assert refused(io.BytesIO(b"MZ" + bytes(500))) == ("content_mismatch", 422)
    assert refused(io.BytesIO(b"")) == ("empty", 422)
    assert refused(io.BytesIO(bytes(10_000_000))) == ("too_large", 413)


def test_a_zip_bomb_and_sheets_without_end():
    form = book(survey=[HEAD, ["text", "a", "A"]]).getvalue()
    bomb = with_part(form, SHEET, sheet_xml("<row>" + " " * 40_000_000 + "</row>"))
    assert refused(io.BytesIO(bomb)) == ("encrypted_or_bomb", 422)
    wide = [[f"c{number}" for number in range(300)], ["x"] * 300]
    assert refused(book(survey=wide)) == ("too_many_columns", 422)
    far = with_part(form, SHEET, sheet_xml('<row r="1048576"><c r="A1048576"><v>1</v></c></row>'))
    assert refused(io.BytesIO(far)) == ("too_many_rows", 422)


def test_formulas_are_refused():
    file = io.BytesIO()
    import xlsxwriter

    workbook = xlsxwriter.Workbook(file)
    sheet = workbook.add_worksheet("survey")
    sheet.write_row(0, 0, ["type", "name"])
    sheet.write_formula(1, 0, "=1+1")
    workbook.close()
    file.seek(0)
    assert refused(file) == ("formulas", 422)


def test_sheets_are_found_whatever_their_capitals():
    found = tables.read_book("a.xlsx", book(Survey=[["a"], [None], ["b"]], Notes=[["c"]]), {"survey"})
    assert found == {"survey": [(1, ["a"]), (3, ["b"])]}
