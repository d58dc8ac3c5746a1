"""What each row of the retention table counts and purges."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Delete, Select, Table, Update, and_, delete, func, or_, select, update

from noress.core import clock
from noress.domain.accounts.models import AccountInvitation, Device, Person
from noress.domain.accounts.retention import Retention
from noress.domain.actions.models import Action
from noress.domain.applications.models import Application
from noress.domain.applications.queries import applying as applications
from noress.domain.backlog.models import ProposedItem, ProposedState
from noress.domain.campaigns.models import Participant
from noress.domain.campaigns.queries import relay
from noress.domain.competitions.queries import entering
from noress.domain.exchange import queries as exchange
from noress.domain.files.models import StoredFile
from noress.domain.funding import queries as funding
from noress.domain.guidance.queries import contact
from noress.domain.outbox.models import MailState, OutboxMail
from noress.domain.payments.models import BankAccount
from noress.domain.payments.queries import retaining
from noress.domain.questionnaires.models import Response, ResponseState
from noress.domain.upkeep import queries as upkeep
from noress.extensions import db

#: narrower than "older than": only some rows of the table are concerned
ONLY: dict[str, ColumnElement[bool]] = {
    "outside_owners": Action.owner_email.is_not(None),
    "secret_mails": OutboxMail.is_secret.is_(True),
    "mail_bodies": and_(
        OutboxMail.is_secret.is_(False), OutboxMail.state != MailState.QUEUED, OutboxMail.text != ""
    ),
    "account_invitations": AccountInvitation.used_at.is_(None),
    "relayed_contacts": and_(
        Participant.passed_on_by_id.is_not(None),
        or_(Participant.email.is_not(None), Participant.phone.is_not(None)),
    ),
    "persons": Person.erased_at.is_(None),
    "contact_requests": contact.is_named(),
    "call_questions": funding.is_named(),
    "structure_reports": upkeep.is_named(),
    "application_drafts": applications.is_unsent(),
    "applications": applications.is_numbered(),
    "application_papers": applications.is_ended(),
    "application_people": applications.is_silent(),
    "nominations": entering.is_unconfirmed(),
    "award_papers": retaining.is_held_paper(),
    "bank_proofs": retaining.is_held_proof(),
    "structure_imports": exchange.is_read(),
    "proposals": ProposedItem.state.in_((ProposedState.DECLINED, ProposedState.WITHDRAWN)),
    "erased_persons": Person.erased_at.is_not(None),
    "response_drafts": and_(Response.state == ResponseState.DRAFT, Response.number.is_(None)),
    "responses": and_(
        Response.number.is_not(None), Response.state != ResponseState.REFUSED, Response.held_because.is_(None)
    ),
    "held_responses": and_(
        Response.number.is_not(None),
        Response.state != ResponseState.REFUSED,
        Response.held_because.is_not(None),
    ),
    # emptied already: found by no search
    "refused_responses": and_(Response.state == ResponseState.REFUSED, Response.search_text.is_not(None)),
}

#: tables that speak of an object by its kind and its key
_ABOUT = (("about_type", "about_id"), ("object_type", "object_id"), ("subject_type", "subject_id"))


def _table(row: Retention) -> Table:
    return db.metadata.tables[row.table]


def _concerned(row: Retention) -> list[ColumnElement[bool]]:
    return [ONLY[row.code]] if row.code in ONLY else []


def _expired(row: Retention, now: datetime) -> list[ColumnElement[bool]]:
    assert row.keep is not None, f"{row.code} is kept"
    assert row.since is not None, f"{row.code} has no column to count from"
    before = now - row.keep
    if row.code == "revoked_devices":
        return [or_(Device.expires_at < before, Device.revoked_at < before)]
    if row.code == "relayed_contacts":  # counted from the end of their campaign
        silent = relay.list_to_forget(before, clock.today(before)).with_only_columns(Participant.id)
        return [Participant.id.in_(silent.order_by(None))]
    if row.code == "application_drafts":  # counted from the closing of their call
        return [Application.id.in_(applications.list_never_sent_ids(before))]
    if row.code == "award_papers":  # counted from the end of their project
        return [retaining.is_paper_past(before)]
    if row.code == "bank_proofs":
        return [retaining.is_proof_past(before)]
    return [_table(row).c[row.since] < before, *_concerned(row)]


def _seen(row: Retention, recused: Select[int] | None) -> list[ColumnElement[bool]]:
    """A count says that a file exists: what is of the `recused` files is not counted for their reader."""
    if recused is None:
        return []
    columns, kind = _table(row).c, Application.__tablename__
    if row.table == kind:
        return [columns.id.not_in(recused)]
    if "application_id" in columns:
        return [columns.application_id.not_in(recused)]
    if "award_id" in columns:
        return [columns.award_id.not_in(retaining.list_award_ids(recused))]
    if row.table == BankAccount.__tablename__:
        return [columns.structure_id.not_in(retaining.list_structure_ids(recused))]
    if row.table == Response.__tablename__:
        return [Response.id.not_in(applications.list_response_ids(recused))]
    for about, key in _ABOUT:
        if about in columns:
            return [or_(columns[about].is_(None), columns[about] != kind, columns[key].not_in(recused))]
    return []


def count_rows(row: Retention, recused: Select[int] | None = None) -> Select[int]:
    """How many rows of this kind there are today."""
    return select(func.count()).select_from(_table(row)).where(*_concerned(row), *_seen(row, recused))


def count_expired(row: Retention, now: datetime, recused: Select[int] | None = None) -> Select[int]:
    """How many the next purge takes."""
    return select(func.count()).select_from(_table(row)).where(*_expired(row, now), *_seen(row, recused))


def purge(row: Retention, now: datetime) -> Delete | Update:
    """Delete what is past its time; of ordinary mails only the contents go."""
    if row.code == "mail_bodies":
        emptied: dict[str, Any] = {"text": "", "html": "", "calendar": None}
        return update(OutboxMail).where(*_expired(row, now)).values(emptied)
    return delete(_table(row)).where(*_expired(row, now))


def list_known_keys(keys: Sequence[str]) -> Select[str]:
    """Which of these keys of the storage the database knows."""
    return select(StoredFile.key).where(StoredFile.key.in_(keys))


def list_all_keys() -> Select[str]:
    """Every key of the storage that the database knows."""
    return select(StoredFile.key).order_by(StoredFile.id)


def count_table(name: str) -> Select[int]:
    """How many rows a table holds."""
    return select(func.count()).select_from(db.metadata.tables[name])
