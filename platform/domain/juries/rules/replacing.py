"""Leaving a jury, and taking somebody's place. What was scored is kept, with its history; it counts as long as its author
sits. Once the scores are sealed, somebody's leave changes what was sealed: it makes another seal, with its reason."""

from collections.abc import Sequence
from datetime import datetime

from noress.core.errors import RuleError
from noress.core.i18n import lazy as _
from noress.core.locking import lock
from noress.domain.accounts.actor import Actor
from noress.domain.audit.rules import record
from noress.domain.competitions import finding
from noress.domain.competitions.models import Competition
from noress.domain.juries import mails, panel, queries, sealing
from noress.domain.juries.models import Juror, JuryRole
from noress.domain.juries.rules.composing import check_open, check_seated, has_sent
from noress.domain.outbox.rules import enqueue
from noress.domain.reviewing import conflicts
from noress.domain.reviewing.jury_assigning import bring_up
from noress.domain.reviewing.models import Evaluation
from noress.domain.reviewing.queries import evaluations
from noress.extensions import db

MOST_REASON = 1000


def remove_juror(
    *, juror: Juror, reason: str, seals_again: bool = False, actor: Actor, now: datetime
) -> list[Evaluation]:
    """Their seat ends. A reason is asked of whoever accepted the charter or sent scores. Returns what they had not scored."""
    competition = juror.competition
    lock(competition)
    lock(juror)
    check_open(competition)
    check_seated(juror)
    is_sent, why = has_sent(juror), reason.strip()[:MOST_REASON]
    if not why and (is_sent or juror.accepted_at is not None):
        message = (
            _("Cette personne a envoyé des notes : dites pourquoi elle s'en va, elles ne compteront plus.") if is_sent
            else _("Cette personne a accepté la charte : dites pourquoi elle s'en va.")
        )  # fmt: skip
        raise RuleError("reason", message, field="reason")
    _check_seal(competition, juror, seals_again)
    left = _set_aside(competition, juror, why, now)
    juror.removed_at, juror.removed_because = now, why or None
    juror.version += 1
    record(
        actor, "competition.juror_removed", competition, now=now,
        changes={"juror_id": (juror.person_id, None), "juror_removed_because": (None, why or None)},
    )  # fmt: skip
    db.session.flush()  # who counts is read again
    if seals_again and sealing.current_seal(competition) is not None:
        sealing.seal_scores(competition, why, actor, now)
    if juror.invited_at is not None and (mail := mails.removed(juror, now=now)):
        enqueue(mail, now=now)
    return left


def call_alternate(
    *,
    alternate: Juror,
    in_place_of: Juror,
    reason: str,
    seals_again: bool = False,
    actor: Actor,
    now: datetime,
) -> int:
    """Somebody leaves, the alternate sits in their place: what was not scored yet is theirs, but entries that they stand aside
    from; what lacks readers now is shared out as always. How many passed over."""
    competition = alternate.competition
    lock(competition)
    lock(alternate)
    check_seated(alternate)
    _check_can_take(alternate, in_place_of)
    left = remove_juror(juror=in_place_of, reason=reason, seals_again=seals_again, actor=actor, now=now)
    alternate.called_at, alternate.in_place_of_id = now, in_place_of.id
    alternate.lot_ids = list(in_place_of.lot_ids)
    alternate.version += 1
    record(
        actor, "competition.alternate_called", competition, now=now,
        changes={"juror_id": (in_place_of.person_id, alternate.person_id)},
    )  # fmt: skip
    db.session.flush()  # their seat counts from now on
    moved = _hand_over(competition, alternate, left, actor, now)
    grid = finding.grid_of(competition)
    if grid is not None:
        db.session.flush()  # what they have now
        bring_up(competition=competition, grid=grid, actor=actor, now=now)
    if mail := mails.called(alternate, now=now):
        enqueue(mail, now=now)
    return moved


def _check_can_take(alternate: Juror, in_place_of: Juror) -> None:
    if alternate.role is not JuryRole.ALTERNATE or alternate.called_at is not None:
        raise RuleError(
            "not_alternate", _("Choisissez un(e) suppléant(e) qui n'est pas encore appelé(e)."), status=409
        )
    if alternate.accepted_at is None:
        message = _("Cette personne n'a pas encore accepté la charte : elle ne peut pas siéger.")
        raise RuleError("not_accepted", message, status=409)
    if in_place_of.competition_id != alternate.competition_id or in_place_of.role in (
        JuryRole.ALTERNATE,
        JuryRole.SECRETARY,
    ):
        message = _("Un(e) suppléant(e) prend la place de quelqu'un qui note.")
        raise RuleError("not_scoring", message, field="in_place_of", status=409)


def can_be_called(jurors: Sequence[Juror]) -> list[Juror]:
    return [
        one for one in jurors
        if one.role is JuryRole.ALTERNATE and one.called_at is None and panel.has_accepted(one)
    ]  # fmt: skip


def _check_seal(competition: Competition, juror: Juror, seals_again: bool) -> None:
    if seals_again or sealing.current_seal(competition) is None or not has_sent(juror):
        return
    message = _(
        "Les notes sont scellées, et celles de cette personne en font partie. Cochez la case pour sceller à nouveau sans elles : le procès-verbal dira pourquoi."
    )
    raise RuleError("sealed", message, field="seals_again", status=409)


def _set_aside(competition: Competition, juror: Juror, why: str, now: datetime) -> list[Evaluation]:
    """What they scored stays as it is and counts for nothing; what they had not is given back."""
    grid = finding.grid_of(competition)
    if grid is None:
        return []
    left = []
    for one in db.session.scalars(queries.list_evaluations_of(grid.id, juror.person_id)).all():
        lock(one)
        if one.sent_at is None:
            left.append(one)
        one.declined_at, one.declined_because = now, why or None
        one.version += 1
    return left


def _hand_over(
    competition: Competition, alternate: Juror, left: Sequence[Evaluation], actor: Actor, now: datetime
) -> int:
    grid = finding.grid_of(competition)
    if grid is None or not left:
        return 0
    known = set(db.session.scalars(queries.list_given_ids(grid.id, alternate.person_id)))
    aside = conflicts.list_pairs(evaluations.ids_of_call(competition.call_id), [alternate.person_id])
    wanted = [
        one for one in left
        if one.subject_id not in known and (one.subject_id, alternate.person_id) not in aside
    ]  # fmt: skip
    for one in wanted:
        db.session.add(
            Evaluation(
                grid_id=grid.id, subject_id=one.subject_id, person_id=alternate.person_id, assigned_at=now,
                assigned_by_id=actor.person_id, scores={}, comments={}, comment="", version=1,
            )
        )  # fmt: skip
        record(
            actor, "application.evaluation_given", one.application, now=now,
            changes={"evaluator_id": (one.person_id, alternate.person_id)},
        )  # fmt: skip
    return len(wanted)
