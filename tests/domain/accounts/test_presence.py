"""Who is behind a device: read in one statement with every request, the same as built piece by piece."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from noress.core import clock
from noress.core.database import writing
from noress.domain.accounts import identity
from noress.domain.accounts.models import Device
from noress.domain.institutions.models import BodyKind, Function, MandateRole
from noress.extensions import db
from noress.web.identity import digest
from tests.factories import (
    make_assignment,
    make_body,
    make_device,
    make_institution,
    make_mandate,
    make_person,
    make_seat,
)

pytestmark = pytest.mark.usefixtures("app")


def presence_of(token):
    return identity.find_presence(digest(token), now=clock.now())


def with_everything():
    """A person with mandates of their own and of their institution, past ones, and functions."""
    person = make_person("Titulaire 1", name_ar="صاحب المقعد 1", language="ar")
    seat = make_seat(make_institution("Membre 1"), person)
    yesterday = clock.today() - timedelta(days=1)
    plenary, committee = make_body(), make_body(BodyKind.COMMITTEE, "Comité 1")
    make_mandate(plenary, institution_id=seat.institution_id)
    make_mandate(committee, person_id=person.id, role=MandateRole.CHAIR)
    make_mandate(make_body(), person_id=person.id, ends_on=yesterday)
    make_mandate(make_body(), institution_id=seat.institution_id, person_id=make_person().id)
    make_assignment(person, Function.TREASURER)
    make_assignment(person, Function.DESK_OFFICER)
    return person, seat


def test_the_actor_is_the_one_that_rules_build():
    person, seat = with_everything()
    for held in (seat, None):
        for is_proven in (True, False):
            token = make_device(person, held, second_factor=is_proven)
            found = presence_of(token)
            device = db.session.get(Device, found.device_id)
            assert found.actor == identity.actor_of(device, now=clock.now())
    assert len(presence_of(make_device(person, seat)).actor.body_roles) == 2
    assert presence_of(make_device(person, seat)).actor.functions == {
        Function.TREASURER,
        Function.DESK_OFFICER,
    }


def test_nobody_acts_before_it_is_said_who():
    token = make_device(make_person())
    change(token, lambda device: setattr(device, "person_id", None))
    assert presence_of(token).actor is None


OVER = {
    "revoked": lambda device: setattr(device, "revoked_at", clock.now()),
    "expired": lambda device: setattr(device, "expires_at", clock.now()),
    "suspended": lambda device: setattr(device.account, "suspended_at", clock.now()),
    "closed": lambda device: setattr(device.seat, "closed_at", clock.now()),
    "ended": lambda device: setattr(device.seat, "ends_on", clock.today() - timedelta(days=1)),
}


@pytest.mark.parametrize("how", OVER)
def test_a_device_that_is_over_is_nobody(how):
    seat = make_seat()
    token = make_device(seat.person, seat)
    assert presence_of(token).actor.seat_id == seat.id
    change(token, OVER[how])
    assert presence_of(token) is None


def test_a_token_that_was_never_given_is_nobody():
    assert presence_of("never-given") is None


def change(token, how):
    db.session.rollback()
    with writing():
        how(db.session.scalars(select(Device).where(Device.token_digest == digest(token))).one())
        db.session.commit()
