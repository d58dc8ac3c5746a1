"""Records of institutions and of persons that were made one, and records that somebody found to be two."""

from datetime import datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import CheckConstraint, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from noress.core.types import Json, UTCDateTime
from noress.extensions import Base

if TYPE_CHECKING:
    from noress.domain.accounts.models import Person
    from noress.domain.institutions.models import Institution


class InstitutionMerge(Base):
    """What a merge moved and changed: enough to put everything back where it was."""

    __tablename__ = "institution_merge"
    __table_args__ = (CheckConstraint("kept_id <> merged_id", name="two"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    kept_id: Mapped[int] = mapped_column(ForeignKey("institution.id"), index=True)
    #: hidden since, its public page sends on to the kept one
    merged_id: Mapped[int] = mapped_column(ForeignKey("institution.id"), index=True)
    #: {"table.column": [keys of the rows that named the merged one]}
    moved: Mapped[dict[str, list[int]]] = mapped_column(Json)
    #: the same, of rows that stay with the merged one: the kept one already has its own
    left: Mapped[dict[str, list[int]]] = mapped_column(Json)
    #: {column: [before, after]} of the kept one
    changes: Mapped[dict[str, list[Any]]] = mapped_column(Json)
    #: what the merged one was
    membership: Mapped[str] = mapped_column(String(32))
    merged_at: Mapped[datetime] = mapped_column(UTCDateTime)
    merged_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    undone_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    undone_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    kept: Mapped["Institution"] = relationship(foreign_keys=[kept_id])
    merged: Mapped["Institution"] = relationship(foreign_keys=[merged_id])
    merged_by: Mapped["Person | None"] = relationship(foreign_keys=[merged_by_id])


class InstitutionDistinct(Base):
    """Two that are not the same: a pair that is not proposed again. The smaller key comes first."""

    __tablename__ = "institution_distinct"
    __table_args__ = (
        CheckConstraint("first_id < second_id", name="ordered"),
        UniqueConstraint("first_id", "second_id", name="uq_institution_distinct_pair"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    first_id: Mapped[int] = mapped_column(ForeignKey("institution.id"))
    second_id: Mapped[int] = mapped_column(ForeignKey("institution.id"), index=True)
    decided_at: Mapped[datetime] = mapped_column(UTCDateTime)
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    first: Mapped["Institution"] = relationship(foreign_keys=[first_id])
    second: Mapped["Institution"] = relationship(foreign_keys=[second_id])
    decided_by: Mapped["Person | None"] = relationship()


class PersonMerge(Base):
    """What a merge of two records of one person moved and changed: enough to put everything back."""

    __tablename__ = "person_merge"
    __table_args__ = (CheckConstraint("kept_id <> merged_id", name="two"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    kept_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    #: signs in no more since: its address leads to the kept one
    merged_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    #: {"table.column": [keys of the rows that named the merged one]}
    moved: Mapped[dict[str, list[int]]] = mapped_column(Json)
    #: the same, of rows that stay with the merged one: the kept one already has its own
    left: Mapped[dict[str, list[int]]] = mapped_column(Json)
    #: {column: [before, after]} of the kept one
    changes: Mapped[dict[str, list[Any]]] = mapped_column(Json)
    #: {column: value} of the merged one, as it was
    was: Mapped[dict[str, Any]] = mapped_column(Json)
    merged_at: Mapped[datetime] = mapped_column(UTCDateTime)
    merged_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    undone_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    undone_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    kept: Mapped["Person"] = relationship(foreign_keys=[kept_id])
    merged: Mapped["Person"] = relationship(foreign_keys=[merged_id])
    merged_by: Mapped["Person | None"] = relationship(foreign_keys=[merged_by_id])


class PersonDistinct(Base):
    """Two persons who are not the same: a pair that is not proposed again. The smaller key comes first."""

    __tablename__ = "person_distinct"
    __table_args__ = (
        CheckConstraint("first_id < second_id", name="ordered"),
        UniqueConstraint("first_id", "second_id", name="uq_person_distinct_pair"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    first_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    second_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    decided_at: Mapped[datetime] = mapped_column(UTCDateTime)
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    first: Mapped["Person"] = relationship(foreign_keys=[first_id])
    second: Mapped["Person"] = relationship(foreign_keys=[second_id])
    decided_by: Mapped["Person | None"] = relationship(foreign_keys=[decided_by_id])
