from datetime import timedelta

import pytest
import time_machine
from sqlalchemy import select

from noress.core.database import writing
from noress.domain.accounts import rules
from noress.domain.accounts.actor import Actor
from noress.domain.accounts.models import Account, AccountInvitation, Consent, Device, Person, Visibility
from noress.domain.accounts.rules.invitations import invitation_address
from noress.domain.audit.models import AuditEvent
from noress.domain.institutions.models import SeatKind
from noress.extensions import db
from tests.factories import NOW, make_institution, make_person, make_seat
from tests.forms import errors_of, post, text_of

ACTOR = Actor(name="Secrétariat", method="code")


@pytest.fixture(autouse=True)
def still_clock():
    with time_machine.travel(NOW, tick=False) as travel:
        yield travel


def rows(model):
    return db.session.scalars(select(model).order_by(model.id)).all()


def invite(person=None, email="animatrice@exemple.ma", seat=None):
    """The path of a fresh invitation's link."""
    person = person or make_person("Animatrice", email=None)
    db.session.rollback()
    with writing():
        invitation = rules.invite_person(person=person, email=email, seat=seat, actor=ACTOR, now=NOW)
        db.session.commit()
    return invitation_address(invitation).removeprefix("http://127.0.0.1:8000")


def test_opening_the_link_changes_nothing(client):
    path = invite()
    for _ in range(3):
        page = client.get(path)
    assert (page.status_code, text_of(page, "h1")) == (200, ["Rejoindre NORESS"])
    assert (rows(Account), rows(Device), rows(AccountInvitation)[0].used_at) == ([], [], None)


def test_accepting_makes_the_account_and_signs_in(client):
    person = make_person("Animatrice", email=None)
    seat = make_seat(make_institution("Coopérative Alpha"), person, kind=SeatKind.ALTERNATE)
    path = invite(person, seat=seat)
    assert text_of(client.get(path), ".facts dd")[:3] == [
        "animatrice@exemple.ma",
        "Coopérative Alpha",
        "suppléant",
    ]
    response = post(
        client,
        path,
        name="Animatrice régionale",
        name_ar="المنشطة",
        language="ar",
        phone="٠٦٦١٠٠٠٠٠٠",
        visibility="members",
        consent="y",
    )
    assert (response.status_code, response.location) == (303, "/a-faire")
    db.session.refresh(person)
    (account,) = rows(Account)
    assert (account.email, account.password_hash, account.is_shared) == ("animatrice@exemple.ma", None, False)
    assert (person.account_id, person.name, person.name_ar, person.language, person.phone, person.visibility) == (
        account.id, "Animatrice régionale", "المنشطة", "ar", "0661000000", Visibility.MEMBERS,
    )  # fmt: skip
    (device,) = rows(Device)
    assert (device.person_id, device.seat_id, device.method) == (person.id, seat.id, "link")
    assert [(c.person_id, c.purpose, c.text_version, c.at) for c in rows(Consent)] == [
        (person.id, "account", "2026-11", NOW)
    ]
    assert [(e.action, e.person_name, e.method) for e in rows(AuditEvent)] == [
        ("person.invited", "Secrétariat", "code"), ("person.joined", "Animatrice régionale", "link"),
        ("account.signed_in", "Animatrice régionale", "link"),
    ]  # fmt: skip
    assert rows(AccountInvitation)[0].used_at == NOW


@pytest.mark.parametrize(
    "typed, field, message",
    [
        ({"name": ""}, "name", "Remplissez ce champ."),
        ({"name": "Animatrice\nBcc: x@y.z"}, "name", "Écrivez ce texte sur une seule ligne."),
        ({"consent": ""}, "consent", "Cochez cette case pour ouvrir votre compte."),
        (
            {"phone": "appelez-moi"},
            "phone",
            "Ce numéro n'est pas valable. Exemple : 05 39 00 00 00 ou +212 539 00 00 00.",
        ),
    ],
)
def test_refused_forms_keep_what_was_typed(client, typed, field, message):
    path = invite()
    fields = {"name": "Animatrice régionale", "consent": "y", "name_ar": "المنشطة", **typed}
    if not fields["consent"]:
        del fields["consent"]
    response = post(client, path, **fields)
    assert (response.status_code, errors_of(response)) == (422, {field: message})
    assert 'value="المنشطة"' in response.get_data(as_text=True)
    assert (rows(Account), rows(AccountInvitation)[0].used_at) == ([], None)


def test_a_used_link_says_so(client, app):
    path = invite()
    assert post(client, path, consent="y").status_code == 303
    for answer in (app.test_client().get(path), app.test_client().get(path)):
        assert (answer.status_code, text_of(answer, "h1")) == (410, ["Cette invitation a déjà servi"])
    assert len(rows(Device)) == 1


def test_an_expired_link_says_so(client, still_clock):
    path = invite()
    still_clock.shift(timedelta(days=14))
    answer = client.get(path)
    assert (answer.status_code, text_of(answer, "h1")) == (410, ["Cette invitation a expiré"])


def test_a_newer_invitation_revokes_the_older(client):
    person = make_person("Animatrice", email=None)
    first = invite(person)
    second = invite(person)
    answer = client.get(first)
    assert (answer.status_code, text_of(answer, "h1")) == (410, ["Cette invitation a été retirée"])
    assert client.get(second).status_code == 200


def test_an_invitation_dies_with_its_seat(client):
    seat = make_seat(person=make_person("Animatrice", email=None))
    path = invite(seat.person, seat=seat)
    seat.closed_at = NOW
    db.session.commit()
    answer = client.get(path)
    assert (answer.status_code, text_of(answer, "h1")) == (410, ["Ce siège est fermé"])


def test_a_tampered_link_is_unknown(client):
    path = invite().split("?")[0]
    for bad in (
        path[:-1] + ("A" if path[-1] != "A" else "B"),
        path.replace("/rejoindre/", "/rejoindre/x"),
        "/rejoindre/abc",
    ):
        answer = client.get(bad)
        assert (answer.status_code, text_of(answer, "h1")) == (404, ["Ce lien n'est pas complet"])


def test_an_address_already_known_becomes_a_shared_mailbox(client):
    first = make_person("Juriste", email="animatrice@exemple.ma")
    path = invite()
    response = post(client, path, consent="y")
    assert response.location == "/qui-agit?suite=/a-faire"
    db.session.refresh(first)
    assert (len(rows(Account)), first.account.is_shared, [p.name for p in rows(Person) if p.account_id == first.account_id]) == (
        1, True, ["Juriste", "Animatrice"],
    )  # fmt: skip


def test_joining_at_a_new_address_leaves_the_old_one(client, login_as):
    person = make_person("Animatrice", email="ancienne@exemple.ma")
    old = login_as(person)
    path = invite(person, email="nouvelle@exemple.ma")
    assert old.get("/mon-compte").status_code == 200
    assert post(client, path, consent="y").status_code == 303
    assert old.get("/mon-compte").status_code == 302
    db.session.refresh(person)
    assert (person.email, person.account.email) == ("nouvelle@exemple.ma", "nouvelle@exemple.ma")


def test_a_suspended_account_is_not_entered_by_invitation(client):
    seat = make_seat(person=make_person("Animatrice", email="animatrice@exemple.ma"))
    path = invite(seat.person, seat=seat)
    seat.person.account.suspended_at = NOW
    db.session.commit()
    response = post(client, path, consent="y")
    assert (response.status_code, text_of(response, ".error-summary li")) == (
        403, ["Ce compte est suspendu. Le secrétariat peut vous dire pourquoi."],
    )  # fmt: skip
    assert (rows(Device), rows(AccountInvitation)[0].used_at) == ([], None)
