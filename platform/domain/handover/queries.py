"""What hand-over packs hold. `body_ids` None stands for every body: the secretariat's own pack."""

from collections.abc import Iterable
from datetime import date, datetime

from sqlalchemy import ColumnElement, Select, func, or_, select
from sqlalchemy.orm import joinedload, raiseload, selectinload

from noress.domain.accounts.queries import between
from noress.domain.actions.models import Action
from noress.domain.actions.queries import is_of_bodies, is_open, with_owner
from noress.domain.backlog.models import ProposedItem, ProposedState
from noress.domain.decisions.models import Decision, DecisionState
from noress.domain.files.models import DocumentState, RenderedDocument
from noress.domain.governance.models import GoverningPaper, PaperVersion
from noress.domain.institutions.models import Body, BodyKind, Institution, Mandate, Membership
from noress.domain.meetings.models import Answer, Invitation, Meeting, MeetingState, meeting_body
from noress.domain.minutes.models import Minutes, MinutesState

#: of one kind, on paper; the platform holds the rest
MOST = 120
_NOTHING_MORE = raiseload("*", sql_only=True)
_COMING = (MeetingState.DRAFT, MeetingState.CONVENED, MeetingState.POSTPONED)
RECORD_KINDS = ("minutes", "minutes_extract")

Bodies = Iterable[int] | None


def _of(body_ids: Bodies) -> list[ColumnElement[bool]]:
    """Meetings of these bodies."""
    if body_ids is None:
        return []
    wanted = select(meeting_body.c.meeting_id).where(meeting_body.c.body_id.in_(list(body_ids)))
    return [Meeting.id.in_(wanted)]


# --- places -------------------------------------------------------------------------------------------


def list_plenary_ids() -> Select[int]:
    return select(Body.id).where(Body.kind == BodyKind.PLENARY, Body.dissolved_on.is_(None))


def list_places_of(institution_id: int, on: date) -> Select[Mandate]:
    """Where an institution sits, or somebody for it."""
    return (
        select(Mandate)
        .where(
            Mandate.institution_id == institution_id, or_(Mandate.ends_on.is_(None), Mandate.ends_on >= on)
        )
        .options(joinedload(Mandate.body), joinedload(Mandate.person))
        .order_by(Mandate.body_id, Mandate.id)
    )


def list_places_in(body_id: int, on: date) -> Select[Mandate]:
    """Who sits in a body that day or later, with the person where one is named."""
    return (
        select(Mandate)
        .where(Mandate.body_id == body_id, or_(Mandate.ends_on.is_(None), Mandate.ends_on >= on))
        .options(joinedload(Mandate.institution).options(_NOTHING_MORE), joinedload(Mandate.person))
        .order_by(Mandate.id)
        .limit(MOST)
    )


def list_secretariat_institutions(on: date) -> Select[Institution]:
    """The institutions that hold a place in the permanent secretariat: whom members write to."""
    held = (
        select(Mandate.institution_id)
        .join(Body, Mandate.body_id == Body.id)
        .where(Body.kind == BodyKind.SECRETARIAT, between(Mandate, on), Mandate.institution_id.is_not(None))
    )
    return (
        select(Institution)
        .where(Institution.id.in_(held))
        .options(_NOTHING_MORE)
        .order_by(Institution.is_demonstration, Institution.name_sort)
        .limit(MOST)
    )


def list_members() -> Select[Institution]:
    """Every member, for the secretariat's address book."""
    return (
        select(Institution)
        .where(Institution.membership == Membership.MEMBER)
        .options(_NOTHING_MORE)
        .order_by(Institution.is_demonstration, Institution.name_sort)
        .limit(2 * MOST)
    )


# --- what is under way --------------------------------------------------------------------------------


def list_coming_meetings(body_ids: Bodies, now: datetime) -> Select[Meeting]:
    """Not held yet, the next one first; those being prepared too."""
    return (
        select(Meeting)
        .where(
            Meeting.state.in_(_COMING), or_(Meeting.starts_at > now, Meeting.state == MeetingState.POSTPONED), *_of(body_ids)
        )
        .options(selectinload(Meeting.bodies).options(_NOTHING_MORE), _NOTHING_MORE)
        .order_by(Meeting.starts_at, Meeting.id)
        .limit(MOST)
    )  # fmt: skip


def count_answers(meeting_ids: Iterable[int]) -> Select[int, Answer, int]:
    """Rows (meeting, answer, how many) of the living invitations."""
    return (
        select(Invitation.meeting_id, Invitation.answer, func.count())
        .where(Invitation.meeting_id.in_(list(meeting_ids)), Invitation.removed_at.is_(None))
        .group_by(Invitation.meeting_id, Invitation.answer)
    )


def list_records_under_way(body_ids: Bodies) -> Select[Minutes]:
    """Records that are written, corrected or to be published."""
    return (
        select(Minutes)
        .join(Meeting, Minutes.meeting_id == Meeting.id)
        .where(Minutes.state != MinutesState.PUBLISHED, *_of(body_ids))
        .options(joinedload(Minutes.meeting).options(_NOTHING_MORE), _NOTHING_MORE)
        .order_by(Meeting.starts_at.desc(), Minutes.id)
        .limit(MOST)
    )


def list_waiting_proposals(body_ids: Bodies) -> Select[ProposedItem]:
    """Points proposed or kept for another time."""
    of = [] if body_ids is None else [ProposedItem.body_id.in_(list(body_ids))]
    return (
        select(ProposedItem)
        .where(ProposedItem.state.in_((ProposedState.PROPOSED, ProposedState.PARKED)), *of)
        .options(
            joinedload(ProposedItem.body).options(_NOTHING_MORE),
            joinedload(ProposedItem.institution).options(_NOTHING_MORE), _NOTHING_MORE,
        )
        .order_by(ProposedItem.proposed_at, ProposedItem.id)
        .limit(MOST)
    )  # fmt: skip


def list_open_actions(*, body_ids: Bodies = None, institution_id: int | None = None) -> Select[Action]:
    """What an institution owes, or what is the affair of these bodies; the most pressing first."""
    query = select(Action).where(is_open())
    if institution_id is not None:
        query = query.where(Action.owner_institution_id == institution_id)
    elif body_ids is not None:
        query = query.where(is_of_bodies(list(body_ids)))
    return with_owner(query.order_by(Action.due_on.is_(None), Action.due_on, Action.id).limit(MOST))


# --- what holds ---------------------------------------------------------------------------------------


def list_decisions_in_force(body_ids: Bodies) -> Select[Decision]:
    """The newest first."""
    return (
        select(Decision)
        .join(Meeting, Decision.meeting_id == Meeting.id)
        .where(Decision.state == DecisionState.IN_FORCE, *_of(body_ids))
        .options(_NOTHING_MORE)
        .order_by(Decision.adopted_on.desc(), Decision.rank.desc(), Decision.id.desc())
        .limit(MOST)
    )


def list_papers(body_ids: Bodies) -> Select[GoverningPaper]:
    """Texts of these bodies, with their versions."""
    of = [] if body_ids is None else [GoverningPaper.body_id.in_(list(body_ids))]
    versions = selectinload(GoverningPaper.versions).options(
        joinedload(PaperVersion.file), joinedload(PaperVersion.decision).options(_NOTHING_MORE),
        joinedload(PaperVersion.meeting).options(_NOTHING_MORE), _NOTHING_MORE,
    )  # fmt: skip
    return (
        select(GoverningPaper)
        .where(*of)
        .options(joinedload(GoverningPaper.body).options(_NOTHING_MORE), versions, _NOTHING_MORE)
        .order_by(GoverningPaper.body_id, GoverningPaper.id)
        .limit(MOST)
    )


def list_ready_records(body_ids: Bodies) -> Select[RenderedDocument]:
    """The papers of records that are made already, of the newest meetings first."""
    return (
        select(RenderedDocument)
        .join(Minutes, RenderedDocument.subject_id == Minutes.id)
        .join(Meeting, Minutes.meeting_id == Meeting.id)
        .where(
            RenderedDocument.subject_type == Minutes.__tablename__, RenderedDocument.kind.in_(RECORD_KINDS),
            RenderedDocument.state == DocumentState.READY, RenderedDocument.superseded_at.is_(None), *_of(body_ids),
        )
        .options(joinedload(RenderedDocument.file))
        .order_by(Meeting.starts_at.desc(), RenderedDocument.id)
        .limit(MOST)
    )  # fmt: skip
