import pytest
import time_machine
from sqlalchemy import select

from noress.core.database import writing
from noress.domain.accounts.models import Device, Person
from noress.domain.audit.models import AuditEvent
from noress.domain.institutions.models import Function
from noress.extensions import db
from tests.factories import NOW, make_account, make_assignment, make_institution, make_person, make_seat
from tests.forms import errors_of, post, text_of
from tests.posting import post as send


@pytest.fixture(autouse=True)
def still_clock():
    with time_machine.travel(NOW, tick=False) as travel:
        yield travel


def rows(model):
    return db.session.scalars(select(model).order_by(model.id)).all()


@pytest.fixture
def shared(login_as):
    """A mailbox read by several; its browser has signed in but nobody has said who acts."""
    account = make_account("boite@exemple.ma", is_shared=True)
    seat = make_seat(make_institution("Coopérative Alpha"), make_person("Animatrice", account=account))
    browser = login_as(seat.person)
    with writing():
        device = rows(Device)[0]
        device.person = None
        db.session.commit()
    return browser, account, seat


def test_a_shared_mailbox_asks_before_any_page(shared):
    browser, _account, _seat = shared
    response = browser.get("/mon-compte")
    assert (response.status_code, response.location) == (303, "/qui-agit?suite=/mon-compte")
    assert text_of(browser.get(response.location), ".choice") == [
        "Animatrice, au nom de Coopérative Alpha (titulaire)"
    ]


def test_a_new_name_acts_for_the_seats_of_the_mailbox_and_nothing_more(shared):
    browser, account, seat = shared
    make_assignment(seat.person, Function.TREASURER)
    response = send(browser, "/qui-agit/nom?suite=/mon-compte", {"name": "Juriste  suppléant"})
    assert (response.status_code, response.location) == (303, "/qui-agit?suite=/mon-compte")
    person = rows(Person)[-1]
    assert (person.name, person.account_id, person.email) == (
        "Juriste suppléant",
        account.id,
        "boite@exemple.ma",
    )
    event = rows(AuditEvent)[-1]
    assert (event.action, event.person_name, event.object_id, event.changes) == (
        "person.added_to_mailbox", "Juriste suppléant", person.id, {"name": [None, "Juriste suppléant"]},
    )  # fmt: skip
    assert text_of(browser.get(response.location), ".choice") == [
        "Animatrice, au nom de Coopérative Alpha (titulaire)", "Animatrice",
        "Juriste suppléant, au nom de Coopérative Alpha (titulaire)",
    ]  # fmt: skip
    chosen = post(browser, response.location, identity=f"{person.id}-{seat.id}")
    assert (chosen.status_code, chosen.location) == (303, "/mon-compte")
    event = rows(AuditEvent)[-1]
    assert (event.action, event.person_name, event.acting_for) == (
        "account.signed_in",
        "Juriste suppléant",
        "Coopérative Alpha",
    )


@pytest.mark.parametrize(
    "typed, message",
    [
        ("", "Remplissez ce champ."),
        ("Juriste\nAlami", "Écrivez ce texte sur une seule ligne."),
        ("animatrice", "Ce nom est déjà dans la liste : choisissez-le."),
    ],
)
def test_a_bad_name_is_refused(shared, typed, message):
    response = send(shared[0], "/qui-agit/nom", {"name": typed})
    assert (response.status_code, errors_of(response)) == (422, {"name": message})
    assert len(rows(Person)) == 1


def test_names_are_added_to_shared_mailboxes_only(login_as, client):
    browser = login_as(make_person())
    response = send(browser, "/qui-agit/nom", {"name": "Juriste"})
    assert (response.status_code, text_of(response, ".error-summary li")) == (
        422, ["Cette boîte n'est lue que par une personne."],
    )  # fmt: skip
    assert send(client, "/qui-agit/nom", {"name": "Juriste"}).location == "/connexion"
    assert client.get("/qui-agit").location == "/connexion?suite=/qui-agit"


@pytest.mark.parametrize("typed", ["", "999-999", "x", "1-"])
def test_only_ones_own_identities_can_be_chosen(shared, typed):
    other = make_seat()
    response = send(shared[0], "/qui-agit", {"identity": typed or f"{other.person_id}-{other.id}"})
    assert response.status_code == 422
    assert rows(Device)[0].person_id is None


def test_changing_who_acts_is_recorded(login_as):
    person = make_person()
    seats = [make_seat(make_institution(name), person) for name in ("Alpha", "Bêta")]
    browser = login_as(person, seats[0])
    assert (
        post(browser, "/qui-agit?suite=/mon-compte", identity=f"{person.id}-{seats[1].id}").location
        == "/mon-compte"
    )
    event = rows(AuditEvent)[-1]
    assert (event.action, event.acting_for) == ("account.acting_changed", "Bêta")
    assert rows(Device)[0].seat_id == seats[1].id
