"""A questionnaire on a phone whose network is cut at every step: nothing typed is lost, and it is sent once."""

import json
import random
import sqlite3
import struct
import subprocess
import sys
import zlib
from contextlib import closing
from itertools import takewhile
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.architecture.source import ROOT
from tests.browser.conftest import PHONE
from tests.browser.test_weight import LIMIT, weigh
from tests.browser.visiting import faults, overflow

PDF = b"%PDF-1.4\n" + bytes(600_000)  # three pieces


def noise(width, height):
    """A picture that nothing makes small but the script: PNG, as many bytes as points."""
    rows = b"".join(b"\0" + random.Random(row).randbytes(3 * width) for row in range(height))
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    chunks = ((b"IHDR", head), (b"IDAT", zlib.compress(rows, 1)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        for kind, data in chunks
    )


MAKE = """
import json
from noress.core import clock
from noress.core.database import writing
from noress.core.i18n import Translated
from noress.domain.accounts.actor import Actor
from noress.domain.questionnaires import response_links, rules
from noress.domain.questionnaires.conditions import Clause, Condition, Operator
from noress.domain.questionnaires.definition import Definition, Question, Section
from noress.extensions import db
from noress.factory import create_app

def both(text):
    return Translated(fr=text, ar=text + " بالعربية")

yes = Condition((Clause("has_premises", Operator.IS, "true"),))
with create_app().app_context(), writing():
    now = clock.now()
    made = rules.create_questionnaire(title=both("Essai sans réseau"), notice=both("Pour un essai."), actor=Actor.system(), now=now,
        definition=Definition((
            Section("general", both("Structure"), questions=(
                Question("name", "text", both("Nom"), is_required=True), Question("members", "number", both("Adhérents")),
                Question("branches", "repeated", both("Antennes"), questions=(Question("town", "text", both("Ville")),)),
            )),
            Section("means", both("Moyens"), questions=(
                Question("has_premises", "yes_no", both("Un local ?")),
                Question("surface", "number", both("Surface"), condition=yes), Question("photo", "photo", both("Photo")),
                Question("statutes", "file", both("Statuts")),
            )),
        )))
    rules.publish_version(draft=made.versions[0], version=1, actor=Actor.system(), now=now)
    links = [response_links.token_of(rules.begin_response(questionnaire=made, language="fr", actor=Actor.system(), now=now))
             for _ in range(9)]
    db.session.commit()
    print(json.dumps(links))
"""
#: the page's own readings and writings of what it keeps come before as many of ours
HAS_READ = """async () => {
  const asked = indexedDB.open("noress-form");
  await new Promise((done) => { asked.onsuccess = done; });
  for (let turn = 0; turn < 50; turn += 1) {
    const all = asked.result.transaction("rows").objectStore("rows").getAll();
    await new Promise((done) => { all.onsuccess = done; });
  }
  asked.result.close();
}"""
LOOK = """select state, answers, "values", (select count(*) from response_snapshot where response_id = response.id) snapshots
    from response where id = ?"""


@pytest.fixture(scope="module")
def links(server, site):
    """Links to answers that are not begun."""
    done = subprocess.run(
        [sys.executable, "-c", MAKE], cwd=ROOT, env=site, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


@pytest.fixture
def look(site):
    """look(link) is what the database holds for it."""

    def looking(link):
        number = "".join(takewhile(str.isalnum, link))
        with closing(sqlite3.connect(Path(site["INSTANCE_PATH"]) / "noress.db")) as database:
            row = database.execute(LOOK, (int(number, 36),)).fetchone()
        return {
            "state": row[0],
            "answers": json.loads(row[1] or "null"),
            "values": json.loads(row[2]),
            "snapshots": row[3],
        }

    return looking


def line(page):
    return page.locator("[data-line]")


def lost_answer(page, ending):
    """The server gets what the page sends there and answers; the answer is lost, once. Gives the list of what was lost."""
    lost = []

    def lose(route):
        if lost:
            route.fallback()
            return
        lost.append(route.fetch().status)
        route.abort("internetdisconnected")

    page.route(f"**{ending}", lose)
    return lost


def open_form(page, address):
    """Opened, and kept by the browser for the time without a network."""
    page.goto(address)
    expect(page.locator("[data-ready]")).to_be_attached()


def test_typed_moved_restarted_and_sent_without_a_network(phone, links, look):
    link = links[0]
    context, page = phone()
    open_form(page, f"/q/{link}/partie/general")
    page.fill('[name="q.name"]', "Membre 12")
    expect(line(page)).to_contain_text("Enregistré à")
    context.set_offline(True)
    page.fill('[name="q.members"]', "1 234")
    expect(line(page)).to_contain_text("en attente d'envoi : 1")
    page.get_by_role("button", name="Ajouter un autre").click()
    page.fill('[name="q.branches.1.town"]', "Larache")
    page.get_by_role("button", name="Enregistrer et continuer").click()
    page.wait_for_url("**/tout#partie-means")  # the whole form, from the phone
    page.check('[name="q.has_premises"][value="true"]')
    page.fill('[name="q.surface"]', "٤٠")
    expect(line(page)).to_contain_text("en attente d'envoi : 2")
    page.evaluate(HAS_READ)  # the line said so as soon as the box was ticked
    context.close()
    context, page = phone()
    context.set_offline(True)
    page.goto(f"/q/{link}/partie/general")
    expect(page.locator('[name="q.members"]')).to_have_value("1 234")
    expect(page.locator('[name="q.branches.1.town"]')).to_have_value("Larache")
    expect(page.locator('[name="q.surface"]')).to_have_value("٤٠")
    assert overflow(page) is None
    assert faults(page) == []
    page.get_by_role("button", name="Envoyer les réponses").click()
    expect(line(page)).to_contain_text("Vos réponses partiront toutes seules")
    expect(line(page)).to_contain_text("en attente d'envoi : 3")
    assert look(link)["state"] == "draft"
    context.set_offline(False)
    page.wait_for_url("**/recu*")
    expect(page.locator("h1")).to_have_text("Réponses reçues")
    answers = {
        "name": "Membre 12",
        "members": "1234",
        "branches": [{"town": "Larache"}],
        "has_premises": True,
        "surface": "40",
    }
    made = look(link)
    assert (made["state"], made["answers"], made["snapshots"]) == ("submitted", answers, 1)
    assert page.evaluate("caches.keys()") == []


def test_a_saving_whose_answer_is_lost_is_no_conflict_with_oneself(open_browser, links, look):
    link, page = links[1], open_browser(size=PHONE)
    page.goto(f"/q/{link}/partie/general")
    lost = lost_answer(page, "/enregistrer/general*")
    page.fill('[name="q.name"]', "Membre")
    expect(line(page)).to_contain_text("en attente d'envoi : 1")
    page.fill('[name="q.name"]', "Membre 13")
    page.goto(f"/q/{link}/partie/general?lang=ar")  # another language: what waits is kept, and goes
    expect(page.locator('[name="q.name"]')).to_have_value("Membre 13")
    expect(line(page)).to_have_attribute("data-state", "saved")
    assert (lost, look(link)["values"]) == ([200], {"name": "Membre 13"})


def test_what_is_typed_before_the_script_came_is_saved(open_browser, links, look):
    """On a weak connection the form is filled long before its script is there."""
    link, page = links[8], open_browser(size=PHONE)
    held = []
    page.route("**/form-*.js", lambda route: held.append(route))
    page.goto(f"/q/{link}/partie/general", wait_until="commit")
    page.fill('[name="q.name"]', "Membre 15")
    for route in held:
        route.continue_()
    expect(line(page)).to_have_attribute("data-state", "saved")
    assert look(link)["values"] == {"name": "Membre 15"}
    assert held


def test_the_answer_of_the_last_sending_is_lost_and_it_is_sent_once(open_browser, links, look):
    link, page = links[2], open_browser(size=PHONE)
    page.goto(f"/q/{link}/partie/general")
    page.fill('[name="q.name"]', "Membre 14")
    page.get_by_role("button", name="Enregistrer et continuer").click()
    page.wait_for_url("**/partie/means*")
    page.get_by_role("button", name="Enregistrer et continuer").click()
    page.wait_for_url("**/verifier*")
    expect(page.locator("[data-ready]")).to_be_attached()
    lost = lost_answer(page, "/envoyer")
    page.get_by_role("button", name="Envoyer les réponses").click()
    page.wait_for_url("**/recu*")
    made = look(link)
    assert (lost, made["state"], made["snapshots"], made["answers"]) == (
        [200],
        "submitted",
        1,
        {"name": "Membre 14"},
    )


def test_files_go_on_where_the_network_left_them(phone, links, look):
    link = links[3]
    context, page = phone()
    open_form(page, f"/q/{link}/partie/means")
    lost = lost_answer(page, "/fichiers/*?depuis=262144")
    page.set_input_files(
        '[name="q.statutes"]', {"name": "statuts.pdf", "mimeType": "application/pdf", "buffer": PDF}
    )
    expect(page.locator(".pieces")).to_contain_text("statuts.pdf : envoyé à 43 %")
    expect(line(page)).to_contain_text("en attente d'envoi : 1")
    context.set_offline(True)
    photo = {"name": "façade.png", "mimeType": "image/png", "buffer": noise(2400, 100)}
    page.set_input_files('[name="q.photo"]', photo)
    expect(page.locator(".pieces").first).to_contain_text("façade.jpg : en attente d'envoi")
    context.close()
    context, page = phone()
    page.goto(f"/q/{link}/partie/means")
    expect(page.locator(".pieces").first).to_contain_text("façade.jpg : enregistré")
    expect(page.locator(".pieces").last).to_contain_text("statuts.pdf : enregistré")
    expect(line(page)).to_be_empty()  # nothing waits any more, and nothing says that it does
    program = {"name": "autre.pdf", "mimeType": "application/pdf", "buffer": b"MZ" + bytes(100)}
    page.set_input_files('[name="q.statutes"]', program)
    expect(page.locator(".pieces").last).to_contain_text("n'est pas ce que dit son nom")
    page.locator(".pieces").last.get_by_role("button", name="Annuler autre.pdf").click()
    expect(page.locator(".pieces").last).not_to_contain_text("autre.pdf")
    held = look(link)["values"]
    assert [(part["name"], part["size"]) for part in held["statutes"]] == [("statuts.pdf", len(PDF))]
    assert [part["name"] for part in held["photo"]] == ["façade.jpg"]
    assert held["photo"][0]["size"] < len(photo["buffer"]) / 2
    assert lost == [200]


def test_two_phones_compare_and_one_forgets(open_browser, links, look):
    link, page, other = links[4], open_browser(size=PHONE), open_browser(size=PHONE)
    for each in (page, other):
        open_form(each, f"/q/{link}/partie/general")
    page.fill('[name="q.name"]', "Premier")
    expect(line(page)).to_contain_text("Enregistré à")
    other.fill('[name="q.name"]', "Second")
    expect(line(other)).to_contain_text("Ces réponses ont changé sur un autre appareil.")
    other.evaluate("dispatchEvent(new Event('online'))")
    other.evaluate(HAS_READ)
    other.get_by_role("button", name="Comparer").hover()
    other.mouse.down()  # leaving the field, which tells of its change
    other.evaluate(HAS_READ)
    other.mouse.up()
    expect(other.locator("main .notice")).to_contain_text("Premier")
    expect(other.locator('[name="q.name"]')).to_have_value("Second")
    other.get_by_role("button", name="Enregistrer et continuer").click()
    other.wait_for_url("**/partie/means*")
    page.context.set_offline(True)
    page.fill('[name="q.members"]', "9")
    expect(line(page)).to_contain_text("en attente d'envoi : 1")
    page.get_by_role("button", name="Effacer de ce téléphone").click()
    page.get_by_role("button", name="Effacer quand même").click()
    expect(line(page)).to_have_text("Rien de ce questionnaire ne reste sur ce téléphone.")
    page.context.set_offline(False)
    page.reload()
    expect(page.locator('[name="q.members"]')).to_have_value("")
    assert look(link)["values"] == {"name": "Second"}


def test_the_first_view_is_light(open_browser, links):
    total, parts = weigh(open_browser(size=PHONE, language="ar"), f"/q/{links[5]}/partie/general?lang=ar")
    assert total < LIMIT, parts[:4]


ROWS = """new Promise((done) => { const asked = indexedDB.open("noress-form"); asked.onsuccess = () => {
  const all = asked.result.transaction("rows").objectStore("rows").getAll();
  all.onsuccess = () => { asked.result.close(); done(all.result.filter((row) => row.kind === "part" && !row.sent).length); }; }; })"""


def test_the_kept_page_is_nobodys_and_goes_at_sign_out_without_what_is_unsent(open_browser, sign_in, links):
    link, page = links[6], open_browser(size=PHONE)
    sign_in(page, "coordinator")
    open_form(page, f"/q/{link}/partie/general")
    assert page.locator('a[href^="/mon-compte"]').count() > 0
    kept = page.evaluate("async (at) => (await caches.match(at)).text()", f"/q/{link}/tout")
    assert ("Essai sans réseau" in kept, "/mon-compte" in kept, "/connexion" in kept) == (True, False, True)
    page.route("**/enregistrer/*", lambda route: route.abort("internetdisconnected"))
    page.fill('[name="q.name"]', "Membre 15")
    expect(line(page)).to_contain_text("en attente d'envoi : 1")
    page.goto("/deconnexion")
    page.get_by_role("button", name="Se déconnecter").click()
    page.wait_for_url("**/")
    assert (page.evaluate("caches.keys()"), page.evaluate(ROWS)) == ([], 1)
    page.unroute("**/enregistrer/*")
    page.goto(f"/q/{link}/partie/general")
    expect(page.locator('[name="q.name"]')).to_have_value("Membre 15")
    expect(line(page)).to_have_attribute("data-state", "saved")


def test_what_is_erased_while_it_is_being_kept_stays_erased(open_browser, links):
    link, page, held = links[7], open_browser(size=PHONE), []
    page.route("**/tout*", lambda route: held.append(route))
    with page.expect_request("**/tout*"):
        page.goto(f"/q/{link}/partie/general")
    page.get_by_role("button", name="Effacer de ce téléphone").click()
    expect(line(page)).to_have_text("Rien de ce questionnaire ne reste sur ce téléphone.")
    for route in held:
        route.continue_()
    expect(page.locator("[data-ready]")).to_be_attached()
    assert (len(held), page.evaluate("caches.keys()")) == (1, [])
