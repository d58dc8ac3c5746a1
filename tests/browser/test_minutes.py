"""Writing a record in a real browser: saved while typing, whatever happens to the network, the sign-in or the tab."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import PHONE
from tests.browser.visiting import faults, overflow

KIND = "coordinator"


@pytest.fixture
def record(open_browser, sign_in):
    """A page on the record of a session that is over, opened by the secretariat, with one empty note."""

    def start(**kwargs) -> tuple[Page, str]:
        page = open_browser(**kwargs)
        sign_in(page, KIND)
        address = find_record(page)
        page.goto(address)
        page.locator('form.block__add button[value="note"]').first.click()
        page.wait_for_url("**#bloc-*")
        return page, page.url.split("#")[1]

    return start


def find_record(page: Page) -> str:
    """The record that is open to corrections in the demonstration."""
    page.goto("/a-faire")
    link = page.locator('a[href*="/compte-rendu/corrections"]').first
    return re.sub(r"/corrections$", "", link.get_attribute("href"))


def field(page: Page, block: str, name: str = "text_fr"):
    return page.locator(f"#{block} [name={name}]")


def state(page: Page, block: str):
    return page.locator(f"#{block} [data-state]")


def test_what_is_typed_is_saved_a_moment_later_and_is_there_again(record):
    page, block = record()
    field(page, block).press_sequentially("Le comité ouvre la séance.")
    expect(state(page, block)).to_have_text("Pas encore enregistré")
    expect(state(page, block)).to_contain_text("Enregistré à")
    expect(page.locator("[data-all]")).to_have_text("Tout est enregistré")
    page.reload()
    expect(field(page, block)).to_have_value("Le comité ouvre la séance.")
    expect(page.locator(".draft-offer")).to_have_count(0)


def test_without_a_network_the_text_stays_here_until_it_is_sent(record):
    page, block = record(size=PHONE)
    page.context.set_offline(True)
    field(page, block).press_sequentially("Écrit sans réseau")
    expect(state(page, block)).to_have_text("Non envoyé, gardé sur cet appareil. Nous réessayons.")
    expect(page.locator("[data-all]")).to_have_text("Des textes ne sont pas encore enregistrés")
    page.context.set_offline(False)
    expect(state(page, block)).to_contain_text("Enregistré à")


def test_a_closed_tab_gives_back_what_was_not_saved(record):
    page, block = record()
    page.context.set_offline(True)
    field(page, block).press_sequentially("Fermé trop tôt")
    expect(state(page, block)).to_contain_text("gardé sur cet appareil")
    address = page.url
    page.close()
    page.context.set_offline(False)
    again = page.context.new_page()
    again.goto(address)
    expect(field(again, block)).to_have_value("Fermé trop tôt")
    expect(again.locator(f"#{block} .draft-offer")).to_contain_text(
        "Nous avons remis ce que vous aviez écrit"
    )
    expect(state(again, block)).to_contain_text("Enregistré à")
    again.locator(f"#{block} .draft-offer button").click()
    expect(field(again, block)).to_have_value("")
    expect(state(again, block)).to_contain_text("Enregistré à")


def test_an_expired_sign_in_keeps_the_text_and_sends_it_after_signing_in(record):
    page, block = record()
    page.context.clear_cookies()
    field(page, block).press_sequentially("Écrit après l'expiration")
    expect(state(page, block)).to_contain_text("Votre connexion a expiré")
    page.locator(f"#{block} [data-state] a").click()
    page.wait_for_url(re.compile("/connexion"))
    page.locator(f'form[action^="/demo/compte/{KIND}"] button').click()
    page.wait_for_url("**/compte-rendu*")
    expect(field(page, block)).to_have_value("Écrit après l'expiration")
    expect(state(page, block)).to_contain_text("Enregistré à")


def test_two_writers_on_different_lines_read_each_other_on_the_same_line_they_choose(
    record, open_browser, sign_in
):
    page, block = record()
    field(page, block).fill("un\ndeux")
    expect(state(page, block)).to_contain_text("Enregistré à")
    other = open_browser()
    sign_in(other, KIND)
    other.goto(page.url)
    field(page, block).fill("UN\ndeux")
    expect(state(page, block)).to_contain_text("Enregistré à")
    field(other, block).fill("un\nDEUX")
    expect(state(other, block)).to_contain_text("les deux textes sont réunis")
    expect(field(other, block)).to_have_value("UN\nDEUX")
    field(page, block).fill("UN\ndeux, dit le premier")
    expect(state(page, block)).to_contain_text("Quelqu'un a écrit dans ce bloc")
    page.locator(f"#{block} [data-state] button").click()
    expect(page.locator("#deux-textes")).to_contain_text("deux, dit le premier")
    page.locator("main form .button--primary").click()
    page.wait_for_url("**#bloc-*")
    expect(field(page, block)).to_have_value("UN\ndeux, dit le premier")
    expect(page.locator(f"#{block} .draft-offer")).to_have_count(0)


def test_a_text_that_is_too_long_says_so_and_stays(record):
    page, block = record()
    field(page, block).fill("x" * 100_001)
    expect(state(page, block)).to_contain_text("en prend 100\u202f000 au plus")
    field(page, block).fill("Assez court")
    expect(state(page, block)).to_contain_text("Enregistré à")


def test_adding_a_block_first_saves_the_others(record):
    page, block = record()
    field(page, block).fill("Tapé juste avant d'ajouter")
    page.locator('form.block__add button[value="decision"]').first.click()
    page.wait_for_url(lambda url: not url.endswith(block))
    expect(field(page, block)).to_have_value("Tapé juste avant d'ajouter")
    expect(page.locator(f"#{block} .draft-offer")).to_have_count(0)


def test_without_a_script_blocks_are_written_moved_removed_and_taken_back(record):
    page, block = record(script=False)
    field(page, block).fill("Sans script")
    page.locator(f"#{block} button", has_text="Enregistrer").click()
    expect(page.locator(".notice--success")).to_contain_text("Le bloc est enregistré.")
    expect(field(page, block)).to_have_value("Sans script")
    page.locator(f"#{block} button", has_text="Retirer").click()
    expect(page.locator(f"#{block}")).to_contain_text("Note retirée : Sans script")
    page.locator(f"#{block} button", has_text="Rétablir").click()
    expect(field(page, block)).to_have_value("Sans script")


@pytest.mark.parametrize("language", ["fr", "ar"])
def test_the_pages_are_accessible_and_fit_a_phone(record, language):
    page, block = record(size=PHONE)
    address = page.url.split("#")[0]
    number = block.split("-")[1]
    page.goto(f"/langue/{language}?suite={address}")
    wrong = []
    for path in (address, f"{address}?lecture=1", f"{address}/corrections", f"/sessions/blocs/{number}",
                 f"/sessions/blocs/{number}/versions", f"{address}/diffuser", f"{address}/approuver", f"{address}/constats"):  # fmt: skip
        page.goto(path)
        wrong += [f"{path}: {fault}" for fault in faults(page)]
        if too_wide := overflow(page):
            wrong.append(f"{path}: {too_wide}")
    assert wrong == []
