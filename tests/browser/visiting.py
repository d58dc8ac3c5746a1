"""Walking through the site as a person does, one page of each kind, by its links."""

import re
from collections.abc import Callable, Collection, Iterator
from functools import lru_cache
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from playwright.sync_api import Error, Page

from tests.architecture.source import ROOT

#: not pages: files, calendars, what ends the visit
NOT_PAGES = re.compile(
    r"\.(ics|csv|pdf|json|jsonld|geojson|xlsx|zip)$|/documents/\d+$|^/static/|^/langue/|^/deconnexion|/html$|/calendrier/|/fichier$|/copie$|/telecharger$"
)
MOST_PAGES = 26


@lru_cache(maxsize=1)
def axe_source() -> str:
    return (ROOT / "node_modules/axe-core/axe.min.js").read_text(encoding="utf-8")


def kind_of(address: str) -> str:
    """`/sessions/12?page=2` and `/sessions/3` are the same kind of page; tokens and references such as `2026-003`
    count as numbers. A list narrowed twice looks like one narrowed three times: catalogues have too many of both."""
    parts = urlsplit(address)
    path = re.sub(r"/(\d+(-\d+)*|[\w-]{24,}(\.[\w-]+)*)(?=/|$)", "/0", parts.path)
    names = sorted({name for name, _ in parse_qsl(parts.query)} - {"lang", "suite", "page"})
    return path + "?" + ("&".join(names) if len(names) < 2 else "several")


def walk(
    page: Page,
    start: list[str],
    *,
    within: str = "/",
    before_each: Callable[[Page], None] = lambda page: None,
    passed_over: Collection[str] = (),
    most: int = MOST_PAGES,
) -> Iterator[str]:
    """Open one page of every kind that links from the start lead to, but for the kinds passed over, unless the walk
    starts there; yields each address, once it is open."""
    waiting, seen = list(start), set(passed_over) - {kind_of(address) for address in start}
    opened = 0
    while waiting and opened < most:
        address = waiting.pop(0)
        kind = kind_of(address)
        if not address.startswith(within) or kind in seen or NOT_PAGES.search(urlsplit(address).path):
            continue
        seen.add(kind)
        before_each(page)
        try:
            response = page.goto(address)
        except Error as error:
            if "Download is starting" not in error.message:
                raise
            continue
        if response is None or "text/html" not in response.headers.get("content-type", ""):
            continue
        assert response.status == 200, f"{address} answered {response.status}"
        opened += 1
        yield address
        waiting += links(page)


def links(page: Page) -> list[str]:
    found: list[str] = page.eval_on_selector_all(
        "a[href]", "links => links.filter(a => a.origin === location.origin).map(a => a.pathname + a.search)"
    )
    return found


def faults(page: Page) -> list[str]:
    """What axe finds on the open page, every rule on."""
    page.wait_for_load_state()
    if not page.evaluate("typeof window.axe === 'object'"):
        page.evaluate(axe_source())  # through the debugger: the page's own policy would refuse a script
    found: list[dict[str, Any]] = page.evaluate(
        "axe.run(document, {resultTypes: ['violations']}).then(r => r.violations)"
    )
    return [
        f"{fault['id']}: {fault['help']} -> {fault['nodes'][0]['html'][:160]} ({len(fault['nodes'])} places)"
        for fault in found
    ]


def overflow(page: Page) -> str | None:
    """The first element wider than the screen, when the page can be scrolled sideways."""
    page.wait_for_load_state()  # a press waits until the next page begins to come, no longer
    found: str | None = page.evaluate(
        """() => {
          const root = document.documentElement;
          if (Math.max(root.scrollWidth, document.body.scrollWidth) <= innerWidth) return null;
          const wide = [...document.querySelectorAll('body *')].find(element => {
            const box = element.getBoundingClientRect();
            return box.width && (box.right > innerWidth + 1 || box.left < -1);
          });
          return `${root.scrollWidth} px: ${wide ? wide.outerHTML.slice(0, 160) : '?'}`;
        }"""
    )
    return found
