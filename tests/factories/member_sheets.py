"""Sheets of members: as people send them, and as the platform keeps them."""

import io
from datetime import date
from typing import Any

from noress.core import tables
from noress.core.i18n import Translated
from noress.domain.accounts.actor import Actor, BodyRole
from noress.domain.imports import reading, rules
from noress.domain.imports.models import InstitutionImport
from noress.domain.institutions.models import BodyKind, Category, MandateRole
from noress.extensions import db
from tests.factories import NOW, make_category, save

COORDINATOR = Actor(
    name="Coordination", method="code", body_roles=frozenset({BodyRole(1, BodyKind.SECRETARIAT, MandateRole.COORDINATOR)})
)  # fmt: skip
SECRETARY = Actor(
    name="Secrétaire", method="code", body_roles=frozenset({BodyRole(1, BodyKind.SECRETARIAT, MandateRole.MEMBER)})
)  # fmt: skip
HEADINGS = (
    "Nom de l'institution", "Nom en arabe", "Sigle", "Catégorie", "Titre du responsable", "Courriel", "Téléphone",
    "Adresse", "Site web", "Membre depuis", "Titulaire : prénom et nom", "Titulaire : nom en arabe",
    "Titulaire : courriel", "Titulaire : téléphone", "Titulaire : langue", "Suppléant : prénom et nom",
    "Suppléant : courriel",
)  # fmt: skip


def make_categories() -> None:
    make_category()
    if db.session.get(Category, "cooperative") is None:
        save(
            Category(
                code="cooperative",
                name=Translated(fr="Coopérative", ar="تعاونية", en="Cooperative"),
                position=1,
            )
        )


def csv_of(rows: list[dict[str, str]], headings: tuple[str, ...] = HEADINGS) -> bytes:
    """A sheet with semicolons; each row names the columns that it fills."""
    lines = [";".join(headings), *(";".join(row.get(name, "") for name in headings) for row in rows)]
    return "\r\n".join(lines).encode("utf-8-sig")


def read(content: bytes, name: str = "membres.csv") -> tables.Sheet:
    return tables.read_sheet(name, io.BytesIO(content), reading.headings(), max_lines=rules.MAX_LINES)


def row(name: str, **values: str) -> dict[str, str]:
    """A line of an association; other columns by the beginning of their heading."""
    return {HEADINGS[0]: name, "Catégorie": "Association", **values}


def keep(
    *rows: dict[str, str], filename: str = "membres.csv", content: bytes | None = None
) -> InstitutionImport:
    """A sheet that waits to be checked."""
    make_categories()
    db.session.rollback()
    pending = rules.keep_sheet(
        filename=filename, sheet=read(content or csv_of(list(rows))), actor=SECRETARY, now=NOW
    )
    db.session.commit()
    return pending


def plan_of(pending: InstitutionImport, actor: Actor = SECRETARY) -> Any:
    return rules.plan_import(pending=pending, actor=actor, now=NOW)


def confirm(
    pending: InstitutionImport, actor: Actor = SECRETARY, seen: str | None = None
) -> InstitutionImport:
    seen = plan_of(pending, actor).seen if seen is None else seen
    db.session.rollback()
    rules.confirm_import(pending=pending, seen=seen, actor=actor, now=NOW)
    db.session.commit()
    return pending


TODAY = date(2026, 11, 20)
