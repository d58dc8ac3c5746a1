"""From the appeal of an entry to what the jury decides anew: what whoever coordinates does, what is read, and by whom."""

from datetime import timedelta

import pytest
import time_machine

from noress.core import clock
from noress.core.database import writing
from noress.domain.applications.links import token_of
from noress.domain.competitions.models import Competition
from noress.domain.competitions.rules import releasing
from noress.extensions import db
from noress.jobs.documents import drain
from tests.desk_pages import fields, text
from tests.factories import NOW
from tests.factories.competitions import make_decided
from tests.factories.recusals import acting, make_coordinator, make_recusal
from tests.pages import parse
from tests.posting import post

pytestmark = pytest.mark.one_engine


def plain(page):
    return text(page).replace("\u202f", " ").replace("\xa0", " ")


@pytest.fixture
def told(coordinator):
    competition, entries = make_decided(
        call={"appeal_until": clock.today(NOW) + timedelta(days=20)}, certifies_all=True
    )
    with writing():
        releasing.release_results(
            competition=db.session.get(Competition, competition.id), actor=acting(coordinator.person), now=NOW
        )
        db.session.commit()
    return competition, entries


def test_an_appeal_is_upheld_and_the_jury_gives_a_mention(app, told, coordinator, client, login_as):
    competition, entries = told
    one = entries[3]
    token, base = token_of(one.application.people[0]), f"/concours/gestion/{competition.id}/resultats"
    address = f"{base}/{one.id}/recours"
    assert coordinator.get(address).status_code == 404
    post(client, f"/candidature/{token}/attestation.pdf")
    drain(app)
    before = client.get(f"/candidature/{token}/attestation.pdf").data
    _uphold(coordinator, client, token, address)
    assert "Décision après recours" in plain(coordinator.get(base))
    assert "Enregistrer ce que le jury décide après un recours" in plain(coordinator.get("/a-faire"))
    aside = make_coordinator("Coordination en déport")
    make_recusal(one.application, aside)
    recused = login_as(aside)
    assert [recused.get(address).status_code, post(recused, address).status_code] == [404, 404]
    assert "Décision après recours" not in plain(recused.get(base))
    assert "Enregistrer ce que le jury" not in plain(recused.get("/a-faire"))

    page = coordinator.get(address)
    typed = {
        **fields(page), "given": "mention", "mention_fr": "Pour l'entraide", "mention_ar": "للتعاون", "because_fr": "Une pièce n'était pas lue",
        "because_ar": "لم تُقرأ وثيقة", "reference": "PV n° 2",
    }  # fmt: skip
    wrong = post(coordinator, address, typed)
    shown = parse(wrong)
    assert (wrong.status_code, shown.find(id="mention_ar").text.strip(), shown.find(id="reference")["value"]) == (
        422, "للتعاون", "PV n° 2",
    )  # fmt: skip
    done = post(coordinator, address, {**typed, "day": clock.today(NOW).isoformat()})
    assert (done.status_code, done.headers["Location"]) == (303, base)
    again = post(coordinator, address, {**typed, "day": clock.today(NOW).isoformat()})
    assert (again.status_code, "déjà enregistré et annoncé" in plain(again)) == (409, True)
    assert "PV n° 2" in plain(coordinator.get(address))

    own = plain(client.get(f"/candidature/{token}/resultat?lang=fr"))
    for said in (
        "mention spéciale",
        "Ce que le jury a décidé de nouveau PV n° 2",
        "Une pièce n'était pas lue",
        "Pour l'entraide",
    ):
        assert said in own
    public = plain(client.get(f"/concours/{competition.id}?lang=fr"))
    assert "Four partagé" in public
    assert "Donné par une nouvelle décision du jury" in public
    assert "Pour l'entraide" in client.get("/concours/palmares.csv").get_data(as_text=True)
    drain(app)
    after = client.get(f"/candidature/{token}/attestation.pdf")
    assert (after.status_code, after.mimetype, after.data != before) == (200, "application/pdf", True)


def _uphold(coordinator, client, token, address):
    filed = post(client, f"/candidature/{token}/recours", {"text": "Une pièce n'est pas lue"})
    assert filed.status_code == 303
    duty = next(
        link["href"]
        for link in parse(coordinator.get("/a-faire")).find_all("a")
        if "/recours/" in link["href"]
    )
    page = coordinator.get(duty)
    assert "enregistrez ensuite ce que le jury décide de nouveau" in plain(page)
    done = post(coordinator, duty, {**fields(page), "is_upheld": "yes", "answer": "Le jury relit"})
    assert done.headers["Location"] == address


def test_a_prize_ex_aequo_of_an_unknown_amount_waits_among_the_prizes_to_pay(told, coordinator, client):
    competition, entries = told
    one, first = entries[3], competition.prizes[0]
    base = f"/concours/gestion/{competition.id}/resultats"
    _uphold(coordinator, client, token_of(one.application.people[0]), f"{base}/{one.id}/recours")
    page = coordinator.get(f"{base}/{one.id}/recours")
    assert "Prix 1, 50 000,00 DH : ex æquo avec ce qui est annoncé" in plain(page)
    assert "Prix 2, 30 000,00 DH : pas encore attribué" in plain(page)
    typed = {
        **fields(page), "given": "winner", "prize": str(first.id), "because_fr": "Relu", "because_ar": "أعيدت القراءة", "reference": "PV n° 2",
        "day": clock.today(NOW).isoformat(),
    }  # fmt: skip
    wrong = post(coordinator, f"{base}/{one.id}/recours", {**typed, "amount": "12,50"})
    assert (wrong.status_code, "dirhams entiers" in plain(wrong)) == (422, True)
    with time_machine.travel(NOW + timedelta(hours=1), tick=False):
        assert post(coordinator, f"{base}/{one.id}/recours", typed).status_code == 303
        page = plain(coordinator.get(f"{base}/prix"))
        assert "Fixer le montant" in page.split("Four partagé")[1]
        assert "montant non connu" in plain(client.get(f"/concours/{competition.id}?lang=fr"))
