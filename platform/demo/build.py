"""Builds the demonstration in one transaction: the same date gives the same data."""

from datetime import date, datetime, time, timedelta

from flask import Flask
from sqlalchemy import text

from noress.core import clock, search
from noress.core.database import writing
from noress.core.stamps import Stamp
from noress.core.storage import StorageError
from noress.demo import (
    actions,
    applications,
    awards,
    backlog,
    bodies,
    calls,
    campaign,
    catalogue,
    coming,
    competitions,
    decisions,
    evaluations,
    facts,
    guidance,
    papers,
    payments,
    prize,
    prize_jury,
    prize_told,
    record,
    reports,
    responses,
    upkeep,
    workshops,
)
from noress.domain.accounts import identity
from noress.domain.accounts.actor import Actor
from noress.domain.catalogue.models import Structure
from noress.domain.competitions.models import Competition
from noress.domain.institutions.models import Institution
from noress.domain.outbox.models import WorkerMark
from noress.domain.retention import queries
from noress.extensions import db

#: the counter that keeps cached pages honest must never run twice through the same values
KEPT_TABLES = frozenset({Stamp.__tablename__, WorkerMark.__tablename__})
MORNING = time(9, 0)
#: the network was entered that long ago
#: the numbered institution that signs and pays, in the demonstration
CARRIER = 12
ENTERED_BEFORE = timedelta(days=60)


class NotEmpty(Exception):
    """There is data already, and nobody said that it may go."""


def build_if_empty(app: Flask) -> bool:
    """For `make run`: the demonstration on the first start, nothing afterwards."""
    try:
        build(app)
    except NotEmpty:
        return False
    return True


def build(app: Flask, *, today: date | None = None, reset: bool = False) -> None:
    """Everything of the demonstration, as seen on the given day at nine o'clock (now by default)."""
    now = clock.to_utc(datetime.combine(today, MORNING)) if today else clock.now().replace(microsecond=0)
    with app.app_context(), writing():
        if not is_empty():
            if not reset:
                raise NotEmpty
            empty(app)
        _fill(now)
        db.session.commit()


def is_empty() -> bool:
    return all(
        not db.session.scalar(queries.count_table(name)) for name in ("institution", "person", "meeting")
    )


def empty(app: Flask) -> None:
    """Delete every row, and the files that they name; numbers begin again, so that the same day gives the same data."""
    for key in db.session.scalars(queries.list_all_keys()).all():
        try:
            app.extensions["storage"].delete(key)
        except StorageError:
            app.logger.warning("file %s stays in the storage", key)
    emptied = [table for table in reversed(db.metadata.sorted_tables) if table.name not in KEPT_TABLES]
    if db.engine.dialect.name == "postgresql":
        names = ", ".join(f'"{table.name}"' for table in emptied)
        db.session.execute(text(f"TRUNCATE {names} RESTART IDENTITY"))
    else:
        for table in emptied:
            db.session.execute(table.delete())
        db.session.execute(text("DELETE FROM sqlite_sequence"))
    search.clear()


def _fill(now: datetime) -> None:
    entered = now - ENTERED_BEFORE
    facts.add_categories()
    facts.add_named_institutions(entered)
    people = bodies.People(entered)
    institutions = bodies.add_numbered_institutions(entered)
    bodies.add_seats(institutions, people)
    staff = bodies.add_staff(people)
    bodies_by_kind = bodies.add_bodies(institutions, staff["secretariat"])
    facts.add_past_sessions(bodies_by_kind["plenary"], entered)
    workshops.add_workshops(entered)
    decisions.add_decisions(bodies_by_kind, staff, now)
    record.add_records(bodies_by_kind, institutions, staff, now)
    coming.add_coming_meetings(bodies_by_kind, staff, now)
    actions.add_plans(bodies_by_kind, institutions, staff, now)
    backlog.add_backlog(bodies_by_kind, institutions, staff, now)
    papers.add_papers(bodies_by_kind["plenary"], staff, now)
    responses.add_responses(institutions, staff, now)
    campaign.add_campaign(institutions, staff, now)
    structures = catalogue.add_catalogue(institutions, staff, now)
    secretariat = identity.build_actor(staff["secretariat"], seat=None, now=now, method="demo")
    upkeep.build_upkeep(secretariat, structures, now, neighbours=list(institutions.values()))
    guidance.build_guidance(secretariat, structures, now)
    call = calls.add_calls(institutions[CARRIER].id, secretariat, now)
    officer = identity.build_actor(staff["dossier"], seat=None, now=now, method="demo")
    applications.add_applications(call, institutions, structures, (secretariat, officer), now)
    evaluations.add_evaluations(call, secretariat, people, now)
    decided = awards.add_awards(institutions[CARRIER].id, institutions, (secretariat, officer), people, now)
    money = [
        identity.build_actor(staff[key], seat=None, now=now, method="demo")
        for key in ("ordonnateur", "tresorier")
    ]
    reports.add_plan(decided, secretariat, now)
    payments.add_payments(decided, officer, *money, now)
    reports.add_reports(decided, payments.Desk(officer, *money, now))
    reports.add_figures()
    edition = competitions.add_editions(institutions[CARRIER].id, secretariat, now)
    _add_prize(edition, institutions, structures, people, (secretariat, officer, *money), now)


def _add_prize(
    edition: Competition, institutions: dict[int, Institution], structures: list[Structure], people: bodies.People,
    hands: tuple[Actor, ...], now: datetime,
) -> None:  # fmt: skip
    """Entries, jury and scores of the second edition; another one that is over."""
    outside = [one for one in structures if one.institution_id is None]
    desk = prize.Desk(*hands[:2])
    entries = prize.add_entries(edition, institutions, outside[20:30], desk, now)
    competitions.close_entries(edition)
    prize.check_entries(entries, desk, competitions.at(now, competitions.CLOSED + 3))
    prize_jury.add_jury(
        edition, institutions, people, desk.coordinator, competitions.at(now, competitions.SCORES), now
    )
    prize_told.add_told(
        edition.call.carrier_id or 0, institutions, outside[30:40], people, prize_told.Hands(*hands), now
    )
