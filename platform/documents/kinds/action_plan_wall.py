"""The wall plan: an A3 sheet of the six columns to hang up, with the state of each line and a code to the page."""

from datetime import datetime, time
from typing import Any

from noress.core import clock, formats, links
from noress.core.i18n import Translated, lazy
from noress.core.i18n import gettext as _
from noress.documents.pieces import qr, spoken
from noress.documents.typesetting import make_pdf
from noress.domain.actions import policy, queries, wording
from noress.domain.actions.due import Due
from noress.domain.actions.models import Action, ActionPlan, ActionState
from noress.domain.files import documents
from noress.domain.files.documents import Made
from noress.extensions import db


def fingerprint(plan: ActionPlan, language: str) -> str:
    """Everything that the sheet shows; the day too, since "late" depends on it."""
    lines = db.session.scalars(queries.list_lines(plan.id)).all()
    return documents.fingerprint_of(
        [
            plan.title, plan.kind, wording.body_name(plan), plan.starts_on, plan.ends_on, plan.closed_on, plan.source,
            [[a.number, a.what, a.where, a.how, a.deliverables, wording.owner_name(a), a.state, a.progress, a.due_on,
              a.due_wall, a.due_precision, a.due_is_end, bool(wording.late_words(a, _at()))] for a in lines],
        ]
    )  # fmt: skip


def _at() -> datetime:
    """Late is judged by the day: a sheet on a wall does not change at half past ten."""
    return clock.to_utc(datetime.combine(clock.today(), time()))


def make(plan_id: int, language: str) -> Made:
    plan = db.session.get(ActionPlan, plan_id)
    assert plan is not None, "the job has found it"
    title = str(plan.title)
    pdf = make_pdf(
        "action_plan_wall.typ", content(plan), title=title, language=language, reference=f"P-{plan.id}"
    )
    return Made(title=_("Plan mural"), filename=f"plan-mural-{plan.id}-{language}.pdf", content=pdf)


def content(plan: ActionPlan) -> dict[str, Any]:
    lines = db.session.scalars(queries.list_lines(plan.id)).all()
    facts: list[tuple[Any, Any]] = [
        (_("Type"), str(plan.kind.label)), (_("Instance"), wording.body_name(plan)), (_("Période"), _period(plan)),
        (_("Source"), plan.source or ""), (_("État au"), formats.date_short(clock.today())),
    ]  # fmt: skip
    return {
        "subtitle": _("Plan d'action"),
        "facts": [{"label": label, "value": spoken(value)} for label, value in facts if value],
        "headers": [_("N°"), _("Quoi"), _("Où"), _("Quand"), _("Responsable"), _("Comment"), _("Livrables"), _("État")],
        "rows": [_row(action) for action in lines],
        "nothing": _("Ce plan n'a pas encore de ligne."),
        "legend": [{"mark": state.value, "label": str(state.label)} for state in ActionState]
        + [{"mark": "late", "label": _("en retard")}],
        "online": _("Le plan sur la plateforme, à jour"),
        "code": qr(links.to("actions.show_plan", action_plan_id=plan.id)),
    }  # fmt: skip


def _period(plan: ActionPlan) -> str:
    days = [formats.date_short(day) for day in (plan.starts_on, plan.ends_on) if day is not None]
    return " – ".join(days)


def _row(action: Action) -> dict[str, Any]:
    state, _kind = wording.state_of(action, _at())
    return {
        "number": action.number, "what": spoken(action.what), "where": spoken(Translated(action.where)),
        "when": spoken(wording.due_words(Due.of(action))), "owner": spoken(wording.owner_name(action)),
        "how": spoken(Translated(action.how)), "deliverables": spoken(Translated(action.deliverables)),
        "state": state, "mark": action.state.value if action.state is not ActionState.OPEN else "open",
        "late": wording.late_words(action, _at()),
    }  # fmt: skip


documents.register(
    "action_plan_wall", make, policy.can_see_plan, subject=ActionPlan, fingerprint=fingerprint,
    label=lazy("Plan mural, format A3"), page=lambda plan: links.to("actions.show_plan", action_plan_id=plan.id),
)  # fmt: skip
