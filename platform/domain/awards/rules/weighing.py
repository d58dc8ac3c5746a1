"""Scenarios: ways to share the envelope out, saved and compared; one of them becomes the decision."""

import hashlib
from collections.abc import Iterable
from datetime import datetime

from noress.core.errors import RuleError, StaleVersion
from noress.core.i18n import lazy as _
from noress.core.locking import lock
from noress.domain.accounts.actor import Actor
from noress.domain.applications.models import Application, ApplicationState
from noress.domain.audit.rules import record
from noress.domain.awards import queries
from noress.domain.awards.board import File, Settings, files_of, is_recused_from_some, share_out
from noress.domain.awards.models import Scenario
from noress.domain.awards.rules.deciding import apply_outcome, check_decidable
from noress.domain.funding.models import CallState, FundingCall
from noress.extensions import db

S = ApplicationState
MOST_SCENARIOS = 30


def save_scenario(
    *, call: FundingCall, name: str, settings: Settings, actor: Actor, now: datetime
) -> Scenario:
    """With what it gives at this moment. Files put in or left out by hand say why."""
    lock(call)
    files = files_of(call, actor)
    _check(call, name, settings, {one.id for one in files})
    board = share_out(call, files, settings)
    scenario = Scenario(
        call_id=call.id, stage=call.stages, name=name.strip(), settings=settings.as_json(), made_at=now,
        made_by_id=actor.person_id,
        lines=[
            {
                "application": line.file.id, "outcome": line.outcome.value if line.outcome else None,
                "amount": line.amount, "place": line.file.rank.place if line.file.rank else None,
                "total": line.file.rank.mean if line.file.rank else None, "why": str(line.why) if line.why else None,
            }
            for line in board.lines
        ],
    )  # fmt: skip
    db.session.add(scenario)
    db.session.flush()  # its line of history names it
    record(actor, "scenario.saved", scenario, now=now, changes={"name": (None, scenario.name)})
    return scenario


def _check(call: FundingCall, name: str, settings: Settings, known: set[int]) -> None:
    if not name.strip():
        raise RuleError("no_name", _("Donnez un nom à ce scénario."), field="name")
    by_hand = {**settings.put_in, **settings.left_out}
    if set(by_hand) - known or set(settings.put_in) & set(settings.left_out):
        raise RuleError(
            "file", _("Un dossier choisi à la main n'est pas, ou plus, à décider."), field="put_in"
        )
    if any(not why.strip() for why in by_hand.values()):
        raise RuleError(
            "no_reason", _("Écrivez pourquoi chaque dossier est mis ou retiré à la main."), field="reason"
        )
    if len(list(db.session.scalars(queries.list_scenarios(call.id, call.stages)))) >= MOST_SCENARIOS:
        message = _("Il y a déjà %(count)s scénarios : supprimez-en un.", count=MOST_SCENARIOS)
        raise RuleError("too_many", message, status=409)


def delete_scenario(*, scenario: Scenario, actor: Actor, now: datetime) -> None:
    """Not the one that became the decision."""
    lock(scenario)
    if scenario.is_decision:
        raise RuleError("decision", _("Ce scénario est devenu la décision : il reste."), status=409)
    record(actor, "scenario.deleted", scenario, now=now, changes={"name": (scenario.name, None)})
    db.session.delete(scenario)


def mark_of_decisions(files: Iterable[File]) -> str:
    """What was decided when somebody read it: another mark, and somebody has decided since."""
    decided = sorted((one.id, one.state.value) for one in files if one.state is not S.ELIGIBLE)
    return hashlib.sha256(repr(decided).encode()).hexdigest()[:16]


def adopt_scenario(
    *, scenario: Scenario, version: int, seen: str | None = None, actor: Actor, now: datetime
) -> int:
    """It becomes the decision: each file that it places is decided, whole or not at all; how many. Nobody is told yet. `seen`:
    the mark of the decisions that were read before, those of others included."""
    call = scenario.call
    lock(call)
    lock(scenario)
    _check_as_read(scenario, version, seen, actor)
    check_not_released(call, scenario.stage)
    if is_recused_from_some(call, actor):
        message = _(
            "Vous êtes en déport sur un dossier de cet appel : une autre personne qui coordonne décide."
        )
        raise RuleError("recused", message, status=403)
    placed = {line["application"]: line for line in scenario.lines if line["outcome"]}
    applications = list(db.session.scalars(queries.held(queries.list_applications(placed))))
    _check_same_ranking(call, scenario, actor)
    for application in applications:
        _check_decidable(application)
    settings = Settings.of(scenario.settings)
    by_hand = {**settings.put_in, **settings.left_out}  # the structure may read it
    outcomes = {one.id: S(placed[one.id]["outcome"]) for one in applications}
    # what gives money back comes before what takes some
    for application in sorted(applications, key=lambda one: (outcomes[one.id] is S.SELECTED, one.id)):
        line = placed[application.id]
        is_selected = outcomes[application.id] is S.SELECTED
        apply_outcome(
            application=application, outcome=outcomes[application.id], amount=line["amount"] if is_selected else None,
            reason=by_hand.get(application.id) or _kept(application, outcomes[application.id]), actor=actor, now=now,
        )  # fmt: skip
    _make_decision(call, scenario, actor, now)
    return len(applications)


def _check_as_read(scenario: Scenario, version: int, seen: str | None, actor: Actor) -> None:
    if scenario.version != version:
        raise StaleVersion(
            _("Ce scénario a changé depuis que cette page est ouverte."), {"version": scenario.version}
        )
    if seen is not None and seen != mark_of_decisions(files_of(scenario.call, actor)):
        message = _(
            "Quelqu'un a décidé de dossiers de cet appel depuis que cette page est ouverte : relisez ce qui change."
        )
        raise RuleError("decided_since", message, status=409)


def _kept(application: Application, outcome: ApplicationState) -> str | None:
    """What the committee or the desk wrote of the same outcome: the scenario does not say better."""
    return application.reason if application.state is outcome else None


def list_changed(scenario: Scenario, files: Iterable[File]) -> list[File]:
    """Those decided otherwise by now, that adopting it would change."""
    outcomes = {line["application"]: line["outcome"] for line in scenario.lines if line["outcome"]}
    return [
        one
        for one in files
        if one.state is not S.ELIGIBLE and outcomes.get(one.id) not in (None, one.state.value)
    ]


def _make_decision(call: FundingCall, scenario: Scenario, actor: Actor, now: datetime) -> None:
    for other in db.session.scalars(queries.list_scenarios(call.id, scenario.stage)):
        if other.is_decision and other is not scenario:
            other.is_decision = False
    db.session.flush()  # one decision at a time: the one before lets go first
    scenario.is_decision = True
    scenario.version += 1
    if call.state is CallState.REVIEW:
        call.state = CallState.DECIDED
        call.version += 1
    record(actor, "scenario.adopted", scenario, now=now, changes={"name": (None, scenario.name)})


def check_not_released(call: FundingCall, stage: int) -> None:
    if db.session.scalars(queries.get_release(call.id, stage)).first() is not None:
        message = _("Les résultats sont déjà annoncés : chaque changement se décide dans son dossier.")
        raise RuleError("released", message, status=409)


def _check_decidable(application: Application) -> None:
    try:
        check_decidable(application)
    except RuleError as refused:
        message = _("%(number)s : %(why)s", number=application.number, why=refused.message)
        raise RuleError(refused.code, message, status=409) from refused


def _check_same_ranking(call: FundingCall, scenario: Scenario, actor: Actor) -> None:
    """Scores sent since, a file withdrawn since: what was read is not what would be decided."""
    board = share_out(call, files_of(call, actor), Settings.of(scenario.settings))
    now_there = {line.file.id: line.outcome and line.outcome.value for line in board.lines}
    if now_there != {line["application"]: line["outcome"] for line in scenario.lines}:
        message = _(
            "Le classement ou les dossiers ont changé depuis ce scénario : enregistrez-le de nouveau, puis relisez-le."
        )
        raise RuleError("ranking_moved", message, status=409)
