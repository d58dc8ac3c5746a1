"""Sending the text to be read and corrected until a date; its decisions and actions are registered."""

from datetime import datetime
from typing import NamedTuple

from noress.core.errors import RuleError
from noress.core.i18n import gettext
from noress.core.i18n import lazy as _
from noress.core.locking import lock
from noress.domain.accounts.actor import Actor
from noress.domain.audit.rules import changed, record
from noress.domain.juries import conflicts as juries
from noress.domain.minutes import mails, queries
from noress.domain.minutes.models import (
    BlockKind,
    Consultation,
    Minutes,
    MinutesBlock,
    MinutesReading,
    MinutesState,
)
from noress.domain.minutes.queries import waiting
from noress.domain.minutes.readers import Mailbox, Reader, group_by_mailbox, list_readers
from noress.domain.minutes.rules.checks import check_future, check_open
from noress.domain.minutes.rules.registering import list_gaps, register_blocks, tell_gaps
from noress.domain.outbox import rules as outbox
from noress.extensions import db


class CirculationPlan(NamedTuple):
    """What the button will do: shown before, and what it then did."""

    readers: tuple[Reader, ...]
    mailboxes: tuple[Mailbox, ...]
    #: those that take their number now
    decisions: int
    actions: int
    #: what must be mended first, each with its block
    gaps: tuple[tuple[MinutesBlock, str], ...]
    #: blocks that say nothing in one of the two languages
    untranslated: tuple[MinutesBlock, ...]

    @property
    def institutions(self) -> int:
        return len({reader.institution.id for reader in self.readers if reader.institution is not None})

    @property
    def without_mail(self) -> list[Reader]:
        """To be told otherwise."""
        return [reader for reader in self.readers if not reader.address]


def plan_circulation(minutes: Minutes, *, now: datetime) -> CirculationPlan:
    """Who would be written to now; nothing is changed."""
    blocks = list(db.session.scalars(queries.list_blocks(minutes.id)))
    fresh = _without_number(minutes, blocks)
    readers = list_readers(minutes.meeting, now=now)
    return CirculationPlan(
        readers=tuple(readers), mailboxes=tuple(group_by_mailbox(readers)),
        decisions=len([block for block in fresh if block.kind is BlockKind.DECISION]),
        actions=len([block for block in fresh if block.kind is BlockKind.ACTION]),
        gaps=tuple(list_gaps(minutes, blocks, now=now)),
        untranslated=tuple(b for b in blocks if b.text and not (b.text.get("fr") and b.text.get("ar"))),
    )  # fmt: skip


def _without_number(minutes: Minutes, blocks: list[MinutesBlock]) -> list[MinutesBlock]:
    """What a circulation would register: the decisions and actions that have no line in their register yet."""
    there = set(db.session.scalars(waiting.list_registered_blocks(minutes.meeting_id)))
    return [block for block in blocks if block.id not in there]


def circulate_minutes(
    *, minutes: Minutes, until: datetime | None, actor: Actor, now: datetime
) -> CirculationPlan:
    """Open the text to the bodies' institutions and those that were there, until a date; one mail per mailbox.
    Done again, it gives more time. Decisions get their numbers and actions their owners."""
    lock(minutes)
    check_open(minutes)
    check_no_consultation(minutes)
    juries.check_told(minutes.meeting)
    instant = check_future(until, field="until", now=now)
    plan = plan_circulation(minutes, now=now)
    if not any(block.text for block in db.session.scalars(queries.list_blocks(minutes.id))):
        raise RuleError("empty", _("Ce texte est vide : écrivez-le d'abord."), status=409)
    if plan.gaps:
        told = " ".join(tell_gaps(plan.gaps))
        raise RuleError("gaps", gettext("Il manque quelque chose. %(problems)s", problems=told), status=409)
    changes = changed(minutes, {"state": MinutesState.CIRCULATED, "corrections_until": instant})
    minutes.circulated_at = minutes.circulated_at or now
    minutes.circulations += 1
    minutes.version += 1
    register_blocks(minutes, db.session.scalars(queries.list_blocks(minutes.id)), actor=actor, now=now)
    for mailbox in plan.mailboxes:
        outbox.enqueue(mails.circulated(minutes, mailbox), now=now)
    record(actor, "minutes.circulated", minutes, now=now, changes=changes)
    return plan


def check_no_consultation(minutes: Minutes) -> None:
    """While institutions give their voice on a text, it does not open again to corrections."""
    consultation = open_consultation_of(minutes)
    if consultation is not None:
        message = _("Une consultation est ouverte sur ce texte : attendez sa clôture.")
        raise RuleError("consultation", message, status=409)


def open_consultation_of(minutes: Minutes) -> Consultation | None:
    found = db.session.scalars(queries.get_last_consultation(minutes.id)).one_or_none()
    return found if found is not None and found.closed_at is None else None


def note_reading(*, minutes: Minutes, actor: Actor, now: datetime) -> None:
    """The institution has read the text and asks for nothing; once is enough."""
    lock(minutes)
    if not minutes.takes_corrections(now):
        raise RuleError("closed", closed_words(minutes), status=409)
    if actor.institution_id is None:
        raise RuleError(
            "no_institution", _("Choisissez d'abord pour quelle institution vous agissez."), status=409
        )
    found = db.session.scalars(queries.get_reading(minutes.id, actor.institution_id)).one_or_none()
    if found is not None:
        return
    db.session.add(
        MinutesReading(
            minutes_id=minutes.id,
            institution_id=actor.institution_id,
            read_at=now,
            read_by_id=actor.person_id,
        )
    )
    record(actor, "minutes.read", minutes, now=now)


def closed_words(minutes: Minutes) -> str:
    """Why no correction is taken now."""
    if minutes.state is MinutesState.DRAFTING:
        return gettext("Ce texte n'est pas encore soumis à correction.")
    if minutes.state is MinutesState.CIRCULATED:
        return gettext("Le délai de correction est passé : aucune correction n'est plus prise.")
    return gettext("Ce texte est approuvé : il ne se corrige plus.")
