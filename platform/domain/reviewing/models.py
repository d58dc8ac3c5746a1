"""Judging: grids, what each person gives each file, and standing aside (who may not judge what, why, who stands in).

A grid judges the rows of one table (`subject_type`): applications of a call now. Points are integers of the criterion's
scale; a total is thousandths of 100 points, so that sums and comparisons are exact on both engines.
"""

from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint, false
from sqlalchemy.orm import Mapped, mapped_column, relationship

from noress.core.i18n import Translated
from noress.core.i18n import lazy as _
from noress.core.types import Json, TranslatedText, UTCDateTime, enum_column
from noress.extensions import Base

if TYPE_CHECKING:
    from noress.domain.accounts.models import Person
    from noress.domain.applications.models import Application
    from noress.domain.files.models import StoredFile
    from noress.domain.funding.models import FundingCall
    from noress.domain.institutions.models import Institution


class RecusalNature(StrEnum):
    #: their institution applies, sponsors, is a partner or accompanies
    INSTITUTION = "institution"
    #: their institution is tied to one that has a part in it
    LINKED = "linked"
    #: they work on it, or accompany it themselves
    PERSON = "person"
    #: their institution has granted money to the same structure: advice, until somebody confirms it
    FUNDED = "funded"
    #: one of theirs works on it, or lives from it
    FAMILY = "family"
    #: they work together with those who carry it
    PARTNER = "partner"
    #: they said so
    DECLARED = "declared"

    @property
    def label(self) -> Any:
        return {
            "institution": _("son institution a une part dans le dossier"),
            "linked": _("son institution est liée à une institution du dossier"),
            "person": _("travaille sur le dossier"), "funded": _("son institution l'a déjà financé"),
            "family": _("un proche ou une proche y a part"), "partner": _("partenaire de ce qui est présenté"),
            "declared": _("s'est déporté(e)"),
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
    #: looked at by the chair of the jury; it hides the file before that too
    confirmed_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    confirmed_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
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


class Grid(Base):
    """What the files of one stage of a call are judged by, and when. Its weights make 100."""

    __tablename__ = "grid"
    __table_args__ = (
        UniqueConstraint("call_id", "stage", name="uq_grid_call"),
        CheckConstraint("per_file BETWEEN 1 AND 20", name="per_file"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    #: the table of what is judged
    subject_type: Mapped[str] = mapped_column(String(40))
    call_id: Mapped[int | None] = mapped_column(ForeignKey("funding_call.id", ondelete="CASCADE"))
    stage: Mapped[int] = mapped_column(default=1)
    #: evaluations wanted of each file
    per_file: Mapped[int] = mapped_column(default=2)
    #: evaluations are given from then; none: as soon as they are assigned
    opens_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    #: and until then, by the server's clock
    closes_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    #: everybody judges every file; otherwise `per_file` of them each, spread evenly
    by_everybody: Mapped[bool] = mapped_column(default=False, server_default=false())
    version: Mapped[int] = mapped_column(default=1)
    call: Mapped["FundingCall | None"] = relationship()
    criteria: Mapped[list["GridCriterion"]] = relationship(
        back_populates="grid", order_by="GridCriterion.position", cascade="all, delete-orphan"
    )


class GridCriterion(Base):
    """One thing judged, on a scale where every value has its word. One that is outside the total weighs nothing."""

    __tablename__ = "grid_criterion"
    __table_args__ = (CheckConstraint("weight BETWEEN 0 AND 100", name="weight"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    grid_id: Mapped[int] = mapped_column(ForeignKey("grid.id", ondelete="CASCADE"), index=True)
    title: Mapped[Translated] = mapped_column(TranslatedText)
    guidance: Mapped[Translated | None] = mapped_column(TranslatedText)
    weight: Mapped[int]
    #: [{"value": 0, "word": {"fr": ..., "ar": ...}}], from the lowest
    scale: Mapped[list[dict[str, Any]]] = mapped_column(Json)
    #: a file whose mean is below is eliminated, whatever its total
    minimum: Mapped[int | None]
    #: every evaluation says why in words
    needs_comment: Mapped[bool] = mapped_column(default=False)
    #: asked of the files of that lot alone; none: of all
    lot_id: Mapped[int | None] = mapped_column(ForeignKey("funding_lot.id", ondelete="CASCADE"), index=True)
    #: noted in a column of its own (a first initiative, a rural one), weight 0
    is_outside_total: Mapped[bool] = mapped_column(default=False, server_default=false())
    position: Mapped[int] = mapped_column(default=0)
    grid: Mapped[Grid] = relationship(back_populates="criteria")


class Abstention(StrEnum):
    """Why somebody gives a file no score."""

    CONFLICT = "conflict"
    NOT_COMPETENT = "not_competent"
    LANGUAGE = "language"
    OTHER = "other"

    @property
    def label(self) -> Any:
        return {
            "conflict": _("un lien avec ce dossier"), "not_competent": _("hors de mes compétences"),
            "language": _("je ne lis pas cette langue"), "other": _("un autre motif"),
        }[self.value]  # fmt: skip


class Evaluation(Base):
    """One person judges one file: assigned, written, sent. Nobody else reads it before it is sent, and they read nobody
    else's before theirs is."""

    __tablename__ = "evaluation"
    __table_args__ = (
        UniqueConstraint("grid_id", "subject_id", "person_id", name="uq_evaluation_person"),
        # all that a juror's list is put in order by: five hundred files of one juror lie far apart
        Index(
            "ix_evaluation_person", "person_id", "grid_id", "subject_id", "declined_at", "sent_at", "abstained_at",
            "skipped_at",
        ),
        CheckConstraint("total IS NULL OR total BETWEEN 0 AND 100000", name="total"),
    )  # fmt: skip
    id: Mapped[int] = mapped_column(primary_key=True)
    grid_id: Mapped[int] = mapped_column(ForeignKey("grid.id", ondelete="CASCADE"))
    subject_id: Mapped[int]
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    assigned_at: Mapped[datetime] = mapped_column(UTCDateTime)
    assigned_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    #: {id of the criterion: value}
    scores: Mapped[dict[str, int]] = mapped_column(Json, default=dict)
    #: {id of the criterion: why}
    comments: Mapped[dict[str, str]] = mapped_column(Json, default=dict)
    comment: Mapped[str] = mapped_column(Text, default="")
    #: thousandths of a mark out of 100; none while a criterion has no value
    total: Mapped[int | None]
    saved_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    sent_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    #: they cannot, or have a part in it; it counts for nothing
    declined_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    declined_because: Mapped[str | None] = mapped_column(Text)
    reminded_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    #: of their own list: put behind the others by whoever skips it
    skipped_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    #: they give none, and say why: counted apart from what is still awaited
    abstained_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    abstention: Mapped[Abstention | None] = mapped_column(enum_column(Abstention))
    #: typed in from paper by the jury's secretary; counts once its author has countersigned it
    typed_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    paper_id: Mapped[int | None] = mapped_column(ForeignKey("stored_file.id"))
    #: or, where the author cannot, once the chair has, who says why
    countersigned_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    countersigned_because: Mapped[str | None] = mapped_column(Text)
    #: its author asks to change what was sent, and says why; none once that is settled
    reopen_asked_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    reopen_because: Mapped[str | None] = mapped_column(Text)
    version: Mapped[int] = mapped_column(default=1)
    grid: Mapped[Grid] = relationship()
    #: where the grid judges applications
    application: Mapped["Application"] = relationship(
        primaryjoin="foreign(Evaluation.subject_id) == Application.id", viewonly=True
    )
    person: Mapped["Person"] = relationship(foreign_keys=[person_id])
    paper: Mapped["StoredFile | None"] = relationship()


class RulingKind(StrEnum):
    #: the rules told files of the same mean apart, or left them together
    TIE_BY_RULE = "tie_by_rule"
    #: the chair did
    TIE_BY_CHAIR = "tie_by_chair"
    #: a file with fewer scores than it takes is ranked all the same
    EXCEPTION = "exception"

    @property
    def label(self) -> Any:
        return {
            "tie_by_rule": _("ex æquo départagés par le règlement"),
            "tie_by_chair": _("ex æquo départagés par la présidence"),
            "exception": _("classé malgré trop peu de notes"),
        }[self.value]  # fmt: skip


class JuryRuling(Base):
    """What was settled beside the scores: a tie, by which rule; a file ranked with too few scores, why. Never changed: the last
    one of the same files counts."""

    __tablename__ = "jury_ruling"
    __table_args__ = {"sqlite_autoincrement": True}
    id: Mapped[int] = mapped_column(primary_key=True)
    competition_id: Mapped[int] = mapped_column(ForeignKey("competition.id", ondelete="CASCADE"), index=True)
    kind: Mapped[RulingKind] = mapped_column(enum_column(RulingKind))
    #: the files, the first of them before the second
    application_ids: Mapped[list[int]] = mapped_column(Json)
    #: a value of `TieRule`; none of an exception
    rule: Mapped[str | None] = mapped_column(String(20))
    #: of the chair
    reason: Mapped[str | None] = mapped_column(Text)
    made_at: Mapped[datetime] = mapped_column(UTCDateTime)
    made_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
