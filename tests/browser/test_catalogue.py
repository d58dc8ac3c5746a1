"""The catalogue on a phone: narrowed and seen on a map in Arabic; from the home page to a request for contact."""

import re

from playwright.sync_api import expect

from tests.browser.conftest import PHONE
from tests.browser.test_weight import LIMIT, weigh
from tests.browser.visiting import faults, overflow


def test_narrowed_and_seen_on_the_map_in_arabic(open_browser):
    page = open_browser(size=PHONE, language="ar")
    assert weigh(page, "/catalogue/")[0] <= LIMIT
    choices = page.locator("details.facets__all")
    first = page.locator("ol.entries li").first
    assert choices.bounding_box()["y"] < first.bounding_box()["y"]
    assert not choices.evaluate("box => box.open")
    choices.locator("summary").first.click()
    choices.locator("details summary").first.click()
    link = choices.locator("details[open] a").first
    expect(link).to_be_visible()
    assert (overflow(page), faults(page)) == (None, [])
    link.click()
    expect(page.locator("a.chip")).to_have_count(1)
    page.locator("[data-catalogue-map] button").first.click()
    expect(page.locator(".map .map__group, .map .map__pin").first).to_be_visible()
    assert (overflow(page), faults(page)) == (None, [])
    assert page.context.cookies() == []


def test_the_map_by_keyboard(open_browser):
    """Two structures on one spot come apart, a point opens on its link, Escape goes back to the point."""
    page = open_browser()
    points = [[key, name, 34.7525, -5.5675] for key, name in ((1, "Une"), (2, "Deux"))]
    told = {"points": points, "total": 2, "most": 5000}
    page.route("**/carte.json*", lambda route: route.fulfill(json=told))
    page.goto("/catalogue/")
    page.locator("[data-catalogue-map] button").first.focus()
    page.keyboard.press("Enter")
    group = page.locator(".map__group")
    expect(group.locator(".hidden-text")).to_have_text("2 structures : rapprocher")
    group.focus()
    page.keyboard.press("Enter")
    expect(page.locator(".map__pin:focus")).to_have_attribute("title", re.compile("Une|Deux"))
    name = page.locator(".map__pin:focus").get_attribute("title")
    page.keyboard.press("Enter")
    expect(page.locator(".leaflet-popup a:focus")).to_have_text(str(name))
    expect(page.locator(".leaflet-popup-close-button")).to_have_attribute("aria-label", "Fermer")
    page.keyboard.press("Escape")
    expect(page.locator(".leaflet-popup")).to_have_count(0)
    expect(page.locator(".map__pin:focus")).to_have_attribute("title", str(name))
    page.keyboard.press("Enter")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"/catalogue/[12]$"))


def test_from_home_to_a_request_for_contact_without_a_script(open_browser):
    page = open_browser(size=PHONE, language="ar", script=False)
    page.goto("/")
    page.locator('main a[href="/aiguillage/"]').first.click()
    for _question in range(8):  # the first answer to each; as many questions as the need asks for
        page.wait_for_load_state()
        if page.locator('main a[href*="/contact"]').count():
            break
        page.locator("main ul a:visible, main form button:visible").first.click()
    assert overflow(page) is None
    page.locator('main a[href*="/contact"]').first.click()
    page.fill('[name="name"]', "Porteuse de projet")
    page.fill('[name="text"]', "أبحث عن مكان للعمل.")
    page.locator("main form button.button--primary").click()
    # neither mail nor telephone: asked again
    expect(page.locator("[name=text]")).to_have_value("أبحث عن مكان للعمل.")
    page.fill('[name="email"]', "projet@demo.example")
    page.locator("main form button.button--primary").click()
    page.wait_for_url("**/contact/*")
    assert page.locator("main").inner_text().count("أبحث عن مكان للعمل.") == 1
    assert (overflow(page), page.context.cookies()) == (None, [])
