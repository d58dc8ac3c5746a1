"""Bodies in their tree, and the mandates held in them."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from noress.core.errors import RuleError
from noress.core.i18n import Translated
from noress.core.i18n import lazy as _
from noress.domain.accounts.actor import Actor
from noress.domain.accounts.models import Person
from noress.domain.audit.rules import changed, record
from noress.domain.institutions import queries
from noress.domain.institutions.models import (
    Body,
    BodyKind,
    Institution,
    Mandate,
    MandateRole,
    Membership,
)
from noress.domain.institutions.rules.checks import (
    check_dates,
    check_length,
    check_line,
    check_name,
    check_version,
    hold,
    keep_english,
)
from noress.extensions import db

COLUMNS = ("kind", "name", "description", "parent_id", "position", "created_on")
_OUT = {Membership.SERVICE, Membership.SUSPENDED, Membership.LEFT}


def tree(bodies: Iterable[Body]) -> list[tuple[int, Body]]:
    """(depth, body), parents before their children, siblings in the order given."""
    children: dict[int | None, list[Body]] = {}
    for body in bodies:
        children.setdefault(body.parent_id, []).append(body)

    def walk(parent_id: int | None, depth: int) -> list[tuple[int, Body]]:
        return [
            line
            for body in children.get(parent_id, [])
            for line in ((depth, body), *walk(body.id, depth + 1))
        ]

    return walk(None, 0)


def create_body(*, values: dict[str, Any], actor: Actor, now: datetime) -> Body:
    """Add a body to the tree."""
    values = _checked(values, None)
    body = Body(version=1, **{name: values.get(name) for name in COLUMNS})
    db.session.add(body)
    db.session.flush()  # history needs its id
    record(actor, "body.created", body, now=now,
           changes={name: (None, values[name]) for name in COLUMNS if values.get(name)})  # fmt: skip
    return body


def edit_body(*, body: Body, values: dict[str, Any], version: int, actor: Actor, now: datetime) -> None:
    """Save what was typed over the version it was typed from."""
    check_version(body, version)
    values = _checked(values, body)
    if values["kind"] is not body.kind and db.session.scalars(queries.list_mandate_ids(body.id)).first():
        message = _("Cette instance a des mandats : son type ne change plus, il leur donne leurs droits.")
        raise RuleError("has_mandates", message, field="kind", status=409)
    changes = changed(body, {name: values.get(name) for name in COLUMNS})
    if changes:
        body.version += 1
        record(actor, "body.edited", body, now=now, changes=changes)


def _checked(values: dict[str, Any], body: Body | None) -> dict[str, Any]:
    values = dict(values)
    for name in ("name", "description"):
        values[name] = keep_english(values.get(name), getattr(body, name) if body is not None else None)
    check_name(values["name"] or Translated())
    for code, text in (values["description"] or {}).items():
        check_length(text, field=f"description_{code}", limit=5000)
    check_dates(values.get("created_on"), None, start="created_on", end="")
    values["kind"] = BodyKind(values["kind"])
    values["position"] = values.get("position") or 0
    _check_parent(values.get("parent_id"), body)
    return values


def _check_parent(parent_id: int | None, body: Body | None) -> None:
    seen = {body.id} if body is not None else set()
    while parent_id is not None:
        parent = db.session.get(Body, parent_id)
        if parent is None:
            raise RuleError("unknown", _("Choisissez une instance de la liste."), field="parent_id")
        if parent.id in seen:
            message = _("Une instance ne peut pas dépendre d'elle-même. Choisissez-en une autre.")
            raise RuleError("loop", message, field="parent_id")
        seen.add(parent.id)
        parent_id = parent.parent_id


def add_mandate(
    *, body: Body, institution: Institution | None, person: Person | None, role: MandateRole, starts_on: date,
    ends_on: date | None = None, act: str | None = None, actor: Actor, now: datetime,
) -> Mandate:  # fmt: skip
    """Give an institution, a person, or a person for an institution, a place in a body."""
    hold(body)
    if institution is None and person is None:
        message = _("Choisissez une institution, une personne, ou les deux.")
        raise RuleError("holder", message, field="institution_id")
    if institution is not None and institution.membership in _OUT and role is not MandateRole.OBSERVER:
        message = _("Cette institution n'a pas de voix (%(state)s) : elle ne peut être qu'observatrice.",
                    state=institution.membership.label)  # fmt: skip
        raise RuleError("no_voice", message, field="institution_id")
    check_dates(starts_on, ends_on, start="starts_on", end="ends_on")
    check_line(act, field="act")
    mandate = Mandate(
        body_id=body.id, institution_id=institution.id if institution else None,
        person_id=person.id if person else None, role=role, starts_on=starts_on, ends_on=ends_on, act=act or None,
    )  # fmt: skip
    if db.session.scalars(queries.list_same_mandates(mandate)).first() is not None:
        message = _("Ce mandat existe déjà à ces dates, dans la même instance et avec le même rôle.")
        raise RuleError("overlap", message, field="starts_on")
    db.session.add(mandate)
    db.session.flush()  # history needs its id
    record(actor, "mandate.added", mandate, now=now, changes={
        "body_id": (None, body.id), "institution_id": (None, mandate.institution_id),
        "person_id": (None, mandate.person_id), "role": (None, role),
        "starts_on": (None, starts_on), "ends_on": (None, ends_on), "act": (None, act),
    })  # fmt: skip
    return mandate


def end_mandate(*, mandate: Mandate, ends_on: date, seen: date | None, actor: Actor, now: datetime) -> None:
    """Set the last day of a mandate. `seen` is the end that the person read when they decided."""
    hold(mandate)
    if mandate.ends_on != seen:
        message = _(
            "Quelqu'un vient de changer la fin de ce mandat. Vérifiez la date, puis enregistrez de nouveau."
        )
        raise RuleError("stale", message, field="ends_on", status=409)
    check_dates(mandate.starts_on, ends_on, start="ends_on", end="ends_on")
    changes = changed(mandate, {"ends_on": ends_on})
    if changes:
        record(actor, "mandate.ended", mandate, now=now, changes=changes)
