"""The catalogue of actors: its entries, the words that sort them, what is proposed for them, how they became one."""

from datetime import date, datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    ForeignKey,
    Index,
    String,
    Text,
    UniqueConstraint,
    false,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from noress.core.i18n import Translated
from noress.core.i18n import lazy as _
from noress.core.types import Json, Short, TranslatedText, UTCDateTime, enum_column
from noress.extensions import Base

if TYPE_CHECKING:
    from noress.domain.accounts.models import Person
    from noress.domain.institutions.models import Category, Institution


class Facet(StrEnum):
    """What the words of the catalogue describe."""

    SECTOR = "sector"
    SERVICE = "service"
    PUBLIC = "public"
    STAGE = "stage"
    RESOURCE = "resource"
    LEGAL_FORM = "legal_form"
    LANGUAGE = "language"
    LABEL = "label"

    @property
    def label(self) -> Any:
        return {
            "sector": _("secteur"), "service": _("service"), "public": _("public"), "stage": _("moment du projet"),
            "resource": _("moyen à partager"), "legal_form": _("forme juridique"), "language": _("langue d'accueil"),
            "label": _("label"),
        }[self.value]  # fmt: skip


class Term(Base):
    """A word of a closed list: editable by the secretariat, never deleted once an entry uses it."""

    __tablename__ = "catalogue_term"
    __table_args__ = (
        UniqueConstraint("facet", "code", name="uq_catalogue_term_code"),
        UniqueConstraint("mask", "bit", name="uq_catalogue_term_bit"),
        CheckConstraint("bit IS NULL OR (bit >= 0 AND bit < 62)", name="bit"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    facet: Mapped[Facet] = mapped_column(enum_column(Facet))
    #: "microcredit"; a service's begins with its sector: "financing.microcredit"
    code: Mapped[str] = mapped_column(String(80))
    name: Mapped[Translated] = mapped_column(TranslatedText)
    #: how a person with a project says that they need it: "J'ai besoin d'argent pour commencer"
    plain: Mapped[Translated | None] = mapped_column(TranslatedText)
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("catalogue_term.id"), index=True)
    position: Mapped[int] = mapped_column(default=0)
    #: a sign of its own beside the word (an emoji), or nothing
    pictogram: Mapped[str] = mapped_column(String(20), default="", server_default="")
    #: the column of `structure` and the bit there that say that an entry has it; none: not counted in lists
    mask: Mapped[str | None] = mapped_column(String(20))
    bit: Mapped[int | None]
    #: its code in the ESSglobal vocabulary
    essglobal: Mapped[str | None] = mapped_column(String(40))
    archived_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    version: Mapped[int] = mapped_column(default=1)
    parent: Mapped["Term | None"] = relationship(remote_side=[id])


class StructureState(StrEnum):
    DRAFT = "draft"
    TO_CHECK = "to_check"
    PUBLISHED = "published"
    REFUSED = "refused"
    HIDDEN = "hidden"
    MERGED = "merged"
    #: a group or a person that enters the prize: no entry of the catalogue, in none of its lists (rules/outside.py)
    OUTSIDE = "outside"

    @property
    def label(self) -> Any:
        return {
            "draft": _("brouillon"), "to_check": _("à vérifier"), "published": _("publiée"),
            "refused": _("refusée"), "hidden": _("masquée"), "merged": _("fusionnée"), "outside": _("hors du catalogue"),
        }[self.value]  # fmt: skip


#: states of what is in the catalogue, listed or not
IN_CATALOGUE = tuple(state for state in StructureState if state is not StructureState.OUTSIDE)


class HiddenBecause(StrEnum):
    """Why an entry left the lists."""

    STALE = "stale"
    OPPOSED = "opposed"
    GONE = "gone"
    SECRETARIAT = "secretariat"

    @property
    def label(self) -> Any:
        return {
            "stale": _("plus confirmée depuis longtemps"), "opposed": _("la structure s'y oppose"),
            "gone": _("la structure n'existe plus"), "secretariat": _("décision du secrétariat"),
        }[self.value]  # fmt: skip


class Source(StrEnum):
    """Where the value of a field comes from."""

    DECLARED = "declared"
    RELAY = "relay"
    REGISTER = "register"
    TELEPHONE = "telephone"
    VISIT = "visit"
    IMPORT = "import"

    @property
    def label(self) -> Any:
        return {
            "declared": _("déclaré"), "relay": _("par une structure relais"), "register": _("registre ou document"),
            "telephone": _("téléphone"), "visit": _("visite"), "import": _("liste importée"),
        }[self.value]  # fmt: skip


#: who reads an entry in lists, as `Structure.listed` says it
UNLISTED, FOR_MEMBERS, FOR_ALL = 0, 1, 2


class Structure(Base):
    """An entry: a narrow row for finding, filtering and sorting. What it says stands in `detail`, and the columns
    that repeat it are written by `rules.writing.write_values` alone."""

    __tablename__ = "structure"
    __table_args__ = (
        Index("ix_structure_listed_name", "listed", "name_sort", "id"),
        Index("ix_structure_province", "listed", "province_code", "name_sort"),
        Index("ix_structure_commune", "listed", "commune_code", "name_sort"),
        Index("ix_structure_kind", "listed", "kind_code", "name_sort"),
        #: counting facets reads nothing else
        Index("ix_structure_facets", "listed", "province_code", "kind_code", "tags", "services"),
        Index("ix_structure_state", "state", "updated_at"),
        # a square of the map: latitude alone would leave a strip of the whole country
        Index("ix_structure_point", "listed", text("round(latitude * 10)"), "longitude", "latitude"),
        Index(
            "ix_structure_ask_on", "ask_on",
            sqlite_where=text("ask_on IS NOT NULL"), postgresql_where=text("ask_on IS NOT NULL"),
        ),
        CheckConstraint("listed BETWEEN 0 AND 2", name="listed"),
        CheckConstraint("(latitude IS NULL) = (longitude IS NULL)", name="point"),
    )  # fmt: skip
    id: Mapped[int] = mapped_column(primary_key=True)
    #: in open data feeds, which ask for one
    uuid: Mapped[str] = mapped_column(String(36), unique=True)
    name: Mapped[Translated] = mapped_column(TranslatedText)
    name_folded: Mapped[str] = mapped_column(String(600))
    name_sort: Mapped[str] = mapped_column(String(600))
    acronym: Mapped[str | None] = mapped_column(String(40))
    state: Mapped[StructureState] = mapped_column(
        enum_column(StructureState), default=StructureState.TO_CHECK
    )
    #: why it is in that state, in the words of who decided
    reason: Mapped[str | None] = mapped_column(Text)
    hidden_because: Mapped[HiddenBecause | None] = mapped_column(enum_column(HiddenBecause))
    #: 0 in no list, 1 in lists of members, 2 in everybody's: follows from state, opposition and consent
    listed: Mapped[int] = mapped_column(default=UNLISTED)
    #: it agreed that everybody reads it; otherwise members do
    is_open: Mapped[bool] = mapped_column(default=False)
    #: it asked never to be listed: kept, so that no import nor answer lists it again
    opposed_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    kind_code: Mapped[str | None] = mapped_column(ForeignKey("category.code"))
    province_code: Mapped[str | None] = mapped_column(String(20))
    commune_code: Mapped[str | None] = mapped_column(String(20))
    #: degrees (WGS 84), inside the setting MAP_BOX
    latitude: Mapped[float | None]
    longitude: Mapped[float | None]
    #: bits of terms: sectors, publics and stages; services; means that it shares; means that it needs
    tags: Mapped[int] = mapped_column(BigInteger, default=0)
    services: Mapped[int] = mapped_column(BigInteger, default=0)
    shares: Mapped[int] = mapped_column(BigInteger, default=0)
    needs: Mapped[int] = mapped_column(BigInteger, default=0)
    #: it speaks for this institution, whose seats keep it true
    institution_id: Mapped[int | None] = mapped_column(ForeignKey("institution.id"), index=True)
    #: the answers that it was last written from
    response_id: Mapped[int | None] = mapped_column(
        ForeignKey("response.id", ondelete="SET NULL"), index=True
    )
    #: the sheet that it came in with
    import_id: Mapped[int | None] = mapped_column(ForeignKey("structure_import.id"), index=True)
    #: the record that this one was merged into: lists leave it out, its page sends on there
    merged_into_id: Mapped[int | None] = mapped_column(ForeignKey("structure.id"), index=True)
    #: invented for the demonstration
    is_demonstration: Mapped[bool] = mapped_column(default=False, server_default=false())
    #: the last day on which somebody said that all of it is right, and who
    confirmed_on: Mapped[date | None]
    confirmed_by: Mapped[str | None] = mapped_column(Short)
    #: the next day on which it is asked to confirm; none while it is in no list
    ask_on: Mapped[date | None]
    asked_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    #: how often it was asked since it last confirmed
    asks: Mapped[int] = mapped_column(default=0)
    #: a mail came back: to be checked by telephone
    needs_phone: Mapped[bool] = mapped_column(default=False, server_default=false())
    #: raising it ends every link that was mailed to it
    link_generation: Mapped[int] = mapped_column(default=1)
    created_at: Mapped[datetime] = mapped_column(UTCDateTime)
    updated_at: Mapped[datetime] = mapped_column(UTCDateTime)
    published_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    version: Mapped[int] = mapped_column(default=1)
    detail: Mapped["StructureDetail"] = relationship(
        back_populates="structure", cascade="all, delete-orphan", single_parent=True
    )
    areas: Mapped[list["StructureArea"]] = relationship(cascade="all, delete-orphan")
    kind: Mapped["Category | None"] = relationship()
    institution: Mapped["Institution | None"] = relationship()
    merged_into: Mapped["Structure | None"] = relationship(remote_side=[id])


class StructureDetail(Base):
    """Everything that an entry says, field by field (fields.py), with where and when each was said."""

    __tablename__ = "structure_detail"
    structure_id: Mapped[int] = mapped_column(
        ForeignKey("structure.id", ondelete="CASCADE"), primary_key=True
    )
    #: {field: value}
    values: Mapped[dict[str, Any]] = mapped_column(Json, default=dict)
    #: {field: [Source, "2026-11-20", who said it in words]}
    sources: Mapped[dict[str, list[Any]]] = mapped_column(Json, default=dict)
    #: {field: "public" | "members" | "internal"} where it is not the field's own
    audience: Mapped[dict[str, str]] = mapped_column(Json, default=dict)
    structure: Mapped[Structure] = relationship(back_populates="detail")


class StructureKey(Base):
    """What likely duplicates share: telephone, mail, words of the name whatever their script (likeness.py)."""

    __tablename__ = "structure_key"
    key: Mapped[str] = mapped_column(String(80), primary_key=True)
    structure_id: Mapped[int] = mapped_column(
        ForeignKey("structure.id", ondelete="CASCADE"), primary_key=True, index=True
    )


#: among the codes of places: it works in the whole country
COUNTRY = "MA"


class StructureArea(Base):
    """A place that an entry serves: a commune, a province, a region by their official codes, or the country; the
    place alone, and once more with each service that it offers there (areas.py)."""

    __tablename__ = "structure_area"
    code: Mapped[str] = mapped_column(String(20), primary_key=True)
    structure_id: Mapped[int] = mapped_column(
        ForeignKey("structure.id", ondelete="CASCADE"), primary_key=True, index=True
    )


class StructureKeeper(Base):
    """A person who keeps an entry that belongs to no institution."""

    __tablename__ = "structure_keeper"
    __table_args__ = (UniqueConstraint("structure_id", "person_id", name="uq_structure_keeper_pair"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    structure_id: Mapped[int] = mapped_column(ForeignKey("structure.id", ondelete="CASCADE"), index=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    since: Mapped[datetime] = mapped_column(UTCDateTime)
    ended_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    structure: Mapped[Structure] = relationship()
    person: Mapped["Person"] = relationship()


class StructureLabel(Base):
    """A label or a link that a named institution gives: certified by, accompanied by."""

    __tablename__ = "structure_label"
    id: Mapped[int] = mapped_column(primary_key=True)
    structure_id: Mapped[int] = mapped_column(ForeignKey("structure.id", ondelete="CASCADE"), index=True)
    institution_id: Mapped[int] = mapped_column(ForeignKey("institution.id"), index=True)
    term_id: Mapped[int] = mapped_column(ForeignKey("catalogue_term.id"))
    given_on: Mapped[date]
    until: Mapped[date | None]
    withdrawn_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    structure: Mapped[Structure] = relationship()
    institution: Mapped["Institution"] = relationship()
    term: Mapped[Term] = relationship()


class ChangeOrigin(StrEnum):
    RESPONSE = "response"
    OWNER = "owner"
    IMPORT = "import"
    REPORT = "report"
    SPRINT = "sprint"

    @property
    def label(self) -> Any:
        return {
            "response": _("réponse au questionnaire"), "owner": _("la structure elle-même"),
            "import": _("liste importée"), "report": _("erreur signalée"), "sprint": _("tri de la liste"),
        }[self.value]  # fmt: skip


class StructureChange(Base):
    """Values proposed for an entry, shown beside what it says and accepted field by field."""

    __tablename__ = "structure_change"
    __table_args__ = (Index("ix_structure_change_open", "settled_at", "created_at"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    structure_id: Mapped[int] = mapped_column(ForeignKey("structure.id", ondelete="CASCADE"), index=True)
    origin: Mapped[ChangeOrigin] = mapped_column(enum_column(ChangeOrigin))
    source: Mapped[Source] = mapped_column(enum_column(Source))
    response_id: Mapped[int | None] = mapped_column(
        ForeignKey("response.id", ondelete="SET NULL"), index=True
    )
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    #: who said it, in words for the secretariat
    said_by: Mapped[str | None] = mapped_column(Short)
    #: where the decision is told, when somebody waits for it
    email: Mapped[str | None] = mapped_column(String(254))
    language: Mapped[str] = mapped_column(String(2), default="fr")
    #: {field: value proposed}, {field: value it would replace}, as they were that day
    values: Mapped[dict[str, Any]] = mapped_column(Json)
    before: Mapped[dict[str, Any]] = mapped_column(Json)
    #: {field: true when accepted}, once settled
    decisions: Mapped[dict[str, bool] | None] = mapped_column(Json)
    reason: Mapped[str | None] = mapped_column(Text)
    created_at: Mapped[datetime] = mapped_column(UTCDateTime)
    settled_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    settled_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    version: Mapped[int] = mapped_column(default=1)
    structure: Mapped[Structure] = relationship()
    person: Mapped["Person | None"] = relationship(foreign_keys=[person_id])
    settled_by: Mapped["Person | None"] = relationship(foreign_keys=[settled_by_id])


class StructureMerge(Base):
    """What a merge moved and changed: enough to put everything back where it was."""

    __tablename__ = "structure_merge"
    __table_args__ = (CheckConstraint("kept_id <> merged_id", name="two"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    kept_id: Mapped[int] = mapped_column(ForeignKey("structure.id"), index=True)
    merged_id: Mapped[int] = mapped_column(ForeignKey("structure.id"), index=True)
    #: {"table.column": [keys of the rows that named the merged one]}
    moved: Mapped[dict[str, list[int]]] = mapped_column(Json)
    #: the same, of rows that stay with the merged one: the kept one already has its own
    left: Mapped[dict[str, list[int]]] = mapped_column(Json)
    #: {field: [before, after]} of the kept one
    changes: Mapped[dict[str, list[Any]]] = mapped_column(Json)
    #: {column: value} of the merged one, as it was
    was: Mapped[dict[str, Any]] = mapped_column(Json)
    merged_at: Mapped[datetime] = mapped_column(UTCDateTime)
    merged_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    undone_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    undone_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    kept: Mapped[Structure] = relationship(foreign_keys=[kept_id])
    merged: Mapped[Structure] = relationship(foreign_keys=[merged_id])
    merged_by: Mapped["Person | None"] = relationship(foreign_keys=[merged_by_id])


class StructureDistinct(Base):
    """Two entries that are not the same: a pair that is not proposed again. The smaller key comes first."""

    __tablename__ = "structure_distinct"
    __table_args__ = (
        CheckConstraint("first_id < second_id", name="ordered"),
        UniqueConstraint("first_id", "second_id", name="uq_structure_distinct_pair"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    first_id: Mapped[int] = mapped_column(ForeignKey("structure.id", ondelete="CASCADE"))
    second_id: Mapped[int] = mapped_column(ForeignKey("structure.id", ondelete="CASCADE"), index=True)
    decided_at: Mapped[datetime] = mapped_column(UTCDateTime)
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    first: Mapped[Structure] = relationship(foreign_keys=[first_id])
    second: Mapped[Structure] = relationship(foreign_keys=[second_id])
    decided_by: Mapped["Person | None"] = relationship()


class CatalogueSource(Base):
    """A questionnaire whose validated answers become entries: which question fills which field."""

    __tablename__ = "catalogue_source"
    questionnaire_id: Mapped[int] = mapped_column(ForeignKey("questionnaire.id"), primary_key=True)
    #: {field: [keys of questions]}
    mapping: Mapped[dict[str, list[str]]] = mapped_column(Json, default=dict)
    since: Mapped[datetime] = mapped_column(UTCDateTime)
    version: Mapped[int] = mapped_column(default=1)
