"""What every HTML page must respect; the test client reviews each page that it opens."""

import re
from collections import Counter
from html.parser import HTMLParser
from typing import Any

from bs4 import BeautifulSoup

#: a page that was reviewed already: the refusals, above all, are the same thousands of times
_reviewed: set[int] = set()
#: what a reader must never see
_ESCAPED = re.compile(r"&#\d+;")
#: what differs between pages that are alike, and is not reviewed: tokens, and where links lead
_PASSED_OVER = re.compile(r' (?:value|href|aria-current)="[^"]*"')


def parse(response: Any) -> BeautifulSoup:
    return BeautifulSoup(response.get_data(as_text=True), "html.parser")


def check_page(response: Any) -> None:
    """Raise AssertionError on the first thing wrong with an HTML page."""
    if response.mimetype != "text/html" or response.status_code in {301, 302, 303, 304, 308}:
        return
    if not response.data or response.headers.get("Content-Encoding"):
        return
    if "sandbox" in response.headers.get("Content-Security-Policy", ""):
        return  # a mail or a file of somebody else, shown in a box: not a page of ours
    text = response.get_data(as_text=True)
    page = hash(_PASSED_OVER.sub("", text))
    if page in _reviewed:
        return
    where = f"{response.request.method} {response.request.path} ({response.status_code})"
    Review(text).check(where)
    _reviewed.add(page)


class Review(HTMLParser):
    """One reading of a page, without a tree: half of a test's time would go into making it."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.titles: list[list[str]] = []
        self.headings: list[list[str]] = []
        self.ids: list[str] = []
        self.root: dict[str, str] = {}
        self.wrong: list[str] = []
        self.labelled: set[str] = set()
        self.fields: list[tuple[dict[str, str], bool]] = []  # what is typed into; whether a label holds it
        self.forms: list[tuple[dict[str, str], list[str]]] = []  # each form, and the names of its inputs
        self._open = dict.fromkeys(("h1", "title", "label", "form"), 0)
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {name: value or "" for name, value in attrs}
        if "id" in values:
            self.ids.append(values["id"])
        self._note_wrong(tag, values)
        if tag in self._open:
            self._open[tag] += 1
        match tag:
            case "html":
                self.root = values
            case "title":
                self.titles.append([])
            case "h1":
                self.headings.append([])
            case "label":
                self.labelled.add(values.get("for", ""))
            case "form":
                self.forms.append((values, []))
            case "input" | "select" | "textarea":
                self.fields.append((values, self._open["label"] > 0))
                if tag == "input" and self._open["form"]:
                    self.forms[-1][1].append(values.get("name", ""))

    def _note_wrong(self, tag: str, values: dict[str, str]) -> None:
        if "style" in values or tag == "style":
            self.wrong.append(f"inline style: {self.get_starttag_text()}")
        if any(name.startswith("on") for name in values):
            self.wrong.append(f"on* handler: {self.get_starttag_text()}")
        if tag == "script" and not values.get("src") and values.get("type") != "application/ld+json":
            self.wrong.append("inline script")

    def handle_endtag(self, tag: str) -> None:
        if self._open.get(tag):
            self._open[tag] -= 1

    def handle_data(self, data: str) -> None:
        if _ESCAPED.search(data):
            self.wrong.append(f"escaped twice: {data.strip()[:80]}")
        if self._open["h1"]:
            self.headings[-1].append(data)
        elif self._open["title"]:
            self.titles[-1].append(data)

    def check(self, where: str) -> None:
        assert len(self.headings) == 1, f"{where}: {len(self.headings)} h1"
        title = " ".join("".join(self.titles[0]).split()) if self.titles else ""
        heading = " ".join(" ".join(self.headings[0]).split())
        assert title.startswith(heading), f"{where}: title {title!r} does not start with h1 {heading!r}"
        assert self.root.get("lang") in {"fr-MA", "ar-MA", "en"}, f"{where}: no lang"
        assert self.root.get("dir") in {"ltr", "rtl"}, f"{where}: no dir"
        twice = sorted(name for name, times in Counter(self.ids).items() if times > 1)
        assert twice == [], f"{where}: duplicate ids {twice}"
        for form, inputs in self.forms:
            if form.get("method", "get").lower() == "post":
                assert "csrf_token" in inputs, f"{where}: POST form without token"
                assert "action" in form, f"{where}: form without action"
        for field, is_in_label in self.fields:
            self._check_field(field, is_in_label, where)
        assert self.wrong == [], f"{where}: {self.wrong[0]}"

    def _check_field(self, field: dict[str, str], is_in_label: bool, where: str) -> None:
        if field.get("type") in {"hidden", "submit", "button"}:
            return
        has_label = (
            field.get("id") in self.labelled or field.get("aria-label") or field.get("aria-labelledby") or is_in_label
        )  # fmt: skip
        assert has_label, f"{where}: field {field.get('name')!r} has no label"
        described = field.get("aria-describedby", "").split()
        assert set(described) <= set(self.ids), f"{where}: {field.get('name')} described by nothing"
