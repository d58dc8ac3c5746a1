"""Filling in forms as a browser does, and reading what came back."""

from typing import Any

from tests.pages import parse


def post(browser: Any, path: str, /, **fields: str) -> Any:
    """Open the page, change some of its fields, send its form."""
    page = browser.get(path)
    form = parse(page).select_one("main form[method=post]")
    data = {}
    for tag in form.select("input[name], textarea[name]"):
        if tag.get("type") not in {"checkbox", "radio"} or tag.has_attr("checked"):
            data[tag["name"]] = tag.get("value", "") if tag.name == "input" else tag.text.lstrip("\n")
    for tag in form.select("select[name]"):
        chosen = tag.select_one("option[selected]") or tag.select_one("option")
        data[tag["name"]] = chosen["value"] if chosen else ""
    return browser.post(form["action"], data={**data, **fields})


def text_of(response: Any, selector: str = "main") -> list[str]:
    """The text of each match, blanks folded."""
    return [" ".join(tag.get_text(" ").split()) for tag in parse(response).select(selector)]


def errors_of(response: Any) -> dict[str, str]:
    """{field: message} of a refused page."""
    page = parse(response)
    for spoken in page.select(".field__error .hidden-text"):
        spoken.decompose()
    return {
        tag["id"].removesuffix("-error"): " ".join(tag.get_text(" ").split())
        for tag in page.select(".field__error")
    }
