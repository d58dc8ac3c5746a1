"""Plans on a small Arabic phone, and the page of three buttons on a telephone without JavaScript."""

import random
import struct
import zlib

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import PHONE
from tests.browser.visiting import faults, overflow


def plan_address(page) -> str:
    """The strategic plan of the demonstration."""
    page.goto("/actions/?lang=fr")
    return page.locator(".plans h3 a", has_text="stratégique").get_attribute("href")


def given_link(open_browser, sign_in) -> str:
    """The link that the secretariat may send to the owner of the first open action of the plan."""
    page = open_browser()
    sign_in(page, "coordinator")
    page.goto(plan_address(page))
    page.get_by_role("link", name="Imprimer une affiche commune").click()
    page.get_by_role("link", name="Message à envoyer à son responsable").click()
    return page.locator("#message-fr").input_value().split()[-1]


@pytest.mark.parametrize("view", ["tableau", "colonnes", "frise"])
@pytest.mark.parametrize("language", ["ar", "fr"])
def test_every_view_fits_a_small_phone(open_browser, view, language):
    page = open_browser(size=PHONE, language=language)
    page.goto(f"{plan_address(page)}?vue={view}&lang={language}")
    assert (overflow(page), faults(page)) == (None, [])


def test_bars_run_with_the_direction_of_the_page(open_browser):
    """The first days of a month stand where its lines begin: on the right in Arabic."""
    page = open_browser(size=PHONE)
    address = plan_address(page)
    sides = {}
    for language in ("fr", "ar"):
        page.goto(f"{address}?vue=frise&lang={language}")
        bar, drawn = page.evaluate(
            """() => {
              const bar = [...document.querySelectorAll('.month-bar')].find(b => b.querySelector('[class~="month-bar__work"][x="0"]'));
              const box = bar.getBoundingClientRect(), part = bar.querySelector('.month-bar__work').getBoundingClientRect();
              return [[box.left, box.right], [part.left, part.right]];
            }"""
        )
        sides[language] = (
            "start" if abs(bar[0] - drawn[0]) < 1 else "end" if abs(bar[1] - drawn[1]) < 1 else "?"
        )
    assert sides == {"fr": "start", "ar": "end"}


def test_columns_stand_side_by_side_on_a_laptop_only(open_browser):
    page = open_browser()
    page.goto(f"{plan_address(page)}?vue=colonnes")
    tops = page.eval_on_selector_all(
        ".board__column", "all => all.map(one => Math.round(one.getBoundingClientRect().top))"
    )
    assert len(set(tops)) == 1
    page.set_viewport_size(PHONE)
    tops = page.eval_on_selector_all(
        ".board__column", "all => all.map(one => Math.round(one.getBoundingClientRect().top))"
    )
    assert tops == sorted(set(tops))


def test_one_press_on_a_phone_without_javascript(open_browser, sign_in):
    link = given_link(open_browser, sign_in)
    page = open_browser(size=PHONE, script=False, language="ar")
    page.goto(link.split("?")[0] + "?lang=ar")
    assert overflow(page) is None
    heights = [
        box["height"]
        for box in (button.bounding_box() for button in page.locator("button.button--big").all())
    ]
    assert (len(heights), min(heights) >= 72) == (3, True)
    page.locator("button[value=open]").click()
    expect(page.locator("#recu .receipt")).to_be_visible()
    assert page.locator("html").get_attribute("dir") == "rtl"


def noise(width: int, height: int) -> bytes:
    """A grey picture that does not compress: as heavy as a photo."""
    values = random.Random(1)
    rows = b"".join(b"\0" + values.randbytes(width) for _ in range(height))

    def chunk(kind: bytes, content: bytes) -> bytes:
        return (
            struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))
        )

    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", head)
        + chunk(b"IDAT", zlib.compress(rows, 1))
        + chunk(b"IEND", b"")
    )


def test_a_photo_is_made_smaller_before_it_leaves(open_browser, sign_in):
    link = given_link(open_browser, sign_in)
    page = open_browser(size=PHONE)
    page.goto(link)
    page.locator("main details summary").click()
    content = noise(2400, 1800)
    page.locator("input[type=file]").set_input_files(
        {"name": "salle.png", "mimeType": "image/png", "buffer": content}
    )
    page.locator("input[type=file][data-shrunk]").wait_for(state="attached")
    size, width = page.evaluate(
        """async () => {
          const file = document.querySelector('input[type=file]').files[0];
          return [file.size, (await createImageBitmap(file)).width];
        }"""
    )
    assert (size < len(content), width) == (True, 2000)
    page.locator("button[value=open]").click()  # the action stays as the other tests expect it
    expect(page.locator("#recu .receipt")).to_be_visible()
