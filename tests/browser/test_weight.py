"""Public pages stay under 100 KB on first view, in both scripts, everything counted as it travels."""

from tests.browser.conftest import PHONE
from tests.browser.visiting import walk

LIMIT = 100_000
START = ["/", "/sessions/", "/membres/", "/connexion", "/donnees-personnelles"]


def public_addresses(page) -> list[str]:
    return [address for address in walk(page, START) if not address.startswith("/demo")]


def weigh(page, address: str) -> tuple[int, list[tuple[str, int]]]:
    """Bytes received for the first view of an address, and by what."""
    client = page.context.new_cdp_session(page)
    sizes: dict[str, float] = {}
    names: dict[str, str] = {}
    client.on(
        "Network.requestWillBeSent",
        lambda event: names.setdefault(event["requestId"], event["request"]["url"]),
    )
    client.on(
        "Network.loadingFinished",
        lambda event: sizes.update({event["requestId"]: event["encodedDataLength"]}),
    )
    client.send("Network.enable")
    client.send("Network.setCacheDisabled", {"cacheDisabled": False})
    page.goto(address, wait_until="networkidle")
    by_name = sorted(
        ((names.get(key, "?").rsplit("/", 1)[1][:60], int(size)) for key, size in sizes.items()),
        key=lambda pair: -pair[1],
    )
    client.detach()
    return int(sum(sizes.values())), by_name


def test_first_view_is_light(open_browser):
    heavy, weights = {}, {}
    addresses = public_addresses(open_browser())
    for language in ("fr", "ar"):
        for address in addresses:
            page = open_browser(size=PHONE, language=language)  # a browser that has seen nothing
            total, parts = weigh(page, address)
            page.context.close()
            weights[f"{address} ({language})"] = total
            if total >= LIMIT:
                heavy[f"{address} ({language})"] = (total, parts[:4])
    assert heavy == {}
    assert len(addresses) >= 8
    assert min(weights.values()) > 20_000, "the fonts were not counted"
