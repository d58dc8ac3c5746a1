"""Attendance of a meeting: institutions, guests, proxies, the check-in, the sheet, figures with their sources."""

from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from noress.core.i18n import lazy as _
from noress.core.types import Short, UTCDateTime, enum_column
from noress.extensions import Base

if TYPE_CHECKING:
    from noress.domain.accounts.models import Person
    from noress.domain.files.models import StoredFile
    from noress.domain.institutions.models import Institution
    from noress.domain.meetings.models import Meeting


class AttendanceStatus(StrEnum):
    PRESENT = "present"
    LATE = "late"
    LEFT = "left"
    REPRESENTED = "represented"
    EXCUSED = "excused"
    ABSENT = "absent"
    GUEST = "guest"

    @property
    def label(self) -> Any:
        return {
            "present": _("présente"),
            "late": _("arrivée en retard"),
            "left": _("partie avant la fin"),
            "represented": _("représentée par procuration"),
            "excused": _("excusée"),
            "absent": _("absente"),
            "guest": _("invité"),
        }[self.value]


class AttendanceSource(StrEnum):
    DESK = "desk"
    SELF = "self"
    SHEET = "sheet"

    @property
    def label(self) -> Any:
        return {
            "desk": _("pointée par le secrétariat"),
            "self": _("pointée sur place par elle-même"),
            "sheet": _("reprise de la feuille signée"),
        }[self.value]


class Attendance(Base):
    """One line of the attendance: an institution (once per meeting), or a guest (no institution)."""

    __tablename__ = "attendance"
    __table_args__ = (
        CheckConstraint("institution_id IS NOT NULL OR names IS NOT NULL", name="who"),
        CheckConstraint("women >= 0 AND men >= 0 AND youth >= 0", name="counts"),
        CheckConstraint("proxy_institution_id IS NULL OR proxy_institution_id <> institution_id", name="proxy"),
        Index(
            "uq_attendance_institution", "meeting_id", "institution_id", unique=True,
            sqlite_where=text("institution_id IS NOT NULL"), postgresql_where=text("institution_id IS NOT NULL"),
        ),
    )  # fmt: skip
    id: Mapped[int] = mapped_column(primary_key=True)
    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id", ondelete="CASCADE"), index=True)
    institution_id: Mapped[int | None] = mapped_column(ForeignKey("institution.id"), index=True)
    status: Mapped[AttendanceStatus] = mapped_column(enum_column(AttendanceStatus))
    #: who sat there, as they gave it; for a guest the guest's name
    names: Mapped[str | None] = mapped_column(Text)
    organisation: Mapped[str | None] = mapped_column(Short)
    #: the institution that carries this one's voice
    proxy_institution_id: Mapped[int | None] = mapped_column(ForeignKey("institution.id"))
    arrived_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    left_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    women: Mapped[int] = mapped_column(default=0)
    men: Mapped[int] = mapped_column(default=0)
    #: among the women and men, those under 35
    youth: Mapped[int] = mapped_column(default=0)
    note: Mapped[str | None] = mapped_column(Text)
    source: Mapped[AttendanceSource] = mapped_column(enum_column(AttendanceSource))
    recorded_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    recorded_at: Mapped[datetime] = mapped_column(UTCDateTime)
    version: Mapped[int] = mapped_column(default=1)
    meeting: Mapped["Meeting"] = relationship()
    institution: Mapped["Institution | None"] = relationship(foreign_keys=[institution_id])
    proxy_institution: Mapped["Institution | None"] = relationship(foreign_keys=[proxy_institution_id])
    recorded_by: Mapped["Person | None"] = relationship()


class CheckIn(Base):
    """The door of a meeting: six characters (or their QR code) by which people say "I am here"."""

    __tablename__ = "check_in"
    id: Mapped[int] = mapped_column(primary_key=True)
    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id", ondelete="CASCADE"), unique=True)
    #: without I, 1, O, 0; unique among open ones
    code: Mapped[str] = mapped_column(String(6), unique=True)
    opened_at: Mapped[datetime] = mapped_column(UTCDateTime)
    closed_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    meeting: Mapped["Meeting"] = relationship()


class SignInSheet(Base):
    """A photograph or scan of the signed sheet."""

    __tablename__ = "sign_in_sheet"
    id: Mapped[int] = mapped_column(primary_key=True)
    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id", ondelete="CASCADE"), index=True)
    file_id: Mapped[int] = mapped_column(ForeignKey("stored_file.id"))
    added_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    added_at: Mapped[datetime] = mapped_column(UTCDateTime)
    removed_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    file: Mapped["StoredFile"] = relationship()


class Measure(StrEnum):
    PARTICIPANTS = "participants"
    WOMEN = "women"
    MEN = "men"
    YOUTH = "youth"
    ASSOCIATIONS = "associations"
    COOPERATIVES = "cooperatives"

    @property
    def label(self) -> Any:
        return {
            "participants": _("participants"),
            "women": _("femmes"),
            "men": _("hommes"),
            "youth": _("jeunes"),
            "associations": _("associations"),
            "cooperatives": _("coopératives"),
        }[self.value]


class AttendanceFigure(Base):
    """A count that a document gives; two documents may disagree, and both are shown with their source."""

    __tablename__ = "attendance_figure"
    __table_args__ = (CheckConstraint("(count IS NULL) <> (per_mille IS NULL)", name="one_value"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id", ondelete="CASCADE"), index=True)
    measure: Mapped[Measure] = mapped_column(enum_column(Measure))
    count: Mapped[int | None]
    #: a share as printed: 400 is 40 %
    per_mille: Mapped[int | None]
    source: Mapped[str] = mapped_column(Short)
