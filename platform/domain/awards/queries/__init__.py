"""Every statement on awards, scenarios, letters, selections and appeals; `tasks` has those on tasks in bulk."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from functools import lru_cache
from typing import Any

from sqlalchemy import Select, Text, and_, cast, func, select
from sqlalchemy.orm import contains_eager, joinedload, selectinload

from noress.domain.applications.models import Application, ApplicationPerson, ApplicationState, Part
from noress.domain.awards.models import (
    Appeal,
    Award,
    AwardShare,
    AwardState,
    DecisionLetter,
    LetterRelease,
    Scenario,
    Selection,
    SelectionItem,
)
from noress.domain.catalogue.models import Structure
from noress.domain.funding.models import Funder, FundingCall
from noress.domain.funding.queries import of_projects
from noress.domain.meetings.models import AgendaItem, Meeting, MeetingState, MeetingType
from noress.domain.payments.models import BankAccount, Instalment, InstalmentState
from noress.domain.questionnaires.models import Response

S = ApplicationState

# --- money ----------------------------------------------------------------------------------------------


def stands() -> Any:
    """Counts against the envelope."""
    return Award.state != AwardState.CANCELLED


def sum_granted(call_id: int) -> Select[Any]:
    return select(func.coalesce(func.sum(Award.amount), 0)).where(Award.call_id == call_id, stands())


def count_of_lots(call_id: int) -> Select[*tuple[Any, ...]]:
    """(lot, awards that stand)."""
    return select(Award.lot_id, func.count()).where(Award.call_id == call_id, stands()).group_by(Award.lot_id)


def sum_of_funders(call_id: int) -> Select[*tuple[Any, ...]]:
    """(funder, promised of its share)."""
    return (
        select(AwardShare.funder_id, func.sum(AwardShare.amount))
        .join(AwardShare.award)
        .where(Award.call_id == call_id, stands())
        .group_by(AwardShare.funder_id)
    )


def get_standing_award(application_id: int) -> Select[Award]:
    return select(Award).where(Award.application_id == application_id, stands())


def list_instalments(award_id: int) -> Select[Instalment]:
    """Those that are not cancelled."""
    return (
        select(Instalment)
        .where(Instalment.award_id == award_id, Instalment.state != InstalmentState.CANCELLED)
        .order_by(Instalment.position, Instalment.id)
    )


def list_awards(call_id: int, hidden: Select[Any] | None = None) -> Select[Award]:
    """Of a call, with what lists show; without those that the reader is recused from (`conflicts.recused_ids`)."""
    query = (
        select(Award)
        .where(Award.call_id == call_id)
        .options(
            joinedload(Award.application), joinedload(Award.structure), joinedload(Award.lot),
            selectinload(Award.shares).joinedload(AwardShare.funder).joinedload(Funder.institution),
        )
        .order_by(Award.number.nulls_last(), Award.id)
    )  # fmt: skip
    return query if hidden is None else query.where(Award.application_id.not_in(hidden))


def list_standing_awards(application_ids: Iterable[int]) -> Select[Award]:
    return select(Award).where(Award.application_id.in_(list(application_ids)), stands())


# --- the board ------------------------------------------------------------------------------------------

#: to be decided on, or decided
_ON_BOARD = (S.ELIGIBLE, S.SELECTED, S.RESERVE, S.REJECTED)


def is_on_board(call_id: int, stage: int) -> Any:
    """Full files of the call's last stage."""
    return and_(Application.call_id == call_id, Application.stage == stage, Application.state.in_(_ON_BOARD))


def list_board(call_id: int, stage: int, hidden: Select[Any]) -> Select[*tuple[Any, ...]]:
    """Columns alone, labels and names as they are stored: a board holds thousands."""
    return (
        select(
            Application.id, Application.number, Application.title, Application.state, Application.lot_id,
            Application.requested, Application.province_code, cast(Application.labels, Text), cast(Structure.name, Text),
            Application.structure_id,
        )
        .join(Application.structure)
        .where(is_on_board(call_id, stage), Application.id.not_in(hidden))
        .order_by(Application.id)
    )  # fmt: skip


def count_recused_on_board(call_id: int, stage: int, hidden: Select[Any]) -> Select[int]:
    return select(func.count()).where(is_on_board(call_id, stage), Application.id.in_(hidden))


def count_states(call_id: int, stage: int) -> Select[*tuple[Any, ...]]:
    return (
        select(Application.state, func.count()).where(is_on_board(call_id, stage)).group_by(Application.state)
    )


def sum_visible(call_id: int, hidden: Select[Any]) -> Select[Any]:
    """What is granted to files that the reader may know of."""
    return sum_granted(call_id).where(Award.application_id.not_in(hidden))


def list_applications(ids: Iterable[int]) -> Select[Application]:
    """In one order, so that two who hold them never wait in a ring."""
    return (
        select(Application)
        .where(Application.id.in_(list(ids)))
        .options(joinedload(Application.lot), joinedload(Application.call), joinedload(Application.structure))
        .order_by(Application.id)
    )


def held(files: Select[Application]) -> Select[Application]:
    """The same, held and read as they are now, in one statement."""
    return files.with_for_update(of=Application, key_share=True).execution_options(populate_existing=True)


# --- scenarios ------------------------------------------------------------------------------------------


def list_scenarios(call_id: int, stage: int) -> Select[Scenario]:
    return (
        select(Scenario)
        .where(Scenario.call_id == call_id, Scenario.stage == stage)
        .options(joinedload(Scenario.made_by))
        .order_by(Scenario.id)
    )


# --- letters --------------------------------------------------------------------------------------------


def get_release(call_id: int, stage: int) -> Select[LetterRelease]:
    return select(LetterRelease).where(LetterRelease.call_id == call_id, LetterRelease.stage == stage)


def list_decided(call_id: int, stage: int) -> Select[Application]:
    """With an outcome, whoever asks: what the structures are told."""
    return (
        select(Application)
        .where(
            Application.call_id == call_id, Application.stage == stage,
            Application.state.in_((S.SELECTED, S.RESERVE, S.REJECTED)),
        )
        .options(
            joinedload(Application.structure), joinedload(Application.lot), joinedload(Application.call),
            selectinload(Application.people),
        )
        .order_by(Application.id)
    )  # fmt: skip


def list_letters(call_id: int, stage: int, hidden: Select[Any] | None = None) -> Select[DecisionLetter]:
    query = (
        select(DecisionLetter)
        .join(DecisionLetter.application)
        .where(Application.call_id == call_id, DecisionLetter.stage == stage)
        .options(contains_eager(DecisionLetter.application).joinedload(Application.structure))
        .order_by(Application.number, DecisionLetter.id)
    )
    return query if hidden is None else query.where(Application.id.not_in(hidden))


def get_letter_of(application_id: int, stage: int) -> Select[DecisionLetter]:
    return select(DecisionLetter).where(
        DecisionLetter.application_id == application_id, DecisionLetter.stage == stage
    )


# --- appeals --------------------------------------------------------------------------------------------


def get_appeal(application_id: int) -> Select[Appeal]:
    return select(Appeal).where(Appeal.application_id == application_id)


def list_appeals(call_id: int, hidden: Select[Any]) -> Select[Appeal]:
    return (
        select(Appeal)
        .join(Appeal.application)
        .where(Application.call_id == call_id, Application.id.not_in(hidden))
        .options(contains_eager(Appeal.application).joinedload(Application.structure))
        .order_by(Appeal.answered_at.is_not(None), Appeal.filed_at, Appeal.id)
    )


def list_unanswered_appeals(hidden: Select[Any]) -> Select[Appeal]:
    return (
        select(Appeal)
        .join(Appeal.application)
        .where(Appeal.answered_at.is_(None), Application.id.not_in(hidden))
        .options(contains_eager(Appeal.application).joinedload(Application.structure))
        .order_by(Appeal.filed_at, Appeal.id)
    )


# --- the selection committee ----------------------------------------------------------------------------


def list_selections(call_id: int) -> Select[Selection]:
    return (
        select(Selection)
        .where(Selection.call_id == call_id)
        .options(joinedload(Selection.meeting))
        .order_by(Selection.id)
    )


def get_selection_of(meeting_id: int) -> Select[Selection]:
    return select(Selection).where(Selection.meeting_id == meeting_id)


def list_items(selection_id: int) -> Select[SelectionItem]:
    """In the order of the agenda."""
    return (
        select(SelectionItem)
        .join(SelectionItem.agenda_item)
        .where(SelectionItem.selection_id == selection_id)
        .options(
            contains_eager(SelectionItem.agenda_item),
            joinedload(SelectionItem.application).joinedload(Application.structure),
        )
        .order_by(AgendaItem.position, AgendaItem.id)
    )


def list_hidden_items(meeting_id: int, hidden: Select[Any]) -> Select[int]:
    """Items of the agenda about files that the reader is recused from."""
    return (
        select(SelectionItem.agenda_item_id)
        .join(SelectionItem.selection)
        .where(Selection.meeting_id == meeting_id, SelectionItem.application_id.in_(hidden))
    )


def list_meetings_to_choose(now: datetime) -> Select[Meeting]:
    """Not over, and no other call's."""
    taken = select(Selection.meeting_id)
    return (
        select(Meeting)
        .where(
            Meeting.state.in_((MeetingState.DRAFT, MeetingState.CONVENED)), Meeting.starts_at >= now,
            Meeting.type == MeetingType.MEETING,
            Meeting.id.not_in(taken),
        )
        .order_by(Meeting.starts_at, Meeting.id)
        .limit(50)
    )  # fmt: skip


# --- warnings -------------------------------------------------------------------------------------------


@lru_cache(maxsize=1)
def list_marks_of() -> Select[*tuple[Any, ...]]:
    """(application, call, structure, state, number, who signed, telephones as answered) of files that were sent."""
    answers = Response.answers
    return (
        select(
            Application.id, Application.call_id, Application.structure_id, Application.number, Application.sent_by,
            answers["contact_phone"].as_string(), answers["structure_phone"].as_string(),
        )
        .outerjoin(
            Response, Response.id == func.coalesce(Application.file_response_id, Application.note_response_id)
        )
        .where(Application.number.is_not(None), Application.state != S.WITHDRAWN, of_projects(Application.call_id))
        .order_by(Application.id)
    )  # fmt: skip


def list_owner_addresses() -> Select[*tuple[Any, ...]]:
    """(application, address of whoever carries it)."""
    return select(ApplicationPerson.application_id, func.lower(ApplicationPerson.email)).where(
        ApplicationPerson.part == Part.OWNER, ApplicationPerson.removed_at.is_(None)
    )


def list_accounts() -> Select[*tuple[Any, ...]]:
    """(structure, RIB) of those that were not refused."""
    return select(BankAccount.structure_id, BankAccount.rib).where(BankAccount.refused_because.is_(None))


def list_funded() -> Select[*tuple[Any, ...]]:
    """(structure, call, file) of awards that stand."""
    return select(Award.structure_id, Award.call_id, Award.application_id).where(stands())


# --- what everybody reads -------------------------------------------------------------------------------


def _is_public() -> Any:
    return and_(Award.published_at.is_not(None), stands(), FundingCall.is_test.is_(False), of_projects(FundingCall.id))  # fmt: skip


def list_published() -> Select[Award]:
    """Told, of calls that are no trial; those that were cancelled since are left out."""
    return (
        select(Award)
        .join(Award.call)
        .where(_is_public())
        .options(
            contains_eager(Award.call).joinedload(FundingCall.carrier), joinedload(Award.application),
            joinedload(Award.structure).joinedload(Structure.detail), joinedload(Award.lot),
            selectinload(Award.shares).joinedload(AwardShare.funder).joinedload(Funder.institution),
        )
        .order_by(FundingCall.edition.desc(), Award.number, Award.id)
    )  # fmt: skip


def list_published_of(ids: Sequence[int]) -> Select[Award]:
    return list_published().where(Award.id.in_(ids))


def sum_published() -> Select[*tuple[Any, ...]]:
    """(how many, centimes)."""
    return (
        select(func.count(), func.coalesce(func.sum(Award.amount), 0))
        .select_from(Award)
        .join(Award.call)
        .where(_is_public())
    )
