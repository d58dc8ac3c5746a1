"""The register of departures: how each letter left, and when it was received."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import NamedTuple

from noress.core import clock
from noress.core.errors import RuleError, StaleVersion
from noress.core.i18n import lazy as _
from noress.core.locking import lock
from noress.domain.accounts.actor import Actor
from noress.domain.audit.rules import changed, record
from noress.domain.files.models import StoredFile
from noress.domain.letters import mails, queries
from noress.domain.letters.models import Departure, DispatchMode, Letter, MeetingLetter
from noress.domain.meetings.models import MeetingState
from noress.domain.meetings.rules.checks import refuse_line_breaks
from noress.domain.outbox import rules as outbox
from noress.extensions import db

STALE = _("Quelqu'un a enregistré ce départ pendant que vous écriviez.")


class DepartureValues(NamedTuple):
    """One line of the register."""

    mode: DispatchMode
    sent_on: date
    received_on: date | None = None
    received_by: str | None = None
    note: str | None = None


def record_departures(
    *, letters: Iterable[Letter], values: DepartureValues, receipt: StoredFile | None = None, actor: Actor, now: datetime
) -> list[Departure]:  # fmt: skip
    """These letters left together, by the same mode, on the same day."""
    chosen = list(letters)
    if not chosen:
        raise RuleError("no_letter", _("Choisissez au moins une lettre."), field="letters")
    _check_values(values, chosen[0].text, now)
    made = []
    for letter in chosen:
        lock(letter)
        departure = Departure(
            letter_id=letter.id, mode=values.mode, sent_on=values.sent_on, received_on=values.received_on,
            received_by=values.received_by or None, note=values.note or None, created_at=now, version=1,
            receipt_file_id=receipt.id if receipt is not None else None, entered_by_id=actor.person_id,
        )  # fmt: skip
        db.session.add(departure)
        made.append(departure)
    record(
        actor, "letter.departed", chosen[0].text.meeting, now=now,
        changes={"letters": (None, [letter.number for letter in chosen]), "mode": (None, values.mode),
                 "sent_on": (None, values.sent_on)},
    )  # fmt: skip
    return made


def edit_departure(
    *, departure: Departure, values: DepartureValues, version: int, receipt: StoredFile | None, actor: Actor, now: datetime
) -> None:  # fmt: skip
    """Mostly the date it was received, learned later; a receipt, once given, is replaced but not lost."""
    lock(departure)
    if departure.version != version:
        raise StaleVersion(STALE, departure)
    _check_values(values, departure.letter.text, now)
    changes = changed(departure, {
        "mode": values.mode, "sent_on": values.sent_on, "received_on": values.received_on,
        "received_by": values.received_by or None, "note": values.note or None,
    })  # fmt: skip
    if receipt is not None:
        changes["receipt"] = (None, receipt.name)
        departure.receipt_file_id = receipt.id
    if changes:
        departure.version += 1
        changes["letter"] = (None, departure.letter.number)
        record(actor, "letter.departure_edited", departure.letter.text.meeting, now=now, changes=changes)


def remove_departure(*, departure: Departure, actor: Actor, now: datetime) -> None:
    """It was noted by mistake."""
    lock(departure)
    if departure.removed_at is None:
        departure.removed_at = now
        record(
            actor, "letter.departure_removed", departure.letter.text.meeting, now=now,
            changes={"letter": (departure.letter.number, None), "mode": (departure.mode, None)},
        )  # fmt: skip


def send_letters(*, text: MeetingLetter, actor: Actor, now: datetime) -> int:
    """Mail each institution's own address the link to its letter, once; each is a departure. Returns how many."""
    meeting = text.meeting
    if meeting.state is not MeetingState.CONVENED or meeting.starts_at <= now:
        message = _("Les lettres partent par courriel entre la convocation et la session.")
        raise RuleError("not_convened", message, status=409)
    letters = list(db.session.scalars(queries.list_letters(text.id)))
    titulars = db.session.execute(queries.list_titulars(letter.institution_id for letter in letters))
    languages = {row[0]: row[1] for row in titulars}
    sent = []
    for letter in letters:
        lock(letter)
        by_mail = [d for d in letter.departures if d.mode is DispatchMode.MAIL and d.removed_at is None]
        if not letter.institution.email or by_mail:
            continue
        outbox.enqueue(mails.official_letter(letter, languages.get(letter.institution_id, "fr")), now=now)
        sent.append(letter)
    if sent:
        values = DepartureValues(DispatchMode.MAIL, clock.today(now))
        record_departures(letters=sent, values=values, actor=actor, now=now)
    return len(sent)


def _check_values(values: DepartureValues, text: MeetingLetter, now: datetime) -> None:
    today = clock.today(now)
    if values.sent_on > today:
        raise RuleError("future", _("Un départ se note le jour même, ou après."), field="sent_on")
    if values.sent_on < text.dated_on:
        raise RuleError(
            "before_letter", _("La lettre porte une date plus récente que ce départ."), field="sent_on"
        )
    if values.received_on is not None and not values.sent_on <= values.received_on <= today:
        message = _("La réception est entre le départ et aujourd'hui.")
        raise RuleError("bad_receipt", message, field="received_on")
    refuse_line_breaks(values.received_by, "received_by")
