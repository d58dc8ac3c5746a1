"""Every kind of page: axe finds nothing on a laptop in French nor on a phone in Arabic, and nothing overflows a small
phone in either."""

from typing import Any

import pytest

from tests.browser.conftest import DESK, PHONE
from tests.browser.visiting import faults, kind_of, overflow, walk

PUBLIC = ["/", "/sessions/", "/membres/", "/connexion", "/donnees-personnelles"]
DEMONSTRATION = ["/demo/composants", "/demo/courrier"]
OWN = ["/a-faire", "/sessions/", "/membres/", "/mon-compte", "/mes-donnees"]
#: shown to everybody alike: a visitor's walk looks at them
ALIKE = (
    "/accessibilite", "/aiguillage/", "/appels/", "/c/", "/catalogue/", "/concours/", "/connexion",
    "/donnees-personnelles", "/instances/", "/verifier/",
)  # fmt: skip


def look(
    page, start: list[str], language: str, *, has_axe: bool = True, **others: Any
) -> tuple[list[str], list[str]]:
    """The kinds of pages that were looked at, and what is wrong with them."""
    wrong, seen = [], []
    sizes = [DESK, PHONE] if language == "fr" and has_axe else [PHONE]
    page.goto(f"/langue/{language}")
    for address in walk(page, start, **others):
        seen.append(kind_of(address))
        direction = page.locator("html").get_attribute("dir")
        if direction != {"fr": "ltr", "ar": "rtl"}[language]:
            wrong.append(f"{address}: written {direction}")
        # what differs on a wide screen differs in both directions alike
        for size in sizes:
            if page.viewport_size != size:
                page.set_viewport_size(size)
            if size == PHONE and (too_wide := overflow(page)):
                wrong.append(f"{address} at 360 px: {too_wide}")
            if has_axe and (size == DESK or language == "ar"):
                wrong += [f"{address} ({size}): {fault}" for fault in faults(page)]
        sizes.reverse()  # the next page begins with the size that this one ended with
    return seen, list(dict.fromkeys(wrong))


@pytest.mark.parametrize("language", ["fr", "ar"])
def test_public_pages(open_browser, language):
    seen, wrong = look(open_browser(), PUBLIC, language)
    assert wrong == []
    assert len(seen) >= 8


@pytest.mark.parametrize("language", ["fr", "ar"])
def test_pages_of_the_demonstration(open_browser, language):
    seen, wrong = look(open_browser(), DEMONSTRATION, language, within="/demo")
    assert wrong == []
    assert len(seen) >= 3


@pytest.mark.parametrize(("language", "other"), [("fr", "administrator"), ("ar", "titular")])
def test_pages_of_each_kind_of_person(open_browser, sign_in, language, other):
    """What a member and the administrator open is nearly all among the coordinator's pages: one language each, and of
    pages that one of the two was shown the other opens none but where a visit begins. What the coordinator was shown
    in Arabic needs no axe in French; a laptop is the administrator's."""
    passed_over = {kind_of(address) for address in ALIKE}
    for kind, most in (
        (("coordinator", 28), (other, 18)) if language == "ar" else ((other, 22), ("coordinator", 22))
    ):
        page = open_browser()
        sign_in(page, kind)
        seen, wrong = look(
            page,
            OWN,
            language,
            has_axe=(kind, language) != ("coordinator", "fr"),
            passed_over=passed_over,
            most=most,
        )
        assert (kind, wrong) == (kind, [])
        assert len(seen) >= 8
        passed_over.update(seen)


@pytest.mark.parametrize("language", ["fr", "ar"])
def test_refusals(open_browser, language):
    """A page that says no is a page: readable, and no wider than the phone."""
    page = open_browser(size=PHONE)
    for address in ("/introuvable", "/i/inconnu"):
        response = page.goto(f"{address}?lang={language}")
        assert response.status in {404, 410}
        assert (overflow(page), faults(page)) == (None, [])
