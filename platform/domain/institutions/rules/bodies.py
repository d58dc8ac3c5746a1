"""Bodies in their tree, and the mandates held in them."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from noress.core.errors import RuleError
from noress.core.i18n import Translated
from noress.core.i18n import lazy as _
from noress.domain.accounts.actor import Actor
from noress.domain.accounts.models import Person
from noress.domain.accounts.rules.guards import refuse_merged
from noress.domain.audit.rules import changed, record
from noress.domain.institutions import queries
from noress.domain.institutions.models import (
    Body,
    BodyKind,
    Institution,
    Mandate,
    MandateRole,
    Membership,
    Proposers,
    QuorumKind,
)
from noress.domain.institutions.rules.checks import (
    check_dates,
    check_length,
    check_line,
    check_name,
    check_not_merged,
    check_version,
    hold,
    keep_english,
)
from noress.domain.institutions.rules.guards import guard_mandates_of, refuse_last_coordinator
from noress.extensions import db

#: the body's own rules, and what holds while nobody has said otherwise
RULES: dict[str, Any] = {
    "quorum_kind": QuorumKind.NONE, "quorum_value": None, "max_proxies": 0, "notice_days": None,
    "proposers": Proposers.MEMBERS, "proposals_close_days": 7, "opens_minutes": False,
}  # fmt: skip
COLUMNS = ("kind", "name", "description", "parent_id", "position", "created_on", *RULES)
MAX_PROXIES, MAX_DAYS, MAX_VOICES = 10, 90, 100_000
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
           changes={name: (None, values[name]) for name in COLUMNS if _is_said(name, values.get(name))})  # fmt: skip
    return body


def _is_said(name: str, value: Any) -> bool:
    """Rules that nobody has changed are no news."""
    return bool(value) and value != RULES.get(name)


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
    _check_rules(values, body)
    return values


def _check_rules(values: dict[str, Any], body: Body | None) -> None:
    """A rule that the form does not show stays as it is. A quorum above the present number of voices is told
    by the page, not refused: mandates come and go."""
    for name, usual in RULES.items():
        values.setdefault(name, getattr(body, name) if body is not None else usual)
    values["quorum_kind"], values["proposers"] = (
        QuorumKind(values["quorum_kind"]), Proposers(values["proposers"]),
    )  # fmt: skip
    if values["quorum_kind"] in {QuorumKind.NONE, QuorumKind.MAJORITY}:
        values["quorum_value"] = None
    else:
        _check_quorum(values["quorum_kind"], values["quorum_value"])
    for name, highest, message in (
        ("max_proxies", MAX_PROXIES, _("Un nombre de 0 à 10.")),
        ("notice_days", MAX_DAYS, _("Un nombre de jours, de 0 à 90.")),
        ("proposals_close_days", MAX_DAYS, _("Un nombre de jours, de 0 à 90.")),
    ):
        if values[name] is None and name != "notice_days":
            values[name] = RULES[name]
        if values[name] is not None and not 0 <= values[name] <= highest:
            raise RuleError("out_of_range", message, field=name)


def _check_quorum(kind: QuorumKind, value: int | None) -> None:
    is_percent = kind is QuorumKind.PERCENT
    if value is None or not 1 <= value <= (100 if is_percent else MAX_VOICES):
        message = (
            _("Écrivez un pourcentage de 1 à 100. Exemple : 60.")
            if is_percent
            else _("Écrivez combien d'institutions il faut. Exemple : 12.")
        )
        raise RuleError("quorum_value", message, field="quorum_value")


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
    guard_mandates_of(body, actor)
    if institution is None and person is None:
        message = _("Choisissez une institution, une personne, ou les deux.")
        raise RuleError("holder", message, field="institution_id")
    if institution is not None:
        check_not_merged(institution)
    if person is not None:
        refuse_merged(person)
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
    hold(mandate.body)
    hold(mandate)
    guard_mandates_of(mandate.body, actor)
    if mandate.ends_on != seen:
        message = _(
            "Quelqu'un vient de changer la fin de ce mandat. Vérifiez la date, puis enregistrez de nouveau."
        )
        raise RuleError("stale", message, field="ends_on", status=409)
    check_dates(mandate.starts_on, ends_on, start="ends_on", end="ends_on")
    refuse_last_coordinator(mandate, ends_on, field="ends_on", now=now)
    changes = changed(mandate, {"ends_on": ends_on})
    if changes:
        record(actor, "mandate.ended", mandate, now=now, changes=changes)
