"""PDF files: words that can be searched, data that stays text, papers that turn with their language."""

import io
import re
import subprocess

import pytest
import time_machine
from pypdf import PdfReader

from noress.core.i18n import Translated, in_language
from noress.documents import compiler, typesetting
from noress.documents.pieces import markdown_tree, qr, spoken
from noress.documents.typesetting import TypesettingError, make_pdf
from noress.domain.files import documents
from noress.domain.files.documents import Letterhead
from tests.factories import NOW
from tests.factories.papers import pages_of, text_of

WORDS = [
    "محضر", "الاجتماع", "الجمع", "العام", "قرار", "توصية", "الإجراءات", "الآجال", "والأعضاء", "لائحة", "الحضور",
    "الاقتصاد", "التعاونيات",
]  # fmt: skip
SHA = "3f9a" * 16


@pytest.fixture(autouse=True)
def network(monkeypatch):
    monkeypatch.setattr(documents, "_letterhead", documents.letterhead())
    documents.set_letterhead(
        Letterhead(
            {"fr": "NORESS", "ar": "نوريس"}, {"fr": "Région du Nord", "ar": "جهة الشمال"}, "https://noress.example"
        )
    )  # fmt: skip


def specimen(**values) -> dict:
    """Data for templates/specimen.typ, which shows every piece."""
    return {
        "subtitle": spoken("Sous-titre"), "notice": spoken("À lire"), "section": "Section",
        "facts": [{"label": "Quand", "value": spoken("8 avril 2027")},
                  {"label": "Dates", "value": [spoken("2027-04-08"), spoken("2027-04-09")]}],
        "prose": [], "headers": ["Un", "Deux", "Trois"], "rows": [["a", spoken("b"), 3]], "texts": [],
        "code": qr("https://noress.example/verifier/" + SHA),
        "signatures": [{"title": spoken("La présidence"), "name": spoken("Institution membre 12")}], **values,
    }  # fmt: skip


def make(language: str = "fr", **values) -> bytes:
    with in_language(language):
        return make_pdf("specimen.typ", specimen(**values), title="Spécimen", language=language)


def squeezed(text: str) -> str:
    return " ".join(text.split())


@pytest.mark.parametrize("language", ["ar", "fr"])
def test_arabic_words_can_be_searched(language):
    """Twelve of thirteen, lam-alef included: what decided for Amiri."""
    text = text_of(make(language, prose=markdown_tree(" ".join(WORDS))))
    found = [word for word in WORDS if word in text]
    assert len(found) >= 12, sorted(set(WORDS) - set(found))


def test_french_and_tamazight_words_can_be_searched():
    text = text_of(make(prose=markdown_tree("Procès-verbal d'œuvre ⵜⴰⵎⴰⵣⵉⵖⵜ à 10 h")))
    assert [word for word in ("Procès-verbal", "d'œuvre", "ⵜⴰⵎⴰⵣⵉⵖⵜ", "10 h") if word not in text] == []


HOSTILE = [
    '#read("/etc/passwd")', '#eval("1+1")', "*x*", "_y_", "$ x^2 $", "\\ \\\\ \\u{41}", "= titre", "#let a = 1", "@nom",
    "<label>", "`code`", "</script>", "// fin", "/* x */", "[[", "]]", "{{ 7 * 7 }}", '"', "#import \"base.typ\": *",
]  # fmt: skip


@pytest.mark.parametrize("said", HOSTILE)
def test_hostile_text_is_printed_as_text(said):
    """In a cell, a fact, a heading, a long text: never code, never style."""
    pdf = make(
        facts=[{"label": said, "value": spoken(said)}],
        section=said,
        rows=[[said, spoken(said), 3]],
        subtitle=spoken(said),
    )
    text = squeezed(text_of(pdf))
    assert text.count(squeezed(said)) == 7  # subtitle, label, value, two headings, two cells
    assert "root:" not in text


def test_markdown_subset_shows_its_text_and_nothing_else_is_markup():
    tree = markdown_tree(
        '**gras** et [lien](https://noress.example/a)\nsuite #read("/etc/passwd")\n\n- un\n- deux\n\n# pas un titre'
    )
    text = squeezed(text_of(make(prose=tree)))
    assert 'gras et lien suite #read("/etc/passwd") • un • deux # pas un titre' in text
    with in_language("fr"):
        pdf = make(prose=tree)
    links = [
        annotation.get_object()["/A"]["/URI"]
        for page in PdfReader(io.BytesIO(pdf)).pages for annotation in page.get("/Annots") or []
    ]  # fmt: skip
    assert links == ["https://noress.example/a"]


def test_signs_without_a_glyph_do_not_stop_an_archival_pdf():
    """An emoji in the minutes is no reason for having none."""
    text = text_of(
        make(prose=markdown_tree("fait ✅ → suite \U0001f600 中 ■ fin \x07\ufe0f\ue000 \u202egnol"))
    )
    assert "fait [x] › suite \ufffd \ufffd • fin \ufffd gnol" in squeezed(text)


@pytest.mark.parametrize(
    "said",
    ["a" * 100_000, "**a" * 5_000, "- " * 3_000 + "x", "> " * 2_000 + "x", "ل" * 50_000, "mot\n\n" * 5_000, "\u0301" * 5_000],
    ids=["one word", "stars", "deep", "quotes", "lam", "paragraphs", "accents"],
)  # fmt: skip
def test_whatever_is_typed_makes_a_paper(said):
    assert pages_of(make(prose=markdown_tree(said), rows=[[said[:5_000], spoken(said[:5_000]), 1]])) > 0


def places(pdf: bytes, *texts: str) -> list[float]:
    """The horizontal place of each text, in points from the left."""
    import pypdfium2

    page = pypdfium2.PdfDocument(pdf)[0].get_textpage()
    found = []
    for text in texts:
        searched = page.search(text).get_next()
        assert searched is not None, text
        found.append(page.get_charbox(searched[0])[0])
    return found


def test_tables_turn_with_the_direction_of_the_paper():
    headers = {"headers": ["AAA", "BBB", "CCC"]}
    first, second, third = places(make("fr", **headers), "AAA", "BBB", "CCC")
    assert first < second < third
    first, second, third = places(make("ar", **headers), "AAA", "BBB", "CCC")
    assert first > second > third


def test_codes_keep_their_order_inside_arabic():
    """2027-01-15 would be shown as 15-01-2027 by the rules of direction alone."""
    pdf = make("ar", prose=markdown_tree("بتاريخ 2027-01-15 بمدينة طنجة"))
    year, day = places(pdf, "2027", "15")
    assert year < day


@pytest.mark.parametrize(("language", "tag"), [("fr", "fr-MA"), ("ar", "ar-MA"), ("en", "en")])
def test_file_is_accessible_and_archival(language, tag):
    with time_machine.travel(NOW, tick=False):
        pdf = make(language, texts=[spoken("نص عربي"), spoken("Texte français")])
    reader = PdfReader(io.BytesIO(pdf))
    xmp = reader.xmp_metadata.stream.get_data().decode()
    assert re.findall(r"<pdf(?:uaid|aid):(\w+)>(\w+)<", xmp) == [
        ("part", "2"),
        ("conformance", "A"),
        ("part", "1"),
    ]
    assert reader.trailer["/Root"]["/Lang"] == tag
    assert reader.trailer["/Root"]["/MarkInfo"]["/Marked"]
    assert reader.metadata.title == "Spécimen"
    assert reader.metadata.creation_date == NOW


def test_foot_of_the_page_says_reference_version_page_and_hash():
    with in_language("fr"):
        pdf = make_pdf(
            "specimen.typ", specimen(rows=[["x", "y", 1]] * 60), title="T", language="fr", reference="S-2027-01/02",
            version="3", sha256=SHA,
        )  # fmt: skip
    count = pages_of(pdf)
    text = squeezed(text_of(pdf))
    assert count > 2
    for number in range(1, count + 1):
        assert f"Référence : S-2027-01/02 Version : 3 Page {number} sur {count}" in text
    assert text.count(f"à vérifier sur noress.example/verifier/ : {SHA}") == count


def test_same_data_at_the_same_instant_gives_the_same_file():
    with time_machine.travel(NOW, tick=False):
        assert make() == make()


def test_no_warning_of_the_compiler(caplog):
    for language in ("fr", "ar", "en"):
        make(language, prose=markdown_tree("**x** [y](https://noress.example)\n\n1. a\n2. b"))
    assert caplog.text == ""


@pytest.mark.parametrize(
    ("template", "said"),
    [
        ("absent.typ", r"^absent\.typ: .*No such file"),
        ("specimen.typ", r"^specimen\.typ: (?s:.*)does not contain key"),
    ],
)
def test_what_cannot_be_made_says_why(template, said):
    """The log names the template, the line, and what its data lacks."""
    with pytest.raises(TypesettingError, match=said):
        make_pdf(template, {}, title="T", language="fr")


@pytest.mark.parametrize(
    ("source", "said"),
    [
        ('#read("/etc/passwd")', "file not found"), ('#read("../compiler.py")', "outside of|escape|access denied|not found"),
        ('#import "@preview/x:1.0.0": *', "package|download|network"),
    ],
)  # fmt: skip
def test_templates_read_nothing_outside_their_folder(tmp_path, monkeypatch, source, said):
    """Were a template wrong, neither the machine's files nor the net could come in."""
    (tmp_path / "t.typ").write_text(f'#set document(title: "t")\n{source}')
    monkeypatch.setattr(compiler, "TEMPLATES", tmp_path)
    request = {"template": "t.typ", "made_at": NOW.isoformat()}
    with pytest.raises(RuntimeError, match=said):
        compiler.compile_pdf(request, "{}")


def test_missing_fonts_say_what_to_do(monkeypatch, tmp_path):
    monkeypatch.setattr(compiler, "FONTS", tmp_path)
    with pytest.raises(TypesettingError, match=r"run `make assets` \(Amiri_400Regular\.ttf, "):
        make()


def test_a_document_that_never_ends_is_stopped(monkeypatch):
    monkeypatch.setattr(typesetting, "SECONDS", 0.01)
    with pytest.raises(TypesettingError, match=r"specimen\.typ: not made within 0\.01 seconds"):
        make()


def test_compiler_knows_nothing_of_ours():
    """It runs isolated: no settings, no database, no secret within its reach."""
    code = "import runpy, sys; runpy.run_path(sys.argv[1]); print([m for m in sys.modules if m.startswith(('noress', 'flask'))])"
    done = subprocess.run(
        [typesetting.sys.executable, "-I", "-c", code, compiler.__file__],
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.strip() == "[]"


def test_other_languages_of_a_content_are_said_in_theirs():
    with in_language("ar"):
        assert spoken(Translated(fr="Salé", en="x")) == {"text": "Salé", "lang": "fr"}
        assert spoken("Institution membre 12") == {"text": "Institution membre 12", "lang": "fr"}
        assert spoken("12 جمعية") == {"text": "12 جمعية", "lang": "ar"}
        assert spoken("2027-04-08") == {"text": "2027-04-08", "lang": "ar"}
    with in_language("en"):
        assert spoken("The north") == {"text": "The north", "lang": "en"}
        assert spoken("ⵜⴰⵎⴰⵣⵉⵖⵜ") == {"text": "ⵜⴰⵎⴰⵣⵉⵖⵜ", "lang": "zgh"}
        assert spoken(None) == {"text": "", "lang": "en"}
