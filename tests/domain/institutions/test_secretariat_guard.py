"""Nobody makes themselves a coordinator: the second lock, on whatever gives a place in the permanent secretariat."""

from datetime import date

import pytest
from sqlalchemy import select

from noress.core.errors import RuleError
from noress.domain.accounts import rules as accounts
from noress.domain.accounts.actor import Actor, BodyRole
from noress.domain.accounts.models import Visibility
from noress.domain.audit.models import AuditEvent
from noress.domain.institutions import rules
from noress.domain.institutions.models import BodyKind, Function, MandateRole, Membership, Seat, SeatKind
from noress.extensions import db
from tests.factories import (
    NOW,
    make_body,
    make_institution,
    make_mandate,
    make_person,
    make_seat,
    make_secretary,
)

pytestmark = [
    pytest.mark.usefixtures("app"),
    pytest.mark.one_engine,
]  # what each rule refuses and says, not how rows are kept
TEAM = Actor(name="Équipe", method="code", functions=frozenset({Function.ANIMATION_TEAM}))
ADMINISTRATOR = Actor(
    name="Technique", method="code", functions=frozenset({Function.TECHNICAL_ADMINISTRATOR})
)
MEMBER = Actor(
    name="Membre", method="code",
    body_roles=frozenset({BodyRole(1, BodyKind.SECRETARIAT, MandateRole.MEMBER)}),
)  # fmt: skip
COORDINATOR = Actor(
    name="Coordination", method="code",
    body_roles=frozenset({BodyRole(1, BodyKind.SECRETARIAT, MandateRole.COORDINATOR)}),
)  # fmt: skip


@pytest.fixture
def body():
    return make_body(BodyKind.SECRETARIAT)


def actions():
    return db.session.scalars(select(AuditEvent.action).order_by(AuditEvent.id)).all()


def refusal_of(call, **values):
    with pytest.raises(RuleError) as refused:
        call(**values, now=NOW)
    db.session.rollback()
    assert actions() == []
    return refused.value.code, refused.value.field, refused.value.status


def give(body, actor, **values):
    return {
        "body": body, "institution": None, "person": None, "role": MandateRole.COORDINATOR,
        "starts_on": date(2026, 11, 1), "actor": actor, **values,
    }  # fmt: skip


def end(mandate, actor, ends_on=date(2026, 11, 20)):
    return {"mandate": mandate, "ends_on": ends_on, "seen": mandate.ends_on, "actor": actor}


@pytest.mark.parametrize("actor", [TEAM, MEMBER])
@pytest.mark.parametrize("role", MandateRole)
def test_the_secretariat_gives_no_mandate_of_its_own(body, actor, role):
    person = make_person()
    assert refusal_of(rules.add_mandate, **give(body, actor, person=person, role=role)) == (
        "secretariat_mandate", None, 403,
    )  # fmt: skip


@pytest.mark.parametrize("actor", [COORDINATOR, ADMINISTRATOR, Actor.system()])
def test_the_coordination_and_the_administrator_do(body, actor):
    first, second = make_person(), make_person()
    mandate = rules.add_mandate(**give(body, actor, person=first), now=NOW)
    rules.add_mandate(**give(body, actor, person=second), now=NOW)
    rules.end_mandate(**end(mandate, actor), now=NOW)
    assert actions() == ["mandate.added", "mandate.added", "mandate.ended"]


def test_other_bodies_stay_the_secretariat_s_work():
    committee = make_body(BodyKind.COMMITTEE)
    mandate = rules.add_mandate(**give(committee, TEAM, person=make_person()), now=NOW)
    rules.end_mandate(**end(mandate, TEAM), now=NOW)
    assert actions() == ["mandate.added", "mandate.ended"]


@pytest.mark.parametrize("actor", [TEAM, MEMBER])
def test_the_secretariat_ends_none_of_its_mandates(body, actor):
    make_mandate(body, role=MandateRole.COORDINATOR, person_id=make_person().id)
    mandate = make_mandate(body, person_id=make_person().id)
    assert refusal_of(rules.end_mandate, **end(mandate, actor)) == ("secretariat_mandate", None, 403)


@pytest.mark.parametrize("role", [MandateRole.COORDINATOR, MandateRole.CHAIR])
@pytest.mark.parametrize("actor", [COORDINATOR, ADMINISTRATOR, Actor.system()])
def test_nobody_ends_the_last_coordinator(body, role, actor):
    mandate = make_mandate(body, role=role, person_id=make_person().id)
    make_mandate(body, person_id=make_person().id)
    make_mandate(make_body(BodyKind.COMMITTEE), role=role, person_id=make_person().id)
    assert refusal_of(rules.end_mandate, **end(mandate, actor)) == ("last_coordinator", "ends_on", 409)


@pytest.mark.parametrize("other, is_refused", [
    ({}, False),
    ({"role": MandateRole.CHAIR}, False),
    ({"starts_on": date(2026, 11, 21)}, False),
    ({"starts_on": date(2026, 11, 22)}, True),
    ({"ends_on": date(2026, 11, 21)}, False),
    ({"ends_on": date(2026, 11, 20)}, True),
    ({"role": MandateRole.SECRETARY}, True),
])  # fmt: skip
def test_somebody_must_coordinate_the_day_after(body, other, is_refused):
    mandate = make_mandate(body, role=MandateRole.COORDINATOR, person_id=make_person().id)
    make_mandate(body, **{"role": MandateRole.COORDINATOR, "person_id": make_person().id, **other})
    if is_refused:
        assert refusal_of(rules.end_mandate, **end(mandate, COORDINATOR))[0] == "last_coordinator"
    else:
        rules.end_mandate(**end(mandate, COORDINATOR), now=NOW)
        assert mandate.ends_on == date(2026, 11, 20)


def test_an_institution_that_nobody_represents_coordinates_nothing(body):
    mandate = make_mandate(body, role=MandateRole.COORDINATOR, person_id=make_person().id)
    institution = make_institution()
    make_mandate(body, role=MandateRole.COORDINATOR, institution_id=institution.id)
    assert refusal_of(rules.end_mandate, **end(mandate, COORDINATOR))[0] == "last_coordinator"
    make_seat(institution)
    rules.end_mandate(**end(mandate, COORDINATOR), now=NOW)
    assert mandate.ends_on == date(2026, 11, 20)


def test_a_mandate_already_over_or_made_longer_takes_nobody_away(body):
    over, last = (
        make_mandate(
            body, role=MandateRole.COORDINATOR, person_id=make_person().id, ends_on=date(year, 12, 31)
        )
        for year in (2018, 2026)
    )
    rules.end_mandate(**end(over, COORDINATOR, date(2018, 6, 30)), now=NOW)
    rules.end_mandate(**end(last, COORDINATOR, date(2028, 12, 31)), now=NOW)
    assert (over.ends_on, last.ends_on) == (date(2018, 6, 30), date(2028, 12, 31))


def test_a_seat_of_the_institution_that_coordinates_is_opened_by_the_coordination(body):
    institution = make_institution()
    make_mandate(body, role=MandateRole.COORDINATOR, institution_id=institution.id)
    values = {
        "institution": institution, "person": make_person(), "kind": SeatKind.ALTERNATE, "starts_on": date(2026, 11, 1),
    }  # fmt: skip
    for actor in (TEAM, MEMBER):
        assert refusal_of(rules.open_seat, **values, actor=actor) == ("secretariat_seat", None, 403)
    rules.open_seat(**values, actor=COORDINATOR, now=NOW)
    assert actions() == ["seat.opened"]


@pytest.mark.parametrize("place", [
    {"role": MandateRole.MEMBER}, {"role": MandateRole.COORDINATOR, "ends_on": date(2026, 11, 19)},
    {"role": MandateRole.COORDINATOR, "with_person": True},
])  # fmt: skip
def test_a_seat_that_makes_nobody_coordinator_is_everyday_work(body, place):
    institution, place = make_institution(), dict(place)
    if place.pop("with_person", False):
        place["person_id"] = make_person().id
    make_mandate(body, institution_id=institution.id, **place)
    rules.open_seat(institution=institution, person=make_person(), kind=SeatKind.TITULAR,
                    starts_on=date(2026, 11, 1), actor=TEAM, now=NOW)  # fmt: skip
    assert actions() == ["seat.opened"]


def test_a_place_in_the_secretariat_is_not_handed_over_with_a_seat_by_the_team(body):
    seat = make_seat()
    successor = make_seat(seat.institution)
    mandate = make_mandate(
        body, role=MandateRole.COORDINATOR, institution_id=seat.institution_id, person_id=seat.person_id
    )
    values = {"seat": seat, "successor": successor}
    assert refusal_of(rules.close_seat, **values, actor=TEAM) == ("secretariat_mandate", None, 403)
    assert db.session.get(Seat, seat.id).closed_at is None
    rules.close_seat(**values, actor=COORDINATOR, now=NOW)
    assert mandate.person_id == successor.person_id


def test_an_institution_that_leaves_does_not_take_the_last_coordinator_with_it(body):
    institution = make_institution()
    make_mandate(body, role=MandateRole.COORDINATOR, institution_id=institution.id)
    make_seat(institution)
    left = {
        "name": institution.name, "category_code": institution.category_code, "membership": Membership.LEFT,
        "visibility": Visibility.MEMBERS,
    }  # fmt: skip
    values = {"institution": institution, "values": left, "version": 1, "close_seats": True}
    assert refusal_of(rules.edit_institution, **values, actor=TEAM) == ("secretariat_mandate", None, 403)
    assert refusal_of(rules.edit_institution, **values, actor=COORDINATOR) == (
        "last_coordinator", "membership", 409,
    )  # fmt: skip


def test_the_address_of_a_coordinator_is_moved_by_nobody_below(body):
    """By invitation, or by correcting the page of somebody who has no account yet; also when the place is
    held through an institution."""
    seat = make_seat(person=make_person(email="avant@exemple.ma"))
    make_mandate(body, role=MandateRole.COORDINATOR, institution_id=seat.institution_id)
    no_account = make_person(email=None)
    make_mandate(body, role=MandateRole.COORDINATOR, person_id=no_account.id)
    for person in (seat.person, no_account):
        values = {"person": person, "email": "pirate@exemple.ma", "actor": TEAM}
        assert refusal_of(accounts.invite_person, **values) == ("above", None, 403)
    details = {
        "name": "Coordination", "name_ar": None, "language": "fr", "phone": None, "visibility": Visibility.INTERNAL,
        "version": 1,
    }  # fmt: skip
    values = {"person": no_account, "email": "pirate@exemple.ma", **details, "actor": TEAM}
    assert refusal_of(accounts.edit_person, **values) == ("above", None, 403)
    assert refusal_of(accounts.suspend_account, account=seat.person.account, actor=TEAM)[0] == "above"
    accounts.edit_person(person=no_account, email=None, **details, actor=TEAM, now=NOW)
    assert no_account.name == "Coordination"
    accounts.invite_person(person=no_account, email="coordination@exemple.ma", actor=ADMINISTRATOR, now=NOW)
    accounts.invite_person(person=no_account, email="coordination@exemple.ma", actor=TEAM, now=NOW)


def test_two_coordinators_cannot_end_each_other(app):
    """Both sent at the same instant: the second one finds that the first was the last but one."""
    from concurrent.futures import ThreadPoolExecutor

    from noress.core.database import writing
    from noress.domain.institutions.models import Mandate

    make_secretary()
    first = db.session.scalars(select(Mandate)).one()
    second = make_mandate(first.body, role=MandateRole.COORDINATOR, person_id=make_person().id)
    ids = [first.id, second.id]
    db.session.rollback()

    def end_one(key):
        with app.app_context(), writing():
            try:
                rules.end_mandate(**end(db.session.get(Mandate, key), COORDINATOR), now=NOW)
                db.session.commit()
                return "ended"
            except RuleError as refused:
                db.session.rollback()
                return refused.code

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(end_one, ids)) == ["ended", "last_coordinator"]
