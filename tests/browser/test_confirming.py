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
