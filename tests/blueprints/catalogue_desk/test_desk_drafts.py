"""What is typed of an entry is kept until it is sent."""

import pytest
import time_machine

from noress.domain.catalogue.models import StructureChange
from noress.extensions import db
from tests.factories import NOW, make_institution, make_person, make_seat, make_secretary
from tests.factories.catalogue import make_structure, make_words
from tests.factories.drafts import drafts, fields_of, keep, value_of
from tests.forms import text_of
from tests.posting import post


@pytest.fixture(autouse=True)
def at_nine():
    with time_machine.travel(NOW, tick=False):
        yield


def test_the_form_of_an_entry_keeps_its_draft_until_it_is_taken(app, login_as):
    make_words()
    seat = make_seat(make_institution("Institution voisine"), make_person("Titulaire du membre 12"))
    entry = make_structure(
        "Atelier", columns={"institution_id": seat.institution_id}, needs=["premises"], phone="0539000001",
        schemes=[{"title": "Un prix", "offer": "Mille dirhams"}],
    )  # fmt: skip
    address = f"/catalogue/{entry.id}/modifier"
    for browser, name in (
        (login_as(make_secretary()), "Atelier du fil"),
        (login_as(seat.person, seat), "Atelier du lin"),
    ):
        page = browser.get(address)
        assert text_of(page, ".draft-offer") == []
        assert keep(browser, page).status_code == 200  # what is saved is no draft to be shown
        assert text_of(browser.get(address), ".draft-offer") == []
        page = browser.get(address)
        assert keep(browser, page, name_fr=name).status_code == 200
        again = browser.get(address)
        assert (value_of(again, "name_fr"), len(text_of(again, ".draft-offer"))) == (name, 1)
        assert "Modifier une fiche du catalogue" in text_of(browser.get("/brouillons/"), "main")[0]
        sent = post(browser, address, fields_of(again))
        assert (sent.status_code, drafts()) == (303, [])
    # the secretariat wrote, the member proposed
    db.session.expire_all()
    assert (entry.name["fr"], db.session.query(StructureChange).count()) == ("Atelier du fil", 1)
