"""What the pages of this area show, made ready."""

import re
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from noress.domain.accounts.retention import RETENTION, Retention
from noress.domain.retention import queries
from noress.extensions import db

#: the tokens of core/tokens.py: whoever reads one could answer, or sign in, in somebody's place
_TOKEN = re.compile(r"\b[0-9a-z]{1,13}-[0-9A-Za-z]{22}\b|\b[0-9A-Za-z_-]{43}\b")
_FOLD = re.compile(r"\r?\n[ \t]")
HIDDEN = "••••••"


def without_tokens(text: str | None) -> str:
    """The text of a mail, or its calendar unfolded, with what opens a door taken out."""
    unfolded = _FOLD.sub("", text or "") if (text or "").startswith("BEGIN:VCALENDAR") else text or ""
    return _TOKEN.sub(HIDDEN, unfolded)


@dataclass(frozen=True)
class RetentionRow:
    row: Retention
    count: int
    #: how many rows the next purge takes; None for what is kept
    expired: int | None


def retention_rows(now: datetime, recused: Any = None) -> list[RetentionRow]:
    """The retention table with what there is today: two counts a line, whatever the volume. What is of the `recused`
    files is not counted."""
    return [
        RetentionRow(
            row,
            _count(queries.count_rows(row, recused)),
            _count(queries.count_expired(row, now, recused)) if row.keep is not None else None,
        )
        for row in RETENTION
    ]


def _count(query: Any) -> int:
    return db.session.scalar(query) or 0
