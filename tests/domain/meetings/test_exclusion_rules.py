"""Seats left out before the convocation, put back, and convened later."""

from dataclasses import replace
from datetime import timedelta

import icalendar
import pytest
from sqlalchemy import select

from noress.core.errors import RuleError
from noress.domain.institutions.models import BodyKind, SeatKind
from noress.domain.meetings import queries, rules
from noress.domain.meetings.models import Exclusion, Invitation, MeetingState
from noress.domain.outbox.models import MailState
from noress.extensions import db
from tests.factories import (
    make_agenda_item,
    make_body,
    make_institution,
    make_invitation,
    make_meeting,
    make_person,
    make_seat,
)
from tests.factories.meeting_forms import plain

pytestmark = pytest.mark.one_engine  # what each rule refuses and says, not how rows are kept

HOUR = timedelta(hours=1)
REASON = "L'institution demande à ne plus être convoquée ce mois-ci."


@pytest.fixture
def plenary(app):
    return make_body(BodyKind.PLENARY, "Plénière")


@pytest.fixture
def draft(plenary):
    return make_meeting(bodies=[plenary])


def seat_of(number, **values):
    person = make_person(f"Titulaire {number}", email=f"titulaire{number}@exemple.ma", **values)
    return make_seat(make_institution(f"Institution {number}"), person)


@pytest.fixture
def leave_out(actor, now, work):
    def leave_out(meeting, seat, reason=REASON, at=None):
        with work():
            rules.leave_out_seat(meeting=meeting, seat=seat, reason=reason, actor=actor, now=at or now)

    return leave_out


@pytest.fixture
def convene(actor, now, work):
    def convene(meeting, at=None):
        with work():
            return rules.convene_meeting(meeting=meeting, actor=actor, now=at or now)

    return convene


@pytest.fixture
def convene_also(actor, now, work):
    def convene_also(meeting, *seats, at=None):
        with work():
            return rules.convene_seats(
                meeting=meeting, seat_ids=[seat.id for seat in seats], actor=actor, now=at or now
            )

    return convene_also


def exclusions():
    return [(e.meeting_id, e.seat_id, e.reason) for e in db.session.scalars(select(Exclusion))]


def invited(meeting):
    return [i.seat_id for i in db.session.scalars(queries.list_invitations(meeting.id))]


# --- leaving out, putting back -----------------------------------------------------------------------


def test_a_seat_left_out_is_not_convened(draft, leave_out, convene, actor, now, history, outbox):
    kept, out = seat_of(1), seat_of(2)
    leave_out(draft, out)
    plan = rules.plan_convocation(draft, now=now)
    assert [invitee.seat.id for invitee in plan.invitees] == [kept.id]
    assert [(one.seat.id, one.name, one.label, one.reason) for one in plan.left_out] == [
        (out.id, "Titulaire 2", "Institution 2, titulaire", REASON)
    ]
    [exclusion] = db.session.scalars(select(Exclusion))
    assert (exclusion.created_at, exclusion.created_by_id) == (now, actor.person_id)
    assert history() == [("meeting.seat_left_out", {"seat_id": [None, out.id], "reason": [None, REASON]})]
    assert outbox() == []
    convene(draft)
    assert invited(draft) == [kept.id]
    assert [mail.to_address for mail in outbox()] == ["titulaire1@exemple.ma"]


def test_a_seat_put_back_is_convened(draft, leave_out, convene, actor, now, work, history):
    seat = seat_of(1)
    leave_out(draft, seat)
    with work():
        rules.put_back_seat(meeting=draft, seat=seat, actor=actor, now=now)
    assert (exclusions(), history()[-1]) == ([], ("meeting.seat_put_back", {"seat_id": [seat.id, None]}))
    convene(draft)
    assert invited(draft) == [seat.id]


def test_leaving_out_twice_keeps_the_first_reason(draft, leave_out):
    seat = seat_of(1)
    leave_out(draft, seat)
    with pytest.raises(RuleError) as refused:
        leave_out(draft, seat, "Une autre raison")
    assert (refused.value.code, refused.value.status) == ("already_out", 409)
    assert exclusions() == [(draft.id, seat.id, REASON)]


def test_putting_back_twice_is_told(draft, leave_out, actor, now, work):
    seat = seat_of(1)
    with pytest.raises(RuleError) as refused, work():
        rules.put_back_seat(meeting=draft, seat=seat, actor=actor, now=now)
    assert (refused.value.code, refused.value.status) == ("not_out", 409)


@pytest.mark.parametrize("reason, code", [("", "no_reason"), ("  \n", "no_reason"), ("x" * 1001, "too_long")])
def test_leaving_out_needs_a_reason(draft, leave_out, reason, code):
    with pytest.raises(RuleError) as refused:
        leave_out(draft, seat_of(1), reason)
    assert (refused.value.code, refused.value.field, exclusions()) == (code, "reason", [])


def test_a_seat_that_its_bodies_do_not_bring_is_not_left_out(app, leave_out):
    committee = make_meeting(bodies=[make_body(BodyKind.COMMITTEE, "Comité 1")])
    with pytest.raises(RuleError) as refused:
        leave_out(committee, seat_of(1))
    assert (refused.value.code, refused.value.status, exclusions()) == ("not_brought", 409, [])


@pytest.mark.parametrize("state", [MeetingState.CONVENED, MeetingState.CANCELLED, MeetingState.CLOSED])
def test_after_the_convocation_nobody_is_left_out_nor_put_back(plenary, leave_out, actor, now, work, state):
    meeting, seat = make_meeting(bodies=[plenary], state=state), seat_of(1)
    with pytest.raises(RuleError) as refused:
        leave_out(meeting, seat)
    assert (refused.value.code, refused.value.status) == ("not_draft", 409)
    with pytest.raises(RuleError) as refused, work():
        rules.put_back_seat(meeting=meeting, seat=seat, actor=actor, now=now)
    assert (refused.value.code, refused.value.status) == ("not_draft", 409)


def test_a_session_of_which_everybody_is_left_out_is_not_convened(draft, leave_out, convene):
    leave_out(draft, seat_of(1))
    with pytest.raises(RuleError) as refused:
        convene(draft)
    assert (refused.value.code, draft.state) == ("nobody", MeetingState.DRAFT)


def test_a_closed_seat_is_no_longer_said_to_be_left_out(draft, leave_out, now):
    seat = seat_of(1)
    leave_out(draft, seat)
    seat.closed_at = now
    db.session.commit()
    assert rules.plan_convocation(draft, now=now).left_out == ()


# --- convening later ---------------------------------------------------------------------------------


def test_seats_opened_since_or_left_out_can_still_be_convened(draft, leave_out, convene, now):
    seat_of(1)
    out = seat_of(2)
    leave_out(draft, out)
    convene(draft)
    opened = seat_of(10)
    later = rules.list_seats_to_convene(draft, now=now)
    assert [(one.seat.id, one.name, one.reason) for one in later] == [
        (out.id, "Titulaire 2", REASON), (opened.id, "Titulaire 10", "")
    ]  # fmt: skip


def test_a_seat_convened_later_gets_the_request_at_the_present_sequence(
    draft, convene, convene_also, outbox, history, now
):
    seat_of(1)
    convene(draft)
    draft.sequence = 3
    db.session.commit()
    opened = seat_of(2)
    assert convene_also(draft, opened) == 1
    mail = outbox()[-1]
    assert (mail.template, mail.to_address, mail.calendar_method, mail.not_before) == (
        "convocation", "titulaire2@exemple.ma", "REQUEST", now
    )  # fmt: skip
    [event] = icalendar.Calendar.from_ical(mail.calendar).walk("VEVENT")
    assert (event["UID"], event["SEQUENCE"], str(event["ATTENDEE"])) == (
        draft.uid, 3, "mailto:titulaire2@exemple.ma"
    )  # fmt: skip
    invitation = db.session.scalars(select(Invitation).where(Invitation.seat_id == opened.id)).one()
    assert (invitation.sent_at, invitation.institution_id) == (now, opened.institution_id)
    assert (draft.sequence, len(outbox())) == (3, 2)
    assert history()[-1] == ("meeting.seats_convened", {"seat_id": [None, [opened.id]]})


def test_convening_later_twice_sends_nothing_twice(draft, convene, convene_also, outbox):
    seat_of(1)
    convene(draft)
    opened, other = seat_of(2), seat_of(3)
    convene_also(draft, opened)
    with pytest.raises(RuleError) as refused:
        convene_also(draft, opened)
    assert (refused.value.code, refused.value.status) == ("already_convened", 409)
    assert convene_also(draft, opened, other) == 1
    assert [m.to_address for m in outbox()] == [f"titulaire{n}@exemple.ma" for n in (1, 2, 3)]


def test_a_left_out_seat_convened_later_is_left_out_no_more(draft, leave_out, convene, convene_also):
    seat_of(1)
    out = seat_of(2)
    leave_out(draft, out)
    convene(draft)
    convene_also(draft, out)
    assert (exclusions(), len(invited(draft))) == ([], 2)


def test_seats_of_one_mailbox_convened_later_get_one_mail(draft, convene, convene_also, outbox):
    seat_of(1)
    convene(draft)
    person = make_person("Boîte commune", email="boite@exemple.ma")
    two, three = (make_seat(make_institution(f"Institution {n}"), person) for n in (2, 3))
    assert convene_also(draft, two, three) == 1
    mail = outbox()[-1]
    assert (mail.template, mail.text.count("/i/")) == ("convocation", 2)
    assert "Institution 2, titulaire" in mail.text
    assert "Institution 3, titulaire" in mail.text


def test_a_mailbox_that_was_convened_is_told_which_place_is_added(draft, convene, convene_also, outbox):
    first = seat_of(1)
    convene(draft)
    second = make_seat(make_institution("Institution 2"), first.person, kind=SeatKind.ALTERNATE)
    convene_also(draft, second)
    mail = outbox()[-1]
    assert (mail.template, mail.to_address, mail.calendar_method) == (
        "meeting_update", "titulaire1@exemple.ma", "REQUEST"
    )  # fmt: skip
    assert "Cette convocation s'ajoute : Institution 2, suppléant." in plain(mail.text)
    assert "SEQUENCE:0" in mail.calendar
    assert mail.text.count("/i/") == 2


def test_a_waiting_change_is_told_with_the_added_place(
    draft, convene, convene_also, actor, now, work, outbox
):
    first = seat_of(1)
    convene(draft)
    for mail in outbox():
        mail.state = MailState.SENT
    db.session.commit()
    values = replace(rules.MeetingValues.of(draft), online_url="https://visio.exemple.ma")
    with work():
        rules.edit_meeting(meeting=draft, values=values, version=draft.version, actor=actor, now=now + HOUR)
    convene_also(draft, make_seat(make_institution("Institution 2"), first.person), at=now + 2 * HOUR)
    [mail] = [m for m in outbox() if m.state is MailState.QUEUED]
    assert "maintenant : https://visio.exemple.ma" in plain(mail.text)
    assert "Cette convocation s'ajoute : Institution 2, titulaire." in plain(mail.text)


def test_a_seat_without_address_is_convened_to_be_phoned(draft, convene, convene_also, outbox):
    seat_of(1)
    convene(draft)
    opened = make_seat(make_institution("Institution 2"), make_person("Sans adresse", email=None))
    assert convene_also(draft, opened) == 0
    assert (len(outbox()), len(invited(draft))) == (1, 2)


def test_an_invitation_taken_back_can_be_given_again(draft, convene, convene_also, actor, now, work, outbox):
    seat, _other = seat_of(1), seat_of(2)
    convene(draft)
    invitation = db.session.scalars(select(Invitation).where(Invitation.seat_id == seat.id)).one()
    with work():
        rules.remove_invitation(invitation=invitation, actor=actor, now=now)
    assert [one.seat.id for one in rules.list_seats_to_convene(draft, now=now)] == [seat.id]
    convene_also(draft, seat)
    assert [(m.template, m.to_address) for m in outbox()[2:]] == [
        ("invitation_removed", "titulaire1@exemple.ma"), ("convocation", "titulaire1@exemple.ma"),
    ]  # fmt: skip
    assert "SEQUENCE:1" in outbox()[-1].calendar


@pytest.mark.parametrize(
    "chosen, code", [("none", "nobody_chosen"), ("closed", "unknown_seat"), ("other", "unknown_seat")]
)
def test_only_seats_that_the_rule_brings_are_convened_later(draft, convene, actor, now, work, chosen, code):
    seat_of(1)
    convene(draft)
    closed = make_seat(make_institution("Institution 2"), closed_at=now)
    ids = {"none": [], "closed": [closed.id], "other": [99_999]}[chosen]
    with pytest.raises(RuleError) as refused, work():
        rules.convene_seats(meeting=draft, seat_ids=ids, actor=actor, now=now)
    assert (refused.value.code, refused.value.field, len(invited(draft))) == (code, "seats", 1)


def test_nobody_is_convened_to_a_draft_nor_to_what_has_begun(plenary, convene_also):
    seat = seat_of(1)
    draft = make_meeting(bodies=[plenary])
    begun = make_meeting(bodies=[plenary], state=MeetingState.CONVENED)
    cases = ((draft, None, "not_convened"), (begun, begun.starts_at, "started"))
    for meeting, at, code in cases:
        with pytest.raises(RuleError) as refused:
            convene_also(meeting, seat, at=at)
        assert (refused.value.code, refused.value.status) == (code, 409)
    assert db.session.scalars(select(Invitation)).all() == []


def test_guests_hear_of_no_internal_item(draft, convene, outbox):
    seat_of(1)
    make_agenda_item(draft, "Ouverture")
    make_agenda_item(draft, "Affaires internes", is_internal=True)
    make_invitation(draft, guest_name="Intervenant", guest_email="intervenant@exemple.ma", sent_at=None)
    convene(draft)
    told = {mail.to_address: "Affaires internes" in mail.text for mail in outbox()}
    assert told == {"titulaire1@exemple.ma": True, "intervenant@exemple.ma": False}
