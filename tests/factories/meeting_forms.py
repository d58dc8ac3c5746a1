"""The secretariat's forms, filled and sent as a browser does, and what the answer says."""

from typing import Any

from noress.core.i18n import Translated
from tests.pages import parse

PLACE = Translated(fr="Conseil régional, salle B")


def plain(text: str) -> str:
    """The words alone, whatever the spaces between them."""
    return " ".join(text.replace("\u202f", " ").replace("\xa0", " ").split())


def text_of(response: Any, selector: str = "html") -> str:
    """What a part of the page says; fails when there is no such part."""
    return plain(parse(response).select_one(selector).get_text(" ", strip=True))


def token_of(browser: Any, path: str) -> str:
    return parse(browser.get(path)).select_one("form[method=post] input[name=csrf_token]")["value"]


def post(browser: Any, path: str, **fields: Any) -> Any:
    """Open the page, then send its form."""
    return browser.post(path, data={"csrf_token": token_of(browser, path), **fields})


def meeting_fields(body: Any, **changes: Any) -> dict[str, Any]:
    return {
        "version": "1", "type": "session", "bodies": [str(body.id)], "theme_fr": "Communication", "theme_ar": "التواصل",
        "introduction_fr": "", "introduction_ar": "", "date": "2027-04-08", "starts": "10:00", "ends": "13:00",
        "place_fr": "Salle B", "place_ar": "", "place_hints_fr": "", "place_hints_ar": "", "online_url": "", **changes,
    }  # fmt: skip


def item_fields(**changes: Any) -> dict[str, Any]:
    return {
        "version": "1", "title_fr": "Budget", "title_ar": "الميزانية", "kind": "decision", "minutes": "20",
        "presenter": "", "note_fr": "", "note_ar": "", "file_title": "", **changes,
    }  # fmt: skip
