"""What is typed in a block of the record, and both texts of two writers in one when they do not meet."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from noress.core.comparing import merge_lines
from noress.core.errors import RuleError
from noress.core.i18n import Translated
from noress.core.i18n import lazy as _
from noress.domain.minutes.models import BlockKind, BlockRevision, MinutesBlock

#: signs of one language of one block: some forty printed pages
MOST_SIGNS = 100_000
MOST_SIGNS_DETAIL = 2_000
LANGUAGES = ("fr", "ar")
_BREAKS = re.compile("\r\n|[\r\x0b\x0c\x85\u2028\u2029]")
_CONTROLS = re.compile("[\x00-\x08\x0e-\x1f\x7f]")


@dataclass(frozen=True)
class BlockValues:
    """A block as a form, a revision or the table holds it."""

    kind: BlockKind
    text: Translated
    details: Mapping[str, Any] = field(default_factory=dict)
    is_confidential: bool = False
    agenda_item_id: int | None = None

    @classmethod
    def of(cls, row: MinutesBlock | BlockRevision) -> "BlockValues":
        return cls(row.kind, Translated(row.text), row.details or {}, row.is_confidential, row.agenda_item_id)


def clean(text: str | None) -> str:
    """What was typed or pasted: one kind of line break, no sign that databases and papers refuse."""
    return _CONTROLS.sub("", _BREAKS.sub("\n", text or "")).strip()


def check_length(text: Mapping[str, str], *, name: str = "text", limit: int = MOST_SIGNS) -> None:
    """Refuse a text that no page could show any more, saying the limit and how long it is."""
    for code, value in text.items():
        if len(value) > limit:
            message = _(
                "Ce texte a %(size)s caractères ; un bloc en prend %(limit)s au plus. Partagez-le en plusieurs blocs.",
                size=f"{len(value):,}".replace(",", "\u202f"), limit=f"{limit:,}".replace(",", "\u202f"),
            )  # fmt: skip
            raise RuleError("too_long", message, field=f"{name}_{code}")


def check_values(values: BlockValues) -> None:
    """Only what could not be kept is refused: an unfinished decision or action is kept as it is."""
    check_length(values.text)
    for name, value in values.details.items():
        if isinstance(value, Mapping):
            check_length(value, name=name, limit=MOST_SIGNS_DETAIL)


def merge_values(base: BlockValues, mine: BlockValues, theirs: BlockValues) -> BlockValues | None:
    """Both changes of the base; None when the same lines, or the same field, were changed differently."""
    text: dict[str, str] = {}
    for code in LANGUAGES:
        both = merge_lines(base.text.get(code, ""), mine.text.get(code, ""), theirs.text.get(code, ""))
        if both is None:
            return None
        text[code] = both
    fields = {}
    for name in _plain_fields(base) | _plain_fields(mine) | _plain_fields(theirs):
        one, own, other = (_plain_fields(values).get(name) for values in (base, mine, theirs))
        if own not in (one, other) and other != one:
            return None
        fields[name] = other if own == one else own
    return _from_fields(Translated(text), fields)


def differing(mine: BlockValues, theirs: BlockValues) -> bool:
    return mine.text != theirs.text or _plain_fields(mine) != _plain_fields(theirs)


def _plain_fields(values: BlockValues) -> dict[str, Any]:
    """Everything but the text, flat: {"kind": …, "details.mode": …, "details.where.fr": …}."""
    fields: dict[str, Any] = {
        "kind": values.kind, "is_confidential": values.is_confidential,
        "agenda_item_id": values.agenda_item_id,
    }  # fmt: skip
    for name, value in values.details.items():
        if isinstance(value, Mapping):
            fields |= {f"details.{name}.{code}": text for code, text in value.items() if text}
        elif value is not None and value != "":
            fields[f"details.{name}"] = value
    return fields


def _from_fields(text: Translated, fields: dict[str, Any]) -> BlockValues:
    details: dict[str, Any] = {}
    for name, value in fields.items():
        parts = name.split(".")
        if parts[0] != "details" or value is None:
            continue
        if len(parts) == 3:
            details.setdefault(parts[1], {})[parts[2]] = value
        else:
            details[parts[1]] = value
    return BlockValues(fields["kind"], text, details, fields["is_confidential"], fields["agenda_item_id"])


def first_words(text: Mapping[str, str] | None, *, limit: int = 80) -> str:
    """How a block is called in a list: the beginning of its text, in the reader's language when it has one."""
    whole = " ".join(str(Translated(text)).split())
    return whole if len(whole) <= limit else whole[: limit - 1].rsplit(" ", 1)[0] + "…"
