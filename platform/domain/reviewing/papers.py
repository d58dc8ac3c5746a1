"""Scores given on paper: the jury's secretary types them in, and they count once the juror has countersigned them, or the chair
where the juror cannot."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from noress.core.errors import RuleError, StaleVersion
from noress.core.i18n import lazy as _
from noress.core.locking import lock
from noress.domain.accounts.actor import Actor
from noress.domain.applications.taking import check_not_recused
from noress.domain.audit.rules import record
from noress.domain.files.models import StoredFile
from noress.domain.reviewing import conflicts, entitled, scoring, sending
from noress.domain.reviewing.criteria import criteria_of, total_of
from noress.domain.reviewing.grids import hold_grid
from noress.domain.reviewing.models import Evaluation
from noress.domain.reviewing.queries import evaluations as files
from noress.domain.reviewing.queries import scoring as queries
from noress.domain.reviewing.sitting import Sitting
from noress.extensions import db


def list_for_typing(sitting: Sitting, juror_person_id: int, reader: Actor) -> list[Evaluation]:
    """What that juror has still to send, as far as the reader and the juror may know of it."""
    if sitting.grid is None:
        return []
    rows = db.session.scalars(queries.list_unsent(sitting.grid.id, juror_person_id)).all()
    aside = _aside(sitting, [juror_person_id, reader.person_id or 0])
    return sorted(
        (one for one in rows
         if not {(one.subject_id, juror_person_id), (one.subject_id, reader.person_id)} & aside
         and sending.why_not(sitting, one) is None),
        key=lambda one: one.application.number or "",
    )  # fmt: skip


def list_to_countersign(sitting: Sitting, reader: Actor) -> list[Evaluation]:
    """Typed in, and not sent by anybody yet."""
    if sitting.grid is None:
        return []
    rows = db.session.scalars(queries.list_typed_in(sitting.grid.id)).all()
    aside = _aside(sitting, [*{one.person_id for one in rows}, reader.person_id or 0])
    return [
        one for one in rows
        if not {(one.subject_id, one.person_id), (one.subject_id, reader.person_id)} & aside
    ]  # fmt: skip


def list_to_countersign_for(sitting: Sitting, reader: Actor) -> list[Evaluation]:
    """Those of others on which the reader decides, should their juror be unable to confirm them."""
    return [
        one for one in list_to_countersign(sitting, reader)
        if one.person_id != reader.person_id
        and entitled.decides_on(reader, sitting.competition, [one.application])
    ]  # fmt: skip


def _aside(sitting: Sitting, people: list[int]) -> set[tuple[int, int]]:
    return conflicts.list_pairs(files.ids_of_call(sitting.competition.call_id), people)


def type_in(
    *, sitting: Sitting, evaluation: Evaluation, posted: Mapping[str, str], version: int, paper: StoredFile | None,
    actor: Actor, now: datetime,
) -> None:  # fmt: skip
    """What stands on the juror's paper, whole. What they had begun themselves is said first: nothing is typed over it unseen."""
    _hold(sitting, evaluation, actor)
    if not entitled.can_type(actor, sitting.competition):
        raise RuleError("not_secretary", _("Le secrétariat du jury saisit les feuilles."), status=403)
    if refusal := sending.why_not(sitting, evaluation):
        raise refusal
    if evaluation.version != version:
        raise StaleVersion(_("Cette notation a changé entre-temps : le juré écrit peut-être lui-même."), None)
    if evaluation.saved_at is not None and evaluation.typed_by_id is None:
        message = _(
            "Ce juré a commencé à noter ce dossier lui-même : il termine, ou efface, avant que sa feuille soit saisie."
        )
        raise RuleError("begun", message, status=409)
    criteria: list[Any] = list(criteria_of(evaluation.grid, evaluation.application.lot_id))
    fields = scoring.read_typed(criteria, posted)
    scores, comments = scoring.read_values(criteria, fields)
    evaluation.scores, evaluation.comments, evaluation.comment = scores, comments, fields["comment"]
    evaluation.total, evaluation.saved_at = total_of(criteria, scores), now
    evaluation.typed_by_id = actor.person_id
    if paper is not None:
        evaluation.paper_id = paper.id
    evaluation.version += 1
    record(
        actor, "application.score_typed", evaluation.application, now=now,
        changes={"evaluator_id": (None, evaluation.person_id)},
    )  # fmt: skip


def countersign(
    *, sitting: Sitting, evaluation: Evaluation, version: int, reason: str, actor: Actor, now: datetime
) -> None:
    """By who presides, because the juror cannot: they have read the paper beside what was typed. Their own comes first."""
    _hold(sitting, evaluation, actor)
    if evaluation.person_id == actor.person_id:
        raise RuleError(
            "own", _("C'est votre feuille : envoyez vos notes depuis la page du dossier."), status=409
        )
    if not entitled.decides_on(actor, sitting.competition, [evaluation.application]):
        message = _("La présidence du jury en décide, ou la personne qui la remplace pour ces dossiers.")
        raise RuleError("not_chair", message, status=403)
    if owes_own(sitting, evaluation, actor):
        message = _(
            "Envoyez d'abord vos propres notes sur ce dossier : vous ne lisez celles d'un autre qu'ensuite."
        )
        raise RuleError("own_first", message, status=409)
    if evaluation.typed_by_id is None:
        raise RuleError("not_typed", _("Rien n'a été saisi d'après une feuille."), status=409)
    if refusal := sending.why_not(sitting, evaluation):
        raise refusal
    if evaluation.version != version:
        raise StaleVersion(_("Cette notation a changé entre-temps : relisez-la."), None)
    if sending.list_missing(evaluation):
        raise RuleError(
            "not_complete", _("Il manque une note ou une explication sur cette feuille."), status=409
        )
    if not reason.strip():
        raise RuleError("reason", _("Dites pourquoi, en quelques mots."), field="reason")
    evaluation.countersigned_by_id = actor.person_id
    evaluation.countersigned_because = reason.strip()[: scoring.MOST_REASON]
    evaluation.sent_at = now
    evaluation.version += 1
    record(
        actor, "application.score_countersigned", evaluation.application, now=now,
        changes={"evaluator_id": (None, evaluation.person_id)},
    )  # fmt: skip


def owes_own(sitting: Sitting, evaluation: Evaluation, actor: Actor) -> bool:
    """Whether the reader has still to send their own of the same file."""
    query = queries.get_own_of(evaluation.grid_id, evaluation.subject_id, actor.person_id or 0)
    own = db.session.scalars(query).one_or_none()
    return own is not None and own.sent_at is None and own.abstained_at is None and own.declined_at is None


def can_read_paper(sitting: Sitting, evaluation: Evaluation, actor: Actor) -> bool:
    """The juror whose paper it is, the secretary who types, who presides over its file once their own is sent."""
    if conflicts.is_recused(actor, evaluation.application):
        return False
    if evaluation.person_id == actor.person_id or entitled.can_type(actor, sitting.competition):
        return True
    decides = entitled.decides_on(actor, sitting.competition, [evaluation.application])
    return decides and not owes_own(sitting, evaluation, actor)


def _hold(sitting: Sitting, evaluation: Evaluation, actor: Actor) -> None:
    lock(sitting.competition)
    hold_grid(evaluation.grid)
    lock(evaluation)
    check_not_recused(actor, evaluation.application)
