"""Who may enter, what jurors see, how their figures make a rank: told with the edition, fixed once entries are open."""

from datetime import datetime
from typing import Any

from noress.core.errors import RuleError
from noress.core.i18n import lazy as _
from noress.domain.accounts.actor import Actor
from noress.domain.audit.rules import changed
from noress.domain.competitions.models import Competition, Entrant, TieRule
from noress.domain.competitions.rules.editions import SETTINGS, hold, keep
from noress.domain.funding.rules.completeness import check_not_open

MOST_AGE, MOST_SCORES, MOST_MENTIONS, MOST_SAMPLE = 99, 20, 20, 1000
#: of 4 entries or fewer, a mean says nothing of whoever gave it
LEAST_SAMPLE = 5


def edit_settings(
    *, competition: Competition, values: dict[str, Any], version: int, actor: Actor, now: datetime
) -> None:
    """`values` of `SETTINGS`."""
    hold(competition, version)
    check_not_open(competition.call, now)
    wanted = {name: values[name] for name in SETTINGS}
    wanted["tie_rules"] = _ties(wanted["tie_rules"])
    _check_entrants(wanted["entrants"])
    for name, least, most in (
        ("minimum_age", 0, MOST_AGE), ("minimum_scores", 1, MOST_SCORES), ("special_mentions", 0, MOST_MENTIONS),
        ("severity_from", LEAST_SAMPLE, MOST_SAMPLE),
    ):  # fmt: skip
        value = wanted[name]
        if value is None and name == "severity_from":
            continue
        if value is None or not least <= value <= most:
            message = _("Écrivez un nombre entre %(least)s et %(most)s.", least=least, most=most)
            raise RuleError("bad_number", message, field=name)
    if wanted["out_of"] not in (20, 100):
        raise RuleError("bad_scale", _("Choisissez 20 ou 100."), field="out_of")
    keep(competition, "competition.settings_edited", changed(competition, wanted), actor, now)


def _check_entrants(entrants: list[str]) -> None:
    if not entrants:
        message = _("Choisissez qui peut participer : une structure, un groupe ou une personne.")
        raise RuleError("nobody", message, field="structure")
    if set(entrants) - {one.value for one in Entrant}:
        raise RuleError("nobody", _("Choisissez dans la liste."), field="structure")


def _ties(wanted: list[str]) -> list[str]:
    """Each at most once, in the order given. Where criteria alone could leave a tie, somebody has to end it."""
    rules = [one for one in wanted if one]
    if len(set(rules)) != len(rules):
        raise RuleError("twice", _("Cette règle est choisie deux fois."), field="tie_2")
    if set(rules) - {one.value for one in TieRule}:
        raise RuleError("no_rule", _("Choisissez dans la liste."), field="tie_1")
    if not rules:
        raise RuleError("no_rule", _("Choisissez comment des ex æquo sont départagés."), field="tie_1")
    ends = {TieRule.CHAIR.value, TieRule.SHARE.value}
    if rules[-1] not in ends:
        message = _(
            "Les critères peuvent laisser des ex æquo : ajoutez qui tranche ensuite, la présidence ou le partage du prix."
        )
        raise RuleError("no_end", message, field="tie_2")
    if rules[:-1] and set(rules[:-1]) & ends:
        raise RuleError(
            "never_used", _("Rien ne vient après cette règle : elle tranche toujours."), field="tie_1"
        )
    return rules
