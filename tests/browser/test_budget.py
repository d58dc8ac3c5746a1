"""A budget on a phone, in Arabic and with its digits: the sums follow what is typed, and the server says the same. A link
that is taken away while somebody types: what was typed stays on the phone, and the page says so."""

import json
import sqlite3
import subprocess
import sys
from contextlib import closing
from itertools import takewhile
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.architecture.source import ROOT
from tests.browser.conftest import PHONE
from tests.browser.visiting import faults, overflow

MAKE = """
import json
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

lot = {"requested": 6000000, "own_percent": 20}
with create_app().app_context(), writing():
    now = clock.now()
    made = rules.create_questionnaire(title=both("Essai de budget"), notice=both("Pour un essai."), actor=Actor.system(), now=now,
        definition=Definition((Section("money", both("Budget"), questions=(
            Question("budget", "budget", both("Budget"), is_required=True, settings=lot),
            Question("people", "beneficiaries", both("Bénéficiaires")),
        )),)))
    rules.publish_version(draft=made.versions[0], version=1, actor=Actor.system(), now=now)
    links = [response_links.token_of(rules.begin_response(questionnaire=made, language="ar", actor=Actor.system(), now=now))
             for _ in range(2)]
    db.session.commit()
    print(json.dumps(links))
"""


@pytest.fixture(scope="module")
def links(server, site):
    done = subprocess.run(
        [sys.executable, "-c", MAKE], cwd=ROOT, env=site, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def sums(page):
    """{what is added up: the sum}, without the marks that part thousands."""
    texts = {one.get_attribute("data-sum"): one.inner_text() for one in page.locator(".budget output").all()}
    return {
        name: "".join(sign for sign in text.split("\xa0")[0] if sign.isdigit())
        for name, text in texts.items()
    }


def test_sums_follow_arabic_digits_at_360_pixels(open_browser, links):
    page = open_browser(size=PHONE)
    page.goto(f"/q/{links[0]}/partie/money?lang=ar")
    expect(page.locator("[data-ready]")).to_be_attached()
    shown = page.locator(".budget [data-sum=total]").inner_text()
    page.fill('[name="q.budget.line.0.label"]', "فرن جماعي")
    page.fill('[name="q.budget.line.0.amount"]', "٧٠٬٠٠٠")
    page.fill('[name="q.budget.line.2.label"]', "تكوين")
    page.fill('[name="q.budget.line.2.amount"]', "4 999,50")
    page.locator("[value='budget.line']").click()
    expect(page.locator('[name="q.budget.line.3.label"]')).to_be_focused()
    page.fill('[name="q.budget.line.3.amount"]', "٠٫٥ درهم")
    page.fill('[name="q.budget.line.1.amount"]', "-300")  # refused by the server: it counts for nothing here
    page.fill('[name="q.budget.own_cash"]', "١٢٠٠٠")
    page.fill('[name="q.budget.partner.0.amount"]', "٣٠٠٠")
    page.fill('[name="q.people.women"]', "١٢")
    page.fill('[name="q.people.men"]', "1 200")
    live = sums(page)
    assert live == {"total": "7500000", "financing": "7500000", "own": "1500000"}
    assert (
        page.locator("[data-people] output")
        .inner_text()
        .translate({ord(sign): None for sign in ".,\xa0\u202f "})
        == "1212"
    )
    assert page.locator("[data-balance]").inner_text() != ""
    assert (overflow(page), faults(page)) == (None, [])
    assert shown != page.locator(".budget [data-sum=total]").inner_text()
    # kept by the server as it is typed, the same sums come back with the page
    page.fill('[name="q.budget.line.1.amount"]', "")
    expect(page.locator("[data-line][data-state=saved]")).to_be_attached()
    page.reload()
    expect(page.locator("[data-ready]")).to_be_attached()
    written = [one.inner_text() for one in page.locator(".budget output").all()]
    page.evaluate(
        "document.querySelector('[data-added]').dispatchEvent(new Event('input', { bubbles: true }))"
    )
    assert sums(page) == live
    assert [one.inner_text() for one in page.locator(".budget output").all()] == written


def test_a_link_taken_away_while_somebody_types(open_browser, links, site):
    page = open_browser(size=PHONE)
    page.goto(f"/q/{links[1]}/partie/money?lang=fr")
    expect(page.locator("[data-ready]")).to_be_attached()
    number = int("".join(takewhile(str.isalnum, links[1])), 36)
    with closing(sqlite3.connect(Path(site["INSTANCE_PATH"]) / "noress.db")) as database:
        database.execute("update response set link_generation = 2 where id = ?", (number,))
        database.commit()
    page.fill('[name="q.budget.line.0.label"]', "Four collectif")
    expect(page.locator("[data-line]")).to_contain_text("Ce que vous avez écrit est encore sur ce téléphone.")
    kept = page.evaluate("""() => new Promise((done) => {
      const asked = indexedDB.open("noress-form");
      asked.onsuccess = () => {
        const names = [...asked.result.objectStoreNames];
        const all = asked.result.transaction(names).objectStore(names[0]).getAll();
        all.onsuccess = () => done(JSON.stringify(all.result));
      };
    })""")
    assert "Four collectif" in kept
