"""Lists of structures as people make them, sent and written."""

import io
from typing import Any

from sqlalchemy import select

from noress.domain.exchange.models import StructureImport
from noress.extensions import db
from tests.factories.sheets import xlsx
from tests.pages import parse
from tests.posting import post

WHERE = "/catalogue/gestion/importer"
HEADINGS = [
    "Nom de la structure",
    "الاسم بالعربية",
    "Province",
    "Ville",
    "GSM",
    "E-mail",
    "Secteur",
    "Services",
]


def row(name: str, *, ar: str = "", province: str = "Tétouan", town: str = "", phone: str = "", email: str = "",
        sector: str = "", services: str = "") -> list[str]:  # fmt: skip
    return [name, ar, province, town, phone, email, sector, services]


def send(
    browser: Any, rows: list[list[str]], *, name: str = "liste.xlsx", content: bytes | None = None
) -> Any:
    file = io.BytesIO(content if content is not None else xlsx(rows))
    return post(browser, WHERE, {"file": (file, name)}, content_type="multipart/form-data")


def confirm(browser: Any, where: str, **fields: str) -> Any:
    """Read what will be written, then confirm it."""
    seen = parse(browser.get(f"{where}/confirmer")).select_one("[name=seen]")["value"]
    return post(browser, f"{where}/confirmer", {"seen": seen, "state": "to_check", **fields})


def the_list() -> StructureImport:
    db.session.rollback()
    db.session.expire_all()
    return db.session.scalars(select(StructureImport).order_by(StructureImport.id.desc())).first()
