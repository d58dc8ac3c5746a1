"""Calls whose files are being decided on: funders, and full files found eligible."""

from typing import Any

from noress.core.i18n import Translated
from noress.domain.applications.models import Application, ApplicationState
from noress.domain.awards.models import Award
from noress.domain.awards.rules import granting
from noress.domain.funding.models import CallState, Funder, FundingCall
from noress.domain.reviewing.models import Evaluation, Grid, GridCriterion
from noress.extensions import db
from tests.factories import NOW, make_person, save
from tests.factories.applications_desk import make_received
from tests.factories.calls import AMOUNT, both, make_call


def make_funder(call: FundingCall, amount: int, name: str = "Financeur") -> Funder:
    return save(Funder(call_id=call.id, name=Translated(fr=name, ar="الممول"), amount=amount))


def make_call_to_decide(*, shares: tuple[int, ...] = (), **values: Any) -> FundingCall:
    """One stage, closed, under review; 2 projects of 60 000 DH. `shares`: what each funder brings."""
    call = make_call(
        **{"stages": 1, "state": CallState.REVIEW, "needs_affiliation": False, **values},
    )
    for position, amount in enumerate(shares, 1):
        make_funder(call, amount, f"Financeur {position}")
    return call


def make_eligible(call: FundingCall, **values: Any) -> Application:
    """A full file, found eligible; the structure knows that it was received."""
    usual: dict[str, Any] = {"state": ApplicationState.ELIGIBLE, "requested": AMOUNT}
    if "title" in values:
        values["answers"] = {"title": values.pop("title"), **values.get("answers", {})}
    return make_received(call, **{**usual, **values})


def make_award(application: Application, *, actor: Any, amount: int | None = None, work: Any) -> Award:
    """As the rule grants it."""
    with work():
        return granting.grant_award(
            application=application, amount=amount or application.lot.amount, actor=actor, now=NOW
        )


def make_scored(call: FundingCall, mark: int | None, **values: Any) -> Application:
    """Found eligible, and judged by one person: `mark` out of 100; none: by nobody. The grid is made with the first."""
    application = make_eligible(call, **values)
    grid = db.session.query(Grid).filter_by(call_id=call.id).first()
    if grid is None:
        grid = save(Grid(subject_type="application", call_id=call.id, stage=call.stages, per_file=1))
        save(GridCriterion(grid_id=grid.id, title=both("Utilité"), weight=100, scale=[], minimum=20))
    if mark is not None:
        criterion = grid.criteria[0]
        judge = db.session.query(Evaluation.person_id).filter_by(grid_id=grid.id).first()
        save(
            Evaluation(
                grid_id=grid.id, subject_id=application.id, person_id=judge[0] if judge else make_person().id,
                assigned_at=NOW, scores={str(criterion.id): mark}, comments={}, comment="", total=mark * 1000,
                saved_at=NOW, sent_at=NOW, version=1,
            )
        )  # fmt: skip
    return application
