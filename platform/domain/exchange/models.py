"""Lists of structures that come in as sheets, and files of the catalogue that go out."""

from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl

from sqlalchemy import ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from noress.core.i18n import lazy as _
from noress.core.types import Json, Short, UTCDateTime, enum_column
from noress.domain.catalogue.models import Source
from noress.extensions import Base

if TYPE_CHECKING:
    from noress.domain.accounts.models import Person


class StructureImportState(StrEnum):
    PENDING = "pending"
    WRITING = "writing"
    DONE = "done"
    FORGOTTEN = "forgotten"
    UNDONE = "undone"

    @property
    def label(self) -> Any:
        return {
            "pending": _("à vérifier"), "writing": _("en cours d'écriture"), "done": _("écrite"),
            "forgotten": _("abandonnée"), "undone": _("annulée"),
        }[self.value]  # fmt: skip


class StructureImport(Base):
    """A list of structures as it was read, what its columns mean, what was chosen for its lines, how far it is
    written. Undone whole as long as nothing depends on what it wrote."""

    __tablename__ = "structure_import"
    id: Mapped[int] = mapped_column(primary_key=True)
    filename: Mapped[str] = mapped_column(Short)
    #: [[cell, …], …], the first row being the headings; emptied when the import is given up
    rows: Mapped[list[list[str]]] = mapped_column(Json)
    #: what the program that made the sheet calls these rows
    numbers: Mapped[list[int]] = mapped_column(Json)
    #: digest of the headings: the next sheet with the same ones is understood as this one was
    headings_key: Mapped[str] = mapped_column(String(64), index=True)
    #: {place of the column: name of the field}
    mapping: Mapped[dict[str, str]] = mapped_column(Json, default=dict)
    source: Mapped[Source] = mapped_column(enum_column(Source), default=Source.IMPORT)
    #: {place of the line: "create", "skip" or the key of the entry that it completes}: where a person chose
    choices: Mapped[dict[str, str]] = mapped_column(Json, default=dict)
    state: Mapped[StructureImportState] = mapped_column(
        enum_column(StructureImportState), default=StructureImportState.PENDING
    )
    #: lines written so far, of how many
    done: Mapped[int] = mapped_column(default=0)
    total: Mapped[int] = mapped_column(default=0)
    #: {"created": [keys], "changed": {key: {field: [before, after]}}, "left": {line: why}}
    written: Mapped[dict[str, Any]] = mapped_column(Json, default=dict)
    created_at: Mapped[datetime] = mapped_column(UTCDateTime)
    created_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    confirmed_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    undone_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    version: Mapped[int] = mapped_column(default=1)
    created_by: Mapped["Person | None"] = relationship()


#: the format of files that hold the answers to a questionnaire, and what their filter begins with
ANSWERS, QUESTIONNAIRE = "answers", "questionnaire"


class CatalogueExport(Base):
    """A file of one filter, made by the worker: asked for many times at once, it is made once."""

    __tablename__ = "catalogue_export"
    __table_args__ = (UniqueConstraint("digest", "format", "language", name="uq_catalogue_export_asked"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    #: pdf, xlsx, answers
    format: Mapped[str] = mapped_column(String(10))
    #: the filter as the address says it, and who reads: 1 as members do, 2 as everybody
    query: Mapped[str] = mapped_column(Text)
    listed: Mapped[int]
    #: SHA-256 of both
    digest: Mapped[str] = mapped_column(String(64))
    language: Mapped[str] = mapped_column(String(2))
    #: entries written so far, of how many
    done: Mapped[int] = mapped_column(default=0)
    total: Mapped[int] = mapped_column(default=0)
    #: raised when it is asked for again after the catalogue changed
    generation: Mapped[int] = mapped_column(default=1)
    asked_at: Mapped[datetime] = mapped_column(UTCDateTime)

    @property
    def of_answers(self) -> tuple[int, dict[str, str]]:
        """(questionnaire, filter), where it holds answers and not entries."""
        arguments = dict(parse_qsl(self.query))
        return int(arguments.pop(QUESTIONNAIRE)), arguments


class CatalogueExportWait(Base):
    """Somebody who is told by mail when the file is ready."""

    __tablename__ = "catalogue_export_wait"
    __table_args__ = (UniqueConstraint("export_id", "person_id", name="uq_catalogue_export_wait_pair"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    export_id: Mapped[int] = mapped_column(ForeignKey("catalogue_export.id", ondelete="CASCADE"), index=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    asked_at: Mapped[datetime] = mapped_column(UTCDateTime)
    told_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
