"""The roll on a small phone: one thumb, one row of buttons under each name."""

from tests.browser.conftest import PHONE


def test_the_buttons_of_an_institution_stand_in_one_row(open_browser, sign_in):
    page = open_browser(size=PHONE)
    sign_in(page, "coordinator")
    page.goto("/sessions/?lang=fr")
    address = page.get_by_role("link", name="Permanences communes : premier bilan").first.get_attribute(
        "href"
    )
    rows = {}
    for language in ("fr", "ar", "en"):
        page.goto(f"{address}/presence?lang={language}")
        rows[language] = page.locator(".taps").first.evaluate(
            """taps => {
              const boxes = [...taps.querySelectorAll('.button')].map(button => button.getBoundingClientRect());
              return [new Set(boxes.map(box => box.top)).size, boxes.every(box => box.height >= 44 && box.width >= 44)];
            }"""
        )
    assert rows == {"fr": [1, True], "ar": [1, True], "en": [1, True]}
