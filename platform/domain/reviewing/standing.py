"""Who stands aside from which files of a call, who stands in for them, and who may still name somebody."""

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from noress.core import clock
from noress.core.i18n import lazy as _
from noress.domain.accounts.actor import LEADING, Actor
from noress.domain.accounts.models import Person
from noress.domain.applications.models import Application
from noress.domain.funding.models import CallKind
from noress.domain.institutions.models import Function
from noress.domain.reviewing import queries
from noress.domain.reviewing.conflicts import APPLICATION, advise, detect, recused_ids
from noress.domain.reviewing.models import Recusal, RecusalNature
from noress.domain.reviewing.queries import evaluations
from noress.extensions import db

#: somebody must do their part: nobody else holds it for every file
_NEEDED = (Function.DESK_OFFICER, Function.TREASURER, Function.AUTHORISING_OFFICER)


class Handler(NamedTuple):
    """Somebody who has a hand in files, and in what capacity."""

    person: Person
    functions: frozenset[Function]
    is_secretariat: bool
    is_leading: bool

    @property
    def roles(self) -> list[Any]:
        """In words."""
        words = [_("coordination du secrétariat")] if self.is_leading else []
        if self.is_secretariat and not self.is_leading:
            words.append(_("secrétariat permanent"))
        return [*words, *(one.label for one in sorted(self.functions))]


class Aside(NamedTuple):
    """One person who stands aside from one file."""

    application: Application
    handler: Handler
    nature: RecusalNature
    #: detected now; otherwise it stands because it was declared, or written down before
    is_live: bool
    row: Recusal | None
    #: none, or one who stands aside too
    substitute: Person | None
    #: their part of the work must be done by somebody
    is_needed: bool

    @property
    def is_missing(self) -> bool:
        return self.is_needed and self.substitute is None


class Standing(NamedTuple):
    """All of it, for some files."""

    asides: tuple[Aside, ...]
    handlers: tuple[Handler, ...]

    def recused(self, application_id: int) -> set[int]:
        return {one.handler.person.id for one in self.asides if one.application.id == application_id}

    def left(self, application_id: int) -> list[Handler]:
        """Those who may stand in."""
        out = self.recused(application_id)
        return [one for one in self.handlers if one.person.id not in out]

    def deciders(self, application_id: int) -> list[Handler]:
        """Those who may name somebody."""
        return [one for one in self.left(application_id) if one.is_leading]

    def of(self, application_id: int, person_id: int) -> Aside | None:
        return next(
            (one for one in self.asides
             if (one.application.id, one.handler.person.id) == (application_id, person_id)), None,
        )  # fmt: skip

    @property
    def missing(self) -> int:
        return sum(one.is_missing for one in self.asides)


def list_handlers(now: datetime) -> list[Handler]:
    """In three queries."""
    on = clock.today(now)
    functions: dict[int, set[Function]] = {}
    for person_id, function in db.session.execute(queries.list_handling_functions(on)):
        functions.setdefault(person_id, set()).add(function)
    roles: dict[int, set[Any]] = {}
    for person_id, role in db.session.execute(queries.list_secretariat_roles(on)):
        roles.setdefault(person_id, set()).add(role)
    return [
        Handler(
            person, frozenset(functions.get(person.id, ())), person.id in roles,
            bool(LEADING & roles.get(person.id, set())),
        )
        for person in db.session.scalars(queries.list_handlers(on))
    ]  # fmt: skip


def standing_of(applications: Collection[Application], *, now: datetime) -> Standing:
    """Of these files, in a handful of queries."""
    handlers = list_handlers(now)
    ids = [one.id for one in applications]
    if not ids:
        return Standing((), tuple(handlers))
    conflicts = detect(ids, [one.person.id for one in handlers], on=clock.today(now))
    live = {(one.application_id, one.person_id): one.nature for one in conflicts}
    stored = {
        (row.subject_id, row.person_id): row
        for row in db.session.scalars(queries.list_recusals(APPLICATION, ids))
    }
    return Standing(tuple(_asides(applications, handlers, live, stored)), tuple(handlers))


def _asides(
    applications: Iterable[Application],
    handlers: Sequence[Handler],
    live: dict[tuple[int, int], RecusalNature],
    stored: dict[tuple[int, int], Recusal],
) -> Iterable[Aside]:
    known = {one.person.id for one in handlers}
    for application in applications:
        for handler in handlers:
            pair = (application.id, handler.person.id)
            row = stored.get(pair)
            if pair not in live and row is None:
                continue
            substitute = row.substitute if row else None
            if substitute is not None:
                theirs = (application.id, substitute.id)
                is_out = substitute.id not in known or theirs in live or theirs in stored
                substitute = None if is_out else substitute
            nature = live.get(pair) or (row.nature if row else RecusalNature.DECLARED)
            yield Aside(
                application, handler, nature, pair in live, row, substitute,
                handler.is_leading or bool(handler.functions & set(_NEEDED)) or application.officer_id == pair[1],
            )  # fmt: skip


def list_applications(actor: Actor, call_id: int) -> list[Application]:
    """The numbered files of a call that this reader may know of."""
    return list(db.session.scalars(queries.list_numbered_of([call_id], recused_ids(actor, APPLICATION))))


def list_advised(application: Application, *, now: datetime) -> list[Person]:
    """Worth a look, and hidden from nobody: whoever handles the file or evaluates it, whose institution paid for another
    project of the same structure. Not those who stand aside already."""
    on = clock.today(now)
    people = {one.person.id: one.person for one in list_handlers(now)}
    if application.call.kind is CallKind.AMI:  # a jury's ties are its chair's to look at
        people |= {one.id: one for one in db.session.scalars(evaluations.list_evaluators_of(application.id))}
    keys = {one.person_id for one in advise([application.id], people, on=on)}
    if not keys:
        return []
    aside = {one.person_id for one in detect([application.id], keys, on=on)}
    aside |= {
        one.person_id for one in db.session.scalars(queries.list_recusals(APPLICATION, [application.id]))
    }
    return [one for key, one in people.items() if key in keys - aside]
