"""Applications as those who work on them read them, and the rows that say where a structure belongs."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    CompoundSelect,
    Delete,
    Select,
    and_,
    delete,
    exists,
    func,
    or_,
    select,
    union,
)
from sqlalchemy.orm import defer, joinedload, selectinload

from noress.domain.applications.models import (
    Application,
    ApplicationComment,
    ApplicationMessage,
    ApplicationPerson,
    ApplicationState,
    CorrectionRequest,
    Opinion,
    Part,
)
from noress.domain.catalogue.models import Structure, StructureKeeper, StructureLabel, StructureState
from noress.domain.funding.models import FundingCall
from noress.domain.institutions.models import Institution, Membership
from noress.domain.questionnaires.models import QuestionnaireVersion, Response, ResponseFile
from noress.domain.reviewing.models import OrganisationLink, Recusal

_LIVE = Application.state != ApplicationState.WITHDRAWN


def _response(column: Any) -> Any:
    """With its questionnaire; the version's content, which `published` keeps, not."""
    version = joinedload(column).joinedload(Response.questionnaire_version)
    return version.options(
        defer(QuestionnaireVersion.content), joinedload(QuestionnaireVersion.questionnaire)
    )


def with_file() -> tuple[Any, ...]:
    """Of a person who works on it: the application with all that its pages show."""
    application = joinedload(ApplicationPerson.application)
    return (
        application.joinedload(Application.call),
        application.joinedload(Application.lot),
        application.joinedload(Application.structure),
        application.joinedload(Application.affiliated_with),
        application.options(_response(Application.note_response), _response(Application.file_response)),
    )


def get_begun(call_id: int, structure_id: int) -> Select[Application]:
    """The one of that structure in that call, unless it was withdrawn."""
    return select(Application).where(
        Application.call_id == call_id, Application.structure_id == structure_id, _LIVE
    )


def list_begun_by_name(call_id: int, name_folded: str) -> Select[Application]:
    """Begun in that call for a structure of that very name, the first one first."""
    return (
        select(Application)
        .join(Structure, Structure.id == Application.structure_id)
        .where(Application.call_id == call_id, Structure.name_folded == name_folded, _LIVE)
        .where(Structure.state != StructureState.OUTSIDE)
        .options(joinedload(Application.structure))
        .order_by(Application.id)
    )


def get_last_sent(structure_id: int, but: int) -> Select[Application]:
    """What the structure sent last, to another call."""
    return (
        select(Application)
        .where(
            Application.structure_id == structure_id, Application.id != but, Application.submitted_at.is_not(None)
        )
        .options(_response(Application.note_response), _response(Application.file_response))
        .order_by(Application.submitted_at.desc(), Application.id.desc())
        .limit(1)
    )  # fmt: skip


# --- people ------------------------------------------------------------------------------------------


def list_people(application_id: int) -> Select[ApplicationPerson]:
    """Those who work on it now; who carries it first."""
    return (
        select(ApplicationPerson)
        .where(ApplicationPerson.application_id == application_id, ApplicationPerson.removed_at.is_(None))
        .options(joinedload(ApplicationPerson.institution))
        .order_by(ApplicationPerson.part != Part.OWNER, ApplicationPerson.id)
    )


def list_by_mailbox(call_id: int, email: str) -> Select[ApplicationPerson]:
    """Those of a call who read that mailbox."""
    return (
        select(ApplicationPerson)
        .join(Application, Application.id == ApplicationPerson.application_id)
        .where(Application.call_id == call_id, func.lower(ApplicationPerson.email) == email.lower())
        .where(ApplicationPerson.removed_at.is_(None))
        .order_by(ApplicationPerson.id)
        .limit(20)
    )


def list_of_account(person_id: int, email: str | None) -> Select[ApplicationPerson]:
    """Every application that somebody who is signed in works on, by their account or their mailbox."""
    mine: Any = ApplicationPerson.person_id == person_id
    if email:
        mine = or_(mine, func.lower(ApplicationPerson.email) == email.lower())
    return (
        select(ApplicationPerson)
        .where(mine, ApplicationPerson.removed_at.is_(None))
        .options(*with_file())
        .order_by(ApplicationPerson.application_id.desc(), ApplicationPerson.id.desc())
    )


def list_named(person_id: int, email: str | None) -> Select[ApplicationPerson]:
    """Also those whose link has ended: what names the person."""
    mine: Any = ApplicationPerson.person_id == person_id
    if email:
        mine = or_(mine, func.lower(ApplicationPerson.email) == email.lower())
    return select(ApplicationPerson).where(mine).order_by(ApplicationPerson.id)


# --- comments and thread -----------------------------------------------------------------------------


MOST_COMMENTS = 200


def list_comments(application_id: int) -> Select[ApplicationComment]:
    """What waits first, then what is settled; the last said last."""
    return (
        select(ApplicationComment)
        .where(ApplicationComment.application_id == application_id)
        .options(joinedload(ApplicationComment.author))
        .order_by(ApplicationComment.settled_at.is_not(None), ApplicationComment.id)
        .limit(MOST_COMMENTS)
    )


def count_open_comments(application_id: int) -> Select[int]:
    return select(func.count(ApplicationComment.id)).where(
        ApplicationComment.application_id == application_id, ApplicationComment.settled_at.is_(None)
    )


def list_messages(application_id: int, *, most: int = 300) -> Select[ApplicationMessage]:
    """The thread with the desk, in the order it was written."""
    return (
        select(ApplicationMessage)
        .where(ApplicationMessage.application_id == application_id)
        .options(joinedload(ApplicationMessage.author), joinedload(ApplicationMessage.file))
        .order_by(ApplicationMessage.id)
        .limit(most)
    )


def get_message_with_file(application_id: int, message_id: int) -> Select[ApplicationMessage]:
    return (
        select(ApplicationMessage)
        .where(ApplicationMessage.application_id == application_id, ApplicationMessage.id == message_id)
        .options(joinedload(ApplicationMessage.file))
    )


def count_awaiting(application_ids: Iterable[int]) -> Select[int, int]:
    """(application, messages of the desk that wait for an answer)."""
    return (
        select(ApplicationMessage.application_id, func.count())
        .where(
            ApplicationMessage.application_id.in_(list(application_ids)), ApplicationMessage.awaits_answer.is_(True),
            ApplicationMessage.answered_at.is_(None),
        )
        .group_by(ApplicationMessage.application_id)
    )  # fmt: skip


def list_open_corrections(application_ids: Iterable[int]) -> Select[CorrectionRequest]:
    return select(CorrectionRequest).where(
        CorrectionRequest.application_id.in_(list(application_ids)), CorrectionRequest.corrected_at.is_(None),
        CorrectionRequest.ended_at.is_(None),
    )  # fmt: skip


# --- belonging to the network --------------------------------------------------------------------------


def list_labels_of_members(structure_id: int, on: date) -> Select[StructureLabel]:
    """Labels that are good that day and that a member gives."""
    return (
        select(StructureLabel)
        .join(Institution, Institution.id == StructureLabel.institution_id)
        .where(
            StructureLabel.structure_id == structure_id, StructureLabel.withdrawn_at.is_(None),
            or_(StructureLabel.until.is_(None), StructureLabel.until >= on),
            Institution.membership == Membership.MEMBER,
        )
        .options(joinedload(StructureLabel.institution), joinedload(StructureLabel.term))
        .order_by(StructureLabel.given_on.desc(), StructureLabel.id)
        .limit(1)
    )  # fmt: skip


def list_linked_members(institution_id: int) -> Select[OrganisationLink, Institution]:
    """(link, member) of the members that an institution is tied to, whichever way it is written."""
    other = or_(
        and_(OrganisationLink.from_id == institution_id, OrganisationLink.to_id == Institution.id),
        and_(OrganisationLink.to_id == institution_id, OrganisationLink.from_id == Institution.id),
    )
    return (
        select(OrganisationLink, Institution)
        .join(Institution, other)
        .where(Institution.membership == Membership.MEMBER)
        .order_by(OrganisationLink.id)
        .limit(1)
    )


def list_house(institution: Institution) -> Select[Institution]:
    """Members of the same house: what it is a part of, its parts, and the other parts of the same."""
    same: list[Any] = [Institution.part_of_id == institution.id]
    if institution.part_of_id is not None:
        same += [Institution.id == institution.part_of_id, Institution.part_of_id == institution.part_of_id]
    return (
        select(Institution)
        .where(or_(*same), Institution.id != institution.id, Institution.membership == Membership.MEMBER)
        .order_by(Institution.id != (institution.part_of_id or 0), Institution.id)
        .limit(1)
    )


def list_own_structures(institution_id: int | None, person_id: int | None) -> Select[Structure]:
    """Entries that somebody signed in speaks for, or keeps."""
    mine: list[Any] = []
    if institution_id is not None:
        mine.append(Structure.institution_id == institution_id)
    if person_id is not None:
        kept = select(StructureKeeper.structure_id).where(
            StructureKeeper.person_id == person_id, StructureKeeper.ended_at.is_(None)
        )
        mine.append(Structure.id.in_(kept))
    return (
        select(Structure)
        .where(or_(*mine), Structure.merged_into_id.is_(None))
        .options(joinedload(Structure.institution))
        .order_by(Structure.name_sort, Structure.id)
        .limit(50)
    )


# --- what is forgotten ---------------------------------------------------------------------------------

_ENDED = (
    ApplicationState.WITHDRAWN,
    ApplicationState.INELIGIBLE,
    ApplicationState.NOT_RETAINED,
    ApplicationState.REJECTED,
)


def is_unsent() -> ColumnElement[bool]:
    return Application.number.is_(None)


def is_numbered() -> ColumnElement[bool]:
    return Application.number.is_not(None)


def list_response_ids(ids: Select[int]) -> Select[int]:
    """The answers of both stages of these applications; never null."""
    note, file = (
        select(column.label("id")).where(Application.id.in_(ids), column.is_not(None))
        for column in (Application.note_response_id, Application.file_response_id)
    )
    return select(union(note, file).subquery().c.id)


def is_ended() -> ColumnElement[bool]:
    """Withdrawn, or told that it goes no further."""
    return Application.public_state.in_(_ENDED)


def is_silent() -> ColumnElement[bool]:
    """Invited by somebody else, and never came."""
    return and_(
        ApplicationPerson.accepted_at.is_(None), ApplicationPerson.removed_at.is_(None),
        ApplicationPerson.part != Part.OWNER,
    )  # fmt: skip


def list_silent_before(before: datetime) -> Select[ApplicationPerson]:
    return select(ApplicationPerson).where(is_silent(), ApplicationPerson.invited_at < before)


def list_never_sent_ids(before: datetime) -> Select[int]:
    """Drafts that were never sent, of calls that closed before that instant."""
    return (
        select(Application.id)
        .join(FundingCall, FundingCall.id == Application.call_id)
        .where(is_unsent(), Application.started_at < before)
        .where(or_(FundingCall.closes_at.is_(None), FundingCall.closes_at < before))
    )


def list_never_sent(before: datetime) -> Select[Application]:
    return (
        select(Application)
        .where(Application.id.in_(list_never_sent_ids(before)))
        .options(selectinload(Application.people))
        .order_by(Application.id)
        .limit(500)
    )


def list_of_call(call_id: int) -> Select[Application]:
    """All of them, withdrawn ones too."""
    return (
        select(Application)
        .where(Application.call_id == call_id)
        .options(selectinload(Application.people))
        .order_by(Application.id)
    )


def list_given_files(application_id: int) -> CompoundSelect[int | None]:
    """Joined to the messages and the opinions about it."""
    return union(
        *(
            select(table.file_id).where(table.application_id == application_id, table.file_id.is_not(None))
            for table in (ApplicationMessage, Opinion)
        )
    )


def delete_around(application_id: int) -> list[Delete]:
    """What people said of it names them: it goes before they do. Whoever stood aside from it stands aside from nothing."""
    said = [
        delete(table).where(table.application_id == application_id)
        for table in (ApplicationComment, ApplicationMessage)
    ]
    aside = delete(Recusal).where(
        Recusal.subject_type == Application.__tablename__, Recusal.subject_id == application_id
    )
    return [one.execution_options(synchronize_session=False) for one in (*said, aside)]


def list_done_before(before: datetime) -> Select[Application]:
    """Ended before that instant, and some of whose answers are files still."""
    ended = or_(Application.withdrawn_at < before, Application.told_at < before)
    holds = exists().where(
        or_(
            ResponseFile.response_id == Application.note_response_id,
            ResponseFile.response_id == Application.file_response_id,
        )
    )
    note, file = joinedload(Application.note_response), joinedload(Application.file_response)
    return (
        select(Application)
        .where(is_ended(), ended, holds)
        .options(_response(Application.note_response), _response(Application.file_response))
        .options(note.selectinload(Response.files), file.selectinload(Response.files))
        .order_by(Application.id)
    )


def list_institutions_called(names_folded: Iterable[str], acronyms: Iterable[str]) -> Select[Institution]:
    """Institutions whose name or acronym may be one of these; the rule compares names exactly."""
    names = [Institution.name_folded.contains(name, autoescape=True) for name in names_folded if name]
    return (
        select(Institution)
        .where(
            or_(*names, func.lower(Institution.acronym).in_([word.lower() for word in acronyms])),
            Institution.merged_into_id.is_(None),
        )
        .order_by(Institution.id)
        .limit(100)
    )
