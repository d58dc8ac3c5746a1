"""Sending what was scored, abstaining, putting off; having what was sent opened again before the scores are sealed."""

from collections.abc import Sequence
from datetime import datetime

from noress.core.errors import RuleError, StaleVersion
from noress.core.i18n import lazy as _
from noress.core.locking import lock
from noress.domain.accounts.actor import Actor
from noress.domain.applications.taking import check_not_recused
from noress.domain.audit.rules import record
from noress.domain.competitions import phases
from noress.domain.juries import panel
from noress.domain.reviewing import conflicts, evaluating, scoring
from noress.domain.reviewing.criteria import criteria_of, total_of
from noress.domain.reviewing.grids import hold_grid
from noress.domain.reviewing.models import Abstention, Evaluation
from noress.domain.reviewing.queries import scoring as queries
from noress.domain.reviewing.sitting import Sitting, not_juror
from noress.extensions import db


def find_evaluation(sitting: Sitting, evaluation_id: int, actor: Actor) -> Evaluation | None:
    """One's own, of that edition; None where it does not exist for them."""
    found = get_of_edition(sitting, evaluation_id)
    if found is None or found.person_id != actor.person_id or found.declined_at is not None:
        return None
    return None if conflicts.is_recused(actor, found.application) else found


def get_of_edition(sitting: Sitting, evaluation_id: int) -> Evaluation | None:
    """Anybody's: for those who type papers in, and who preside."""
    if sitting.grid is None:
        return None
    query = queries.get_evaluation(sitting.grid.id, evaluation_id)
    return db.session.scalars(query).unique().one_or_none()


def why_not(sitting: Sitting, evaluation: Evaluation) -> RuleError | None:
    """Why nothing more is written of it; none when it can be."""
    is_open = evaluating.is_to_judge(evaluation.application, evaluation.grid)
    return scoring.refuse(evaluation, sitting.phase, sitting.grid, is_to_judge=is_open)


def list_missing(evaluation: Evaluation) -> list[evaluating.Missing]:
    criteria = criteria_of(evaluation.grid, evaluation.application.lot_id)
    return evaluating.list_missing(criteria, evaluation.scores, evaluation.comments)


def list_finished(sitting: Sitting, actor: Actor) -> list[Evaluation]:
    """Everything that could be sent at once: whole, not sent, still to be judged."""
    if sitting.grid is None or not sitting.can_score:
        return []
    rows = db.session.scalars(queries.list_unsent(sitting.grid.id, actor.person_id or 0)).all()
    hidden = set(db.session.scalars(conflicts.recused_ids(actor, conflicts.APPLICATION))) if rows else set()
    return [
        one for one in rows
        if one.subject_id not in hidden and one.saved_at is not None and why_not(sitting, one) is None and not list_missing(one)
    ]  # fmt: skip


def send(*, sitting: Sitting, evaluation: Evaluation, version: int, actor: Actor, now: datetime) -> None:
    """As it was kept last. It counts from then on. What was typed in from paper is countersigned by it."""
    _take(sitting, evaluation, version, actor, now)
    if list_missing(evaluation):
        message = _("Il manque une note ou une explication : revenez à la grille.")
        raise RuleError("not_complete", message)
    criteria = criteria_of(evaluation.grid, evaluation.application.lot_id)
    evaluation.total = total_of(criteria, evaluation.scores)
    evaluation.sent_at, evaluation.skipped_at = now, None
    evaluation.version += 1
    record(actor, "application.score_sent", evaluation.application, now=now)


def send_all(*, sitting: Sitting, seen: Sequence[tuple[int, int]], actor: Actor, now: datetime) -> int:
    """What was shown, as it was shown: (evaluation, version) of each. Nothing is sent when one of them changed."""
    if not seen:
        raise RuleError("nothing", _("Il n'y a rien de complet à envoyer."), status=409)
    for evaluation_id, version in sorted(set(seen)):
        evaluation = find_evaluation(sitting, evaluation_id, actor)
        if evaluation is None:
            raise RuleError("unknown", _("Ce dossier n'est pas, ou plus, à noter par vous."), status=404)
        send(sitting=sitting, evaluation=evaluation, version=version, actor=actor, now=now)
    return len(set(seen))


def abstain(
    *, sitting: Sitting, evaluation: Evaluation, kind: Abstention, reason: str, actor: Actor, now: datetime
) -> None:
    """They give it no score, and say why. With a tie to it, the file does not exist for them any more."""
    application = _take(sitting, evaluation, None, actor, now).application
    text = reason.strip()
    if kind in {Abstention.OTHER, Abstention.CONFLICT} and not text:
        raise RuleError("reason", _("Dites pourquoi, en quelques mots."), field="reason")
    evaluation.abstained_at, evaluation.abstention = now, kind
    evaluation.declined_because, evaluation.skipped_at = text[: scoring.MOST_REASON] or None, None
    evaluation.version += 1
    record(actor, "application.score_abstained", application, now=now, changes={"abstention": (None, kind)})
    if kind is Abstention.CONFLICT:
        evaluating.stand_aside(application, text, actor, now)


def take_back_abstention(*, sitting: Sitting, evaluation: Evaluation, actor: Actor, now: datetime) -> None:
    """They score it after all: what they had written is still there."""
    again = _hold(sitting, evaluation, actor, now)
    if evaluation.abstained_at is None:
        raise RuleError("not_abstained", _("Vous ne vous êtes pas abstenu(e) sur ce dossier."), status=409)
    kind = evaluation.abstention
    evaluation.abstained_at = evaluation.abstention = evaluation.declined_because = None
    if refusal := why_not(again, evaluation):
        raise refusal
    evaluation.version += 1
    record(
        actor,
        "application.score_abstained",
        evaluation.application,
        now=now,
        changes={"abstention": (kind, None)},
    )


def skip(
    *, sitting: Sitting, evaluation: Evaluation, actor: Actor, now: datetime, is_skipped: bool = True
) -> None:
    """Behind the others of their own list; it is still to be scored. History says nothing."""
    _take(sitting, evaluation, None, actor, now)
    evaluation.skipped_at = now if is_skipped else None


def ask_to_reopen(
    *, sitting: Sitting, evaluation: Evaluation, reason: str, actor: Actor, now: datetime
) -> None:
    """Whoever presides decides; until then what was sent counts."""
    _check_reopens(_hold(sitting, evaluation, actor, now), evaluation)
    if not reason.strip():
        raise RuleError("reason", _("Dites pourquoi, en quelques mots."), field="reason")
    if evaluation.reopen_asked_at is not None:
        raise RuleError(
            "asked", _("Vous l'avez déjà demandé : la présidence n'a pas encore répondu."), status=409
        )
    evaluation.reopen_asked_at, evaluation.reopen_because = now, reason.strip()[: scoring.MOST_REASON]
    record(actor, "application.score_reopening_asked", evaluation.application, now=now)


def settle_reopening(
    *, sitting: Sitting, evaluation: Evaluation, is_granted: bool, actor: Actor, now: datetime
) -> None:
    """Granted, its author writes again and sends again; refused, what was sent stays."""
    lock(sitting.competition)
    hold_grid(evaluation.grid)
    lock(evaluation)
    check_not_recused(actor, evaluation.application)
    if evaluation.person_id == actor.person_id:
        message = _("C'est votre demande : la coordination du secrétariat y répond.")
        raise RuleError("own", message, status=403)
    _check_reopens(_again(sitting, now), evaluation)
    if evaluation.reopen_asked_at is None:
        raise RuleError("not_asked", _("Cette demande a déjà sa réponse."), status=409)
    evaluation.reopen_asked_at = None  # why it was asked stays
    if is_granted:
        evaluation.sent_at = None
    evaluation.version += 1
    action = "application.score_reopened" if is_granted else "application.score_reopening_refused"
    record(
        actor, action, evaluation.application, now=now,
        changes={"evaluator_id": (None, evaluation.person_id)},
    )  # fmt: skip


def _check_reopens(sitting: Sitting, evaluation: Evaluation) -> None:
    if evaluation.sent_at is None:
        raise RuleError(
            "not_sent", _("Ces notes ne sont pas envoyées : vous pouvez les changer."), status=409
        )
    if not sitting.rights.can_score:
        message = _("La notation est close ou les notes sont scellées : plus rien n'est rouvert.")
        raise RuleError("closed", message, status=409)


def _take(
    sitting: Sitting, evaluation: Evaluation, version: int | None, actor: Actor, now: datetime
) -> Evaluation:
    """Held, still theirs, and writable now."""
    again = _hold(sitting, evaluation, actor, now)
    if refusal := why_not(again, evaluation):
        raise refusal
    if version is not None and evaluation.version != version:
        raise StaleVersion(_("Vous avez écrit autre chose sur une autre page, pour ce même dossier."), None)
    return evaluation


def _hold(sitting: Sitting, evaluation: Evaluation, actor: Actor, now: datetime) -> Sitting:
    """The edition first: whoever seals the scores holds it."""
    lock(sitting.competition)
    hold_grid(evaluation.grid)
    lock(evaluation)
    if evaluation.person_id != actor.person_id:
        raise RuleError("unknown", _("Ce dossier n'est pas, ou plus, à noter par vous."), status=404)
    if sitting.juror is not None:
        lock(sitting.juror)
    if sitting.juror is None or not panel.scores(sitting.juror):
        raise not_juror()
    check_not_recused(actor, evaluation.application)
    return _again(sitting, now)


def _again(sitting: Sitting, now: datetime) -> Sitting:
    """As it stands now that it is held."""
    at = phases.phase(sitting.competition, sitting.grid, now)
    return Sitting(
        sitting.competition, sitting.grid, sitting.juror, at, phases.rights(sitting.competition, at)
    )
