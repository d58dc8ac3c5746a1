"""The yearly question, from the mail to the thanks: one press on a phone, without a script."""

from playwright.sync_api import expect

from tests.browser.conftest import PHONE
from tests.browser.visiting import overflow


def test_one_press_from_the_mail_confirms(open_browser):
    page = open_browser(size=PHONE, script=False)
    page.goto("/demo/courrier?q=structure186")
    page.locator("main table a").first.click()
    page.locator('main a[href*="/catalogue/confirmer/"]').first.click()
    name = page.locator("h1").inner_text()
    expect(page.locator("main .button")).to_have_text(["Tout est encore juste", "Quelque chose a changé"])
    assert overflow(page) is None
    page.locator("main button.button--primary").click()
    expect(page.locator("h1")).to_have_text("Merci, votre fiche est confirmée")
    assert overflow(page) is None
    page.get_by_role("link", name="Voir ma fiche").click()
    expect(page.locator("h1")).to_have_text(name)
    expect(page.locator("main .status").first).to_contain_text("Confirmée le")


def test_what_is_typed_behind_the_link_of_an_entry_stays_on_the_device(open_browser):
    """Nobody signs in there: the device alone keeps it, until it is sent, and says so."""
    page = open_browser(size=PHONE)
    page.goto("/demo/courrier?q=structure172")
    page.locator("main table a").first.click()
    page.locator('main a[href*="/catalogue/confirmer/"]').first.click()
    page.get_by_role("link", name="Quelque chose a changé").click()
    page.get_by_role("link", name="Proposer des changements").click()
    field = page.locator('[name="access"]')
    status, form = page.locator(".draft-status"), page.url
    field.fill("Bureau ouvert le matin")
    expect(status).to_have_text("Gardé sur cet appareil. Rien n'est encore envoyé.")
    page.goto("/catalogue/")
    page.goto(form)
    expect(field).to_have_value("Bureau ouvert le matin")
    expect(page.locator(".draft-offer")).to_contain_text("Nous avons remis ce que vous aviez écrit")
    assert overflow(page) is None
    page.locator("main button.button--primary").click()
    expect(page.locator(".notice--success")).to_contain_text("Vos changements sont envoyés")
    page.wait_for_load_state()
    page.goto(form)
    expect(page.locator(".draft-offer")).to_have_count(0)
    assert page.evaluate("Object.keys(localStorage).filter(name => name.startsWith('noress-draft'))") == []
    field.fill("Autre chose")
    expect(status).to_have_text("Gardé sur cet appareil. Rien n'est encore envoyé.")
    page.get_by_role("link", name="Ne pas enregistrer").click()
    page.goto(form)
    expect(page.locator(".draft-offer")).to_have_count(0)
