"""What is typed stays on the phone until the page that says it was received."""

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import PHONE

TYPED = "Ce que j'écrivais quand la page s'est perdue"


def type_theme(page, text: str = TYPED) -> None:
    page.goto("/sessions/nouvelle")
    page.locator('[name="theme_fr"]').press_sequentially(text)
    expect(page.locator(".draft-status")).to_contain_text("pas encore envoyée")


def test_a_lost_page_gives_back_what_was_typed(open_browser, sign_in):
    page = open_browser(size=PHONE)
    sign_in(page, "coordinator")
    type_theme(page)
    page.close()  # the telephone rang, the browser was closed

    again = page.context.new_page()
    again.goto("/sessions/nouvelle")
    expect(again.locator('[name="theme_fr"]')).to_have_value(TYPED)
    expect(again.locator(".draft-offer")).to_contain_text("Relisez avant d'envoyer")
    again.locator(".draft-offer button").click()
    expect(again.locator('[name="theme_fr"]')).to_have_value("")
    expect(again.locator(".draft-offer")).to_have_count(0)


def test_a_refused_form_keeps_the_copy_and_a_received_one_drops_it(open_browser, sign_in):
    page = open_browser()
    sign_in(page, "coordinator")
    type_theme(page)
    page.locator('main button[type="submit"].button--primary').click()
    expect(page.locator(".error-summary")).to_be_visible()
    expect(page.locator('[name="theme_fr"]')).to_have_value(TYPED)
    page.locator('input[name="bodies"]').first.check()
    for name, value in (
        ("date", "2028-05-04"),
        ("starts", "10:00"),
        ("ends", "12:00"),
        ("place_fr", "Tanger"),
    ):
        page.locator(f'[name="{name}"]').fill(value)
    page.locator('main button[type="submit"].button--primary').click()
    page.wait_for_url("**/ordre-du-jour")
    page.goto("/sessions/nouvelle")
    expect(page.locator('[name="theme_fr"]')).to_have_value("")
    expect(page.locator(".draft-offer")).to_have_count(0)


def test_the_next_person_on_the_same_phone_does_not_see_it(open_browser, sign_in):
    page = open_browser(size=PHONE)
    sign_in(page, "coordinator")
    type_theme(page)
    page.context.clear_cookies()
    sign_in(page, "animation")
    page.goto("/sessions/nouvelle")
    expect(page.locator('[name="theme_fr"]')).to_have_value("")
    expect(page.locator(".draft-offer")).to_have_count(0)


@pytest.mark.parametrize("language", ["fr", "ar"])
def test_a_refused_form_leads_to_its_first_error(open_browser, sign_in, language):
    page = open_browser(size=PHONE)
    sign_in(page, "coordinator")
    page.goto(f"/langue/{language}?suite=/sessions/nouvelle")
    page.locator('main button[type="submit"].button--primary').click()
    expect(page.locator(".error-summary")).to_be_focused()
    page.locator(".error-summary a").first.click()
    assert page.evaluate("document.activeElement.name || document.activeElement.querySelector('input')?.name")
