"""Entering: who may, in whose name, with the rules; the entrant's own pages in the competition's words."""

import pytest
from sqlalchemy import select

from noress.core.database import writing
from noress.core.i18n import Translated
from noress.domain.applications.links import token_of
from noress.domain.applications.models import Application, ApplicationPerson
from noress.domain.catalogue.models import Structure, StructureState
from noress.domain.competitions.models import Entrant, Entry, RulesVersion
from noress.domain.outbox.models import OutboxMail
from noress.extensions import db
from tests import forms, posting
from tests.factories import NOW, make_secretary, save
from tests.factories.catalogue import make_structure
from tests.factories.competitions import make_competition
from tests.pages import parse

pytestmark = pytest.mark.one_engine


def test_the_first_page_asks_in_whose_name_and_the_age(client, edition):
    page = client.get(f"/concours/{edition.id}/participer")
    assert page.status_code == 200
    assert {one["value"] for one in parse(page).select("input[name=qui]")} == {"structure", "group", "person"}
    assert "18 ans ou plus" in page.text


def test_somebody_too_young_is_refused_kindly(client, edition, enter):
    url = f"/concours/{edition.id}/participer?suite=1&qui=person&age=no"
    page = client.get(url)
    assert page.status_code == 422
    assert "demandez à une personne majeure" in page.text
    assert parse(page).select_one("input[name=qui][value=person]").has_attr("checked")
    assert enter(edition, age="no").status_code == 422
    assert db.session.scalars(select(Application)).all() == []


def test_conditions_say_why_not(client):
    rule = {
        "key": "region",
        "text": {"fr": "Êtes-vous de la région ?"},
        "expects": "yes",
        "message": {"fr": "Le prix est régional."},
    }
    edition = make_competition("entry", call={"eligibility": [rule]})
    page = client.get(f"/concours/{edition.id}/participer?suite=1&qui=person&age=yes&e_region=no")
    assert (page.status_code, "Le prix est régional." in page.text) == (422, True)


@pytest.mark.parametrize(
    ("who", "posted", "name"),
    [("person", {}, "Porteur du dossier"), ("group", {"holder": "Les amies du séchoir"}, "Les amies du séchoir"),
     ("structure", {}, "Coopérative neuve")],
)  # fmt: skip
def test_a_draft_begins_in_that_name(client, edition, enter, token_in, who, posted, name):
    answer = enter(edition, who, **posted)
    assert answer.status_code == 303
    entry = db.session.scalars(select(Entry)).one()
    application = entry.application
    assert (entry.entrant, entry.is_of_age, entry.rules.number) == (Entrant(who), True, 1)
    assert (str(application.structure.name), application.title) == (name, "Séchoir solaire")
    is_outside = application.structure.state is StructureState.OUTSIDE
    assert is_outside == (who != "structure")
    page = client.get(f"/candidature/{token_in(answer)}")
    assert "dossier pas encore envoyé" in page.text
    mail = db.session.scalars(select(OutboxMail)).one()
    assert (mail.to_address, "participation" in mail.subject) == ("porteur@exemple.ma", True)


def test_nothing_begins_without_the_rules(edition, enter):
    refused = enter(edition, rules=None)
    assert (refused.status_code, "rules" in forms.errors_of(refused)) == (422, True)
    assert parse(refused).select_one("input[name=title]")["value"] == "Séchoir solaire"
    save(
        RulesVersion(
            competition_id=edition.id, number=2, text=Translated(fr="Nouveau règlement"), published_at=NOW
        )
    )
    changed = enter(edition)
    assert (changed.status_code, "Nouveau règlement" in changed.text) == (409, True)
    assert parse(changed).select_one("input[name=rules_number]")["value"] == "2"
    assert db.session.scalars(select(Entry)).all() == []


def test_a_group_and_a_person_show_nowhere_in_the_catalogue(client, edition, enter, login_as):
    enter(edition, "group", holder="Groupe invisible")
    enter(edition, "person", name="Personne invisible", email="autre@exemple.ma")
    make_structure("Coopérative visible")
    desk = login_as(make_secretary())
    ids = [
        one.id
        for one in db.session.scalars(select(Structure).where(Structure.state == StructureState.OUTSIDE))
    ]
    assert len(ids) == 2
    addresses = (
        "/catalogue/", "/catalogue/?q=invisible", "/catalogue.csv", "/catalogue.json", "/catalogue.geojson",
        "/api/v1/structures", "/recherche?q=invisible", "/catalogue/gestion/", "/catalogue/gestion/?q=invisible",
        "/catalogue/gestion/?etat=outside", "/catalogue/gestion/?etat=draft", "/catalogue/gestion/doublons",
    )  # fmt: skip
    for url in addresses:
        for browser in (client, desk):
            found = browser.get(url)
            assert "Groupe invisible" not in found.text, url
            assert "Personne invisible" not in found.text, url
    for number in ids:
        for url in (f"/catalogue/{number}", f"/catalogue/gestion/{number}"):
            assert desk.get(url).status_code == 404


def test_rules_that_changed_are_accepted_again_before_sending(client, edition, enter, token_in):
    token = token_in(enter(edition))
    with writing():
        response = db.session.scalars(select(Application)).one().file_response
        response.values = {"title": "Séchoir solaire", "summary": "Il sèche."}
        db.session.commit()
    save(
        RulesVersion(
            competition_id=edition.id, number=2, text=Translated(fr="Nouveau règlement"), published_at=NOW
        )
    )
    page = client.get(f"/candidature/{token}/envoyer")
    assert "Nouveau règlement" in page.text
    posted = {"signatory": "Porteur du dossier", "declared": "y", "key": "k1", "version": response.version}
    refused = posting.post(client, f"/candidature/{token}/envoyer", posted)
    assert (refused.status_code, "Nouveau règlement" in refused.text) == (409, True)
    sent = posting.post(client, f"/candidature/{token}/envoyer", posted | {"rules": "y", "rules_number": "2"})
    assert sent.status_code == 303
    entry = db.session.scalars(select(Entry)).one()
    assert (entry.application.number, entry.rules.number) == ("PRIX-2026-0001", 2)
    receipt = client.get(f"/candidature/{token}/recu")
    assert (parse(receipt).h1.get_text(strip=True), "PRIX-2026-0001" in receipt.text) == (
        "Dossier reçu",
        True,
    )
    mails = db.session.scalars(select(OutboxMail.subject).order_by(OutboxMail.id)).all()
    assert mails[-1].split() == ["Participation", "reçue", ":", "PRIX-2026-0001"]


def test_the_same_person_again_gets_the_link_by_mail(edition, enter):
    enter(edition)
    again = enter(edition)
    assert (again.status_code, "po…@exemple.ma" in again.text) == (409, True)
    other = enter(edition, email="homonyme@exemple.ma")  # somebody else of the same name
    assert other.status_code == 303
    assert len(db.session.scalars(select(Entry)).all()) == 2


def test_late_and_closed(client, enter):
    closed = make_competition("eligibility")
    assert "ne prend pas de nouvelle participation" in client.get(f"/concours/{closed.id}/participer").text
    assert enter(closed).status_code == 409


def test_links_of_other_calls_have_no_pitch(client, edition, enter, token_in):
    token = token_in(enter(edition))
    assert client.get(f"/candidature/{token}/oral.ics").status_code == 404
    person = db.session.scalars(select(ApplicationPerson)).one()
    assert token_of(person) == token
