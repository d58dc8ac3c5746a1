"""Convening: who is convened, what leaves, and that it happens once."""

from datetime import UTC, date, datetime

import icalendar
import pytest
import vobject
from sqlalchemy import select

from noress.core.errors import RuleError
from noress.core.i18n import Translated
from noress.domain.institutions.models import BodyKind, MandateRole, Membership
from noress.domain.meetings import rules
from noress.domain.meetings.models import Invitation, Meeting, MeetingState
from noress.extensions import db
from tests.factories import (
    make_agenda_item,
    make_body,
    make_institution,
    make_invitation,
    make_mandate,
    make_meeting,
    make_person,
    make_seat,
)

PLACE = Translated(fr="Conseil régional, salle B", ar="مجلس الجهة، القاعة ب")


@pytest.fixture
def plenary(app):
    return make_body(BodyKind.PLENARY, "Plénière")


def seat_of(institution, person, **values):
    return make_seat(make_institution(institution, **values), person)


def names(plan):
    return [(invitee.name, invitee.label) for invitee in plan.invitees]


def test_the_plenary_brings_every_open_seat_of_the_members(plenary, now):
    one = make_institution("Institution 1")
    make_seat(one, make_person("Titulaire 1"))
    make_seat(one, make_person("Titulaire 2"), ends_on=date(2026, 1, 1))
    make_seat(one, make_person("Titulaire 3"), closed_at=now)
    seat_of("Ancien membre", make_person("Titulaire 4"), membership=Membership.LEFT)
    seat_of("Service", make_person("Titulaire 5"), membership=Membership.SERVICE)
    plan = rules.plan_convocation(make_meeting(bodies=[plenary]), now=now)
    assert names(plan) == [("Titulaire 1", "Institution 1, titulaire")]


def test_a_committee_brings_those_who_hold_a_place(app, now):
    committee = make_body(BodyKind.COMMITTEE, "Comité 1")
    member, other = make_institution("Institution 1"), make_institution("Institution 2")
    make_seat(member, make_person("Titulaire 1"))
    make_seat(other, make_person("Titulaire 2"))
    chair = make_person("Titulaire 3")
    make_seat(make_institution("Institution 3"), chair)
    expert = make_person("Experte", email="experte@exemple.ma")
    make_mandate(committee, institution_id=member.id)
    make_mandate(committee, person_id=chair.id, role=MandateRole.CHAIR)
    make_mandate(committee, person_id=expert.id)
    make_mandate(committee, institution_id=other.id, ends_on=date(2020, 1, 1))
    plan = rules.plan_convocation(make_meeting(bodies=[committee]), now=now)
    assert names(plan) == [
        ("Titulaire 1", "Institution 1, titulaire"), ("Titulaire 3", "Institution 3, titulaire"), ("Experte", "membre de l'instance"),
    ]  # fmt: skip


def test_several_bodies_convene_a_seat_once(plenary, now):
    committee = make_body(BodyKind.COMMITTEE, "Comité 1")
    institution = make_institution("Institution 1")
    make_seat(institution, make_person("Titulaire 1"))
    make_mandate(committee, institution_id=institution.id)
    plan = rules.plan_convocation(make_meeting(bodies=[plenary, committee]), now=now)
    assert (plan.seats, plan.institutions, plan.mailboxes, plan.others) == (1, 1, 1, 0)


def test_convening_gives_a_reference_and_one_mail_per_mailbox(plenary, actor, now, work, outbox, history):
    shared = make_person("Secrétariat général", email="Boite@exemple.ma")
    seat_of("Institution 1", shared)
    seat_of(
        "Institution 2", make_person("Secrétariat général", account=shared.account, email="boite@exemple.ma")
    )
    seat_of(
        "Institution 3",
        make_person("Titulaire 3", email="titulaire3@exemple.ma", language="ar"),
        name_ar="المؤسسة 3",
    )
    seat_of("Institution 4", make_person("Sans adresse", email=None))
    meeting = make_meeting(bodies=[plenary], place=PLACE)
    make_agenda_item(meeting, "Budget", minutes=20)
    with work():
        plan = rules.convene_meeting(meeting=meeting, actor=actor, now=now)
    assert (plan.seats, plan.mailboxes, [i.name for i in plan.without_mail]) == (4, 2, ["Sans adresse"])
    assert (meeting.state, meeting.reference, meeting.convened_at, meeting.version) == (
        MeetingState.CONVENED, "S-2026-01", now, 2
    )  # fmt: skip
    mails = outbox()
    assert [(m.template, m.to_address, m.language, m.calendar_method, m.about_id) for m in mails] == [
        ("convocation", "Boite@exemple.ma", "fr", "REQUEST", meeting.id),
        ("convocation", "titulaire3@exemple.ma", "ar", "REQUEST", meeting.id),
    ]
    assert mails[0].subject == "Convocation : Communication et financement, 8 avril 2027"
    assert "Institution 1, titulaire" in mails[0].text
    assert "Institution 2, titulaire" in mails[0].text
    assert mails[0].text.count("/i/") == 2
    assert "المؤسسة 3" in mails[1].text
    sent = {i.seat.person.name: i.sent_at for i in db.session.scalars(select(Invitation))}
    assert sent == {"Secrétariat général": now, "Titulaire 3": now, "Sans adresse": None}
    assert history()[-1] == (
        "meeting.convened", {"state": ["draft", "convened"], "reference": [None, "S-2026-01"], "invitations": [None, 4]}
    )  # fmt: skip


def test_the_invitation_is_a_request_that_two_libraries_read(plenary, actor, now, work, outbox):
    seat_of("Institution 1", make_person("Titulaire 1", email="titulaire1@exemple.ma"))
    meeting = make_meeting(bodies=[plenary], place=PLACE, online_url="https://visio.exemple.ma/noress")
    with work():
        rules.convene_meeting(meeting=meeting, actor=actor, now=now)
    text = outbox()[0].calendar
    calendar = icalendar.Calendar.from_ical(text)
    [event] = calendar.walk("VEVENT")
    assert (calendar["METHOD"], event["UID"], event["SEQUENCE"], event["STATUS"]) == (
        "REQUEST",
        meeting.uid,
        0,
        "CONFIRMED",
    )
    assert str(event["ORGANIZER"]) == "mailto:secretariat@noress.example"
    assert (str(event["ATTENDEE"]), event["ATTENDEE"].params["RSVP"]) == (
        "mailto:titulaire1@exemple.ma",
        "TRUE",
    )
    assert event["DTSTART"].dt.astimezone(UTC) == datetime(2027, 4, 8, 10, 0, tzinfo=UTC)
    assert event.errors == []
    assert vobject.readOne(text).vevent.uid.value == meeting.uid


def test_the_published_calendar_keeps_the_online_link_to_the_invited(plenary, actor, now, work, outbox):
    seat_of("Institution 1", make_person("Titulaire 1"))
    meeting = make_meeting(bodies=[plenary], place=PLACE, online_url="https://visio.exemple.ma/noress")
    with work():
        rules.convene_meeting(meeting=meeting, actor=actor, now=now)
    unfolded = meeting.calendar_text.replace("\r\n ", "")
    assert "visio.exemple.ma" not in unfolded
    assert "titulaire1" not in unfolded
    assert f"UID:{meeting.uid}" in unfolded
    assert "visio.exemple.ma" in outbox()[0].calendar.replace("\r\n ", "")


def test_a_double_click_convenes_once(plenary, actor, now, work, outbox):
    seat_of("Institution 1", make_person("Titulaire 1"))
    meeting = make_meeting(bodies=[plenary], place=PLACE)
    with work():
        rules.convene_meeting(meeting=meeting, actor=actor, now=now)
    with pytest.raises(RuleError) as refused, work():
        rules.convene_meeting(meeting=meeting, actor=actor, now=now)
    assert (refused.value.code, refused.value.status) == ("not_draft", 409)
    assert (len(outbox()), meeting.reference) == (1, "S-2026-01")


def test_references_have_no_gap(plenary, actor, now, work):
    seat_of("Institution 1", make_person("Titulaire 1"))
    first, second = make_meeting(bodies=[plenary], place=PLACE), make_meeting(bodies=[plenary], place=None)
    with pytest.raises(RuleError), work():
        rules.convene_meeting(meeting=second, actor=actor, now=now)
    with work():
        rules.convene_meeting(meeting=first, actor=actor, now=now)
    assert first.reference == "S-2026-01"


@pytest.mark.parametrize(
    "values, code",
    [
        ({"place": None}, "no_place"),
        ({"starts_wall": datetime(2026, 11, 19, 10, 0)}, "past"),
        ({"ends_wall": None}, "no_end"),
        ({"theme": ""}, "no_theme"),
    ],
)
def test_what_is_not_ready_is_not_convened(plenary, actor, now, work, outbox, values, code):
    seat_of("Institution 1", make_person("Titulaire 1"))
    theme = values.pop("theme", "Budget")
    meeting = make_meeting(theme, theme_ar=theme, bodies=[plenary], **{"place": PLACE, **values})
    with pytest.raises(RuleError) as refused, work():
        rules.convene_meeting(meeting=meeting, actor=actor, now=now)
    assert refused.value.code == code
    assert (meeting.state, outbox(), db.session.scalars(select(Invitation)).all()) == (
        MeetingState.DRAFT,
        [],
        [],
    )


def test_a_meeting_of_nobody_is_not_convened(plenary, actor, now, work):
    meeting = make_meeting(bodies=[plenary], place=PLACE)
    with pytest.raises(RuleError) as refused, work():
        rules.convene_meeting(meeting=meeting, actor=actor, now=now)
    assert refused.value.code == "nobody"


def test_members_without_seat_who_share_an_address_get_one_invitation(actor, now, work, outbox):
    committee = make_body(BodyKind.COMMITTEE, "Comité 1")
    one = make_person("Membre 1", email="bureau@exemple.ma")
    two = make_person("Membre 2", account=one.account, email="bureau@exemple.ma")
    for person in (one, two):
        make_mandate(committee, person_id=person.id)
    meeting = make_meeting(bodies=[committee], place=PLACE)
    with work():
        rules.convene_meeting(meeting=meeting, actor=actor, now=now)
    invitation = db.session.scalars(select(Invitation)).one()
    assert (invitation.guest_name, invitation.guest_email) == ("Membre 1, Membre 2", "bureau@exemple.ma")
    assert len(outbox()) == 1


def test_members_without_seat_are_invited_in_their_own_language(actor, now, work, outbox):
    committee = make_body(BodyKind.COMMITTEE, "Comité 1")
    reader = make_person("Experte", name_ar="خبيرة", email="experte@exemple.ma", language="ar")
    make_mandate(committee, person_id=reader.id)
    meeting = make_meeting(bodies=[committee], place=PLACE)
    with work():
        plan = rules.convene_meeting(meeting=meeting, actor=actor, now=now)
    assert names(plan) == [("Experte", "membre de l'instance")]
    invitation = db.session.scalars(select(Invitation)).one()
    assert (invitation.guest_name, invitation.guest_organisation) == ("خبيرة", "عضو في الهيئة")
    assert (outbox()[0].to_name, outbox()[0].language) == ("خبيرة", "ar")


def test_guests_of_the_draft_are_mailed_with_the_others(plenary, actor, now, work, outbox):
    meeting = make_meeting(bodies=[plenary], place=PLACE)
    make_invitation(
        meeting,
        guest_name="Intervenant",
        guest_email="intervenant@exemple.ma",
        guest_language="ar",
        sent_at=None,
    )
    with work():
        rules.convene_meeting(meeting=meeting, actor=actor, now=now)
    [mail] = outbox()
    assert (mail.to_address, mail.to_name, mail.language) == ("intervenant@exemple.ma", "Intervenant", "ar")
    assert db.session.scalars(select(Invitation)).one().sent_at == now


def test_the_preview_stores_nothing(plenary, now, outbox):
    meeting = make_meeting(bodies=[plenary], place=PLACE)
    subject, text = rules.preview_convocation(meeting, "ar", now=now)
    assert "التواصل والتمويل" in subject
    assert "مجلس الجهة" in text
    assert outbox() == []
    assert db.session.get(Meeting, meeting.id).state is MeetingState.DRAFT
