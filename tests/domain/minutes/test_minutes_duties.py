"""What records leave to do, to whom, and until when."""

from datetime import timedelta

import pytest

from noress.domain.accounts.actor import Actor
from noress.domain.accounts.identity import build_actor
from noress.domain.attendance.models import Attendance, AttendanceSource, AttendanceStatus
from noress.domain.institutions.models import BodyKind, MandateRole
from noress.domain.meetings.models import MeetingState
from noress.domain.minutes import duties, rules
from noress.domain.minutes.models import (
    Consultation,
    ConsultationVoice,
    Correction,
    MinutesState,
    VoiceAnswer,
)
from noress.extensions import db
from tests.factories import make_body, make_institution, make_mandate, make_person, make_seat, save
from tests.factories.minutes import HELD_WALL, UNTIL, make_block, make_held_meeting, make_minutes

AFTER = UNTIL + timedelta(days=1)


@pytest.fixture
def committee(app):
    body = make_body(BodyKind.COMMITTEE, "Comité financement")
    seats = {}
    for name, role in (
        ("Membre", MandateRole.MEMBER),
        ("Rapporteure", MandateRole.RAPPORTEUR),
        ("Observe", MandateRole.OBSERVER),
    ):
        institution = make_institution(name)
        make_mandate(body, institution_id=institution.id, role=role)
        seats[name] = make_seat(institution, make_person(f"Titulaire {name}"))
    return body, seats


def acting(seat, now) -> Actor:
    return build_actor(seat.person, seat=seat, now=now, method="code")


def shown(found) -> list[tuple[str, str]]:
    return [(duty.kind, duty.title) for duty in found]


def test_a_meeting_that_is_over_has_its_record_to_write(actor, now, committee):
    body, seats = committee
    meeting = make_held_meeting(bodies=[body], state=MeetingState.CONVENED, held_at=None)
    make_held_meeting(
        theme="Dans un mois",
        bodies=[body],
        starts_wall=HELD_WALL + timedelta(days=38),
        state=MeetingState.CONVENED,
    )
    make_held_meeting(theme="Reprise", bodies=[body], source="Rapport", convened_at=None)
    make_held_meeting(theme="Annulée", bodies=[body], state=MeetingState.CANCELLED)
    expected = [("minutes.write", "Rédiger le compte rendu de «\u202fFinancement solidaire\u202f»")]
    assert shown(duties.list_writing_duties(actor, now)) == expected
    (duty,) = duties.list_writing_duties(acting(seats["Rapporteure"], now), now)
    assert (duty.endpoint, duty.values, duty.action_label, duty.deadline) == (
        "minutes.show", {"meeting_id": meeting.id}, "Commencer", meeting.ends_at + duties.WRITTEN_WITHIN,
    )  # fmt: skip
    assert duties.list_writing_duties(acting(seats["Membre"], now), now) == []
    make_minutes(meeting)
    assert duties.list_writing_duties(actor, now)[0].action_label == "Continuer"


def test_each_step_is_the_secretariats_one_duty(actor, now, committee):
    minutes = make_minutes(make_held_meeting(bodies=[committee[0]]), state=MinutesState.CIRCULATED)
    name = "procès-verbal du 12 novembre 2026"
    assert duties.list_secretariat_duties(actor, now) == []
    assert shown(duties.list_secretariat_duties(actor, AFTER)) == [
        ("minutes.approve", f"Faire approuver le {name}")
    ]
    block = make_block(minutes)
    for _ in range(2):
        save(Correction(block_id=block.id, block_version=1, language="fr", text="x", proposed_at=now))
    assert shown(duties.list_secretariat_duties(actor, now)) == [
        ("minutes.answer", "Répondre à 2 corrections")
    ]
    assert duties.list_secretariat_duties(acting(committee[1]["Rapporteure"], now), now) == []
    for row in db.session.query(Correction):
        db.session.delete(row)
    db.session.commit()
    consultation = save(
        Consultation(minutes_id=minutes.id, opened_at=AFTER, closes_at=AFTER + timedelta(days=7))
    )
    assert duties.list_secretariat_duties(actor, AFTER) == []
    (duty,) = duties.list_secretariat_duties(actor, AFTER + timedelta(days=7))
    assert (duty.kind, duty.title, duty.deadline) == (
        "minutes.close", f"Clore la consultation sur le {name}", consultation.closes_at,
    )  # fmt: skip


def test_what_is_approved_waits_to_be_published(actor, now, committee):
    make_minutes(make_held_meeting(bodies=[committee[0]]), state=MinutesState.APPROVED)
    assert shown(duties.list_secretariat_duties(actor, now)) == [
        ("minutes.publish", "Publier le procès-verbal du 12 novembre 2026")
    ]


def test_institutions_read_until_the_deadline_and_until_they_have_said_so(now, work, committee):
    minutes = make_minutes(make_held_meeting(bodies=[committee[0]]), state=MinutesState.CIRCULATED)
    member = acting(committee[1]["Membre"], now)
    (duty,) = duties.list_member_duties(member, now)
    assert (duty.kind, duty.title, duty.deadline) == (
        "minutes.review", "Relire le procès-verbal du 12 novembre 2026", UNTIL,
    )  # fmt: skip
    assert shown(duties.list_member_duties(acting(committee[1]["Observe"], now), now)) == [
        (duty.kind, duty.title)
    ]
    stranger = make_seat(make_institution("Ailleurs"))
    assert duties.list_member_duties(acting(stranger, now), now) == []
    assert duties.list_member_duties(member, UNTIL) == []
    with work():
        rules.note_reading(minutes=minutes, actor=member, now=now)
    assert duties.list_member_duties(member, now) == []


def test_members_read_the_plenarys_and_the_invited_what_they_were_at(app, now):
    plenary = make_body(BodyKind.PLENARY)
    make_minutes(make_held_meeting(bodies=[plenary]), state=MinutesState.CIRCULATED)
    member = make_seat(make_institution("Membre"))
    assert [duty.kind for duty in duties.list_member_duties(acting(member, now), now)] == ["minutes.review"]
    guest = make_seat(make_institution("Service", membership="service"))
    assert duties.list_member_duties(acting(guest, now), now) == []
    committee = make_minutes(make_held_meeting(), state=MinutesState.CIRCULATED)
    save(Attendance(meeting_id=committee.meeting_id, institution_id=guest.institution_id, status=AttendanceStatus.PRESENT,
                    source=AttendanceSource.DESK, recorded_at=now))  # fmt: skip
    assert [duty.kind for duty in duties.list_member_duties(acting(guest, now), now)] == ["minutes.review"]


def test_only_those_with_a_voice_who_have_not_spoken_are_asked(now, committee):
    minutes = make_minutes(
        make_held_meeting(bodies=[committee[0]]), state=MinutesState.CIRCULATED, corrections_until=now
    )
    consultation = save(Consultation(minutes_id=minutes.id, opened_at=now, closes_at=UNTIL))
    member, observer = (acting(committee[1][name], now) for name in ("Membre", "Observe"))
    (duty,) = duties.list_member_duties(member, now)
    assert (duty.title, duty.deadline, duty.endpoint) == (
        "Donner la voix de votre institution", UNTIL, "minutes.consultation",
    )  # fmt: skip
    assert duties.list_member_duties(observer, now) == []
    save(ConsultationVoice(consultation_id=consultation.id, institution_id=member.institution_id,
                           answer=VoiceAnswer.APPROVE, given_at=now))  # fmt: skip
    assert duties.list_member_duties(member, now) == []


def test_a_fixed_number_of_queries(actor, now, committee, count_queries):
    for _ in range(3):
        make_minutes(make_held_meeting(bodies=[committee[0]]), state=MinutesState.CIRCULATED)
    member = acting(committee[1]["Rapporteure"], now)
    assert member.body_roles
    for provider, who, count in (
        (duties.list_writing_duties, actor, 1), (duties.list_secretariat_duties, actor, 1),
        (duties.list_member_duties, actor, 0), (duties.list_writing_duties, member, 1),
        (duties.list_secretariat_duties, member, 0), (duties.list_member_duties, member, 2),
    ):  # fmt: skip
        with count_queries() as statements:
            provider(who, now)
        assert len(statements) == count
