"""Standing aside: who may not judge what, why, and who stands in. Links between organisations say part of it."""

from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from sqlalchemy import CheckConstraint, ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from noress.core.i18n import lazy as _
from noress.core.types import UTCDateTime, enum_column
from noress.extensions import Base

if TYPE_CHECKING:
    from noress.domain.accounts.models import Person
    from noress.domain.institutions.models import Institution


class RecusalNature(StrEnum):
    #: their institution applies, sponsors, is a partner or accompanies
    INSTITUTION = "institution"
    #: their institution is tied to one that has a part in it
    LINKED = "linked"
    #: they work on it, or accompany it themselves
    PERSON = "person"
    #: they said so
    DECLARED = "declared"

    @property
    def label(self) -> Any:
        return {
            "institution": _("son institution a une part dans le dossier"),
            "linked": _("son institution est liée à une institution du dossier"),
            "person": _("travaille sur le dossier"), "declared": _("s'est déporté(e)"),
        }[self.value]  # fmt: skip


class Recusal(Base):
    """This person sees nothing of this file. What is detected stands here once it is looked at, so that a substitute
    can be named; what a person declares stands until the coordinator lifts it."""

    __tablename__ = "recusal"
    __table_args__ = (UniqueConstraint("subject_type", "subject_id", "person_id", name="uq_recusal_person"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    #: the table of the file, and its row
    subject_type: Mapped[str] = mapped_column(String(40))
    subject_id: Mapped[int]
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    nature: Mapped[RecusalNature] = mapped_column(enum_column(RecusalNature))
    reason: Mapped[str | None] = mapped_column(Text)
    #: who does their part of the work on it
    substitute_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    made_at: Mapped[datetime] = mapped_column(UTCDateTime)
    made_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    lifted_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    person: Mapped["Person"] = relationship(foreign_keys=[person_id])
    substitute: Mapped["Person | None"] = relationship(foreign_keys=[substitute_id])


class LinkKind(StrEnum):
    """How the first is tied to the second (DESIGN.md section 3); "service de" is the institution's own `part_of`."""

    BRANCH = "branch"
    MEMBER = "member"
    FEDERATION = "federation"
    OVERSIGHT = "oversight"

    @property
    def label(self) -> Any:
        return {
            "branch": _("antenne de"), "member": _("membre de"), "federation": _("fédération de"),
            "oversight": _("tutelle de"),
        }[self.value]  # fmt: skip


class OrganisationLink(Base):
    """A tie between two organisations, through which conflicts of interest are computed."""

    __tablename__ = "organisation_link"
    __table_args__ = (
        UniqueConstraint("from_id", "to_id", "kind", name="uq_organisation_link"),
        CheckConstraint("from_id <> to_id", name="two"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    from_id: Mapped[int] = mapped_column(ForeignKey("institution.id"), index=True)
    to_id: Mapped[int] = mapped_column(ForeignKey("institution.id"), index=True)
    kind: Mapped[LinkKind] = mapped_column(enum_column(LinkKind))
    noted_at: Mapped[datetime] = mapped_column(UTCDateTime)
    first: Mapped["Institution"] = relationship(foreign_keys=[from_id])
    second: Mapped["Institution"] = relationship(foreign_keys=[to_id])
