"""How proposals are told to readers: a line of a list, the facts of one."""

from collections.abc import Iterable
from typing import Any, NamedTuple

from flask import url_for

from noress.core import formats
from noress.core.i18n import gettext as _
from noress.domain.accounts.actor import Actor
from noress.domain.backlog.models import ProposedItem, ProposedState
from noress.domain.meetings import wording
from noress.domain.meetings.models import Meeting
from noress.domain.meetings.policy import can_see_meeting

STATE_KINDS = {
    ProposedState.PROPOSED: "warning", ProposedState.ACCEPTED: "ok", ProposedState.PARKED: "info",
    ProposedState.DECLINED: "danger", ProposedState.WITHDRAWN: "neutral",
}  # fmt: skip


class DocumentLine(NamedTuple):
    title: str
    url: str
    type: str
    size: int


class ProposalLine(NamedTuple):
    """One proposal in a list."""

    id: int
    url: str
    title: Any
    state: str
    state_kind: str
    kind: str
    minutes: int
    #: the institution that proposes, or who sits by name
    who: Any
    when: str
    #: where it comes from, for which meeting, where it ended
    about: str
    note: Any
    answer: str | None
    documents: list[DocumentLine]


def lines(items: Iterable[ProposedItem], actor: Actor) -> list[ProposalLine]:
    return [line(item, actor) for item in items]


def line(item: ProposedItem, actor: Actor) -> ProposalLine:
    return ProposalLine(
        id=item.id, url=url_for("backlog.show", proposed_item_id=item.id), title=item.title, state=str(item.state.label),
        state_kind=STATE_KINDS[item.state], kind=str(item.kind.label), minutes=item.minutes, who=who(item),
        when=formats.datetime_short(item.proposed_at), about=" · ".join(_about(item, actor)), note=item.note,
        answer=item.answer, documents=documents_of(item),
    )  # fmt: skip


def who(item: ProposedItem) -> Any:
    """In whose name; nobody for what the secretariat carried over by itself."""
    if item.institution is not None:
        return item.institution.name
    return item.person.shown_name if item.person is not None else ""


def documents_of(item: ProposedItem) -> list[DocumentLine]:
    return [
        DocumentLine(
            one.title, url_for("backlog.document", proposed_item_id=item.id, proposed_document_id=one.id),
            one.file.name.rpartition(".")[2].upper(), one.file.size,
        )
        for one in item.documents
    ]  # fmt: skip


def _about(item: ProposedItem, actor: Actor) -> list[str]:
    """What this reader may know of the meetings around a proposal: a draft is the secretariat's."""
    found = [str(item.body.name)]
    if item.carried_from is not None:
        found.append(carried_words(item.carried_from.meeting))
    ended = item.agenda_item.meeting if item.agenda_item is not None else None
    meeting = ended or item.meeting
    if meeting is not None and can_see_meeting(actor, meeting):
        day = formats.date_short(meeting.starts_wall)
        words = (
            _("inscrit à la session du %(day)s", day=day)
            if ended
            else _("pour la session du %(day)s", day=day)
        )
        found.append(words)
    return found


def carried_words(meeting: Meeting) -> str:
    return _("reporté de la session du %(day)s", day=formats.date_short(meeting.starts_wall))


def session_words(meeting: Meeting) -> str:
    """A meeting in a list to choose from: its day, its title, and whether somebody knows of it yet."""
    words = _(
        "%(day)s : %(title)s", day=formats.date_short(meeting.starts_wall), title=wording.title(meeting)
    )
    return words if meeting.state.is_public else _("%(session)s (brouillon)", session=words)
