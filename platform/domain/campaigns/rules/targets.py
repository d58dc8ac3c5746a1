"""How many answers are hoped for in each cell of the board."""

from collections.abc import Mapping
from datetime import datetime

from noress.core.errors import RuleError, StaleVersion
from noress.core.i18n import lazy as _
from noress.core.locking import lock
from noress.domain.accounts.actor import Actor
from noress.domain.audit.rules import record
from noress.domain.campaigns.grid import read_grid
from noress.domain.campaigns.models import Campaign, CampaignTarget
from noress.domain.campaigns.queries import rounds
from noress.domain.campaigns.rules.running import STALE
from noress.extensions import db

MOST = 10_000
Cell = tuple[str, str]


def read_targets(campaign: Campaign) -> dict[Cell, int]:
    found = db.session.scalars(rounds.list_targets(campaign.id))
    return {(target.province, target.kind): target.target for target in found}


def set_targets(
    *, campaign: Campaign, targets: Mapping[Cell, int], version: int, actor: Actor, now: datetime
) -> None:
    """What a page of the grid holds; cells that it does not show keep theirs, and 0 takes one away. The version is
    the campaign's. Raises StaleVersion."""
    lock(campaign)
    before = read_targets(campaign)
    if campaign.version != version:
        raise StaleVersion(STALE, before)
    cells = set(read_grid(campaign).cells())
    rows = {(row.province, row.kind): row for row in db.session.scalars(rounds.list_targets(campaign.id))}
    for (province, kind), target in targets.items():
        if (province, kind) not in cells and (province, kind) not in before:
            raise RuleError("unknown_cell", _("Choisissez une des réponses proposées."))
        if not 0 <= target <= MOST:
            message = _("Écrivez un nombre entre 0 et %(most)s.", most=MOST)
            raise RuleError("bad_target", message, field=field_of(province, kind))
        row = rows.get((province, kind))
        if row is not None and target == 0:
            db.session.delete(row)
        elif row is not None:
            row.target = target
        elif target:
            db.session.add(
                CampaignTarget(campaign_id=campaign.id, province=province, kind=kind, target=target)
            )
    db.session.flush()  # the sums after are read from the rows
    after = read_targets(campaign)
    if after != before:
        campaign.version += 1
        changes = {"target": (sum(before.values()), sum(after.values()))}
        record(actor, "campaign.targets_set", campaign, now=now, changes=changes)


def field_of(province: str, kind: str) -> str:
    """The input of a cell."""
    return f"t.{province}.{kind}"
