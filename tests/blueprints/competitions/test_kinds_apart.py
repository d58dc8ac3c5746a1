"""One call for projects and one edition of the prize, each with a file that was sent, decided and is to be paid: no list, export,
count or duty of the one names the other, and an address of the one given the key of the other finds nothing."""

import io
import re
from pathlib import Path
from types import SimpleNamespace

import openpyxl
import pytest

from noress.domain.applications.models import ApplicationState
from noress.domain.awards.models import Award, AwardState
from noress.domain.competitions.models import Competition
from noress.domain.funding.models import CallQuestion, CallState
from noress.domain.institutions.models import Function
from noress.extensions import db
from tests import forms
from tests.factories import NOW, make_assignment, make_person, save
from tests.factories.applications_desk import make_received
from tests.factories.calls import make_call
from tests.factories.competitions import grid_of, make_competition, make_entry
from tests.factories.evaluating import make_evaluation, make_grid
from tests.factories.questionnaires import both
from tests.factories.recusals import make_coordinator

ROUTES = Path(__file__).parents[2] / "architecture" / "routes.txt"
PROJECT, PRIZE = "Séchoir du village", "Four à pain commun"
CALL, EDITION = "Appel des projets", "Prix des idées"
OF_PROJECTS = (
    "/", "/appels/", "/appels/gestion/", "/appels/gestion/nouveau", "/candidatures/", "/candidatures/liste.csv",
    "/candidatures/deports", "/evaluations/", "/projets/", "/projets.csv", "/projets/gestion/", "/rapports/",
)  # fmt: skip
OF_PRIZE = ("/concours/", "/concours/gestion/", "/concours/gestion/nouveau", "/candidatures/?genre=concours")


@pytest.fixture
def world(app, login_as):
    """Whoever coordinates, who evaluates and pays besides: no role sees more."""
    person = make_coordinator()
    for function in (Function.DESK_OFFICER, Function.TREASURER):
        make_assignment(person, function)
    call = make_call(title=both(CALL), stages=1, state=CallState.PUBLISHED)
    competition = make_competition("scoring", call={"title": both(EDITION)})
    project = make_received(call, state=ApplicationState.SELECTED, answers={"title": PROJECT})
    entry = make_entry(competition, answers={"title": PRIZE}).application
    for application, lot in ((project, call.lots[0]), (entry, competition.call.lots[0])):
        save(
            Award(
                application_id=application.id, call_id=application.call_id, lot_id=lot.id, structure_id=application.structure_id,
                amount=50_000_00, number=f"C-{application.id}", state=AwardState.GRANTED, decided_at=NOW, published_at=NOW, version=1,
            )
        )  # fmt: skip
    make_evaluation(make_grid(call), project, person)
    return SimpleNamespace(
        reader=login_as(person), call=call, competition=competition, project=project, entry=entry
    )


def lists(addresses):
    """Those that exist in this platform."""
    known = {line.split()[0] for line in ROUTES.read_text().splitlines() if " GET" in line}
    return [one for one in addresses if one.partition("?")[0] in known]


def test_no_list_of_the_one_names_the_other(world):
    for addresses, own, others in (
        (lists(OF_PROJECTS), {CALL, PROJECT}, {EDITION, PRIZE}),
        (lists(OF_PRIZE), {EDITION, PRIZE}, {CALL, PROJECT}),
    ):
        named = set()
        for address in addresses:
            page = world.reader.get(address)
            assert (address, page.status_code) == (address, 200)
            text = page.get_data(as_text=True)
            assert (address, {one for one in others if one in text}) == (address, set())
            named |= {one for one in own if one in text}
        assert named == own


def test_tables_to_take_away_hold_their_own_kind(world):
    for query, own in ((f"appel={world.call.id}", PROJECT), (f"appel={world.competition.call_id}", PRIZE)):
        answer = world.reader.get(f"/candidatures/liste.xlsx?{query}")
        sheet = openpyxl.load_workbook(io.BytesIO(answer.data)).active
        titles = {str(row[1]) for row in sheet.iter_rows(min_row=2, values_only=True)}
        assert titles & {PROJECT, PRIZE} == {own}


def test_the_desk_of_the_prize_speaks_of_its_entries(world):
    page = world.reader.get("/candidatures/?genre=concours")
    assert forms.text_of(page, "h1") == ["Dossiers du concours"]
    assert world.reader.get(f"/candidatures/{world.entry.id}").status_code == 200
    assert forms.text_of(world.reader.get("/candidatures/"), "h1") == ["Candidatures"]


def test_an_address_of_the_one_finds_nothing_under_the_key_of_the_other(world):
    lines = [line.split() for line in ROUTES.read_text().splitlines()]
    assert db.session.get(Competition, world.call.id) is None
    checked = 0
    for address, *methods in lines:
        for name, key in (("funding_call_id", world.competition.call_id), ("competition_id", world.call.id)):
            if f"<int:{name}>" in address and "GET" in methods:
                where = re.sub(r"<[^>]+>", "1", address.replace(f"<int:{name}>", str(key)))
                checked += 1
                assert (where, world.reader.get(where).status_code) == (where, 404)
    assert checked > 40


def test_questions_and_evaluations_stay_with_their_kind(world, client):
    asked = save(
        CallQuestion(call_id=world.competition.call_id, asked="Et ?", language="fr", asked_at=NOW, version=1)
    )
    about_call = save(
        CallQuestion(call_id=world.call.id, asked="Et ?", language="fr", asked_at=NOW, version=1)
    )
    assert world.reader.get(f"/appels/gestion/questions/{asked.id}").status_code == 404
    assert world.reader.get(f"/concours/gestion/questions/{about_call.id}").status_code == 404
    juror = make_person()
    evaluation = make_evaluation(grid_of(world.competition), world.entry, juror)
    assert world.reader.get(f"/evaluations/{evaluation.id}").status_code == 404
