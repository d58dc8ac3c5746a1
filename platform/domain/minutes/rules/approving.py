"""Approval: by a later meeting that has met, or by the end of a written consultation. It locks and freezes."""

from datetime import datetime
from typing import Any

from noress.core import clock
from noress.core.errors import RuleError
from noress.core.i18n import lazy as _
from noress.core.i18n import ngettext
from noress.core.locking import lock
from noress.domain.accounts.actor import Actor
from noress.domain.audit.rules import changed, record
from noress.domain.files.rules import freeze, request_document
from noress.domain.meetings.models import Meeting, MeetingState
from noress.domain.minutes import queries
from noress.domain.minutes.content import frozen_content, issuer_of, load_record, plain, title_of
from noress.domain.minutes.models import Minutes, MinutesState
from noress.domain.minutes.rules.checks import check_state, refuse_all
from noress.domain.minutes.rules.circulating import check_no_consultation
from noress.domain.minutes.rules.corrections import count_waiting
from noress.domain.minutes.rules.registering import list_gaps, register_blocks, tell_gaps
from noress.domain.minutes.values import LANGUAGES
from noress.extensions import db

_OVER = frozenset({MeetingState.HELD, MeetingState.CLOSED})


def approve_minutes(*, minutes: Minutes, by_meeting: Meeting | None, actor: Actor, now: datetime) -> str:
    """A later meeting of the same body has approved the text: it is locked and frozen; its SHA-256."""
    lock(minutes)
    check_ready(minutes, now=now)
    check_no_consultation(minutes)
    meeting = _check_meeting(minutes, by_meeting)
    approval = {
        "by": "meeting", "reference": meeting.reference, "theme": plain(meeting.theme),
        "on": plain(meeting.starts_wall.date()),
    }  # fmt: skip
    minutes.approved_by_meeting = meeting
    return lock_and_freeze(minutes, approval, actor=actor, now=now)


def _check_meeting(minutes: Minutes, by_meeting: Meeting | None) -> Meeting:
    if by_meeting is None:
        raise RuleError("no_meeting", _("Choisissez la session qui a approuvé ce texte."), field="meeting_id")
    own = {body.id for body in minutes.meeting.bodies}
    if by_meeting.id == minutes.meeting_id or not own & {body.id for body in by_meeting.bodies}:
        message = _("Ce texte s'approuve par une session de la même instance.")
        raise RuleError("other_body", message, field="meeting_id")
    if by_meeting.starts_at <= minutes.meeting.starts_at:
        message = _("Cette session est plus ancienne que le texte : choisissez-en une plus récente.")
        raise RuleError("earlier", message, field="meeting_id")
    if by_meeting.state not in _OVER:
        message = _("Cette session ne s'est pas encore tenue : elle n'a rien pu approuver.")
        raise RuleError("not_met", message, field="meeting_id", status=409)
    return by_meeting


def list_obstacles(minutes: Minutes, *, now: datetime) -> list[Any]:
    """Why the text cannot be approved, or consulted on, today."""
    found: list[Any] = []
    if minutes.takes_corrections(now):
        found.append(_("Le délai de correction n'est pas passé."))
    waiting = count_waiting(minutes.id)
    if waiting:
        found.append(
            ngettext(
                "%(num)s correction attend une réponse.",
                "%(num)s corrections attendent une réponse.",
                waiting,
            )
        )
    found += tell_gaps(list_gaps(minutes, db.session.scalars(queries.list_blocks(minutes.id)), now=now))
    return found


def check_ready(minutes: Minutes, *, now: datetime) -> None:
    """Circulated, its deadline past, every correction answered, every decision and action complete."""
    check_state(minutes, MinutesState.CIRCULATED)
    refuse_all(list_obstacles(minutes, now=now), "not_ready")


def lock_and_freeze(minutes: Minutes, approval: dict[str, Any], *, actor: Actor, now: datetime) -> str:
    """No block changes any more: what was said is kept as canonical JSON under its SHA-256. The caller holds
    the record, so that nobody is saving a block."""
    register_blocks(minutes, db.session.scalars(queries.list_blocks(minutes.id)), actor=actor, now=now)
    db.session.flush()  # what is read next is what was registered
    changes = changed(minutes, {"state": MinutesState.APPROVED})
    minutes.approved_at = now
    minutes.version += 1
    content = frozen_content(load_record(minutes), {**approval, "approved_on": plain(clock.today(now))})
    minutes.sha256 = freeze(
        kind="minutes", title=title_of(minutes), content=content, subject=minutes, is_public=False,
        issuer=issuer_of(minutes), actor=actor, now=now,
    )  # fmt: skip
    how = approval.get("reference") or plain(approval.get("theme") or {}).get("fr") or approval["by"]
    record(actor, "minutes.approved", minutes, now=now, changes={**changes, "approved_by": (None, how),
                                                                "sha256": (None, minutes.sha256)})  # fmt: skip
    for code in LANGUAGES:
        request_document(kind="minutes", subject=minutes, language=code, actor=actor, now=now)
    return minutes.sha256
