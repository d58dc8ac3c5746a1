"""What a page says to a reader of another language."""

from typing import Any

from bs4 import BeautifulSoup

from noress.core.i18n import gettext, in_language
from tests.pages import parse

HTML_LANG = {"fr": ("fr-MA", "ltr"), "ar": ("ar-MA", "rtl"), "en": ("en", "ltr")}


def said(lang: str, message: str, **values: Any) -> str:
    """The sentence as that reader reads it."""
    with in_language(lang):
        text = " ".join(gettext(message, **values).split())
    assert lang == "fr" or text != said("fr", message, **values), "not translated"
    return text


def page_of(response: Any, lang: str) -> BeautifulSoup:
    """The page, which must be in that language."""
    page = parse(response)
    assert (page.html["lang"], page.html["dir"]) == HTML_LANG[lang]
    return page
