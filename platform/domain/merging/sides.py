"""Two records side by side: what each says, and which value the kept one takes."""

from collections.abc import Iterator, Mapping
from datetime import date
from enum import Enum
from typing import Any, NamedTuple

from sqlalchemy import inspect

from noress.core.i18n import LANGUAGES, Translated
from noress.core.types import TranslatedText
from noress.domain.institutions.models import Institution, Membership
from noress.extensions import db

#: what is not chosen: keys, shadows, and what follows from the merge itself
_APART = frozenset(
    {"id", "name_folded", "name_sort", "is_demonstration", "created_at", "version", "merged_into_id", "membership"}
)  # fmt: skip
KEPT, OTHER = "kept", "other"
#: how long somebody is a member goes with being one
_OF_MEMBERSHIP = frozenset({"member_since", "member_until", "memorandum_signed_on"})


class Side(NamedTuple):
    """One value of one column, in one language where there are several."""

    column: str
    language: str | None
    kept: Any
    other: Any
    #: which of the two is proposed
    proposed: str

    @property
    def name(self) -> str:
        return f"{self.column}_{self.language}" if self.language else self.column

    @property
    def differs(self) -> bool:
        return bool((self.kept or self.other) and self.kept != self.other)

    def value(self, chosen: str | None) -> Any:
        return self.other if (chosen or self.proposed) == OTHER else self.kept


def compare(kept: Institution, other: Institution) -> list[Side]:
    """Every value that the two may differ by, in the order of the record."""
    sides = []
    for attribute in inspect(Institution).mapper.column_attrs:
        if attribute.key in _APART:
            continue
        mine, its = getattr(kept, attribute.key), getattr(other, attribute.key)
        if isinstance(attribute.columns[0].type, TranslatedText):
            sides += [
                _side(kept, other, attribute.key, code, (mine or {}).get(code), (its or {}).get(code))
                for code in LANGUAGES
            ]
        else:
            if attribute.key == "part_of_id":
                mine, its = (None if {kept.id, other.id} & set(above(key)) else key for key in (mine, its))
            sides.append(_side(kept, other, attribute.key, None, mine, its))
    return sides


def above(institution_id: int | None) -> Iterator[int]:
    """This institution, what it is part of, and so on."""
    while institution_id is not None:
        yield institution_id
        institution_id = db.session.get_one(Institution, institution_id).part_of_id


def _side(
    kept: Institution, other: Institution, column: str, language: str | None, mine: Any, its: Any
) -> Side:
    follows_other = column in _OF_MEMBERSHIP and membership_of(kept, other) is not kept.membership
    proposed = OTHER if (follows_other or not mine) and its else KEPT
    return Side(column, language, mine or None, its or None, proposed)


def membership_of(kept: Institution, other: Institution) -> Membership:
    """Seats are open in members only: the kept one is a member when either was."""
    return Membership.MEMBER if Membership.MEMBER in {kept.membership, other.membership} else kept.membership


def chosen_values(kept: Institution, other: Institution, choices: Mapping[str, str]) -> dict[str, Any]:
    """{column: value} of the record that stays."""
    values: dict[str, Any] = {"membership": membership_of(kept, other)}
    texts: dict[str, dict[str, Any]] = {}
    for side in compare(kept, other):
        value = side.value(choices.get(side.name) if side.differs else None)
        if side.language:
            texts.setdefault(side.column, {})[side.language] = value
        else:
            values[side.column] = value
    return {**values, **{column: Translated(by_language) or None for column, by_language in texts.items()}}


def snapshot(institution: Institution) -> dict[str, Any]:
    """What a merge may change of the kept record, as JSON keeps it."""
    columns = [a.key for a in inspect(Institution).mapper.column_attrs if a.key not in _APART]
    return {name: _stored(getattr(institution, name)) for name in [*columns, "membership", "name_folded"]}


def restored(name: str, value: Any) -> Any:
    """The value of a column, from what `snapshot` kept of it."""
    kind = inspect(Institution).mapper.columns[name].type
    if value is None:
        return None
    if isinstance(kind, TranslatedText):
        return Translated(value)
    enum = getattr(kind, "enum_class", None)
    if enum is not None:
        return enum(value)
    return date.fromisoformat(value) if kind.python_type is date else value


def _stored(value: Any) -> Any:
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, date):
        return value.isoformat()
    return dict(value) if isinstance(value, dict) else value
