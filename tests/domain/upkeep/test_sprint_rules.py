"""A queue of cards, one at a time for each person; what came of each."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select

from noress.core import territories
from noress.core.database import writing
from noress.core.i18n import Translated
from noress.domain.accounts.actor import Actor
from noress.domain.catalogue.models import HiddenBecause, Source, StructureChange, StructureState
from noress.domain.upkeep import rules
from noress.domain.upkeep.models import CardOutcome, CardReason, Knowledge, Sprint, SprintCard
from noress.domain.upkeep.rules.cards import HELD_FOR, Worked
from noress.extensions import db
from tests.factories import NOW, make_institution, make_person
from tests.factories.catalogue import TANGER, TETOUAN, make_structure, make_words
from tests.factories.upkeep import make_card, make_report, make_sprint, make_vouch
from tests.security.test_races import all_at_once

O = CardOutcome  # noqa: E741 -- as in the rules
MINUTE = timedelta(minutes=1)


def fresh(row):
    db.session.rollback()
    return db.session.get_one(type(row), row.id)


@pytest.fixture
def queue(app):
    """Two cards of an open sprint."""
    rows = [make_structure(f"Atelier {n}", phone=f"053900000{n}", email=None) for n in range(2)]
    sprint = make_sprint(CardReason.SAID_GONE)
    return sprint, [make_card(sprint, row, position=place) for place, row in enumerate(rows)]


@pytest.fixture
def take(work):
    def taking(sprint, actor, now=NOW):
        with work():
            card = rules.take_card(sprint=db.session.get_one(Sprint, sprint.id), actor=actor, now=now)
            return card.id if card else None

    return taking


@pytest.fixture
def finish(work):
    def finishing(card, actor, outcome, now=NOW, **values):
        with work():
            row = db.session.get_one(SprintCard, card if isinstance(card, int) else card.id)
            worked = Worked(outcome, structure_version=row.structure.version, **values)
            return rules.finish_card(card=row, worked=worked, actor=actor, now=now)

    return finishing


def test_each_reason_finds_its_entries_and_only_those_of_the_province(work, refusals, actor):
    make_words()
    whole = {
        "commune": territories.children(TETOUAN)[0].code,
        "sectors": ["financing"],
        "kind": make_institution().category_code,
    }
    made = {
        "fine": make_structure("Huilerie Ghomara", **whole), "incomplete": make_structure("Tapis du Rif", **{**whole, "sectors": None}),
        "bounced": make_structure("Miel Bouhachem", **whole, columns={"needs_phone": True}),
        "unconfirmed": make_structure("Poterie Oued", **whole, columns={"ask_on": date(2026, 11, 1)}),
        "stale": make_structure("Fromage Chefchaouen", **whole, state=StructureState.HIDDEN, columns={"hidden_because": HiddenBecause.STALE}),
        "gone": make_structure("Zellige Martil", **whole), "reported": make_structure("Savonnerie Ketama", **whole),
        "twin": make_structure("Menuiserie Anjra", phone="0539123456", **whole), "its twin": make_structure("Menuiserie Anjra", phone="0539123456", **whole),
        "opposed": make_structure("Laine", **whole, columns={"needs_phone": True, "opposed_at": NOW}),
        "to check": make_structure("Broderie", **whole, state=StructureState.TO_CHECK, columns={"needs_phone": True}),
        "elsewhere": make_structure("Cuir Tanger", province=TANGER, columns={"needs_phone": True}),
    }  # fmt: skip
    for says in Knowledge:
        make_vouch(made["gone"], make_institution(), says)
    make_report(made["reported"])
    names = {row.id: name for name, row in made.items()}
    found = {}
    for reason in CardReason:
        sprint = make_sprint(reason, province_code=TETOUAN)
        cards = db.session.scalars(select(SprintCard).where(SprintCard.sprint_id == sprint.id))
        found[reason.value] = sorted(names[card.structure_id] for card in cards)
    assert found == {
        "bounced": ["bounced"], "unconfirmed": ["stale", "unconfirmed"], "said_gone": ["gone"],
        "incomplete": ["incomplete"], "duplicate": ["its twin"], "reported": ["reported"],
    }  # fmt: skip
    make_vouch(made["bounced"], make_institution(), Knowledge.GONE)
    make_vouch(made["bounced"], make_institution(), Knowledge.GONE)
    both = make_sprint(CardReason.BOUNCED, CardReason.SAID_GONE)
    cards = db.session.scalars(
        select(SprintCard).where(SprintCard.sprint_id == both.id).order_by(SprintCard.position)
    )
    assert [(names[card.structure_id], card.reasons) for card in cards] == [
        ("bounced", ["said_gone", "bounced"]), ("gone", ["said_gone"]), ("elsewhere", ["bounced"]),
    ]  # fmt: skip
    make_report(made["fine"])
    with work():
        assert rules.fill_sprint(sprint=db.session.get_one(Sprint, both.id), now=NOW) == 0

    def create(**values):
        given = {"name": Translated(fr="Tri"), "script": Translated(fr="Bonjour"), "province_code": None,
                 "reasons": [CardReason.BOUNCED], **values}  # fmt: skip
        return lambda: rules.create_sprint(**given, actor=actor, now=NOW)

    assert refusals({
        "name": create(name=Translated(fr=" ")), "script": create(script=Translated(ar="س")), "reasons": create(reasons=[]),
        "province": create(province_code="99"), "fine": create(),
    }) == {
        "name": ("no_name", "name_fr", 422), "script": ("no_script", "script_fr", 422), "reasons": ("no_reason", "reasons", 422),
        "province": ("unknown_place", "province", 422), "fine": "done",
    }  # fmt: skip


def test_a_card_is_one_persons_until_it_is_given_back_or_a_quarter_of_an_hour_passed(
    queue, take, work, refusals, actor, member_of
):
    sprint, (first, second) = queue
    one, other = member_of("a"), member_of("b")
    assert [take(sprint, one), take(sprint, one), take(sprint, other), take(sprint, actor)] == [
        first.id, first.id, second.id, None,
    ]  # fmt: skip

    def card_of(row):
        return db.session.get_one(SprintCard, row.id)

    late = NOW + HELD_FOR + MINUTE
    with work():
        rules.keep_holding(card=card_of(first), actor=one, now=NOW + 10 * MINUTE)
    assert (take(sprint, actor, late), fresh(second).held_by_id) == (
        second.id,
        actor.person_id,
    )  # the other's time is over
    assert refusals({
        "taken": lambda: rules.keep_holding(card=card_of(second), actor=other, now=late),
        "mine still": lambda: rules.keep_holding(card=card_of(first), actor=one, now=NOW + 40 * MINUTE),
        "given back": lambda: rules.give_back(card=card_of(first), actor=one, now=late),
        "not theirs": lambda: rules.give_back(card=card_of(second), actor=one, now=late),
        "no more": lambda: rules.keep_holding(card=card_of(first), actor=one, now=late),
    }) == {
        "taken": ("held", None, 409), "mine still": "done", "given back": "done", "not theirs": "done",
        "no more": ("not_held", None, 409),
    }  # fmt: skip
    assert (fresh(first).held_by_id, fresh(second).held_by_id) == (None, actor.person_id)
    with work():
        for _twice in range(2):
            rules.close_sprint(sprint=fresh(sprint), actor=actor, now=late)
    assert (fresh(sprint).closed_at, fresh(second).held_by_id) == (late, None)
    assert refusals({
        "take": lambda: rules.take_card(sprint=fresh(sprint), actor=one, now=late),
        "fill": lambda: rules.fill_sprint(sprint=fresh(sprint), now=late),
        "keep": lambda: rules.keep_holding(card=fresh(second), actor=actor, now=late),
    }) == dict.fromkeys(("take", "fill", "keep"), ("closed", None, 409))  # fmt: skip


def test_what_comes_of_a_card(take, finish, actor, member_of, refusals, history):
    member = member_of("a")
    outcomes = {}
    for who, name in ((actor, "secretariat"), (member, "member")):
        for outcome in (O.CONFIRMED, O.CORRECTED, O.GONE, O.WRONG_NUMBER, O.OPPOSED, O.FOR_SECRETARIAT):
            row = make_structure(f"Atelier {name} {outcome}", phone="0539000001")
            sprint = make_sprint(CardReason.SAID_GONE)
            make_card(sprint, row)
            values = {"phone": "0539000002"} if outcome is O.CORRECTED else {"phone": "0539000001"}
            finish(take(sprint, who), who, outcome, values=values, note="noté")
            row = fresh(row)
            outcomes[name, outcome.value] = (
                row.state.value, row.hidden_because and row.hidden_because.value, row.confirmed_by is not None,
                row.needs_phone, row.detail.values["phone"][-1],
            )  # fmt: skip
    shown = ("published", None)
    assert outcomes == {
        ("secretariat", "confirmed"): (*shown, True, False, "1"), ("secretariat", "corrected"): (*shown, True, False, "2"),
        ("secretariat", "gone"): ("hidden", "gone", False, False, "1"), ("secretariat", "wrong_number"): (*shown, False, True, "1"),
        ("secretariat", "opposed"): ("hidden", "opposed", False, False, "1"), ("secretariat", "for_secretariat"): (*shown, False, True, "1"),
        ("member", "confirmed"): (*shown, True, False, "1"), ("member", "corrected"): (*shown, False, False, "1"),
        ("member", "gone"): (*shown, False, True, "1"), ("member", "wrong_number"): (*shown, False, True, "1"),
        ("member", "opposed"): ("hidden", "opposed", False, False, "1"), ("member", "for_secretariat"): (*shown, False, True, "1"),
    }  # fmt: skip
    change = db.session.scalars(select(StructureChange)).one()
    assert (change.origin.value, change.source, change.values, change.person_id) == (
        "sprint", Source.TELEPHONE, {"phone": "0539000002"}, member.person_id,
    )  # fmt: skip
    assert [changes["outcome"][1] for action, changes in history() if action == "structure.tidied"] == [
        "confirmed", "corrected", "gone", "wrong_number", "opposed", "for_secretariat"] * 2  # fmt: skip
    stale = make_structure(
        "Oubliée", state=StructureState.HIDDEN, columns={"hidden_because": HiddenBecause.STALE}
    )
    for outcome, after in ((O.CONFIRMED, StructureState.PUBLISHED), (O.GONE, StructureState.HIDDEN)):
        sprint = make_sprint(CardReason.SAID_GONE)
        make_card(sprint, stale)
        finish(take(sprint, actor), actor, outcome)
        assert fresh(stale).state is after, outcome
    assert fresh(stale).hidden_because is HiddenBecause.GONE


def test_what_a_card_refuses_and_a_right_one_that_was_changed_is_corrected(
    queue, take, finish, actor, member_of, refusals, work
):
    sprint, (first, _second) = queue
    other = member_of("a")
    take(sprint, actor)

    def case(who=actor, outcome=O.CONFIRMED, **values):
        return lambda: rules.finish_card(
            card=db.session.get_one(SprintCard, first.id),
            worked=Worked(outcome, **values),
            actor=who,
            now=NOW,
        )

    assert refusals({
        "another's": case(other), "unchanged": case(outcome=O.CORRECTED), "no note": case(outcome=O.FOR_SECRETARIAT),
        "long note": case(note="a" * 2001), "bad phone": case(values={"phone": "12"}),
        "no name": case(values={"name": {"fr": ""}}, structure_version=1), "stale": case(values={"phone": "0539777777"}, structure_version=99),
    }) == {
        "another's": ("held", None, 409), "unchanged": ("nothing_changed", "outcome", 422), "no note": ("no_note", "note", 422),
        "long note": ("too_long", "note", 422), "bad phone": ("bad_phone", "phone", 422), "no name": ("no_name", "name", 422),
        "stale": ("stale", None, 409),
    }  # fmt: skip
    assert (fresh(first).done_at, fresh(first).held_by_id) == (None, actor.person_id)
    assert finish(first, actor, O.CONFIRMED, values={"phone": "0539777777"}) is O.CORRECTED
    assert refusals({"twice": case()}) == {"twice": ("done", None, 409)}
    row = fresh(first).structure
    assert (row.detail.values["phone"], row.confirmed_by, row.detail.sources["phone"][0]) == (
        "0539777777", actor.name, "telephone",
    )  # fmt: skip


def test_no_reply_comes_back_twice_after_the_others(queue, take, finish, actor):
    sprint, (first, second) = queue
    now, seen = NOW, []
    assert take(sprint, actor, now) == first.id
    finish(first, actor, O.NO_REPLY, now)
    assert (take(sprint, actor, now), fresh(first).outcome) == (second.id, None)
    finish(second, actor, O.CONFIRMED, now)
    for _again in range(2):
        seen.append(take(sprint, actor, now + 29 * MINUTE))
        now += 31 * MINUTE
        seen.append(take(sprint, actor, now))
        finish(first, actor, O.NO_REPLY, now)
    assert seen == [None, first.id] * 2
    card = fresh(first)
    assert (card.tries, card.outcome, card.done_at, card.structure.needs_phone) == (3, O.NO_REPLY, now, True)


def test_nobody_gets_the_card_of_another_whoever_presses_at_once(app):
    """Eight people press twice each, all together, for six cards: six of them get one card of their own."""
    people = [make_person(f"Membre {n}").id for n in range(8)]
    sprint = make_sprint(CardReason.SAID_GONE).id
    for n in range(6):
        make_card(db.session.get_one(Sprint, sprint), make_structure(f"Atelier {n}"))

    def press(number):
        with app.app_context(), writing():
            actor = Actor(name="x", method="code", person_id=people[number // 2])
            card = rules.take_card(sprint=db.session.get_one(Sprint, sprint), actor=actor, now=NOW)
            db.session.commit()
            return card.id if card else None

    got = all_at_once(press, 16)
    assert [one for one in got if isinstance(one, Exception)] == []
    by_person = {number: {got[2 * number], got[2 * number + 1]} for number in range(8)}
    db.session.rollback()
    held = {card.held_by_id: card.id for card in db.session.scalars(select(SprintCard)) if card.held_by_id}
    assert len(held) == 6
    assert len(set(held.values())) == 6
    for number, cards in by_person.items():
        assert cards - {None} <= {held.get(people[number])}, number
