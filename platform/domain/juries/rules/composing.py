"""Composing a jury: who has a seat, in which role, whose voice they are."""

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from noress.core import territories
from noress.core.errors import RuleError, StaleVersion
from noress.core.i18n import lazy as _
from noress.core.locking import lock
from noress.domain.accounts import queries as accounts
from noress.domain.accounts.actor import Actor
from noress.domain.accounts.inputs import clean_address, clean_name
from noress.domain.accounts.models import Person
from noress.domain.accounts.rules.persons import note_creation, prepare_person
from noress.domain.audit.rules import changed, record
from noress.domain.competitions import finding
from noress.domain.competitions.models import Competition
from noress.domain.funding.models import CallState
from noress.domain.institutions.models import Institution
from noress.domain.juries import panel, queries
from noress.domain.juries.models import Gender, Juror, JuryRole
from noress.extensions import db

MOST_JURORS = 60
OVER = frozenset({CallState.PUBLISHED, CallState.EXECUTION, CallState.CLOSED})


@dataclass(frozen=True)
class Place:
    """What is said of somebody who has a seat."""

    role: JuryRole
    institution_id: int | None = None
    gender: Gender = Gender.NOT_STATED
    province_code: str | None = None
    lot_ids: tuple[int, ...] = field(default=())


def find_or_prepare(
    *, name: str, email: str, language: str, source: str, actor: Actor, now: datetime
) -> Person:
    """Whoever has that address already, by their name where several read it; else a new record, whose source is kept."""
    address, wanted = clean_address(email), clean_name(name)
    known = list(db.session.scalars(accounts.list_persons_of_address(address)))
    if len(known) > 1:
        known = [one for one in known if one.name.casefold() == wanted.casefold()]
        if not known:
            message = _("Plusieurs personnes lisent cette adresse : cherchez la personne par son nom.")
            raise RuleError("shared", message, field="email", status=409)
    if known:
        return known[0]
    person = prepare_person(
        name=wanted, name_ar=None, language=language, email=address, phone=None, source=source, now=now
    )
    db.session.flush()  # history needs its number
    note_creation(person, actor=actor, now=now)
    return person


def appoint(*, competition: Competition, person: Person, place: Place, actor: Actor, now: datetime) -> Juror:
    """A seat in the jury; nothing is mailed yet. Whoever declined before may be asked again."""
    lock(competition)
    check_open(competition)
    if person.merged_into_id is not None or person.erased_at is not None:
        raise RuleError(
            "gone", _("Cette fiche ne sert plus : choisissez celle qui reste."), field="person", status=409
        )
    seated = list(db.session.scalars(panel.list_jurors(competition.id)))
    if len(seated) >= MOST_JURORS:
        raise RuleError("too_many", _("Un jury a %(most)s personnes au plus.", most=MOST_JURORS), status=409)
    before = db.session.scalars(queries.get_seat(competition.id, person.id)).one_or_none()
    if before is not None and before.declined_at is None:
        message = _("%(name)s est déjà dans ce jury.", name=person.shown_name)
        raise RuleError("known", message, field="person", status=409)
    _check(competition, place, seated, None)
    if before is not None:
        _vacate([before], now)
    _free_chair(competition, place, now)
    juror = Juror(
        competition_id=competition.id, person_id=person.id, appointed_at=now, appointed_by_id=actor.person_id, version=1,
        **_values(place),
    )  # fmt: skip
    db.session.add(juror)
    db.session.flush()  # history needs its number
    told: dict[str, tuple[Any, Any]] = {"juror_id": (None, person.id)}
    told |= {
        f"juror_{name}": (None, value) for name, value in _values(place).items() if value and name != "gender"
    }
    record(actor, "competition.juror_appointed", competition, now=now, changes=told)
    return juror


def edit_juror(*, juror: Juror, place: Place, version: int, actor: Actor, now: datetime) -> None:
    """Their role, voice, categories. A role changes until they have something to score."""
    competition = juror.competition
    lock(competition)
    lock(juror)
    check_open(competition)
    if juror.version != version:
        raise StaleVersion(_("Quelqu'un d'autre a enregistré entre-temps."), None)
    check_seated(juror)
    seated = list(db.session.scalars(panel.list_jurors(competition.id)))
    _check(competition, place, seated, juror)
    _free_chair(competition, place, now)
    is_scoring_changed = (place.role is JuryRole.SECRETARY) != (juror.role is JuryRole.SECRETARY)
    if is_scoring_changed and has_sent(juror):
        message = _(
            "Cette personne a déjà envoyé des notes : son rôle ne change plus. Retirez-la, puis nommez-la autrement."
        )
        raise RuleError("has_sent", message, field="role", status=409)
    changes = changed(juror, _values(place))
    if changes:
        juror.version += 1
        told = {f"juror_{name}": pair for name, pair in changes.items() if name != "gender"}
        record(
            actor, "competition.juror_edited", competition, now=now,
            changes={"juror_id": (juror.person_id, juror.person_id), **told},
        )  # fmt: skip


def _free_chair(competition: Competition, place: Place, now: datetime) -> None:
    """Who declined to chair holds nobody back."""
    if place.role is JuryRole.CHAIR:
        _vacate(db.session.scalars(queries.list_declined_chairs(competition.id)).all(), now)


def _vacate(jurors: Collection[Juror], now: datetime) -> None:
    for juror in jurors:
        juror.removed_at, juror.version = now, juror.version + 1
    db.session.flush()  # one seat stands at a time


def check_open(competition: Competition) -> None:
    if competition.deliberated_at is not None or competition.call.state in OVER:
        raise RuleError("over", _("Le jury a décidé : sa composition ne change plus."), status=409)


def check_seated(juror: Juror) -> None:
    if juror.removed_at is not None or juror.declined_at is not None:
        raise RuleError("not_seated", _("Cette personne ne siège plus dans ce jury."), status=409)


def has_sent(juror: Juror) -> bool:

    grid = finding.grid_of(juror.competition)
    if grid is None:
        return False
    return bool(db.session.execute(queries.count_sent(grid.id, [juror.person_id])).all())


def _values(place: Place) -> dict[str, Any]:
    return {
        "role": place.role, "institution_id": place.institution_id, "gender": place.gender,
        "province_code": place.province_code or None, "lot_ids": sorted(place.lot_ids),
    }  # fmt: skip


def _check(competition: Competition, place: Place, seated: Collection[Juror], own: Juror | None) -> None:
    others = [one for one in seated if own is None or one.id != own.id]
    if place.role is JuryRole.CHAIR and any(one.role is JuryRole.CHAIR for one in others):
        message = _("Ce jury a déjà une présidence : donnez d'abord un autre rôle à cette personne.")
        raise RuleError("chair", message, field="role", status=409)
    institution = db.session.get(Institution, place.institution_id) if place.institution_id else None
    if place.institution_id and (institution is None or institution.merged_into_id is not None):
        raise RuleError("institution", _("Choisissez une des institutions proposées."), field="institution")
    if place.province_code and territories.get(place.province_code, "province") is None:
        raise RuleError("province", _("Choisissez une des provinces proposées."), field="province")
    if set(place.lot_ids) - {lot.id for lot in competition.call.lots}:
        raise RuleError("lot", _("Choisissez parmi les catégories du prix."), field="lots")
