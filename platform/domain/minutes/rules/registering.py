"""What the blocks of a record register elsewhere: decisions with their number, actions with their owner."""

from collections.abc import Iterable
from contextlib import suppress
from datetime import datetime
from itertools import islice

from noress.core.errors import RuleError
from noress.core.i18n import gettext as _
from noress.domain.accounts.actor import Actor
from noress.domain.actions import rules as actions
from noress.domain.actions.rules import ActionValues
from noress.domain.decisions import rules as decisions
from noress.domain.decisions.details import read_details
from noress.domain.decisions.models import Decision
from noress.domain.minutes.models import BlockKind, Minutes, MinutesBlock, MinutesState
from noress.domain.minutes.values import first_words

#: what is missing is told of that many blocks at once
MOST_TOLD = 5


def register_blocks(minutes: Minutes, blocks: Iterable[MinutesBlock], *, actor: Actor, now: datetime) -> None:
    """Give each decision its number and each action its line, in the order of the record; those that have
    theirs follow the text. An action comes out of the decision before it under the same item."""
    last: Decision | None = None
    item_id: int | None = None
    for block in blocks:
        if block.agenda_item_id != item_id:
            last, item_id = None, block.agenda_item_id
        if block.kind is BlockKind.DECISION and block.text:
            last = _register_decision(minutes, block, actor, now)
        elif block.kind is BlockKind.ACTION and block.text:
            values = ActionValues.from_details(block.text, block.details)
            actions.create_action(
                values=values, block=block, meeting=minutes.meeting, decision=last, actor=actor, now=now
            )
            actions.follow_block(block=block, values=values, actor=actor, now=now)


def _register_decision(minutes: Minutes, block: MinutesBlock, actor: Actor, now: datetime) -> Decision:
    taken = read_details(block.details)
    return decisions.register_decision(
        meeting=minutes.meeting, block=block, text=block.text, mode=taken.mode, votes_for=taken.votes_for,
        votes_against=taken.votes_against, abstentions=taken.abstentions, reservations=taken.reservations,
        adopted_on=minutes.meeting.starts_wall.date(), actor=actor, now=now,
    )  # fmt: skip


def follow_registered(block: MinutesBlock, *, actor: Actor, now: datetime) -> None:
    """While the record is circulated, what a block registered says what the block says. A block that is being
    written, and does not make sense yet, leaves it as it was: circulating and approving ask for all of it."""
    if block.minutes.state is not MinutesState.CIRCULATED:
        return
    is_gone = block.removed_at is not None
    with suppress(RuleError):
        decisions.follow_block(block=block, actor=actor, now=now)
    is_action = block.kind is BlockKind.ACTION and not is_gone
    values = ActionValues.from_details(block.text, block.details) if is_action else None
    with suppress(RuleError):
        actions.follow_block(block=block, values=values, actor=actor, now=now)


def list_gaps(
    minutes: Minutes, blocks: Iterable[MinutesBlock], *, now: datetime
) -> list[tuple[MinutesBlock, str]]:
    """What keeps decisions and actions out of their registers, each with its block."""
    found = []
    for block in blocks:
        problem = _gap(minutes, block, now)
        if problem is not None:
            found.append((block, problem))
    return found


def tell_gaps(gaps: Iterable[tuple[MinutesBlock, str]]) -> list[str]:
    """Each in a sentence, with the beginning of the text by which a reader finds its block."""
    return [
        f"{str(block.kind.label).capitalize()} « {first_words(block.text)} » : {problem}"
        if block.text
        else problem
        for block, problem in islice(gaps, MOST_TOLD)
    ]


def _gap(minutes: Minutes, block: MinutesBlock, now: datetime) -> str | None:
    if block.kind is BlockKind.NOTE:
        return None
    is_decision = block.kind is BlockKind.DECISION
    if not block.text:
        return _("Une décision n'a pas de texte.") if is_decision else _("Une action n'a pas de texte.")
    try:
        if is_decision:
            decisions.check_decision(
                meeting=minutes.meeting, text=block.text, taken=read_details(block.details),
                adopted_on=minutes.meeting.starts_wall.date(), now=now,
            )  # fmt: skip
        else:
            actions.check_values(ActionValues.from_details(block.text, block.details))
    except RuleError as error:
        return str(error.message)
    return None
