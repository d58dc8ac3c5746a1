"""From what was typed to what rules receive, and back for forms."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from noress.blueprints.minutes.forms import BlockForm
from noress.core import clock
from noress.core.i18n import Translated
from noress.domain.actions.models import DuePrecision
from noress.domain.actions.rules import ActionValues, Due
from noress.domain.decisions.models import DecisionMode
from noress.domain.minutes.models import BlockKind
from noress.domain.minutes.owners import Owners
from noress.domain.minutes.values import LANGUAGES, BlockValues, clean

#: what the form says of a decision or an action; other things that a block keeps stay as they are
_DECISION = ("mode", "votes_for", "votes_against", "abstentions", "reservations")
_OWNERS = ("owner_institution_id", "owner_body_id", "owner_words")
_ACTION = ("where", "how", "deliverables", "due_on", "due_precision", "due_is_end", *_OWNERS)


def pair(form: Any, name: str) -> Translated:
    """The two fields of a text in French and Arabic."""
    return Translated({code: clean(form[f"{name}_{code}"].data) for code in LANGUAGES})


def unpair(name: str, texts: Mapping[str, str] | None) -> dict[str, str]:
    return {f"{name}_{code}": (texts or {}).get(code, "") for code in LANGUAGES}


def posted_text(form: Mapping[str, str]) -> Translated:
    """The text sent with a new block, if any."""
    return Translated({code: clean(form.get(f"text_{code}")) for code in LANGUAGES})


def posted_key(raw: str | None) -> int | None:
    """The key of an agenda item; none stands before all items, anything strange is a key that nothing has."""
    if not raw:
        return None
    return int(raw) if raw.isascii() and raw.isdigit() and len(raw) < 10 else -1


def block_values(form: BlockForm, kept: Mapping[str, Any], owners: Owners | None) -> BlockValues:
    """What was typed. Details of the other kinds stay as they were kept; `owners` is needed for actions."""
    kind = BlockKind(form.kind.data)
    details = dict(kept)
    if kind is BlockKind.DECISION:
        details = {**_without(kept, _DECISION), **_decision(form)}
    elif kind is BlockKind.ACTION and owners is not None:
        details = {**_without(kept, _ACTION), **_action(form, kept, owners)}
    return BlockValues(
        kind, pair(form, "text"), details, bool(form.is_confidential.data), form.agenda_item_id.data
    )


def _without(details: Mapping[str, Any], names: tuple[str, ...]) -> dict[str, Any]:
    return {name: value for name, value in details.items() if name not in names}


def _decision(form: BlockForm) -> dict[str, Any]:
    """In the shape of decisions/details.py, finished or not."""
    details: dict[str, Any] = {"mode": form.mode.data}
    is_counted = form.mode.data == DecisionMode.SHOW_OF_HANDS.value
    for name in ("votes_for", "votes_against", "abstentions"):
        if is_counted and form[name].data is not None:
            details[name] = form[name].data
    reservations = pair(form, "reservations")
    return {**details, "reservations": dict(reservations)} if reservations else details


def _action(form: BlockForm, kept: Mapping[str, Any], owners: Owners) -> dict[str, Any]:
    """In the shape of actions' values, finished or not. An owner whose name was not touched stays the same,
    whatever became of that name."""
    typed = " ".join(clean(form.owner.data).split())
    owner = (
        {name: kept[name] for name in _OWNERS if kept.get(name)}
        if typed == owners.name(kept)
        else owners.find(typed)
    )
    due = None
    if form.due_on.data is not None:
        due = Due.within(
            form.due_on.data, DuePrecision(form.due_precision.data), is_end=bool(kept.get("due_is_end"))
        )
    return ActionValues(
        what=Translated(), where=pair(form, "where"), how=pair(form, "how"),
        deliverables=pair(form, "deliverables"), due=due, **owner,
    ).to_details()  # fmt: skip


def block_fields(values: BlockValues, version: int, owners: Owners | None) -> dict[str, Any]:
    """A stored block as the form shows it."""
    details = values.details
    return {
        "version": version, "kind": values.kind.value, "agenda_item_id": values.agenda_item_id,
        "is_confidential": values.is_confidential, **unpair("text", values.text),
        "mode": details.get("mode") or "consensus", "owner": owners.name(details) if owners is not None else "",
        "due_on": _day(details.get("due_on")), "due_precision": details.get("due_precision") or "day",
        **{name: details.get(name) for name in ("votes_for", "votes_against", "abstentions")},
        **unpair("reservations", details.get("reservations")), **unpair("where", details.get("where")),
        **unpair("how", details.get("how")), **unpair("deliverables", details.get("deliverables")),
    }  # fmt: skip


def _day(raw: Any) -> date | None:
    try:
        return date.fromisoformat(raw) if raw else None
    except (TypeError, ValueError):
        return None


def instant(form: Any) -> datetime | None:
    """The deadline that was typed, Morocco's wall time."""
    if form.day.data is None or form.hour.data is None:
        return None
    return clock.to_utc(datetime.combine(form.day.data, form.hour.data))
