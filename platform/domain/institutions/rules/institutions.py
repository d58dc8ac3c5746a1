"""Creating and editing institutions."""

from datetime import datetime
from typing import Any

from noress.core import clock
from noress.core.contacts import clean_email, clean_phone, clean_url
from noress.core.errors import RuleError
from noress.core.folding import fold
from noress.core.i18n import Translated
from noress.core.i18n import lazy as _
from noress.domain.accounts.actor import Actor
from noress.domain.accounts.models import Visibility
from noress.domain.audit.rules import changed, record
from noress.domain.institutions import queries
from noress.domain.institutions.models import Category, Institution, Membership
from noress.domain.institutions.rules.checks import (
    check_dates,
    check_length,
    check_line,
    check_lines,
    check_name,
    check_not_merged,
    check_version,
    keep_english,
)
from noress.domain.institutions.rules.guards import guard_mandates_of, refuse_last_coordinator
from noress.domain.institutions.rules.succession import close_seat
from noress.extensions import db

#: what a save sets; everything else follows from it
COLUMNS = (
    "name", "acronym", "category_code", "part_of_id", "part_of_note", "membership", "member_since",
    "member_until", "memorandum_signed_on", "head_title", "through", "copied_to", "email", "phone", "website", "address",
    "description", "visibility", "source",
)  # fmt: skip
_LINES = ("head_title", "through", "copied_to")
_TEXTS = ("name", *_LINES, "address", "description")


def create_institution(
    *, values: dict[str, Any], create_anyway: bool = False, actor: Actor, now: datetime
) -> Institution:
    """Add an institution. A name or an acronym that exists already is refused unless `create_anyway`."""
    if not create_anyway:
        _refuse_duplicate(_checked(values, None), None)
    institution = prepare_institution(values=values, now=now)
    db.session.flush()  # history needs its id
    note_creation(institution, actor=actor, now=now)
    return institution


def prepare_institution(*, values: dict[str, Any], now: datetime) -> Institution:
    """A new one with these values, checked; many are written with one flush, then each is noted."""
    values = _checked(values, None)
    institution = Institution(created_at=now, name_folded=_shadow(values), version=1, is_demonstration=False)
    for name in COLUMNS:
        setattr(institution, name, values.get(name))
    db.session.add(institution)
    return institution


def note_creation(institution: Institution, *, actor: Actor, now: datetime) -> None:
    """Its first line of history."""
    values = {name: getattr(institution, name) for name in COLUMNS}
    record(actor, "institution.created", institution, now=now,
           changes={name: (None, value) for name, value in values.items() if value})  # fmt: skip


def edit_institution(
    *, institution: Institution, values: dict[str, Any], version: int, create_anyway: bool = False,
    close_seats: bool = False, actor: Actor, now: datetime,
) -> Institution:  # fmt: skip
    """Save what was typed over the version it was typed from. An institution that is no longer a member
    keeps no open seat: they are closed with it once `close_seats` says so."""
    check_version(institution, version)
    check_not_merged(institution)
    values = _checked(values, institution)
    if not create_anyway and _names(values) != _names(_stored(institution)):
        _refuse_duplicate(values, institution.id)
    if values["membership"] is not Membership.MEMBER:
        _close_all_seats(institution, confirmed=close_seats, actor=actor, now=now)
    changes = changed(institution, {name: values.get(name) for name in COLUMNS})
    if changes:
        institution.name_folded = _shadow(values)
        institution.version += 1
        record(actor, "institution.edited", institution, now=now, changes=changes)
    if "membership" in changes and institution.membership is Membership.LEFT:
        _end_mandates(institution, actor=actor, now=now)
    return institution


def _checked(values: dict[str, Any], institution: Institution | None) -> dict[str, Any]:
    """The same values, cleaned, or a refusal that names the field."""
    values = dict(values)
    for name in _TEXTS:
        before = getattr(institution, name) if institution is not None else None
        values[name] = keep_english(values.get(name, before), before)
    check_name(values["name"] or Translated())
    for name in _LINES:
        check_lines(values[name], field=name)
    for name, limit in (("address", 500), ("description", 5000)):
        for code, text in (values[name] or {}).items():
            check_length(text, field=f"{name}_{code}", limit=limit)
    check_line(values.get("acronym"), field="acronym", limit=40)
    for name in ("part_of_note", "source"):
        check_line(values.get(name), field=name)
    values["email"] = clean_email(values.get("email"))
    values["phone"] = clean_phone(values.get("phone"))
    values["website"] = clean_url(values.get("website"))
    values["membership"] = Membership(values.get("membership") or Membership.MEMBER)
    values["visibility"] = Visibility(values.get("visibility") or Visibility.MEMBERS)
    check_dates(
        values.get("member_since"), values.get("member_until"), start="member_since", end="member_until"
    )
    check_dates(values.get("memorandum_signed_on"), None, start="memorandum_signed_on", end="")
    if not values.get("category_code") or db.session.get(Category, values["category_code"]) is None:
        message = _("Choisissez une des catégories proposées.")
        raise RuleError("unknown_category", message, field="category_code")
    _check_part_of(values.get("part_of_id"), institution)
    return values


def _check_part_of(part_of_id: int | None, institution: Institution | None) -> None:
    """Part of an existing institution, and never, even through others, of itself."""
    seen = {institution.id} if institution is not None else set()
    while part_of_id is not None:
        parent = db.session.get(Institution, part_of_id)
        if parent is None:
            raise RuleError("unknown", _("Choisissez une institution de la liste."), field="part_of_id")
        if parent.id in seen:
            message = _("Une institution ne peut pas faire partie d'elle-même. Choisissez-en une autre.")
            raise RuleError("loop", message, field="part_of_id")
        seen.add(parent.id)
        part_of_id = parent.part_of_id


def _refuse_duplicate(values: dict[str, Any], own_id: int | None) -> None:
    names, acronym = _names(values)
    for other in db.session.scalars(queries.list_similar_names(names, acronym)):
        same_name = names & {fold(text) for text in other.name.values()}
        same_acronym = acronym is not None and acronym == fold(other.acronym or "")
        if other.id != own_id and (same_name or same_acronym):
            message = _(
                "Une institution porte déjà ce nom ou ce sigle : %(name)s. Si c'est une autre, cochez « Créer quand même ».",
                name=other.name,
            )
            raise RuleError("duplicate", message, field="name_fr" if same_name else "acronym", status=409)


def _names(values: dict[str, Any]) -> tuple[set[str], str | None]:
    return {fold(text) for text in (values["name"] or {}).values()}, fold(values.get("acronym") or "") or None


def _stored(institution: Institution) -> dict[str, Any]:
    return {"name": institution.name, "acronym": institution.acronym}


def _shadow(values: dict[str, Any]) -> str:
    """French first, whatever the order of the stored keys: lists sort on it."""
    names = [values["name"].get(code) or "" for code in ("fr", "ar", "en")]
    return fold(" ".join([*names, values.get("acronym") or ""]))[:600]


def _close_all_seats(institution: Institution, *, confirmed: bool, actor: Actor, now: datetime) -> None:
    seats = db.session.scalars(queries.list_open_seats_of(institution.id)).all()
    if seats and not confirmed:
        message = _(
            "Cette institution a encore des sièges ouverts (%(number)s). Ils seront fermés et leurs accès prendront fin"
            " aussitôt : cochez « Fermer aussi ses sièges » pour continuer.",
            number=len(seats),
        )
        raise RuleError("open_seats", message, field="membership", status=409)
    for seat in seats:
        close_seat(seat=seat, actor=actor, now=now)


def _end_mandates(institution: Institution, *, actor: Actor, now: datetime) -> None:
    """A former member leaves the bodies it sat in."""
    last_day = institution.member_until or clock.today(now)
    for mandate in db.session.scalars(queries.list_mandates_of_institution(institution.id, clock.today(now))):
        guard_mandates_of(mandate.body, actor)
        refuse_last_coordinator(mandate, last_day, field="membership", now=now)
        changes = changed(mandate, {"ends_on": max(mandate.starts_on, last_day)})
        record(actor, "mandate.ended", mandate, now=now, changes=changes)
