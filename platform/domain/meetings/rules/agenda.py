"""The agenda of a meeting: its items, their order and their documents."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, BinaryIO

from noress.core.errors import RuleError, StaleVersion
from noress.core.i18n import Translated
from noress.core.i18n import lazy as _
from noress.core.storage import Storage
from noress.domain.accounts.actor import Actor
from noress.domain.audit.rules import changed, record
from noress.domain.files.rules import store_file
from noress.domain.meetings.models import AgendaItem, AgendaKind, Meeting, MeetingDocument, MeetingState
from noress.domain.meetings.rules.checks import LINE_BREAKS, lock, refuse_line_breaks
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

    @classmethod
    def of(cls, item: AgendaItem) -> "ItemValues":
        return cls(item.kind, item.title, item.minutes, Translated(item.note), item.presenter)


@dataclass(frozen=True)
class Upload:
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


def add_agenda_item(*, meeting: Meeting, values: ItemValues, actor: Actor, now: datetime) -> AgendaItem:
    """A new item at the end of the agenda."""
    lock(meeting)
    _check_open(meeting)
    _check(values)
    item = AgendaItem(
        meeting=meeting, position=max((other.position for other in meeting.agenda), default=0) + 1,
        kind=values.kind, title=values.title, note=values.note or None, presenter=values.presenter or None,
        minutes=values.minutes, version=1,
    )  # fmt: skip
    db.session.add(item)
    db.session.flush()  # its documents need its number
    meeting.agenda_version += 1
    record(actor, "meeting.agenda_item_added", meeting, now=now, changes={"agenda_item": (None, item.title)})
    return item


def edit_agenda_item(
    *, item: AgendaItem, values: ItemValues, version: int, actor: Actor, now: datetime
) -> None:
    """Save one item; two people editing it both keep their text."""
    lock(item)
    _check_open(item.meeting)
    if item.version != version:
        raise StaleVersion(STALE, ItemValues.of(item))
    _check(values)
    changes = changed(
        item,
        {
            "kind": values.kind, "title": values.title, "note": values.note or None,
            "presenter": values.presenter or None, "minutes": values.minutes,
        },
    )  # fmt: skip
    if changes:
        item.version += 1
        _touch(
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
    _check_open(meeting)
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
    _touch(meeting, "meeting.agenda_item_moved", actor, now, changes)


def remove_agenda_item(*, item: AgendaItem, actor: Actor, now: datetime) -> None:
    """Its documents stay joined to the meeting."""
    meeting = item.meeting
    lock(meeting)
    _check_open(meeting)
    for document in item.documents:
        document.agenda_item_id = None
    _touch(meeting, "meeting.agenda_item_removed", actor, now, {"agenda_item": (item.title, None)})
    db.session.flush()  # the documents let go of the item before it goes
    db.session.delete(item)


def add_document(
    *, meeting: Meeting, item: AgendaItem | None, upload: Upload, storage: Storage, max_bytes: int,
    actor: Actor, now: datetime,
) -> MeetingDocument:  # fmt: skip
    """Join a file to the meeting, or to one of its items. Private unless said otherwise."""
    _check_open(meeting)
    refuse_line_breaks(upload.title, "file_title")
    if item is not None and item.meeting_id != meeting.id:
        raise RuleError("unknown_item", _("Ce point n'est pas dans cet ordre du jour."), field="agenda_item")
    file = store_file(
        name=upload.name, stream=upload.stream, storage=storage, max_bytes=max_bytes, actor=actor, now=now
    )
    document = MeetingDocument(
        meeting_id=meeting.id, agenda_item_id=item.id if item else None, file_id=file.id,
        title=upload.title or file.name.rpartition(".")[0] or file.name, is_public=upload.is_public,
    )  # fmt: skip
    db.session.add(document)
    record(actor, "meeting.document_added", meeting, now=now, changes={"document": (None, document.title)})
    return document


def remove_document(*, document: MeetingDocument, actor: Actor, now: datetime) -> None:
    """Nobody can open it any more; the file stays until the retention job sweeps it."""
    lock(document)
    _check_open(document.meeting)
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


def _check_open(meeting: Meeting) -> None:
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


def _touch(
    meeting: Meeting, action: str, actor: Actor, now: datetime, changes: dict[str, tuple[Any, Any]]
) -> None:
    meeting.agenda_version += 1
    record(actor, action, meeting, now=now, changes=changes)
