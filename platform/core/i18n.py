"""Languages without Flask: translations, lazy texts, formats, and content in several languages.

French is the source: every text is written in French in the code and translated in
`platform/translations/`. One context variable holds the reader's language, so that a page, a mail
written by the worker and a calendar feed all go through the same functions.
"""

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from babel.support import Translations
from markupsafe import Markup, escape

LANGUAGES = ("fr", "ar", "en")
DEFAULT = "fr"
# Bare `ar` would give Eastern formats and AM/PM: Moroccan usage is `ar_MA`, with Western digits.
LOCALES = {"fr": "fr_MA", "ar": "ar_MA", "en": "en_GB"}
HTML_LANG = {"fr": "fr-MA", "ar": "ar-MA", "en": "en"}
LANGUAGE_NAMES = {"fr": "Français", "ar": "العربية", "en": "English"}
DIRECTION = {"fr": "ltr", "ar": "rtl", "en": "ltr"}
TRANSLATIONS = Path(__file__).parent.parent / "translations"

_language: ContextVar[str] = ContextVar("language", default=DEFAULT)


def language() -> str:
    return _language.get()


def set_language(code: str) -> None:
    _language.set(code if code in LANGUAGES else DEFAULT)


@contextmanager
def in_language(code: str) -> Iterator[None]:
    token = _language.set(code if code in LANGUAGES else DEFAULT)
    try:
        yield
    finally:
        _language.reset(token)


def locale() -> str:
    return LOCALES[language()]


@lru_cache
def _catalog(code: str) -> Any:
    return Translations.load(str(TRANSLATIONS), [code])


@lru_cache(maxsize=4096)
def french_spacing(text: str) -> str:
    """Narrow no-break spaces where French typography wants them; sources are typed with plain ones."""
    text = re.sub(r" ([;!?»])", "\u202f\\1", text)
    text = re.sub(r" :(?=\s|$)", "\u00a0:", text)
    text = text.replace("« ", "«\u202f")
    return re.sub(r"(\d) (h|%|min|DH|Mo|Ko)\b", "\\1\u202f\\2", text)


def gettext(message: str, **values: Any) -> str:
    code = language()
    text = french_spacing(message) if code == DEFAULT else _catalog(code).gettext(message)
    return text % values if values else text


def ngettext(singular: str, plural: str, n: int, /, **values: Any) -> str:
    code = language()
    if code == DEFAULT:
        # In French zero and one are singular (CLDR).
        text = french_spacing(singular if abs(n) < 2 else plural)
    else:
        text = _catalog(code).ngettext(singular, plural, n)
    return text % {"num": n, **values}


def plural(one: str, many: str) -> tuple[str, str]:
    """Mark a pair of texts for the catalogues; `ngettext` translates it later."""
    return one, many


@dataclass(frozen=True)
class Lazy:
    """A text translated when it is shown, for labels declared at import (enums, form fields)."""

    message: str
    values: tuple[tuple[str, Any], ...] = ()

    def __str__(self) -> str:
        return gettext(self.message, **dict(self.values))

    def __html__(self) -> Markup:
        return escape(str(self))

    def __mod__(self, other: Any) -> str:
        return str(self) % other

    def format(self, *args: Any, **kwargs: Any) -> str:
        return str(self).format(*args, **kwargs)

    def __getattr__(self, name: str) -> Any:
        # Babel and WTForms treat labels as strings.
        if name.startswith("__"):
            raise AttributeError(name)
        return getattr(str(self), name)


def lazy(message: str, **values: Any) -> Any:
    return Lazy(message, tuple(values.items()))


class Translated(dict[str, str]):
    """Content in several languages: {language: text}; empty texts are dropped."""

    def __init__(self, texts: Mapping[str, str | None] | None = None, **by_language: str | None):
        merged = {**(texts or {}), **by_language}
        super().__init__({code: text for code, text in merged.items() if code in LANGUAGES and text})

    def pick(self, code: str | None = None) -> tuple[str, str]:
        """(language, text) for the reader: theirs, else French, Arabic, English, else empty."""
        wanted = code or language()
        for candidate in (wanted, *LANGUAGES):
            if self.get(candidate):
                return candidate, self[candidate]
        return wanted, ""

    def __str__(self) -> str:
        code, text = self.pick()
        return french_spacing(text) if code == DEFAULT else text

    def __bool__(self) -> bool:
        return any(self.values())

    def __html__(self) -> Markup:
        """Marked as markup: whatever takes it into a larger one does not escape it again."""
        code, text = self.pick()
        text = french_spacing(text) if code == DEFAULT else text
        if code == language() or not text:
            return escape(text)
        title = gettext("Texte disponible en %(name)s seulement", name=LANGUAGE_NAMES[code])
        return Markup('<span lang="{}" dir="{}" class="other-language" title="{}">{}</span>').format(
            HTML_LANG[code], DIRECTION[code], title, text
        )
