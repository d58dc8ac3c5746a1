"""Reading texts of bodies, their versions and signatures. Each returns a Select with its loads declared."""

from collections.abc import Iterable
from datetime import date, datetime

from sqlalchemy import ColumnElement, Select, and_, case, func, or_, select, true
from sqlalchemy.orm import joinedload, raiseload, selectinload

from noress.domain.accounts.queries import between
from noress.domain.decisions.models import Decision
from noress.domain.governance.models import GoverningPaper, PaperKind, PaperSignature, PaperVersion
from noress.domain.institutions.models import Body, BodyKind, Institution, Mandate, MandateRole, Membership
from noress.domain.meetings.models import Meeting, MeetingState, meeting_body

_NOTHING_MORE = raiseload("*", sql_only=True)
_RANKS = {kind: rank for rank, kind in enumerate(PaperKind)}


def _is_visible(is_secretariat: bool, body_ids: Iterable[int], is_member: bool) -> ColumnElement[bool]:
    """What `policy.can_see_paper` says of one text, said of all."""
    if is_secretariat:
        return true()
    reached: list[ColumnElement[bool]] = [
        GoverningPaper.is_public.is_(True),
        GoverningPaper.body_id.in_(list(body_ids)),
    ]
    if is_member:
        plenaries = select(Body.id).where(Body.kind == BodyKind.PLENARY)
        reached.append(GoverningPaper.body_id.in_(plenaries))
    return or_(*reached)


def _with_versions(query: Select[GoverningPaper]) -> Select[GoverningPaper]:
    """Body, versions with their file and the act that adopted them."""
    versions = selectinload(GoverningPaper.versions).options(
        joinedload(PaperVersion.file), joinedload(PaperVersion.decision).options(_NOTHING_MORE),
        joinedload(PaperVersion.meeting).options(_NOTHING_MORE), _NOTHING_MORE,
    )  # fmt: skip
    return query.options(joinedload(GoverningPaper.body).options(_NOTHING_MORE), versions, _NOTHING_MORE)


def list_papers_of_bodies(
    body_ids: Iterable[int], *, is_secretariat: bool = False, sits_in: Iterable[int] = (), is_member: bool = False
) -> Select[GoverningPaper]:  # fmt: skip
    """The texts of these bodies that somebody may see, founding ones first."""
    return _with_versions(
        select(GoverningPaper)
        .where(GoverningPaper.body_id.in_(list(body_ids)), _is_visible(is_secretariat, sits_in, is_member))
        .order_by(GoverningPaper.body_id, case(_RANKS, value=GoverningPaper.kind), GoverningPaper.id)
    )


def get_paper(paper_id: int) -> Select[GoverningPaper]:
    return _with_versions(select(GoverningPaper).where(GoverningPaper.id == paper_id))


def get_last_number(paper_id: int) -> Select[int | None]:
    return select(func.max(PaperVersion.number)).where(PaperVersion.paper_id == paper_id)


def get_last_version(paper_id: int) -> Select[PaperVersion]:
    return (
        select(PaperVersion)
        .where(PaperVersion.paper_id == paper_id)
        .order_by(PaperVersion.number.desc())
        .limit(1)
    )


def count_signatures(version_id: int) -> Select[int]:
    return select(func.count()).where(PaperSignature.version_id == version_id)


def get_signature(version_id: int, institution_id: int) -> Select[PaperSignature]:
    return select(PaperSignature).where(
        PaperSignature.version_id == version_id, PaperSignature.institution_id == institution_id
    )


def list_signatures(version_ids: Iterable[int]) -> Select[PaperSignature]:
    """Of these versions, with institution and scan, in the order of lists."""
    return (
        select(PaperSignature)
        .join(Institution, PaperSignature.institution_id == Institution.id)
        .where(PaperSignature.version_id.in_(list(version_ids)))
        .options(
            joinedload(PaperSignature.institution).options(_NOTHING_MORE),
            joinedload(PaperSignature.scan), _NOTHING_MORE,
        )
        .order_by(Institution.is_demonstration, Institution.name_sort, Institution.id)
    )  # fmt: skip


def list_signatories(body: Body, on: date) -> Select[Institution]:
    """The institutions of a body that day: every member for the plenary, those that hold a place elsewhere;
    observers sign nothing."""
    query = (
        select(Institution)
        .where(Institution.membership == Membership.MEMBER)
        .options(_NOTHING_MORE)
        .order_by(Institution.is_demonstration, Institution.name_sort, Institution.id)
    )
    return query if body.kind is BodyKind.PLENARY else query.where(Institution.id.in_(_places([body.id], on)))


def _places(body_ids: Iterable[int], on: date) -> Select[int | None]:
    return select(Mandate.institution_id).where(
        Mandate.body_id.in_(list(body_ids)), between(Mandate, on), Mandate.role != MandateRole.OBSERVER,
        Mandate.institution_id.is_not(None),
    )  # fmt: skip


def list_to_sign(institution_id: int, body_ids: Iterable[int]) -> Select[GoverningPaper]:
    """Texts that ask for signatures, of the bodies where this institution has a place that is no observer's;
    of the plenary for members. Which version is in force, the caller says."""
    member = select(Institution.id).where(
        Institution.id == institution_id, Institution.membership == Membership.MEMBER
    )
    plenaries = select(Body.id).where(Body.kind == BodyKind.PLENARY, member.exists())
    return _with_versions(
        select(GoverningPaper)
        .where(
            GoverningPaper.asks_signatures,
            or_(GoverningPaper.body_id.in_(list(body_ids)), GoverningPaper.body_id.in_(plenaries)),
        )
        .order_by(GoverningPaper.id)
        .limit(50)
    )


def list_signed_versions(institution_id: int, version_ids: Iterable[int]) -> Select[int]:
    """Which of these versions the institution has signed."""
    return select(PaperSignature.version_id).where(
        PaperSignature.institution_id == institution_id, PaperSignature.version_id.in_(list(version_ids))
    )


def list_paper_ids_of_body(body_id: int) -> Select[int]:
    return select(GoverningPaper.id).where(GoverningPaper.body_id == body_id)


# --- acts that may have adopted a version -------------------------------------------------------------


def is_meeting_of_body(meeting_id: int, body_id: int) -> Select[bool]:
    row = meeting_body.c.meeting_id == meeting_id
    return select(select(meeting_body.c.body_id).where(row, meeting_body.c.body_id == body_id).exists())


def list_decisions_of_body(body_id: int) -> Select[Decision]:
    """The latest decisions of this body, to choose from."""
    meetings = select(meeting_body.c.meeting_id).where(meeting_body.c.body_id == body_id)
    return (
        select(Decision)
        .where(Decision.meeting_id.in_(meetings))
        .options(_NOTHING_MORE)
        .order_by(Decision.adopted_on.desc(), Decision.rank.desc(), Decision.id.desc())
        .limit(200)
    )


def list_meetings_of_body(body_id: int, now: datetime) -> Select[Meeting]:
    """The latest meetings of this body that have begun, to choose from."""
    return (
        select(Meeting)
        .join(meeting_body, and_(meeting_body.c.meeting_id == Meeting.id, meeting_body.c.body_id == body_id))
        .where(Meeting.starts_at <= now, Meeting.state != MeetingState.DRAFT)
        .options(_NOTHING_MORE)
        .order_by(Meeting.starts_at.desc(), Meeting.id.desc())
        .limit(100)
    )
