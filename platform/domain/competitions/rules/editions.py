"""An edition in the making: created, taken from the one before, its texts."""

from datetime import datetime
from typing import Any

from noress.core.contacts import clean_email
from noress.core.errors import RuleError, StaleVersion
from noress.core.i18n import Translated
from noress.core.i18n import lazy as _
from noress.core.locking import lock
from noress.domain.accounts.actor import Actor
from noress.domain.audit.rules import changed, record
from noress.domain.competitions import built_in, finding
from noress.domain.competitions.models import Competition, Entrant, Prize, TieRule
from noress.domain.competitions.rules.completeness import list_gaps
from noress.domain.funding.models import CallKind, CallState
from noress.domain.funding.rules.preparing import STALE, check_texts, create_call
from noress.domain.institutions.models import Institution
from noress.extensions import db

#: told: nothing of it changes any more
TOLD = frozenset({CallState.PUBLISHED, CallState.EXECUTION, CallState.CLOSED})
TEXTS = ("title", "objective", "audience", "contact", "declaration")
#: who may enter, what jurors see, how figures make a rank
SETTINGS = (
    "entrants", "takes_nominations", "minimum_age", "needs_legal_structure", "is_blind", "shows_others", "out_of",
    "minimum_scores", "tie_rules", "severity_from", "special_mentions",
)  # fmt: skip
_USUAL: dict[str, Any] = {
    "entrants": [one.value for one in Entrant], "takes_nominations": True, "minimum_age": 18, "needs_legal_structure": True,
    "is_blind": True, "shows_others": False, "out_of": 20, "minimum_scores": 3, "severity_from": None, "special_mentions": 0,
    "tie_rules": [TieRule.CRITERIA.value, TieRule.CHAIR.value],
}  # fmt: skip


def create_edition(
    *, edition: int, title: Translated, is_test: bool = False, source: Competition | None = None, actor: Actor,
    now: datetime,
) -> Competition:  # fmt: skip
    """With its form, what jurors judge by, three prizes without an amount; or everything but the dates and the rules of
    another edition."""
    before = source.call if source is not None else None
    call = create_call(
        edition=edition, title=title, stages=1, is_test=is_test, source=before, kind=CallKind.COMPETITION, actor=actor, now=now
    )  # fmt: skip
    call.needs_affiliation, call.stages = False, 1
    if before is None:
        call.declaration = built_in.DECLARATION
    built_in.make_form(call, before, actor, now)
    competition = Competition(call_id=call.id, version=1, **_USUAL)
    db.session.add(competition)
    db.session.flush()  # its prizes and its grid name it
    lots: dict[int, int] = {}
    if source is not None:
        for name in SETTINGS:
            setattr(competition, name, getattr(source, name))
        made = {lot.position: lot.id for lot in call.lots}
        lots = {lot.id: made[lot.position] for lot in source.call.lots if lot.position in made}
    competition.prizes = _prizes(source, lots)
    built_in.make_grid(competition, finding.grid_of(source) if source is not None else None, lots)
    db.session.flush()
    return competition


def _prizes(source: Competition | None, lots: dict[int, int]) -> list[Prize]:
    if source is None or not source.prizes:
        titles = enumerate(built_in.usual_prizes(), 1)
        return [Prize(title=title, rank=rank, winners=1, position=rank) for rank, title in titles]
    names = ("title", "rank", "amount", "winners", "position")
    return [
        Prize(lot_id=lots.get(one.lot_id or 0), **{name: getattr(one, name) for name in names})
        for one in source.prizes
    ]


def edit_texts(
    *, competition: Competition, values: dict[str, Any], version: int, actor: Actor, now: datetime
) -> None:
    """What everybody reads of it, and who carries it."""
    hold(competition, version)
    check_texts(values)
    values["contact_email"] = clean_email(values.get("contact_email") or "")
    if values["carrier_id"] is not None and db.session.get(Institution, values["carrier_id"]) is None:
        raise RuleError("no_carrier", _("Choisissez une institution de la liste."), field="carrier_id")
    keep(competition, "competition.edited", changed(competition.call, values), actor, now)


def hold(competition: Competition, version: int, *, after_decision: bool = False) -> None:
    """Two people saving at once follow each other; whoever saves over what they did not see is shown it. Once the jury has
    decided, only what says when it is told changes."""
    call = competition.call
    lock(call)
    if call.version != version:
        raise StaleVersion(STALE, None)
    is_decided = competition.deliberated_at is not None or call.state is CallState.DECIDED
    if call.state in TOLD or (is_decided and not after_decision):
        raise RuleError("over", _("Ce concours est décidé : il ne change plus."), status=409)


def keep(competition: Competition, action: str, changes: dict[str, Any], actor: Actor, now: datetime) -> None:
    """What everybody reads already stays complete."""
    if not changes:
        return
    call = competition.call
    if call.state is not CallState.DRAFT:
        problems = list_gaps(competition, now)
        if problems:
            why = problems[0].message
            message = _("Le concours est annoncé, il doit rester complet : %(why)s", why=why)
            raise RuleError("incomplete", message)
    call.version += 1
    record(
        actor,
        action,
        call,
        now=now,
        changes={_IN_HISTORY.get(name, name): pair for name, pair in changes.items()},
    )


#: what history calls otherwise than other subjects do
_IN_HISTORY = {"closes_at": "call_closes_at", "state": "call_state"}
