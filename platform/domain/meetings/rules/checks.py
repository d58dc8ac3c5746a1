"""What several rules check, and the lock that makes their checks hold until the commit."""

import re
from typing import Any

from sqlalchemy import inspect
from sqlalchemy.exc import InvalidRequestError

from noress.core.errors import RuleError
from noress.core.i18n import lazy as _
from noress.domain.meetings.models import Meeting
from noress.domain.meetings.queries import standing
from noress.extensions import db

LINE_BREAKS = re.compile("[\r\n\x0b\x0c\x00\x85\u2028\u2029]")


def lock(row: Any) -> None:
    """Read the row again and hold it until the transaction ends: two people saving at once follow each
    other. On SQLite the writing transaction held the only lock before it read anything: nothing to read again."""
    db.session.flush()  # what this transaction changed must not be read back as it was
    if db.session.get_bind().dialect.name == "sqlite":
        return
    # columns only: PostgreSQL refuses to lock the outer joins that the row may have been read with
    columns = [attribute.key for attribute in inspect(row).mapper.column_attrs]
    try:
        db.session.refresh(row, columns, with_for_update=True)
    except InvalidRequestError as gone:  # read a moment ago, deleted since
        message = _("Quelqu'un vient de supprimer ce que vous modifiez.")
        raise RuleError("deleted", message, status=409) from gone


def refuse_line_breaks(value: str | None, field: str) -> None:
    """A name or a title is one line: line breaks would break mail headers and lists."""
    if value and LINE_BREAKS.search(value):
        raise RuleError("line_break", _("Écrivez ce texte sur une seule ligne."), field=field)


def has_numbered_letters(meeting: Meeting) -> bool:
    """Numbers of letters are given once: the meeting whose letters bear some is not deleted."""
    return bool(db.session.scalar(standing.has_numbered_letters(meeting.id)))
