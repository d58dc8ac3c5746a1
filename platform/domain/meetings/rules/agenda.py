"""The agenda of a meeting: its items, their order and their documents."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, BinaryIO, NamedTuple

from noress.core.errors import RuleError, StaleVersion
from noress.core.i18n import Translated
from noress.core.i18n import lazy as _
from noress.core.locking import lock
from noress.core.storage import Storage
from noress.domain.accounts.actor import Actor
from noress.domain.audit.rules import changed, record
from noress.domain.files.models import StoredFile
from noress.domain.files.rules import request_document, store_file, withdraw_documents
from noress.domain.meetings import calendar, leaving, packs
from noress.domain.meetings.models import (
    AgendaItem,
    AgendaKind,
    ItemOrigin,
    Meeting,
    MeetingDocument,
    MeetingState,
)
from noress.domain.meetings.rules import telling
from noress.domain.meetings.rules.checks import LINE_BREAKS, refuse_line_breaks
from noress.extensions import db

STALE = _("Quelqu'un a enregistré ce point pendant que vous écriviez. Comparez les deux textes.")
MAX_MINUTES = 24 * 60
_OPEN = frozenset({MeetingState.DRAFT, MeetingState.CONVENED, MeetingState.POSTPONED})


@dataclass(frozen=True)
class ItemValues:
    """What is typed about one item."""

    kind: AgendaKind
    title: Translated
    minutes: int
    note: Translated = field(default_factory=Translated)
    presenter: str | None = None
    #: guests and visitors do not see it
    is_internal: bool = False

    @classmethod
    def of(cls, item: AgendaItem) -> "ItemValues":
        return cls(
            item.kind, item.title, item.minutes, Translated(item.note), item.presenter, item.is_internal
        )


class Source(NamedTuple):
    """How an item comes onto the agenda, and what it continues or approves."""

    origin: ItemOrigin = ItemOrigin.MANUAL
    carried_from_id: int | None = None
    approves_meeting_id: int | None = None


BY_HAND = Source()


class Upload(NamedTuple):
    """A file sent with a form, and who may read it."""

    name: str
    stream: BinaryIO
    title: str = ""
    is_public: bool = False


def total_minutes(meeting: Meeting) -> int:
    """Computed, never typed."""
    return sum(item.minutes for item in meeting.agenda)


def length_minutes(meeting: Meeting) -> int | None:
    """How long the meeting is planned to last; None when its end is not known."""
    if meeting.ends_at is None:
        return None
    return int((meeting.ends_at - meeting.starts_at).total_seconds()) // 60


def add_agenda_item(
    *, meeting: Meeting, values: ItemValues, source: Source = BY_HAND, place: int | None = None, actor: Actor,
    now: datetime,
) -> AgendaItem:  # fmt: skip
    """A new item at the end of the agenda, or at a place counted from 0."""
    lock(meeting)
    check_open(meeting)
    _check(values)
    item = AgendaItem(
        meeting=meeting, position=max((other.position for other in meeting.agenda), default=0) + 1,
        kind=values.kind, title=values.title, note=values.note or None, presenter=values.presenter or None,
        minutes=values.minutes, is_internal=values.is_internal, origin=source.origin,
        carried_from_id=source.carried_from_id, approves_meeting_id=source.approves_meeting_id, version=1,
    )  # fmt: skip
    if place is not None:
        _put_at(meeting, item, place)
    db.session.add(item)
    db.session.flush()  # its documents need its number
    touch(meeting, "meeting.agenda_item_added", actor, now, {"agenda_item": (None, item.title)})
    return item


def _put_at(meeting: Meeting, item: AgendaItem, place: int) -> None:
    order = sorted((other for other in meeting.agenda if other is not item), key=lambda o: (o.position, o.id))
    order.insert(place, item)
    for position, other in enumerate(order, 1):
        other.position = position
    meeting.agenda.sort(key=lambda other: other.position)


def edit_agenda_item(
    *, item: AgendaItem, values: ItemValues, version: int, actor: Actor, now: datetime
) -> None:
    """Save one item; two people editing it both keep their text."""
    lock(item)
    check_open(item.meeting)
    if item.version != version:
        raise StaleVersion(STALE, ItemValues.of(item))
    _check(values)
    changes = changed(
        item,
        {
            "kind": values.kind, "title": values.title, "note": values.note or None,
            "presenter": values.presenter or None, "minutes": values.minutes, "is_internal": values.is_internal,
        },
    )  # fmt: skip
    if "is_internal" in changes:
        renew_papers(item.meeting, (packs.AGENDA, *packs.PUBLIC_PACKS), actor, now)
    if changes:
        item.version += 1
        touch(
            item.meeting,
            "meeting.agenda_item_edited",
            actor,
            now,
            {"agenda_item": (None, item.title), **changes},
        )


def move_agenda_item(*, item: AgendaItem, up: bool, actor: Actor, now: datetime) -> None:
    """One place up or down; at the end of the list nothing happens."""
    meeting = item.meeting
    lock(meeting)
    check_open(meeting)
    order = sorted(meeting.agenda, key=lambda other: (other.position, other.id))
    place = order.index(item)
    target = place - 1 if up else place + 1
    if not 0 <= target < len(order):
        return
    order[place], order[target] = order[target], order[place]
    for position, other in enumerate(order, 1):
        other.position = position
    changes: dict[str, tuple[Any, Any]] = {
        "agenda_item": (None, item.title),
        "position": (place + 1, target + 1),
    }
    touch(meeting, "meeting.agenda_item_moved", actor, now, changes)


def remove_agenda_item(*, item: AgendaItem, actor: Actor, now: datetime) -> None:
    """Its documents stay joined to the meeting; those of an internal item are not shown to everybody for it."""
    meeting = item.meeting
    lock(meeting)
    check_open(meeting)
    leaving.tell(meeting, [item], is_deleted=False, actor=actor, now=now)
    for document in item.documents:
        document.agenda_item_id = None
        document.is_public = document.is_public and not item.is_internal
    db.session.flush()  # the documents let go of the item before it goes
    meeting.agenda.remove(item)
    touch(meeting, "meeting.agenda_item_removed", actor, now, {"agenda_item": (item.title, None)})


def add_document(
    *, meeting: Meeting, item: AgendaItem | None, upload: Upload, storage: Storage, max_bytes: int,
    actor: Actor, now: datetime,
) -> MeetingDocument:  # fmt: skip
    """Join a file to the meeting, or to one of its items. Private unless said otherwise."""
    check_open(meeting)
    refuse_line_breaks(upload.title, "file_title")
    if item is not None and item.meeting_id != meeting.id:
        raise RuleError("unknown_item", _("Ce point n'est pas dans cet ordre du jour."), field="agenda_item")
    file = store_file(
        name=upload.name, stream=upload.stream, storage=storage, max_bytes=max_bytes, actor=actor, now=now
    )
    title = upload.title or file.name.rpartition(".")[0] or file.name
    return join_file(
        meeting=meeting, item=item, file=file, title=title, is_public=upload.is_public, actor=actor, now=now
    )


def join_file(
    *, meeting: Meeting, item: AgendaItem | None, file: StoredFile, title: str, is_public: bool, actor: Actor,
    now: datetime,
) -> MeetingDocument:  # fmt: skip
    """Join a file that is kept already: one proposed with an item, or carried over with it."""
    document = MeetingDocument(
        meeting_id=meeting.id, agenda_item_id=item.id if item else None, file_id=file.id, title=title,
        is_public=is_public,
    )  # fmt: skip
    db.session.add(document)
    record(actor, "meeting.document_added", meeting, now=now, changes={"document": (None, document.title)})
    db.session.flush()  # the news names it
    telling.tell_document(document, meeting, actor=actor, now=now)
    if meeting.state.is_public and is_public and not (item is not None and item.is_internal):
        ask_public_packs(meeting, actor=actor, now=now)
    return document


def remove_document(*, document: MeetingDocument, actor: Actor, now: datetime) -> None:
    """Nobody can open it any more; the file stays until the retention job sweeps it."""
    lock(document)
    check_open(document.meeting)
    if document.removed_at is not None:
        raise RuleError("removed", _("Ce document est déjà retiré."), status=409)
    document.removed_at = now
    record(
        actor,
        "meeting.document_removed",
        document.meeting,
        now=now,
        changes={"document": (document.title, None)},
    )
    renew_papers(document.meeting, (*packs.PACKS, *packs.PUBLIC_PACKS), actor, now)


def renew_papers(meeting: Meeting, kinds: tuple[str, ...], actor: Actor, now: datetime) -> None:
    """Papers that show what is now hidden are read by nobody any more; those there were are made anew."""
    for kind, language in withdraw_documents(kinds=kinds, subject=meeting):
        request_document(kind=kind, subject=meeting, language=language, actor=actor, now=now)


def ask_public_packs(meeting: Meeting, *, actor: Actor, now: datetime) -> None:
    """Visitors have no button to ask with: what they may read together is asked for when it becomes public."""
    db.session.flush()  # what the packs are made from is read back
    for kind in packs.PUBLIC_PACKS:
        for language in packs.LANGUAGES:
            request_document(kind=kind, subject=meeting, language=language, actor=actor, now=now)


def check_open(meeting: Meeting) -> None:
    """Raise when the agenda is not made any more."""
    if meeting.state not in _OPEN:
        raise RuleError("not_editable", _("L'ordre du jour de cette session ne se modifie plus."), status=409)


def _check(values: ItemValues) -> None:
    if not values.title.get("fr"):
        raise RuleError("no_title", _("Écrivez le titre du point en français."), field="title_fr")
    for code, text in values.title.items():
        if LINE_BREAKS.search(text):
            raise RuleError("line_break", _("Écrivez ce texte sur une seule ligne."), field=f"title_{code}")
    refuse_line_breaks(values.presenter, "presenter")
    if not 1 <= values.minutes <= MAX_MINUTES:
        raise RuleError("minutes", _("Écrivez une durée de 1 à 1440 minutes. Exemple : 20."), field="minutes")


def touch(
    meeting: Meeting, action: str, actor: Actor, now: datetime, changes: dict[str, tuple[Any, Any]]
) -> None:
    """One more version; what calendars publish follows, at the same sequence. The invited are told as they chose."""
    meeting.agenda_version += 1
    calendar.refresh(meeting, now=now)
    record(actor, action, meeting, now=now, changes=changes)
    telling.tell_agenda(meeting, actor=actor, now=now)
