"""Extract every text of the code and the templates, and bring the catalogues up to date.

Nothing volatile is written (no date, no line number, no name of a program), so that a run without a new
text changes no file. French is the source: `messages.pot` is git-ignored, `ar` and `en` are kept.
"""

import sys
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parent.parent
PLATFORM = ROOT / "platform"
TRANSLATIONS = PLATFORM / "translations"
LANGUAGES = ("ar", "en")
#: `plural` marks a pair (singular, plural) that is translated later, as `lazy` marks a single text
KEYWORDS = {"_": None, "gettext": None, "lazy": None, "ngettext": (1, 2), "plural": (1, 2)}
METHODS = [("**.py", "python"), ("templates/**", "jinja2")]
OPTIONS = {
    "templates/**": {"extensions": "jinja2.ext.do", "silent": "false", "trimmed": "true",
                     "trim_blocks": "true", "lstrip_blocks": "true"}
}  # fmt: skip
HEADER = """msgid ""
msgstr ""
"Language: {language}\\n"
"MIME-Version: 1.0\\n"
"Content-Type: text/plain; charset=utf-8\\n"
"Content-Transfer-Encoding: 8bit\\n"
"Plural-Forms: {plurals}\\n"

"""
#: Babel numbers the Arabic forms otherwise; these are gettext's: none, one, two, 3 to 10, 11 to 99, hundreds
PLURALS = {
    "ar": "nplurals=6; plural=(n==0 ? 0 : n==1 ? 1 : n==2 ? 2 : n%100>=3 && n%100<=10 ? 3 : n%100>=11 ? 4 : 5);"
}
WIDTH = 110


def extract() -> Catalog:
    """Every text a reader may see, as written in French in the code."""
    template = Catalog(charset="utf-8")
    found = extract_from_dir(
        str(PLATFORM), method_map=METHODS, options_map=OPTIONS, keywords=KEYWORDS,
        directory_filter=lambda folder: Path(folder).name not in {"static", "translations", "__pycache__"},
    )  # fmt: skip
    for _path, _line, message, comments, context in found:
        template.add(message, auto_comments=comments, context=context)
    return template


def read(language: str) -> Catalog:
    path = catalogue_path(language)
    if not path.exists():
        return Catalog(locale=language)
    with path.open("rb") as file:
        return read_po(file, locale=language)


def catalogue_path(language: str) -> Path:
    return TRANSLATIONS / language / "LC_MESSAGES" / "messages.po"


def write(catalogue: Catalog, path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    buffer = BytesIO()
    write_po(buffer, catalogue, no_location=True, sort_output=True, ignore_obsolete=True, width=WIDTH)
    _volatile, _, texts = buffer.getvalue().decode().partition("\n\n")
    language = str(catalogue.locale or "")
    header = HEADER.format(language=language, plurals=PLURALS.get(language, catalogue.plural_forms))
    path.write_text(header + texts, encoding="utf-8")


def main() -> int:
    template = extract()
    write(template, TRANSLATIONS / "messages.pot")
    for language in LANGUAGES:
        catalogue = read(language)
        catalogue.update(template, no_fuzzy_matching=True)
        write(catalogue, catalogue_path(language))
        texts = [message for message in catalogue if message.id]
        missing = sum(not all(_strings(message)) for message in texts)
        print(f"{language}: {len(texts)} texts, {missing} to translate")
    return 0


def _strings(message: object) -> list[str]:
    string = message.string  # type: ignore[attr-defined]
    return list(string) if isinstance(string, (list, tuple)) else [string]


if __name__ == "__main__":
    sys.exit(main())
