"""Reading letters, their departures and what they brought back."""

from collections.abc import Iterable
from datetime import date

from sqlalchemy import Select, func, or_, select
from sqlalchemy.orm import joinedload, raiseload, selectinload

from noress.domain.accounts.models import Person
from noress.domain.accounts.queries import between
from noress.domain.institutions.models import (
    Body,
    BodyKind,
    Institution,
    Mandate,
    MandateRole,
    Seat,
    SeatKind,
)
from noress.domain.letters.models import Departure, Designation, Letter, MeetingLetter
from noress.domain.meetings.models import Invitation, Meeting, MeetingState

_NOTHING_MORE = raiseload("*", sql_only=True)


def get_text(meeting_id: int) -> Select[MeetingLetter]:
    """The letter of a meeting, with its signed scan."""
    return (
        select(MeetingLetter)
        .where(MeetingLetter.meeting_id == meeting_id)
        .options(joinedload(MeetingLetter.scan), joinedload(MeetingLetter.meeting))
    )


def list_letters(text_id: int) -> Select[Letter]:
    """Every living copy in the order of lists, with what became of it."""
    return (
        select(Letter)
        .join(Institution, Letter.institution_id == Institution.id)
        .where(Letter.text_id == text_id, Letter.cancelled_at.is_(None))
        .options(
            joinedload(Letter.institution).options(_NOTHING_MORE),
            joinedload(Letter.scan),
            joinedload(Letter.text).joinedload(MeetingLetter.meeting),
            selectinload(Letter.departures).joinedload(Departure.receipt),
            selectinload(Letter.designations).joinedload(Designation.file),
        )
        .order_by(Institution.name_sort, Letter.id)
    )


def list_lettered_institution_ids(text_id: int) -> Select[int]:
    return select(Letter.institution_id).where(Letter.text_id == text_id, Letter.cancelled_at.is_(None))


def get_letter(letter_id: int) -> Select[Letter]:
    """One copy, with all that its pages show."""
    return (
        select(Letter)
        .where(Letter.id == letter_id)
        .options(
            joinedload(Letter.institution),
            joinedload(Letter.scan),
            joinedload(Letter.text).joinedload(MeetingLetter.meeting),
            joinedload(Letter.text).joinedload(MeetingLetter.scan),
            selectinload(Letter.departures).joinedload(Departure.receipt),
            selectinload(Letter.designations).joinedload(Designation.file),
        )
    )


def list_convened_institutions(meeting_id: int) -> Select[Institution]:
    """The institutions of the living invitations of seats."""
    invited = select(Invitation.institution_id).where(
        Invitation.meeting_id == meeting_id, Invitation.removed_at.is_(None), Invitation.seat_id.is_not(None)
    )
    return select(Institution).where(Institution.id.in_(invited)).options(_NOTHING_MORE)


def list_signatories(on: date) -> Select[Mandate]:
    """Who leads the secretariat that day, with their person."""
    return (
        select(Mandate)
        .join(Body, Mandate.body_id == Body.id)
        .where(
            Body.kind == BodyKind.SECRETARIAT, between(Mandate, on), Mandate.person_id.is_not(None),
            Mandate.role.in_((MandateRole.CHAIR, MandateRole.COORDINATOR, MandateRole.SECRETARY)),
        )
        .options(joinedload(Mandate.person).options(_NOTHING_MORE), _NOTHING_MORE)
        .order_by(Mandate.role, Mandate.id)
    )  # fmt: skip


def list_invitations_of(meeting_id: int, institution_id: int) -> Select[Invitation]:
    """The living invitations of an institution, its titular's first."""
    return (
        select(Invitation)
        .outerjoin(Seat, Invitation.seat_id == Seat.id)
        .where(
            Invitation.meeting_id == meeting_id,
            Invitation.institution_id == institution_id,
            Invitation.removed_at.is_(None),
        )
        .options(joinedload(Invitation.seat).joinedload(Seat.person), joinedload(Invitation.meeting))
        .order_by(Seat.kind != SeatKind.TITULAR, Invitation.id)
    )


def list_titulars(institution_ids: Iterable[int]) -> Select[int, str]:
    """Rows (institution, language of its titular)."""
    return (
        select(Seat.institution_id, Person.language)
        .join(Person, Seat.person_id == Person.id)
        .where(
            Seat.institution_id.in_(list(institution_ids)),
            Seat.closed_at.is_(None),
            Seat.kind == SeatKind.TITULAR,
        )
    )


def list_without_departure(now: object) -> Select[Meeting, int]:
    """Rows (meeting, how many of its letters have not left) of convened meetings to come."""
    gone = select(Departure.letter_id).where(Departure.removed_at.is_(None))
    return (
        select(Meeting, func.count(Letter.id))
        .join(MeetingLetter, MeetingLetter.meeting_id == Meeting.id)
        .join(Letter, Letter.text_id == MeetingLetter.id)
        .where(
            Meeting.state == MeetingState.CONVENED, Meeting.starts_at > now, Letter.cancelled_at.is_(None),
            Letter.id.not_in(gone),
        )
        .group_by(Meeting.id)
        .options(_NOTHING_MORE)
        .order_by(Meeting.starts_at)
    )  # fmt: skip


def find_file_letter(file_id: int, meeting_id: int) -> Select[int]:
    """Whether a stored file is a receipt, a scan or a designation of this meeting's letters."""
    return (
        select(Letter.id)
        .join(MeetingLetter, Letter.text_id == MeetingLetter.id)
        .outerjoin(Departure, Departure.letter_id == Letter.id)
        .outerjoin(Designation, Designation.letter_id == Letter.id)
        .where(
            MeetingLetter.meeting_id == meeting_id,
            or_(
                Letter.scan_file_id == file_id, Departure.receipt_file_id == file_id,
                Designation.file_id == file_id, MeetingLetter.scan_file_id == file_id,
            ),
        )
        .limit(1)
    )  # fmt: skip
