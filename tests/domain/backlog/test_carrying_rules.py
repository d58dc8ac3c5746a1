"""Carrying items over from a meeting that is over; moving or copying them between agendas in the making."""

from datetime import datetime

import pytest
from sqlalchemy import select

from noress.core.database import writing
from noress.core.errors import RuleError
from noress.core.i18n import Translated
from noress.domain.backlog import queries, rules
from noress.domain.backlog.models import ProposedItem, ProposedState
from noress.domain.institutions.models import BodyKind
from noress.domain.meetings.models import AgendaItem, AgendaKind, ItemOrigin, MeetingDocument, MeetingState
from noress.extensions import db
from tests.factories import make_agenda_item, make_body, make_meeting
from tests.factories.backlog import make_proposal
from tests.factories.documents import make_document
from tests.factories.minutes import make_block, make_held_meeting, make_minutes


@pytest.fixture
def held(committee):
    return make_held_meeting(bodies=[committee])


@pytest.fixture
def item(held):
    return make_agenda_item(held, "Pas traité", note=Translated(fr="Faute de temps"), presenter="Institution 1",
                            kind=AgendaKind.VOTE, minutes=40, is_internal=True)  # fmt: skip


@pytest.fixture
def draft(committee):
    return make_meeting("Suivante", bodies=[committee])


@pytest.fixture
def carry(work, actor, now):
    def carry(meeting, items, target, *, with_documents=True):
        with work():
            rules.carry_items(meeting=meeting, item_ids=[one.id for one in items], target=target,
                              with_documents=with_documents, actor=actor, now=now)  # fmt: skip

    return carry


def items_of(meeting):
    return db.session.scalars(
        select(AgendaItem).where(AgendaItem.meeting_id == meeting.id).order_by(AgendaItem.position)
    ).all()


def test_an_item_is_carried_onto_the_next_draft_with_its_documents(carry, held, item, draft, history, outbox):
    document = make_document(held, "Note", agenda_item=item, is_public=True)
    make_document(held, "Retirée", agenda_item=item, removed_at=datetime(2026, 11, 1).astimezone())
    carry(held, [item], draft)
    [made] = items_of(draft)
    assert (made.title, made.note, made.kind, made.minutes, made.presenter, made.is_internal) == (
        item.title, item.note, AgendaKind.VOTE, 40, "Institution 1", True,
    )  # fmt: skip
    assert (made.origin, made.carried_from_id) == (ItemOrigin.CARRIED, item.id)
    assert [(d.title, d.file_id, d.agenda_item_id) for d in draft.documents] == [
        ("Note", document.file_id, made.id)
    ]
    assert [one.id for one in items_of(held)] == [item.id]
    assert ("meeting.agenda_item_carried", {
        "agenda_item": [None, {"fr": "Pas traité"}], "carried_to": [None, {"fr": "Suivante", "ar": "التواصل والتمويل"}],
    }) in history()  # fmt: skip
    assert outbox() == []


def test_its_documents_may_stay(carry, held, item, draft):
    make_document(held, "Note", agenda_item=item)
    carry(held, [item], draft, with_documents=False)
    assert len(db.session.scalars(select(MeetingDocument)).all()) == 1


def test_an_item_is_carried_into_the_backlog(carry, held, item, committee, now):
    make_document(held, "Note", agenda_item=item)
    carry(held, [item], committee)
    [waiting] = db.session.scalars(select(ProposedItem)).all()
    assert (waiting.body_id, waiting.state, waiting.carried_from_id, waiting.title, waiting.is_internal) == (
        committee.id, ProposedState.PARKED, item.id, {"fr": "Pas traité"}, True,
    )  # fmt: skip
    assert (waiting.institution_id, [d.title for d in waiting.documents]) == (None, ["Note"])


def test_a_member_s_item_waits_again_under_its_own_name(carry, held, item, committee, seat, outbox):
    proposal = make_proposal(
        committee,
        "Pas traité",
        seat,
        state=ProposedState.ACCEPTED,
        agenda_item_id=item.id,
        meeting_id=held.id,
    )
    carry(held, [item], committee)
    [waiting] = db.session.scalars(select(ProposedItem)).all()
    assert (waiting.id, waiting.state, waiting.carried_from_id, waiting.institution_id, waiting.agenda_item_id) == (
        proposal.id, ProposedState.PARKED, item.id, seat.institution_id, None,
    )  # fmt: skip
    assert ["est gardé pour une autre fois" in mail.subject for mail in outbox()] == [True]


def test_a_member_s_item_follows_onto_the_next_agenda(carry, held, item, draft, committee, seat, outbox):
    proposal = make_proposal(
        committee, "Pas traité", seat, state=ProposedState.ACCEPTED, agenda_item_id=item.id
    )
    carry(held, [item], draft)
    [made] = items_of(draft)
    assert (proposal.state, proposal.agenda_item_id, proposal.meeting_id) == (
        ProposedState.ACCEPTED,
        made.id,
        draft.id,
    )
    assert outbox() == []


def test_an_item_is_carried_once(carry, held, item, draft, committee):
    carry(held, [item], draft)
    for target in (draft, committee):
        with pytest.raises(RuleError) as refused:
            carry(held, [item], target)
        assert (refused.value.code, refused.value.status) == ("already_carried", 409)
        assert "« Pas traité »" in str(refused.value.message).replace("\u202f", " ")
    assert len(items_of(draft)) == 1


def carried_from(item, earlier):
    with writing():
        item.carried_from_id = earlier.id
        db.session.commit()


def test_the_chain_of_meetings_is_told_from_the_last(carry, held, item, draft, committee):
    first = make_held_meeting(bodies=[committee], starts_wall=datetime(2026, 9, 24, 10, 0))
    carried_from(item, make_agenda_item(first, "Pas traité"))
    carry(held, [item], draft)
    [made] = items_of(draft)
    assert [meeting.id for meeting in rules.list_chain(made)] == [held.id, first.id]


def test_a_chain_that_bites_its_tail_ends(held, item):
    carried_from(item, item)
    assert len(rules.list_chain(item)) == 20


def test_what_the_record_says_of_each_item(held, item):
    spoken = make_agenda_item(held, "Traité")
    make_block(make_minutes(held), agenda_item_id=spoken.id)
    rows = db.session.execute(queries.list_items_to_carry(held.id)).all()
    assert [(row[0].title["fr"], row[1], row[2]) for row in rows] == [
        ("Pas traité", 0, False),
        ("Traité", 1, False),
    ]


@pytest.mark.parametrize("state", [MeetingState.DRAFT, MeetingState.CONVENED, MeetingState.POSTPONED])
def test_nothing_is_carried_from_a_meeting_to_come(carry, committee, draft, state):
    coming = make_meeting(bodies=[committee], state=state)
    with pytest.raises(RuleError) as refused:
        carry(coming, [make_agenda_item(coming)], draft)
    assert (refused.value.code, refused.value.status) == ("not_over", 409)


@pytest.mark.parametrize("state", [MeetingState.CLOSED, MeetingState.CANCELLED])
def test_items_are_carried_from_a_closed_or_cancelled_meeting(carry, committee, draft, state):
    over = make_held_meeting(bodies=[committee], state=state)
    carry(over, [make_agenda_item(over, "Reste")], draft)
    assert [one.title["fr"] for one in items_of(draft)] == ["Reste"]


def test_something_is_chosen_and_it_belongs(carry, held, draft):
    for wrong in ([], [make_agenda_item(draft)]):
        with pytest.raises(RuleError) as refused:
            carry(held, wrong, draft)
        assert (refused.value.code, refused.value.field) == ("nothing_chosen", "items")


def test_a_target_is_a_coming_meeting_or_a_body_of_the_same(carry, held, item, committee):
    other = make_body(BodyKind.PLENARY)
    over = make_held_meeting(bodies=[committee])
    for target in (other, make_meeting(bodies=[other]), over, held):
        with pytest.raises(RuleError) as refused:
            carry(held, [item], target)
        assert (refused.value.code, refused.value.field) == ("unknown_target", "target")


# --- moving, copying ---------------------------------------------------------------------------------


@pytest.fixture
def send(work, actor, now):
    def send(item, target, **kwargs):
        with work():
            rules.send_item(item=item, target=target, actor=actor, now=now, **kwargs)

    return send


def test_moving_takes_the_item_its_documents_and_its_proposal(send, draft, committee, seat, history):
    convened = make_meeting(
        "Convoquée", bodies=[committee], state=MeetingState.CONVENED, reference="S-2027-01"
    )
    stays, goes = make_agenda_item(convened, "Reste"), make_agenda_item(convened, "Part")
    make_agenda_item(draft, "Déjà là", position=7)
    document = make_document(convened, "Note", agenda_item=goes)
    proposal = make_proposal(
        committee, "Part", seat, state=ProposedState.ACCEPTED, agenda_item_id=goes.id, meeting_id=convened.id
    )
    versions = convened.agenda_version, draft.agenda_version
    send(goes, draft, is_move=True)
    assert ([one.id for one in items_of(convened)], [one.title["fr"] for one in items_of(draft)]) == (
        [stays.id], ["Déjà là", "Part"],
    )  # fmt: skip
    assert (document.meeting_id, document.agenda_item_id, proposal.meeting_id, proposal.agenda_item_id) == (
        draft.id, goes.id, draft.id, goes.id,
    )  # fmt: skip
    assert (convened.agenda_version, draft.agenda_version) == (versions[0] + 1, versions[1] + 1)
    assert "Part" not in convened.calendar_text
    assert [action for action, _changes in history()] == [
        "meeting.agenda_item_moved_out",
        "meeting.agenda_item_moved_in",
    ]


def test_copying_leaves_it_here(send, draft, committee):
    other = make_meeting("Autre", bodies=[committee])
    item = make_agenda_item(other, "Les deux", origin=ItemOrigin.PROPOSED)
    make_document(other, "Note", agenda_item=item)
    send(item, draft, is_move=False, with_documents=False)
    assert [one.id for one in items_of(other)] == [item.id]
    [made] = items_of(draft)
    assert (made.title, made.origin, made.carried_from_id, draft.documents) == (
        item.title,
        ItemOrigin.MANUAL,
        None,
        [],
    )


@pytest.mark.parametrize("state", [MeetingState.HELD, MeetingState.CLOSED, MeetingState.CANCELLED])
def test_an_item_of_a_meeting_that_is_over_does_not_move(send, draft, committee, state):
    item = make_agenda_item(make_held_meeting(bodies=[committee], state=state))
    with pytest.raises(RuleError) as refused:
        send(item, draft, is_move=True)
    assert (refused.value.code, refused.value.status) == ("not_editable", 409)


def test_an_item_of_a_meeting_that_has_begun_does_not_move(send, draft, committee):
    begun = make_meeting(
        bodies=[committee], state=MeetingState.CONVENED, starts_wall=datetime(2026, 11, 20, 8, 0)
    )
    with pytest.raises(RuleError) as refused:
        send(make_agenda_item(begun), draft, is_move=True)
    assert (refused.value.code, refused.value.status) == ("started", 409)


def test_it_moves_to_a_coming_meeting_of_the_same_bodies_only(send, draft):
    item = make_agenda_item(draft, "Part")
    for target in (draft, make_meeting(bodies=[make_body(BodyKind.PLENARY)])):
        with pytest.raises(RuleError) as refused:
            send(item, target, is_move=True)
        assert (refused.value.code, refused.value.field) == ("unknown_target", "target")
