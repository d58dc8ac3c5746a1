"""What a merge of institutions and one of persons both look at before anything moves."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from noress.core.errors import RuleError, StaleVersion
from noress.core.i18n import lazy as _
from noress.domain.merging.moving import Moves
from noress.domain.merging.sides import KEPT, OTHER, Side


@dataclass(frozen=True)
class MergePlan:
    """What a merge would do, and what stands in its way."""

    moves: Moves
    #: sentences; with one of them, nothing can be merged
    refusals: list[Any]
    #: sentences about what changes for people, and about what to look at afterwards
    warnings: list[Any] = field(default_factory=list)


def check_plan(plan: MergePlan, kept: Any, merged: Any, versions: tuple[int, int]) -> None:
    """Nothing stands in its way, and both records are as the page showed them."""
    if plan.refusals:
        raise RuleError("refused", plan.refusals[0], status=409)
    if (kept.version, merged.version) != versions:
        message = _("Une des deux fiches vient de changer. Relisez-les, puis confirmez de nouveau.")
        raise StaleVersion(message, theirs=kept)


def check_choices(sides: Iterable[Side], choices: Mapping[str, str]) -> None:
    known = {side.name for side in sides}
    if set(choices) - known or set(choices.values()) - {KEPT, OTHER}:
        raise RuleError("unknown_choice", _("Choisissez une des réponses proposées."))


def values_changed(before: Mapping[str, Any], after: Mapping[str, Any]) -> dict[str, list[Any]]:
    """{column: [before, after]} of what the merge gave the kept record."""
    return {name: [value, after[name]] for name, value in before.items() if value != after[name]}
