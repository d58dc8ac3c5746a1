"""Mails about an entry, to those who keep it and to those who proposed something."""

from datetime import datetime

from noress.domain.catalogue.models import Structure, StructureChange
from noress.domain.outbox.rules import Mail


def told(
    template: str, structure: Structure, *, to: str, language: str, url: str, page: str, now: datetime
) -> Mail:
    """What became of the entry, with its own link and the address of its page."""
    return Mail(
        template=template, to_address=to, to_name="", language=language,
        key=f"{template}-{structure.id}-{now.timestamp():.0f}", about=("structure", structure.id),
        values={
            "name": structure.name, "reason": structure.reason, "is_open": structure.is_open, "url": url, "page": page,
        },
    )  # fmt: skip


def change_settled(change: StructureChange, *, accepted: list[str], refused: list[str]) -> Mail:
    """Which fields were taken over, which were not, and why."""
    return Mail(
        template="structure_change_settled", to_address=change.email or "", to_name="", language=change.language,
        key=f"structure-change-{change.id}-{change.version}", about=("structure", change.structure_id),
        values={
            "name": change.structure.name, "reason": change.reason, "accepted": accepted, "refused": refused,
        },
    )  # fmt: skip
