"""Answers read in batches: memory stays the same whatever their number."""

from collections.abc import Iterator, Mapping
from typing import Any

from noress.domain.questionnaires.received import queries
from noress.domain.questionnaires.received.queries import Filters
from noress.extensions import db

BATCH = 500


def read_answers(questionnaire_id: int, filters: Filters) -> Iterator[tuple[int, Mapping[str, Any] | None]]:
    """(key of the version, answers) of everything that was received and that the filter lets through."""
    ids = db.session.scalars(queries.list_ids(questionnaire_id, filters)).all()
    for start in range(0, len(ids), BATCH):
        yield from db.session.execute(queries.list_answers(ids[start : start + BATCH]))
