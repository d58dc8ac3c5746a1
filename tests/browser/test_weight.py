"""Public pages stay under 100 KB on first view, in both scripts, everything counted as it travels."""

import pytest

from tests.browser.conftest import PHONE
from tests.browser.visiting import walk

LIMIT = 100_000
START = ["/", "/sessions/", "/membres/", "/connexion", "/donnees-personnelles"]


RECEIVED = """() => document.fonts.ready.then(() => [...performance.getEntriesByType("navigation"),
    ...performance.getEntriesByType("resource")].map((entry) => [entry.name, entry.transferSize]))"""


def forget(page) -> None:
    """A browser that has seen nothing."""
    client = page.context.new_cdp_session(page)
    client.send("Network.clearBrowserCache")
    client.detach()


def received(page) -> tuple[int, list[tuple[str, int]]]:
    """Bytes received for the open page, heads of answers among them, and by what."""
    parts = [(name.rsplit("/", 1)[1][:60], size) for name, size in page.evaluate(RECEIVED)]
    return sum(size for _name, size in parts), sorted(parts, key=lambda part: -part[1])


def weigh(page, address: str) -> tuple[int, list[tuple[str, int]]]:
    """The first view of an address."""
    forget(page)
    page.goto(address)
    return received(page)


@pytest.mark.parametrize("language", ["fr", "ar"])
def test_first_view_is_light(open_browser, language):
    weights, heavy = {}, {}
    page = open_browser(size=PHONE, language=language)
    for address in walk(page, START, before_each=forget):
        if address.startswith("/demo"):
            continue
        weights[address], parts = received(page)
        if weights[address] >= LIMIT:
            heavy[address] = (weights[address], parts[:4])
    assert heavy == {}
    assert len(weights) >= 8
    assert min(weights.values()) > 20_000, "the fonts were not counted"
