"""The register in a real browser: entered by the secretariat, found by a visitor on a small phone, in Arabic."""

import re

from tests.browser.conftest import PHONE
from tests.browser.visiting import faults, overflow

FRENCH = "Le programme de formation des coopératives de Tétouan est adopté."
ARABIC = "تمت المصادقة على برنامج تكوين التعاونيات بتطوان."


def review(page) -> None:
    assert (overflow(page), faults(page)) == (None, [])


def test_a_decision_is_entered_then_found_on_a_phone(open_browser, sign_in):
    desk = open_browser()
    sign_in(desk, "coordinator")
    desk.goto("/sessions/1/decisions/nouvelle?lang=fr")
    review(desk)
    desk.fill("textarea[name=text_fr]", FRENCH)
    desk.fill("textarea[name=text_ar]", ARABIC)
    desk.check("input[name=mode][value=show_of_hands]")
    for name, count in (("votes_for", "20"), ("votes_against", "1"), ("abstentions", "2")):
        desk.fill(f"input[name={name}]", count)
    desk.get_by_role("button", name="Enregistrer la décision").click()
    desk.wait_for_url("**/decisions/20*")
    address = desk.url.split("?")[0]
    review(desk)
    desk.get_by_role("link", name="Rendre publique").click()
    review(desk)
    desk.get_by_role("button", name="Rendre publique").click()
    desk.wait_for_url(address)
    for name in ("Marquer comme exécutée", "Indiquer ce qui la remplace"):
        desk.goto(address)
        desk.get_by_role("link", name=name).click()
        review(desk)

    phone = open_browser(size=PHONE, language="ar", script=False)
    phone.goto("/decisions/?lang=ar")
    assert phone.locator("html").get_attribute("dir") == "rtl"
    phone.fill("input[name=q]", "تعاونية تطوان")
    phone.locator("form.filter button").click()
    phone.wait_for_url(re.compile("q="))
    lines = phone.locator("ol.rows li")
    assert (lines.count(), ARABIC in lines.first.inner_text()) == (1, True)
    lines.first.locator("a").first.click()
    phone.wait_for_url(address)
    assert phone.locator("#texte [dir=rtl]").inner_text() == ARABIC
    assert phone.locator("#texte [dir=ltr]").inner_text() == FRENCH

    reader = open_browser(size=PHONE, language="ar")
    for page in ("/decisions/?lang=ar", "/decisions/?lang=ar&q=xyzzy", f"{address}?lang=ar"):
        reader.goto(page)
        review(reader)
