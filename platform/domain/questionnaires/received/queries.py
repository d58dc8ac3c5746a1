"""Reading answers that were received. What is held back, and what was never sent, is in none of these but
`get_answer`, which the page that judges it reads."""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Select, String, cast, func, or_, select
from sqlalchemy.orm import defer, joinedload, load_only, selectinload

from noress.core import clock
from noress.core.folding import typed_words
from noress.domain.institutions.models import Institution
from noress.domain.questionnaires.models import (
    RECEIVED,
    Channel,
    Questionnaire,
    QuestionnaireVersion,
    Response,
    ResponseFile,
    ResponseState,
)

#: types whose answers a list can be narrowed to
NARROWING = frozenset({"one", "yes_no", "province"})
OTHER = "other"


class Filters(NamedTuple):
    """What a list is narrowed to; `answers` are (key of the question, its type, value)."""

    words: str = ""
    state: ResponseState | None = None
    channel: Channel | None = None
    version: int | None = None
    through_id: int | None = None
    language: str = ""
    since: date | None = None
    until: date | None = None
    answers: tuple[tuple[str, str, str], ...] = ()


def list_received(questionnaire_id: int, filters: Filters) -> Select[Response]:
    """The last received first, with what a line of the list says."""
    return (
        _received(select(Response), questionnaire_id, filters)
        .options(
            joinedload(Response.questionnaire_version).load_only(QuestionnaireVersion.number),
            joinedload(Response.institution).load_only(Institution.name),
            joinedload(Response.through).load_only(Institution.name),
            defer(Response.values), defer(Response.unread), defer(Response.search_text),
        )
        .order_by(Response.submitted_at.desc(), Response.id.desc())
    )  # fmt: skip


def list_ids(questionnaire_id: int, filters: Filters) -> Select[int]:
    """The first received first: numbers follow each other in an export."""
    return _received(select(Response.id), questionnaire_id, filters).order_by(Response.id)


def count_ids(questionnaire_id: int, filters: Filters) -> Select[int]:
    return _received(select(func.count(Response.id)), questionnaire_id, filters)


def sum_up(questionnaire_id: int, filters: Filters) -> Any:
    """(how many, their versions together, the last sending, the last decision): one of them changes whenever what a
    file says of them does."""
    summed: Any = select(
        func.count(Response.id), func.coalesce(func.sum(Response.version), 0), func.max(Response.submitted_at),
        func.max(Response.decided_at),
    )  # fmt: skip
    return _received(summed, questionnaire_id, filters)


def list_by_ids(ids: Sequence[int]) -> Select[Response]:
    """What an export says of each."""
    return (
        select(Response)
        .where(Response.id.in_(ids))
        .options(
            load_only(
                Response.number, Response.state, Response.channel, Response.language, Response.filled_by,
                Response.submitted_at, Response.answers, Response.questionnaire_version_id,
            ),
            joinedload(Response.institution).load_only(Institution.name),
            joinedload(Response.through).load_only(Institution.name),
        )
    )  # fmt: skip


def list_answers(ids: Sequence[int]) -> Select[Any]:
    """(key of the version, answers) of these."""
    return select(Response.questionnaire_version_id, Response.answers).where(Response.id.in_(ids))


def count_by_state(questionnaire_id: int) -> Select[ResponseState, int]:
    """(state, how many), drafts among them, what is held back not."""
    return (
        select(Response.state, func.count(Response.id))
        .join(QuestionnaireVersion, Response.questionnaire_version_id == QuestionnaireVersion.id)
        .where(QuestionnaireVersion.questionnaire_id == questionnaire_id, Response.held_because.is_(None))
        .group_by(Response.state)
    )


def list_passing_on(questionnaire_id: int) -> Select[Institution]:
    """The institutions that answers came through."""
    through = (
        select(Response.through_id)
        .join(QuestionnaireVersion, Response.questionnaire_version_id == QuestionnaireVersion.id)
        .where(QuestionnaireVersion.questionnaire_id == questionnaire_id, Response.through_id.is_not(None))
    )
    return select(Institution).where(Institution.id.in_(through)).order_by(Institution.name_folded)


def get_answer(questionnaire_id: int, response_id: int) -> Select[Response]:
    """One that was sent, refused and held ones too, with everything that its page shows."""
    return (
        select(Response)
        .join(QuestionnaireVersion, Response.questionnaire_version_id == QuestionnaireVersion.id)
        .where(
            Response.id == response_id, QuestionnaireVersion.questionnaire_id == questionnaire_id,
            Response.number.is_not(None),
        )
        .options(
            joinedload(Response.questionnaire_version), joinedload(Response.institution),
            joinedload(Response.through), joinedload(Response.scan), joinedload(Response.person),
            joinedload(Response.decided_by), selectinload(Response.snapshots),
            selectinload(Response.files).joinedload(ResponseFile.file),
        )
    )  # fmt: skip


def list_of_institution(institution_id: int) -> Select[Response]:
    """What an institution began and sent, the last first, with its questionnaire."""
    mine = Response.institution_id == institution_id
    return _with_questionnaire().where(mine, Questionnaire.serves.is_(None)).order_by(Response.id.desc())


def list_unfinished(institution_id: int) -> Select[Response]:
    """What waits for those who speak for an institution: begun and not sent, or to be corrected."""
    return (
        _with_questionnaire()
        .where(
            Response.institution_id == institution_id, Questionnaire.archived_at.is_(None),
            Questionnaire.serves.is_(None),
            Response.state.in_((ResponseState.DRAFT, ResponseState.RETURNED)),
        )
        .order_by(Response.id)
    )  # fmt: skip


def _with_questionnaire() -> Select[Response]:
    return (
        select(Response)
        .join(Response.questionnaire_version)
        .join(QuestionnaireVersion.questionnaire)
        .options(
            joinedload(Response.questionnaire_version).load_only(QuestionnaireVersion.number)
            .joinedload(QuestionnaireVersion.questionnaire),
            defer(Response.answers), defer(Response.values), defer(Response.unread), defer(Response.search_text),
        )
    )  # fmt: skip


def list_open() -> Select[Questionnaire]:
    """Those that can be answered now, the newest first."""
    is_published = (
        select(QuestionnaireVersion.id)
        .where(
            QuestionnaireVersion.questionnaire_id == Questionnaire.id,
            QuestionnaireVersion.number.is_not(None),
        )
        .exists()
    )
    return (
        select(Questionnaire)
        .where(Questionnaire.archived_at.is_(None), Questionnaire.serves.is_(None), is_published)
        .order_by(Questionnaire.id.desc())
    )


# --- what is forgotten -------------------------------------------------------------------------------


def list_drafts_before(before: datetime) -> Select[Response]:
    """Never sent, and touched by nobody since. Those of another domain are forgotten with what they are part of."""
    return (
        select(Response)
        .where(_stands_for_itself())
        .where(Response.state == ResponseState.DRAFT, Response.number.is_(None), Response.saved_at < before)
        .options(selectinload(Response.files))
        .order_by(Response.id)
    )


def list_refused_before(before: datetime) -> Select[Response]:
    """Refused before that instant, and not emptied yet: what is emptied is found by no search."""
    return _whole().where(
        Response.state == ResponseState.REFUSED,
        Response.decided_at < before,
        Response.search_text.is_not(None),
    )


def list_held_before(before: datetime) -> Select[Response]:
    """Held back since that instant, and judged by nobody."""
    return (
        _whole()
        .where(Response.held_because.is_not(None), Response.state != ResponseState.REFUSED)
        .where(Response.number.is_not(None), Response.submitted_at < before)
        .order_by(Response.id)
    )


def list_of_person(person_id: int, email: str | None) -> Select[Response]:
    """Filled in by that person, or under their address; the newest first. Those of another domain are its own."""
    mine: ColumnElement[bool] = Response.person_id == person_id
    if email:
        mine = or_(mine, Response.email == email)
    return _whole().where(mine, _stands_for_itself()).order_by(Response.id.desc())


def _stands_for_itself() -> ColumnElement[bool]:
    """No other domain owns these answers."""
    owned = (
        select(QuestionnaireVersion.id)
        .join(Questionnaire, QuestionnaireVersion.questionnaire_id == Questionnaire.id)
        .where(Questionnaire.serves.is_not(None))
    )
    return Response.questionnaire_version_id.not_in(owned)


def _whole() -> Select[Response]:
    return select(Response).options(
        joinedload(Response.questionnaire_version).joinedload(QuestionnaireVersion.questionnaire),
        selectinload(Response.snapshots), selectinload(Response.files).joinedload(ResponseFile.file),
    )  # fmt: skip


def list_contents_of(version_ids: Sequence[int]) -> Select[QuestionnaireVersion]:
    return select(QuestionnaireVersion).where(QuestionnaireVersion.id.in_(version_ids))


# --- filters -----------------------------------------------------------------------------------------


def _received(query: Select[Any], questionnaire_id: int, filters: Filters) -> Select[Any]:
    return query.join(
        QuestionnaireVersion, Response.questionnaire_version_id == QuestionnaireVersion.id
    ).where(QuestionnaireVersion.questionnaire_id == questionnaire_id, *_within(filters))


def _within(filters: Filters) -> list[ColumnElement[bool]]:
    within = [
        Response.held_because.is_(None), Response.number.is_not(None),
        Response.state == filters.state if filters.state else Response.state.in_(RECEIVED),
    ]  # fmt: skip
    if filters.channel:
        within.append(Response.channel == filters.channel)
    if filters.version:
        within.append(QuestionnaireVersion.number == filters.version)
    if filters.through_id:
        within.append(Response.through_id == filters.through_id)
    if filters.language:
        within.append(Response.language == filters.language)
    if filters.since:
        within.append(Response.submitted_at >= _midnight(filters.since))
    if filters.until:
        within.append(Response.submitted_at < _midnight(filters.until + timedelta(days=1)))
    within += [_answered(*answer) for answer in filters.answers]
    within += [
        Response.search_text.contains(f" {word}", autoescape=True) for word in typed_words(filters.words)
    ]
    return within


def _midnight(day: date) -> datetime:
    return clock.to_utc(datetime.combine(day, time()))


def _answered(key: str, kind: str, value: str) -> ColumnElement[bool]:
    """The answer to one question. SQLite keeps yes as 1, PostgreSQL as true."""
    if value == OTHER and kind != "yes_no":
        return Response.answers[(key, OTHER)].as_string().is_not(None)
    said = cast(Response.answers[key].as_string(), String)
    if kind == "yes_no":
        return said.in_(("true", "1") if value == "true" else ("false", "0"))
    return said == value
