"""Corrections: proposed in one block and one language until the deadline, accepted or refused with a reason."""

from datetime import datetime

from noress.core.errors import RuleError, StaleVersion
from noress.core.i18n import Translated
from noress.core.i18n import lazy as _
from noress.core.locking import lock
from noress.domain.accounts.actor import Actor
from noress.domain.audit.rules import record
from noress.domain.institutions.models import Seat
from noress.domain.minutes import mails, queries
from noress.domain.minutes.models import Correction, CorrectionState, MinutesBlock, RevisionOrigin
from noress.domain.minutes.readers import Reader, group_by_mailbox, of_seat
from noress.domain.minutes.rules.checks import STALE, check_open, lock_block
from noress.domain.minutes.rules.circulating import check_no_consultation, closed_words
from noress.domain.minutes.rules.writing import name_of, write
from noress.domain.minutes.values import LANGUAGES, BlockValues, check_length, clean
from noress.domain.outbox import rules as outbox
from noress.extensions import db

MOST_REASON = 2000
#: of one institution on one text
MOST_WAITING = 200


def propose_correction(
    *, block: MinutesBlock, language: str, text: str, reason: str | None, version: int | None, actor: Actor,
    now: datetime,
) -> Correction:  # fmt: skip
    """Ask to write something else in a block. The deadline is judged now, whatever the page said."""
    lock_block(block)
    minutes = block.minutes
    if not minutes.takes_corrections(now):
        raise RuleError("closed", closed_words(minutes), status=409)
    check_no_consultation(minutes)
    if block.removed_at is not None:
        raise RuleError("removed", _("Ce bloc a été retiré : il n'est plus à corriger."), status=409)
    text, current = clean(text), block.text.get(language, "")
    if version != block.version:
        raise StaleVersion(STALE, BlockValues.of(block))
    _check(language, text, current, reason)
    correction = Correction(
        block_id=block.id, block_version=block.version, institution_id=actor.institution_id,
        seat_id=actor.seat_id, person_id=actor.person_id, language=language, text=text,
        reason=clean(reason) or None, state=CorrectionState.PROPOSED, proposed_at=now, version=1,
    )  # fmt: skip
    db.session.add(correction)
    db.session.flush()  # history and its page need its number
    record(actor, "correction.proposed", minutes, now=now, changes={"block": (None, name_of(block))})
    return correction


def _check(language: str, text: str, current: str, reason: str | None) -> None:
    if language not in LANGUAGES:
        raise RuleError("language", _("Choisissez le texte français ou le texte arabe."), field="language")
    if not text:
        message = _("Écrivez le texte voulu. Pour demander un retrait, dites-le dans la raison.")
        raise RuleError("no_text", message, field="text")
    if text == clean(current):
        message = _("Ce texte est le même que celui du bloc. Écrivez ce qui doit changer.")
        raise RuleError("same", message, field="text")
    check_length({language: text})
    if reason and len(reason) > MOST_REASON:
        message = _("Ce texte est trop long : %(limit)s caractères au plus.", limit=MOST_REASON)
        raise RuleError("too_long", message, field="reason")


def withdraw_correction(*, correction: Correction, actor: Actor, now: datetime) -> None:
    """Its institution asks for it no more."""
    lock(correction)
    _check_waiting(correction)
    correction.state, correction.decided_at = CorrectionState.WITHDRAWN, now
    correction.decided_by_id = actor.person_id
    correction.version += 1
    minutes = correction.block.minutes
    record(actor, "correction.withdrawn", minutes, now=now, changes={"correction": (correction.id, None)})


def accept_correction(
    *, correction: Correction, text: str, version: int | None, actor: Actor, now: datetime, answer: str | None = None,
) -> None:  # fmt: skip
    """The block takes the text, as proposed or as the secretariat words it; who asked is told by mail.
    `version` is that of the block on the page: what was written meanwhile is not lost."""
    block = correction.block
    lock_block(block)
    lock(correction)
    _check_waiting(correction)
    check_open(block.minutes)
    if block.removed_at is not None:
        message = _("Ce bloc a été retiré : refusez la correction, ou rétablissez-le d'abord.")
        raise RuleError("removed", message, status=409)
    if version != block.version:
        raise StaleVersion(STALE, BlockValues.of(block))
    text = clean(text)
    if not text:
        raise RuleError("no_text", _("Écrivez le texte que le bloc prend."), field="text")
    check_length({correction.language: text})
    values = BlockValues.of(block)
    new = BlockValues(
        values.kind, Translated({**values.text, correction.language: text}), values.details,
        values.is_confidential, values.agenda_item_id,
    )  # fmt: skip
    write(block, new, RevisionOrigin.CORRECTED, actor=actor, now=now)
    _decide(correction, CorrectionState.ACCEPTED, clean(answer) or None, actor, now)


def refuse_correction(*, correction: Correction, answer: str, actor: Actor, now: datetime) -> None:
    """The block stays as it is, and who asked is told why."""
    lock(correction)
    _check_waiting(correction)
    answer = clean(answer)
    if not answer:
        message = _("Écrivez la raison du refus : elle part à qui a proposé la correction.")
        raise RuleError("no_reason", message, field="answer")
    if len(answer) > MOST_REASON:
        message = _("Ce texte est trop long : %(limit)s caractères au plus.", limit=MOST_REASON)
        raise RuleError("too_long", message, field="answer")
    _decide(correction, CorrectionState.REFUSED, answer, actor, now)


def _check_waiting(correction: Correction) -> None:
    if correction.state is not CorrectionState.PROPOSED:
        message = _("Cette correction est déjà %(state)s.", state=correction.state.label)
        raise RuleError("decided", message, status=409)


def _decide(
    correction: Correction, state: CorrectionState, answer: str | None, actor: Actor, now: datetime
) -> None:
    before, minutes = correction.state, correction.block.minutes
    correction.state, correction.answer = state, answer
    correction.decided_at, correction.decided_by_id = now, actor.person_id
    correction.version += 1
    for mailbox in group_by_mailbox(_askers(correction)):
        outbox.enqueue(mails.correction_answered(correction, minutes, mailbox), now=now)
    changes = {
        "correction": (None, correction.id), "correction_state": (before, state), "answer": (None, answer),
    }  # fmt: skip
    record(actor, f"correction.{state.value}", minutes, now=now, changes=changes)


def _askers(correction: Correction) -> list[Reader]:
    """The seat that asked, or its successor; else the person."""
    seat = db.session.get(Seat, correction.seat_id) if correction.seat_id else None
    while seat is not None and seat.closed_at is not None and seat.successor_id is not None:
        seat = db.session.get(Seat, seat.successor_id)
    if seat is not None and seat.closed_at is None:
        return [of_seat(seat)]
    if correction.person is not None and correction.seat_id is None:
        return [Reader(correction.person, None, "")]
    return []


def count_waiting(minutes_id: int) -> int:
    return db.session.scalar(queries.count_waiting(), {"minutes_id": minutes_id}) or 0
