"""Who is recused from what, at this moment. Rule 8: whatever lists, counts, exports, searches or mails files leaves
out what `recused_ids` gives for its reader; a loader answers 404 where `is_recused` says yes.

    query.where(Application.id.not_in(conflicts.recused_ids(actor, "application")))
"""

from collections.abc import Collection, Iterable, Mapping
from datetime import date
from typing import NamedTuple

from sqlalchemy import Select

from noress.core import clock
from noress.core.database import read_rows
from noress.domain.accounts.actor import Actor
from noress.domain.applications.models import Application
from noress.domain.reviewing import queries
from noress.domain.reviewing.models import RecusalNature
from noress.domain.reviewing.queries import evaluations
from noress.extensions import db

#: no person has it: a mailed link, a command and a visitor are recused from nothing
_NOBODY = 0
APPLICATION = "application"
#: the most telling first
_ORDER = list(RecusalNature)


def recused_ids(actor: Actor, subject_type: str) -> Select[int]:
    """Ids of the files of that table that the actor sees nothing of; never null."""
    return recused_ids_of(actor.person_id, subject_type)


def recused_ids_of(person_id: int | None, subject_type: str) -> Select[int]:
    """The same for whoever a mail would go to."""
    return queries.list_recused_ids(subject_type, person_id or _NOBODY, clock.today())


def is_recused(actor: Actor, application: Application) -> bool:
    """One query."""
    return is_person_recused(actor.person_id, application)


def is_person_recused(person_id: int | None, application: Application) -> bool:
    if person_id is None:
        return False
    values = {"person": person_id, "subject": application.id, "day": clock.today()}
    return db.session.execute(queries.get_recused(), values).first() is not None


class Conflict(NamedTuple):
    """What stands between a person and a file now, apart from what they declared."""

    application_id: int
    person_id: int
    nature: RecusalNature


def detect(
    application_ids: Collection[int], person_ids: Collection[int], *, on: date | None = None,
    voices: Mapping[int, int] | None = None,
) -> list[Conflict]:  # fmt: skip
    """Of all these people with all these files, in three queries: the most telling reason of each pair. `voices`: what would
    be if these people spoke for these institutions."""
    if not application_ids or not person_ids:
        return []
    near: dict[int, list[tuple[int, bool]]] = {}
    day = on or clock.today()
    for person_id, institution_id, is_own in db.session.execute(queries.list_near(day, person_ids, voices)):
        near.setdefault(institution_id, []).append((person_id, bool(is_own)))
    found: dict[tuple[int, int], RecusalNature] = {}
    for application_id, institution_id in db.session.execute(queries.list_parts(application_ids)):
        for person_id, is_own in near.get(institution_id, ()):
            nature = RecusalNature.INSTITUTION if is_own else RecusalNature.LINKED
            _keep(found, (application_id, person_id), nature)
    for application_id, person_id in db.session.execute(queries.list_own_parts(application_ids, person_ids)):
        _keep(found, (application_id, person_id), RecusalNature.PERSON)
    return [Conflict(pair[0], pair[1], nature) for pair, nature in sorted(found.items())]


def advise(
    application_ids: Collection[int], person_ids: Collection[int], *, on: date | None = None,
    voices: Mapping[int, int] | None = None,
) -> list[Conflict]:  # fmt: skip
    """What is worth a look and hides nothing by itself: their institution paid for another project of the same structure.
    In one query."""
    if not application_ids or not person_ids:
        return []
    found = queries.list_funded(on or clock.today(), application_ids, person_ids, voices or {})
    pairs = sorted((row[0], row[1]) for row in db.session.execute(found))
    return [Conflict(*pair, RecusalNature.FUNDED) for pair in pairs]


def _keep(found: dict[tuple[int, int], RecusalNature], pair: tuple[int, int], nature: RecusalNature) -> None:
    before = found.get(pair)
    if before is None or _ORDER.index(nature) < _ORDER.index(before):
        found[pair] = nature


def list_pairs(
    of: Select[int], person_ids: Collection[int], *, on: date | None = None
) -> set[tuple[int, int]]:
    """(file, person) of those who stand aside, detected now or written down, for any number of files: four queries."""
    if not person_ids:
        return set()
    near: dict[int, list[int]] = {}
    db.session.flush()  # what a rule has just changed counts: `read_rows` does not see to it
    around = {"people": list(person_ids), "day": on or clock.today()}
    for person_id, institution_id, _is_own in read_rows(db.session, queries.list_near_of(), around):
        near.setdefault(institution_id, []).append(person_id)
    found = {
        (application_id, person_id)
        for application_id, institution_id in read_rows(db.session, queries.list_parts_in(of))
        for person_id in near.get(institution_id, ())
    }
    for query in (
        queries.list_own_parts(of, person_ids),
        evaluations.list_recused_pairs(APPLICATION, of, person_ids),
    ):
        found |= {(row[0], row[1]) for row in db.session.execute(query)}
    return found


def without_recused(person_ids: Iterable[int], application: Application) -> list[int]:
    """Of these people, those who may know of the file: whom a mail about it may reach."""
    ids = list(dict.fromkeys(person_ids))
    if not ids:
        return []
    out = {conflict.person_id for conflict in detect([application.id], ids)}
    out |= {row.person_id for row in db.session.scalars(queries.list_recusals(APPLICATION, [application.id]))}
    return [key for key in ids if key not in out]
