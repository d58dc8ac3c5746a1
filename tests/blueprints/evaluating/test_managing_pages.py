"""Those who manage: the grid, who judges what, reminders, replacements; never a word of what anybody wrote."""

from datetime import timedelta

import pytest
import time_machine
from sqlalchemy import select

from noress.domain.outbox.models import OutboxMail
from noress.domain.reviewing import grids
from noress.domain.reviewing.models import Evaluation, Grid
from noress.extensions import db
from tests.desk_pages import change, fields, text
from tests.factories import NOW, make_person, make_secretary
from tests.factories.calls import make_call
from tests.factories.evaluating import make_eligible, make_evaluation, make_grid
from tests.factories.recusals import make_recusal
from tests.pages import parse
from tests.posting import post

DAY = timedelta(days=1)


@pytest.fixture
def call(app):
    with time_machine.travel(NOW, tick=False):
        yield make_call()


@pytest.fixture
def lead(call):
    return make_secretary()


def rows(page, place=0):
    table = parse(page).select("table")[place]
    return [
        [" ".join(cell.get_text(" ").split()) for cell in row.select("th, td")]
        for row in table.select("tbody tr")
    ]


def test_a_grid_is_made_changed_and_frozen(call, lead, login_as):
    browser, url = login_as(lead), f"/appels/gestion/{call.id}/grille"
    board = f"/appels/gestion/{call.id}/evaluations"
    assert f'href="{board}"' in browser.get(f"/appels/gestion/{call.id}").text
    assert "Pas encore de grille" in text(browser.get(board))
    typed = fields(browser.get(url))
    assert (typed["critere_n101_title_fr"], typed["critere_n101_weight"], typed["version"]) == (
        ["Utilité"],
        ["100"],
        ["0"],
    )
    assert typed["critere_n101_words_ar"][0].split() == [
        "غير",
        "موجود",
        "ضعيف",
        "جدا",
        "ضعيف",
        "متوسط",
        "جيد",
        "جيد",
        "جدا",
    ]
    typed |= {"critere_n101_weight": "60", "critere_n1_title_fr": "Budget", "critere_n1_weight": "30"}
    wrong = post(browser, url, typed)
    assert (
        wrong.status_code,
        "Les poids font 90 : ils doivent faire 100." in text(wrong).replace("\xa0", " "),
    ) == (422, True)
    assert 'value="Budget"' in wrong.text
    typed |= {
        "critere_n1_weight": "40",
        "critere_n1_minimum": "2",
        "closes_at": "2026-12-01",
        "closes_at_time": "17:00",
    }
    done = post(browser, url, typed)
    assert (done.status_code, done.location) == (303, f"{board}?etape=1")
    grid = grids.grid_of(call, 1)
    assert [(one.title["fr"], one.weight, one.minimum) for one in grid.criteria] == [
        ("Utilité", 60, None),
        ("Budget", 40, 2),
    ]
    assert (grid.closes_at.isoformat(), grid.per_file) == ("2026-12-01T17:00:00+00:00", 2)
    stale = post(browser, url, typed)
    assert (stale.status_code, "Quelqu'un d'autre a enregistré" in text(stale)) == (409, True)
    assert post(browser, url, {**fields(browser.get(url)), "per_file": "3"}).status_code == 303
    assert "Grille d'évaluation modifiée" in text(browser.get(f"/appels/gestion/{call.id}/historique"))
    make_evaluation(grids.grid_of(call, 1), make_eligible(call), make_person(), (5, 5), is_sent=True)
    frozen = browser.get(url)
    assert (
        "tout le monde juge avec les mêmes critères" in text(frozen),
        parse(frozen).select("[name$=_weight]"),
    ) == (True, [])
    assert post(browser, url, {**fields(frozen), "per_file": "1"}).status_code == 303
    assert grids.grid_of(call, 1).per_file == 1
    assert [browser.get(f"{url}?etape={stage}").status_code for stage in ("2", "3", "x")] == [200, 404, 404]
    assert browser.get(f"{board}/repartir?etape=2").status_code == 404


def test_people_are_found_chosen_and_given_files(call, lead, login_as):
    grid, files = make_grid(call), [make_eligible(call) for _ in range(2)]
    one, two, aside = (
        make_person("Évaluatrice Une"),
        make_person("Évaluateur Deux"),
        make_person("Évaluateur Trois"),
    )
    make_recusal(files[0], aside)
    browser, board = login_as(lead), f"/appels/gestion/{call.id}/evaluations"
    share = f"{board}/repartir?etape=1"
    assert "2 dossiers sont à évaluer." in text(browser.get(share))
    assert post(browser, share, {}).status_code == 422
    found = post(browser, share, {"look": "1", "words": "evaluat une"})
    assert (found.status_code, [box["value"] for box in parse(found).select("[name=people]")]) == (
        200,
        [str(one.id)],
    )
    again = post(browser, share, {"look": "1", "words": "deux", "people": [one.id]})
    boxes = {box["value"]: box.has_attr("checked") for box in parse(again).select("[name=people]")}
    assert boxes == {str(one.id): True, str(two.id): False}
    assert post(browser, share, {"people": [one.id, two.id]}).location == f"{board}?etape=1"
    told = text(browser.get(board))
    assert "4 évaluations confiées. Un courriel part à 2 personnes." in told
    assert rows(browser.get(board)) == [
        ["Évaluateur Deux", "2", "0", "0", ""],
        ["Évaluatrice Une", "2", "0", "0", ""],
    ]
    assert len(db.session.scalars(select(OutboxMail)).all()) == 2
    give = f"/appels/gestion/evaluations/dossiers/{files[0].id}"
    refused = post(browser, give, {"people": [aside.id]})
    assert (refused.status_code, "Évaluateur Trois est en déport sur ce dossier." in text(refused)) == (
        422,
        True,
    )
    held = db.session.scalars(
        select(Evaluation).where(Evaluation.subject_id == files[0].id, Evaluation.person_id == one.id)
    ).one()
    taken = f"/appels/gestion/evaluations/{held.id}/retirer"
    assert ("Aucun courriel ne part." in text(browser.get(taken)), post(browser, taken).location) == (
        True,
        give,
    )
    assert "Évaluatrice Une" not in text(browser.get(give)).partition("Le confier à")[0]
    assert post(browser, give, {"people": [one.id]}).location == give
    assert "Évaluation reprise à la personne" in text(browser.get(f"/candidatures/{files[0].id}"))
    change(db.session.get_one(Grid, grid.id), closes_at=NOW)
    late = post(browser, share, {"people": [one.id]})
    assert (late.status_code, "Les évaluations sont closes." in text(late)) == (409, True)


def test_reminders_and_replacements(call, lead, login_as):
    grid, file = make_grid(call, closes_at=NOW + DAY), make_eligible(call)
    one, two, three = (make_person(f"Évaluatrice {n}") for n in (1, 2, 3))
    make_evaluation(grid, file, one, (4, 4), comment="Secret de plume")
    make_evaluation(grid, file, two, (5, 5), is_sent=True)
    make_evaluation(grid, make_eligible(call), three)
    browser, board = login_as(lead), f"/appels/gestion/{call.id}/evaluations"
    page = browser.get(f"{board}/rappeler")
    assert [item.get_text() for item in parse(page).select(".confirmation li")] == [
        "Évaluatrice 1",
        "Évaluatrice 3",
    ]
    assert post(browser, f"{board}/rappeler").location == f"{board}?etape=1"
    assert "2 personnes sont rappelées." in text(browser.get(board))
    assert post(browser, f"{board}/rappeler").status_code == 409
    make_recusal(file, one)
    assert "1 évaluation est à confier à quelqu'un d'autre" in text(browser.get(board))
    assert "1 évaluation à confier à quelqu'un d'autre" in text(browser.get("/a-faire"))
    replace = browser.get(f"{board}/remplacer")
    assert rows(replace)[0][1:4] == ["Évaluatrice 1", "en déport", "Évaluatrice 3"]
    assert post(browser, f"{board}/remplacer").location == f"{board}?etape=1"
    assert "1 évaluation confiée." in text(browser.get(board))
    assert (
        post(browser, f"{board}/remplacer").status_code,
        "à confier" in text(browser.get("/a-faire")),
    ) == (409, False)
    for address in (
        board,
        f"{board}/remplacer",
        f"/appels/gestion/evaluations/dossiers/{file.id}",
        f"/candidatures/{file.id}",
    ):
        assert "Secret de plume" not in text(browser.get(address)), address
    make_recusal(file, lead)
    hidden = browser.get(board)
    assert (file.number in text(hidden), rows(hidden)[0]) == (
        False,
        ["Évaluatrice 3", "1", "0", "0", "vendredi 20 novembre 2026"],
    )
    assert browser.get(f"/appels/gestion/evaluations/dossiers/{file.id}").status_code == 404


def test_the_board_asks_the_same_for_one_file_and_for_three(call, lead, login_as, count_queries):
    grid, browser = make_grid(call), login_as(lead)
    make_evaluation(grid, make_eligible(call), make_person())
    browser.get(f"/appels/gestion/{call.id}/evaluations")
    with count_queries() as one:
        browser.get(f"/appels/gestion/{call.id}/evaluations")
    for _ in range(2):
        make_evaluation(grid, make_eligible(call), make_person())
    with count_queries() as three:
        assert len(rows(browser.get(f"/appels/gestion/{call.id}/evaluations"), 1)) == 3
    assert len(one) == len(three) <= 32
