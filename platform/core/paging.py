"""Lists are always paged."""

from dataclasses import dataclass
from typing import Any

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
