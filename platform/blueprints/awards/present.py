"""What the pages of decisions share."""

from decimal import Decimal
from functools import lru_cache
from typing import Any, NamedTuple

from babel.numbers import format_decimal

from noress.core.i18n import Translated, lazy, locale
from noress.core.i18n import gettext as _
from noress.domain.applications.models import ApplicationState
from noress.domain.awards.models import BulkTask
from noress.domain.awards.queries import tasks as task_queries
from noress.domain.awards.rules.telling import LETTERS
from noress.extensions import db
from noress.web import acting

S = ApplicationState
#: (word, shape) of an outcome; see components/status.html
WORDS = {
    S.SELECTED: (lazy("sélectionné"), "ok"), S.RESERVE: (lazy("liste d'attente"), "warning"),
    S.REJECTED: (lazy("non sélectionné"), "neutral"), S.ELIGIBLE: (lazy("pas encore décidé"), "info"),
}  # fmt: skip


def outcome(state: ApplicationState | str | None) -> tuple[Any, str]:
    """(word, shape); none: nothing is proposed."""
    return WORDS[S(state)] if state else (_("rien de proposé"), "late")


def mark(thousandths: int | None) -> str:
    """ "82,4" of a mark out of 100."""
    return _written(thousandths, locale()) if thousandths is not None else ""


@lru_cache(maxsize=1024)
def _written(thousandths: int, spoken: str) -> str:
    return format_decimal(Decimal(thousandths) / 1000, "0.#", locale=spoken)


class Progress(NamedTuple):
    """How far a task in bulk is, and what failed, of the files that the reader may know of."""

    task: BulkTask
    total: int
    done: int
    waiting: int
    #: (file, number, why)
    failures: list[tuple[int, str, Translated]]
    #: (file, number, address) of letters that left and were not delivered
    unsent: list[tuple[int, str, str]]


def progress_of(task: BulkTask) -> Progress:
    numbers = {
        row[0]: row[1]
        for row in db.session.execute(task_queries.list_numbers(task.call_id, acting.recused()))
    }
    failures = [(key, numbers[key], Translated(why)) for key, why in task.failures if key in numbers]
    finished, waiting = (sum(key in numbers for key in ids) for ids in (task.done, task.waiting))
    mails = (
        db.session.scalars(task_queries.list_unsent_letters(task.call_id, acting.recused()))
        if task.kind == LETTERS
        else []
    )
    unsent = [(key, numbers[key], one.to_address) for one in mails if (key := one.about_id) in numbers]
    return Progress(task, finished + waiting + len(failures), finished, waiting, failures, unsent)
