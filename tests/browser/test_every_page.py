"""Every kind of page: axe finds nothing on a laptop in French nor on a phone in Arabic, and nothing overflows a small
phone in either."""

import pytest

from tests.browser.conftest import DESK, PHONE
from tests.browser.visiting import faults, overflow, walk

PUBLIC = ["/", "/sessions/", "/membres/", "/connexion", "/donnees-personnelles"]
DEMONSTRATION = ["/demo/composants", "/demo/courrier"]


def look(
    page, start: list[str], language: str, *, within: str = "/", has_axe: bool = True
) -> tuple[int, list[str]]:
    """How many pages were looked at, and what is wrong with them."""
    wrong, count, sizes = [], 0, [DESK, PHONE]
    page.goto(f"/langue/{language}")
    for address in walk(page, start, within=within):
        count += 1
        direction = page.locator("html").get_attribute("dir")
        if direction != {"fr": "ltr", "ar": "rtl"}[language]:
            wrong.append(f"{address}: written {direction}")
        # what differs on a wide screen differs in both directions alike
        for size in sizes if language == "fr" else [PHONE]:
            if page.viewport_size != size:
                page.set_viewport_size(size)
            if size == PHONE and (too_wide := overflow(page)):
                wrong.append(f"{address} at 360 px: {too_wide}")
            if has_axe and (size == DESK or language == "ar"):
                wrong += [f"{address} ({size}): {fault}" for fault in faults(page)]
        sizes.reverse()  # the next page begins with the size that this one ended with
    return count, list(dict.fromkeys(wrong))


@pytest.mark.parametrize("language", ["fr", "ar"])
def test_public_pages(open_browser, language):
    count, wrong = look(open_browser(), PUBLIC, language)
    assert wrong == []
    assert count >= 8


@pytest.mark.parametrize("language", ["fr", "ar"])
def test_pages_of_the_demonstration(open_browser, language):
    count, wrong = look(open_browser(), DEMONSTRATION, language, within="/demo")
    assert wrong == []
    assert count >= 3


@pytest.mark.parametrize(
    ("kind", "language"),
    # what a member and the administrator open is nearly all among the coordinator's pages: one language each
    [("coordinator", "fr"), ("coordinator", "ar"), ("titular", "ar"), ("administrator", "fr")],
)
def test_pages_of_each_kind_of_person(open_browser, sign_in, kind, language):
    page = open_browser()
    sign_in(page, kind)
    count, wrong = look(
        page, ["/a-faire", "/sessions/", "/membres/", "/mon-compte", "/mes-donnees"], language,
        has_axe=(kind, language) != ("coordinator", "fr"),  # the same pages in Arabic; a laptop is the administrator's
    )  # fmt: skip
    assert wrong == []
    assert count >= 8


@pytest.mark.parametrize("language", ["fr", "ar"])
def test_refusals(open_browser, language):
    """A page that says no is a page: readable, and no wider than the phone."""
    page = open_browser(size=PHONE)
    for address in ("/introuvable", "/i/inconnu"):
        response = page.goto(f"{address}?lang={language}")
        assert response.status in {404, 410}
        assert (overflow(page), faults(page)) == (None, [])
