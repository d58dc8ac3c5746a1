"""What a convocation would say in the wrong language: texts written in one of the two only."""

from collections.abc import Iterator
from typing import NamedTuple

from noress.core.i18n import Translated
from noress.domain.meetings.models import AgendaItem, Meeting

_FIELDS = ("theme", "introduction", "place", "place_hints")
_ITEM_FIELDS = ("title", "note")


class MissingText(NamedTuple):
    """`field` of the meeting, or of one of its items, has no text in `language`."""

    language: str
    field: str
    text: str
    item: AgendaItem | None = None
    #: the number of the item on the agenda
    number: int = 0


def list_missing(meeting: Meeting) -> list[MissingText]:
    """In the order of the convocation; what is empty in both languages is not missing."""
    found = [one for name in _FIELDS for one in _of(name, getattr(meeting, name))]
    for number, item in enumerate(meeting.agenda, 1):
        for name in _ITEM_FIELDS:
            found += [
                MissingText(one.language, name, one.text, item, number)
                for one in _of(name, getattr(item, name))
            ]
    return found


def _of(field: str, said: Translated | None) -> Iterator[MissingText]:
    written = {code: text for code in ("fr", "ar") if said and (text := said.get(code))}
    if len(written) == 1:
        ((code, text),) = written.items()
        yield MissingText("ar" if code == "fr" else "fr", field, text)
