"""Proposing an item: until the cut-off for a meeting, at any time for a body; changing it; taking it back."""

import io
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import select

from noress.core.errors import RuleError, StaleVersion
from noress.core.i18n import Translated
from noress.domain.backlog import policy, rules
from noress.domain.backlog.models import ProposedDocument, ProposedItem, ProposedState
from noress.domain.backlog.rules.proposing import MOST_DOCUMENTS, MOST_WAITING
from noress.domain.institutions.models import BodyKind, MandateRole, Membership, Proposers
from noress.domain.meetings.cutoff import default_until, proposals_until, takes_proposals
from noress.domain.meetings.models import AgendaKind, MeetingState
from noress.domain.meetings.rules import Upload
from noress.extensions import db
from noress.web.files import storage
from tests.factories import (
    make_body,
    make_institution,
    make_mandate,
    make_meeting,
    make_person,
    make_seat,
    make_secretary,
)
from tests.factories.backlog import actor_of, make_member, make_proposal, make_proposed_document

pytestmark = pytest.mark.one_engine  # what each rule refuses and says, not how rows are kept

#: seven days before Thursday 8 April 2027, at 18:00, Morocco's time (UTC+0)
CUTOFF = datetime(2027, 4, 1, 18, 0, tzinfo=UTC)
VALUES = rules.ProposedValues(
    kind=AgendaKind.DECISION, title=Translated(fr="Bilan", ar="حصيلة"), minutes=20, note=Translated(fr="À décider.")
)  # fmt: skip


@pytest.fixture
def meeting(committee):
    return make_meeting(bodies=[committee], state=MeetingState.CONVENED, reference="S-2027-01")


@pytest.fixture
def propose(work, seat, committee, now):
    def propose(values=VALUES, *, meeting=None, at=now, **kwargs):
        with work():
            rules.propose_item(
                body=committee, meeting=meeting, values=values, actor=actor_of(seat), now=at, **kwargs
            )

    return propose


def all_items():
    return db.session.scalars(select(ProposedItem).order_by(ProposedItem.id)).all()


# --- the cut-off -------------------------------------------------------------------------------------


def test_the_default_cut_off_is_the_strictest_rule_at_six_in_the_evening(app):
    wide = make_body(BodyKind.PLENARY, proposals_close_days=3)
    strict = make_body(BodyKind.COMMITTEE, proposals_close_days=10)
    closed = make_body(BodyKind.SECRETARIAT, proposals_close_days=30, proposers=Proposers.SECRETARIAT)
    starts = datetime(2027, 4, 8, 10, 0)
    assert default_until([wide, strict, closed], starts) == datetime(2027, 3, 29, 18, 0, tzinfo=UTC)
    assert default_until([closed], starts) is None
    same_day = make_body(BodyKind.COMMITTEE, proposals_close_days=0)
    assert default_until([same_day], starts) == datetime(2027, 4, 8, 10, 0, tzinfo=UTC)


def test_morocco_s_own_clock_decides_before_its_last_change(app):
    """On 2026-09-15 Morocco was still one hour ahead of UTC."""
    body = make_body(BodyKind.COMMITTEE)
    assert default_until([body], datetime(2026, 9, 22, 10, 0)) == datetime(2026, 9, 15, 17, 0, tzinfo=UTC)


def test_what_the_secretariat_says_wins(committee):
    said = datetime(2027, 4, 6, 12, 0, tzinfo=UTC)
    assert proposals_until(make_meeting(bodies=[committee], proposals_until=said)) == said


@pytest.mark.parametrize(
    ("state", "at", "is_open"),
    [
        (MeetingState.DRAFT, CUTOFF - timedelta(seconds=1), True), (MeetingState.CONVENED, CUTOFF - timedelta(seconds=1), True),
        (MeetingState.CONVENED, CUTOFF, False), (MeetingState.POSTPONED, CUTOFF + timedelta(days=30), True),
        (MeetingState.CANCELLED, CUTOFF - timedelta(days=30), False), (MeetingState.HELD, CUTOFF - timedelta(days=30), False),
        (MeetingState.CLOSED, CUTOFF - timedelta(days=30), False),
    ],
)  # fmt: skip
def test_until_when_a_meeting_takes_proposals(committee, state, at, is_open):
    assert takes_proposals(make_meeting(bodies=[committee], state=state), at) is is_open


# --- proposing ---------------------------------------------------------------------------------------


def test_a_member_proposes_for_a_meeting(propose, meeting, seat, committee, now, history, outbox):
    propose(meeting=meeting, at=CUTOFF - timedelta(seconds=1))
    [item] = all_items()
    assert (item.body_id, item.meeting_id, item.kind, item.title, item.note, item.minutes, item.state) == (
        committee.id, meeting.id, AgendaKind.DECISION, {"fr": "Bilan", "ar": "حصيلة"}, {"fr": "À décider."}, 20,
        ProposedState.PROPOSED,
    )  # fmt: skip
    assert (item.institution_id, item.seat_id, item.person_id, item.proposed_at, item.version) == (
        seat.institution_id, seat.id, seat.person_id, CUTOFF - timedelta(seconds=1), 1,
    )  # fmt: skip
    assert history() == [
        (
            "proposed_item.made",
            {"title": [None, {"fr": "Bilan", "ar": "حصيلة"}], "body_id": [None, committee.id]},
        )
    ]
    assert outbox() == []


def test_the_server_judges_the_deadline(propose, meeting):
    with pytest.raises(RuleError) as refused:
        propose(meeting=meeting, at=CUTOFF)
    assert (refused.value.code, refused.value.status) == ("closed", 409)
    assert "jeudi 1er avril 2027" in str(refused.value.message)
    assert all_items() == []


def test_a_meeting_that_is_called_off_takes_none(propose, committee):
    with pytest.raises(RuleError) as refused:
        propose(meeting=make_meeting(bodies=[committee], state=MeetingState.CANCELLED))
    assert (refused.value.code, refused.value.status) == ("closed", 409)
    assert str(refused.value.message).startswith("Cette session ne reçoit plus de points")


def test_a_body_takes_proposals_at_any_time(propose, committee):
    propose(at=CUTOFF + timedelta(days=300))
    [item] = all_items()
    assert (item.body_id, item.meeting_id) == (committee.id, None)


def test_a_dissolved_body_takes_none(work, seat, now):
    gone = make_body(BodyKind.COMMITTEE, "Ancien comité", dissolved_on=date(2026, 11, 20))
    with pytest.raises(RuleError) as refused, work():
        rules.propose_item(body=gone, meeting=None, values=VALUES, actor=actor_of(seat), now=now)
    assert (refused.value.code, refused.value.status) == ("dissolved", 409)


@pytest.mark.parametrize(
    ("values", "code", "field"),
    [
        (rules.ProposedValues(AgendaKind.VOTE, Translated(), 20), "no_title", "title_fr"),
        (rules.ProposedValues(AgendaKind.VOTE, Translated(ar="سطر\nآخر"), 20), "line_break", "title_ar"),
        (rules.ProposedValues(AgendaKind.VOTE, Translated(fr="x"), 0), "minutes", "minutes"),
        (rules.ProposedValues(AgendaKind.VOTE, Translated(fr="x"), 1441), "minutes", "minutes"),
        (rules.ProposedValues(AgendaKind.VOTE, Translated(fr="x"), 20, Translated(ar="x" * 5001)), "too_long", "note_ar"),
    ],
)  # fmt: skip
def test_wrong_values_are_refused(propose, values, code, field):
    with pytest.raises(RuleError) as refused:
        propose(values)
    assert (refused.value.code, refused.value.field, refused.value.status) == (code, field, 422)
    assert all_items() == []


def test_arabic_alone_is_enough(propose):
    propose(rules.ProposedValues(AgendaKind.VOTE, Translated(ar="حصيلة التكوين"), 20))
    assert [item.title for item in all_items()] == [{"ar": "حصيلة التكوين"}]


def test_an_institution_waits_for_answers_before_it_floods_a_body(propose, committee, seat):
    for _ in range(MOST_WAITING):
        make_proposal(committee, seat=seat)
    make_proposal(committee, seat=seat, state=ProposedState.DECLINED)
    with pytest.raises(RuleError) as refused:
        propose()
    assert (refused.value.code, refused.value.status) == ("too_many", 409)


def test_a_document_goes_with_it(propose):
    upload = Upload("note.pdf", io.BytesIO(b"%PDF-1.4 note"), "Une note")
    propose(upload=upload, storage=storage(), max_bytes=1000)
    [document] = db.session.scalars(select(ProposedDocument)).all()
    assert (document.title, document.file.name, document.is_public) == ("Une note", "note.pdf", False)


# --- who may -----------------------------------------------------------------------------------------


def test_who_may_propose_to_a_committee(app, committee, seat, actor):
    other = make_seat(make_institution("Une autre"))
    observer = make_seat(make_institution("Observatrice"))
    make_mandate(committee, role=MandateRole.OBSERVER, institution_id=observer.institution_id)
    assert [policy.may_propose_to(one, committee) for one in (actor_of(seat), actor_of(observer), actor_of(other), actor)] == [
        True, True, False, True,
    ]  # fmt: skip


def test_where_the_secretariat_proposes_alone_those_who_prepare_do_too(app, seat, actor):
    body = make_body(BodyKind.COMMITTEE, "Fermé", proposers=Proposers.SECRETARIAT)
    seats = {}
    for role in MandateRole:
        seats[role] = make_seat(make_institution(f"Place {role}"))
        make_mandate(body, role=role, institution_id=seats[role].institution_id)
    allowed = {role for role, one in seats.items() if policy.may_propose_to(actor_of(one), body)}
    assert allowed == {MandateRole.CHAIR, MandateRole.COORDINATOR, MandateRole.RAPPORTEUR}
    assert policy.may_propose_to(actor, body)


@pytest.mark.parametrize("membership", list(Membership))
def test_every_member_institution_proposes_to_the_plenary(app, membership):
    plenary = make_body(BodyKind.PLENARY)
    seat = make_seat(make_institution("Celle-ci", membership=membership))
    assert policy.may_propose_to(actor_of(seat), plenary) is (membership is Membership.MEMBER)


def test_a_meeting_of_two_bodies_goes_to_the_one_where_they_sit(app, committee, seat, actor):
    secretariat = make_body(BodyKind.SECRETARIAT, "Secrétariat")
    assert policy.choose_body(actor_of(seat), [secretariat, committee]) is committee
    assert policy.choose_body(actor_of(seat), [secretariat]) is None
    assert policy.choose_body(actor, [secretariat, committee]) is secretariat


def test_who_sits_by_name_proposes_for_themselves(app, committee, work, now):
    person = make_person("Membre par son nom", email="nom@exemple.ma")
    make_mandate(committee, person_id=person.id)
    from noress.domain.accounts.identity import build_actor

    actor = build_actor(person, seat=None, now=now, method="code")
    assert policy.may_propose_to(actor, committee)
    with work():
        rules.propose_item(body=committee, meeting=None, values=VALUES, actor=actor, now=now)
    [item] = all_items()
    assert (item.institution_id, item.person_id, policy.is_own(actor, item)) == (None, person.id, True)
    assert not policy.can_see_item(actor_of(make_member(committee, "Autre", "autre@exemple.ma")), item)


# --- changing and taking back ------------------------------------------------------------------------


def test_both_seats_of_the_institution_change_it_and_nobody_else(app, committee, seat):
    item = make_proposal(committee, seat=seat)
    alternate = make_seat(seat.institution, make_person("Suppléante"))
    other = make_member(committee, "Autre", "autre@exemple.ma")
    assert [policy.can_edit_item(actor_of(one), item) for one in (seat, alternate, other)] == [
        True,
        True,
        False,
    ]
    assert [policy.can_see_item(actor_of(one), item) for one in (seat, alternate, other)] == [
        True,
        True,
        False,
    ]
    secretary = make_secretary()
    from noress.domain.accounts.identity import build_actor

    asking = build_actor(secretary, seat=None, now=item.proposed_at, method="code")
    assert (policy.can_see_item(asking, item), policy.can_edit_item(asking, item)) == (True, False)
    assert not policy.can_see_item(None, item)


def test_it_changes_while_nobody_has_answered(work, committee, seat, now, history):
    item = make_proposal(committee, "Bilan", seat)
    document = make_proposed_document(item)
    values = rules.ProposedValues(AgendaKind.VOTE, Translated(fr="Bilan chiffré"), 45)
    with work():
        rules.edit_item(
            item=item, values=values, version=1, without=[document.id], actor=actor_of(seat), now=now
        )
    assert (item.title, item.kind, item.minutes, item.version, item.documents) == (
        {"fr": "Bilan chiffré"}, AgendaKind.VOTE, 45, 2, [],
    )  # fmt: skip
    assert [action for action, _changes in history()] == ["proposed_item.edited"]


def test_saving_the_same_changes_nothing(work, committee, seat, now, history):
    item = make_proposal(committee, "Bilan", seat)
    with work():
        rules.edit_item(
            item=item, values=rules.ProposedValues.of(item), version=1, actor=actor_of(seat), now=now
        )
    assert (item.version, history()) == (1, [])


def test_a_stale_change_is_shown_both_texts(work, committee, seat, now):
    item = make_proposal(committee, "Bilan", seat, version=3)
    with pytest.raises(StaleVersion) as stale, work():
        rules.edit_item(item=item, values=VALUES, version=2, actor=actor_of(seat), now=now)
    assert stale.value.theirs.title == {"fr": "Bilan"}


@pytest.mark.parametrize("state", [state for state in ProposedState if state is not ProposedState.PROPOSED])
def test_what_was_answered_does_not_change(work, committee, seat, now, state):
    item = make_proposal(committee, "Bilan", seat, state=state)
    with pytest.raises(RuleError) as refused, work():
        rules.edit_item(item=item, values=VALUES, version=1, actor=actor_of(seat), now=now)
    assert (refused.value.code, refused.value.status, item.title) == ("decided", 409, {"fr": "Bilan"})


def test_too_many_documents_are_refused(work, committee, seat, now):
    item = make_proposal(committee, "Bilan", seat)
    for number in range(MOST_DOCUMENTS):
        make_proposed_document(item, f"Note {number}")
    upload = Upload("note.pdf", io.BytesIO(b"%PDF-1.4 note"))
    with pytest.raises(RuleError) as refused, work():
        rules.edit_item(item=item, values=rules.ProposedValues.of(item), version=1, upload=upload, storage=storage(),
                        max_bytes=1000, actor=actor_of(seat), now=now)  # fmt: skip
    assert (refused.value.code, refused.value.field) == ("too_many_documents", "file")


@pytest.mark.parametrize("state", [ProposedState.PROPOSED, ProposedState.PARKED])
def test_it_is_taken_back_while_it_waits(work, committee, seat, now, state, outbox, history):
    item = make_proposal(committee, "Bilan", seat, state=state)
    with work():
        rules.withdraw_item(item=item, actor=actor_of(seat), now=now)
    assert (item.state, item.decided_at, item.version, outbox()) == (ProposedState.WITHDRAWN, now, 2, [])
    assert history() == [
        ("proposed_item.withdrawn", {"title": [None, {"fr": "Bilan"}], "state": [state.value, "withdrawn"]})
    ]


@pytest.mark.parametrize("state", [ProposedState.ACCEPTED, ProposedState.DECLINED, ProposedState.WITHDRAWN])
def test_what_no_longer_waits_is_not_taken_back(work, committee, seat, now, state):
    item = make_proposal(committee, "Bilan", seat, state=state)
    with pytest.raises(RuleError) as refused, work():
        rules.withdraw_item(item=item, actor=actor_of(seat), now=now)
    assert (refused.value.code, refused.value.status, item.state) == ("decided", 409, state)
