"""A juror on a telephone whose network comes and goes: what is scored is kept on it, and saved once the network is back."""

import json
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.architecture.source import ROOT
from tests.browser.conftest import PHONE

MAKE = """
import json
from datetime import timedelta
from noress.core import clock
from noress.core.database import writing
from noress.domain.accounts.actor import Actor
from noress.domain.reviewing import jury_assigning
from noress.extensions import db
from noress.factory import create_app
from tests.factories import make_device, make_person
from tests.factories.competitions import grid_of, make_competition, make_entry, make_juror

app = create_app()
with app.app_context(), writing():
    now, day = clock.now(), timedelta(days=1)
    competition = make_competition(call={"edition": 77}, grid={"opens_at": now - day, "closes_at": now + day}, is_blind=False)
    juror = make_juror(competition, make_person("Membre du jury 1"))
    for n, name in enumerate(("Séchoir solaire", "Ruches partagées")):
        make_entry(competition, answers={"title": name}, number=f"PRIX-2077-{n:04d}")
    jury_assigning.bring_up(competition=competition, grid=grid_of(competition), actor=Actor.system(), now=now)
    db.session.commit()
    token = make_device(juror.person)
    db.session.refresh(juror)
    signed = app.session_interface.get_signing_serializer(app).dumps({"_user_id": token, "_fresh": True})
    print(json.dumps({"jury": competition.id, "cookie": [app.config["SESSION_COOKIE_NAME"], signed],
                      "criteria": [one.id for one in grid_of(competition).criteria], "person": juror.person_id}))
"""


@pytest.fixture(scope="module")
def jury(server, site):
    done = subprocess.run(
        [sys.executable, "-c", MAKE], cwd=ROOT, env=site, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout.splitlines()[-1])


@pytest.fixture
def stored(site, jury):
    """stored(evaluation) is (scores, comment, sent) as the database holds them."""

    def reading(key):
        with closing(sqlite3.connect(Path(site["INSTANCE_PATH"]) / "noress.db")) as database:
            row = database.execute(
                "select scores, comment, sent_at from evaluation where id = ?", (key,)
            ).fetchone()
        return json.loads(row[0]), row[1], row[2] is not None

    return reading


def test_scored_on_a_phone_with_the_network_cut(open_browser, server, jury, stored):
    page = open_browser(size=PHONE)
    name, value = jury["cookie"]
    page.context.add_cookies([{"name": name, "value": value, "url": server}])
    utility, budget = jury["criteria"]
    page.goto(f"/jury/{jury['jury']}")
    expect(page.locator(".score-count b")).to_have_text("0 / 2")
    page.get_by_role("link", name="Noter le dossier suivant").click()
    address = page.url
    key = int(address.rpartition("/")[2])
    state, running = page.locator("[data-score-state]"), page.locator("[data-score-running]")
    page.locator(f'[name="score_{utility}"][value="4"]').check()
    expect(running).to_contain_text("9,6 sur 20")
    expect(state).to_contain_text("pas encore envoyé")
    page.context.set_offline(True)
    page.locator(f'[name="score_{budget}"][value="3"]').check()
    page.locator('[name="comment"]').fill("Écrit sans réseau")
    expect(state).to_contain_text("Gardé sur cet appareil seulement")
    assert stored(key) == ({str(utility): 4}, "", False)
    page.context.set_offline(False)
    page.goto(address)  # the telephone was put away, and opens the page again
    expect(page.locator('[name="comment"]')).to_have_value("Écrit sans réseau")
    expect(running).to_contain_text("14,4 sur 20")
    expect(state).to_contain_text("Enregistré à")
    assert stored(key) == ({str(utility): 4, str(budget): 3}, "Écrit sans réseau", False)
    assert (
        page.evaluate("Object.keys(localStorage).filter(name => name.startsWith('noress-score:')).length")
        == 0
    )
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    page.locator(f'[name="why_{budget}"]').fill("Compte bien")
    page.get_by_role("button", name="Relire et envoyer").click()
    page.get_by_role("button", name="Envoyer mes notes").click()
    expect(page).not_to_have_url(address)
    assert stored(key)[2]
    page.goto(f"/jury/{jury['jury']}")
    expect(page.locator(".score-count b")).to_have_text("1 / 2")
