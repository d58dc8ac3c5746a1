"""A juror's own files: each juror meets them in an order of their own, so that no file is always read last."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from itertools import groupby, takewhile
from typing import Any, NamedTuple

from noress.core import clock
from noress.core.database import read_json, read_rows
from noress.core.i18n import Translated
from noress.core.i18n import lazy as _
from noress.core.paging import PER_PAGE, Page
from noress.domain.accounts.actor import Actor
from noress.domain.competitions import phases
from noress.domain.competitions.phases import Phase, Rights
from noress.domain.funding.models import CallState
from noress.domain.juries import panel
from noress.domain.juries.models import JuryRole
from noress.domain.reviewing import conflicts
from noress.domain.reviewing.queries import own_list as queries
from noress.domain.reviewing.sitting import Sitting
from noress.extensions import db


class Standing(StrEnum):
    """How far one file has come, in the order of the list."""

    TO_DO = "to_do"
    SKIPPED = "skipped"
    SENT = "sent"
    ABSTAINED = "abstained"
    #: withdrawn or decided meanwhile
    OVER = "over"

    @property
    def label(self) -> Any:
        return {
            "to_do": _("À noter"), "skipped": _("Laissés pour plus tard"), "sent": _("Notes envoyées"),
            "abstained": _("Abstentions"), "over": _("Plus à noter"),
        }[self.value]  # fmt: skip


class Said(NamedTuple):
    """What the list says of it, as `queries.list_lines` reads it."""

    evaluation_id: int
    is_begun: bool
    #: every criterion of the total has its value
    is_full: bool
    #: typed in from their paper: to be countersigned
    is_typed: bool
    is_reopening: bool
    number: str
    lot_id: int
    pitch_place: str | None
    is_pitch_missed: bool
    #: empty while names are hidden: a title may tell one
    title: str
    pitch_at: datetime | None
    standing: Standing


_STANDINGS = tuple(Standing)


def _instant(text: str | None) -> datetime | None:
    """As the database writes it in JSON; without a zone, it is UTC."""
    if text is None:
        return None
    at = datetime.fromisoformat(text)
    return at if at.tzinfo is not None else at.replace(tzinfo=UTC)


@dataclass(frozen=True)
class Counted:
    """How far they have come with all of them."""

    counts: Mapping[Standing, int]

    @property
    def done(self) -> int:
        return self.counts[Standing.SENT] + self.counts[Standing.ABSTAINED]

    @property
    def total(self) -> int:
        return sum(self.counts.values()) - self.counts[Standing.OVER]

    @property
    def left(self) -> int:
        return self.total - self.done


@dataclass(frozen=True)
class Own(Counted):
    """All of them, in order."""

    #: evaluations
    keys: Sequence[int]

    def of(self, standing: Standing) -> Sequence[int]:
        start = sum(self.counts[one] for one in takewhile(lambda one: one is not standing, Standing))
        return self.keys[start : start + self.counts[standing]]

    @property
    def waiting(self) -> list[int]:
        """What is still to be scored, what was skipped behind."""
        return [*self.of(Standing.TO_DO), *self.of(Standing.SKIPPED)]

    def next_after(self, evaluation_id: int | None) -> int | None:
        """The one that follows in their own order; after the last, the first; skipped ones once nothing else is left."""
        for group in (self.of(Standing.TO_DO), self.of(Standing.SKIPPED)):
            if evaluation_id not in group:
                if group:
                    return group[0]
            elif len(group) > 1:
                return group[(group.index(evaluation_id) + 1) % len(group)]
        return None


@dataclass(frozen=True)
class OwnPage(Counted):
    """Some of them, as a page of the list shows them."""

    competition_id: int
    title: Translated
    can_score: bool
    #: of scoring
    closes_at: datetime | None
    page: Page
    #: titles of the call's lots: what each file may be of
    lots: Mapping[int, Translated]

    @property
    def groups(self) -> list[tuple[Standing, list[Said]]]:
        return [
            (standing, list(lines)) for standing, lines in groupby(self.page.items, lambda one: one.standing)
        ]

    @property
    def can_go_on(self) -> bool:
        """Something is still to be scored, now."""
        return self.can_score and bool(self.counts[Standing.TO_DO] or self.counts[Standing.SKIPPED])


class Seated(NamedTuple):
    """A sitting (sitting.py) without its objects, which took a tenth of the page, as `queries.get_page` reads it: what `phases` and `panel` ask of a call, an edition, a
    grid and a seat, each under the name that it has there but for those of the grid."""

    title: Any
    state: CallState
    stages: int
    opens_at: datetime | None
    closes_at: datetime | None
    files_close_at: datetime | None
    grace_minutes: int
    is_blind: bool
    shows_others: bool
    deliberation_opens_at: datetime | None
    deliberated_at: datetime | None
    scoring_opens_at: datetime | None
    scoring_closes_at: datetime | None
    role: JuryRole
    accepted_at: datetime | None
    called_at: datetime | None
    #: the row is of a seat that is held
    removed_at: None = None
    declined_at: None = None

    @property
    def call(self) -> Any:
        return self

    @property
    def grid(self) -> Any:
        return _Hours(self.scoring_opens_at, self.scoring_closes_at)


class _Hours(NamedTuple):
    opens_at: datetime | None
    closes_at: datetime | None


_PARTS = tuple(
    {"state": CallState, "role": JuryRole}.get(name, _instant if name.endswith("_at") else None)
    for name in Seated._fields
)


def _values_of(actor: Actor) -> dict[str, int]:
    person_id = actor.person_id or 0
    return {"person": person_id, **queries.turns_of(person_id)}


def list_own(sitting: Sitting, actor: Actor) -> Own:
    """All of them in one's own order, in one statement. Nothing of files that they stand aside from."""
    grid, juror = sitting.grid, sitting.juror
    if grid is None or juror is None or not sitting.rights.can_read:
        return Own(dict.fromkeys(Standing, 0), ())
    values = {
        "grid": grid.id, **_values_of(actor), "call": sitting.competition.call_id, "day": clock.today(),
    }  # fmt: skip
    ((keys, counts),) = read_json(db.session, queries.list_order(db.engine.dialect.name), values)
    return Own(dict(zip(Standing, counts, strict=True)), keys or ())


def read_page(
    competition_id: int, actor: Actor, number: int, *, now: datetime, per_page: int = PER_PAGE
) -> OwnPage | None:
    """A page of the same, or the last one, in one statement that asks for the seat too; None for who scores or reads nothing there, which
    `sitting_of` says more of."""
    values = {
        "competition": competition_id, **_values_of(actor), "day": clock.today(now), "size": per_page,
        "before": (number - 1) * per_page,
    }  # fmt: skip
    row = next(iter(read_json(db.session, queries.get_page(db.engine.dialect.name), values)), None)
    if row is None:
        return None
    parts: list[Any] = [part(raw) if part else raw for part, raw in zip(_PARTS, row[0], strict=False)]
    seat: Any = Seated(*parts)
    at = phases.phase(seat, seat.grid, now)
    rights = phases.rights(seat, at)
    if not rights.can_read or not panel.scores(seat):
        return None
    counts = dict(zip(Standing, row[2], strict=True))
    page = Page([], number, sum(counts.values()), per_page)
    if number > page.pages:
        return read_page(competition_id, actor, page.pages, now=now, per_page=per_page)
    # the engines promise no order within a JSON list: each begins with its place
    page.items = [_line(rights, said[3:]) for said in sorted(row[1] or ())]
    lots = {key: Translated(title) for key, title in row[3] or ()}
    return OwnPage(
        counts, competition_id, Translated(seat.title), rights.can_score, seat.scoring_closes_at, page, lots
    )


def nothing_of(sitting: Sitting) -> OwnPage:
    """The page of who reads nothing yet, or no more."""
    competition = sitting.competition
    none = dict.fromkeys(Standing, 0)
    return OwnPage(none, competition.id, competition.call.title, sitting.can_score, None, Page([], 1, 0), {})


def say(sitting: Sitting, keys: Sequence[int]) -> dict[int, Said]:
    """Of some of them: {evaluation: what the list says}."""
    if not keys:
        return {}
    values = {"evaluations": keys, "call": sitting.competition.call_id}
    ((rows,),) = read_rows(db.session, queries.list_lines(db.engine.dialect.name), values)
    return {row[0]: _line(sitting.rights, row) for row in rows or ()}


def _line(rights: Rights, row: list[Any]) -> Said:
    """Of what the database says of it: title, hour and standing are the last."""
    if not rights.shows_names:
        row[-3] = ""
    if row[-2] is not None:
        row[-2] = _instant(row[-2])
    row[-1] = _STANDINGS[row[-1]]
    return Said._make(row)


def owes(sitting: Sitting, actor: Actor) -> bool:
    """Whether they have still to send something of their own, or could: also after the hour, which may be put off, until the
    scores are sealed."""
    if sitting.grid is None or actor.person_id is None:
        return False
    if sitting.phase in {Phase.DELIBERATION, Phase.EMBARGO, Phase.RESULTS}:
        return False
    hidden = conflicts.recused_ids(actor, conflicts.APPLICATION)
    return bool(db.session.scalars(queries.count_owed(sitting.grid.id, actor.person_id, hidden)).one())
