"""A sheet confirmed: its lines become records, all of them in one transaction, through the rules of each.

`written` keeps what was made, so that it can be taken back:
{"institutions": [[id, version]], "persons": [[id, version]], "seats": [[id, version]],
 "filled": [[id, version, {column: [before, after]}]], "left": [[place, why]]}
"""

from datetime import datetime
from typing import Any

from noress.core import clock
from noress.core.errors import RuleError
from noress.core.i18n import lazy as _
from noress.core.locking import lock
from noress.domain.accounts.actor import Actor
from noress.domain.accounts.models import Person
from noress.domain.accounts.rules.persons import note_creation as note_person
from noress.domain.accounts.rules.persons import prepare_person
from noress.domain.actions.models import ImportState
from noress.domain.audit.rules import record
from noress.domain.imports import queries
from noress.domain.imports.models import InstitutionImport
from noress.domain.imports.planning import CREATE, USE, LinePlan, PersonPlan, Plan, compare
from noress.domain.imports.rules.sheets import DONE_ALREADY, plan_import
from noress.domain.institutions.models import Institution, Membership, Seat
from noress.domain.institutions.queries import list_categories
from noress.domain.institutions.rules.institutions import COLUMNS, edit_institution, prepare_institution
from noress.domain.institutions.rules.institutions import note_creation as note_institution
from noress.domain.institutions.rules.seats import note_opening, open_seat, prepare_first_seat
from noress.domain.merging.sides import snapshot
from noress.extensions import db


def confirm_import(
    *, pending: InstitutionImport, seen: str, actor: Actor, now: datetime
) -> InstitutionImport:
    """Write every line that nothing is wrong with, as the person who confirms has read it: `seen` names that
    plan. No mail leaves; people are invited by hand."""
    db.session.execute(queries.hold_pending())
    lock(pending)
    if pending.state is not ImportState.PENDING:
        raise RuleError("not_pending", DONE_ALREADY, status=409)
    plan = plan_import(pending=pending, actor=actor, now=now)
    if plan.seen != seen:
        message = _(
            "Ce qui serait écrit a changé depuis votre relecture. Relisez, puis confirmez de nouveau."
        )
        raise RuleError("changed", message, status=409)
    if not plan.writing:
        message = _("Aucune ligne ne peut être importée. Corrigez les colonnes, ou la feuille.")
        raise RuleError("nothing", message, status=409)
    writer = _Writer(pending, actor, now)
    for step in (writer.prepare, writer.open_first_seats, writer.complete):
        for line in plan.writing:
            try:
                step(line)
            except RuleError as refused:
                message = _("Ligne %(number)s : %(reason)s Rien n'a été importé.", number=line.line.number,
                            reason=refused.message)  # fmt: skip
                raise RuleError("line_refused", message, status=409) from refused
        db.session.flush()  # the next step needs the numbers of what this one made
    writer.note_all()
    pending.written = {**writer.written(), "left": _left(plan)}
    pending.state, pending.confirmed_at = ImportState.DONE, now
    pending.version += 1
    counts = {name: (None, count) for name, count in plan.counts().items() if count}
    record(actor, "institution_import.confirmed", pending, now=now,
           changes={**counts, "source": (None, pending.filename)})  # fmt: skip
    return pending


def source_of(pending: InstitutionImport, now: datetime) -> str:
    """Who gave these details: a sheet and its day, the same in every language."""
    return f"{pending.filename[:180]}, {clock.today(now).isoformat()}"


def _left(plan: Plan) -> list[list[Any]]:
    wrong = [[line.line.place, "wrong"] for line in plan.wrong]
    return sorted([*wrong, *([line.line.place, line.why_left] for line in plan.left)])


class _Writer:
    """What one confirmation makes. Thousands of lines are written in three steps, each with one flush: what is
    new, the seats of new institutions, then what is added to institutions that exist."""

    def __init__(self, pending: InstitutionImport, actor: Actor, now: datetime):
        self.actor, self.now = actor, now
        self.source = source_of(pending, now)
        self.starts_on = pending.seats_from
        #: held, so that each line finds its own without asking the database, which would flush
        self.categories = db.session.scalars(list_categories()).all()
        #: by the place of their line
        self.made: dict[int, Institution] = {}
        #: by the line and the role that they stand in first
        self.persons: dict[tuple[int, str], Person] = {}
        self.seats: list[Seat] = []
        self.first_seats: list[Seat] = []
        self.filled: list[tuple[Institution, dict[str, list[Any]]]] = []

    def prepare(self, plan: LinePlan) -> None:
        """New institutions, new persons."""
        if plan.deed == CREATE:
            values = {**plan.line.values, "source": self.source, "membership": Membership.MEMBER}
            self.made[plan.line.place] = prepare_institution(values=values, now=self.now)
        for person in plan.seats:
            if person.deed == CREATE and self._first(plan, person) == (plan.line.place, person.said.role):
                said = person.said
                self.persons[plan.line.place, said.role] = prepare_person(
                    name=said.name, name_ar=said.name_ar, language=said.language, email=said.email,
                    phone=said.phone, source=self.source, now=self.now,
                )  # fmt: skip

    def open_first_seats(self, plan: LinePlan) -> None:
        """Of the institutions just made."""
        if plan.deed == CREATE:
            self.first_seats += [
                prepare_first_seat(
                    institution=self.made[plan.line.place], person=self._person(plan, person),
                    kind=person.said.kind, starts_on=self.starts_on,
                )
                for person in plan.seats
            ]  # fmt: skip

    def complete(self, plan: LinePlan) -> None:
        """What the sheet adds to an institution that exists: fields that it has not, and seats."""
        if plan.used_id is None:
            return
        institution = self._fill(plan, db.session.get_one(Institution, plan.used_id))
        for person in plan.seats:
            self.seats.append(
                open_seat(
                    institution=institution, person=self._person(plan, person), kind=person.said.kind,
                    starts_on=self.starts_on, actor=self.actor, now=self.now,
                )
            )  # fmt: skip

    def _fill(self, plan: LinePlan, institution: Institution) -> Institution:
        """Only where the record has nothing, also when an earlier line of the sheet filled it."""
        fills, _differs = compare(institution, plan.line.values)
        if not fills:
            return institution
        before = snapshot(institution)
        values = {name: getattr(institution, name) for name in COLUMNS} | fills
        edit_institution(
            institution=institution, values=values, version=institution.version, create_anyway=True,
            actor=self.actor, now=self.now,
        )  # fmt: skip
        db.session.flush()  # opening a seat reads the record anew
        after = snapshot(institution)
        changes = {name: [before[name], after[name]] for name in before if before[name] != after[name]}
        self.filled.append((institution, changes))
        return institution

    def _first(self, plan: LinePlan, person: PersonPlan) -> tuple[int, str]:
        """Where this person stands first, among the persons made."""
        return person.again if person.again in self.persons else (plan.line.place, person.said.role)

    def _person(self, plan: LinePlan, person: PersonPlan) -> Person:
        if person.deed.startswith(USE):
            return db.session.get_one(Person, int(person.deed.removeprefix(USE)))
        return self.persons[self._first(plan, person)]

    def note_all(self) -> None:
        """History, now that everything has its number; seats opened by their rule are noted already."""
        for institution in self.made.values():
            note_institution(institution, actor=self.actor, now=self.now)
        for person in self.persons.values():
            note_person(person, actor=self.actor, now=self.now)
        for seat in self.first_seats:
            note_opening(seat, actor=self.actor, now=self.now)

    def written(self) -> dict[str, list[Any]]:
        return {
            "institutions": [[row.id, row.version] for row in self.made.values()],
            "persons": [[row.id, row.version] for row in self.persons.values()],
            "seats": [[row.id, row.version] for row in (*self.first_seats, *self.seats)],
            "filled": [[row.id, row.version, changes] for row, changes in self.filled],
        }
