"""Whether somebody could judge, before they are invited: how many entries they would stand aside from, and by which nature.
Never which ones, nor what the tie is made of."""

from collections import Counter
from collections.abc import Mapping
from typing import NamedTuple

from noress.core import clock
from noress.domain.accounts.actor import Actor
from noress.domain.competitions.models import Competition
from noress.domain.juries import queries
from noress.domain.reviewing import conflicts
from noress.domain.reviewing import queries as reviewing
from noress.domain.reviewing.models import RecusalNature
from noress.extensions import db

#: stands for somebody who has no record yet
_NOBODY = 0


class Simulated(NamedTuple):
    """`entries`: those received so far that the reader may know of."""

    entries: int
    #: computed: they would see nothing of these
    aside: Mapping[RecusalNature, int]
    #: worth a look: nothing is hidden unless the chair says so
    advice: int

    @property
    def total(self) -> int:
        return sum(self.aside.values())

    @property
    def is_free(self) -> bool:
        return not self.total and not self.advice


def simulate(
    competition: Competition,
    *,
    person_id: int | None,
    institution_id: int | None,
    email: str | None,
    reader: Actor,
) -> Simulated:
    """Of a person who is known, or of an address; as if they spoke for that institution."""
    hidden = conflicts.recused_ids(reader, conflicts.APPLICATION)
    ids = [one.id for one in db.session.scalars(queries.list_received(competition, hidden))]
    key = person_id or _NOBODY
    voices = {key: institution_id} if institution_id is not None else {}
    day = clock.today()
    natures = {one.application_id: one.nature for one in conflicts.detect(ids, [key], on=day, voices=voices)}
    if email:
        for application_id in db.session.scalars(reviewing.list_working_by_address(ids, email)):
            natures.setdefault(application_id, RecusalNature.PERSON)
    if person_id is not None:
        for row in db.session.scalars(queries.list_settled(conflicts.APPLICATION, ids, [person_id])):
            if row.lifted_at is None:
                natures.setdefault(row.subject_id, row.nature)
    advice = {one.application_id for one in conflicts.advise(ids, [key], on=day, voices=voices)} - set(
        natures
    )
    return Simulated(len(ids), Counter(natures.values()), len(advice))
