"""What is typed is never lost: telephone closed, network cut, sign-in ended, two tabs, no script, no storage."""

import re
import sqlite3
from contextlib import closing, suppress
from pathlib import Path

import pytest
from playwright.sync_api import Error, Page, expect

from tests.browser.conftest import PHONE

TYPED = "Ce que j'écrivais quand la page s'est perdue"
FORM = "/sessions/nouvelle"
BLOCK_STORAGE = """
Object.defineProperty(window, "localStorage", { get() { throw new DOMException("blocked", "SecurityError"); } });
"""


@pytest.fixture(autouse=True)
def begin_without_drafts(server, site):
    """The demonstration's data serve all these tests: what one of them began is dropped by the next."""
    with closing(sqlite3.connect(Path(site["INSTANCE_PATH"]) / "noress.db")) as database:
        database.execute("delete from form_draft")
        database.commit()


def theme(page: Page):
    return page.locator('[name="theme_fr"]')


def status(page: Page):
    return page.locator(".draft-status")


def type_theme(page: Page, text: str = TYPED) -> None:
    page.goto(FORM)
    theme(page).press_sequentially(text)


def expect_kept(page: Page) -> None:
    expect(status(page)).to_contain_text(re.compile(r"Brouillon enregistré à \d+\s*h"))


def copies(page: Page) -> int:
    """What this device keeps by itself."""
    return page.evaluate("Object.keys(localStorage).filter(name => name.startsWith('noress-draft')).length")


def complete(page: Page) -> None:
    page.locator('input[name="bodies"]').first.check()
    for name, value in (
        ("date", "2028-05-04"),
        ("starts", "10:00"),
        ("ends", "12:00"),
        ("place_fr", "Tanger"),
    ):
        page.locator(f'[name="{name}"]').fill(value)


def submit(page: Page) -> None:
    page.locator('main button[type="submit"].button--primary').click()


def test_begun_on_a_phone_and_finished_on_another_device(open_browser, sign_in):
    phone = open_browser(size=PHONE)
    sign_in(phone, "coordinator")
    type_theme(phone)
    expect_kept(phone)
    assert copies(phone) == 0  # phones are shared: the server has it
    phone.close()

    desk = open_browser()
    sign_in(desk, "coordinator")
    desk.get_by_role("link", name=re.compile("Voir 1 brouillon à finir")).click()
    desk.get_by_role("link", name="Reprendre").first.click()
    expect(theme(desk)).to_have_value(TYPED)
    expect(desk.locator(".draft-offer")).to_contain_text("Vous aviez commencé")
    complete(desk)
    submit(desk)
    desk.wait_for_url("**/ordre-du-jour")
    desk.goto(FORM)
    expect(theme(desk)).to_have_value("")
    expect(desk.locator(".draft-offer")).to_have_count(0)


def test_a_page_left_in_the_middle_of_a_word_is_kept(open_browser, sign_in):
    phone = open_browser(size=PHONE)
    sign_in(phone, "coordinator")
    type_theme(phone)
    phone.goto("/sessions/")  # before the pause after which it would have been sent
    desk = open_browser()
    sign_in(desk, "coordinator")
    for _ in range(20):
        desk.goto(FORM)
        if theme(desk).input_value():
            break
    expect(theme(desk)).to_have_value(TYPED)


def test_network_cut_while_typing_and_back(open_browser, sign_in):
    page = open_browser(size=PHONE)
    sign_in(page, "coordinator")
    page.goto(FORM)
    page.context.set_offline(True)
    theme(page).press_sequentially(TYPED)
    expect(status(page)).to_contain_text("Gardé sur cet appareil seulement, pas encore envoyé")
    expect(status(page)).to_have_attribute("data-state", "local")
    assert copies(page) == 1
    page.context.set_offline(False)
    expect_kept(page)
    expect(status(page)).to_have_attribute("data-state", "saved")
    assert copies(page) == 0


def test_network_cut_and_the_phone_closed_before_it_is_back(open_browser, sign_in):
    page = open_browser(size=PHONE)
    sign_in(page, "coordinator")
    page.goto(FORM)
    page.context.set_offline(True)
    theme(page).press_sequentially(TYPED)
    expect(status(page)).to_contain_text("Gardé sur cet appareil seulement")
    with (
        page.expect_event("crash"),
        suppress(Error),
    ):  # its battery is empty: closed, it would send a last time
        page.goto("chrome://crash")
    page.close()
    page.context.set_offline(False)

    again = page.context.new_page()
    again.goto(FORM)
    expect(theme(again)).to_have_value(TYPED)
    expect(again.locator(".draft-offer")).to_contain_text("Relisez avant d'envoyer")
    expect_kept(again)  # what the device kept goes to the server by itself
    again.locator(".draft-offer button").click()
    expect(theme(again)).to_have_value("")
    expect(again.locator(".draft-offer")).to_have_count(0)
    expect(status(again)).to_have_text("")
    again.goto("/brouillons/")
    expect(again.locator(".empty")).to_be_visible()


def test_a_refused_form_keeps_the_text_and_a_received_one_drops_it(open_browser, sign_in):
    page = open_browser()
    sign_in(page, "coordinator")
    type_theme(page)
    submit(page)
    expect(page.locator(".error-summary")).to_be_visible()
    expect(theme(page)).to_have_value(TYPED)
    expect_kept(page)
    complete(page)
    submit(page)
    page.wait_for_url("**/ordre-du-jour")
    assert copies(page) == 0
    page.goto(FORM)
    expect(theme(page)).to_have_value("")
    expect(page.locator(".draft-offer")).to_have_count(0)


def test_the_next_person_on_the_same_phone_does_not_see_it(open_browser, sign_in):
    page = open_browser(size=PHONE)
    sign_in(page, "coordinator")
    page.goto(FORM)
    page.context.set_offline(True)
    theme(page).press_sequentially(TYPED)
    expect(status(page)).to_contain_text("Gardé sur cet appareil seulement")
    page.close()
    page.context.set_offline(False)
    page.context.clear_cookies()
    other = page.context.new_page()
    sign_in(other, "animation")
    other.goto(FORM)
    expect(theme(other)).to_have_value("")
    expect(other.locator(".draft-offer")).to_have_count(0)


def test_a_sign_in_that_ended_while_typing(open_browser, sign_in):
    page = open_browser(size=PHONE)
    sign_in(page, "coordinator")
    page.goto(FORM)
    page.context.clear_cookies()
    theme(page).press_sequentially(TYPED)
    expect(status(page)).to_contain_text(
        "Votre connexion a expiré. Ce que vous écrivez est gardé sur cet appareil seulement."
    )
    status(page).get_by_role("link", name="Se connecter").click()
    page.wait_for_url(re.compile(r"/connexion\?suite=/sessions/nouvelle$"))
    sign_in(page, "coordinator")
    page.goto(FORM)
    expect(theme(page)).to_have_value(TYPED)
    expect_kept(page)


def test_signing_in_again_in_another_tab_sends_what_waits(open_browser, sign_in):
    page = open_browser()
    sign_in(page, "coordinator")
    page.goto(FORM)
    page.context.clear_cookies()
    theme(page).press_sequentially(TYPED)
    expect(status(page)).to_contain_text("Votre connexion a expiré")
    beside = page.context.new_page()
    sign_in(beside, "coordinator")
    beside.close()
    theme(page).press_sequentially(" !")
    expect_kept(page)
    complete(page)
    submit(page)  # the form itself has the new sign-in's token
    page.wait_for_url("**/ordre-du-jour")


def test_two_tabs_are_told_of_each_other(open_browser, sign_in):
    first = open_browser()
    sign_in(first, "coordinator")
    first.goto(FORM)
    second = first.context.new_page()
    second.goto(FORM)
    theme(first).press_sequentially("Premier onglet")
    expect_kept(first)
    theme(second).press_sequentially("Second onglet")
    expect(status(second)).to_contain_text("Un brouillon plus récent existe, ouvert ailleurs")
    with second.context.expect_page() as opened:
        status(second).get_by_role("link", name="Le voir").click()
    seen = opened.value
    expect(theme(seen)).to_have_value("Premier onglet")
    expect(seen.locator(".draft-offer", has_text="Cet appareil garde un autre texte")).to_be_visible()
    seen.close()
    status(second).get_by_role("button", name="Le remplacer par mon texte").click()
    expect_kept(second)
    first.reload()
    expect(theme(first)).to_have_value("Second onglet")


def test_a_browser_that_keeps_nothing_still_has_the_server(open_browser, sign_in):
    page = open_browser(size=PHONE)
    page.context.add_init_script(BLOCK_STORAGE)
    sign_in(page, "coordinator")
    type_theme(page)
    expect_kept(page)
    page.context.set_offline(True)
    theme(page).press_sequentially(", et la suite")
    expect(status(page)).to_contain_text(
        "Rien n'est encore enregistré : le réseau manque. Gardez cette page ouverte."
    )
    page.context.set_offline(False)
    expect_kept(page)
    page.reload()
    expect(theme(page)).to_have_value(f"{TYPED}, et la suite")


def test_without_javascript(open_browser, sign_in):
    phone = open_browser(size=PHONE, script=False)
    sign_in(phone, "coordinator")
    phone.goto(FORM)
    theme(phone).fill(TYPED)
    phone.get_by_role("button", name="Garder ce brouillon et finir plus tard").click()
    expect(phone.locator(".notice--success")).to_contain_text("Il vous attend ici, rien n'est envoyé.")
    expect(theme(phone)).to_have_value(TYPED)

    desk = open_browser(script=False)
    sign_in(desk, "coordinator")
    desk.goto(FORM)
    expect(theme(desk)).to_have_value(TYPED)
    desk.get_by_role("button", name="Effacer et recommencer").click()
    expect(theme(desk)).to_have_value("")
    expect(desk.locator(".draft-offer")).to_have_count(0)


def test_enter_sends_the_form_and_does_not_keep_it(open_browser, sign_in):
    page = open_browser(script=False)
    sign_in(page, "coordinator")
    page.goto(FORM)
    theme(page).fill(TYPED)
    theme(page).press("Enter")
    expect(page.locator(".error-summary")).to_be_visible()


@pytest.mark.parametrize("language", ["fr", "ar"])
def test_a_refused_form_leads_to_its_first_error(open_browser, sign_in, language):
    page = open_browser(size=PHONE)
    sign_in(page, "coordinator")
    page.goto(f"/langue/{language}?suite={FORM}")
    submit(page)
    expect(page.locator(".error-summary")).to_be_focused()
    page.locator(".error-summary a").first.click()
    assert page.evaluate("document.activeElement.name || document.activeElement.querySelector('input')?.name")
