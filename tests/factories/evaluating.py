"""Grids, and evaluations of files that were found eligible."""

from typing import Any

from noress.core.database import writing
from noress.domain.accounts.models import Person
from noress.domain.applications.models import Application, ApplicationState
from noress.domain.funding.models import FundingCall
from noress.domain.reviewing.grids import total_of, usual_scale
from noress.domain.reviewing.models import Evaluation, Grid, GridCriterion
from noress.extensions import db
from tests.factories import NOW, save
from tests.factories.applications_desk import make_received
from tests.factories.calls import make_call
from tests.factories.questionnaires import both


def make_eligible(call: FundingCall | None = None, **values: Any) -> Application:
    return make_received(call or make_call(), state=ApplicationState.ELIGIBLE, **values)


def make_grid(call: FundingCall, **values: Any) -> Grid:
    """Two criteria on the usual scale: "Utilité" (60, eliminated below 2) and "Budget" (40, to be explained)."""
    usual = {"subject_type": "application", "stage": 1, "per_file": 2, "version": 1}
    grid = save(Grid(call_id=call.id, **{**usual, **values}))
    save(GridCriterion(grid_id=grid.id, title=both("Utilité"), weight=60, scale=usual_scale(), minimum=2))
    save(
        GridCriterion(
            grid_id=grid.id,
            title=both("Budget"),
            weight=40,
            scale=usual_scale(),
            needs_comment=True,
            position=1,
        )
    )
    return grid


def make_evaluation(
    grid: Grid, application: Application, person: Person, marks: tuple[int, ...] = (), *, is_sent: bool = False, **values: Any
) -> Evaluation:  # fmt: skip
    """`marks`: one for each criterion, in their order."""
    keys = [str(one.id) for one in grid.criteria]
    scores = dict(zip(keys, marks, strict=False))
    usual: dict[str, Any] = {
        "assigned_at": NOW, "scores": scores, "comments": {keys[-1]: "Bien expliqué"} if marks else {}, "comment": "",
        "total": total_of(grid.criteria, scores), "saved_at": NOW if marks else None, "sent_at": NOW if is_sent else None,
        "version": 1,
    }  # fmt: skip
    return save(
        Evaluation(grid_id=grid.id, subject_id=application.id, person_id=person.id, **{**usual, **values})
    )


def run(rule: Any, **values: Any) -> Any:
    """A rule in a transaction of its own, undone when it refuses; at NOW unless told otherwise."""
    with writing():
        try:
            made = rule(now=values.pop("now", NOW), **values)
        except Exception:
            db.session.rollback()
            raise
        db.session.commit()
    return made
