"""Every statement on deliberations, seals of scores and packs."""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from sqlalchemy import Select, or_, select
from sqlalchemy.orm import joinedload, raiseload, selectinload

from noress.domain.applications.models import Application
from noress.domain.competitions.models import Competition, Entry, Prize
from noress.domain.funding.models import FundingCall
from noress.domain.institutions.models import Body, BodyKind
from noress.domain.juries.models import (
    Deliberation,
    DeliberationItem,
    Juror,
    JuryPack,
    ScoreSeal,
    ShowOfHands,
)
from noress.domain.meetings.models import Meeting, MeetingState, MeetingType
from noress.domain.reviewing.models import Evaluation
from noress.domain.reviewing.queries import evaluations

_NOTHING_MORE = raiseload("*", sql_only=True)


def get_deliberation_of(competition_id: int) -> Select[Deliberation]:
    return select(Deliberation).where(Deliberation.competition_id == competition_id)


def get_deliberation_at(meeting_id: int) -> Select[Deliberation]:
    """Of that meeting, with its edition."""
    return (
        select(Deliberation)
        .where(Deliberation.meeting_id == meeting_id)
        .options(joinedload(Deliberation.competition).joinedload(Competition.call))
    )


def list_items(deliberation_id: int) -> Select[DeliberationItem]:
    """In the order in which they are talked about."""
    return (
        select(DeliberationItem)
        .where(DeliberationItem.deliberation_id == deliberation_id)
        .options(
            joinedload(DeliberationItem.application).options(
                joinedload(Application.structure), joinedload(Application.lot)
            )
        )
        .order_by(DeliberationItem.position, DeliberationItem.id)
    )  # fmt: skip


def list_item_keys(deliberation_id: int) -> Select[int, int, Any]:
    """(item, application, done) in their order: what moving from one to the next needs."""
    return (
        select(DeliberationItem.id, DeliberationItem.application_id, DeliberationItem.done_at)
        .where(DeliberationItem.deliberation_id == deliberation_id)
        .order_by(DeliberationItem.position, DeliberationItem.id)
    )


def list_hidden_items(meeting_id: int, hidden: Select[Any]) -> Select[int]:
    """Items of the agenda about entries that the reader stands aside from, and the one of everybody's figures."""
    of = Deliberation.meeting_id == meeting_id
    aside = (
        select(DeliberationItem.agenda_item_id)
        .join(DeliberationItem.deliberation)
        .where(of, DeliberationItem.application_id.in_(hidden), DeliberationItem.agenda_item_id.is_not(None))
    )
    figures = (
        select(Deliberation.figures_item_id)
        .join(Entry, Entry.competition_id == Deliberation.competition_id)
        .where(of, Entry.application_id.in_(hidden), Deliberation.figures_item_id.is_not(None))
    )
    return aside.union(figures)  # type: ignore[return-value]


def list_votes(item_ids: Collection[int]) -> Select[ShowOfHands]:
    return select(ShowOfHands).where(ShowOfHands.item_id.in_(item_ids)).order_by(ShowOfHands.id)


def get_seat(competition_id: int, person_id: int) -> Select[Juror]:
    """Of who sits there and has accepted the charter."""
    return select(Juror).where(
        Juror.competition_id == competition_id, Juror.person_id == person_id, Juror.removed_at.is_(None),
        Juror.declined_at.is_(None), Juror.accepted_at.is_not(None),
    )  # fmt: skip


# --- seals ----------------------------------------------------------------------------------------------


def list_seals(competition_id: int) -> Select[ScoreSeal]:
    """The first one first."""
    return select(ScoreSeal).where(ScoreSeal.competition_id == competition_id).order_by(ScoreSeal.number)


def get_last_seal(competition_id: int) -> Select[ScoreSeal]:
    return (
        select(ScoreSeal)
        .where(ScoreSeal.competition_id == competition_id)
        .order_by(ScoreSeal.number.desc())
        .limit(1)
    )


def get_seal(sha256: str) -> Select[ScoreSeal]:
    """By what is printed; two versions that say the same are one hash: the first."""
    call = joinedload(ScoreSeal.competition).joinedload(Competition.call)
    return (
        select(ScoreSeal)
        .where(ScoreSeal.sha256 == sha256)
        .options(call.options(raiseload(FundingCall.lots)))
        .order_by(ScoreSeal.id)
        .limit(1)
    )


def list_jurors_ever(competition_id: int) -> Select[Juror]:
    """All who were ever appointed, in that order: what their codes are taken from."""
    return (
        select(Juror)
        .where(Juror.competition_id == competition_id)
        .options(joinedload(Juror.person), joinedload(Juror.institution))
        .order_by(Juror.id)
    )


def list_given(grid_id: int) -> Select[*tuple[Any, ...]]:
    """Rows (application, number, lot, person, scores, abstention) of what was sent or abstained from, of entries that are judged."""
    return (
        select(
            Evaluation.subject_id, Application.number, Application.lot_id, Evaluation.person_id,
            Evaluation.scores, Evaluation.abstained_at, Evaluation.abstention,
        )
        .join(Application, Application.id == Evaluation.subject_id)
        .where(
            Evaluation.grid_id == grid_id, Evaluation.declined_at.is_(None), Application.number.is_not(None),
            evaluations.is_judged(1),
            or_(Evaluation.sent_at.is_not(None), Evaluation.abstained_at.is_not(None)),
        )
        .order_by(Application.number, Evaluation.person_id)
    )  # fmt: skip


def list_evaluations_of(grid_id: int, application_id: int) -> Select[Evaluation]:
    """What was sent on one entry."""
    return (
        select(Evaluation)
        .where(
            Evaluation.grid_id == grid_id, Evaluation.subject_id == application_id, Evaluation.sent_at.is_not(None),
            Evaluation.declined_at.is_(None), Evaluation.abstained_at.is_(None),
        )
        .options(joinedload(Evaluation.person))
        .order_by(Evaluation.person_id)
    )  # fmt: skip


def list_waiting(grid_id: int, person_ids: Collection[int]) -> Select[int, int]:
    """(application, person) of those who have neither sent nor abstained."""
    return (
        select(Evaluation.subject_id, Evaluation.person_id)
        .join(Application, Application.id == Evaluation.subject_id)
        .where(
            Evaluation.grid_id == grid_id, Evaluation.person_id.in_(person_ids), Evaluation.sent_at.is_(None),
            Evaluation.declined_at.is_(None), Evaluation.abstained_at.is_(None),
            evaluations.is_judged(1),
        )
    )  # fmt: skip


# --- entries, prizes ------------------------------------------------------------------------------------


def list_entries(competition_id: int) -> Select[Entry]:
    """Those that the jury judges."""
    return (
        select(Entry)
        .join(Application, Application.id == Entry.application_id)
        .where(
            Entry.competition_id == competition_id, Application.number.is_not(None), evaluations.is_judged(1)
        )
        .options(
            joinedload(Entry.application).options(
                joinedload(Application.structure), joinedload(Application.lot)
            )
        )
        .order_by(Application.number)
    )  # fmt: skip


def those(application_ids: Collection[int]) -> Select[int]:
    return select(Application.id).where(Application.id.in_(application_ids))


def list_applications(application_ids: Collection[int]) -> Select[Application]:
    return (
        select(Application)
        .where(Application.id.in_(application_ids))
        .options(joinedload(Application.structure), joinedload(Application.lot))
    )


def list_versions(application_ids: Collection[int]) -> Select[int, int]:
    """(entry, version): a paper made of them is anew when one changed."""
    return (
        select(Application.id, Application.version)
        .where(Application.id.in_(application_ids))
        .order_by(Application.id)
    )


def judged_ids(competition_id: int) -> Select[int]:
    return (
        select(Entry.application_id)
        .join(Application, Application.id == Entry.application_id)
        .where(
            Entry.competition_id == competition_id, Application.number.is_not(None), evaluations.is_judged(1)
        )
    )  # fmt: skip


def list_prizes(competition_id: int) -> Select[Prize]:
    return (
        select(Prize)
        .where(Prize.competition_id == competition_id)
        .options(joinedload(Prize.lot), _NOTHING_MORE)
        .order_by(Prize.position, Prize.rank, Prize.id)
    )


# --- the meeting ----------------------------------------------------------------------------------------


def list_meetings_to_choose() -> Select[Meeting]:
    """Neither begun nor another jury's."""
    return (
        select(Meeting)
        .where(
            Meeting.state.in_((MeetingState.DRAFT, MeetingState.CONVENED)),
            Meeting.type == MeetingType.MEETING,
            Meeting.id.not_in(select(Deliberation.meeting_id)),
        )
        .options(selectinload(Meeting.bodies))
        .order_by(Meeting.starts_at, Meeting.id)
        .limit(50)
    )


def list_jury_bodies() -> Select[Body]:
    return select(Body).where(Body.kind == BodyKind.JURY, Body.dissolved_on.is_(None)).order_by(Body.id)


# --- packs ----------------------------------------------------------------------------------------------


def list_packs(juror_id: int) -> Select[JuryPack]:
    """The last one first."""
    return (
        select(JuryPack)
        .where(JuryPack.juror_id == juror_id)
        .options(joinedload(JuryPack.lot))
        .order_by(JuryPack.id.desc())
    )


def list_packs_before(before: datetime) -> Select[JuryPack]:
    return select(JuryPack).where(JuryPack.asked_at < before).order_by(JuryPack.id)
