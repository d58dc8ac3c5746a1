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
from tests.browser.visiting import overflow

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
    for n, name in enumerate(("Séchoir solaire", "Ruches partagées", "Tri des olives")):
        make_entry(competition, answers={"title": name}, number=f"PRIX-2077-{n:04d}")
    jury_assigning.bring_up(competition=competition, grid=grid_of(competition), actor=Actor.system(), now=now)
    db.session.commit()
    signing = app.session_interface.get_signing_serializer(app)
    signed, leaving = (signing.dumps({"_user_id": make_device(juror.person), "_fresh": True, "_permanent": True}) for _ in range(2))
    db.session.refresh(juror)
    print(json.dumps({"jury": competition.id, "cookie": [app.config["SESSION_COOKIE_NAME"], signed], "leaving": leaving,
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
    expect(page.locator(".score-count b")).to_have_text("0 / 3")
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
    expect(state).to_contain_text("Enregistré")
    expect(state).to_contain_text("pas encore envoyé")
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
    expect(page.locator(".score-count b")).to_have_text("1 / 3")


def test_files_never_opened_open_without_a_network_after_a_restart(phone, server, jury, stored):
    context, page = phone()
    name, value = jury["cookie"]
    context.add_cookies([{"name": name, "value": value, "url": server, "expires": 4_000_000_000}])
    utility, _budget = jury["criteria"]
    page.goto(f"/jury/{jury['jury']}")
    expect(page.locator("[data-kept]")).to_be_attached()
    waiting = [link.get_attribute("href") for link in page.locator(".score-list[data-waiting] a").all()]
    first, second = waiting[0], waiting[1]
    page.goto(first)
    page.locator(f'[name="score_{utility}"][value="5"]').check()
    expect(page.locator("[data-score-state]")).to_contain_text("pas encore envoyé")
    context.close()
    context, page = phone()
    context.set_offline(True)
    page.goto(f"/jury/{jury['jury']}")
    page.locator(f'a[href="{second}"]').click()
    page.locator(f'[name="score_{utility}"][value="2"]').check()
    page.locator('[name="comment"]').fill("Lu dans le train")
    expect(page.locator("[data-score-state]")).to_contain_text("Gardé sur cet appareil seulement")
    page.get_by_role("button", name="Enregistrer et suivant").click()
    page.wait_for_url(f"**/jury/{jury['jury']}")
    line = page.locator("li").filter(has=page.locator(f'a[href="{second}"]'))
    expect(line).to_contain_text("sur cet appareil, pas encore enregistré")
    # the copy is older than what was kept since: the page shows what was kept
    page.goto(first)
    expect(page.locator(f'[name="score_{utility}"][value="5"]')).to_be_checked()
    expect(page.locator("[data-score-running]")).to_contain_text("12 sur 20")
    assert overflow(page) is None
    keys = [int(address.rpartition("/")[2]) for address in (first, second)]
    assert stored(keys[1])[1] == ""
    context.set_offline(False)
    page.goto(f"/jury/{jury['jury']}")
    expect(page.locator(".score-count")).to_contain_text("viennent d'être enregistrées")
    assert stored(keys[0])[0] == {str(utility): 5}
    assert stored(keys[1]) == ({str(utility): 2}, "Lu dans le train", False)


def test_signing_out_leaves_nothing_of_the_files_on_the_device(phone, server, jury):
    context, page = phone()
    context.add_cookies([{"name": jury["cookie"][0], "value": jury["leaving"], "url": server}])
    page.goto(f"/jury/{jury['jury']}")
    expect(page.locator("[data-kept]")).to_be_attached()
    assert page.evaluate("caches.has('noress-jury')")
    page.goto("/deconnexion")
    page.get_by_role("button", name="Se déconnecter").click()
    page.wait_for_url("**/")
    assert page.evaluate("caches.keys()") == []
