"""What a shared diagnosis produced, written with the record: findings, and ways forward, by axis."""

from datetime import datetime

from noress.core.errors import RuleError, StaleVersion
from noress.core.i18n import Translated
from noress.core.i18n import lazy as _
from noress.core.locking import lock
from noress.domain.accounts.actor import Actor
from noress.domain.audit.rules import changed, record
from noress.domain.meetings.models import Finding, Proposal
from noress.domain.minutes import queries
from noress.domain.minutes.models import Minutes
from noress.domain.minutes.rules.checks import check_open, share_minutes
from noress.domain.minutes.values import check_length
from noress.extensions import db

MOST_SIGNS = 5000
STALE = _("Quelqu'un a enregistré ce texte pendant que vous écriviez. Comparez les deux textes.")


def add_finding(
    *, minutes: Minutes, axis: Translated, text: Translated, actor: Actor, now: datetime
) -> Finding:
    """Something that the session found."""
    _check_new(minutes, axis, text, needs_axis=False)
    rows = list(db.session.scalars(queries.list_meeting_findings(minutes.meeting_id)))
    finding = Finding(
        meeting_id=minutes.meeting_id, axis=axis or None, text=text, version=1,
        position=max((row.position for row in rows), default=0) + 1,
    )  # fmt: skip
    db.session.add(finding)
    record(actor, "minutes.finding_added", minutes, now=now, changes={"finding": (None, text)})
    return finding


def add_proposal(
    *, minutes: Minutes, axis: Translated, text: Translated, actor: Actor, now: datetime
) -> Proposal:
    """A way forward that came out of the session."""
    _check_new(minutes, axis, text, needs_axis=True)
    last = db.session.scalar(queries.get_last_proposal_position())
    proposal = Proposal(
        first_meeting_id=minutes.meeting_id, last_meeting_id=minutes.meeting_id, axis=axis, text=text, version=1,
        position=(last or 0) + 1,
    )  # fmt: skip
    db.session.add(proposal)
    record(actor, "minutes.proposal_added", minutes, now=now, changes={"proposal": (None, text)})
    return proposal


def edit_outcome(
    *, row: Finding | Proposal, minutes: Minutes, axis: Translated, text: Translated, version: int | None,
    actor: Actor, now: datetime,
) -> None:  # fmt: skip
    """Save a finding or a way forward; two people editing it both keep their text."""
    share_minutes(minutes)
    check_open(minutes)
    lock(row)
    if row.version != version:
        raise StaleVersion(STALE, {"axis": Translated(row.axis), "text": row.text, "version": row.version})
    _check(axis, text, needs_axis=isinstance(row, Proposal))
    changes = changed(row, {"axis": axis or None, "text": text})
    if changes:
        row.version += 1
        record(actor, f"minutes.{row.__tablename__}_edited", minutes, now=now, changes=changes)


def remove_outcome(*, row: Finding | Proposal, minutes: Minutes, actor: Actor, now: datetime) -> None:
    """Take it off the record; a way forward that an action comes from stays."""
    share_minutes(minutes)
    check_open(minutes)
    lock(row)
    if isinstance(row, Proposal) and db.session.scalar(queries.is_proposal_used(row.id)):
        message = _("Une action vient de cette piste : elle reste.")
        raise RuleError("used", message, status=409)
    name = row.__tablename__
    record(actor, f"minutes.{name}_removed", minutes, now=now, changes={name: (row.text, None)})
    db.session.delete(row)


def _check_new(minutes: Minutes, axis: Translated, text: Translated, *, needs_axis: bool) -> None:
    share_minutes(minutes)
    check_open(minutes)
    _check(axis, text, needs_axis=needs_axis)


def _check(axis: Translated, text: Translated, *, needs_axis: bool) -> None:
    if not text.get("fr"):
        raise RuleError("no_text", _("Écrivez ce texte en français."), field="text_fr")
    if needs_axis and not axis.get("fr"):
        raise RuleError("no_axis", _("Écrivez l'axe en français. Exemple : Financement."), field="axis_fr")
    check_length(text, limit=MOST_SIGNS)
    check_length(axis, name="axis", limit=200)
