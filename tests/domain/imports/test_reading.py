"""What a line says: every field, in both scripts, and each thing that may be wrong with it, at its cell."""

import io
from datetime import date

import pytest

from noress.core import tables
from noress.core.i18n import LANGUAGES, in_language
from noress.domain.imports import reading, rules
from noress.domain.imports.reading import Categories, SaidPerson
from noress.domain.institutions import queries
from noress.extensions import db
from tests.factories.member_sheets import HEADINGS, csv_of, make_categories, read, row
from tests.factories.twins import plain

pytestmark = [
    pytest.mark.usefixtures("app"),
    pytest.mark.one_engine,
]  # what each rule refuses and says, not how rows are kept


def categories():
    make_categories()
    return Categories.of(list(db.session.scalars(queries.list_categories())))


def line_of(values, default=None):
    sheet = read(csv_of([values]))
    return reading.read_line(1, sheet.numbers[1], sheet.rows[1], sheet.mapping, categories(), default)


def problems(values, default=None):
    return [
        (HEADINGS[p.column] if p.column is not None else None, plain(p.message))
        for p in line_of(values, default).problems
    ]


def test_every_field_of_a_line():
    line = line_of({
        "Nom de l'institution": "Réseau des femmes", "Nom en arabe": "شبكة النساء", "Sigle": "RF", "Catégorie": "associations",
        "Titre du responsable": "Madame la Présidente", "Courriel": "Contact@Exemple.MA", "Téléphone": "٠٥٣٩ ٠٠ ٠٠ ٠١",
        "Adresse": "Tétouan", "Site web": "exemple.ma", "Membre depuis": "18/03/2015",
        "Titulaire : prénom et nom": "Titulaire  du réseau", "Titulaire : nom en arabe": "الممثل",
        "Titulaire : courriel": "T@Exemple.ma", "Titulaire : téléphone": "0600000001", "Titulaire : langue": "العربية",
        "Suppléant : prénom et nom": "ممثل نائب", "Suppléant : courriel": "s@exemple.ma",
    })  # fmt: skip
    assert line.problems == []
    assert line.values == {
        "name": {"fr": "Réseau des femmes", "ar": "شبكة النساء"}, "acronym": "RF", "category_code": "association",
        "head_title": {"fr": "Madame la Présidente"}, "email": "Contact@exemple.ma", "phone": "0539 00 00 01",
        "address": {"fr": "Tétouan"}, "website": "https://exemple.ma", "member_since": date(2015, 3, 18),
    }  # fmt: skip
    assert line.people == [
        SaidPerson("titular", "Titulaire du réseau", "الممثل", "t@exemple.ma", "0600000001", "ar"),
        SaidPerson("alternate", "ممثل نائب", None, "s@exemple.ma", None, "ar"),
    ]


DATES = "Écrivez le jour, le mois et l'année : 18/03/2015, 2015-03-18, 18 mars 2015 ou 18 مارس 2015."


def test_the_dates_that_a_refusal_names_are_read():
    for text in ("18/03/2015", "2015-03-18", "18 mars 2015", "18 مارس 2015"):
        line = line_of({**row("Réseau"), "Membre depuis": text})
        assert (line.problems, line.values["member_since"]) == ([], date(2015, 3, 18)), text


@pytest.mark.parametrize(
    ("values", "column", "message"),
    [
        ({"Courriel": "contact@"}, "Courriel", "Cette adresse n'est pas complète. Exemple : nom@exemple.ma."),
        ({"Téléphone": "à demander"}, "Téléphone", "Ce numéro n'est pas valable. Exemple : 05 39 00 00 00 ou +212 539 00 00 00."),
        ({"Site web": "javascript:alert(1)"}, "Site web", "Cette adresse web n'est pas complète. Exemple : https://exemple.ma."),
        ({"Membre depuis": "2015"}, "Membre depuis", f"Date non comprise : « 2015 ». {DATES}"),
        ({"Membre depuis": "avril 2015"}, "Membre depuis", f"Date non comprise : « avril 2015 ». {DATES}"),
        ({"Membre depuis": "مارس 2024"}, "Membre depuis", f"Date non comprise : « مارس 2024 ». {DATES}"),
        ({"Membre depuis": "18/03/1015"}, "Membre depuis", "Vérifiez l'année de cette date. Exemple : 18/03/2015."),
        ({"Catégorie": "Asociation"}, "Catégorie", "Catégorie inconnue : « Asociation ». Peut-être : Association."),
        ({"Catégorie": "ONG"}, "Catégorie", "Catégorie inconnue : « ONG ». Peut-être : Association ; Coopérative."),
        ({"Nom de l'institution": ""}, "Nom de l'institution", "Écrivez le nom de l'institution, en français ou en arabe."),
        ({"Sigle": "S" * 41}, "Sigle", "40 caractères au plus."),
        ({"Adresse": "a" * 501}, "Adresse", "500 caractères au plus."),
        ({"Titulaire : courriel": "t@exemple.ma"}, "Titulaire : prénom et nom", "Écrivez le prénom et le nom de cette personne."),
        ({"Titulaire : prénom et nom": "Titulaire", "Titulaire : courriel": "t@"}, "Titulaire : courriel", "Cette adresse n'est pas complète. Exemple : nom@exemple.ma."),
        ({"Titulaire : prénom et nom": "Titulaire", "Titulaire : langue": "amazigh"}, "Titulaire : langue", "Langue inconnue : « amazigh ». Exemples : français, arabe."),
        ({"Titulaire : prénom et nom": "Même", "Suppléant : prénom et nom": "MÊME"}, "Suppléant : prénom et nom", "Le titulaire et le suppléant sont la même personne."),
    ],
)  # fmt: skip
def test_what_is_wrong_stands_at_its_cell(values, column, message):
    assert problems({**row("Réseau"), **values}) == [(column, message)]


def test_a_category_that_is_missing_is_missed_by_new_records_only():
    line = line_of({**row("Réseau"), "Catégorie": ""})
    assert (line.problems, [(HEADINGS[need.column], plain(need.message)) for need in line.needs]) == (
        [],
        [("Catégorie", "Dites la catégorie, ou choisissez plus haut celle des lignes qui n'en donnent pas.")],
    )


def test_a_line_without_category_takes_the_one_chosen():
    line = line_of({**row("Réseau"), "Catégorie": ""}, default="cooperative")
    assert (line.values["category_code"], line.problems, line.needs) == ("cooperative", [], [])


def test_an_arabic_name_in_the_french_column_is_arabic():
    line = line_of(row("تعاونية الأمل", Catégorie="تعاونية"))
    assert (line.values["name"], line.values["category_code"]) == ({"ar": "تعاونية الأمل"}, "cooperative")


def test_a_first_name_may_have_its_own_column():
    headings = ("Institution", "Catégorie", "Prénom du titulaire", "Nom du titulaire", "GSM du titulaire")
    content = csv_of([{"Institution": "Réseau", "Catégorie": "Association", "Prénom du titulaire": "Prénom", "Nom du titulaire": "Nom", "GSM du titulaire": "0600000001"}], headings)  # fmt: skip
    sheet = read(content)
    line = reading.read_line(1, 2, sheet.rows[1], sheet.mapping, categories(), None)
    assert [(p.name, p.phone) for p in line.people] == [("Prénom Nom", "0600000001")]


@pytest.mark.parametrize("code", LANGUAGES)
def test_our_own_headings_are_understood_in_every_language(code):
    with in_language(code):
        headings = [str(label) for label in reading.LABELS.values()]
    assert tables.guess_columns(headings, reading.headings()) == dict(enumerate(reading.LABELS))


ARABIC = ["المؤسسة", "الاسم المختصر", "الصنف", "البريد الإلكتروني", "الهاتف", "العنوان", "الممثل الرسمي", "بريد الممثل الرسمي", "هاتف الممثل الرسمي", "الممثل النائب", "عضو منذ"]  # fmt: skip


def test_arabic_headings_are_understood():
    guessed = tables.guess_columns(ARABIC, reading.headings())
    assert [guessed[place] for place in range(len(ARABIC))] == [
        "name", "acronym", "category", "email", "phone", "address", "titular", "titular_email", "titular_phone", "alternate",
        "member_since",
    ]  # fmt: skip


@pytest.mark.parametrize("separator", [";", ",", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-8", "cp1252", "cp1256", "utf-16"])
def test_encodings_and_separators(encoding, separator):
    arabic = "" if encoding == "cp1252" else "جمعية النساء"
    text = "\n".join([
        separator.join(["Institution", "Nom en arabe", "Catégorie"]), separator.join(["Réseau féminin", arabic, "Coopérative"]),
    ])  # fmt: skip
    sheet = tables.read_sheet(
        "membres.csv", io.BytesIO(text.encode(encoding)), reading.headings(), max_lines=10
    )
    line = reading.read_line(1, 2, sheet.rows[1], sheet.mapping, categories(), None)
    assert line.name == {key: text for key, text in (("fr", "Réseau féminin"), ("ar", arabic)) if text}
    assert (line.values["category_code"], line.problems) == ("cooperative", [])


def test_lines_keep_the_numbers_of_the_sheet():
    content = "Liste des membres\r\n\r\nInstitution;Catégorie\r\nRéseau;Association\r\n\r\nUnion;Association\r\n".encode()
    sheet = read(content)
    assert (sheet.numbers, [r[0] for r in sheet.rows]) == ([3, 4, 6], ["Institution", "Réseau", "Union"])


def test_too_many_lines_are_told():
    content = ("Institution\n" + "Réseau\n" * (rules.MAX_LINES + 1)).encode()
    with pytest.raises(tables.RuleError) as refused:
        read(content)
    assert (refused.value.code, refused.value.field, plain(refused.value.message)) == (
        "too_many_rows", "file", "Cette feuille a plus de 5 000 lignes. Envoyez-la en plusieurs parties.",
    )  # fmt: skip
