"""Erasing a person: what names them is replaced everywhere, what counts them stays."""

import html
from datetime import datetime
from typing import Any, Final

from noress.core import clock, stamps
from noress.core.errors import RuleError
from noress.core.folding import fold
from noress.core.i18n import Translated
from noress.core.i18n import lazy as _
from noress.core.names import ERASED
from noress.domain.accounts import queries
from noress.domain.accounts.actor import Actor
from noress.domain.accounts.identity import is_current
from noress.domain.accounts.models import Account, Person, Visibility
from noress.domain.accounts.queries import traces
from noress.domain.accounts.rules.devices import end_sign_ins
from noress.domain.applications.rules.forgetting import forget_people_of
from noress.domain.audit.rules import record
from noress.domain.backlog.rules.purging import forget_proposals
from noress.domain.files.rules import forget_made_documents
from noress.domain.guidance.rules.forgetting import forget_requests_of
from noress.domain.outbox.models import MailState
from noress.domain.questionnaires.rules import forgetting
from noress.domain.upkeep.rules.forgetting import forget_reports_of
from noress.extensions import db

#: where people are named in texts of others: mails, history, answers, designations
_TABLES: Final = (
    "outbox_mail", "audit_event", "invitation", "seat", "mandate", "assignment", "agenda_item",
    "personal_data_request", "proposed_item", "proposed_document", "response",
    "contact_message", "application", "application_person", "application_message", "application_comment",
    "application_note", "correction_request", "juror", "recusal",
)  # fmt: skip
_NAMING: Final = ("name", "name_ar", "email", "phone")


def check_erasable(person: Person, *, now: datetime) -> None:
    """Whoever still speaks for an institution cannot disappear from it: their places are closed first."""
    today = clock.today(now)
    places: list[Any] = [*person.seats, *person.mandates, *person.assignments]
    if any(is_current(place, today) for place in places):
        raise RuleError(
            "places",
            _("Cette personne a encore un siège, un mandat ou une fonction : terminez-les d'abord."),
            status=409,
        )


def erase_person(*, person: Person, actor: Actor, now: datetime) -> None:
    """Replace the person's name, addresses and words; the row and the counts stay. One line of history
    says that it was done, by whom and when. Records merged into this one are the same person."""
    for other in db.session.scalars(traces.list_merged_into(person.id)).all():
        if other.erased_at is None:
            erase_person(person=other, actor=actor, now=now)
    names = _names(person)
    accounts = _accounts(person)
    end_sign_ins(person_id=person.id, now=now)
    _empty_own_mails(person)
    _forget_answers(person)
    forget_proposals(person_id=person.id, now=now)
    forget_requests_of(person_id=person.id, email=person.email)
    forget_reports_of(person_id=person.id, email=person.email)
    forget_people_of(person_id=person.id, email=person.email, now=now)
    forgetting.forget_responses(person_id=person.id, email=person.email, now=now)
    person.name, person.name_ar, person.name_folded = ERASED, None, fold(ERASED)
    person.email = person.phone = person.source = None
    person.visibility, person.erased_at, person.account = Visibility.INTERNAL, now, None
    person.version += 1
    db.session.flush()  # what follows is written past the session
    for statement in traces.forget_traces_of_person(person.id):
        db.session.execute(statement)
    for account in accounts:
        if not db.session.scalars(queries.list_persons_of_account(account.id)).all():
            _erase_account(account, now)
    _replace_everywhere(names, now)
    db.session.expire_all()
    forget_made_documents(actor=actor, now=now)
    record(actor, "person.erased", person, now=now)


def _accounts(person: Person) -> list[Account]:
    """Their own, and the one that a merge closed or left."""
    keys = [person.account_id]
    keys += [
        merge.was.get("account_id") for merge in db.session.scalars(traces.list_merges_of_person(person.id))
    ]
    found = [db.session.get(Account, key) for key in dict.fromkeys(keys) if key is not None]
    return [account for account in found if account is not None]


def _names(person: Person) -> list[str]:
    """Everything that names the person, former values included, the longest first. An address that
    somebody else still uses is theirs too, and stays."""
    found = {person.name, person.name_ar, person.email, person.phone}
    for event in db.session.scalars(traces.list_events_about_person(person.id)):
        if event.person_id == person.id:
            found.add(event.person_name)
        if event.object_type == "person":
            found |= {value for field in _NAMING for value in event.changes.get(field, ())}
    shared = {
        p.email
        for p in db.session.scalars(queries.list_persons_of_address(person.email or ""))
        if p.id != person.id
    }
    return sorted(
        (text for text in found - shared - {ERASED} if isinstance(text, str) and text), key=len, reverse=True
    )


def _empty_own_mails(person: Person) -> None:
    """Mails to this person keep only their dates and kind; those still waiting never leave."""
    for mail in db.session.scalars(traces.list_mails_of_person(person.id)):
        mail.to_name, mail.to_address, mail.subject = ERASED, "", ERASED
        mail.text = mail.html = ""
        mail.calendar = mail.last_error = None
        if mail.state is MailState.QUEUED:
            mail.state = MailState.MERGED


def _forget_answers(person: Person) -> None:
    """Reasons given for absences, and requests about personal data, are the person's own words."""
    for invitation in db.session.scalars(traces.list_invitations_answered(person.id, person.email)):
        invitation.reason = None
        if person.email and invitation.guest_email == person.email:
            invitation.guest_name, invitation.guest_email = ERASED, None
    for request in db.session.scalars(queries.list_own_requests(person.id)):
        request.text, request.answer = "", None


def _erase_account(account: Account, now: datetime) -> None:
    """Nobody is left behind this mailbox: its address, password and second factor go."""
    for statement in traces.forget_traces_of_address(account.email):
        db.session.execute(statement)
    account.email = f"efface-{account.id}"
    account.password_hash = account.totp_secret = account.totp_confirmed_at = account.totp_last_step = None
    account.suspended_at = account.suspended_at or now
    end_sign_ins(account_id=account.id, now=now)
    db.session.execute(queries.forget_recovery_codes(account.id))
    db.session.flush()  # written before the session forgets what it knows


def _replace_everywhere(names: list[str], now: datetime) -> None:
    """In the texts of others. A single word may be anybody's or anything's: it is replaced only where it
    stands alone."""
    for table, column in traces.text_columns(_TABLES):
        for name in names:
            for form in {name, html.escape(name)}:
                is_whole = " " not in name and "@" not in name and not name.startswith("+")
                db.session.execute(traces.replace_text(table, column, form, ERASED, is_whole=is_whole))
    stamps.public_changed(db.session)  # type: ignore[arg-type]
    for event in db.session.scalars(traces.list_events_holding(names)):
        event.changes = _scrubbed(event.changes, names)
    for draft in db.session.scalars(traces.list_drafts_holding(names)):
        draft.fields = _scrubbed(draft.fields, names)
    for item in db.session.scalars(traces.list_proposals_holding(names)):
        item.title = Translated(_scrubbed(item.title, names))
        item.note = Translated(_scrubbed(item.note or {}, names)) or None
    for response in db.session.scalars(traces.list_responses_holding(names)).all():
        forgetting.scrub_response(response=response, scrub=lambda value: _scrubbed(value, names), now=now)
    for sheet in db.session.scalars(traces.list_sheets_holding(names)):
        sheet.rows = _scrubbed(sheet.rows, names)
    for post in db.session.scalars(traces.list_saved_posts_holding(names)):
        db.session.delete(post)
    db.session.flush()  # written before the session forgets what it knows


def _scrubbed(value: Any, names: list[str]) -> Any:
    if isinstance(value, dict):
        return {key: _scrubbed(item, names) for key, item in value.items()}
    if isinstance(value, list):
        return [_scrubbed(item, names) for item in value]
    if isinstance(value, str):
        for name in names:
            if value == name or (len(name) > 6 and name in value):
                value = value.replace(name, ERASED)
    return value
