"""The committee that selects is a meeting of the platform: files are items of its agenda, what is decided there is decided
in the files, and its record writes itself."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from noress.core import formats
from noress.core.errors import RuleError, StaleVersion
from noress.core.i18n import Translated, gettext, in_language
from noress.core.i18n import lazy as _
from noress.core.locking import lock
from noress.domain.accounts.actor import Actor
from noress.domain.applications.models import Application, ApplicationState
from noress.domain.applications.taking import check_not_recused
from noress.domain.audit.rules import record
from noress.domain.awards import queries
from noress.domain.awards.models import Selection, SelectionItem
from noress.domain.awards.rules.deciding import OUTCOMES, decide_outcome, default_amount
from noress.domain.awards.rules.weighing import check_not_released
from noress.domain.funding.models import FundingCall
from noress.domain.meetings.models import AgendaKind, Meeting, MeetingType
from noress.domain.meetings.rules.agenda import ItemValues, add_agenda_item, check_open
from noress.domain.minutes import queries as minutes_queries
from noress.domain.minutes.models import BlockKind, Minutes
from noress.domain.minutes.rules.beginning import begin_minutes
from noress.domain.minutes.rules.writing import add_block, save_block
from noress.domain.minutes.values import BlockValues
from noress.domain.reviewing import conflicts
from noress.domain.reviewing.queries import list_recusals
from noress.extensions import db

S = ApplicationState
MINUTES_PER_FILE = 10
MOST_FILES = 100


def choose_meeting(*, call: FundingCall, meeting: Meeting, actor: Actor, now: datetime) -> Selection:
    """From then on this meeting decides on files of that call."""
    lock(call)
    check_not_released(call, call.stages)
    check_open(meeting)
    if meeting.type is not MeetingType.MEETING:
        message = _("Un comité se réunit à part : choisissez une réunion, pas une session.")
        raise RuleError("type", message, field="meeting")
    if db.session.scalars(queries.get_selection_of(meeting.id)).first() is not None:
        message = _("Cette réunion décide déjà des dossiers d'un appel.")
        raise RuleError("chosen", message, field="meeting", status=409)
    selection = Selection(call_id=call.id, stage=call.stages, meeting_id=meeting.id)
    selection.meeting, selection.call = meeting, call
    db.session.add(selection)
    db.session.flush()  # its line of history names it
    record(actor, "selection.chosen", selection, now=now)
    return selection


def add_files(*, selection: Selection, application_ids: Collection[int], actor: Actor, now: datetime) -> int:
    """Each an item of its own, in this order, internal: its title says the number alone. Those that are there are left."""
    lock(selection.meeting)
    check_open(selection.meeting)
    known = {item.application_id for item in db.session.scalars(queries.list_items(selection.id))}
    wanted = [key for key in dict.fromkeys(application_ids) if key not in known]
    if len(known) + len(wanted) > MOST_FILES:
        raise RuleError(
            "too_many", _("Une réunion prend %(count)s dossiers au plus.", count=MOST_FILES), field="files"
        )
    files = sorted(
        db.session.scalars(queries.list_applications(wanted)), key=lambda one: wanted.index(one.id)
    )
    for application in files:
        check_not_recused(actor, application)
        if application.call_id != selection.call_id or application.state not in (S.ELIGIBLE, *OUTCOMES):
            message = _("%(number)s n'est pas à décider.", number=application.number)
            raise RuleError("wrong_state", message, field="files", status=409)
        item = add_agenda_item(meeting=selection.meeting, values=_item_of(application), actor=actor, now=now)
        db.session.add(
            SelectionItem(
                selection_id=selection.id, agenda_item_id=item.id, application_id=application.id, version=1
            )
        )
    db.session.flush()  # the page that follows lists them
    return len(files)


def _item_of(application: Application) -> ItemValues:
    number = application.number or ""
    title = Translated(fr=f"Dossier {number}", ar=f"الملف {number}", en=f"File {number}")
    return ItemValues(AgendaKind.DECISION, title, MINUTES_PER_FILE, is_internal=True)


def list_who_leave(items: Sequence[SelectionItem], person_ids: Collection[int]) -> dict[int, list[int]]:
    """{item: people who are to leave the room while it is examined}, among those who are asked about. Four queries."""
    files = {item.application_id: item.id for item in items}
    people = set(person_ids)
    found: dict[int, set[int]] = {item.id: set() for item in items}
    for one in conflicts.detect(list(files), people):
        found[files[one.application_id]].add(one.person_id)
    for row in db.session.scalars(list_recusals(conflicts.APPLICATION, list(files))):
        if row.person_id in people:
            found[files[row.subject_id]].add(row.person_id)
    return {key: sorted(ids) for key, ids in found.items()}


def note_outcome(
    *, item: SelectionItem, outcome: ApplicationState, amount: int | None = None, reason: str | None, version: int,
    actor: Actor, now: datetime,
) -> None:  # fmt: skip
    """During the meeting, or until its record is approved: the file is decided, and the record says so."""
    selection, application = item.selection, item.application
    meeting = selection.meeting
    lock(selection.call)
    lock(item)
    check_not_recused(actor, application)
    check_not_released(selection.call, selection.stage)
    if item.version != version:
        message = _("Quelqu'un a noté une décision sur ce dossier depuis que cette page est ouverte.")
        raise StaleVersion(message, {"version": item.version, "outcome": item.outcome, "reason": item.reason})
    if outcome not in OUTCOMES:
        raise RuleError("outcome", _("Choisissez une des décisions proposées."), field="outcome")
    minutes = _record_of(meeting, actor, now)
    decide_outcome(
        application=application, outcome=outcome, amount=amount, reason=reason, version=None, actor=actor, now=now
    )  # fmt: skip
    before = item.outcome
    item.outcome, item.reason, item.decided_at = outcome, application.reason, now
    item.version += 1
    changes = {"outcome": (before, outcome)}
    record(actor, "application.selection_noted", application, now=now, changes=changes)
    _write(minutes, item, amount, actor, now)


def _record_of(meeting: Meeting, actor: Actor, now: datetime) -> Minutes:
    """Begun with the first decision, if nobody began it before."""
    minutes = db.session.scalars(minutes_queries.get_minutes_of(), {"meeting_id": meeting.id}).one_or_none()
    if minutes is None:
        return begin_minutes(meeting=meeting, actor=actor, now=now)
    if not minutes.is_open:
        message = _("Le procès-verbal de cette réunion est approuvé : la décision se change dans le dossier.")
        raise RuleError("approved", message, status=409)
    return minutes


def _write(minutes: Minutes, item: SelectionItem, amount: int | None, actor: Actor, now: datetime) -> None:
    """The decision block of the item; written again when the decision changes. Confidential: no visitor reads it."""
    values = BlockValues(
        kind=BlockKind.DECISION, text=_sentence(item, amount), details={"mode": "consensus"}, is_confidential=True,
        agenda_item_id=item.agenda_item_id,
    )  # fmt: skip
    key = f"selection-{item.id}"
    block = db.session.scalars(minutes_queries.get_block_of_key(key)).one_or_none()
    if block is None:
        add_block(minutes=minutes, values=values, client_key=key, actor=actor, now=now)
    else:
        save_block(block=block, values=values, version=block.version, actor=actor, now=now)


def _sentence(item: SelectionItem, amount: int | None) -> Translated:
    application = item.application
    words: dict[str, Any] = {}
    for code in ("fr", "ar"):
        with in_language(code):
            money = formats.money(amount if amount is not None else default_amount(application))
            number, title = application.number, application.title
            said = {
                S.SELECTED: gettext("Le dossier %(number)s, « %(title)s », est sélectionné pour %(amount)s.",
                               number=number, title=title, amount=money),
                S.RESERVE: gettext("Le dossier %(number)s, « %(title)s », est mis sur la liste d'attente.",
                              number=number, title=title),
                S.REJECTED: gettext("Le dossier %(number)s, « %(title)s », n'est pas sélectionné.", number=number, title=title),
            }[item.outcome or S.REJECTED]  # fmt: skip
            why = gettext("Motif : %(reason)s", reason=item.reason) if item.reason else ""
            words[code] = "\n\n".join(filter(None, (said, why)))
    return Translated(words)
