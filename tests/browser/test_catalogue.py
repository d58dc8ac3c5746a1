"""The catalogue on a phone: narrowed and seen on a map in Arabic; from the home page to a request for contact."""

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


def test_from_home_to_a_request_for_contact_without_a_script(open_browser):
    page = open_browser(size=PHONE, language="ar", script=False)
    page.goto("/")
    page.locator('main a[href="/aiguillage/"]').first.click()
    for _question in range(8):  # the first answer to each; as many questions as the need asks for
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
