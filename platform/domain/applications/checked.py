"""What the last check found, part by part and paper by paper. Nothing is kept beside what it caused: the file found
complete, or the request for what is missing, with what was found right in its line of history."""

from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum
from typing import Any, NamedTuple

from noress.core.i18n import lazy as _
from noress.domain.applications import reading
from noress.domain.applications.models import Application, CorrectionRequest
from noress.domain.applications.queries import desk_file
from noress.domain.applications.reading import Change, Paper, Said
from noress.domain.applications.rules.checking import is_complete
from noress.extensions import db

Parts = Sequence[tuple[str, Any, list[Said]]]


class Mark(StrEnum):
    RIGHT = "right"
    ASKED = "asked"
    CORRECTED = "corrected"
    CHANGED = "changed"
    UNCHANGED = "unchanged"

    @property
    def label(self) -> Any:
        return {
            "right": _("complet"), "asked": _("correction attendue"), "corrected": _("corrigé, à relire"),
            "changed": _("changé depuis, à relire"), "unchanged": _("correction demandée, rien n'a changé"),
        }[self.value]  # fmt: skip

    @property
    def kind(self) -> str:
        return {"right": "ok", "asked": "info", "unchanged": "late"}.get(self.value, "warning")


class Found(NamedTuple):
    """Of one part or paper: how it stands, and what the structure changed since it was asked."""

    mark: Mark | None
    changes: tuple[Change, ...] = ()


def items_of(parts: Parts, papers: Sequence[Paper]) -> list[tuple[str, Any, tuple[str, ...]]]:
    """(key, label, its questions) of all that is checked."""
    found = [(f"part:{key}", title, tuple(one.key for one in lines)) for key, title, lines in parts]
    return found + [(one.key, one.label, (one.key,)) for one in papers]


def findings(
    application: Application, parts: Parts, papers: Sequence[Paper], corrections: Sequence[CorrectionRequest], now: datetime
) -> dict[str, Found]:  # fmt: skip
    """By key of `items_of`, for what is being judged now; `corrections` the last asked first."""
    items = items_of(parts, papers)
    if is_complete(application):
        return {key: Found(Mark.RIGHT) for key, _label, _questions in items}
    last = corrections[0] if corrections and corrections[0].stage == application.stage else None
    if last is None:
        return {}
    changes = _changes_since(application, last)
    was_checked = db.session.scalar(desk_file.was_checked(application.id, last.asked_at)) is not None
    return {
        key: _found(set(questions), last, changes, was_checked=was_checked, now=now)
        for key, _label, questions in items
    }


def _changes_since(application: Application, last: CorrectionRequest) -> list[Change]:
    pair = reading.changed_since(application, last.asked_at)
    return (reading.compare(application, *pair) or []) if pair is not None else []


def _found(
    questions: set[str], last: CorrectionRequest, changes: list[Change], *, was_checked: bool, now: datetime
) -> Found:
    mine = tuple(one for one in changes if one.key in questions)
    if questions & set(last.questions):
        if mine:
            return Found(Mark.CORRECTED, mine)
        was_taken_back = last.ended_at is not None and last.ended_at < last.due_at
        is_open = last.corrected_at is None and last.ended_at is None and now <= last.due_at
        return Found(None if was_taken_back else Mark.ASKED if is_open else Mark.UNCHANGED)
    if mine:
        return Found(Mark.CHANGED, mine)
    return Found(Mark.RIGHT if was_checked else None)
