"""Plans: created and edited by whoever writes for their body; opened to visitors by the secretariat."""

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from noress.core import clock
from noress.core.errors import RuleError, StaleVersion
from noress.core.i18n import Translated
from noress.core.i18n import lazy as _
from noress.core.locking import lock
from noress.domain.accounts.actor import Actor
from noress.domain.actions import policy
from noress.domain.actions.models import ActionPlan, PlanKind
from noress.domain.actions.values import FIRST_YEAR, LAST_YEAR
from noress.domain.audit.rules import changed, record
from noress.domain.institutions.models import Body
from noress.domain.meetings.rules.checks import LINE_BREAKS
from noress.extensions import db

MAX_TITLE, MAX_DESCRIPTION, MAX_SOURCE = 200, 5000, 200
STALE = _("Quelqu'un a enregistré ce plan pendant que vous écriviez. Comparez les deux textes.")


@dataclass(frozen=True)
class PlanValues:
    """What is typed about a plan. Its body is one of the platform, or a body in words (a past plan's)."""

    kind: PlanKind
    title: Translated
    description: Translated = field(default_factory=Translated)
    body_id: int | None = None
    body_words: Translated = field(default_factory=Translated)
    starts_on: date | None = None
    ends_on: date | None = None
    source: str | None = None

    @classmethod
    def of(cls, plan: ActionPlan) -> "PlanValues":
        """What is saved, for a form or to show beside what somebody else typed."""
        return cls(
            kind=plan.kind, title=plan.title, description=Translated(plan.description), body_id=plan.body_id,
            body_words=Translated(plan.body_words), starts_on=plan.starts_on, ends_on=plan.ends_on, source=plan.source,
        )  # fmt: skip


def create_plan(*, values: PlanValues, actor: Actor, now: datetime) -> ActionPlan:
    """An empty plan, read by its body; visitors see nothing of it yet."""
    _check(values, actor)
    plan = ActionPlan(created_at=now, version=1, is_public=False, **_columns(values))
    db.session.add(plan)
    db.session.flush()  # history needs its number
    record(actor, "action_plan.created", plan, now=now, changes={"title": (None, plan.title)})
    return plan


def edit_plan(*, plan: ActionPlan, values: PlanValues, version: int, actor: Actor, now: datetime) -> None:
    """Save what the plan says of itself; its lines are saved one by one."""
    lock(plan)
    if plan.version != version:
        raise StaleVersion(STALE, PlanValues.of(plan))
    _check(values, actor)
    changes = changed(plan, _columns(values))
    if changes:
        plan.version += 1
        record(actor, "action_plan.edited", plan, now=now, changes=changes)


def publish_plan(*, plan: ActionPlan, is_public: bool, actor: Actor, now: datetime) -> None:
    """Visitors may read its lines and their states, or may not any more; never comments nor proofs."""
    lock(plan)
    if plan.is_public == is_public:
        message = _("C'est déjà fait : ce plan est public.") if is_public else _("Ce plan n'est pas public.")
        raise RuleError("already", message, status=409)
    plan.is_public = is_public
    plan.version += 1
    action = "action_plan.published" if is_public else "action_plan.unpublished"
    record(actor, action, plan, now=now, changes={"is_public": (not is_public, is_public)})


def close_plan(*, plan: ActionPlan, is_over: bool, actor: Actor, now: datetime) -> None:
    """The plan is over: nothing in it is late any more, nobody is reminded, no line is added; or it goes on."""
    lock(plan)
    if (plan.closed_on is not None) == is_over:
        message = _("Ce plan est déjà clos.") if is_over else _("Ce plan n'est pas clos.")
        raise RuleError("already", message, status=409)
    changes = changed(plan, {"closed_on": clock.today(now) if is_over else None})
    plan.version += 1
    action = "action_plan.closed" if is_over else "action_plan.reopened"
    record(actor, action, plan, now=now, changes=changes)


def list_plan_problems(values: PlanValues, actor: Actor) -> list[RuleError]:
    """Everything wrong with what was typed, each at its field."""
    return [*_text_problems(values), *_time_problems(values), *_body_problems(values, actor)]


def _check(values: PlanValues, actor: Actor) -> None:
    for problem in list_plan_problems(values, actor):
        raise problem


def _text_problems(values: PlanValues) -> list[RuleError]:
    found = []
    if not values.title:
        found.append(RuleError("no_title", _("Écrivez le titre du plan."), field="title_fr"))
    limits = {"title": MAX_TITLE, "body_words": MAX_TITLE, "description": MAX_DESCRIPTION}
    for name, limit in limits.items():
        for code, text in getattr(values, name).items():
            if len(text) > limit:
                message = _("Ce texte est trop long : %(limit)s caractères au plus.", limit=limit)
                found.append(RuleError("too_long", message, field=f"{name}_{code}"))
            elif name != "description" and LINE_BREAKS.search(text):
                message = _("Écrivez ce texte sur une seule ligne.")
                found.append(RuleError("line_break", message, field=f"{name}_{code}"))
    if values.source and (len(values.source) > MAX_SOURCE or LINE_BREAKS.search(values.source)):
        message = _("La source tient en une ligne de %(limit)s caractères au plus.", limit=MAX_SOURCE)
        found.append(RuleError("bad_source", message, field="source"))
    return found


def _time_problems(values: PlanValues) -> list[RuleError]:
    days = {"starts_on": values.starts_on, "ends_on": values.ends_on}
    found = [
        RuleError("bad_year", _("Cette année ne va pas. Exemple : 2027."), field=name)
        for name, day in days.items()
        if day is not None and not FIRST_YEAR <= day.year <= LAST_YEAR
    ]
    if values.starts_on and values.ends_on and values.ends_on < values.starts_on:
        message = _("La fin du plan est avant son début. Corrigez l'une des deux dates.")
        found.append(RuleError("ends_before_start", message, field="ends_on"))
    return found


def _body_problems(values: PlanValues, actor: Actor) -> list[RuleError]:
    """Whoever writes for one body does not thereby write for another; a body in words is a past one's."""
    if values.body_id is not None and values.body_words:
        message = _("Choisissez une instance de la plateforme, ou nommez-en une autre : pas les deux.")
        return [RuleError("two_bodies", message, field="body_words_fr")]
    if values.body_id is not None and db.session.get(Body, values.body_id) is None:
        return [RuleError("unknown_body", _("Cette instance n'existe pas, ou plus."), field="body_id")]
    if actor.is_secretariat or actor.method == "system":
        if values.body_id is None and not values.body_words:
            return [RuleError("no_body", _("Dites de quelle instance est ce plan."), field="body_id")]
        return []
    if values.body_id is None or not policy.writes_for(actor, {values.body_id}):
        message = _("Choisissez une instance que vous présidez ou dont vous êtes rapporteur.")
        return [RuleError("not_yours", message, field="body_id")]
    return []


def _columns(values: PlanValues) -> dict[str, Any]:
    return {
        "kind": values.kind, "title": values.title, "description": values.description or None,
        "body_id": values.body_id, "body_words": values.body_words or None, "starts_on": values.starts_on,
        "ends_on": values.ends_on, "source": values.source or None,
    }  # fmt: skip
