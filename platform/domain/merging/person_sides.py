"""Two records of one person side by side: what each says, and which value the kept one takes."""

from collections.abc import Mapping
from typing import Any

from noress.domain.accounts.inputs import folded_name
from noress.domain.accounts.models import Person, Visibility
from noress.domain.merging.sides import KEPT, OTHER, Side

#: what may be chosen, in the order of the record
CHOSEN = ("name", "name_ar", "language", "email", "phone", "visibility")
#: what a merge may change of the kept record
_KEPT = (*CHOSEN, "name_folded", "account_id")
_WIDTH = {visibility: place for place, visibility in enumerate(reversed(Visibility))}


def compare(kept: Person, other: Person) -> list[Side]:
    """Every value that may be chosen. The address of an account is no choice: the account decides."""
    has_account = kept.account_id is not None or other.account_id is not None
    return [
        _side(column, getattr(kept, column), getattr(other, column))
        for column in CHOSEN
        if not (column == "email" and has_account)
    ]


def _side(column: str, mine: Any, its: Any) -> Side:
    proposed = OTHER if its and not mine else KEPT
    if column == "visibility":  # nothing becomes more public by itself
        proposed = OTHER if _WIDTH[its] < _WIDTH[mine] else KEPT
    return Side(column, None, mine or None, its or None, proposed)


def chosen_values(kept: Person, other: Person, choices: Mapping[str, str]) -> dict[str, Any]:
    """{column: value} of the record that stays; the account that it takes, and its address, with them."""
    values = {
        side.column: side.value(choices.get(side.name) if side.differs else None)
        for side in compare(kept, other)
    }
    values["name_folded"] = folded_name(values["name"], values["name_ar"])
    if kept.account is None and other.account is not None:
        values["account_id"], values["email"] = other.account.id, other.account.email
    return values


def snapshot(person: Person) -> dict[str, Any]:
    """What a merge may change, as JSON keeps it."""
    return {name: getattr(person, name) for name in _KEPT} | {"visibility": person.visibility.value}


def restored(name: str, value: Any) -> Any:
    return Visibility(value) if name == "visibility" else value
