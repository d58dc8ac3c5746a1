"""Statements on tasks in bulk: what waits, what failed, which files they are about."""

from collections.abc import Iterable
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.orm import joinedload

from noress.domain.applications.models import Application, ApplicationPerson, ApplicationState
from noress.domain.awards.models import BulkTask
from noress.domain.outbox.models import MailState, OutboxMail

#: what the keys of mails that tell a decision begin with
DECISION = "application-decision-"


def list_waiting_task_ids() -> Select[int]:
    """The oldest first."""
    return select(BulkTask.id).where(BulkTask.ended_at.is_(None)).order_by(BulkTask.id)


def get_task(task_id: int) -> Select[BulkTask]:
    return select(BulkTask).where(BulkTask.id == task_id)


def list_tasks(call_id: int) -> Select[BulkTask]:
    """The last ones."""
    return (
        select(BulkTask)
        .where(BulkTask.call_id == call_id)
        .options(joinedload(BulkTask.asked_by))
        .order_by(BulkTask.id.desc())
        .limit(20)
    )


def get_last_task(call_id: int, kind: str) -> Select[BulkTask]:
    return (
        select(BulkTask)
        .where(BulkTask.call_id == call_id, BulkTask.kind == kind)
        .order_by(BulkTask.id.desc())
        .limit(1)
    )


def list_unsent_letters(call_id: int, hidden: Select[Any]) -> Select[OutboxMail]:
    """Mails that tell a decision of this call and that could not be delivered, to an address that still works on the file."""
    works = ApplicationPerson
    told = (
        select(works.id)
        .join(works.application)
        .where(
            works.application_id == OutboxMail.about_id, works.email == OutboxMail.to_address, works.removed_at.is_(None),
            Application.call_id == call_id, Application.id.not_in(hidden),
        )
    )  # fmt: skip
    return (
        select(OutboxMail)
        .where(
            OutboxMail.state == MailState.FAILED, OutboxMail.about_type == Application.__tablename__,
            OutboxMail.key.startswith(DECISION), told.exists(),
        )
        .order_by(OutboxMail.id)
    )  # fmt: skip


def list_ids_of(call_id: int, ids: Iterable[int], hidden: Select[Any]) -> Select[int]:
    """Of these, those of the call that were sent and that the reader may know of."""
    return select(Application.id).where(
        Application.call_id == call_id, Application.id.in_(list(ids)), Application.number.is_not(None),
        Application.id.not_in(hidden),
    )  # fmt: skip


def list_numbers(
    call_id: int, hidden: Select[Any], states: Iterable[ApplicationState] = ()
) -> Select[*tuple[Any, ...]]:
    """(file, number, state), in the order of numbers; of these states, or of all."""
    query = (
        select(Application.id, Application.number, Application.state)
        .where(Application.call_id == call_id, Application.number.is_not(None), Application.id.not_in(hidden))
        .order_by(Application.number)
    )
    wanted = list(states)
    return query.where(Application.state.in_(wanted)) if wanted else query
