"""What a file shares with others: the same structure, leader, telephone or bank account, funded already or present
elsewhere. It is said with its reason, and a person decides what it means."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from enum import StrEnum
from typing import Any, NamedTuple

from noress.core.contacts import phone_key
from noress.core.database import read_rows
from noress.core.folding import fold
from noress.core.i18n import lazy as _
from noress.domain.accounts.actor import Actor
from noress.domain.awards import queries
from noress.domain.reviewing import conflicts
from noress.extensions import db

#: files that one name may have signed; beyond, it is a function
MOST_OF_ONE_NAME = 3


class Shared(StrEnum):
    STRUCTURE = "structure"
    LEADER = "leader"
    PHONE = "phone"
    ACCOUNT = "account"

    @property
    def label(self) -> Any:
        return {
            "structure": _("même structure"), "leader": _("même responsable"), "phone": _("même téléphone"),
            "account": _("même compte bancaire"),
        }[self.value]  # fmt: skip


class Caution(NamedTuple):
    shared: Shared
    #: of the other file
    number: str
    application_id: int
    is_funded: bool

    @property
    def words(self) -> Any:
        if self.is_funded:
            return _("%(shared)s que %(number)s, déjà financé", shared=self.shared.label, number=self.number)
        return _("%(shared)s que %(number)s", shared=self.shared.label, number=self.number)


def find_cautions(application_ids: Collection[int], reader: Actor) -> dict[int, list[Caution]]:
    """By file, funded ones first; never about a file that the reader is recused from. Five queries, whatever the number."""
    if not application_ids:
        return {}
    hidden = set(db.session.scalars(conflicts.recused_ids(reader, conflicts.APPLICATION)))
    files = [row for row in read_rows(db.session, queries.list_marks_of()) if row[0] not in hidden]
    wanted = set(application_ids)
    groups = _groups(files, wanted)
    funded = {row[2] for row in db.session.execute(queries.list_funded())}
    numbers = {row[0]: row[3] for row in files}
    found: dict[int, dict[int, Caution]] = defaultdict(dict)
    for shared, members in groups:
        for key in wanted.intersection(members):
            for other in members:
                if other != key and other not in found[key]:
                    found[key][other] = Caution(shared, numbers[other], other, other in funded)
    return {key: sorted(rows.values(), key=_order) for key, rows in found.items() if rows}


def _is_title(shared: Shared, value: str, count: int) -> bool:
    """ "La présidente": many sign with their function, not with their name."""
    return shared is Shared.LEADER and not value.startswith("@") and count > MOST_OF_ONE_NAME


def _order(one: Caution) -> tuple[Any, ...]:
    return (not one.is_funded, list(Shared).index(one.shared), one.number)


def _groups(files: Iterable[Any], wanted: set[int]) -> list[tuple[Shared, list[int]]]:
    """Files that share something with one that is wanted, the most telling first."""
    owners = defaultdict(set)
    for key, address in db.session.execute(queries.list_owner_addresses()):
        owners[key].add(address)
    accounts = defaultdict(set)
    for structure, rib in db.session.execute(queries.list_accounts()):
        accounts[structure].add(rib)
    by: dict[tuple[Shared, str], list[int]] = defaultdict(list)
    for key, _call, structure, _number, signed, *phones in files:
        by[Shared.STRUCTURE, str(structure)].append(key)
        for address in owners.get(key, ()):
            by[Shared.LEADER, f"@{address}"].append(key)
        if signed and len((name := fold(signed)).split()) > 1:
            by[Shared.LEADER, name].append(key)
        for rib in accounts.get(structure, set()) - {""}:
            by[Shared.ACCOUNT, rib].append(key)
        for phone in {phone_key(one) for one in phones if one}:
            if phone:
                by[Shared.PHONE, phone].append(key)
    order = list(Shared)
    rows = [
        (shared, members)
        for (shared, value), members in by.items()
        if len(members) > 1 and not wanted.isdisjoint(members) and not _is_title(shared, value, len(members))
    ]
    return sorted(rows, key=lambda row: order.index(row[0]))
