"""A member's questionnaires: open ones, what their institution answered, what waits in "À faire"; the last day."""

from datetime import date, timedelta

import pytest

from noress.core import clock
from noress.core.database import writing
from noress.domain.questionnaires.models import Questionnaire, ResponseState
from noress.domain.questionnaires.response_links import token_of
from noress.extensions import db
from tests.domain.questionnaires.conftest import plain
from tests.factories import make_institution, make_seat, make_secretary
from tests.factories.questionnaires import make_questionnaire, make_response, make_version
from tests.factories.received import make_form, make_sent
from tests.pages import parse
from tests.posting import post

ANSWERS = {"name": "Atelier"}


@pytest.fixture
def seat(app):
    return make_seat()


@pytest.fixture
def browser(seat, login_as):
    return login_as(seat.person, seat)


def text(node):
    return plain(" ".join(node.get_text(" ").split()))


def version_of(title, **values):
    return make_version(make_questionnaire(title, **values), make_form())


def own_lines(browser):
    page = parse(browser.get("/mes-questionnaires"))
    return [
        (text(line.h2), text(line.select_one(".status")), text(line.select_one("a.button")))
        for line in page.select("main .rows > li")
    ]


def test_what_waits_comes_first(browser, seat):
    mine = {"institution_id": seat.institution_id}
    make_sent(version_of("Envoyé"), ANSWERS, **mine)
    make_response(version_of("Commencé"), **mine)
    make_sent(version_of("Rendu"), ANSWERS, state=ResponseState.RETURNED, reason="Revoir le budget", **mine)
    make_sent(version_of("Écarté"), ANSWERS, state=ResponseState.REFUSED, **mine)
    make_sent(version_of("Trop tard", correct_until=date(2020, 1, 1)), ANSWERS, **mine)
    make_sent(version_of("À d'autres"), ANSWERS, institution_id=make_institution().id)
    version_of("Archivé", archived_at=clock.now())
    make_version(make_questionnaire("En préparation"), number=None)
    assert own_lines(browser) == [
        ("À d'autres", "pas encore commencé", "Remplir"), ("Rendu", "à corriger", "Corriger"), ("Commencé", "en cours", "Continuer"),
        ("Trop tard", "envoyée", "Revoir"), ("Écarté", "écartée", "Revoir"), ("Envoyé", "envoyée", "Corriger"),
    ]  # fmt: skip
    page = text(parse(browser.get("/mes-questionnaires")).main)
    assert "À corriger : Revoir le budget" in page
    assert "Correction possible jusqu'au mercredi 1er janvier 2020." in page


def test_the_list_asks_the_same_number_of_questions(browser, seat, count_queries):
    found = []
    for count in (1, 3):
        while len(own_lines(browser)) < count:
            make_response(version_of("Autre"), institution_id=seat.institution_id)
        with count_queries() as statements:
            browser.get("/mes-questionnaires")
        found.append(len(statements))
    assert found == [3, 3]


def test_nothing_is_open(browser, login_as):
    assert (
        text(parse(browser.get("/mes-questionnaires")).select_one(".empty h2"))
        == "Aucun questionnaire ouvert"
    )
    helper = login_as(make_secretary())
    assert "Ceux que vous pouvez remplir pour une structure." in text(
        parse(helper.get("/mes-questionnaires")).main
    )


def test_what_is_unfinished_waits_in_the_list_of_duties(browser, seat, login_as):
    mine = {"institution_id": seat.institution_id}
    begun = make_response(version_of("Commencé"), **mine)
    back = make_sent(
        version_of("Rendu"), ANSWERS, state=ResponseState.RETURNED, reason="Revoir le budget", **mine
    )
    make_sent(version_of("Envoyé"), ANSWERS, **mine)
    make_response(version_of("Archivé", archived_at=clock.now()), **mine)
    duties = parse(browser.get("/a-faire")).select(".duty")
    assert [(text(duty.h3), duty.a["href"]) for duty in duties] == [
        ("Finir le questionnaire : Commencé", f"/q/{token_of(begun)}"),
        ("Corriger vos réponses : Rendu", f"/q/{token_of(back)}"),
    ]  # fmt: skip
    assert text(duties[1].select_one(".duty__detail")) == "Revoir le budget"
    other = make_seat()
    assert parse(login_as(other.person, other).get("/a-faire")).select(".duty") == []


def test_the_last_day_is_set_told_and_kept(browser, client, login_as):
    """On the form, on the pages of who answered, and when they send again."""
    version = version_of("Commun")
    row = make_sent(version, ANSWERS)
    secretary = login_as(make_secretary(email="secretariat@exemple.ma"))
    address = f"/questionnaires/{version.questionnaire_id}/modifier"
    today = clock.today()
    fields = {"version": 1, "title_fr": "Commun", "title_ar": "مشترك"}
    assert post(secretary, address, fields | {"correct_until": today.isoformat()}).status_code == 303
    assert db.session.get(Questionnaire, version.questionnaire_id).correct_until == today
    link = f"/q/{token_of(row)}"
    for path in ("", "/recu"):
        assert "Vous pouvez corriger jusqu'au" in text(parse(client.get(link + path)).main)
    with writing():
        version.questionnaire.correct_until = today - timedelta(days=1)
        db.session.commit()
    for path in ("", "/recu"):
        page = text(parse(client.get(link + path)).main)
        offered = [
            words for words in ("Vous pouvez corriger", "Corriger mes", "Vérifier et env") if words in page
        ]
        assert offered == [], path
    page = parse(client.get(link)).main
    assert "Pour un changement, écrivez au secrétariat." in text(page)
    assert [button["href"] for button in page.select(".buttons .button--primary")] == [f"{link}/recu"]
    late = post(client, f"{link}/verifier", {"version": row.version, "key": "k", "email": ""})
    assert late.status_code == 409
    assert "Ces réponses pouvaient être corrigées jusqu'au" in text(parse(late).select_one(".error-summary"))


def test_who_must_correct_reads_why(client):
    row = make_sent(version_of("Rendu"), ANSWERS, state=ResponseState.RETURNED, reason="Revoir le budget")
    page = parse(client.get(f"/q/{token_of(row)}"))
    assert (
        text(page.select_one(".notice--warning"))
        == "Attention Le secrétariat vous demande de corriger : Revoir le budget"
    )
