"""Somebody before the files of an edition: its grid, their seat in its jury, and what the hour lets them do and see."""

from datetime import datetime
from typing import NamedTuple

from noress.core.errors import RuleError
from noress.core.i18n import lazy as _
from noress.domain.competitions import phases
from noress.domain.competitions.models import Competition
from noress.domain.competitions.phases import Phase, Rights
from noress.domain.juries import panel
from noress.domain.juries.models import Juror
from noress.domain.reviewing.models import Grid
from noress.domain.reviewing.queries import scoring as queries
from noress.extensions import db


class Sitting(NamedTuple):
    competition: Competition
    #: none is made yet
    grid: Grid | None
    #: none: they have no seat
    juror: Juror | None
    phase: Phase
    rights: Rights

    @property
    def scores(self) -> bool:
        return self.juror is not None and panel.scores(self.juror)

    @property
    def can_score(self) -> bool:
        """Now."""
        return self.scores and self.rights.can_score


def sitting_of(competition_id: int, person_id: int | None, now: datetime) -> Sitting | None:
    """In one statement; None where there is no such edition."""
    values = {"competition": competition_id, "person": person_id or 0}
    row = db.session.execute(queries.get_sitting(), values).one_or_none()
    return _made(row[0], row[1], row[2], now) if row is not None else None


def list_sittings(person_id: int | None, now: datetime) -> list[Sitting]:
    """Of somebody, wherever nothing is decided yet."""
    if person_id is None:
        return []
    rows = db.session.execute(queries.list_sat_by(person_id)).all()
    return [_made(row[0], row[1], row[2], now) for row in rows]


def _made(competition: Competition, grid: Grid | None, juror: Juror | None, now: datetime) -> Sitting:
    at = phases.phase(competition, grid, now)
    return Sitting(competition, grid, juror, at, phases.rights(competition, at))


def left_jury(competition_id: int, person_id: int | None) -> bool:
    """They had a seat, and have it no more."""
    return (
        person_id is not None
        and db.session.scalars(queries.was_juror(competition_id, person_id)).first() is not None
    )


def not_juror() -> RuleError:
    message = _(
        "Vous ne siégez plus dans ce jury : rien n'y est plus pris. Copiez votre texte si vous voulez le garder."
    )
    return RuleError("not_juror", message, status=403)
