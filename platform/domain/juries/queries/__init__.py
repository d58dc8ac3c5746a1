"""Reading juries: who sits where, redacted answers, copies of files, what was declared."""

from collections.abc import Collection
from typing import Any

from sqlalchemy import Select, case, func, select
from sqlalchemy.orm import aliased, joinedload, selectinload

from noress.domain.accounts.models import AccountInvitation
from noress.domain.applications.models import Application
from noress.domain.competitions.models import Competition, Entry
from noress.domain.funding.models import CallState, FundingCall
from noress.domain.juries.models import Juror, JurorCopy, JuryRole, RedactedAnswer
from noress.domain.reviewing.models import Evaluation, Recusal
from noress.domain.reviewing.queries import evaluations

_SEATED = Juror.removed_at.is_(None) & Juror.declined_at.is_(None)


def list_jurors(competition_id: int) -> Select[Juror]:
    """Those who sit, the chair first."""
    rank = {JuryRole.CHAIR: 0, JuryRole.MEMBER: 1, JuryRole.ALTERNATE: 2, JuryRole.SECRETARY: 3}
    order = case(*((Juror.role == role, place) for role, place in rank.items()))
    return select(Juror).where(Juror.competition_id == competition_id, _SEATED).order_by(order, Juror.id)


def ids_among(call_id: int, application_ids: Collection[int]) -> Select[int]:
    """Of that call, to stand inside other queries."""
    inside = aliased(Application)
    return select(inside.id).where(inside.call_id == call_id, inside.id.in_(application_ids))


# --- seats -------------------------------------------------------------------------------------------


def list_everybody(competition_id: int) -> Select[Juror]:
    """Also those who declined, were replaced or removed: the jury's history."""
    return (
        select(Juror)
        .where(Juror.competition_id == competition_id)
        .options(joinedload(Juror.person), joinedload(Juror.institution))
        .order_by(Juror.id)
    )


def with_people(competition_id: int) -> Select[Juror]:
    """Those who sit, to be named on a page."""
    return (
        select(Juror)
        .where(Juror.competition_id == competition_id, _SEATED)
        .options(joinedload(Juror.person))
        .order_by(Juror.id)
    )


def list_seats_of_person(person_id: int) -> Select[Juror]:
    """Their juries, the last first; not those that they left."""
    return (
        select(Juror)
        .join(Competition, Competition.id == Juror.competition_id)
        .join(FundingCall, FundingCall.id == Competition.call_id)
        .where(Juror.person_id == person_id, _SEATED)
        .options(joinedload(Juror.competition).joinedload(Competition.call), joinedload(Juror.institution))
        .order_by(FundingCall.edition.desc(), Juror.id.desc())
    )


def list_held_about(person_id: int) -> Select[Juror]:
    """Everything that the platform holds of somebody as a juror."""
    return (
        select(Juror)
        .where(Juror.person_id == person_id)
        .options(joinedload(Juror.competition).joinedload(Competition.call), joinedload(Juror.institution))
        .order_by(Juror.id.desc())
    )


def get_seat(competition_id: int, person_id: int) -> Select[Juror]:
    """Not removed; whoever declined may be asked again."""
    return select(Juror).where(
        Juror.competition_id == competition_id, Juror.person_id == person_id, Juror.removed_at.is_(None)
    )


def list_declined_chairs(competition_id: int) -> Select[Juror]:
    return select(Juror).where(
        Juror.competition_id == competition_id, Juror.role == JuryRole.CHAIR, Juror.removed_at.is_(None),
        Juror.declined_at.is_not(None),
    )  # fmt: skip


def list_waiting(over: Collection[CallState]) -> Select[Juror]:
    """Invited, and silent so far, in editions that go on."""
    return (
        select(Juror)
        .join(Competition, Competition.id == Juror.competition_id)
        .join(FundingCall, FundingCall.id == Competition.call_id)
        .where(
            _SEATED,
            Juror.invited_at.is_not(None),
            Juror.accepted_at.is_(None),
            FundingCall.state.not_in(over),
        )
        .order_by(Juror.id)
    )


def list_last_edition(competition: Competition) -> Select[Juror]:
    """The jury of the edition before."""
    before = (
        select(Competition.id)
        .join(FundingCall, FundingCall.id == Competition.call_id)
        .where(FundingCall.edition < competition.call.edition, FundingCall.is_test.is_(False))
        .order_by(FundingCall.edition.desc())
        .limit(1)
        .scalar_subquery()
    )
    return select(Juror).where(Juror.competition_id == before, _SEATED)


def list_open_invitations(person_ids: Collection[int]) -> Select[int]:
    """Those of them whose invitation to open an account still waits."""
    return select(AccountInvitation.person_id).where(
        AccountInvitation.person_id.in_(person_ids), AccountInvitation.used_at.is_(None),
        AccountInvitation.revoked_at.is_(None),
    )  # fmt: skip


# --- entries -----------------------------------------------------------------------------------------


def list_entries(competition: Competition, hidden: Select[int]) -> Select[Application]:
    """Those that the jury judges, by number, but those that the reader sees nothing of."""
    return (
        select(Application)
        .join(Entry, Entry.application_id == Application.id)
        .where(
            Application.call_id == competition.call_id, Application.number.is_not(None), evaluations.is_judged(1),
            Application.id.not_in(hidden),
        )
        .order_by(Application.number, Application.id)
    )  # fmt: skip


def list_received(competition: Competition, hidden: Select[int]) -> Select[Application]:
    """Everything that was sent, before it is checked too."""
    return (
        select(Application)
        .where(
            Application.call_id == competition.call_id, Application.number.is_not(None),
            Application.withdrawn_at.is_(None), Application.id.not_in(hidden),
        )
        .order_by(Application.number, Application.id)
    )  # fmt: skip


def get_entry_of(competition: Competition, application_id: int) -> Select[Application]:
    return (
        select(Application)
        .join(Entry, Entry.application_id == Application.id)
        .where(
            Application.id == application_id,
            Application.call_id == competition.call_id,
            evaluations.is_judged(1),
        )
    )


def list_for_reading(ids: Collection[int]) -> Select[Application]:
    """With what tells who enters, to hide it."""
    return (
        select(Application)
        .where(Application.id.in_(ids))
        .options(
            joinedload(Application.structure), joinedload(Application.file_response), selectinload(Application.people)
        )
    )  # fmt: skip


def list_entry_rows(application_ids: Collection[int]) -> Select[Entry]:
    return select(Entry).where(Entry.application_id.in_(application_ids))


# --- what is read in the blind phase -----------------------------------------------------------------


def list_redacted(application_ids: Collection[int]) -> Select[RedactedAnswer]:
    return select(RedactedAnswer).where(RedactedAnswer.application_id.in_(application_ids))


def list_copies(application_id: int) -> Select[JurorCopy]:
    return (
        select(JurorCopy)
        .where(JurorCopy.application_id == application_id)
        .options(joinedload(JurorCopy.file), joinedload(JurorCopy.preview))
    )


# --- what a juror has in hand ------------------------------------------------------------------------


def list_evaluations_of(grid_id: int, person_id: int) -> Select[Evaluation]:
    """Those that stand."""
    return (
        select(Evaluation)
        .where(
            Evaluation.grid_id == grid_id, Evaluation.person_id == person_id, Evaluation.declined_at.is_(None)
        )
        .order_by(Evaluation.id)
    )


def list_given_ids(grid_id: int, person_id: int) -> Select[int]:
    """Files that they were ever given."""
    return select(Evaluation.subject_id).where(
        Evaluation.grid_id == grid_id, Evaluation.person_id == person_id
    )


def count_sent(grid_id: int, person_ids: Collection[int]) -> Select[int, int]:
    """(person, sent scores that stand)."""
    return (
        select(Evaluation.person_id, func.count())
        .where(
            Evaluation.grid_id == grid_id, Evaluation.person_id.in_(person_ids), Evaluation.sent_at.is_not(None),
            Evaluation.declined_at.is_(None),
        )
        .group_by(Evaluation.person_id)
    )  # fmt: skip


def list_settled(subject_type: str, application_ids: Any, person_ids: Collection[int]) -> Select[Recusal]:
    """Everything written down, lifted too, of these people with these files."""
    return (
        select(Recusal)
        .where(
            Recusal.subject_type == subject_type, Recusal.subject_id.in_(application_ids),
            Recusal.person_id.in_(person_ids),
        )
        .order_by(Recusal.id)
    )  # fmt: skip
