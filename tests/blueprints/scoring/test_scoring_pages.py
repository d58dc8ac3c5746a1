"""A juror's own pages: the list, the file beside its grid, saved as typed, two tabs, sent; what is refused and never lost."""

import json
from datetime import timedelta

import pytest
import time_machine
from sqlalchemy import select

from noress.domain.applications.models import Application, ApplicationState
from noress.domain.juries.models import Juror, JuryRole
from noress.domain.reviewing import jury_assigning
from noress.domain.reviewing.models import Evaluation, GridCriterion
from noress.extensions import db
from tests.desk_pages import change, fields, text
from tests.factories import NOW, make_person
from tests.factories.competitions import grid_of, make_competition, make_entry, make_juror
from tests.factories.evaluating import run
from tests.factories.recusals import acting, make_recusal
from tests.pages import parse
from tests.posting import post

pytestmark = pytest.mark.one_engine
HOUR = timedelta(hours=1)
JSON = {"Accept": "application/json"}


@pytest.fixture
def frozen(app):
    with time_machine.travel(NOW, tick=False) as clock:
        yield clock


@pytest.fixture
def competition(frozen):
    return make_competition()


@pytest.fixture
def juror(competition):
    return make_juror(competition, make_person("Membre du jury 1"))


@pytest.fixture
def browser(juror, login_as):
    return login_as(juror.person)


def give(competition, count=1, person=None):
    entries = [make_entry(competition, answers={"title": f"Initiative {n}"}) for n in range(1, count + 1)]
    run(
        jury_assigning.bring_up,
        competition=competition,
        grid=grid_of(competition),
        actor=acting(person or make_person()),
    )
    return entries


def own(juror, entry):
    query = select(Evaluation).where(
        Evaluation.person_id == juror.person_id, Evaluation.subject_id == entry.application_id
    )
    return db.session.scalars(query).one()


def url_of(competition, evaluation, page=""):
    return f"/jury/{competition.id}/dossier/{evaluation.id}{page}"


def marks_on(page):
    return json.loads(parse(page).select_one("form[data-scoring]")["data-marks"])


def keep(browser, competition, evaluation, known, **typed):
    data = {**typed, "marks": json.dumps({name: [mark] for name, mark in known.items()})}
    return post(browser, url_of(competition, evaluation, "/notes"), data, headers=JSON)


def names(competition):
    return [f"score_{one.id}" for one in grid_of(competition).criteria]


def typed(competition, *scores, why="Parce que"):
    first, second = grid_of(competition).criteria
    values = {f"score_{one.id}": str(score) for one, score in zip((first, second), scores, strict=False)}
    return {**values, f"why_{second.id}": why}


def test_from_the_list_to_the_last_sending(competition, juror, browser):
    one, two = give(competition, 2)
    assert "2 dossiers à noter" in text(browser.get("/a-faire"))
    listed = browser.get(f"/jury/{competition.id}")
    assert ("0 / 2" in text(listed), "restent 2 dossiers" in text(listed)) == (True, True)
    links = [link["href"] for link in parse(listed).select(".score-list a")]
    assert sorted(links) == sorted(url_of(competition, own(juror, entry)) for entry in (one, two))
    first = db.session.get_one(Evaluation, int(links[0].rpartition("/")[2]))
    page = browser.get(links[0])
    choices = [
        label.get_text(" ", strip=True) for label in parse(page).select(f"#{names(competition)[0]} label")
    ]
    assert choices == ["5 · Très bon", "4 · Bon", "3 · Moyen", "2 · Faible", "1 · Très faible", "0 · Absent"]
    kept = keep(browser, competition, first, marks_on(page), **typed(competition, 4))
    assert (kept.status_code, kept.json["running"]) == (200, "9,6 sur 20 · 1 réponse manque encore")
    kept = keep(browser, competition, first, kept.json["marks"], **typed(competition, 4, 3))
    assert (kept.json["running"], kept.json["is_whole"]) == ("14,4 sur 20", True)
    assert (own_of(first).total, own_of(first).sent_at) == (72_000, None)
    assert "complet, pas envoyé" in text(browser.get(f"/jury/{competition.id}"))
    review = browser.get(f"{links[0]}/envoyer")
    assert "14,4 sur 20" in text(review)
    sent = post(browser, f"{links[0]}/envoyer", fields(review))
    assert (sent.status_code, sent.location) == (303, f"/jury/{competition.id}/suivant?apres={first.id}")
    assert browser.get(sent.location).location == links[1]
    assert own_of(first).sent_at == NOW
    listed = text(browser.get(f"/jury/{competition.id}"))
    assert ("1 / 2" in listed, "reste 1 dossier" in listed) == (True, True)
    second = db.session.get_one(Evaluation, int(links[1].rpartition("/")[2]))
    saved = post(
        browser, links[1], {**fields(browser.get(links[1]), 0), **typed(competition, 5, 5), "version": 1}
    )
    assert saved.status_code == 303
    many = browser.get(f"/jury/{competition.id}/envoyer")
    assert "1 dossier complet" in text(many)
    assert post(browser, f"/jury/{competition.id}/envoyer", fields(many)).status_code == 303
    assert own_of(second).sent_at == NOW
    assert (
        "2 / 2" in text(browser.get(f"/jury/{competition.id}")),
        "à noter" in text(browser.get("/a-faire")),
    ) == (True, False)


def own_of(evaluation):
    return db.session.get_one(Evaluation, evaluation.id)


def test_two_tabs_on_different_answers_are_joined_on_the_same_one_both_are_shown(competition, juror, browser):
    (entry,) = give(competition)
    mine = own(juror, entry)
    address, (utility, budget) = url_of(competition, mine), names(competition)
    one, two = marks_on(browser.get(address)), marks_on(browser.get(address))
    kept = keep(browser, competition, mine, one, **{utility: "4"})
    joined = keep(browser, competition, mine, two, **{budget: "3"})
    assert (joined.status_code, joined.json["merged"]) == (200, {utility: "4"})
    assert own_of(mine).scores == {utility.removeprefix("score_"): 4, budget.removeprefix("score_"): 3}
    again = keep(browser, competition, mine, two, **{utility: "4", budget: "3"})
    assert (again.status_code, again.json["version"]) == (200, joined.json["version"])
    clash = keep(browser, competition, mine, two, **{utility: "1", budget: "3"})
    assert (clash.status_code, clash.json["error"], clash.json["theirs"]) == (409, "stale", {utility: "4"})
    shown = post(browser, address, {utility: "1", budget: "3", "version": kept.json["version"]})
    assert (shown.status_code, "4 · Bon" in text(shown), "1 · Très faible" in text(shown)) == (
        409,
        True,
        True,
    )
    assert own_of(mine).scores[utility.removeprefix("score_")] == 4


def test_what_is_refused_says_why_and_keeps_what_was_typed(competition, juror, browser, frozen):
    (entry,) = give(competition)
    mine = own(juror, entry)
    address, (utility, budget) = url_of(competition, mine), names(competition)
    marks = marks_on(browser.get(address))
    for value in ("9", "-1", "abc", "4.5"):
        off = keep(browser, competition, mine, marks, **{utility: value})
        assert (off.status_code, off.json["error"], off.json["field"]) == (422, "off_scale", utility), value
        page = post(browser, address, {utility: value, "comment": "À garder", "version": 1})
        assert (page.status_code, "À garder" in page.text) == (422, True), value
    missing = post(browser, address, {utility: "4", "comment": "À garder", "version": 1, "review": "1"})
    assert (missing.status_code, "À garder" in missing.text, len(parse(missing).select(".field__error"))) == (
        422,
        True,
        2,
    )
    assert own_of(mine).saved_at is None
    keep(browser, competition, mine, marks, **{utility: "4"})
    application = db.session.get_one(Application, entry.application_id)
    change(application, state=ApplicationState.WITHDRAWN)
    gone = keep(browser, competition, mine, marks, **{utility: "2"})
    assert (gone.status_code, gone.json["error"]) == (409, "not_to_judge")
    read = text(browser.get(address))
    assert ("retiré" in read, "4 · Bon" in read) == (True, True)
    change(db.session.get_one(Application, entry.application_id), state=ApplicationState.ELIGIBLE)
    change(grid_of(competition), closes_at=NOW + HOUR)
    frozen.move_to(NOW + 2 * HOUR)
    late = post(browser, address, {utility: "2", "comment": "Écrit trop tard", "version": 2})
    assert (late.status_code, "La notation est close" in text(late), "Écrit trop tard" in late.text) == (
        409,
        True,
        True,
    )
    assert keep(browser, competition, mine, marks, **{utility: "2"}).json["error"] == "closed"
    assert own_of(mine).scores == {utility.removeprefix("score_"): 4}
    assert budget not in own_of(mine).scores


def test_whoever_stands_aside_left_or_did_not_sign_finds_nothing(competition, juror, browser, login_as):
    entry, other = give(competition, 2)
    mine = own(juror, entry)
    address, utility = url_of(competition, mine), names(competition)[0]
    marks = marks_on(browser.get(address))
    make_recusal(entry.application, juror.person)
    assert [browser.get(address).status_code, browser.get(f"{address}/envoyer").status_code] == [404, 404]
    refused = keep(browser, competition, mine, marks, **{utility: "4"})
    assert (refused.status_code, own_of(mine).saved_at) == (404, None)
    listed = text(browser.get(f"/jury/{competition.id}"))
    assert ("0 / 1" in listed, entry.application.number in listed) == (True, False)
    change(db.session.get_one(Juror, juror.id), removed_at=NOW, removed_because="Indisponible")
    left = own(juror, other)
    page = browser.get(f"/jury/{competition.id}")
    assert (page.status_code, "Vous ne siégez plus dans ce jury" in text(page)) == (403, True)
    kept = keep(browser, competition, left, {}, **{utility: "4"})
    assert (kept.status_code, kept.json["error"]) == (403, "not_juror")
    stranger = login_as(make_person("Quelqu'un"))
    assert [stranger.get(f"/jury/{competition.id}").status_code, stranger.get(address).status_code] == [
        403,
        403,
    ]
    unsigned = make_juror(competition, make_person("Sans charte"), accepted_at=None)
    assert (
        login_as(unsigned.person).get(f"/jury/{competition.id}").location == f"/jury/{competition.id}/charte"
    )
    assert login_as(unsigned.person).get(address).status_code == 403
    assert browser.get(f"/evaluations/{mine.id}").status_code == 404


def test_later_abstaining_and_asking_to_change(competition, juror, browser, login_as):
    chair = make_juror(competition, make_person("Présidence"), role=JuryRole.CHAIR)
    one, two = give(competition, 2)
    first, second = own(juror, one), own(juror, two)
    post(browser, url_of(competition, first, "/plus-tard"))
    groups = parse(browser.get(f"/jury/{competition.id}")).select("h2")
    assert [" ".join(one.get_text().split()) for one in groups if "(" in one.get_text()] == [
        "À noter (1)",
        "Laissés pour plus tard (1)",
    ]
    form = browser.get(url_of(competition, second, "/abstention"))
    assert ("Obligatoire pour un lien" in text(form), "(facultatif)" in text(form)) == (True, False)
    assert post(browser, url_of(competition, second, "/abstention"), {"kind": "other"}).status_code == 422
    assert post(browser, url_of(competition, second, "/abstention"), {"kind": "language"}).status_code == 303
    assert (own_of(second).abstained_at, "1 / 2" in text(browser.get(f"/jury/{competition.id}"))) == (
        NOW,
        True,
    )
    post(browser, url_of(competition, second, "/abstention/retirer"))
    assert own_of(second).abstained_at is None
    change(own_of(first), scores={str(c.id): 3 for c in grid_of(competition).criteria},
           comments={str(c.id): "Oui" for c in grid_of(competition).criteria}, total=60_000, saved_at=NOW)  # fmt: skip
    post(browser, url_of(competition, first, "/envoyer"), {"version": own_of(first).version})
    assert own_of(first).sent_at == NOW
    asked = post(browser, url_of(competition, first, "/rouvrir"), {"reason": "Une erreur de ligne"})
    assert asked.status_code == 303
    leader = login_as(chair.person)
    assert "1 demande de réouverture" in text(leader.get("/a-faire"))
    settle = f"/jury/{competition.id}/rouvrir/{first.id}"
    page = leader.get(settle)
    assert ("Une erreur de ligne" in text(page), "60" in text(page)) == (True, False)
    assert browser.get(settle).status_code == 404
    assert post(leader, settle).status_code == 303
    assert (own_of(first).sent_at, own_of(first).total) == (None, 60_000)


def test_paper_typed_in_counts_once_countersigned(competition, juror, browser, login_as):
    secretary = make_juror(competition, make_person("Secrétariat du jury"), role=JuryRole.SECRETARY)
    chair = make_juror(competition, make_person("Présidence"), role=JuryRole.CHAIR)
    one, two = give(competition, 2)
    desk, leader = login_as(secretary.person), login_as(chair.person)
    assert desk.get(f"/jury/{competition.id}").location == f"/jury/{competition.id}/avancement"
    sheets = desk.get(f"/jury/{competition.id}/papier/{juror.id}")
    assert len(parse(sheets).select(".score-sheet")) == 2
    assert len(parse(browser.get(f"/jury/{competition.id}/papier")).select(".score-sheet")) == 2
    assert browser.get(f"/jury/{competition.id}/papier/{chair.id}").status_code == 403
    for entry in (one, two):
        mine = own(juror, entry)
        done = post(
            desk,
            f"/jury/{competition.id}/papier/saisie/{mine.id}",
            {**typed(competition, 4, 2), "version": 1},
        )
        assert (done.status_code, own_of(mine).sent_at, own_of(mine).typed_by_id) == (
            303,
            None,
            secretary.person_id,
        )
    page = browser.get(url_of(competition, own(juror, one)))
    assert "a saisi ces notes d'après votre feuille" in text(page)
    assert "feuilles à confirmer" in text(browser.get("/a-faire"))
    post(browser, url_of(competition, own(juror, one), "/envoyer"), {"version": 2})
    assert own(juror, one).sent_at == NOW
    counter = f"/jury/{competition.id}/papier/contresigner/{own(juror, two).id}"
    first = leader.get(counter)
    assert (first.status_code, "Envoyez d'abord vos propres notes" in text(first)) == (409, True)
    change(own(chair, two), sent_at=NOW, total=50_000)
    assert post(leader, counter, {"version": 2}).status_code == 422
    assert post(leader, counter, {"version": 2, "reason": "Hospitalisé"}).status_code == 303
    assert (own(juror, two).sent_at, own(juror, two).countersigned_by_id) == (NOW, chair.person_id)
    assert own(juror, two).comments
    begun = make_juror(competition, make_person("Membre du jury 3"))
    run(
        jury_assigning.bring_up,
        competition=competition,
        grid=grid_of(competition),
        actor=acting(chair.person),
    )
    theirs = own(begun, one)
    change(theirs, saved_at=NOW, scores={str(db.session.scalars(select(GridCriterion.id)).first()): 1})
    assert desk.get(f"/jury/{competition.id}/papier/saisie/{theirs.id}").status_code == 409
