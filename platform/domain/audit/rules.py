"""Writing history. Every rule that changes something calls `record`; nothing ever updates it."""

from datetime import date, datetime
from enum import Enum
from typing import Any

from noress.domain.accounts.actor import Actor
from noress.domain.audit.models import AuditEvent
from noress.extensions import db


def record(
    actor: Actor, action: str, subject: Any, *, now: datetime, changes: dict[str, tuple[Any, Any]] | None = None,
) -> None:  # fmt: skip
    """Add one line: `action` is a word such as "meeting.convened"; `changes` maps a field to
    (before, after). The subject must have its id (flush first)."""
    db.session.add(
        AuditEvent(
            at=now, person_id=actor.person_id, person_name=actor.name,
            institution_id=actor.institution_id,
            acting_for=actor.institution_name.pick("fr")[1] or None, method=actor.method,
            action=action, object_type=subject.__tablename__, object_id=subject.id,
            changes={name: [_plain(before), _plain(after)] for name, (before, after) in (changes or {}).items()},
        )
    )  # fmt: skip


def changed(subject: Any, values: dict[str, Any]) -> dict[str, tuple[Any, Any]]:
    """Set the values on the subject and return what really changed, for `record`."""
    changes = {}
    for name, after in values.items():
        before = getattr(subject, name)
        if before != after and (before or after or before is not after):
            if not before and not after and before is not False and after is not False:
                continue
            changes[name] = (before, after)
            setattr(subject, name, after)
    return changes


def _plain(value: Any) -> Any:
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, dict):
        return dict(value)
    if isinstance(value, list | tuple | set):
        return [_plain(item) for item in value]
    return value if value is None or isinstance(value, bool | int | float | str) else str(value)
