"""What is held about a person, and removing it: the one place that reads across every table that names people."""

import json
from typing import Any

from sqlalchemy import (
    Column,
    ColumnElement,
    Select,
    String,
    Table,
    Text,
    Update,
    and_,
    cast,
    delete,
    false,
    func,
    or_,
    select,
    update,
)
from sqlalchemy.orm import joinedload

from noress.domain.accounts.models import AccountInvitation, Device, Person, SavedPost, SignInCode
from noress.domain.audit.models import AuditEvent
from noress.domain.backlog.models import ProposedItem
from noress.domain.drafts.models import FormDraft
from noress.domain.imports.models import InstitutionImport
from noress.domain.institutions.models import Seat
from noress.domain.meetings.models import Invitation
from noress.domain.merging.models import PersonMerge
from noress.domain.notifications.models import DigestItem, NotificationChoice
from noress.domain.outbox.models import OutboxMail
from noress.domain.questionnaires.models import Response, ResponseSnapshot
from noress.extensions import Base

#: shorter columns hold languages, kinds and codes
SHORTEST = 100


def list_mails_of_person(person_id: int) -> Select[OutboxMail]:
    return select(OutboxMail).where(OutboxMail.person_id == person_id).order_by(OutboxMail.id.desc())


def list_invitations_answered(person_id: int, email: str | None) -> Select[Invitation]:
    """Convocations of the person's seats, and invitations as a guest at their address."""
    mine: ColumnElement[bool] = Invitation.seat_id.in_(select(Seat.id).where(Seat.person_id == person_id))
    if email:
        mine = or_(mine, Invitation.guest_email == email)
    return (
        select(Invitation).where(mine).options(joinedload(Invitation.meeting)).order_by(Invitation.id.desc())
    )


def list_devices_of_person(person_id: int) -> Select[Device]:
    return (
        select(Device)
        .where(Device.person_id == person_id)
        .options(joinedload(Device.seat).joinedload(Seat.institution))
        .order_by(Device.id.desc())
    )


def list_events_about_person(person_id: int) -> Select[AuditEvent]:
    """History written by the person, or about them."""
    about = and_(AuditEvent.object_type == "person", AuditEvent.object_id == person_id)
    return select(AuditEvent).where(or_(AuditEvent.person_id == person_id, about)).order_by(AuditEvent.id)


def list_merged_into(person_id: int) -> Select[Person]:
    """Records that were merged into this one: the same person."""
    return select(Person).where(Person.merged_into_id == person_id).order_by(Person.id)


def list_merges_of_person(person_id: int) -> Select[PersonMerge]:
    """Merges that hold, of this record into another one or the other way round."""
    return (
        select(PersonMerge)
        .where(or_(PersonMerge.kept_id == person_id, PersonMerge.merged_id == person_id))
        .where(PersonMerge.undone_at.is_(None))
        .order_by(PersonMerge.id)
    )


def forget_traces_of_person(person_id: int) -> list[Any]:
    """What only serves the living person."""
    return [
        update(Device).where(Device.person_id == person_id).values(label=""),
        update(AccountInvitation).where(AccountInvitation.person_id == person_id).values(email=""),
        delete(FormDraft).where(FormDraft.person_id == person_id),
        delete(NotificationChoice).where(NotificationChoice.person_id == person_id),
        delete(DigestItem).where(DigestItem.person_id == person_id),
        update(PersonMerge)
        .where(or_(PersonMerge.kept_id == person_id, PersonMerge.merged_id == person_id))
        .values(changes={}, was={"account_id": None, "suspended": None, "invitations": []}),
    ]


def forget_traces_of_address(email: str) -> list[Any]:
    return [
        delete(SignInCode).where(SignInCode.email == email),
        update(OutboxMail).where(OutboxMail.to_address == email).values(
            to_address="", to_name="", subject="", text="", html="", calendar=None, last_error=None,
        ),
    ]  # fmt: skip


def text_columns(tables: tuple[str, ...]) -> list[tuple[Table, Column[str]]]:
    """The columns of free text of these tables; short ones and keys hold codes, not names."""
    keys = {"key", "merge_key"}
    return [
        (table, column)
        for table in (Base.metadata.tables[name] for name in tables)
        for column in table.columns
        if type(column.type) in (String, Text) and (column.type.length or SHORTEST) >= SHORTEST  # type: ignore[attr-defined]
        and column.name not in keys
    ]  # fmt: skip


def replace_text(table: Table, column: Column[str], old: str, new: str, *, is_whole: bool) -> Update:
    """Put one text for another within a column, or only where it is the whole of it. What grows past the
    column's length is cut."""
    if is_whole:
        return update(table).where(column == old).values({column.name: new})
    # the long lines of a calendar are folded, anywhere
    source: Any = func.replace(column, "\r\n ", "") if column.name == "calendar" else column
    longest = column.type.length  # type: ignore[attr-defined]
    replaced = func.replace(source, old, new)
    return (
        update(table)
        .where(source.like(f"%{escaped(old)}%", "\\"))
        .values({column.name: func.substr(replaced, 1, longest) if longest else replaced})
    )


def list_events_holding(texts: list[str]) -> Select[AuditEvent]:
    return select(AuditEvent).where(_json_holds(AuditEvent.changes, texts))


def list_saved_posts_holding(texts: list[str]) -> Select[SavedPost]:
    return select(SavedPost).where(_json_holds(SavedPost.fields, texts))


def list_drafts_holding(texts: list[str]) -> Select[FormDraft]:
    return select(FormDraft).where(_json_holds(FormDraft.fields, texts))


def list_proposals_holding(texts: list[str]) -> Select[ProposedItem]:
    return select(ProposedItem).where(
        or_(_json_holds(ProposedItem.title, texts), _json_holds(ProposedItem.note, texts))
    )


def list_proposals_of_person(person_id: int) -> Select[ProposedItem]:
    """What they proposed, for their institution or by name; the newest first."""
    return select(ProposedItem).where(ProposedItem.person_id == person_id).order_by(ProposedItem.id.desc())


def list_responses_holding(texts: list[str]) -> Select[Response]:
    """Answers, or earlier sendings of them, that hold one of these texts."""
    sent = select(ResponseSnapshot.response_id).where(_json_holds(ResponseSnapshot.content, texts))
    holding = [_json_holds(column, texts) for column in (Response.answers, Response.values, Response.unread)]
    return select(Response).where(or_(*holding, Response.id.in_(sent))).order_by(Response.id)


def list_sheets_holding(texts: list[str]) -> Select[InstitutionImport]:
    return select(InstitutionImport).where(_json_holds(InstitutionImport.rows, texts))


def _json_holds(column: Any, texts: list[str]) -> ColumnElement[bool]:
    """SQLite keeps JSON with escapes beyond ASCII, PostgreSQL without: both forms are looked for."""
    as_text = cast(column, Text)
    forms = {form for text in texts for form in (text, json.dumps(text)[1:-1])}
    return or_(false(), *(as_text.like(f"%{escaped(form)}%", "\\") for form in sorted(forms)))


def escaped(text: str) -> str:
    """For LIKE: signs that it would read as patterns."""
    return text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
