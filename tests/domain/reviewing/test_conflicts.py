"""Who is recused from what: every way of having a part, and what is no part."""

from datetime import date

import pytest
from sqlalchemy import select

from noress.domain.accounts.actor import Actor
from noress.domain.applications.models import Application, ApplicationTie, TieKind
from noress.domain.catalogue.models import StructureKeeper
from noress.domain.institutions.models import BodyKind
from noress.domain.reviewing import conflicts
from noress.domain.reviewing.models import LinkKind, OrganisationLink, Recusal, RecusalNature
from noress.extensions import db
from tests.factories import (
    NOW,
    make_body,
    make_institution,
    make_mandate,
    make_person,
    make_seat,
    save,
)
from tests.factories.calls import make_application, make_call, make_worker
from tests.factories.catalogue import make_structure

pytestmark = pytest.mark.usefixtures("app")


def actor_of(person):
    return Actor(name=person.name, method="demo", person_id=person.id)


def link(first, second, kind=LinkKind.MEMBER):
    return save(OrganisationLink(from_id=first.id, to_id=second.id, kind=kind, noted_at=NOW))


def tie(application, institution, kind=TieKind.PARTNER):
    return save(ApplicationTie(application_id=application.id, institution_id=institution.id, kind=kind))


def test_whose_institution_or_own_hand_has_a_part_is_recused_and_nobody_else(app):
    call = make_call()
    case = lambda **values: make_application(call, **values)  # noqa: E731
    nature = RecusalNature
    parent, member, far = (make_institution() for _ in range(3))
    own, sister = (make_institution(part_of_id=parent.id) for _ in range(2))
    service = make_institution(part_of_id=own.id)
    house, branch, cousin = (make_institution() for _ in range(3))
    mandated = make_institution()
    officer = make_person(email="Chargee@exemple.ma")
    other = make_person()
    seat = make_seat(own, officer)
    make_seat(make_institution(), officer, closed_at=NOW)
    closed = make_institution()
    make_seat(closed, officer, ends_on=date(2020, 1, 1))
    make_mandate(make_body(BodyKind.COMMITTEE), person_id=officer.id, institution_id=mandated.id)
    link(own, house, LinkKind.BRANCH)
    link(branch, house, LinkKind.BRANCH)
    link(member, own)
    link(own, far, LinkKind.OVERSIGHT)
    link(cousin, far, LinkKind.OVERSIGHT)
    expected: dict[int, RecusalNature] = {}

    def expect(application: Application, why: RecusalNature | None) -> Application:
        if why is not None:
            expected[application.id] = why
        return application

    expect(case(structure=make_structure(columns={"institution_id": own.id})), nature.INSTITUTION)
    expect(case(affiliated_with_id=mandated.id), nature.INSTITUTION)
    for near, why in (
        (own, nature.INSTITUTION), (parent, nature.LINKED), (service, nature.LINKED), (sister, nature.LINKED),
        (member, nature.LINKED), (house, nature.LINKED), (branch, nature.LINKED), (far, nature.LINKED),
        (cousin, None), (closed, None), (make_institution(), None),
    ):  # fmt: skip
        tie(expect(case(), why), near)
    make_worker(expect(case(), nature.INSTITUTION), institution_id=own.id)
    make_worker(expect(case(), nature.INSTITUTION), institution_id=own.id, removed_at=NOW)
    make_worker(expect(case(), None), institution_id=own.id, removed_at=NOW, accepted_at=None)
    make_worker(expect(case(), nature.PERSON), person_id=officer.id)
    make_worker(expect(case(), nature.PERSON), email="chargee@EXEMPLE.ma")
    kept = expect(case(), nature.PERSON)
    save(StructureKeeper(structure_id=kept.structure_id, person_id=officer.id, since=NOW))
    ended = expect(case(), None)
    save(StructureKeeper(structure_id=ended.structure_id, person_id=officer.id, since=NOW, ended_at=NOW))

    ids = set(db.session.scalars(conflicts.recused_ids(actor_of(officer), "application")))
    every_file = db.session.scalars(select(Application.id)).all()
    found = {c.application_id: c.nature for c in conflicts.detect(every_file, [officer.id, other.id])}
    everything = [db.session.get(Application, key) for key in (*expected, ended.id)]
    assert (ids, found) == (set(expected), expected)
    assert [conflicts.is_recused(actor_of(officer), a) for a in everything] == [True] * len(expected) + [
        False
    ]
    assert set(db.session.scalars(conflicts.recused_ids(actor_of(other), "application"))) == set()
    assert set(db.session.scalars(conflicts.recused_ids(Actor.system(), "application"))) == set()
    assert conflicts.without_recused([officer.id, other.id, other.id], kept) == [other.id]
    assert seat.institution_id == own.id


def test_what_is_stored_binds_until_it_is_lifted_and_only_for_its_own_table(app):
    application, officer = make_application(), make_person()
    db.session.rollback()
    row = save(
        Recusal(subject_type="application", subject_id=application.id, person_id=officer.id,
                nature=RecusalNature.DECLARED, made_at=NOW)
    )  # fmt: skip
    actor = actor_of(officer)
    assert conflicts.is_recused(actor, application)
    assert conflicts.without_recused([officer.id], application) == []
    assert db.session.scalars(conflicts.recused_ids(actor, "entry")).all() == []
    row.lifted_at = NOW
    db.session.commit()
    assert not conflicts.is_recused(actor, application)
    assert conflicts.without_recused([officer.id], application) == [officer.id]
