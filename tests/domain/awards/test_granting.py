"""Money promised: shares, refusals, and several people at once."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select

from noress.core.errors import RuleError
from noress.domain.applications.models import (
    Application,
    ApplicationPerson,
    ApplicationState,
    ApplicationTie,
    TieKind,
)
from noress.domain.applications.rules.withdrawing import withdraw_application
from noress.domain.awards import queries
from noress.domain.awards.models import Award, AwardShare, AwardState
from noress.domain.awards.rules import granting
from noress.domain.payments.models import Instalment, InstalmentState
from noress.extensions import db
from tests.factories import NOW, make_institution, make_person, make_seat, save
from tests.factories.awards import make_award, make_call_to_decide, make_eligible, make_funder
from tests.factories.calls import AMOUNT, both

S = ApplicationState


def test_an_amount_is_shared_out_by_what_each_has_left():
    """To the centime, never more than what is left of any."""
    cases = [
        (100, {1: 100, 2: 200}, {1: 33, 2: 67}),
        (1, {1: 1, 2: 1, 3: 1}, {1: 1}),
        (5, {1: 0, 2: 3, 3: 2}, {2: 3, 3: 2}),
        (7, {1: -4, 2: 7}, {2: 7}),
        (10, {1: 10, 2: 10, 3: 10}, {1: 4, 2: 3, 3: 3}),
    ]
    assert [(left, granting.allot(amount, left)) for amount, left, _given in cases] == [
        (left, given) for _amount, left, given in cases
    ]
    for amount in range(1, 60):
        left = {1: 7, 2: 13, 3: 39}
        given = granting.allot(amount, left)
        assert sum(given.values()) == amount
        assert all(given.get(key, 0) <= value for key, value in left.items())
    with pytest.raises(RuleError) as refused:
        granting.allot(4, {1: 3})
    assert (refused.value.code, refused.value.status) == ("funders", 409)


def test_an_award_selects_the_file_and_tells_nobody(actor, work, outbox, history):
    call = make_call_to_decide(shares=(8_000_000, 4_000_000))
    one = make_eligible(call)
    award = make_award(one, actor=actor, work=work)
    assert (award.amount, award.state, award.number, award.published_at) == (
        AMOUNT,
        AwardState.GRANTED,
        None,
        None,
    )
    assert [share.amount for share in award.shares] == [4_000_000, 2_000_000]
    assert (one.state, one.public_state, one.decided_at) == (S.SELECTED, S.SUBMITTED, NOW)
    assert outbox() == []
    assert history()[1:] == [
        ("award.granted", {"amount": [None, "60\u202f000,00\xa0DH"]}), ("application.selected", {"state": ["eligible", "selected"]}),
    ]  # fmt: skip
    left = granting.left_of(call)
    assert (left.envelope, list(left.funders.values()), list(left.lots.values())) == (
        AMOUNT, [4_000_000, 2_000_000], [1],
    )  # fmt: skip
    assert db.session.scalars(queries.list_awards(call.id)).all() == [award]


def test_what_is_refused_changes_nothing(actor, work, refusals):
    call = make_call_to_decide(shares=(AMOUNT, AMOUNT), envelope=3 * AMOUNT)
    funders = [one.id for one in call.funders]
    one, withdrawn, late = make_eligible(call), make_eligible(call, state=S.WITHDRAWN), make_eligible(call)
    full = make_call_to_decide(lot={"most_projects": 1})
    make_award(make_eligible(full), actor=actor, work=work)
    first = make_call_to_decide(stages=2)
    ceiling = make_call_to_decide(lot={"is_ceiling": True})
    asked_less = make_eligible(ceiling, requested=1_000_000)
    house, insider = make_institution(), make_person("Représentante")
    make_seat(house, insider)
    tied = make_eligible(call)
    save(ApplicationTie(application_id=tied.id, institution_id=house.id, kind=TieKind.PARTNER))

    def grant(application, amount=AMOUNT, shares=None, who=actor):
        return lambda: granting.grant_award(
            application=application, amount=amount, shares=shares, actor=who, now=NOW
        )

    assert refusals({
        "withdrawn": grant(withdrawn), "fixed": grant(one, 1), "late": grant(make_eligible(call, state=S.SUBMITTED)),
        "ineligible": grant(make_eligible(call, state=S.INELIGIBLE)), "lot": grant(make_eligible(full)),
        "stage": grant(make_eligible(first, stage=1)), "above asked": grant(asked_less, 1_000_001),
        "zero": grant(asked_less, 0), "recused": grant(tied, who=replace(actor, person_id=insider.id)),
        "no envelope": grant(make_eligible(make_call_to_decide(envelope=None))),
        "above": grant(make_eligible(make_call_to_decide(envelope=AMOUNT - 1))),
        "sum": grant(one, shares={funders[0]: 1}), "stranger": grant(one, shares={0: AMOUNT}),
        "below zero": grant(one, shares={funders[0]: AMOUNT + 1, funders[1]: -1}),
        "funder": grant(one, shares={funders[0]: AMOUNT}),
        "funder again": grant(late, shares={funders[0]: AMOUNT}), "twice": grant(one),
    }) == {
        "withdrawn": ("withdrawn", None, 409), "fixed": ("fixed_amount", "amount", 422),
        "late": ("wrong_state", None, 409), "ineligible": ("wrong_state", None, 409), "lot": ("lot_full", None, 409),
        "stage": ("first_stage", None, 409), "above asked": ("amount", "amount", 422), "zero": ("amount", "amount", 422),
        "recused": ("recused", None, 404), "no envelope": ("no_envelope", None, 409),
        "above": ("envelope", None, 409), "sum": ("shares", "shares", 422), "stranger": ("share", "shares", 422),
        "below zero": ("share", "shares", 422), "funder": "done", "funder again": ("funder", "shares", 409),
        "twice": ("awarded", None, 409),
    }  # fmt: skip
    assert len(db.session.scalars(select(Award).where(Award.call_id == call.id)).all()) == 1


def test_a_cancelled_award_gives_its_money_back(actor, work, refusals, history):
    call = make_call_to_decide(envelope=AMOUNT, shares=(AMOUNT,))
    one, two = make_eligible(call), make_eligible(call)
    award = make_award(one, actor=actor, work=work)
    planned = save(Instalment(award_id=award.id, position=1, amount=AMOUNT, condition=both("Signature")))

    def cancel(reason="La coopérative renonce", **more):
        return lambda: granting.cancel_award(award=award, reason=reason, actor=actor, now=NOW, **more)

    assert refusals({"no reason": cancel(" "), "stale": cancel(version=9)}) == {
        "no reason": ("no_text", "reason", 422), "stale": ("stale", None, 409),
    }  # fmt: skip
    planned = db.session.get(Instalment, planned.id)
    for state in (InstalmentState.ORDERED, InstalmentState.PAID):
        with work():
            planned.state = state
        assert refusals({"gone": cancel()}) == {"gone": ("money_gone", None, 409)}
    with work():
        planned.state = InstalmentState.ASKED
    assert refusals({"cancelled": cancel(), "again": cancel()}) == {
        "cancelled": "done", "again": ("wrong_state", None, 409),
    }  # fmt: skip
    assert (award.state, award.cancelled_because, planned.state) == (
        AwardState.CANCELLED, "La coopérative renonce", InstalmentState.CANCELLED,
    )  # fmt: skip
    assert (one.state, one.decided_at) == (S.ELIGIBLE, None)
    assert [action for action, _changes in history()][-3:] == [
        "instalment.cancelled", "award.cancelled", "application.selection_undone",
    ]  # fmt: skip
    make_award(two, actor=actor, work=work)
    assert granting.left_of(call).envelope == 0


def test_a_told_award_that_is_cancelled_leaves_what_was_told(actor, work):
    one = make_eligible(make_call_to_decide())
    award = make_award(one, actor=actor, work=work)
    with work():
        one.public_state = S.SELECTED
    with work():
        granting.cancel_award(award=award, reason="x", actor=actor, now=NOW + timedelta(days=1))
    assert (one.state, one.public_state, award.state) == (S.SELECTED, S.SELECTED, AwardState.CANCELLED)
    again = make_award(one, actor=actor, work=work)
    assert (again.amount, one.state) == (AMOUNT, S.SELECTED)


def test_nobody_awards_above_what_is_left_at_the_same_instant(actor, at_once):
    """Eight people, money for three; then as many for the last place of a lot; then one file twice."""
    for _round in range(2):
        call = make_call_to_decide(envelope=3 * AMOUNT, shares=(AMOUNT, 2 * AMOUNT), lot={"most_projects": 9})
        keys = [make_eligible(call).id for _n in range(8)]
        assert at_once(*(_grant(key, actor) for key in keys)) == ["done"] * 3 + ["envelope"] * 5
        assert sorted(
            db.session.scalars(select(AwardShare.amount).join(Award).where(Award.call_id == call.id))
        ) == ([AMOUNT // 3] * 3 + [2 * AMOUNT // 3] * 3)
    lot = make_call_to_decide(envelope=9 * AMOUNT, lot={"most_projects": 1})
    keys = [make_eligible(lot).id for _n in range(4)]
    assert at_once(*(_grant(key, actor) for key in keys)) == ["done"] + ["lot_full"] * 3
    call = make_call_to_decide()
    make_funder(call, 2 * AMOUNT)
    one = make_eligible(call)
    assert at_once(*[_grant(one.id, actor)] * 3) == ["awarded", "awarded", "done"]


def _grant(key, actor):
    def run():
        application = db.session.get_one(Application, key)
        granting.grant_award(application=application, amount=AMOUNT, actor=actor, now=NOW)

    return run


def test_a_structure_withdraws_what_was_decided_and_not_told(actor, work, refusals, at_once, outbox):
    """It learns nothing of the decision by it; the money goes back."""
    call = make_call_to_decide(envelope=AMOUNT)
    one = make_eligible(call)
    award = make_award(one, actor=actor, work=work)
    person_id = one.people[0].id

    def withdraw():
        withdraw_application(person=db.session.get_one(ApplicationPerson, person_id), now=NOW)

    assert refusals({"withdrawn": withdraw, "awarded": _grant(one.id, actor)}) == {
        "withdrawn": "done", "awarded": ("withdrawn", None, 409),
    }  # fmt: skip
    assert (one.state, one.public_state, award.state) == (S.WITHDRAWN, S.WITHDRAWN, AwardState.CANCELLED)
    told = make_eligible(call)
    make_award(told, actor=actor, work=work)
    with work():
        told.public_state = S.SELECTED
    person_id = told.people[0].id
    assert refusals({"told": withdraw}) == {"told": ("decided", None, 409)}
    for _round in range(3):
        racing = make_eligible(make_call_to_decide())
        person_id = racing.people[0].id
        assert at_once(withdraw, _grant(racing.id, actor)) in (["done", "done"], ["done", "withdrawn"])
        standing = db.session.scalars(queries.get_standing_award(racing.id)).all()
        assert (db.session.get(Application, racing.id).state, standing) == (S.WITHDRAWN, [])
