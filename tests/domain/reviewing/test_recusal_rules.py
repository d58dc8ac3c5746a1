"""Declaring, naming who stands in, lifting; ties noted and taken away."""

import pytest

from noress.core.errors import RuleError
from noress.domain.applications.models import Application
from noress.domain.institutions.models import MandateRole
from noress.domain.reviewing import duties, rules
from noress.domain.reviewing.conflicts import is_recused
from noress.domain.reviewing.models import LinkKind, OrganisationLink, Recusal, RecusalNature
from noress.domain.reviewing.standing import standing_of
from noress.extensions import db
from tests.factories import make_institution, make_seat
from tests.factories.recusals import (
    acting,
    make_coordinator,
    make_link,
    make_officer,
    make_recusal,
    make_sent,
    make_tie,
)


def refused(work, act):
    with pytest.raises(RuleError) as error, work():
        act()
    return error.value.code, error.value.status


def test_who_stands_aside_says_so_and_the_coordination_names_who_stands_in(app, work, outbox, history, now):
    officer, other, coordinator = make_officer("Officier"), make_officer("Autre"), make_coordinator()
    application = make_sent(officer_id=officer.id)
    actor = acting(officer)
    assert refused(work, lambda: rules.declare_recusal(application=application, reason=" ", actor=actor, now=now)) == (
        "reason", 422,
    )  # fmt: skip
    with work():
        row = rules.declare_recusal(
            application=application, reason="Ma sœur y travaille", actor=actor, now=now
        )
    assert (row.nature, row.reason, is_recused(actor, application)) == (
        RecusalNature.DECLARED, "Ma sœur y travaille", True,
    )  # fmt: skip
    again = lambda: rules.declare_recusal(application=application, reason="x", actor=actor, now=now)  # noqa: E731
    assert refused(work, again) == ("recused", 409)
    name = lambda **values: rules.name_substitute(  # noqa: E731
        **{"application": application, "person_id": officer.id, "substitute_id": other.id, "now": now,
           "actor": acting(coordinator)} | values
    )  # fmt: skip
    assert [
        refused(work, lambda: name(actor=actor)), refused(work, lambda: name(actor=acting(other))),
        refused(work, lambda: name(person_id=other.id)), refused(work, lambda: name(substitute_id=officer.id)),
        refused(work, lambda: name(substitute_id=999)),
    ] == [
        ("not_decider", 403), ("not_decider", 403), ("not_recused", 409), ("substitute", 422), ("substitute", 422),
    ]  # fmt: skip
    assert [duty.title for duty in duties.list_substitutes_to_name(acting(coordinator), now)] == [
        "1 remplaçant à nommer"
    ]
    with work():
        name()
    assert (application.officer_id, row.substitute_id, application.version) == (other.id, other.id, 2)
    assert refused(work, name) == ("same", 409)
    assert duties.list_substitutes_to_name(acting(coordinator), now) == []
    assert [(mail.to_address, mail.about_type, mail.about_id) for mail in outbox()] == [
        (coordinator.email, "application", application.id), (other.email, "application", application.id),
    ]  # fmt: skip
    assert history()[1:] == [
        ("recusal.declared", {}),
        ("recusal.substitute_named", {
            "recused_person_id": [None, officer.id], "substitute_person_id": [None, other.id], "officer_id": [officer.id, other.id],
        }),
    ]  # fmt: skip
    with work():
        rules.lift_recusal(recusal=row, actor=acting(coordinator), now=now)
    assert (row.lifted_at, is_recused(actor, application), outbox()[-1].to_address) == (
        now,
        False,
        officer.email,
    )
    assert history()[-1] == ("recusal.lifted", {"recused_person_id": [officer.id, None]})
    lift = lambda: rules.lift_recusal(recusal=row, actor=acting(coordinator), now=now)  # noqa: E731
    assert refused(work, lift) == ("lifted", 409)
    with work():
        assert (
            rules.declare_recusal(application=application, reason="Encore", actor=actor, now=now).id == row.id
        )
    assert (row.substitute_id, row.lifted_at) == (None, None)


def test_a_coordinator_who_is_recused_decides_nothing_and_another_does(app, work, now):
    coordinator, chair = make_coordinator(), make_coordinator("Présidence", role=MandateRole.CHAIR)
    officer, own = make_officer(), make_institution()
    make_seat(own, coordinator)
    make_seat(own, officer)
    application = make_sent()
    make_tie(application, own)
    name = lambda actor: rules.name_substitute(  # noqa: E731
        application=application, person_id=officer.id, substitute_id=chair.id, actor=acting(actor), now=now
    )
    standing = standing_of([application], now=now)
    assert [one.person.id for one in standing.deciders(application.id)] == [chair.id]
    assert standing.missing == 2  # the officer and the coordinator
    assert refused(work, lambda: name(coordinator)) == ("not_decider", 403)
    with work():
        row = name(chair)
    assert (row.nature, row.substitute_id) == (RecusalNature.INSTITUTION, chair.id)
    lift = lambda: rules.lift_recusal(recusal=row, actor=acting(chair), now=now)  # noqa: E731
    assert refused(work, lift) == ("detected", 409)
    make_recusal(application, chair)  # who stood in stands aside: nobody is left
    db.session.expire_all()
    standing = standing_of([db.session.get(Application, application.id)], now=now)
    assert (standing.deciders(application.id), standing.left(application.id), standing.missing) == ([], [], 3)
    assert duties.list_substitutes_to_name(acting(chair), now) == []


def test_ties_are_noted_once_and_nobody_takes_away_what_holds_themselves_back(app, work, history, now):
    coordinator, own, other, third = (
        make_coordinator(),
        make_institution(),
        make_institution(),
        make_institution(),
    )
    make_seat(own, coordinator)
    actor = acting(coordinator)
    merged = make_institution(merged_into_id=third.id)
    add = lambda first, second: rules.add_link(  # noqa: E731
        first=first, second=second, kind=LinkKind.BRANCH, actor=actor, now=now
    )
    with work():
        link = add(own, other)
        second = add(other, third)
    second_id = second.id
    assert history()[:2] == [
        (
            "organisation_link.added",
            {"link_kind": [None, "branch"], "linked_institution_id": [None, other.id]},
        ),
        ("organisation_link.added", {"link_kind": [None, "branch"], "linked_institution_id": [None, own.id]}),
    ]
    assert [refused(work, lambda: add(own, own)), refused(work, lambda: add(own, other)), refused(work, lambda: add(own, merged))] == [
        ("itself", 422), ("known", 409), ("merged", 422),
    ]  # fmt: skip
    assert refused(work, lambda: rules.remove_link(link=link, actor=actor, now=now)) == ("own", 409)
    assert refused(work, lambda: rules.remove_link(link=link, actor=acting(make_officer()), now=now)) == (
        "not_yours",
        403,
    )
    with work():
        rules.remove_link(link=second, actor=actor, now=now)
    assert db.session.get(OrganisationLink, second_id) is None
    assert history()[-1] == (
        "organisation_link.removed", {"link_kind": ["branch", None], "linked_institution_id": [other.id, None]},
    )  # fmt: skip


def test_what_follows_from_a_tie_ends_with_it_once_what_was_written_down_is_lifted(app, work, now):
    coordinator, officer, own, other = (
        make_coordinator(),
        make_officer(),
        make_institution(),
        make_institution(),
    )
    make_seat(own, officer)
    link = make_link(own, other)
    application = make_sent()
    make_tie(application, other)
    with work():
        row = rules.name_substitute(
            application=application, person_id=officer.id, substitute_id=coordinator.id, actor=acting(coordinator), now=now
        )  # fmt: skip
    assert row.nature is RecusalNature.LINKED
    with work():
        rules.remove_link(link=link, actor=acting(coordinator), now=now)
    assert is_recused(acting(officer), application)
    with work():
        rules.lift_recusal(recusal=db.session.get(Recusal, row.id), actor=acting(coordinator), now=now)
    assert not is_recused(acting(officer), application)
