"""The results of editions as everybody reads them, once told: winners by category and rank, mentions, one year after."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any, NamedTuple

from noress.core.i18n import Translated
from noress.domain.competitions.models import Competition, Entry
from noress.domain.competitions.outcomes import Outcome, outcome_of, public_name
from noress.domain.competitions.queries import results as queries
from noress.domain.files.models import StoredFile
from noress.extensions import db


class Line(NamedTuple):
    """A winner or a mention, without anything that it did not let be shown."""

    entry_id: int
    name: Translated
    title: str
    category: Translated
    outcome: Outcome
    prize: Translated | None
    rank: int | None
    #: centimes; none: not known
    amount: int | None
    text: Translated | None
    mention: Translated | None
    has_photo: bool
    follow_up: str | None
    province_code: str | None
    number: str | None
    competition: Competition
    #: given after the results were told, by a decision of the jury of that day
    added_on: date | None = None


@dataclass(frozen=True)
class Told:
    competition: Competition
    #: [(category, its winners)]
    categories: list[tuple[Translated, list[Line]]] = field(default_factory=list)
    mentions: list[Line] = field(default_factory=list)
    #: the meeting whose record everybody may read an extract of
    meeting_id: int | None = None

    @property
    def is_empty(self) -> bool:
        return not self.categories and not self.mentions


def line_of(entry: Entry) -> Line:
    application, outcome = entry.application, outcome_of(entry)
    rank = entry.prize.rank if entry.prize is not None else None
    return Line(
        entry_id=entry.id, name=public_name(entry), title=application.title, category=application.lot.title, outcome=outcome,
        prize=entry.prize.title if entry.prize is not None else None, rank=rank if rank is not None else entry.rank,
        amount=entry.prize_amount if outcome is Outcome.WINNER else None, text=entry.public_text,
        mention=entry.mention if outcome is Outcome.MENTION else None,
        has_photo=entry.shows_photo and entry.photo_id is not None,
        follow_up=entry.follow_up if entry.follow_up_published_at is not None else None,
        province_code=application.province_code, number=application.number, competition=entry.competition,
        added_on=entry.reconsidered_on if entry.is_added else None,
    )  # fmt: skip


def photo_of(entry: Entry) -> StoredFile | None:
    """The light copy, else the clean one; never the file that was sent, which may say where and by whom it was taken."""
    if entry.photo_id is None or not entry.shows_photo:
        return None
    copy = db.session.scalars(queries.get_copy(entry.photo_id)).one_or_none()
    return None if copy is None else copy.preview or copy.file


def told_results(competition: Competition) -> Told | None:
    """None before the release: nothing says that there is anything."""
    if db.session.scalars(queries.get_release(competition.call_id)).first() is None:
        return None
    return told_of([competition])[0]


def told_of(competitions: Iterable[Competition]) -> list[Told]:
    """The same for several editions that are told, in three queries."""
    wanted = list(competitions)
    ids = [one.id for one in wanted]
    lines: dict[int, list[Line]] = {one: [] for one in ids}
    for entry in db.session.scalars(queries.list_told_of_editions(ids)).unique():
        lines[entry.competition_id].append(line_of(entry))
    meetings = _published_records(ids)
    return [_grouped(one, lines[one.id], meetings.get(one.id)) for one in wanted]


def _grouped(competition: Competition, lines: list[Line], meeting_id: int | None) -> Told:
    categories: list[tuple[Translated, list[Line]]] = []
    for line in lines:
        if line.outcome is not Outcome.WINNER:
            continue
        if not categories or categories[-1][0] != line.category:
            categories.append((line.category, []))
        categories[-1][1].append(line)
    mentions = [line for line in lines if line.outcome is Outcome.MENTION]
    return Told(competition, categories, mentions, meeting_id)


def _published_records(competition_ids: list[int]) -> dict[int, int]:
    rows: Any = db.session.execute(queries.list_records(competition_ids))
    return {row[0]: row[1] for row in rows}
