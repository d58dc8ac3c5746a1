"""The platform's first job, as a person does it: convene a session, answer for an institution.

Once without JavaScript, once with the keyboard alone.
"""

import re

from playwright.sync_api import Page, expect

from tests.browser.conftest import DESK, PHONE

THEME = "Financer les coopératives"


def press(page: Page, name: str | re.Pattern) -> None:
    page.get_by_role("main").get_by_role("button", name=name, exact=isinstance(name, str)).first.click()


def follow(page: Page, name: str) -> None:
    page.get_by_role("main").get_by_role("link", name=name).first.click()


def create_session(page: Page, theme: str) -> None:
    page.goto("/sessions/")
    page.locator('main a[href="/sessions/nouvelle"]').first.click()
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    page.locator('input[name="bodies"]').first.check()
    page.locator('[name="theme_fr"]').fill(theme)
    page.locator('[name="theme_ar"]').fill("تمويل التعاونيات")
    page.locator('[name="date"]').fill("2028-04-06")
    page.locator('[name="starts"]').fill("10:00")
    page.locator('[name="ends"]').fill("13:00")
    page.locator('[name="place_fr"]').fill("Conseil régional, Tanger")
    page.locator('main button[type="submit"].button--primary').click()
    page.wait_for_url("**/ordre-du-jour")


def add_item(page: Page, title: str, minutes: int) -> None:
    page.locator('[name="title_fr"]').fill(title)
    page.locator('[name="minutes"]').fill(str(minutes))
    press(page, "Ajouter le point")
    expect(page.get_by_role("heading", name=title)).to_be_visible()


def convene(page: Page) -> None:
    follow(page, "Voir la convocation avant envoi")
    expect(page.locator("#apercu-fr")).to_contain_text("Convocation")
    expect(page.locator("#apercu-ar")).to_be_visible()
    press(page, "Convoquer")
    page.wait_for_url(re.compile(r"/sessions/\d+$"))


def open_mail(page: Page, theme: str) -> None:
    """The last convocation of the demonstration's mail box, and the link that it carries."""
    page.goto("/demo/courrier")
    page.locator('main a[href^="/demo/courrier/"]', has_text=theme).first.click()
    page.locator('main a[href*="/i/"]').first.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text(theme)


def test_without_javascript(open_browser, sign_in):
    theme = f"{THEME}, sans script"
    page = open_browser(script=False, size=PHONE)
    sign_in(page, "coordinator")
    create_session(page, theme)
    add_item(page, "Ouverture", 20)
    add_item(page, "Décider du calendrier", 60)
    page.get_by_role("button", name="Monter le point 3").click()
    expect(page.locator("ol.rows h3")).to_have_text(
        ["Suivi des décisions et des actions", "Décider du calendrier", "Ouverture"]
    )
    page.goto("/demo/courrier")
    expect(page.get_by_text(theme)).to_have_count(0)  # nothing left before the button
    page.go_back()
    convene(page)
    session = page.url

    invited = open_browser(script=False, size=PHONE)
    open_mail(invited, theme)
    expect(invited.get_by_text("Votre réponse est enregistrée")).to_have_count(0)  # opening changes nothing
    invited.get_by_label("Oui, je viens").first.check()
    press(invited, "Envoyer la réponse")
    expect(invited.get_by_text("Votre réponse est enregistrée").first).to_be_visible()

    page.goto(f"{session}/reponses?answer=yes")
    expect(page.get_by_role("main")).to_contain_text("par le lien du courriel")


def tab_to(page: Page, selector: str, most: int = 120) -> None:
    """Press Tab until that control has the focus; on the way, every focus can be seen."""
    for _ in range(most):
        if page.evaluate("selector => document.activeElement.matches(selector)", selector):
            return
        page.keyboard.press("Tab")
        hidden = page.evaluate(UNSEEN)
        assert hidden is None, f"the focus cannot be seen on {hidden}"
    raise AssertionError(f"{selector} cannot be reached with Tab on {page.url}")


#: an element with the focus that shows nothing of it: no outline and no shadow, on itself or around it
UNSEEN = """() => {
  const element = document.activeElement;
  if (!element || element === document.body) return null;
  if (!element.matches(':focus')) return null;  // the calendar's button inside a date field: the browser's own ring
  const around = [element, element.closest('label'), element.parentElement,
                  element.id && document.querySelector(`label[for="${CSS.escape(element.id)}"]`)].filter(Boolean);
  const shown = around.some(one => {
    const style = getComputedStyle(one), box = one.getBoundingClientRect();
    const marked = (style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2) || style.boxShadow !== 'none';
    return marked && box.width > 1 && box.height > 1;
  });
  return shown ? null : element.outerHTML.slice(0, 160);
}"""


def test_with_the_keyboard_alone(open_browser):
    theme = f"{THEME}, au clavier"
    page = open_browser(size=DESK)
    keys = page.keyboard
    page.goto("/connexion")
    keys.press("Tab")
    expect(page.locator("a.skip")).to_be_focused()
    expect(page.locator("a.skip")).to_be_in_viewport()
    tab_to(page, 'form[action^="/demo/compte/coordinator"] button')
    keys.press("Enter")
    page.wait_for_url("**/a-faire*")
    page.goto("/sessions/nouvelle")
    tab_to(page, 'input[name="bodies"]')
    keys.press("Space")
    # Read the same with the day or the month first, with 12 hours or 24.
    typed_in = {
        "theme_fr": theme,
        "theme_ar": "تمويل التعاونيات",
        "date": "06062028",
        "starts": "1000A",
        "ends": "1130A",
        "place_fr": "Conseil régional",
    }
    for name, typed in typed_in.items():
        tab_to(page, f'[name="{name}"]')
        keys.type(typed)
    read = [page.locator(f'[name="{name}"]').input_value() for name in ("date", "starts", "ends")]
    assert read == ["2028-06-06", "10:00", "11:30"]
    tab_to(page, 'main button[type="submit"].button--primary')
    keys.press("Enter")
    page.wait_for_url("**/ordre-du-jour")
    tab_to(page, '[name="title_fr"]')
    keys.type("Ouverture")
    tab_to(page, '[name="minutes"]')
    keys.type("20")
    keys.press("Enter")
    expect(page.get_by_role("heading", name="Ouverture")).to_be_visible()
    tab_to(page, 'a[href$="/convoquer"]')
    keys.press("Enter")
    page.wait_for_url("**/convoquer")
    tab_to(page, 'main form button[type="submit"]')
    keys.press("Enter")
    page.wait_for_url(re.compile(r"/sessions/\d+$"))

    open_mail(page, theme)
    tab_to(page, 'input[name="answer"]')
    keys.press("Space")
    tab_to(page, '#contenu form button[type="submit"]')
    keys.press("Enter")
    expect(page.get_by_text("Votre réponse est enregistrée").first).to_be_visible()
