"""After the convocation: moves merged into one mail, cancellations, removals, reminders."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import icalendar
import pytest
from sqlalchemy import select

from noress.core.errors import RuleError
from noress.core.i18n import Translated
from noress.domain.institutions.models import BodyKind
from noress.domain.meetings import rules
from noress.domain.meetings.models import Answer, Invitation, MeetingState
from noress.domain.outbox.models import MailState
from noress.extensions import db
from tests.factories import (
    make_account,
    make_body,
    make_institution,
    make_invitation,
    make_meeting,
    make_person,
    make_seat,
)

pytestmark = pytest.mark.one_engine  # who is written to, in which words: tests/jobs sends them on both

PLACE = Translated(fr="Conseil régional, salle B")


@pytest.fixture
def convened(app, actor, now, work):
    """A session convened with two seats and a guest, whose mails have left."""
    plenary = make_body(BodyKind.PLENARY, "Plénière")
    make_seat(make_institution("Institution 1"), make_person("Titulaire 1", email="titulaire1@exemple.ma"))
    make_seat(
        make_institution("Institution 2"),
        make_person("Titulaire 2", email="titulaire2@exemple.ma", language="ar"),
    )
    meeting = make_meeting(bodies=[plenary], place=PLACE)
    make_invitation(meeting, guest_name="Intervenant", guest_email="intervenant@exemple.ma", sent_at=None)
    with work():
        rules.convene_meeting(meeting=meeting, actor=actor, now=now)
    return meeting


@pytest.fixture
def edit(actor, work):
    def edit(meeting, now, **changes):
        with work():
            return rules.edit_meeting(
                meeting=meeting, values=replace(rules.MeetingValues.of(meeting), **changes), version=meeting.version,
                actor=actor, now=now,
            )  # fmt: skip

    return edit


def send_waiting(outbox, at):
    for mail in outbox():
        if mail.state is MailState.QUEUED:
            mail.state, mail.sent_at = MailState.SENT, at
    db.session.commit()


def living(outbox, template):
    return [mail for mail in outbox() if mail.template == template and mail.state is not MailState.MERGED]


def test_a_move_raises_the_sequence_and_tells_each_mailbox_in_five_minutes(
    convened, edit, now, outbox, history
):
    send_waiting(outbox, now)
    later = now + timedelta(hours=1)
    leaves_at = edit(
        convened, later, starts_wall=datetime(2027, 4, 9, 11, 0), ends_wall=datetime(2027, 4, 9, 13, 0)
    )
    assert leaves_at == later + timedelta(minutes=5)
    assert convened.sequence == 1
    assert "SEQUENCE:1" in convened.calendar_text
    mails = living(outbox, "meeting_update")
    assert [(m.to_address, m.not_before, m.state) for m in mails] == [
        (address, leaves_at, MailState.QUEUED)
        for address in ("titulaire1@exemple.ma", "titulaire2@exemple.ma", "intervenant@exemple.ma")
    ]
    text = mails[0].text.replace("\u202f", " ").replace("\xa0", " ")
    assert "avant : jeudi 8 avril 2027" in text
    assert "maintenant : vendredi 9 avril 2027" in text
    assert "avant : de 10 h à 13 h" in text
    assert "maintenant : de 11 h à 13 h" in text
    [event] = icalendar.Calendar.from_ical(mails[0].calendar).walk("VEVENT")
    assert (event["SEQUENCE"], event["UID"]) == (1, convened.uid)
    assert event["DTSTART"].dt.astimezone(UTC) == datetime(2027, 4, 9, 11, 0, tzinfo=UTC)
    assert history()[-1] == (
        "meeting.edited",
        {"starts_wall": ["2027-04-08T10:00:00", "2027-04-09T11:00:00"],
         "ends_wall": ["2027-04-08T13:00:00", "2027-04-09T13:00:00"]},
    )  # fmt: skip


def test_edits_within_minutes_make_one_mail_that_says_everything(convened, edit, now, outbox):
    send_waiting(outbox, now)
    first = now + timedelta(hours=1)
    edit(convened, first, starts_wall=datetime(2027, 4, 8, 11, 0))
    leaves_at = edit(convened, first + timedelta(minutes=3), place=Translated(fr="Tétouan"))
    assert leaves_at == first + timedelta(minutes=5)
    mails = living(outbox, "meeting_update")
    assert [(m.to_address, m.not_before) for m in mails] == [
        (address, leaves_at)
        for address in ("titulaire1@exemple.ma", "titulaire2@exemple.ma", "intervenant@exemple.ma")
    ]
    text = mails[0].text.replace("\u202f", " ").replace("\xa0", " ")
    assert "avant : de 10 h à 13 h" in text
    assert "avant : Conseil régional, salle B" in text
    assert "maintenant : Tétouan" in text
    assert "SEQUENCE:2" in mails[0].calendar


def test_after_the_mail_left_the_next_one_starts_from_what_it_said(convened, edit, now, outbox):
    send_waiting(outbox, now)
    edit(convened, now + timedelta(hours=1), starts_wall=datetime(2027, 4, 8, 11, 0))
    send_waiting(outbox, now + timedelta(hours=1, minutes=5))
    edit(convened, now + timedelta(hours=2), starts_wall=datetime(2027, 4, 8, 12, 0))
    mail = living(outbox, "meeting_update")[-1]
    text = mail.text.replace("\u202f", " ").replace("\xa0", " ")
    assert "avant : de 11 h à 13 h" in text
    assert "maintenant : de 12 h à 13 h" in text


def test_coming_back_to_what_is_known_sends_nothing(convened, edit, now, outbox):
    send_waiting(outbox, now)
    edit(convened, now + timedelta(hours=1), place=Translated(fr="Tétouan"))
    assert edit(convened, now + timedelta(hours=1, minutes=2), place=PLACE) is None
    assert living(outbox, "meeting_update") == []


def test_what_people_need_not_know_sends_nothing(convened, edit, now, outbox):
    assert edit(convened, now + timedelta(hours=1), introduction=Translated(fr="Deux mots.")) is None
    assert (convened.sequence, living(outbox, "meeting_update")) == (0, [])
    assert "Deux mots." in convened.calendar_text


def test_cancelling_tells_everybody_at_once_and_waiting_updates_stay(
    convened, edit, actor, now, work, outbox, history
):
    send_waiting(outbox, now)
    later = now + timedelta(hours=1)
    edit(convened, later, place=Translated(fr="Tétouan"))
    with work():
        count = rules.cancel_meeting(
            meeting=convened,
            reason=Translated(fr="Grève", ar="إضراب"),
            actor=actor,
            now=later + timedelta(minutes=1),
        )
    assert (count, convened.state, convened.sequence) == (3, MeetingState.CANCELLED, 2)
    assert "STATUS:CANCELLED" in convened.calendar_text
    assert living(outbox, "meeting_update") == []
    mails = living(outbox, "meeting_cancelled")
    assert [(m.to_address, m.not_before) for m in mails] == [
        (address, later + timedelta(minutes=1))
        for address in ("titulaire1@exemple.ma", "titulaire2@exemple.ma", "intervenant@exemple.ma")
    ]
    assert "Grève" in mails[0].text
    assert "إضراب" in mails[1].text
    assert "METHOD:CANCEL" in mails[0].calendar
    assert "STATUS:CANCELLED" in mails[0].calendar
    assert history()[-1] == (
        "meeting.cancelled",
        {"state": ["convened", "cancelled"], "cancel_reason": [None, {"fr": "Grève", "ar": "إضراب"}]},
    )


@pytest.mark.parametrize(
    "state, reason, when, code",
    [
        (MeetingState.DRAFT, "Grève", None, "not_convened"),
        (MeetingState.CANCELLED, "Grève", None, "cancelled"),
        (MeetingState.CLOSED, "Grève", None, "not_convened"),
        (MeetingState.CONVENED, "Grève", datetime(2027, 4, 8, 10, 0, tzinfo=UTC), "started"),
        (MeetingState.CONVENED, "", None, "no_reason"),
    ],
)
def test_what_cannot_be_cancelled(actor, now, work, outbox, state, reason, when, code):
    meeting = make_meeting(state=state)
    with pytest.raises(RuleError) as refused, work():
        rules.cancel_meeting(meeting=meeting, reason=Translated(fr=reason), actor=actor, now=when or now)
    assert refused.value.code == code
    assert outbox() == []


def invitation_of(name):
    found = [
        i for i in db.session.scalars(select(Invitation))
        if name in {i.guest_name, i.seat.person.name if i.seat else None}
    ]  # fmt: skip
    return found[0]


def test_a_removed_guest_alone_gets_a_cancellation(convened, actor, now, work, outbox, history):
    send_waiting(outbox, now)
    guest = invitation_of("Intervenant")
    with work():
        rules.remove_invitation(invitation=guest, actor=actor, now=now + timedelta(hours=1))
    assert (guest.removed_at, guest.link_generation) == (now + timedelta(hours=1), 2)
    [mail] = [m for m in outbox() if m.state is MailState.QUEUED]
    assert (mail.template, mail.to_address, mail.calendar_method) == (
        "invitation_removed",
        "intervenant@exemple.ma",
        "CANCEL",
    )
    assert "METHOD:CANCEL" in mail.calendar
    assert "STATUS:CANCELLED" not in mail.calendar
    assert history()[-1] == ("invitation.removed", {})
    with pytest.raises(RuleError) as refused, work():
        rules.remove_invitation(invitation=guest, actor=actor, now=now + timedelta(hours=1))
    assert refused.value.code == "removed"


def test_a_mailbox_that_still_stands_for_others_is_told_what_remains(app, actor, now, work, outbox):
    plenary = make_body(BodyKind.PLENARY, "Plénière")
    person = make_person("Titulaire 1", email="titulaire1@exemple.ma")
    make_seat(make_institution("Institution 1"), person)
    lost = make_seat(make_institution("Institution 2"), person)
    meeting = make_meeting(bodies=[plenary], place=PLACE)
    with work():
        rules.convene_meeting(meeting=meeting, actor=actor, now=now)
    send_waiting(outbox, now)
    invitation = db.session.scalars(select(Invitation).where(Invitation.seat_id == lost.id)).one()
    with work():
        rules.remove_invitation(invitation=invitation, actor=actor, now=now + timedelta(hours=1))
    [mail] = [m for m in outbox() if m.state is MailState.QUEUED]
    assert (mail.template, mail.calendar_method) == ("meeting_update", "REQUEST")
    assert "Cette invitation est retirée\xa0: Institution 2, titulaire." in mail.text
    assert mail.text.count("/i/") == 1


def test_an_address_that_others_read_in_another_language_is_not_cancelled(app, actor, now, work, outbox):
    plenary = make_body(BodyKind.PLENARY, "Plénière")
    make_seat(make_institution("Institution 1"), make_person("Titulaire 1", email="boite@exemple.ma"))
    reader = make_person("Titulaire 2", account=make_account(), email="Boite@exemple.ma", language="ar")
    lost = make_seat(make_institution("Institution 2"), reader)
    meeting = make_meeting(bodies=[plenary], place=PLACE)
    with work():
        rules.convene_meeting(meeting=meeting, actor=actor, now=now)
    send_waiting(outbox, now)
    invitation = db.session.scalars(select(Invitation).where(Invitation.seat_id == lost.id)).one()
    with work():
        rules.remove_invitation(invitation=invitation, actor=actor, now=now + timedelta(hours=1))
    [mail] = [m for m in outbox() if m.state is MailState.QUEUED]
    assert (mail.template, mail.language, mail.calendar) == ("invitation_removed", "ar", None)


def test_removing_from_a_draft_tells_nobody(app, actor, now, work, outbox):
    meeting = make_meeting()
    guest = make_invitation(
        meeting, guest_name="Intervenant", guest_email="intervenant@exemple.ma", sent_at=None
    )
    with work():
        rules.remove_invitation(invitation=guest, actor=actor, now=now)
    assert (guest.removed_at, outbox()) == (now, [])


def test_only_those_without_answer_are_reminded_once_a_day(convened, actor, now, work, outbox, history):
    answered = invitation_of("Titulaire 1")
    with work():
        answered.answer = Answer.MAYBE
    later = now + timedelta(hours=2)
    with work():
        assert rules.remind_invited(meeting=convened, actor=actor, now=later) == 2
    reminders = living(outbox, "reminder")
    assert [(m.to_address, m.language, m.calendar) for m in reminders] == [
        ("titulaire2@exemple.ma", "ar", None), ("intervenant@exemple.ma", "fr", None)
    ]  # fmt: skip
    assert history()[-1] == ("meeting.reminded", {"invitations": [None, 2]})
    with pytest.raises(RuleError) as refused, work():
        rules.remind_invited(meeting=convened, actor=actor, now=later + timedelta(hours=23))
    assert (refused.value.code, refused.value.status) == ("nobody", 409)
    with work():
        assert rules.remind_invited(meeting=convened, actor=actor, now=later + timedelta(hours=24)) == 2
    assert len(living(outbox, "reminder")) == 4


@pytest.mark.parametrize(
    "state, when, code",
    [
        (MeetingState.DRAFT, None, "not_convened"),
        (MeetingState.CONVENED, datetime(2027, 4, 8, 10, tzinfo=UTC), "started"),
    ],
)
def test_reminders_stop_with_the_answers(actor, now, work, state, when, code):
    meeting = make_meeting(state=state)
    with pytest.raises(RuleError) as refused, work():
        rules.remind_invited(meeting=meeting, actor=actor, now=when or now)
    assert refused.value.code == code
