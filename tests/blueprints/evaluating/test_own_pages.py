"""One's own files: the list, the page with the grid, kept, sent, declined; two tabs, the hour, those who stand aside."""

from datetime import timedelta

import pytest
import time_machine
from sqlalchemy import select

from noress.domain.applications.models import Application
from noress.domain.drafts.models import FormDraft
from noress.domain.reviewing.models import Evaluation, Grid
from noress.extensions import db
from tests.desk_pages import change, fields, text
from tests.factories import NOW, make_person
from tests.factories.calls import make_call
from tests.factories.documents import make_file
from tests.factories.evaluating import make_eligible, make_evaluation, make_grid
from tests.factories.received import join_file
from tests.factories.recusals import make_recusal
from tests.pages import parse
from tests.posting import post

HOUR = timedelta(hours=1)


@pytest.fixture
def frozen(app):
    with time_machine.travel(NOW, tick=False) as clock:
        yield clock


@pytest.fixture
def grid(frozen):
    return make_grid(make_call(stages=1), closes_at=NOW + 3 * HOUR)


@pytest.fixture
def person(frozen):
    return make_person("Évaluatrice 1")


def typed(grid, *marks, why="Parce que", version=1, **values):
    keys = [one.id for one in grid.criteria]
    scores = {f"score_{key}": mark for key, mark in zip(keys, marks, strict=False)}
    return {"version": version, **scores, f"why_{keys[-1]}": why, **values}


def errors(page):
    return [
        " ".join(one.get_text(" ").split()).removeprefix("Erreur ")
        for one in parse(page).select(".field__error")
    ]


def test_from_the_list_to_what_the_others_say(grid, person, login_as):
    statutes, card = make_file("statuts.pdf"), make_file("carte.pdf")
    said = {"summary": "Un atelier ouvert", "statutes": [sent(statutes)], "identity": [sent(card)]}
    file = make_eligible(grid.call, answers=said)
    for question, one in (("statutes", statutes), ("identity", card)):
        join_file(file.response, question, one.id)
    mine = make_evaluation(grid, file, person)
    theirs = make_evaluation(grid, file, make_person("Collègue discrète"), (1, 1), is_sent=True)
    key = str(grid.criteria[-1].id)
    change(db.session.get_one(Evaluation, theirs.id), comments={key: "Trop cher pour nous"})
    make_eligible(grid.call, answers={"title": "Pas à moi"})
    browser, url = login_as(person), f"/evaluations/{mine.id}"
    assert "1 dossier à évaluer" in text(browser.get("/a-faire"))
    listed = browser.get("/evaluations/")
    assert [link["href"] for link in parse(listed).select("tbody a")] == [url]
    assert ("à faire" in text(listed), "Pas à moi" in text(listed)) == (True, False)
    page = browser.get(url)
    assert ("Un atelier ouvert" in text(page), "Trop cher" in text(page), "Collègue" in text(page)) == (
        True,
        False,
        False,
    )
    words = [
        label.get_text(" ", strip=True) for label in parse(page).select(f"#score_{grid.criteria[0].id} label")
    ]
    assert words == ["5 · Très bon", "4 · Bon", "3 · Moyen", "2 · Faible", "1 · Très faible", "0 · Absent"]
    assert browser.get(f"{url}/fichiers/{statutes.id}").data.startswith(b"%PDF")
    assert [browser.get(f"{url}/fichiers/{card.id}").status_code, "non montrée" in text(page)] == [404, True]
    kept = post(browser, url, typed(grid, 4, why=""))
    assert (kept.status_code, kept.location, "Enregistré, pas encore envoyé." in text(browser.get(url))) == (
        303,
        url,
        True,
    )
    assert "commencée, pas envoyée" in text(browser.get("/evaluations/"))
    missing = post(browser, url, typed(grid, 4, why="", version=2, comment="Je garde ceci", review="1"))
    assert (missing.status_code, errors(missing)) == (422, ["Choisissez une note.", "Écrivez pourquoi."])
    assert "Je garde ceci" in missing.text
    assert db.session.get_one(Evaluation, mine.id).comment == ""
    assert post(browser, url, typed(grid, 4, 3, version=2, review="1")).location == f"{url}/envoyer"
    review = browser.get(f"{url}/envoyer")
    assert ("72 sur 100" in text(review), "4 · Bon" in text(review), "Trop cher" in text(review)) == (
        True,
        True,
        False,
    )
    assert post(browser, f"{url}/envoyer", {"version": 3}).location == url
    after = browser.get(url)
    assert ("Trop cher pour nous" in text(after), "Collègue" in text(after), "20 sur 100" in text(after)) == (
        True,
        False,
        False,
    )
    assert [
        post(browser, url, typed(grid, 1, 1, version=4)).status_code,
        browser.get(f"{url}/envoyer").status_code,
    ] == [409, 302]
    assert db.session.get_one(Evaluation, mine.id).total == 72_000
    assert (
        "1 dossier à évaluer" in text(browser.get("/a-faire")),
        "envoyée" in text(browser.get("/evaluations/")),
    ) == (False, True)


def sent(file):
    return {"file": file.id, "name": file.name, "size": file.size}


def test_bad_input_keeps_what_was_typed(grid, person, login_as, frozen):
    mine = make_evaluation(grid, make_eligible(grid.call), person)
    browser, url = login_as(person), f"/evaluations/{mine.id}"
    for value in ("9", "-1", "abc", "4.5"):
        off = post(browser, url, typed(grid, value, why="À garder"))
        assert (off.status_code, errors(off), "À garder" in off.text) == (
            422,
            ["Choisissez une des réponses proposées."],
            True,
        ), value
    first, second = fields(browser.get(url)), fields(browser.get(url))
    keys = [f"score_{one.id}" for one in grid.criteria]
    assert post(browser, url, {**first, keys[0]: "5", "comment": "Premier onglet"}).status_code == 303
    stale = post(browser, url, {**second, keys[0]: "2", "comment": "Deuxième onglet"})
    assert stale.status_code == 409
    both = text(stale)
    assert ("Premier onglet" in both, "5 · Très bon" in both, "Deuxième onglet" in stale.text) == (
        True,
        True,
        True,
    )
    assert post(browser, url, {**fields(stale), "comment": "Les deux"}).status_code == 303
    assert db.session.get_one(Evaluation, mine.id).comment == "Les deux"
    opened = fields(browser.get(url))
    frozen.move_to(NOW + 3 * HOUR)
    late = post(browser, url, {**opened, "comment": "Écrit trop tard"})
    assert (
        late.status_code,
        "Les évaluations sont closes" in text(late),
        "Écrit trop tard" in late.text,
    ) == (409, True, True)
    assert post(browser, f"{url}/envoyer", {"version": 3}).status_code == 409
    assert "Les deux" in text(browser.get(url))
    assert db.session.get_one(Evaluation, mine.id).comment == "Les deux"


def test_what_is_typed_is_kept_as_a_draft_of_the_person(grid, person, login_as):
    mine = make_evaluation(grid, make_eligible(grid.call), person)
    browser, url = login_as(person), f"/evaluations/{mine.id}"
    form = parse(browser.get(url)).select_one("form[data-draft]")
    kept = post(browser, form["data-draft-url"], {**fields(browser.get(url)), "comment": "En cours"}, headers={"Accept": "application/json"})  # fmt: skip
    assert (kept.status_code, "En cours" in browser.get(url).text) == (200, True)
    draft = db.session.scalars(select(FormDraft)).one()
    assert (draft.person_id, draft.seat_id, draft.form_key) == (
        person.id,
        None,
        f"evaluating.write:evaluation_id={mine.id}",
    )
    assert post(browser, url, fields(browser.get(url))).status_code == 303
    assert db.session.scalars(select(FormDraft)).all() == []
    assert db.session.get_one(Evaluation, mine.id).comment == "En cours"


def test_declining_and_standing_aside(grid, person, login_as):
    files = [make_eligible(grid.call) for _ in range(3)]
    mine = [make_evaluation(grid, file, person) for file in files]
    browser = login_as(person)
    urls = [f"/evaluations/{one.id}" for one in mine]
    empty = post(browser, f"{urls[0]}/decliner", {})
    assert (empty.status_code, errors(empty)) == (422, ["Remplissez ce champ.", "Remplissez ce champ."])
    assert (
        post(browser, f"{urls[0]}/decliner", {"why": "cannot", "reason": "Absent"}).location
        == "/evaluations/"
    )
    assert (
        post(browser, f"{urls[1]}/decliner", {"why": "conflict", "reason": "Ma sœur"}).location
        == "/evaluations/"
    )
    opened = fields(browser.get(urls[2]))
    make_recusal(files[2], person)
    told = [
        post(browser, urls[2], opened),
        *(browser.get(url) for url in urls),
        *(browser.get(f"{url}/envoyer") for url in urls),
    ]
    assert {one.status_code for one in told} == {404}
    assert "Aucun dossier à évaluer" in text(browser.get("/evaluations/"))


def test_before_the_day_and_after_a_new_sending(grid, person, login_as):
    file = make_eligible(grid.call)
    mine = make_evaluation(grid, file, person, (4, 4))
    browser, url = login_as(person), f"/evaluations/{mine.id}"
    change(db.session.get_one(Application, file.id), submitted_at=NOW + HOUR)
    assert "a envoyé une nouvelle version" in text(browser.get(url))
    change(db.session.get_one(Grid, grid.id), opens_at=NOW + HOUR)
    page = browser.get(url)
    assert (
        "Les évaluations commencent le" in text(page),
        parse(page).select(f"#score_{grid.criteria[0].id}"),
    ) == (True, [])


def test_the_list_asks_the_same_for_one_file_and_for_three(grid, person, login_as, count_queries):
    browser = login_as(person)
    make_evaluation(grid, make_eligible(grid.call), person)
    browser.get("/evaluations/")
    with count_queries() as one:
        browser.get("/evaluations/")
    for _ in range(2):
        make_evaluation(grid, make_eligible(grid.call), person)
    with count_queries() as three:
        assert len(parse(browser.get("/evaluations/")).select("tbody tr")) == 3
    assert len(one) == len(three) <= 9
