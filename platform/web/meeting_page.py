"""What the page of one session shows, to visitors, to the invited and to the secretariat."""

from datetime import datetime
from typing import Any, NamedTuple

from flask import current_app, url_for

from noress.core import clock
from noress.core.errors import RuleError
from noress.core.i18n import Translated, language
from noress.domain.accounts.actor import Actor
from noress.domain.attendance.figures import MeasureFigures, by_measure
from noress.domain.attendance.queries import list_figures
from noress.domain.backlog.policy import may_propose_to
from noress.domain.decisions.models import Decision
from noress.domain.decisions.policy import reader_of
from noress.domain.decisions.queries import list_of_meeting
from noress.domain.institutions.models import BodyKind, Proposers
from noress.domain.meetings import answer_links, queries, rules
from noress.domain.meetings.cutoff import OPEN, proposals_until
from noress.domain.meetings.models import Answer, Invitation, ItemOrigin, Meeting, MeetingState
from noress.domain.meetings.page import load_parts
from noress.extensions import db
from noress.web import meeting_lines as present
from noress.web.documents import DocumentLink, document_link
from noress.web.follow_up import FollowUpLines, follow_up_of
from noress.web.jinja import render_blocks
from noress.web.public_cache import kept


class BodyRule(NamedTuple):
    """What of a body says who may propose items to it."""

    id: int
    kind: BodyKind
    proposers: Proposers


class Preparing(NamedTuple):
    """What the page must know of an agenda that is still being made; kept with its blocks, so plain values only."""

    takes_items: bool
    until: datetime | None
    bodies: tuple[BodyRule, ...]
    #: "follow-up of decisions" is on the agenda, with its live list
    follows: bool


def load(meeting: Meeting) -> Meeting:
    """The same meeting with all that its page shows, in a fixed number of queries."""
    load_parts(meeting)
    return meeting


def own_invitations(meeting: Meeting, actor: Actor | None) -> list[Invitation]:
    """The invitations of the institution that the reader acts for."""
    if actor is None or actor.institution_id is None:
        return []
    values = {"meeting_id": meeting.id, "institution_id": actor.institution_id}
    return list(db.session.scalars(queries.list_institution_invitations(), values))


def takes_answers(invitation: Invitation, now: datetime) -> bool:
    try:
        rules.check_can_be_answered(invitation, now=now)
    except RuleError:
        return False
    return True


def context(meeting: Meeting, actor: Actor | None, *, now: datetime) -> dict[str, Any]:
    own = own_invitations(meeting, actor)
    sees_all = bool(own) or (actor is not None and actor.is_secretariat)
    parts = parts_of(meeting, only_public=not sees_all, now=now)
    return {
        "meeting": meeting,
        "own": [(invitation, takes_answers(invitation, now)) for invitation in own],
        "no_answer": Answer.NONE,
        **standing(meeting, now),
        "parts": parts,
        "calendar_url": calendar_url(meeting),
        "agenda_pdf": _agenda_pdf(meeting, actor, parts),
        "is_past": meeting.starts_wall.date() < clock.today(now),
        **panel(meeting, actor),
        "committee_url": committee_url(meeting, actor) if sees_all else None,
        "proposing": proposing(meeting, parts["preparing"], actor, now),
        "follow_up": _live(meeting, parts["preparing"], actor, now) if sees_all else None,
        "record": (told_record := record(meeting, actor)),
        "decisions": [] if getattr(told_record, "decisions", ()) else _decisions(meeting, actor),
    }


def _agenda_pdf(meeting: Meeting, actor: Actor | None, parts: dict[str, Any]) -> DocumentLink | None:
    """Visitors take what is there; whoever is signed in may also ask for it, which no commit of a page tells."""
    if not parts["agenda"] or (actor is None and not parts["has_papers"]):
        return None
    return document_link("meeting_agenda", meeting)


def _decisions(meeting: Meeting, actor: Actor | None) -> list[Decision]:
    """Of a session that was held; a published record tells its own."""
    if meeting.state not in {MeetingState.HELD, MeetingState.CLOSED}:
        return []
    return list(db.session.scalars(list_of_meeting(meeting.id, reader_of(actor))))


def parts_of(meeting: Meeting, *, only_public: bool, now: datetime) -> dict[str, Any]:
    """The blocks of the page that are the same for all who may read as much, in HTML, kept until a commit changes
    what they show; and, under "preparing", what else the page must know."""

    def render() -> dict[str, Any]:
        there = load_parts(meeting)
        blocks: dict[str, Any] = render_blocks(
            "public/_session_parts.html",
            meeting=meeting,
            **told(meeting, only_public=only_public, now=now),
            findings=present.by_axis(meeting.findings),
            figures=_figures(meeting),
            event_json=present.event_json(
                meeting, str(Translated(current_app.config["SETTINGS"].network_name))
            ),
            document_url=lambda d: url_for(
                "public.document", meeting_id=meeting.id, meeting_document_id=d.id
            ),
        )
        return {
            **blocks, "preparing": _preparing(meeting), "has_papers": "rendered_document" in there,
        }  # fmt: skip

    return kept(("session parts", meeting.id, only_public, language()), render)


def _preparing(meeting: Meeting) -> Preparing:
    is_open = meeting.state in OPEN
    return Preparing(
        takes_items=is_open, until=proposals_until(meeting) if is_open else None,
        bodies=tuple(BodyRule(body.id, body.kind, body.proposers) for body in meeting.bodies),
        follows=has_follow_up(meeting),
    )  # fmt: skip


def has_follow_up(meeting: Meeting) -> bool:
    """Its agenda follows decisions and actions up, and its work is not over."""
    is_alive = meeting.state in OPEN or meeting.state is MeetingState.HELD
    return is_alive and any(item.origin is ItemOrigin.FOLLOW_UP for item in meeting.agenda)


def proposing(
    meeting: Meeting, preparing: Preparing, actor: Actor | None, now: datetime
) -> dict[str, Any] | None:
    """Where and until when this reader proposes an item; None for those who may not."""
    if actor is None or not preparing.takes_items:
        return None
    body = next((one for one in preparing.bodies if may_propose_to(actor, one)), None)
    if body is None:
        return None
    is_open = meeting.state is MeetingState.POSTPONED or (
        preparing.until is not None and now < preparing.until
    )
    return {
        "until": preparing.until, "is_open": is_open,
        "url": url_for("backlog.propose", meeting_id=meeting.id) if is_open
        else url_for("backlog.propose_to_body", body_id=body.id),
    }  # fmt: skip


def _live(meeting: Meeting, preparing: Preparing, actor: Actor | None, now: datetime) -> FollowUpLines | None:
    if actor is None or not preparing.follows:
        return None
    return follow_up_of(meeting, [body.id for body in preparing.bodies], actor, now=now)


def follow_up(meeting: Meeting, invitation: Invitation, *, now: datetime) -> FollowUpLines | None:
    """The live list behind a mailed link: for the seats that are convened, never for guests."""
    if invitation.seat_id is None or not has_follow_up(meeting):
        return None
    actor = answer_links.actor_of_link(invitation, now=now)
    return follow_up_of(meeting, [body.id for body in meeting.bodies], actor, now=now)


def _figures(meeting: Meeting) -> list[MeasureFigures]:
    """What documents say of how many came; only of meetings that took place."""
    if meeting.state not in {MeetingState.HELD, MeetingState.CLOSED}:
        return []
    return by_measure(db.session.scalars(list_figures(meeting.id)))


def calendar_url(meeting: Meeting) -> str | None:
    """Where the session's calendar file is; past sessions of which only the day is known have none."""
    if meeting.calendar_text is None or meeting.is_day_only:
        return None
    return url_for("public.session_calendar", meeting_id=meeting.id)


def told(
    meeting: Meeting, *, only_public: bool, now: datetime, sees_internal: bool | None = None
) -> dict[str, Any]:
    """Facts, agenda and documents: the same on the public page and behind a mailed link. Internal items are for
    those who read all documents, unless it is said otherwise (a guest's link)."""
    sees_internal = not only_public if sees_internal is None else sees_internal
    documents = present.documents_of(meeting, only_public=only_public, sees_internal=sees_internal)
    agenda = present.agenda_of(meeting, sees_internal=sees_internal)
    return {
        **standing(meeting, now),
        "fact_rows": present.facts_of(meeting),
        "agenda": [(item, [d for d in documents if d.agenda_item_id == item.id]) for item in agenda],
        "agenda_minutes": sum(item.minutes for item in agenda),
        "carried": present.carried_from(agenda),
        "reads_records": sees_internal,
        "documents": [d for d in documents if d.agenda_item_id is None],
        "pack": present.pack_of(meeting, [d for d in documents if sees_internal or d.is_public]),
        "file_type": present.file_type,
    }


def standing(meeting: Meeting, now: datetime) -> dict[str, Any]:
    """Its title, and whether it will take place."""
    return {
        "title": present.title_of(meeting),
        "state": present.state_of(meeting, clock.today(now)),
        "is_cancelled": meeting.state is MeetingState.CANCELLED,
        "is_postponed": meeting.state is MeetingState.POSTPONED,
    }


def panel(meeting: Meeting, actor: Actor | None) -> dict[str, Any]:
    """The secretariat's work on this session, made by its own area."""
    if actor is None:
        return {"panel": None}
    provider = current_app.extensions.get("meeting_panel")
    return {"panel": provider(meeting, actor) if provider is not None else None}


def committee_url(meeting: Meeting, actor: Actor | None) -> str | None:
    """Where the files of a committee are decided on, told by its own area."""
    provider = current_app.extensions.get("meeting_committee")
    return provider(meeting, actor) if provider is not None and actor is not None else None


def record(meeting: Meeting, actor: Actor | None) -> Any:
    """Where the session's record stands, told by its own area."""
    provider = current_app.extensions.get("meeting_record")
    return provider(meeting, actor) if provider is not None else None
