"""A point put on the map with the keyboard, on a phone: tiles from the one host that the settings name."""

import json
import sqlite3
import struct
import subprocess
import sys
import threading
import zlib
from contextlib import closing, contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import takewhile
from pathlib import Path
from urllib.parse import urlsplit

from playwright.sync_api import expect

from tests.architecture.source import ROOT
from tests.browser.conftest import PATIENCE, PHONE, free_port, wait_until_ready
from tests.browser.test_weight import LIMIT, weigh
from tests.browser.visiting import faults, overflow

MAKE = """
from noress.core import clock
from noress.core.database import writing
from noress.core.i18n import Translated
from noress.domain.accounts.actor import Actor
from noress.domain.questionnaires import response_links, rules
from noress.domain.questionnaires.definition import Definition, Question, Section
from noress.extensions import db
from noress.factory import create_app

def both(text):
    return Translated(fr=text, ar=text + " بالعربية")

with create_app().app_context(), writing():
    now = clock.now()
    made = rules.create_questionnaire(title=both("Essai de carte"), notice=both("Pour un essai."), actor=Actor.system(), now=now,
        definition=Definition((Section("place", both("Lieu"), questions=(Question("where", "address", both("Adresse")),)),)))
    rules.publish_version(draft=made.versions[0], version=1, actor=Actor.system(), now=now)
    response = rules.begin_response(questionnaire=made, language="fr", actor=Actor.system(), now=now)
    db.session.commit()
    print(response_links.token_of(response))
"""


CENTRE = "28.64285, -9.1"


def grey_tile() -> bytes:
    """256 by 256 points of one grey."""
    parts = (
        (b"IHDR", struct.pack(">IIBBBBB", 256, 256, 8, 0, 0, 0, 0)),
        (b"IDAT", zlib.compress((b"\0" + b"\xd0" * 256) * 256)), (b"IEND", b""),
    )  # fmt: skip
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        for kind, data in parts
    )


@contextmanager
def tile_server():
    """Gives its address, and the (path, Referer) of what was asked from it."""
    asked, tile = [], grey_tile()

    class Tiles(BaseHTTPRequestHandler):
        def do_GET(self):
            asked.append((self.path, self.headers.get("Referer")))
            self.send_response(200)
            self.send_header("Content-Type", "image/png")
            self.send_header("Content-Length", str(len(tile)))
            self.end_headers()
            self.wfile.write(tile)

        def log_message(self, *args):
            pass

    served = ThreadingHTTPServer(("127.0.0.1", 0), Tiles)
    threading.Thread(target=served.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{served.server_port}", asked
    finally:
        served.shutdown()
        served.server_close()


@contextmanager
def site_with_tiles(site, tiles, folder):
    """The same data, served by a second site whose settings name these tiles."""
    port = free_port()
    changed = site | {"PORT": str(port), "MAP_TILES_URL": f"{tiles}/{{z}}/{{x}}/{{y}}.png", "MAP_TILES_ATTRIBUTION": "© Exemple"}  # fmt: skip
    made = subprocess.run(
        [sys.executable, "-c", MAKE], cwd=ROOT, env=changed, capture_output=True, text=True, check=False
    )
    assert made.returncode == 0, made.stderr
    log = (folder / "map.log").open("wb")
    process = subprocess.Popen(
        [sys.executable, "-m", "flask", "run", "--port", str(port)], cwd=ROOT, env=changed, stdout=log, stderr=log
    )  # fmt: skip
    try:
        wait_until_ready(f"http://127.0.0.1:{port}", process, Path(log.name))
        yield f"http://127.0.0.1:{port}", made.stdout.strip()
    finally:
        process.terminate()
        process.wait(20)
        log.close()


def stored(site, link):
    number = int("".join(takewhile(str.isalnum, link)), 36)
    with closing(sqlite3.connect(Path(site["INSTANCE_PATH"]) / "noress.db")) as database:
        return json.loads(
            database.execute('select "values" from response where id = ?', (number,)).fetchone()[0]
        )


def test_a_point_is_put_with_the_keyboard_saved_and_removed(server, site, chromium, tmp_path):
    with tile_server() as (tiles, asked), site_with_tiles(site, tiles, tmp_path) as (address, link):
        context = chromium.new_context(base_url=address, viewport=PHONE, locale="fr-MA")
        context.set_default_timeout(PATIENCE)
        hosts, said = set(), []
        context.on("request", lambda request: hosts.add(urlsplit(request.url).netloc))
        context.on(
            "console", lambda line: said.append(line.text) if line.type in {"error", "warning"} else None
        )
        context.on("weberror", lambda error: said.append(str(error.error)))
        page = context.new_page()
        try:
            put_save_and_remove(page, f"/q/{link}/partie/place", lambda: stored(site, link), asked, address)
        finally:
            context.close()
        assert said == []
        assert hosts - {""} == {urlsplit(address).netloc, urlsplit(tiles).netloc}


def put_save_and_remove(page, form, held, asked, address):
    total, parts = weigh(page, form)
    assert total < LIMIT, parts[:4]
    assert asked == [], "nothing of the map comes before it is asked for"
    button, ground, field = page.get_by_role("button", name="Choisir sur la carte"), page.locator(".map__ground"), page.locator("[data-point]")  # fmt: skip
    button.focus()
    page.keyboard.press("Enter")
    expect(ground).to_be_focused()
    expect(page.locator("img.leaflet-tile-loaded").first).to_be_visible()
    assert {referer for _, referer in asked} == {f"{address}/"}, "a personal link is told to nobody"
    page.keyboard.press("Enter")
    expect(field).to_have_value(CENTRE)  # of the whole box, as the map shows it
    expect(page.locator(".map__chosen")).to_contain_text("28,64285 / −9,1")
    page.keyboard.press("ArrowUp")
    expect(page.locator(".leaflet-pan-anim")).to_have_count(0)
    page.keyboard.press("Enter")
    expect(field).not_to_have_value(CENTRE)
    lat, lon = (float(part) for part in field.input_value().split(","))
    assert (lat > 29, abs(lon + 9.1) < 0.1) == (True, True), "the map went north"
    saved = page.locator('[data-line][data-state="saved"]')
    expect(saved).to_be_visible()
    assert held() == {"where": {"lat": lat, "lon": lon}}
    assert (faults(page), overflow(page)) == ([], None)
    page.reload()
    page.get_by_role("button", name="Choisir sur la carte").click()
    expect(page.locator(".map__pin")).to_be_visible()
    page.get_by_role("button", name="Enlever le point").click()
    expect(field).to_have_value("")
    expect(page.locator(".map__pin")).to_have_count(0)
    expect(saved).to_be_visible()
    assert held() == {}
    page.keyboard.press("Escape")
    expect(button).to_be_focused()
