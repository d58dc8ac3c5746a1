"""The lines of a sheet as the page of checking shows them."""

from typing import Any, NamedTuple

from noress.core import formats
from noress.core.i18n import gettext as _
from noress.domain.imports.known import Like
from noress.domain.imports.planning import CREATE, SKIP, USE, LinePlan, PersonPlan
from noress.domain.imports.reading import LABELS

Options = list[tuple[str, str]]


class ShownPerson(NamedTuple):
    """One person of a line, with what may become of them."""

    plan: PersonPlan
    options: Options
    likes: list[str]


class ShownLine(NamedTuple):
    """One line, with what may become of it."""

    plan: LinePlan
    options: Options
    likes: list[str]
    #: what is added to a record that exists, and what it says otherwise
    added: str
    kept: str
    people: list[ShownPerson]
    problems: list[str]


def shown(plan: LinePlan, headings: list[str]) -> ShownLine:
    return ShownLine(
        plan, [] if plan.is_wrong else _options(plan), [_like(like) for like in plan.likes],
        _labels(plan.fills), _labels(plan.differs), [_person(person) for person in plan.people],
        problems_of(plan, headings),
    )  # fmt: skip


def problems_of(plan: LinePlan, headings: list[str]) -> list[str]:
    """What is wrong, after the heading of its column."""
    return [
        str(problem.message)
        if problem.column is None
        else _("%(name)s : %(why)s", name=headings[problem.column], why=problem.message)
        for problem in plan.line.problems
    ]


def _options(plan: LinePlan) -> Options:
    used = [(f"{USE}{like.id}", _("compléter « %(name)s »", name=like.name)) for like in plan.likes]
    new = _("créer une autre fiche") if plan.likes else _("créer la fiche")
    created = [(CREATE, new)] if plan.may_create else []
    return [*used, *created, (SKIP, _("laisser de côté"))]


def _person(person: PersonPlan) -> ShownPerson:
    used = [(f"{USE}{like.id}", _("c'est %(name)s", name=like.name)) for like in person.likes]
    new = _("une autre personne") if person.likes else _("ouvrir son siège")
    is_free = person.deed != "" and not (person.deed == SKIP and person.notes and not person.is_unsure)
    options = [*used, (CREATE, new), (SKIP, _("pas de siège"))] if is_free else []
    return ShownPerson(person, options, [_like(like) for like in person.likes])


def _like(like: Like) -> str:
    """ "Nom : même courriel et même téléphone"."""
    why = formats.listed(reason.label for reason in like.reasons)
    return _("%(name)s : %(why)s", name=like.name, why=why)


def _labels(names: Any) -> str:
    return formats.listed(LABELS[name] for name in names)
