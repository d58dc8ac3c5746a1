"""The cast's plans: one of the committee, a public one, a line of another institution, a link."""

from datetime import date
from typing import Any

from noress.core import clock
from noress.domain.actions.report_links import report_url
from tests.factories.actions import make_action, make_evidence, make_import, make_plan, make_report

#: no matrix is asked that late: nobody is ever to be reminded
FAR = date(2090, 1, 1)


def make_plans(cast: Any, bodies: dict[str, Any], places: dict[str, Any]) -> None:
    plan = make_plan("Plan du comité", body_id=bodies["committee"].id)
    action = make_action(plan_id=plan.id, owner_institution_id=places["own"].id, due_on=FAR)
    evidence = make_evidence(make_report(action, institution_id=places["own"].id))
    cast.ids["usual"] |= {
        "action_plan_id": plan.id, "action_id": action.id, "action_evidence_id": evidence.id,
        "action_import_id": make_import(plan).id,
    }  # fmt: skip
    public = make_plan("Plan public", is_public=True)
    cast.ids["public"] |= {
        "action_plan_id": public.id,
        "action_id": make_action(plan_id=public.id, due_on=FAR).id,
    }
    another = make_action(owner_institution_id=places["other"].id, due_on=FAR)
    cast.ids["of another"] |= {"action_id": another.id}
    cast.ids["report"] = {"token": report_url(action, now=clock.now()).rsplit("/", 1)[1]}
