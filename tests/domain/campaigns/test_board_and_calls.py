"""What is missing, who is telephoned for it, what each means brought."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select

from noress.core.errors import StaleVersion
from noress.domain.campaigns import rules
from noress.domain.campaigns.board import read_board, read_yields
from noress.domain.campaigns.models import Call, CallOutcome, Campaign, CampaignState, Means
from noress.domain.campaigns.queries.board import count_calls_waiting
from noress.domain.campaigns.rules.targets import read_targets
from noress.extensions import db
from tests.factories import make_institution
from tests.factories.campaigns import (
    TANGER,
    TETOUAN,
    make_answer,
    make_campaign,
    make_participant,
    make_round,
    make_target,
)

DAY = timedelta(days=1)


def place(campaign, name, province, kind="association", *, done=False, **values):
    one = make_participant(campaign, name, province=province, kind=kind, **values)
    if done:
        make_answer(campaign, one)
    return one


def test_the_board_shows_empty_cells_first_then_by_what_is_missing(app, count_queries):
    campaign, relay = make_campaign(), make_institution("Relais")
    make_target(campaign, 2, TANGER, "association")
    make_target(campaign, 1, TETOUAN, "cooperative")
    make_target(campaign, 5, TETOUAN, "association")
    place(campaign, "a", TANGER, done=True, through_id=relay.id)
    begun = place(campaign, "b", TANGER, through_id=relay.id)
    make_answer(campaign, begun, sent=False)
    for number, more in enumerate(({}, {"held_because": "spam"})):
        one = place(campaign, f"c{number}", TETOUAN)
        make_answer(campaign, one, **more)
    place(campaign, "d", None, None)
    db.session.expire_all()
    with count_queries() as statements:
        board = read_board(campaign)
    assert [(c.province, c.kind, c.target, c.asked, c.begun, c.done, c.gap, c.is_empty) for c in board.cells] == [
        (TETOUAN, "cooperative", 1, 0, 0, 0, 1, True),
        (TETOUAN, "association", 5, 2, 1, 1, 4, False),
        (TANGER, "association", 2, 2, 1, 1, 1, False),
        (None, None, 0, 1, 0, 0, 0, False),
    ]  # fmt: skip
    assert [(row[0], row[2:]) for row in board.through] == [(relay.id, (2, 1, 1)), (None, (3, 1, 1))]
    total = board.total
    assert (total.target, total.asked, total.begun, total.done, board.empty) == (8, 5, 2, 2, 1)
    assert [(c.province, c.target, c.done) for c in board.by_province() if c.asked or c.target] == [
        (TANGER, 2, 1), (TETOUAN, 6, 1), (None, 0, 0),
    ]  # fmt: skip
    assert len(statements) == 5  # the campaign again, its questionnaire's version, targets, cells, relays


def test_targets_are_set_as_a_grid(work, refusals, actor, now, history):
    campaign = make_campaign()
    make_target(campaign, 4, TANGER, "association")

    def put(version, **cells):
        targets = {tuple(name.split("/")): value for name, value in cells.items()}
        rules.set_targets(campaign=campaign, targets=targets, version=version, actor=actor, now=now)

    with work():
        put(1, **{f"{TETOUAN}/cooperative": 3, f"{TETOUAN}/association": 0})
    assert read_targets(campaign) == {(TANGER, "association"): 4, (TETOUAN, "cooperative"): 3}
    assert (campaign.version, history()) == (2, [("campaign.targets_set", {"target": [4, 7]})])
    with work():
        put(2, **{f"{TANGER}/association": 0, f"{TETOUAN}/cooperative": 5})
        put(3, **{f"{TETOUAN}/cooperative": 5})  # nothing new
    assert (read_targets(campaign), campaign.version) == ({(TETOUAN, "cooperative"): 5}, 3)
    with pytest.raises(StaleVersion) as stale, work():
        put(2, **{f"{TETOUAN}/cooperative": 9})
    assert stale.value.theirs == {(TETOUAN, "cooperative"): 5}
    assert refusals({
        "negative": lambda: put(3, **{f"{TANGER}/association": -1}),
        "huge": lambda: put(3, **{f"{TANGER}/association": 10_001}),
        "nowhere": lambda: put(3, **{"99.999/association": 1}),
    }) == {
        "negative": ("bad_target", f"t.{TANGER}.association", 422), "huge": ("bad_target", f"t.{TANGER}.association", 422),
        "nowhere": ("unknown_cell", None, 422),
    }  # fmt: skip


def drawn(made):
    calls = db.session.scalars(select(Call).where(Call.round_id == made.id).order_by(Call.id))
    return [call.participant.name for call in calls]


def test_a_round_is_drawn_from_the_emptiest_cells_the_least_recently_called_first(
    work, refusals, actor, now, history
):
    campaign = make_campaign()
    make_target(campaign, 9, TANGER, "association")
    make_target(campaign, 2, TETOUAN, "cooperative")
    phones = iter(range(1000, 2000))

    def one(name, province=TANGER, kind="association", **values):
        return place(campaign, name, province, kind, **{"phone": f"+21253900{next(phones)}", **values})

    one("répondu", done=True)
    one("sans objectif", province=None, kind=None)
    recent, older = one("appelée hier"), one("appelée avant")
    never = one("jamais")
    empty = one("vide", TETOUAN, "cooperative")
    one("sans téléphone", phone=None)
    one("declinee", declined_at=now)
    promised, waiting, back = one("a promis"), one("sur une feuille"), one("à rappeler")
    with work():
        old = make_round(campaign, recent, older, promised, waiting, back)
        for call, (outcome, at, day) in zip(
            db.session.scalars(select(Call).order_by(Call.id)).all(),
            [(CallOutcome.NO_REPLY, now - DAY, None), (CallOutcome.NO_REPLY, now - 5 * DAY, None),
             (CallOutcome.PROMISED, now - 2 * DAY, None), (None, None, None),
             (CallOutcome.CALL_BACK, now - DAY, date(2026, 11, 25))],
            strict=True,
        ):  # fmt: skip
            call.outcome, call.called_at, call.call_back_on = outcome, at, day
    assert len(drawn(old)) == 5
    with work():
        made = rules.draw_round(campaign=campaign, count=4, caller=" Équipe ", actor=actor, now=now)
    assert (drawn(made), made.caller) == ([empty.name, never.name, older.name, recent.name], "Équipe")
    assert history()[-1] == ("campaign.round_drawn", {"calls": [None, 4]})
    with work():
        assert drawn(rules.draw_round(campaign=campaign, count=50, caller=None, actor=actor, now=now + 6 * DAY)) == [
            "a promis", "à rappeler", "sans objectif",
        ]  # fmt: skip

    def draw(campaign=campaign, count=5):
        rules.draw_round(campaign=campaign, count=count, caller=None, actor=actor, now=now)

    assert refusals({
        "nobody": draw, "none": lambda: draw(count=0), "many": lambda: draw(count=101),
        "closed": lambda: draw(make_campaign(CampaignState.CLOSED)),
    }) == {
        "nobody": ("nobody", None, 409), "none": ("bad_count", "count", 422), "many": ("bad_count", "count", 422),
        "closed": ("not_open", None, 409),
    }  # fmt: skip


def test_what_comes_of_each_call(work, refusals, actor, now, history):
    campaign = make_campaign()
    told = {}
    for outcome in CallOutcome:
        one = make_participant(
            campaign, outcome.value, phone=f"+2125390{len(told):05d}", email=f"{outcome}@exemple.ma"
        )
        call = make_round(campaign, one).calls[0]
        with work():
            rules.record_call(call=call, outcome=outcome, note=" Un mot ", seen=None, actor=actor, now=now)
        told[outcome.value] = (
            one.means, one.phone is None, one.declined_at is not None, call.call_back_on, call.note, call.called_at,
            call.called_by_id,
        )  # fmt: skip
    usual = ("Un mot", now, actor.person_id)
    assert told == {
        "answered": (Means.PHONE, False, False, None, *usual), "promised": (Means.PHONE, False, False, None, *usual),
        "call_back": (Means.PHONE, False, False, date(2026, 11, 21), *usual),
        "no_reply": (Means.INVITATION, False, False, None, *usual),
        "wrong_number": (Means.INVITATION, True, False, None, *usual),
        "refused": (Means.INVITATION, True, True, None, *usual),
    }  # fmt: skip
    assert history()[0] == ("participant.called", {"outcome": [None, "answered"]})
    assert history()[-1] == ("participant.declined", {})
    with pytest.raises(StaleVersion), work():
        rules.record_call(call=call, outcome=CallOutcome.NO_REPLY, seen=None, actor=actor, now=now)

    def say(call=call, **values):
        rules.record_call(**{"call": call, "outcome": CallOutcome.CALL_BACK, "seen": CallOutcome.REFUSED,
                             "actor": actor, "now": now, **values})  # fmt: skip

    closed = make_campaign(CampaignState.CLOSED)
    late = make_round(closed, make_participant(closed)).calls[0]
    assert refusals({
        "yesterday": lambda: say(call_back_on=date(2026, 11, 19)), "too late": lambda: say(call_back_on=date(2026, 12, 21)),
        "long": lambda: say(note="x" * 1001), "over": lambda: say(late, seen=None),
        "called back": lambda: say(call_back_on=date(2026, 12, 20)),
        "same": lambda: say(outcome=CallOutcome.REFUSED, note="Non"),
    }) == {
        "yesterday": ("bad_day", "call_back_on", 422), "too late": ("bad_day", "call_back_on", 422),
        "long": ("too_long", "note", 422), "over": ("not_open", None, 409),
        "called back": ("declined", "outcome", 409), "same": "done",
    }  # fmt: skip


def test_two_people_who_note_the_same_call_or_draw_at_once(at_once, actor, now):
    campaign = make_campaign()
    campaign_id = campaign.id
    for number in range(3):
        one_id = make_participant(campaign, f"s{number}", phone=f"+21253900000{number}").id

        def draw():
            row = db.session.get_one(Campaign, campaign_id)
            rules.draw_round(campaign=row, count=5, caller=None, actor=actor, now=now)

        assert at_once(draw, draw) == ["done", "nobody"]
        key = db.session.scalars(select(Call.id).where(Call.participant_id == one_id)).one()

        def note(outcome, key=key):
            call = db.session.get_one(Call, key)
            rules.record_call(call=call, outcome=outcome, seen=None, actor=actor, now=now)

        assert at_once(lambda note=note: note(CallOutcome.NO_REPLY), lambda note=note: note(CallOutcome.PROMISED)) == [
            "done", "stale",
        ]  # fmt: skip


def test_what_each_means_brought(work, now):
    campaign = make_campaign()
    first = place(campaign, "invitée, a répondu", TANGER, done=True, invited_at=now)
    for number in range(9):
        place(campaign, f"invitée {number}", TANGER, invited_at=now)
    place(campaign, "relancée", TANGER, done=True, invited_at=now, reminders=1, means=Means.REMINDER)
    place(campaign, "relayée", TANGER, done=True, passed_on_by_id=first.id, means=Means.RELAY)
    called = place(campaign, "appelée", TANGER, done=True, means=Means.PHONE)
    silent = place(campaign, "appelée, rien", TANGER)
    place(campaign, "affiche", TANGER, means=Means.LINK)
    helped = place(campaign, "aidée", TANGER, means=Means.ANIMATOR)
    make_answer(campaign, helped, channel="helped")
    made = make_round(campaign, called, silent)
    with work():
        for call in made.calls:
            call.called_at, call.outcome = now, CallOutcome.NO_REPLY
    assert [(one.means.value, one.asked, one.done) for one in read_yields(campaign)] == [
        ("relay", 1, 1), ("phone", 2, 1), ("animator", 1, 1), ("reminder", 1, 1), ("invitation", 11, 1), ("link", 1, 0),
    ]  # fmt: skip
    assert read_yields(make_campaign())[0].ratio is None


def test_the_calls_that_wait(work):
    campaign, today = make_campaign(), date(2026, 11, 20)
    people = [make_participant(campaign, f"s{n}", phone=f"+21253900000{n}") for n in range(5)]
    made = make_round(campaign, *people)
    make_answer(campaign, people[4])
    with work():
        for call, (outcome, day) in zip(made.calls, [
            (None, None), (CallOutcome.CALL_BACK, today), (CallOutcome.CALL_BACK, today + DAY),
            (CallOutcome.NO_REPLY, None),
        ], strict=False):  # fmt: skip
            call.outcome, call.call_back_on = outcome, day
    assert [tuple(row)[1:] for row in db.session.execute(count_calls_waiting(today))] == [(made.id, 2, 1)]
