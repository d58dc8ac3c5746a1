"""One person judges one file: written, kept, sent once; or declined. Until it is sent nobody else reads it, and its author
reads nothing of anybody else's."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import NamedTuple

from noress.core.errors import RuleError, StaleVersion
from noress.core.i18n import lazy as _
from noress.domain.accounts.actor import Actor
from noress.domain.accounts.models import Person
from noress.domain.applications.models import Application, ApplicationState
from noress.domain.applications.taking import check_not_recused
from noress.domain.audit.rules import record
from noress.domain.outbox.rules import enqueue
from noress.domain.reviewing import conflicts, evaluation_mails
from noress.domain.reviewing import queries as recusals
from noress.domain.reviewing.assigning import hold_evaluation
from noress.domain.reviewing.criteria import criteria_of, total_of
from noress.domain.reviewing.grids import hold_grid, is_closed, is_open
from noress.domain.reviewing.models import Evaluation, Grid, GridCriterion, Recusal, RecusalNature
from noress.domain.reviewing.queries import evaluations as queries
from noress.extensions import db

MOST_TEXT, MOST_REASON = 3000, 1000
AGAIN_AFTER = timedelta(hours=20)


class Typed(NamedTuple):
    """What the form says: {id of the criterion: value or none}, {id of the criterion: why}, and of the whole."""

    scores: Mapping[int, int | None]
    comments: Mapping[int, str]
    comment: str = ""


class Missing(NamedTuple):
    """What an evaluation lacks to be sent."""

    criterion: GridCriterion
    is_comment: bool


def application_of(evaluation: Evaluation) -> Application:
    return evaluation.application


def is_to_judge(application: Application, grid: Grid) -> bool:
    """What `queries.is_to_judge` says in SQL."""
    return (
        application.stage == grid.stage
        and application.state is ApplicationState.ELIGIBLE
        and application.decided_at is None
        and application.number is not None
    )


def can_write(evaluation: Evaluation, application: Application, now: datetime) -> bool:
    return (
        evaluation.sent_at is None
        and evaluation.declined_at is None
        and is_open(evaluation.grid, now)
        and is_to_judge(application, evaluation.grid)
    )


def why_not(evaluation: Evaluation, application: Application, now: datetime) -> RuleError | None:
    """Why nothing can be written; none when it can."""
    grid = evaluation.grid
    if evaluation.sent_at is not None:
        return RuleError("sent", _("Cette évaluation est déjà envoyée : elle ne change plus."), status=409)
    if not is_to_judge(application, grid):
        message = _("Ce dossier n'est plus à évaluer. Ce que vous avez écrit n'est pas compté.")
        return RuleError("not_to_judge", message, status=409)
    if is_closed(grid, now):
        message = _(
            "Les évaluations sont closes depuis le %(when)s. Copiez votre texte si vous voulez le garder.",
            when=_at(grid.closes_at),
        )
        return RuleError("closed", message, status=409)
    if not is_open(grid, now):
        message = _("Les évaluations commencent le %(when)s.", when=_at(grid.opens_at))
        return RuleError("not_yet", message, status=409)
    return None


def _at(when: datetime | None) -> str:
    from noress.core import formats  # its words are of the language of this very moment

    return formats.datetime_words(when) if when is not None else ""


def save_evaluation(
    *, evaluation: Evaluation, typed: Typed, version: int, actor: Actor, now: datetime
) -> Evaluation:
    """Kept, not sent: nothing is said to anybody, and history says nothing. Whoever stands aside was told 404 before; what they
    could have kept meanwhile is never sent, nor counted."""
    application = _take(evaluation, version, actor, now)
    criteria = criteria_of(evaluation.grid, application.lot_id)
    scores, comments = {}, {}
    for one in criteria:
        value = typed.scores.get(one.id)
        if value is not None:
            if value not in {step["value"] for step in one.scale}:
                message = _(
                    "Choisissez une note de %(low)s à %(high)s.",
                    low=one.scale[0]["value"],
                    high=one.scale[-1]["value"],
                )
                raise RuleError("off_scale", message, field=f"score_{one.id}")
            scores[str(one.id)] = value
        if text := _checked(typed.comments.get(one.id, ""), f"why_{one.id}"):
            comments[str(one.id)] = text
    evaluation.scores, evaluation.comments = scores, comments
    evaluation.comment = _checked(typed.comment, "comment")
    evaluation.total, evaluation.saved_at = total_of(criteria, scores), now
    evaluation.version += 1
    return evaluation


def clean_text(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\x00", "").strip()


def _checked(text: str, field: str) -> str:
    text = clean_text(text)
    if len(text) > MOST_TEXT:
        message = _("Ce texte est trop long : %(limit)s caractères au plus.", limit=MOST_TEXT)
        raise RuleError("too_long", message, field=field)
    return text


def list_missing(
    criteria: list[GridCriterion], scores: Mapping[str, int], comments: Mapping[str, str]
) -> list[Missing]:
    found = []
    for one in criteria:
        if scores.get(str(one.id)) is None:
            found.append(Missing(one, is_comment=False))
        if one.needs_comment and not comments.get(str(one.id), "").strip():
            found.append(Missing(one, is_comment=True))
    return found


def send_evaluation(*, evaluation: Evaluation, version: int, actor: Actor, now: datetime) -> None:
    """As it was kept last. It counts from then on, and changes no more."""
    application = _take(evaluation, version, actor, now)
    check_not_recused(actor, application)
    criteria = criteria_of(evaluation.grid, application.lot_id)
    if list_missing(criteria, evaluation.scores, evaluation.comments):
        message = _("Il manque une note ou une explication : revenez à la grille.")
        raise RuleError("not_complete", message)
    evaluation.total = total_of(criteria, evaluation.scores)
    evaluation.sent_at = now
    evaluation.version += 1
    record(actor, "application.evaluation_sent", application, now=now)


def decline_evaluation(
    *, evaluation: Evaluation, is_conflict: bool, reason: str, actor: Actor, now: datetime
) -> None:
    """They cannot; or they have a part in it, and then the file does not exist for them any more. Whoever gave it is told,
    unless they stand aside too."""
    application = hold_evaluation(evaluation)
    _check_own(evaluation, actor)
    check_not_recused(actor, application)
    if evaluation.sent_at is not None and not is_conflict:
        raise RuleError("sent", _("Cette évaluation est déjà envoyée : elle ne change plus."), status=409)
    if not reason.strip():
        raise RuleError("reason", _("Dites pourquoi, en quelques mots."), field="reason")
    evaluation.declined_at, evaluation.declined_because = now, reason.strip()[:MOST_REASON]
    evaluation.version += 1
    record(actor, "application.evaluation_declined", application, now=now)
    if is_conflict:
        stand_aside(application, reason.strip(), actor, now)
    giver = db.session.get(Person, evaluation.assigned_by_id) if evaluation.assigned_by_id else None
    if giver is not None and conflicts.without_recused([giver.id], application):
        mail = evaluation_mails.declined(evaluation.grid, giver, evaluation_id=evaluation.id, now=now)
        if mail is not None:
            enqueue(mail, now=now)


def stand_aside(application: Application, reason: str, actor: Actor, now: datetime) -> None:
    """What `rules.declare_recusal` does for those who handle files; an evaluator has no part of the work to hand on."""
    assert actor.person_id is not None, "only the evaluator declines"
    found = recusals.get_recusal(conflicts.APPLICATION, application.id, actor.person_id)
    row = db.session.scalars(found).one_or_none()
    if row is None:
        row = Recusal(
            subject_type=conflicts.APPLICATION, subject_id=application.id, person_id=actor.person_id
        )
        db.session.add(row)
    row.nature, row.reason, row.made_at, row.made_by_id = RecusalNature.DECLARED, reason, now, actor.person_id
    row.substitute_id, row.lifted_at = None, None
    record(actor, "recusal.declared", application, now=now)


def list_others(evaluation: Evaluation, now: datetime) -> list[Evaluation]:
    """What the others say of the same file: after one's own is sent, once all are or the grid is closed. Nothing of those who
    stand aside."""
    if evaluation.sent_at is None:
        return []
    rows = db.session.scalars(queries.list_of_file(evaluation.grid_id, evaluation.subject_id)).all()
    application = application_of(evaluation)
    kept = set(conflicts.without_recused([one.person_id for one in rows], application))
    standing = [one for one in rows if one.declined_at is None and one.person_id in kept]
    if not is_closed(evaluation.grid, now) and any(one.sent_at is None for one in standing):
        return []
    return [one for one in standing if one.sent_at is not None and one.id != evaluation.id]


def remind(*, grid: Grid, actor: Actor, now: datetime) -> int:
    """One mail to each person who has something to send now, and was not reminded today; how many."""
    due = list_to_remind(grid, actor, now)
    if not due:
        raise RuleError(
            "nobody",
            _("Personne n'a d'évaluation en attente, ou tous ont été rappelés aujourd'hui."),
            status=409,
        )
    sent = 0
    for person, waiting in due:
        mail = evaluation_mails.reminder(grid, person, len(waiting), now=now)
        for one in waiting:
            one.reminded_at = now
        if mail is not None:
            enqueue(mail, now=now)
            sent += 1
    if grid.call is not None:
        record(
            actor, "funding_call.evaluators_reminded", grid.call, now=now, changes={"reminded": (None, sent)}
        )
    return sent


def list_to_remind(grid: Grid, reader: Actor, now: datetime) -> list[tuple[Person, list[Evaluation]]]:
    """Those who can still send something, with what; files that they, or the reader, stand aside from left out."""
    rows = db.session.scalars(queries.list_waiting(grid.id, now)).all()
    people = {one.id: one for one in db.session.scalars(queries.list_people({row.person_id for row in rows}))}
    of_call = queries.ids_of_call(grid.call_id or 0)
    readers = [reader.person_id] if reader.person_id else []
    aside = conflicts.list_pairs(of_call, [*people, *readers])
    hidden = {key for key, person_id in aside if person_id == reader.person_id}
    waiting: dict[int, list[Evaluation]] = {}
    for row in rows:
        if (
            row.person_id in people
            and row.subject_id not in hidden
            and (row.subject_id, row.person_id) not in aside
        ):
            waiting.setdefault(row.person_id, []).append(row)
    recent = now - AGAIN_AFTER
    return [
        (person, waiting[key]) for key, person in people.items()
        if key in waiting and not any(one.reminded_at is not None and one.reminded_at > recent for one in waiting[key])
    ]  # fmt: skip


def _take(evaluation: Evaluation, version: int, actor: Actor, now: datetime) -> Application:
    hold_grid(evaluation.grid)  # first: whoever changes it holds it before what was begun
    application = hold_evaluation(evaluation)
    _check_own(evaluation, actor)
    if refusal := why_not(evaluation, application, now):
        raise refusal
    if evaluation.version != version:
        raise StaleVersion(_("Vous avez enregistré cette évaluation depuis une autre page."), None)
    return application


def _check_own(evaluation: Evaluation, actor: Actor) -> None:
    if evaluation.person_id != actor.person_id or evaluation.declined_at is not None:
        raise RuleError("not_yours", _("Cette évaluation n'est pas, ou plus, la vôtre."), status=404)
