from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import select

from noress.core import clock
from noress.core.errors import RuleError, StaleVersion
from noress.domain.accounts.actor import Actor
from noress.domain.accounts.models import AccountInvitation, Device, Person
from noress.domain.audit.models import AuditEvent
from noress.domain.institutions import rules
from noress.domain.institutions.models import BodyKind, Membership, Seat, SeatKind
from noress.domain.meetings.mails import answer_url
from noress.domain.meetings.models import Answer, Channel, Invitation, MeetingState
from noress.domain.outbox.models import OutboxMail
from noress.extensions import db
from tests.factories import (
    NOW,
    make_body,
    make_device,
    make_institution,
    make_invitation,
    make_mandate,
    make_meeting,
    make_person,
    make_seat,
    save,
)

pytestmark = pytest.mark.usefixtures("app")
ACTOR = Actor(name="Secrétariat", method="code")
TODAY = date(2026, 11, 20)


def history(kind=None):
    query = select(AuditEvent).order_by(AuditEvent.id)
    rows = [(e.action, e.object_type, e.object_id, e.changes) for e in db.session.scalars(query)]
    return [row for row in rows if kind is None or row[1] == kind]


def mails():
    return db.session.scalars(select(OutboxMail).order_by(OutboxMail.id)).all()


def open_seat(institution, person, **kwargs):
    return rules.open_seat(
        **{"institution": institution, "person": person, "kind": SeatKind.TITULAR, "starts_on": TODAY,
           "actor": ACTOR, "now": NOW, **kwargs}
    )  # fmt: skip


def test_open_seat_for_a_known_person():
    institution, person = make_institution(), make_person()
    seat = open_seat(institution, person, designation="Lettre du 3 mai", kind=SeatKind.ALTERNATE)
    db.session.commit()
    assert (seat.institution_id, seat.person_id, seat.kind) == (institution.id, person.id, SeatKind.ALTERNATE)
    assert (seat.starts_on, seat.ends_on, seat.designation, seat.version) == (
        TODAY,
        None,
        "Lettre du 3 mai",
        1,
    )
    assert history() == [("seat.opened", "seat", seat.id, {
        "person_id": [None, person.id], "institution_id": [None, institution.id], "kind": [None, "alternate"],
        "starts_on": [None, "2026-11-20"], "ends_on": [None, None], "designation": [None, "Lettre du 3 mai"],
    })]  # fmt: skip


def test_open_seat_for_a_new_person_without_address():
    seat = open_seat(
        make_institution(), rules.NewPerson(name="Animatrice régionale", phone="0661000000", language="ar")
    )
    db.session.commit()
    person = seat.person
    assert (person.name, person.name_folded, person.email) == (
        "Animatrice régionale",
        "animatrice regionale",
        None,
    )
    assert (person.phone, person.language, person.account_id) == ("0661000000", "ar", None)
    assert [row[0] for row in history()] == ["person.created", "seat.opened"]


def test_the_same_new_person_is_not_made_twice():
    known = make_person("Animatrice régionale", email="animatrice@exemple.ma")
    seat = open_seat(
        make_institution(), rules.NewPerson(name="animatrice  REGIONALE", email="Animatrice@exemple.ma")
    )
    assert seat.person_id == known.id
    assert len(db.session.scalars(select(Person)).all()) == 1


@pytest.mark.parametrize("state", [m for m in Membership if m is not Membership.MEMBER])
def test_only_members_have_seats(state):
    with pytest.raises(RuleError) as refused:
        open_seat(make_institution(membership=state), make_person())
    assert (refused.value.code, refused.value.status) == ("not_member", 409)


@pytest.mark.parametrize("bad, code, field", [
    ({"starts_on": date(2027, 1, 2), "ends_on": date(2027, 1, 1)}, "dates", "ends_on"),
    ({"starts_on": date(2015, 1, 1), "ends_on": date(2026, 11, 19)}, "past", "ends_on"),
    ({"designation": "a\nb"}, "several_lines", "designation"),
    ({"person": rules.NewPerson(name="Deux\nlignes")}, "name_line", "name"),
    ({"person": rules.NewPerson(name=" ")}, "name_empty", "name"),
    ({"person": rules.NewPerson(name="Nom", email="nom@")}, "bad_email", "email"),
])  # fmt: skip
def test_open_seat_refuses_bad_input(bad, code, field):
    institution, person = make_institution(), make_person()
    with pytest.raises(RuleError) as refused:
        open_seat(institution, bad.pop("person", person), **bad)
    assert (refused.value.code, refused.value.field) == (code, field)


def test_one_person_has_one_seat_in_an_institution():
    seat = make_seat()
    with pytest.raises(RuleError) as refused:
        open_seat(seat.institution, seat.person)
    assert (refused.value.code, refused.value.field) == ("already_seated", "person_id")


def edit_seat(seat, **kwargs):
    rules.edit_seat(
        **{"seat": seat, "kind": seat.kind, "starts_on": seat.starts_on, "ends_on": None, "designation": None,
           "version": seat.version, "actor": ACTOR, "now": NOW, **kwargs}
    )  # fmt: skip


def test_edit_seat_changes_dates():
    seat = make_seat()
    edit_seat(seat, ends_on=date(2027, 3, 18))
    assert (seat.ends_on, seat.version) == (date(2027, 3, 18), 2)
    assert history() == [("seat.edited", "seat", seat.id, {"ends_on": [None, "2027-03-18"]})]


def test_edit_seat_refuses_bad_dates_stale_saves_and_closed_seats():
    seat = make_seat()
    for ends_on, code in ((date(2014, 1, 1), "dates"), (date(2026, 11, 19), "past")):
        with pytest.raises(RuleError) as refused:
            edit_seat(seat, ends_on=ends_on)
        assert (refused.value.code, refused.value.field) == (code, "ends_on")
    with pytest.raises(StaleVersion):
        edit_seat(seat, version=7)
    closed = make_seat(closed_at=NOW, ends_on=TODAY)
    with pytest.raises(RuleError) as refused:
        edit_seat(closed)
    assert (refused.value.code, refused.value.status) == ("closed", 409)


def test_invite_seat_mails_a_link_bound_to_the_seat():
    seat = make_seat(person=make_person("Animatrice", email=None))
    rules.invite_seat(seat=seat, email="animatrice@exemple.ma", actor=ACTOR, now=NOW)
    db.session.commit()
    invitation = db.session.scalars(select(AccountInvitation)).one()
    assert (invitation.email, invitation.person_id, invitation.seat_id) == (
        "animatrice@exemple.ma",
        seat.person_id,
        seat.id,
    )
    assert [(mail.to_address, mail.template) for mail in mails()] == [
        ("animatrice@exemple.ma", "account_invitation")
    ]


def test_invite_seat_needs_an_address_and_an_open_seat():
    seat = make_seat()
    for email, code in (("", "email_missing"), ("nom@", "bad_email")):
        with pytest.raises(RuleError) as refused:
            rules.invite_seat(seat=seat, email=email, actor=ACTOR, now=NOW)
        assert (refused.value.code, refused.value.field) == (code, "email")
    closed = make_seat(closed_at=NOW, ends_on=TODAY)
    with pytest.raises(RuleError) as refused:
        rules.invite_seat(seat=closed, email="a@exemple.ma", actor=ACTOR, now=NOW)
    assert refused.value.code == "closed"


def close(seat, **kwargs):
    rules.close_seat(**{"seat": seat, "actor": ACTOR, "now": NOW, **kwargs})
    db.session.commit()


def test_closing_a_seat_ends_every_access_at_once():
    seat = make_seat()
    make_device(seat.person, seat)
    make_device(seat.person, make_seat(person=seat.person))
    invitation = save(AccountInvitation(
        email="a@exemple.ma", person_id=seat.person_id, seat_id=seat.id, created_at=NOW, expires_at=NOW + timedelta(days=14)
    ))  # fmt: skip
    used = save(AccountInvitation(
        email="a@exemple.ma", person_id=seat.person_id, seat_id=seat.id, created_at=NOW, used_at=NOW, expires_at=NOW
    ))  # fmt: skip
    close(seat)
    assert (seat.closed_at, seat.ends_on, seat.successor_id) == (NOW, TODAY, None)
    assert (seat.calendar_generation, seat.calendar_revoked_at) == (2, NOW)
    devices = db.session.scalars(select(Device).order_by(Device.id)).all()
    assert [(d.seat_id == seat.id, d.revoked_at) for d in devices] == [(True, NOW), (False, None)]
    assert (invitation.revoked_at, used.revoked_at) == (NOW, None)
    assert history("seat") == [("seat.closed", "seat", seat.id, {
        "closed_at": [None, NOW.isoformat()], "ends_on": [None, "2026-11-20"],
    })]  # fmt: skip
    assert mails() == []


def test_closing_hands_coming_invitations_to_the_successor():
    institution = make_institution("Réseau", name_ar=None)
    leaving = make_seat(institution, make_person("Partante"))
    coming = make_seat(
        institution, make_person("Médiatrice", email="mediatrice@exemple.ma"), kind=SeatKind.ALTERNATE
    )
    answered = make_invitation(
        make_meeting("Première", state=MeetingState.CONVENED),
        leaving,
        answer=Answer.YES,
        answered_at=NOW,
        channel=Channel.LINK,
    )
    waiting = make_invitation(
        make_meeting("Seconde", state=MeetingState.CONVENED, starts_wall=datetime(2027, 5, 1, 10)), leaving
    )
    draft = make_invitation(
        make_meeting("Brouillon", starts_wall=datetime(2027, 6, 1, 10)), leaving, sent_at=None
    )
    past = make_invitation(
        make_meeting("Passée", state=MeetingState.CONVENED, starts_wall=datetime(2026, 1, 5, 10)), leaving
    )
    cancelled = make_invitation(make_meeting("Annulée", state=MeetingState.CANCELLED), leaving)
    removed = make_invitation(make_meeting("Retirée", state=MeetingState.CONVENED), leaving, removed_at=NOW)
    close(leaving, successor=coming)
    assert leaving.successor_id == coming.id
    moved = [(i.seat_id, i.link_generation) for i in (answered, waiting, draft)]
    assert moved == [(coming.id, 2)] * 3
    assert [(i.seat_id, i.link_generation) for i in (past, cancelled, removed)] == [(leaving.id, 1)] * 3
    assert (answered.answer, answered.answered_at, answered.channel) == (Answer.YES, NOW, Channel.LINK)
    assert history("invitation") == [
        ("invitation.handed_over", "invitation", answered.id,
         {"seat_id": [leaving.id, coming.id], "answer": ["yes", "yes"]}),
        ("invitation.handed_over", "invitation", waiting.id, {"seat_id": [leaving.id, coming.id]}),
        ("invitation.handed_over", "invitation", draft.id, {"seat_id": [leaving.id, coming.id]}),
    ]  # fmt: skip


def test_the_newcomer_gets_one_mail_that_says_what_waits():
    institution = make_institution("Réseau", name_ar=None)
    leaving = make_seat(institution, make_person("Partante"))
    coming = make_seat(institution, make_person("Médiatrice", email="mediatrice@exemple.ma"))
    sent = {"state": MeetingState.CONVENED}
    answered = make_invitation(make_meeting("Première", **sent), leaving, answer=Answer.YES)
    waiting = make_invitation(make_meeting("Seconde", **sent), leaving)
    make_invitation(make_meeting("Brouillon"), leaving, sent_at=None)
    close(leaving, successor=coming)
    [mail] = [mail for mail in mails() if mail.template == "seat_handover"]
    assert (mail.template, mail.to_address, mail.person_id, mail.language) == (
        "seat_handover", "mediatrice@exemple.ma", coming.person_id, "fr",
    )  # fmt: skip
    assert mail.subject == "Vous représentez Réseau : ce qui vous attend"
    assert answer_url(waiting) in mail.text
    assert answer_url(answered) in mail.html
    assert "Brouillon" not in mail.text
    assert "Partante" not in mail.text


def test_the_successor_who_is_already_invited_keeps_one_invitation():
    institution = make_institution()
    leaving, staying = make_seat(institution), make_seat(institution, kind=SeatKind.ALTERNATE)
    meeting = make_meeting(state=MeetingState.CONVENED)
    old = make_invitation(
        meeting, leaving, answer=Answer.DELEGATE, delegate_name="Opérateur", reason="absente", answered_at=NOW
    )
    own = make_invitation(meeting, staying)
    other = make_meeting("Autre", state=MeetingState.CONVENED)
    old_yes = make_invitation(other, leaving, answer=Answer.YES)
    own_no = make_invitation(other, staying, answer=Answer.NO)
    close(leaving, successor=staying)
    assert (old.removed_at, old.seat_id, old.link_generation) == (NOW, leaving.id, 2)
    assert (own.answer, own.delegate_name, own.reason, own.answered_at) == (
        Answer.DELEGATE,
        "Opérateur",
        "absente",
        NOW,
    )
    assert (old_yes.removed_at, own_no.answer) == (NOW, Answer.NO)
    living = db.session.scalars(
        select(Invitation.id).where(Invitation.removed_at.is_(None)).order_by(Invitation.id)
    ).all()
    assert living == [own.id, own_no.id]


def test_without_successor_the_links_die_and_wait_for_one():
    institution = make_institution()
    leaving = make_seat(institution)
    invitation = make_invitation(make_meeting(state=MeetingState.CONVENED), leaving)
    close(leaving)
    assert (invitation.seat_id, invitation.link_generation, invitation.removed_at) == (leaving.id, 2, None)
    seat = open_seat(institution, make_person("Médiatrice", email="mediatrice@exemple.ma"), succeeds=leaving)
    db.session.commit()
    assert (leaving.successor_id, invitation.seat_id, invitation.link_generation) == (seat.id, seat.id, 3)
    assert [mail.to_address for mail in mails() if mail.template == "seat_handover"] == [
        "mediatrice@exemple.ma"
    ]
    with pytest.raises(RuleError) as refused:
        open_seat(institution, make_person(), succeeds=leaving)
    assert (refused.value.code, refused.value.status) == ("has_successor", 409)


def test_a_place_held_for_the_institution_follows_the_seat():
    institution = make_institution()
    leaving, coming = make_seat(institution), make_seat(institution)
    body = make_body(BodyKind.COMMITTEE)
    shared = make_mandate(body, institution_id=institution.id, person_id=leaving.person_id)
    own = make_mandate(body, person_id=leaving.person_id)
    old = make_mandate(
        body, institution_id=institution.id, person_id=leaving.person_id, ends_on=date(2016, 1, 1)
    )
    close(leaving, successor=coming)
    assert (shared.person_id, own.person_id, old.person_id) == (
        coming.person_id,
        leaving.person_id,
        leaving.person_id,
    )
    assert history("mandate") == [
        ("mandate.handed_over", "mandate", shared.id, {"person_id": [leaving.person_id, coming.person_id]})
    ]


def test_a_place_without_successor_is_the_institutions():
    leaving = make_seat()
    shared = make_mandate(make_body(), institution_id=leaving.institution_id, person_id=leaving.person_id)
    close(leaving)
    assert (shared.institution_id, shared.person_id) == (leaving.institution_id, None)


def test_a_closed_seat_never_reopens():
    seat = make_seat()
    close(seat)
    with pytest.raises(RuleError) as refused:
        close(seat, now=NOW + timedelta(days=1))
    assert (refused.value.code, refused.value.status) == ("closed", 409)
    assert seat.closed_at == NOW


@pytest.mark.parametrize("starts_on, ends_on, given, last", [
    (date(2015, 3, 18), None, None, TODAY),
    (date(2015, 3, 18), None, date(2026, 10, 1), date(2026, 10, 1)),
    (date(2015, 3, 18), date(2030, 1, 1), None, TODAY),
    (date(2015, 3, 18), date(2026, 1, 1), None, date(2026, 1, 1)),
    (date(2027, 1, 1), None, None, date(2027, 1, 1)),
    (date(2027, 1, 1), None, TODAY, date(2027, 1, 1)),
])  # fmt: skip
def test_the_last_day_of_a_closed_seat(starts_on, ends_on, given, last):
    seat = make_seat(starts_on=starts_on, ends_on=ends_on)
    close(seat, ends_on=given)
    assert seat.ends_on == last


@pytest.mark.parametrize("given, code", [(date(2026, 11, 21), "future"), (date(2014, 1, 1), "dates")])
def test_a_seat_is_not_closed_in_the_future_nor_before_it_began(given, code):
    seat = make_seat()
    with pytest.raises(RuleError) as refused:
        close(seat, ends_on=given)
    assert (refused.value.code, refused.value.field) == (code, "ends_on")


def test_the_successor_is_an_open_seat_of_the_same_institution():
    seat = make_seat()
    closed = make_seat(seat.institution, closed_at=NOW, ends_on=TODAY)
    for successor in (seat, make_seat(), closed):
        with pytest.raises(RuleError) as refused:
            rules.close_seat(seat=seat, successor=successor, actor=ACTOR, now=NOW)
        assert (refused.value.code, refused.value.field) == ("bad_successor", "successor_id")
        db.session.rollback()
    assert db.session.get(Seat, seat.id).closed_at is None


def test_today_is_moroccos():
    # 23:30 UTC is still the same day in Morocco since 2026-09-20
    assert clock.today(datetime(2026, 11, 20, 23, 30, tzinfo=NOW.tzinfo)) == TODAY
