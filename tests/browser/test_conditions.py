"""The script shows and hides questions as the server does: the same table of cases, typed in a real page."""

import json
import subprocess
import sys

import pytest
from playwright.sync_api import expect

from tests.architecture.source import ROOT
from tests.browser.conftest import PHONE
from tests.domain.questionnaires.condition_cases import CASES

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
from tests.domain.questionnaires.condition_cases import build_definition

def both(text):
    return Translated(fr=text, ar=text)

def link_to(definition):
    made = rules.create_questionnaire(title=both("Essai"), notice=both("Essai."), definition=definition, actor=Actor.system(), now=now)
    rules.publish_version(draft=made.versions[0], version=1, actor=Actor.system(), now=now)
    begun = rules.begin_response(questionnaire=made, language="fr", actor=Actor.system(), now=now)
    return response_links.token_of(begun)

with create_app().app_context(), writing():
    now = clock.now()
    place = {"settings": {"region": "01"}}
    places = Definition((Section("place", both("Lieu"), questions=(
        Question("province", "province", both("Province"), **place), Question("commune", "commune", both("Commune"), **place),
        Question("address", "address", both("Adresse")), Question("opened_on", "date", both("Date")),
    )),))
    links = [link_to(build_definition()), link_to(places), link_to(build_definition())]
    db.session.commit()
    print(json.dumps(links))
"""
TYPE = """([inputs]) => {
  const told = (field) => field.dispatchEvent(new Event("input", { bubbles: true }));
  Object.entries(inputs).forEach(([name, typed]) => {
    const texts = [typed].flat();
    document.getElementsByName(name).forEach((field) => {
      if (["radio", "checkbox"].includes(field.type)) field.checked = texts.includes(field.value);
      else field.value = texts[0];
      told(field);
    });
  });
}"""
SHOWN = """() => Object.fromEntries([...document.querySelectorAll("[data-question]")].map((box) => {
  const field = box.querySelector("input");
  if (box.hidden !== field.disabled && box.checkVisibility()) throw new Error(box.dataset.question);
  return [box.dataset.question, box.checkVisibility() && !field.disabled];
}))"""


@pytest.fixture(scope="module")
def links(server, site):
    done = subprocess.run(
        [sys.executable, "-c", MAKE], cwd=ROOT, env=site | {"PYTHONPATH": str(ROOT)}, capture_output=True, text=True, check=False
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def test_every_case_alike_on_both_sides(open_browser, links):
    page = open_browser(size=PHONE)
    page.goto(f"/q/{links[0]}/tout")
    expect(page.locator("[data-ready]")).to_be_attached()
    typed = {
        f"q.a{place}{suffix}": text for place, case in enumerate(CASES) for suffix, text in case[2].items()
    }
    page.evaluate(TYPE, [typed])
    shown = page.evaluate(SHOWN)
    assert [case for place, case in enumerate(CASES) if shown[f"b{place}"] is not case[5]] == []

    def opened(**answers):
        page.evaluate(TYPE, [{f"q.{key}": answer for key, answer in answers.items()}])
        now = page.evaluate(SHOWN)
        parts = [part for part in ("chain", "opened") if page.locator(f"#partie-{part}").is_visible()]
        return [key for key in ("two", "three", "both", "either", "deeper") if now[key]], parts

    assert opened() == ([], ["chain"])
    assert opened(one="true") == (["two", "either"], ["chain"])
    assert opened(two="true") == (["two", "three", "both", "either"], ["chain"])
    assert opened(three="true", inside="x") == (
        ["two", "three", "both", "either", "deeper"],
        ["chain", "opened"],
    )
    assert opened(one="false") == ([], ["chain"])  # what was hidden says nothing to what follows
    assert opened(one="true") == (["two", "three", "both", "either", "deeper"], ["chain", "opened"])


def test_one_screen_opens_in_place_and_is_left_in_one_step(open_browser, links):
    page = open_browser(size=PHONE)
    page.goto(f"/q/{links[2]}/partie/chain")
    expect(page.locator("[data-ready]")).to_be_attached()
    assert not page.locator('[name="q.both"]').is_visible()
    page.check('[name="q.one"][value="true"]')
    page.check('[name="q.two"][value="true"]')
    page.fill('[name="q.both"]', "ouvert")
    page.get_by_role("button", name="Enregistrer et continuer").click()
    page.wait_for_url("**/verifier*")  # "three" was seen, and left empty
    expect(page.locator("dl")).to_contain_text(["ouvert"])


def test_places_and_dates_on_a_phone(open_browser, links):
    page = open_browser(size=PHONE)
    page.context.grant_permissions(["geolocation"])
    page.context.set_geolocation({"latitude": 35.57, "longitude": -5.37, "accuracy": 20})
    page.goto(f"/q/{links[1]}/partie/place")
    expect(page.locator("[data-ready]")).to_be_attached()
    groups = page.locator('[name="q.commune"] optgroup')
    every = groups.count()
    page.select_option('[name="q.commune"]', "01.051.01.01")
    page.select_option('[name="q.province"]', "01.151")
    assert (every, [group.get_attribute("label") for group in groups.all()]) == (8, ["Chefchaouen"])
    assert page.locator('[name="q.commune"]').input_value() == ""
    page.select_option('[name="q.province"]', "")
    assert groups.count() == every
    page.get_by_role("button", name="Mettre ma position").click()
    expect(page.locator('[name="q.address-point"]')).to_have_value("35.570000, -5.370000")
    page.locator('[name="q.opened_on"]').press_sequentially("31122026")
    expect(page.locator('[name="q.opened_on"]')).to_have_value("31/12/2026")
