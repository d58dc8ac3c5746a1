"""Lists are always paged."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, func

from noress.extensions import db

PER_PAGE = 50


@dataclass
class Page:
    """One page of a list: `items`, and enough to link to its neighbours."""

    items: list[Any]
    number: int
    total: int
    per_page: int = PER_PAGE

    @property
    def pages(self) -> int:
        return max(1, -(-self.total // self.per_page))


def page_number(raw: str | None) -> int:
    """The page asked for; anything that is not a small positive number means the first."""
    return int(raw) if raw and raw.isascii() and raw.isdigit() and 0 < len(raw) < 6 and int(raw) else 1


def paginate(query: Select[Any], number: int, *, per_page: int = PER_PAGE, total: int | None = None) -> Page:
    """One page of a query of one entity, in two statements: how many there are, unless `total` says it, and these."""
    if total is None:
        counted = query.with_only_columns(func.count(), maintain_column_froms=True).order_by(None)
        total = db.session.scalar(counted) or 0
    number = min(number, max(1, -(-total // per_page)))
    items = db.session.scalars(query.limit(per_page).offset((number - 1) * per_page)).unique().all()
    return Page(list(items), number, total, per_page)


def in_batches(
    ids: Sequence[int], load: Callable[[Sequence[int]], Select[Any]], *, size: int = 500
) -> Iterator[Any]:
    """Every row of a list, for an export, in the order of its ids: one batch of rows in memory at a time."""
    for start in range(0, len(ids), size):
        batch = ids[start : start + size]
        rows = {row.id: row for row in db.session.scalars(load(batch))}
        yield from (rows[key] for key in batch if key in rows)


def cut(items: list[Any], number: int, *, per_page: int = PER_PAGE) -> Page:
    """One page of a list that is already at hand (a tree, flattened)."""
    number = min(number, max(1, -(-len(items) // per_page)))
    return Page(items[(number - 1) * per_page : number * per_page], number, len(items), per_page)
