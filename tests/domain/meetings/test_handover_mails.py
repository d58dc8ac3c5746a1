"""A seat changes hands: who takes over gets the request, who left a cancellation for themselves alone."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from sqlalchemy import select

from noress.domain.institutions import rules as institutions
from noress.domain.institutions.models import BodyKind, SeatKind
from noress.domain.meetings import rules
from noress.domain.meetings.mails import answer_url
from noress.domain.meetings.models import Answer, Invitation, MeetingState
from noress.domain.outbox.models import MailState
from noress.extensions import db
from tests.factories import make_body, make_institution, make_meeting, make_person, make_seat
from tests.factories.meeting_forms import plain
from tests.itip import check

pytestmark = pytest.mark.one_engine  # who is written to, in which words: tests/jobs sends them on both


@pytest.fixture
def plenary(app):
    return make_body(BodyKind.PLENARY, "Plénière")


@pytest.fixture
def institution(app):
    return make_institution("Institution 1")


@pytest.fixture
def leaving(institution):
    return make_seat(institution, make_person("Titulaire qui part", email="part@exemple.ma"))


@pytest.fixture
def convene(plenary, actor, now, work, outbox):
    """A convened session whose mails have left; seats opened before are convened."""

    def convene(theme="Financement", **values):
        meeting = make_meeting(theme, bodies=[plenary], **values)
        with work():
            rules.convene_meeting(meeting=meeting, actor=actor, now=now)
        with work():
            for mail in outbox():
                mail.state = MailState.SENT
        return meeting

    return convene


@pytest.fixture
def close(actor, now, work):
    def close(seat, successor=None, at=None):
        with work():
            institutions.close_seat(
                seat=seat, successor=successor, actor=actor, now=at or now + timedelta(hours=1)
            )

    return close


def newcomer(institution, email="arrive@exemple.ma", **values):
    person = make_person("Titulaire qui arrive", email=email, **values)
    return make_seat(institution, person)


def queued(outbox):
    return [mail for mail in outbox() if mail.state is MailState.QUEUED]


def invitation_of(seat):
    return db.session.scalars(
        select(Invitation).where(Invitation.seat_id == seat.id, Invitation.removed_at.is_(None))
    ).one()


def test_the_newcomer_is_requested_and_the_other_cancelled(institution, leaving, convene, close, outbox, now):
    meeting = convene()
    arriving = newcomer(institution, language="ar")
    close(leaving, arriving)
    cancel, request, summary = queued(outbox)
    assert [(m.template, m.to_address, m.calendar_method) for m in (cancel, request, summary)] == [
        ("invitation_removed", "part@exemple.ma", "CANCEL"),
        ("convocation", "arrive@exemple.ma", "REQUEST"),
        ("seat_handover", "arrive@exemple.ma", None),
    ]
    gone, come = check(cancel.calendar, "CANCEL"), check(request.calendar, "REQUEST")
    assert meeting.sequence == 1
    assert [(str(e["UID"]), e["SEQUENCE"], str(e["ATTENDEE"]), e.get("STATUS")) for e in (gone, come)] == [
        (meeting.uid, 1, "mailto:part@exemple.ma", None),
        (meeting.uid, 1, "mailto:arrive@exemple.ma", "CONFIRMED"),
    ]
    assert come["ATTENDEE"].params["LANGUAGE"] == "ar"
    assert "SEQUENCE:1" in meeting.calendar_text
    invitation = invitation_of(arriving)
    assert invitation.sent_at == now + timedelta(hours=1)
    assert request.text.count(answer_url(invitation)) == summary.text.count(answer_url(invitation)) == 1


def test_the_answer_already_given_is_in_the_request(institution, leaving, convene, close, outbox, work):
    convene()
    with work():
        invitation_of(leaving).answer = Answer.YES
    close(leaving, newcomer(institution))
    event = check(queued(outbox)[1].calendar, "REQUEST")
    assert event["ATTENDEE"].params["PARTSTAT"] == "ACCEPTED"


def test_each_coming_session_has_its_own_request(institution, leaving, convene, close, outbox, plenary):
    first, second = convene(), convene("Communication", starts_wall=datetime(2027, 5, 6, 10, 0))
    make_meeting("Brouillon", bodies=[plenary])
    close(leaving, newcomer(institution))
    made = [(m.template, m.about_id) for m in queued(outbox)]
    assert made[:-1] == [
        ("invitation_removed", first.id), ("convocation", first.id),
        ("invitation_removed", second.id), ("convocation", second.id),
    ]  # fmt: skip
    assert made[-1][0] == "seat_handover"


def test_a_mailbox_shared_by_both_is_not_cancelled(institution, leaving, convene, close, outbox):
    meeting = convene()
    close(leaving, newcomer(institution, email="Part@exemple.ma"))
    assert [(m.template, m.to_address) for m in queued(outbox)] == [
        ("convocation", "Part@exemple.ma"), ("seat_handover", "Part@exemple.ma")
    ]  # fmt: skip
    assert (meeting.sequence, check(queued(outbox)[0].calendar, "REQUEST")["SEQUENCE"]) == (0, 0)


def test_who_still_stands_for_another_seat_is_told_what_remains(institution, leaving, convene, close, outbox):
    make_seat(make_institution("Institution 2"), leaving.person)
    meeting = convene()
    close(leaving, newcomer(institution))
    update, request, _summary = queued(outbox)
    assert (update.template, update.to_address, update.calendar_method) == (
        "meeting_update", "part@exemple.ma", "REQUEST"
    )  # fmt: skip
    assert "Cette invitation est retirée : Institution 1, titulaire." in plain(update.text)
    assert update.text.count("/i/") == 1
    assert (request.template, request.to_address, meeting.sequence) == ("convocation", "arrive@exemple.ma", 0)


def test_who_takes_over_beside_another_seat_gets_one_mail_that_names_both(
    institution, leaving, convene, close, outbox
):
    arriving = make_seat(
        make_institution("Institution 2"), make_person("Boîte commune", email="arrive@exemple.ma")
    )
    convene()
    close(leaving, make_seat(institution, arriving.person))
    _cancel, update, _summary = queued(outbox)
    assert (update.template, update.to_address) == ("meeting_update", "arrive@exemple.ma")
    assert "Cette convocation s'ajoute : Institution 1, titulaire." in plain(update.text)
    assert update.text.count("/i/") == 2
    check(update.calendar, "REQUEST")


def test_who_was_convened_beside_is_not_requested_again(institution, leaving, convene, close, outbox):
    alternate = make_seat(
        institution, make_person("Suppléante", email="arrive@exemple.ma"), kind=SeatKind.ALTERNATE
    )
    convene()
    close(leaving, alternate)
    assert [(m.template, m.to_address) for m in queued(outbox)] == [
        ("invitation_removed", "part@exemple.ma"), ("seat_handover", "arrive@exemple.ma")
    ]  # fmt: skip


def test_without_successor_only_the_one_who_left_is_told_and_once(
    institution, leaving, convene, close, outbox, actor, now, work
):
    meeting = convene()
    close(leaving)
    assert [(m.template, m.to_address) for m in queued(outbox)] == [("invitation_removed", "part@exemple.ma")]
    later = now + timedelta(days=2)
    with work():
        institutions.open_seat(
            institution=institution, person=make_person("Titulaire qui arrive", email="arrive@exemple.ma"),
            kind=SeatKind.TITULAR, starts_on=later.date(), succeeds=leaving, actor=actor, now=later,
        )  # fmt: skip
    assert [(m.template, m.to_address) for m in queued(outbox)][1:] == [
        ("convocation", "arrive@exemple.ma"), ("seat_handover", "arrive@exemple.ma")
    ]  # fmt: skip
    assert (meeting.sequence, check(queued(outbox)[1].calendar, "REQUEST")["SEQUENCE"]) == (1, 1)


def test_who_was_phoned_is_not_mailed_and_the_newcomer_is(institution, convene, close, outbox):
    phoned = make_seat(institution, make_person("Sans adresse", email=None))
    convene()
    close(phoned, newcomer(institution))
    assert [(m.template, m.to_address) for m in queued(outbox)] == [
        ("convocation", "arrive@exemple.ma"), ("seat_handover", "arrive@exemple.ma")
    ]  # fmt: skip


def test_a_newcomer_without_address_is_to_be_phoned(institution, leaving, convene, close, outbox):
    convene()
    arriving = newcomer(institution, email=None)
    close(leaving, arriving)
    assert [m.template for m in queued(outbox)] == ["invitation_removed"]
    assert invitation_of(arriving).sent_at is None


@pytest.mark.parametrize("state", [MeetingState.CANCELLED, MeetingState.HELD])
def test_what_is_over_is_told_to_nobody(institution, leaving, convene, close, outbox, work, state):
    meeting = convene()
    with work():
        meeting.state = state
    close(leaving, newcomer(institution))
    assert [m.template for m in queued(outbox)] == ["seat_handover"]


def test_a_waiting_change_reaches_the_newcomer_and_not_who_left(
    institution, leaving, convene, close, outbox, actor, now, work
):
    meeting = convene()
    values = replace(rules.MeetingValues.of(meeting), online_url="https://visio.exemple.ma")
    with work():
        rules.edit_meeting(
            meeting=meeting,
            values=values,
            version=meeting.version,
            actor=actor,
            now=now + timedelta(minutes=1),
        )
    close(leaving, newcomer(institution), at=now + timedelta(minutes=2))
    assert [(m.template, m.to_address) for m in queued(outbox)] == [
        ("invitation_removed", "part@exemple.ma"), ("convocation", "arrive@exemple.ma"),
        ("seat_handover", "arrive@exemple.ma"),
    ]  # fmt: skip
    assert "https://visio.exemple.ma" in queued(outbox)[1].text
