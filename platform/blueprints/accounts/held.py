"""What the platform holds about a person, gathered from every table that names them."""

from collections.abc import Iterable
from datetime import date, datetime
from enum import Enum
from typing import Any, NamedTuple

from noress.core import clock
from noress.domain.accounts import queries
from noress.domain.accounts.models import Person
from noress.domain.accounts.queries import traces
from noress.domain.applications.models import ApplicationPerson
from noress.domain.applications.queries import held as applications
from noress.domain.audit import queries as audit
from noress.domain.competitions.queries import entering
from noress.domain.drafts import queries as drafts
from noress.domain.guidance.models import ContactRequest
from noress.domain.guidance.queries import contact
from noress.domain.juries import queries as juries
from noress.domain.juries.models import Juror
from noress.domain.notifications import queries as notifications
from noress.domain.questionnaires.models import Channel, Response
from noress.domain.questionnaires.received import queries as received
from noress.extensions import db
from noress.web import history

ON_SCREEN = 20


class Held(NamedTuple):
    """What the page shows; long lists show their newest lines, the export holds them all."""

    seats: Any
    mandates: Any
    functions: Any
    devices: Any
    consents: Any
    requests: Any
    invitations: Any
    proposals: Any
    responses: Any
    contacts: Any
    applications: Any
    juries: Any
    mails: Any
    history: Any


def shown(person: Person) -> Held:
    def newest(query: Any) -> Any:
        return db.session.scalars(query.limit(ON_SCREEN)).all()

    return Held(
        seats=newest(queries.list_seats_of_person(person.id)),
        mandates=newest(queries.list_mandates_of_person(person.id)),
        functions=newest(queries.list_functions_of_person(person.id)),
        devices=newest(traces.list_devices_of_person(person.id)),
        consents=newest(queries.list_consents(person.id)),
        requests=newest(queries.list_own_requests(person.id)),
        invitations=newest(traces.list_invitations_answered(person.id, person.email)),
        proposals=newest(traces.list_proposals_of_person(person.id)),
        responses=newest(received.list_of_person(person.id, person.email)),
        contacts=newest(contact.list_of_person(person.id, person.email)),
        applications=newest(applications.list_of_person(person.id, person.email)),
        juries=newest(juries.list_held_about(person.id)),
        mails=newest(traces.list_mails_of_person(person.id)),
        history=history.entries(newest(audit.list_history_of_person(person.id))),
    )


def everything_about(person: Person, *, now: datetime) -> dict[str, Any]:
    """The export: plain values only, dates in ISO form."""

    def every(query: Any) -> Any:
        return db.session.scalars(query).all()

    return {
        "exported_at": clock.to_wall(now).isoformat(timespec="seconds"),
        "person": _plain(person, "name name_ar language email phone visibility source created_at"),
        "seats": [
            {"institution": dict(seat.institution.name), **_plain(seat, "kind starts_on ends_on designation closed_at")}
            for seat in every(queries.list_seats_of_person(person.id))
        ],
        "mandates": [
            {"body": dict(mandate.body.name), **_plain(mandate, "role starts_on ends_on act")}
            for mandate in every(queries.list_mandates_of_person(person.id))
        ],
        "functions": _rows(every(queries.list_functions_of_person(person.id)), "function starts_on ends_on note"),
        "devices": _rows(
            every(traces.list_devices_of_person(person.id)),
            "label method created_at expires_at revoked_at is_remembered second_factor_at",
        ),
        "consents": _rows(every(queries.list_consents(person.id)), "purpose text_version at withdrawn_at"),
        "requests": _rows(
            every(queries.list_own_requests(person.id)), "reference kind text created_at handled_at is_accepted answer"
        ),
        "invitations": [
            {"meeting": dict(row.meeting.theme), "starts_at": _value(row.meeting.starts_at),
             **_plain(row, "answer delegate_name reason answered_at channel sent_at reminded_at")}
            for row in every(traces.list_invitations_answered(person.id, person.email))
        ],
        "mails": _rows(
            [mail for mail in every(traces.list_mails_of_person(person.id)) if not mail.is_secret],
            "to_address subject text state created_at sent_at",
        ),
        **_kept(person),
        "history": _rows(
            every(audit.list_history_of_person(person.id)), "at action object_type object_id acting_for method changes"
        ),
    }  # fmt: skip


def _kept(person: Person) -> dict[str, Any]:
    """Their merged records, what they proposed and began to write, and how they want to be written to."""
    same = db.session.scalars(traces.list_merged_into(person.id)).all()
    begun = db.session.scalars(drafts.list_drafts_of_person(person.id)).all()
    chosen = db.session.scalars(notifications.list_choices([person.id])).all()
    proposed = db.session.scalars(traces.list_proposals_of_person(person.id)).all()
    answered = db.session.scalars(received.list_of_person(person.id, person.email)).all()
    asked = db.session.scalars(contact.list_of_person(person.id, person.email)).all()
    return {
        "merged_records": _rows(same, "name name_ar language email phone source created_at"),
        "proposals": [
            {
                "title": dict(item.title),
                "note": dict(item.note or {}),
                **_plain(item, "state answer proposed_at decided_at"),
            }
            for item in proposed
        ],
        "responses": [_response(row, person) for row in answered],
        "contact_requests": [_contact(row, person) for row in asked],
        "drafts": _rows(begun, "form_key fields saved_at device_label"),
        "notifications": _rows(chosen, "topic frequency chosen_at"),
        **_applied(person),
        "juries": [_seat_in_jury(row) for row in db.session.scalars(juries.list_held_about(person.id))],
    }


def _seat_in_jury(row: Juror) -> dict[str, Any]:
    return {
        "competition": dict(row.competition.call.title),
        "institution": dict(row.institution.name) if row.institution is not None else None,
        **_plain(
            row,
            "role gender province_code appointed_at invited_at accepted_at charter_sha256 declined_at declined_because called_at removed_at removed_because",
        ),
    }


def _applied(person: Person) -> dict[str, Any]:
    """Where they work on an application, with their own words; the file itself is the structure's. And the opinions
    that were asked of them."""
    rows = db.session.scalars(applications.list_of_person(person.id, person.email)).all()
    own = [row.id for row in rows]
    said = db.session.scalars(applications.list_comments_by(own)).all()
    written = db.session.scalars(applications.list_messages_by(own)).all()
    asked = db.session.scalars(applications.list_opinions_of(person.email or "")).all()
    return {
        "applications": [
            {
                **_application(row),
                "comments": _rows([one for one in said if one.author_id == row.id], "question text said_at"),
                "messages": _rows([one for one in written if one.author_id == row.id], "text sent_at"),
            }
            for row in rows
        ],
        "nominations": _rows(
            db.session.scalars(entering.list_of_address(person.email or "")).all(),
            "initiative reason state made_at answered_at",
        ),
        "opinions": _rows(
            asked, "name email language question asked_at says_yes text answered_at declined_because"
        ),
    }


def _application(row: ApplicationPerson) -> dict[str, Any]:
    return {
        "call": dict(row.application.call.title),
        "structure": dict(row.application.structure.name),
        **_plain(row.application, "title number"),
        **_plain(row, "part name email language invited_at accepted_at removed_at alerted_at"),
    }


def _contact(row: ContactRequest, person: Person) -> dict[str, Any]:
    """What they asked with their address, whole; of what they answered for a structure, their own words."""
    is_own = bool(person.email) and (row.email or "").lower() == (person.email or "").lower()
    return {
        "structure": dict(row.structure.name),
        **_plain(row, "number state sent_at answered_at closed_at"),
        **(_plain(row, "name email phone language helped") if is_own else {}),
        "messages": _rows(
            [one for one in row.messages if is_own or one.person_id == person.id],
            "is_from_structure text sent_at",
        ),
    }


def _response(row: Response, person: Person) -> dict[str, Any]:
    """With its answers, unless they were written down for somebody else: those are theirs."""
    told = {
        "questionnaire": dict(row.questionnaire_version.questionnaire.title),
        **_plain(
            row, "number state channel language filled_by email started_at saved_at submitted_at reason"
        ),
    }
    if row.channel is not Channel.SELF and row.email != person.email:
        return told
    return told | {
        "answers": row.answers,
        "values": row.values,
        "files": [held.file.name for held in row.files],
    }


def _rows(rows: Iterable[Any], names: str) -> list[dict[str, Any]]:
    return [_plain(row, names) for row in rows]


def _plain(row: Any, names: str) -> dict[str, Any]:
    return {name: _value(getattr(row, name)) for name in names.split()}


def _value(value: Any) -> Any:
    if isinstance(value, Enum):
        return value.value
    return value.isoformat() if isinstance(value, datetime | date) else value
