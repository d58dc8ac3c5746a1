"""What every HTML page must respect; the test client reviews each page that it opens."""

import re
from typing import Any

from bs4 import BeautifulSoup

#: a page that was reviewed already: the refusals, above all, are the same thousands of times
_reviewed: set[int] = set()
_TOKEN = re.compile(r'value="[^"]{40,}"')


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
    page = hash(_TOKEN.sub("", response.get_data(as_text=True)))
    if page in _reviewed:
        return
    soup = parse(response)
    where = f"{response.request.method} {response.request.path} ({response.status_code})"
    headings = soup.find_all("h1")
    assert len(headings) == 1, f"{where}: {len(headings)} h1"
    title = " ".join(soup.title.get_text().split()) if soup.title else ""
    heading = " ".join(headings[0].get_text(" ").split())
    assert title.startswith(heading), f"{where}: title {title!r} does not start with h1 {heading!r}"
    assert soup.html.get("lang") in {"fr-MA", "ar-MA", "en"}, f"{where}: no lang"
    assert soup.html.get("dir") in {"ltr", "rtl"}, f"{where}: no dir"
    ids = [tag["id"] for tag in soup.find_all(id=True)]
    assert len(ids) == len(set(ids)), f"{where}: duplicate ids {sorted(i for i in ids if ids.count(i) > 1)}"
    _check_fields(soup, ids, where)
    for script in soup.find_all("script"):
        assert script.get("src") or script.get("type") == "application/ld+json", f"{where}: inline script"
    assert not soup.find_all(style=True), f"{where}: inline style"
    assert not soup.find_all("style"), f"{where}: inline style element"
    assert not [t for t in soup.find_all(True) if any(a.startswith("on") for a in t.attrs)], (
        f"{where}: on* handler"
    )
    _reviewed.add(page)


def _check_fields(soup: BeautifulSoup, ids: list[str], where: str) -> None:
    for form in soup.find_all("form"):
        if (form.get("method") or "get").lower() == "post":
            assert form.find("input", attrs={"name": "csrf_token"}), f"{where}: POST form without token"
            assert form.get("action") is not None, f"{where}: form without action"
    labelled = {label.get("for") for label in soup.find_all("label")}
    for field in soup.find_all(["input", "select", "textarea"]):
        if field.get("type") in {"hidden", "submit", "button"}:
            continue
        has_label = (
            field.get("id") in labelled or field.get("aria-label") or field.get("aria-labelledby")
            or field.find_parent("label")
        )  # fmt: skip
        assert has_label, f"{where}: field {field.get('name')!r} has no label"
        described = (field.get("aria-describedby") or "").split()
        assert all(d in ids for d in described), f"{where}: {field.get('name')} described by nothing"
