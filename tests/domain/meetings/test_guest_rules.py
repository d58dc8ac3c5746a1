"""Guests: invited once, mailed after the convocation only."""

from datetime import UTC, datetime

import pytest
from sqlalchemy import select

from noress.core.errors import RuleError
from noress.domain.institutions.models import BodyKind
from noress.domain.meetings import rules
from noress.domain.meetings.models import Invitation, MeetingState
from noress.domain.meetings.rules import GuestValues
from noress.extensions import db
from tests.factories import make_body, make_institution, make_invitation, make_meeting, make_person, make_seat

pytestmark = pytest.mark.one_engine  # what each rule refuses and says, not how rows are kept

GUEST = GuestValues("Intervenant", "Presse", "Intervenant@Exemple.ma", "ar")


def test_a_guest_of_a_draft_waits_for_the_convocation(actor, now, work, outbox, history):
    meeting = make_meeting()
    with work():
        rules.add_guest(meeting=meeting, values=GUEST, actor=actor, now=now)
    guest = db.session.scalars(select(Invitation)).one()
    assert (guest.guest_name, guest.guest_email, guest.guest_organisation, guest.guest_language, guest.sent_at) == (
        "Intervenant", "intervenant@exemple.ma", "Presse", "ar", None
    )  # fmt: skip
    assert outbox() == []
    assert history() == [("invitation.guest_added", {"guest_name": [None, "Intervenant"]})]


def test_a_guest_of_a_convened_session_is_mailed_at_once(actor, now, work, outbox):
    meeting = make_meeting(state=MeetingState.CONVENED)
    with work():
        rules.add_guest(meeting=meeting, values=GUEST, actor=actor, now=now)
    [mail] = outbox()
    assert (mail.template, mail.to_address, mail.language, mail.not_before, mail.calendar_method) == (
        "convocation", "intervenant@exemple.ma", "ar", now, "REQUEST"
    )  # fmt: skip
    assert db.session.scalars(select(Invitation)).one().sent_at == now


def test_a_guest_without_address_is_to_be_phoned(actor, now, work, outbox):
    meeting = make_meeting(state=MeetingState.CONVENED)
    with work():
        rules.add_guest(meeting=meeting, values=GuestValues("Intervenant"), actor=actor, now=now)
    assert (db.session.scalars(select(Invitation)).one().sent_at, outbox()) == (None, [])


@pytest.mark.parametrize(
    "values, code, field",
    [
        (GuestValues(""), "no_name", "name"),
        (GuestValues("Intervenant\nBcc: x@exemple.ma"), "line_break", "name"),
        (GuestValues("Intervenant", "Presse\r\nX"), "line_break", "organisation"),
        (GuestValues("Intervenant", None, "intervenant@"), "bad_email", "email"),
        (GuestValues("Intervenant", None, "intervenant@exemple.ma\nX: y"), "bad_email", "email"),
        (GuestValues("Intervenant", None, None, "tlh"), "language", "language"),
        (GuestValues("Autre", None, "DEJA@exemple.ma"), "duplicate", "email"),
        (GuestValues("  DÉJÀ là ".strip(), "Presse"), "duplicate", "name"),
    ],
)
def test_bad_guests_are_refused_at_their_field(actor, now, work, values, code, field):
    meeting = make_meeting()
    make_invitation(meeting, guest_name="Déjà là", guest_organisation="Presse", guest_email="deja@exemple.ma")
    with pytest.raises(RuleError) as refused, work():
        rules.add_guest(meeting=meeting, values=values, actor=actor, now=now)
    assert (refused.value.code, refused.value.field) == (code, field)
    assert len(db.session.scalars(select(Invitation)).all()) == 1


def test_an_address_convened_with_its_institution_is_not_invited_again(actor, now, work):
    make_seat(make_institution("Institution 1"), make_person("Titulaire 1", email="titulaire1@exemple.ma"))
    meeting = make_meeting(bodies=[make_body(BodyKind.PLENARY)])
    with pytest.raises(RuleError) as refused, work():
        rules.add_guest(
            meeting=meeting,
            values=GuestValues("Autre nom", None, "Titulaire1@exemple.ma"),
            actor=actor,
            now=now,
        )
    assert (refused.value.code, refused.value.field) == ("duplicate", "email")


def test_an_address_left_out_with_its_seat_may_be_invited_as_a_guest(actor, now, work):
    seat = make_seat(
        make_institution("Institution 1"), make_person("Titulaire 1", email="titulaire1@exemple.ma")
    )
    meeting = make_meeting(bodies=[make_body(BodyKind.PLENARY)])
    with work():
        rules.leave_out_seat(
            meeting=meeting, seat=seat, reason="Vient comme intervenante", actor=actor, now=now
        )
    with work():
        values = GuestValues("Titulaire 1", None, "titulaire1@exemple.ma")
        assert (
            rules.add_guest(meeting=meeting, values=values, actor=actor, now=now).guest_name == "Titulaire 1"
        )


def test_a_removed_guest_may_be_invited_again(actor, now, work):
    meeting = make_meeting()
    for _turn in range(2):
        with work():
            guest = rules.add_guest(meeting=meeting, values=GUEST, actor=actor, now=now)
        with work():
            rules.remove_invitation(invitation=guest, actor=actor, now=now)
    assert len(db.session.scalars(select(Invitation)).all()) == 2


@pytest.mark.parametrize(
    "state, when, code",
    [
        (MeetingState.CANCELLED, None, "not_editable"),
        (MeetingState.CLOSED, None, "not_editable"),
        (MeetingState.CONVENED, datetime(2027, 4, 8, 10, 0, tzinfo=UTC), "started"),
    ],
)
def test_nobody_is_invited_to_what_is_over(actor, now, work, state, when, code):
    meeting = make_meeting(state=state)
    with pytest.raises(RuleError) as refused, work():
        rules.add_guest(meeting=meeting, values=GUEST, actor=actor, now=when or now)
    assert (refused.value.code, refused.value.status) == (code, 409)
