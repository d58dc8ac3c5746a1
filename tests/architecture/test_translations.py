"""Every text of the code exists in Arabic and in English, in the words that Moroccan readers use."""

import ast
import re
from functools import lru_cache

import pytest
from jinja2 import nodes

from tests.architecture.source import PLATFORM, TEMPLATES, sources
from tools import translations

LANGUAGES = translations.LANGUAGES
MARKERS = {"_", "gettext", "lazy", "ngettext", "plural"}
#: DESIGN section 2: the word on the left is not the one used in Morocco
BANNED = {
    "بلدي": "جماعة",
    "قائمة": "لائحة",
    "قوائم": "لوائح",
    "تدريب": "تكوين",
    "موعد نهائي": "آخر أجل",
    "الموعد النهائي": "آخر أجل",
    "قسط": "شطر",
    "أقساط": "أشطر",
    "كلمة السر": "كلمة المرور",
    "كلمة سر": "كلمة مرور",
    "WhatsApp": "واتساب",
}
VOWELS = re.compile(r"[\u064B-\u0652\u0640]")
PLACEHOLDER = re.compile(r"%\(\w+\)[a-z]|\{\w*\}|%%")


@pytest.fixture(scope="module")
def template():
    return translations.extract()


@pytest.fixture(scope="module", params=LANGUAGES)
def catalogue(request):
    return translations.read(request.param)


def strings(message) -> list[str]:
    value = message.string
    return list(value) if isinstance(value, list | tuple) else [value or ""]


def ids(message) -> list[str]:
    return list(message.id) if isinstance(message.id, list | tuple) else [message.id]


def test_no_text_hides_behind_another_name():
    """`gettext as _g`: the extraction does not know it, and its texts stay French for everybody."""
    known = {*MARKERS, None}
    hidden = [
        f"{source.path}: {name.name} as {name.asname}"
        for source in sources()
        for node in ast.walk(source.tree)
        if isinstance(node, ast.ImportFrom) and node.module == "noress.core.i18n"
        for name in node.names
        if name.name in MARKERS and name.asname not in known
    ]
    assert hidden == []


def test_every_text_is_in_the_catalogue(catalogue, template):
    """`make translations` was run after the last text was written, and nothing obsolete is left."""
    wanted = {tuple(ids(message)) for message in template if message.id}
    there = {tuple(ids(message)) for message in catalogue if message.id}
    assert sorted(wanted - there) == [], "run `make translations`, then translate these"
    assert sorted(there - wanted) == [], "run `make translations`: these texts are gone"


def test_every_text_is_translated(catalogue):
    missing = [ids(message)[0] for message in catalogue if message.id and not all(strings(message))]
    fuzzy = [ids(message)[0] for message in catalogue if message.id and message.fuzzy]
    assert missing == []
    assert fuzzy == []


def test_plurals_have_every_form(catalogue):
    wrong = [
        ids(message)[0] for message in catalogue
        if message.id and len(ids(message)) == 2 and len(strings(message)) != catalogue.num_plurals
    ]  # fmt: skip
    assert wrong == []


def test_values_are_the_same_in_every_language(catalogue):
    """A forgotten `%(name)s` hides a name; an invented one stops the page."""
    wrong = []
    for message in catalogue:
        if not message.id:
            continue
        wanted = [sorted(PLACEHOLDER.findall(text)) for text in ids(message)]
        for string in strings(message):
            got = sorted(PLACEHOLDER.findall(string))
            # One and two are said without their number in Arabic.
            without_number = [p for p in wanted[-1] if p != "%(num)s" and p != "%(num)d"]
            if string and got not in wanted and not (len(wanted) == 2 and got == without_number):
                wrong.append(f"{ids(message)[0]!r} -> {string!r}")
    assert wrong == []


def test_edges_are_kept(catalogue):
    """A text that begins or ends with a space or a colon does so in every language."""
    wrong = [
        f"{ids(message)[0]!r} -> {string!r}"
        for message in catalogue if message.id
        for string in strings(message)
        if string and (string != string.strip()) != (ids(message)[0] != ids(message)[0].strip())
    ]  # fmt: skip
    assert wrong == []


def test_no_text_is_empty_or_untranslatable(template):
    wrong = [text for message in template if message.id for text in ids(message) if not text.strip()]
    assert wrong == []


def test_english_is_not_french(template):
    """A text copied as it is was not translated, unless it is a name or the same word in both."""
    catalogue = translations.read("en")
    copied = sorted(
        message.id for message in catalogue
        if isinstance(message.id, str) and message.id == message.string and re.search(r"[éèêàçùîôœ]", message.id)
    )  # fmt: skip
    assert copied == []


def test_arabic_is_written_in_arabic(template):
    catalogue = translations.read("ar")
    wrong = [
        f"{ids(message)[0]!r} -> {string!r}"
        for message in catalogue if message.id
        for string in strings(message)
        if string and re.search(r"[A-Za-zÀ-ÿ]{3,}", PLACEHOLDER.sub("", ids(message)[0]))
        and not re.search(r"[\u0621-\u064A]", string) and string not in KEPT_AS_THEY_ARE
    ]  # fmt: skip
    assert wrong == []


#: names and examples of addresses that no language changes
KEPT_AS_THEY_ARE = {
    "NORESS", "WhatsApp", "Français", "English", "https://exemple.ma", "nom@exemple.ma", "CSV", "JSON", "GeoJSON",
    "Excel (XLSX)", "dalil", "JSON-LD",
}  # fmt: skip


def test_arabic_uses_western_digits():
    wrong = [
        string for message in translations.read("ar") if message.id
        for string in strings(message) if re.search(r"[\u0660-\u0669\u06F0-\u06F9]", string)
    ]  # fmt: skip
    assert wrong == []


@lru_cache
def arabic_texts() -> list[tuple[str, str]]:
    """Every line with Arabic in it: catalogues, code, templates, the demonstration's data."""
    files = [
        path for path in sorted(PLATFORM.rglob("*"))
        if path.suffix in {".py", ".html", ".txt", ".po", ".yaml", ".yml", ".json"} and "static" not in path.parts
    ]  # fmt: skip
    return [
        (f"{path.relative_to(PLATFORM)}:{number}", VOWELS.sub("", line))
        for path in files
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if re.search(r"[\u0621-\u064A]", line)
    ]


@pytest.mark.parametrize("word", BANNED)
def test_arabic_words_are_those_of_moroccan_administration(word):
    said = [f"{where}: {line.strip()[:80]}" for where, line in arabic_texts() if word in line]
    assert said == [], f"in Morocco: {BANNED[word]}"


def test_regional_is_not_provincial():
    """جهوي is regional; إقليمي is provincial."""
    wrong = [
        f"{ids(message)[0]!r} -> {string!r}"
        for message in translations.read("ar") if message.id
        for string in strings(message)
        if re.search(r"إقليم|اقليم", VOWELS.sub("", string)) and not re.search(r"provinc|préfectur", ids(message)[0], re.I)
    ]  # fmt: skip
    assert wrong == []


def test_texts_are_literal_in_the_code():
    """`_(variable)` and `_(f"...")` cannot be extracted, so they would stay French for ever."""
    wrong = []
    for source in sources():
        if source.name in {"core/i18n.py", "web/jinja.py"}:
            continue  # they are the machinery
        for node in ast.walk(source.tree):
            is_marker = isinstance(node, ast.Call) and getattr(node.func, "id", None) in MARKERS
            if is_marker and not (node.args and isinstance(node.args[0], ast.Constant | ast.Starred)):
                wrong.append(f"{source.name}:{node.lineno}: {ast.unparse(node)[:80]}")
    assert wrong == []


def test_no_text_is_marked_inside_another_text():
    """What stands in the braces of an f-string is not extracted: `f"{_('actions')}.xlsx"` stays French for ever."""
    wrong = [
        f"{source.name}:{call.lineno}: {ast.unparse(call)[:80]}"
        for source in sources()
        for text in ast.walk(source.tree) if isinstance(text, ast.JoinedStr)
        for call in ast.walk(text) if isinstance(call, ast.Call) and getattr(call.func, "id", None) in MARKERS
    ]  # fmt: skip
    assert wrong == []


@pytest.mark.no_database
def test_texts_are_literal_in_the_templates(app):
    wrong = []
    for path in sorted(TEMPLATES.rglob("*")):
        if path.suffix not in {".html", ".txt"}:
            continue
        parsed = app.jinja_env.parse(path.read_text(encoding="utf-8"))
        for call in parsed.find_all(nodes.Call):
            is_marker = isinstance(call.node, nodes.Name) and call.node.name in MARKERS
            if is_marker and not (call.args and isinstance(call.args[0], nodes.Const)):
                wrong.append(f"{path.relative_to(TEMPLATES)}:{call.lineno}")
    assert wrong == []


def test_sources_are_typed_with_plain_spaces(template):
    """Narrow spaces are put in when the text is shown; typed by hand they make two texts of one."""
    texts = [text for message in template if message.id for text in ids(message)]
    assert [text for text in texts if re.search(r"[\u00a0\u202f\u2009]", text)] == []
    glued = re.compile(r"[^\W\d][;!?](?=\s|$)|«(?=\w)|(?<=\w)»|[^\W\d]:(?=\s|$)")
    assert [text for text in texts if glued.search(text)] == [], (
        "French puts a space before : ; ? ! and inside « »"
    )


def test_extraction_changes_nothing_by_itself(tmp_path):
    """Writing what was read gives the same bytes: no date, no machine, no order that moves."""
    for language in LANGUAGES:
        path = translations.catalogue_path(language)
        assert path.exists(), f"{language} has no catalogue"
        again = tmp_path / f"{language}.po"
        translations.write(translations.read(language), again)
        assert again.read_text(encoding="utf-8") == path.read_text(encoding="utf-8")
