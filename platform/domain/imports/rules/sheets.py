"""A sheet before it is confirmed: kept, its columns understood, its lines chosen. The records are not touched."""

from collections.abc import Mapping
from datetime import date, datetime

from noress.core import clock, tables
from noress.core.errors import RuleError
from noress.core.headings import headings_key
from noress.core.i18n import lazy as _
from noress.core.locking import lock
from noress.core.tables import Sheet
from noress.domain.accounts.actor import Actor
from noress.domain.actions.models import ImportState
from noress.domain.imports import queries, reading
from noress.domain.imports.known import Known
from noress.domain.imports.models import InstitutionImport
from noress.domain.imports.planning import Plan, plan_lines
from noress.domain.institutions import queries as institution_queries
from noress.domain.institutions.models import Category
from noress.domain.institutions.rules.checks import check_dates
from noress.extensions import db

MAX_LINES = 5_000
DONE_ALREADY = _("Cet import a déjà été traité. Rechargez la page pour voir où il en est.")


def keep_sheet(*, filename: str, sheet: Sheet, actor: Actor, now: datetime) -> InstitutionImport:
    """Keep what was read, understood as the last sheet with the same headings was."""
    key = headings_key(sheet.rows[0])
    before = db.session.scalars(queries.get_like_headings(key)).one_or_none()
    guessed = {str(place): name for place, name in sheet.mapping.items()}
    pending = InstitutionImport(
        filename=filename[:200], rows=sheet.rows, numbers=sheet.numbers, headings_key=key, choices={}, written={},
        mapping=before.mapping if before is not None else guessed, version=1, state=ImportState.PENDING,
        category_code=before.category_code if before is not None else None, seats_from=clock.today(now),
        created_at=now, created_by_id=actor.person_id,
    )  # fmt: skip
    db.session.add(pending)
    db.session.flush()  # its page needs its number
    return pending


def map_columns(
    *, pending: InstitutionImport, mapping: Mapping[int, str], category_code: str | None, seats_from: date,
    version: int, actor: Actor, now: datetime,
) -> None:  # fmt: skip
    """What each column means, the category of lines that give none, and from when people speak."""
    lock(pending)
    if pending.state is not ImportState.PENDING or pending.version != version:
        raise RuleError("not_pending", DONE_ALREADY, status=409)
    tables.check_mapping(mapping, reading.LABELS)
    if not {"name", "name_ar"} & set(mapping.values()):
        raise RuleError(
            "no_name", _("Dites quelle colonne contient le nom de l'institution."), field="mapping"
        )
    if category_code is not None and db.session.get(Category, category_code) is None:
        raise RuleError(
            "unknown_category", _("Choisissez une des catégories proposées."), field="category_code"
        )
    check_dates(seats_from, None, start="seats_from", end="")
    pending.mapping = {str(place): name for place, name in mapping.items()}
    pending.category_code, pending.seats_from = category_code, seats_from
    pending.version += 1


def choose_deeds(
    *, pending: InstitutionImport, choices: Mapping[str, Mapping[str, str]], actor: Actor, now: datetime
) -> None:
    """What becomes of these lines; the other lines keep what was chosen for them. What the page proposed and
    nobody changed is no choice: it follows what is known on the day of the confirmation."""
    lock(pending)
    if pending.state is not ImportState.PENDING:
        raise RuleError("not_pending", DONE_ALREADY, status=409)
    kept = dict(pending.choices)
    for line in plan_import(pending=pending, actor=actor, now=now).lines:
        place = str(line.line.place)
        shown = {"institution": line.deed, **{person.said.role: person.deed for person in line.people}}
        chosen = {role: deed for role, deed in choices.get(place, {}).items() if shown.get(role) != deed}
        if chosen:
            kept[place] = {**kept.get(place, {}), **chosen}
    pending.choices = kept


def plan_import(*, pending: InstitutionImport, actor: Actor, now: datetime) -> Plan:
    """Every line as it would be written, against what is known now."""
    return plan_lines(
        pending.rows, pending.numbers, {int(place): name for place, name in pending.mapping.items()},
        known=Known.load(clock.today(now)), choices=pending.choices, default_category=pending.category_code,
        categories=reading.Categories.of(list(db.session.scalars(institution_queries.list_categories()))),
        may_lead=actor.method == "system" or actor.is_coordinator or actor.is_administrator,
    )  # fmt: skip


def abandon_import(*, pending: InstitutionImport, actor: Actor, now: datetime) -> None:
    """Nothing was written, nothing will be; what was read is forgotten."""
    lock(pending)
    if pending.state is not ImportState.PENDING:
        raise RuleError("not_pending", DONE_ALREADY, status=409)
    pending.state, pending.rows, pending.numbers, pending.choices = ImportState.ABANDONED, [], [], {}
    pending.version += 1
