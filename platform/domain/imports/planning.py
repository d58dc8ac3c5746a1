"""What a sheet would write, line by line, given what is known and what was chosen. Nothing is written here."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from noress.core.folding import fold
from noress.core.i18n import Translated
from noress.core.i18n import lazy as _
from noress.core.tables import Problem
from noress.domain.imports.known import Known, Like
from noress.domain.imports.reading import Categories, Line, SaidPerson, read_line
from noress.domain.institutions.models import Membership
from noress.domain.merging.likeness import Reason

CREATE, SKIP, USE = "create", "skip", "use:"
#: what a sheet may add to a record that exists: never over what is there
FILLABLE = ("acronym", "head_title", "email", "phone", "website", "address", "member_since")


@dataclass
class PersonPlan:
    """What becomes of one person of a line."""

    said: SaidPerson
    likes: list[Like]
    deed: str
    #: what there is to know before choosing
    notes: list[Any] = field(default_factory=list)
    #: the same person stands in an earlier line: (its place, the role there)
    again: tuple[int, str] | None = None
    #: the deed was guessed, and could have been guessed otherwise
    is_unsure: bool = False

    @property
    def opens_seat(self) -> bool:
        return self.deed not in {SKIP, ""}


@dataclass
class LinePlan:
    """What becomes of one line."""

    line: Line
    likes: list[Like] = field(default_factory=list)
    deed: str = SKIP
    #: {field: what it takes}: only where the record has nothing
    fills: dict[str, Any] = field(default_factory=dict)
    #: fields where the record says something else, which stays
    differs: list[str] = field(default_factory=list)
    people: list[PersonPlan] = field(default_factory=list)
    is_unsure: bool = False

    @property
    def is_wrong(self) -> bool:
        return bool(self.line.problems)

    @property
    def may_create(self) -> bool:
        """It says all that a new record needs."""
        return not self.line.needs

    @property
    def used_id(self) -> int | None:
        return int(self.deed.removeprefix(USE)) if self.deed.startswith(USE) else None

    @property
    def seats(self) -> list[PersonPlan]:
        return [person for person in self.people if person.opens_seat] if self.deed != SKIP else []

    @property
    def why_left(self) -> str:
        """ "skipped" by choice, or "complete": the record already says all of it."""
        return "skipped" if self.deed == SKIP else "complete"

    @property
    def writes(self) -> bool:
        return not self.is_wrong and (self.deed == CREATE or bool(self.fills) or bool(self.seats))

    @property
    def is_to_look_at(self) -> bool:
        """Something known looks like it."""
        return not self.is_wrong and (bool(self.likes) or any(p.likes or p.notes for p in self.people))


@dataclass
class Plan:
    """A whole sheet."""

    lines: list[LinePlan]

    @property
    def writing(self) -> list[LinePlan]:
        return [line for line in self.lines if line.writes]

    @property
    def wrong(self) -> list[LinePlan]:
        return [line for line in self.lines if line.is_wrong]

    @property
    def left(self) -> list[LinePlan]:
        """Nothing is wrong with them, and nothing of them is written."""
        return [line for line in self.lines if not line.is_wrong and not line.writes]

    @property
    def to_look_at(self) -> list[LinePlan]:
        return [line for line in self.lines if line.is_to_look_at]

    @property
    def unsure(self) -> int:
        return sum(1 for line in self.lines if not line.is_wrong and line.is_unsure)

    def counts(self) -> dict[str, int]:
        people = [person for line in self.writing for person in line.seats]
        return {
            "institutions": sum(1 for line in self.writing if line.deed == CREATE),
            "filled": sum(1 for line in self.writing if line.fills),
            "persons": sum(1 for person in people if person.deed == CREATE and person.again is None),
            "seats": len(people),
        }

    @property
    def seen(self) -> str:
        """Changes when what would be written changes: whoever confirms has read this plan and no other."""
        said = [
            [
                plan.line.place,
                plan.deed,
                sorted(plan.fills),
                [[p.said.role, p.deed, p.again] for p in plan.seats],
            ]
            for plan in self.writing
        ]
        return hashlib.sha256(json.dumps(said).encode()).hexdigest()[:20]


def plan_lines(
    rows: list[list[str]], numbers: list[int], mapping: Mapping[int, str], *, known: Known, categories: Categories,
    default_category: str | None, choices: Mapping[str, Mapping[str, str]], may_lead: bool,
) -> Plan:  # fmt: skip
    """Every row under the headings, in their order."""
    planner = _Planner(known, choices, may_lead)
    return Plan([
        planner.plan(read_line(place, numbers[place], cells, mapping, categories, default_category))
        for place, cells in enumerate(rows) if place
    ])  # fmt: skip


@dataclass
class _Planner:
    known: Known
    choices: Mapping[str, Mapping[str, str]]
    may_lead: bool
    #: names of institutions, and persons, of the lines before
    names: dict[str, int] = field(default_factory=dict)
    persons: dict[tuple[str, str], tuple[int, str]] = field(default_factory=dict)
    addresses: dict[str, str] = field(default_factory=dict)

    def plan(self, line: Line) -> LinePlan:
        self._refuse_doubles(line)
        plan = LinePlan(line)
        likes = self.known.institutions_like(line)
        if not likes:
            line.problems += line.needs
        if plan.is_wrong:
            return plan
        plan.likes = likes
        chosen = self.choices.get(str(line.place), {})
        plan.deed, plan.is_unsure = self._deed(plan, chosen.get("institution"))
        if plan.used_id is not None:
            plan.fills, plan.differs = compare(self.known.institutions[plan.used_id], line.values)
        if plan.deed != SKIP:
            plan.people = [self._person(plan, said, chosen.get(said.role)) for said in line.people]
            plan.is_unsure = plan.is_unsure or any(person.is_unsure for person in plan.people)
        return plan

    def _refuse_doubles(self, line: Line) -> None:
        """The same institution twice in one sheet: the first line counts."""
        words = {f"name:{name}" for name in line.folded_names}
        if line.values["acronym"]:
            words.add(f"acronym:{fold(line.values['acronym'])}")
        for word in sorted(words):
            first = self.names.setdefault(word, line.number)
            if first != line.number:
                is_name = word.startswith("name:")
                message = (
                    _("Même nom qu'à la ligne %(number)s.", number=first)
                    if is_name
                    else _("Même sigle qu'à la ligne %(number)s.", number=first)
                )
                line.problems.append(Problem(line.number, None, message))
                return

    def _deed(self, plan: LinePlan, chosen: str | None) -> tuple[str, bool]:
        """(what is done, whether it was guessed among several answers)."""
        allowed = {SKIP, *(f"{USE}{like.id}" for like in plan.likes)} | (
            {CREATE} if plan.may_create else set()
        )
        if chosen in allowed:
            return str(chosen), False
        if not plan.likes:
            return CREATE, False
        named = [like for like in plan.likes if Reason.SAME_NAME in like.reasons]
        if len(named) == 1:
            return f"{USE}{named[0].id}", len(plan.likes) > 1
        return SKIP, True

    def _person(self, plan: LinePlan, said: SaidPerson, chosen: str | None) -> PersonPlan:
        person = PersonPlan(said, self.known.persons_like(said), CREATE)
        institution_id = plan.used_id
        if institution_id is not None and (barred := self._barred(institution_id)) is not None:
            person.deed, person.notes = SKIP, [barred]
            return person
        person.again = self._met_before(plan.line.place, said)
        allowed = {CREATE, SKIP, *(f"{USE}{like.id}" for like in person.likes)}
        if chosen in allowed:
            person.deed = str(chosen)
        else:
            person.deed, person.is_unsure = self._person_deed(person, institution_id)
        self._note(person, institution_id)
        return person

    def _barred(self, institution_id: int) -> Any | None:
        """Why nobody gets a seat there by a sheet."""
        institution = self.known.institutions[institution_id]
        if institution.membership is not Membership.MEMBER:
            return _(
                "Seule une institution membre a des sièges. Celle-ci : %(state)s.",
                state=institution.membership.label,
            )
        if institution_id in self.known.leading and not self.may_lead:
            return _(
                "Cette institution coordonne le secrétariat : la coordination ouvre elle-même ses sièges."
            )
        return None

    def _met_before(self, place: int, said: SaidPerson) -> tuple[int, str] | None:
        """The same name at the same address or telephone, in an earlier line."""
        keys = [(said.folded, contact) for contact in (said.email, said.phone) if contact]
        met = next((self.persons[key] for key in keys if key in self.persons), None)
        for key in keys:
            self.persons.setdefault(key, met or (place, said.role))
        return met

    def _person_deed(self, person: PersonPlan, institution_id: int | None) -> tuple[str, bool]:
        named = [like for like in person.likes if Reason.SAME_NAME in like.reasons]
        seated = [like for like in named if (institution_id, like.id) in self.known.seated]
        if seated:
            return f"{USE}{seated[0].id}", False
        sure = [like for like in named if len(like.reasons) > 1]
        already = institution_id is not None and (institution_id, person.said.kind) in self.known.filled
        if len(sure) == 1:
            is_other = self.known.filled.get((institution_id or 0, person.said.kind)) not in {
                None,
                sure[0].id,
            }
            return (SKIP, True) if is_other else (f"{USE}{sure[0].id}", False)
        if already:
            return SKIP, True
        # a mailbox that several read is usual; the same name alone may be anybody's
        return CREATE, bool(person.likes)

    def _note(self, person: PersonPlan, institution_id: int | None) -> None:
        said = person.said
        used = int(person.deed.removeprefix(USE)) if person.deed.startswith(USE) else None
        if institution_id is not None and used is not None and (institution_id, used) in self.known.seated:
            person.deed, person.is_unsure = "", False
            person.notes.append(_("A déjà un siège ouvert dans cette institution."))
            return
        holder = self.known.filled.get((institution_id or 0, said.kind))
        if holder is not None and holder != used:
            name = self.known.person_name(holder)
            person.notes.append(_("Cette institution a déjà un siège de ce type : %(name)s.", name=name))
        if said.email and self.addresses.setdefault(said.email, said.folded) != said.folded:
            person.notes.append(
                _("Même courriel qu'une autre personne de la feuille : boîte lue à plusieurs.")
            )


def compare(institution: Any, said: Mapping[str, Any]) -> tuple[dict[str, Any], list[str]]:
    """({field: what it takes}, fields that say something else)."""
    fills: dict[str, Any] = {}
    differs: list[str] = []
    for name in ("name", *FILLABLE):
        ours, theirs = getattr(institution, name), said[name]
        if not theirs:
            continue
        if isinstance(theirs, Translated):
            missing = {code: text for code, text in theirs.items() if not (ours or {}).get(code)}
            if missing:
                fills[name] = Translated({**(ours or {}), **missing})
            elif any(fold(ours[code]) != fold(text) for code, text in theirs.items()):
                differs.append(name)
        elif not ours:
            fills[name] = theirs
        elif ours != theirs:
            differs.append(name)
    return fills, differs
