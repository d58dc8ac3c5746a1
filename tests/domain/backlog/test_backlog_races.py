"""Two people press at the same instant: one is heard, the other is told, nothing happens twice."""

from sqlalchemy import func, select

from noress.core.i18n import Translated
from noress.domain.backlog import rules
from noress.domain.backlog.models import ProposedItem, ProposedState
from noress.domain.institutions.models import Body
from noress.domain.meetings import rules as meetings
from noress.domain.meetings.models import AgendaItem, AgendaKind, Meeting
from noress.domain.minutes.models import Minutes  # noqa: F401 -- the other side of a relation
from noress.extensions import db
from tests.factories import make_agenda_item, make_meeting
from tests.factories.backlog import actor_of, make_proposal
from tests.factories.minutes import make_held_meeting, make_minutes

ROUNDS = 20


def count_items(title):
    rows = db.session.scalars(select(AgendaItem)).all()
    return len([row for row in rows if row.title["fr"] == title])


def test_a_proposal_gets_one_answer(committee, seat, actor, now, at_once, outbox):
    draft_id = make_meeting(bodies=[committee]).id
    for number in range(ROUNDS):
        key, title = make_proposal(committee, f"Point {number}", seat).id, f"Point {number}"

        def accept(key=key, title=title):
            values = meetings.ItemValues(AgendaKind.DECISION, Translated(fr=title), 20)
            rules.accept_item(item=db.session.get_one(ProposedItem, key), meeting=db.session.get_one(Meeting, draft_id),
                              values=values, version=1, actor=actor, now=now)  # fmt: skip

        def decline(key=key):
            rules.decline_item(
                item=db.session.get_one(ProposedItem, key), reason="Non.", version=1, actor=actor, now=now
            )

        assert at_once(accept, decline) == ["decided", "done"]
        state = db.session.get_one(ProposedItem, key).state
        assert count_items(title) == (1 if state is ProposedState.ACCEPTED else 0)
        assert len(outbox()) == number + 1


def test_who_takes_it_back_and_who_accepts_it(committee, seat, actor, now, at_once):
    draft_id, proposer = make_meeting(bodies=[committee]).id, actor_of(seat)
    for number in range(ROUNDS):
        key, title = make_proposal(committee, f"Point {number}", seat).id, f"Point {number}"

        def accept(key=key, title=title):
            values = meetings.ItemValues(AgendaKind.DECISION, Translated(fr=title), 20)
            rules.accept_item(item=db.session.get_one(ProposedItem, key), meeting=db.session.get_one(Meeting, draft_id),
                              values=values, version=1, actor=actor, now=now)  # fmt: skip

        def withdraw(key=key):
            rules.withdraw_item(item=db.session.get_one(ProposedItem, key), actor=proposer, now=now)

        assert at_once(accept, withdraw) == ["decided", "done"]
        state = db.session.get_one(ProposedItem, key).state
        assert count_items(title) == (1 if state is ProposedState.ACCEPTED else 0)


def test_an_item_is_carried_once(committee, actor, now, at_once):
    draft_id, held_id, body_id = (
        make_meeting(bodies=[committee]).id,
        make_held_meeting(bodies=[committee]).id,
        committee.id,
    )
    for number in range(ROUNDS):
        item_id = make_agenda_item(db.session.get_one(Meeting, held_id), f"Reste {number}").id

        def carry(model, key, item_id=item_id):
            return lambda: rules.carry_items(
                meeting=db.session.get_one(Meeting, held_id), item_ids=[item_id], target=db.session.get_one(model, key),
                with_documents=True, actor=actor, now=now,
            )  # fmt: skip

        assert at_once(carry(Meeting, draft_id), carry(Body, body_id)) == ["1", "already_carried"]
    copies = db.session.scalar(
        select(func.count(AgendaItem.id)).where(AgendaItem.carried_from_id.is_not(None))
    )
    waiting = db.session.scalar(select(func.count(ProposedItem.id)))
    assert (copies or 0) + (waiting or 0) == ROUNDS


def test_the_usual_items_are_put_in_once(committee, actor, now, at_once):
    make_minutes(make_held_meeting(bodies=[committee]))
    for _round in range(ROUNDS):
        key = make_meeting(bodies=[committee]).id

        def insert(key=key):
            meetings.insert_standing_items(meeting=db.session.get_one(Meeting, key), actor=actor, now=now)

        assert at_once(insert, insert) == ["done", "done"]
        found = db.session.scalars(select(AgendaItem.origin).where(AgendaItem.meeting_id == key)).all()
        assert sorted(found) == ["approval", "follow_up"]
