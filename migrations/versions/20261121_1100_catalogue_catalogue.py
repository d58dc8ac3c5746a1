"""The catalogue of actors: entries, upkeep, guidance, lists in and out."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "catalogue"
down_revision = "campaigns"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "catalogue_export",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("format", sa.String(length=10), nullable=False),
        sa.Column("query", sa.Text(), nullable=False),
        sa.Column("listed", sa.Integer(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("language", sa.String(length=2), nullable=False),
        sa.Column("done", sa.Integer(), nullable=False),
        sa.Column("total", sa.Integer(), nullable=False),
        sa.Column("generation", sa.Integer(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_catalogue_export")),
        sa.UniqueConstraint("digest", "format", "language", name="uq_catalogue_export_asked"),
    )
    op.create_table(
        "catalogue_term",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column(
            "facet",
            sa.Enum(
                "sector",
                "service",
                "public",
                "stage",
                "resource",
                "legal_form",
                "language",
                "label",
                name="facet",
                native_enum=False,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("code", sa.String(length=80), nullable=False),
        sa.Column("name", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
        sa.Column("plain", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=True),
        sa.Column("parent_id", sa.Integer(), nullable=True),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("pictogram", sa.String(length=20), server_default="", nullable=False),
        sa.Column("mask", sa.String(length=20), nullable=True),
        sa.Column("bit", sa.Integer(), nullable=True),
        sa.Column("essglobal", sa.String(length=40), nullable=True),
        sa.Column("archived_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("bit IS NULL OR (bit >= 0 AND bit < 62)", name=op.f("ck_catalogue_term_bit")),
        sa.ForeignKeyConstraint(
            ["parent_id"], ["catalogue_term.id"], name=op.f("fk_catalogue_term_parent_id_catalogue_term")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_catalogue_term")),
        sa.UniqueConstraint("facet", "code", name="uq_catalogue_term_code"),
        sa.UniqueConstraint("mask", "bit", name="uq_catalogue_term_bit"),
    )
    with op.batch_alter_table("catalogue_term", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_catalogue_term_parent_id"), ["parent_id"], unique=False)

    op.create_table(
        "guidance",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("asked_on", sa.Date(), nullable=False),
        sa.Column("province_code", sa.String(length=20), nullable=True),
        sa.Column("stage_id", sa.Integer(), nullable=True),
        sa.Column("need_id", sa.Integer(), nullable=True),
        sa.Column("public_id", sa.Integer(), nullable=True),
        sa.Column("language", sa.String(length=2), nullable=False),
        sa.Column("found", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["need_id"], ["catalogue_term.id"], name=op.f("fk_guidance_need_id_catalogue_term")
        ),
        sa.ForeignKeyConstraint(
            ["public_id"], ["catalogue_term.id"], name=op.f("fk_guidance_public_id_catalogue_term")
        ),
        sa.ForeignKeyConstraint(
            ["stage_id"], ["catalogue_term.id"], name=op.f("fk_guidance_stage_id_catalogue_term")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_guidance")),
    )
    with op.batch_alter_table("guidance", schema=None) as batch_op:
        batch_op.create_index("ix_guidance_need", ["asked_on", "province_code", "need_id"], unique=False)

    op.create_table(
        "catalogue_export_wait",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("export_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("told_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["export_id"],
            ["catalogue_export.id"],
            name=op.f("fk_catalogue_export_wait_export_id_catalogue_export"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_catalogue_export_wait_person_id_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_catalogue_export_wait")),
        sa.UniqueConstraint("export_id", "person_id", name="uq_catalogue_export_wait_pair"),
    )
    with op.batch_alter_table("catalogue_export_wait", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_catalogue_export_wait_export_id"), ["export_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_catalogue_export_wait_person_id"), ["person_id"], unique=False)

    op.create_table(
        "sprint",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
        sa.Column("script", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
        sa.Column("province_code", sa.String(length=20), nullable=True),
        sa.Column("reasons", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["created_by_id"], ["person.id"], name=op.f("fk_sprint_created_by_id_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sprint")),
    )
    op.create_table(
        "structure_import",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("filename", sa.String(length=200), nullable=False),
        sa.Column("rows", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
        sa.Column("numbers", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
        sa.Column("headings_key", sa.String(length=64), nullable=False),
        sa.Column("mapping", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
        sa.Column(
            "source",
            sa.Enum(
                "declared",
                "relay",
                "register",
                "telephone",
                "visit",
                "import",
                name="source",
                native_enum=False,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("choices", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "pending",
                "writing",
                "done",
                "forgotten",
                "undone",
                name="structureimportstate",
                native_enum=False,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("done", sa.Integer(), nullable=False),
        sa.Column("total", sa.Integer(), nullable=False),
        sa.Column("written", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("undone_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["created_by_id"], ["person.id"], name=op.f("fk_structure_import_created_by_id_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_structure_import")),
    )
    with op.batch_alter_table("structure_import", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_structure_import_headings_key"), ["headings_key"], unique=False)

    op.create_table(
        "catalogue_source",
        sa.Column("questionnaire_id", sa.Integer(), nullable=False),
        sa.Column("mapping", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["questionnaire_id"],
            ["questionnaire.id"],
            name=op.f("fk_catalogue_source_questionnaire_id_questionnaire"),
        ),
        sa.PrimaryKeyConstraint("questionnaire_id", name=op.f("pk_catalogue_source")),
    )
    op.create_table(
        "structure",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uuid", sa.String(length=36), nullable=False),
        sa.Column("name", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
        sa.Column("name_folded", sa.String(length=600), nullable=False),
        sa.Column("name_sort", sa.String(length=600), nullable=False),
        sa.Column("acronym", sa.String(length=40), nullable=True),
        sa.Column(
            "state",
            sa.Enum(
                "draft",
                "to_check",
                "published",
                "refused",
                "hidden",
                "merged",
                name="structurestate",
                native_enum=False,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column(
            "hidden_because",
            sa.Enum(
                "stale", "opposed", "gone", "secretariat", name="hiddenbecause", native_enum=False, length=32
            ),
            nullable=True,
        ),
        sa.Column("listed", sa.Integer(), nullable=False),
        sa.Column("is_open", sa.Boolean(), nullable=False),
        sa.Column("opposed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("kind_code", sa.String(length=40), nullable=True),
        sa.Column("province_code", sa.String(length=20), nullable=True),
        sa.Column("commune_code", sa.String(length=20), nullable=True),
        sa.Column("latitude", sa.Double(), nullable=True),
        sa.Column("longitude", sa.Double(), nullable=True),
        sa.Column("tags", sa.BigInteger(), nullable=False),
        sa.Column("services", sa.BigInteger(), nullable=False),
        sa.Column("shares", sa.BigInteger(), nullable=False),
        sa.Column("needs", sa.BigInteger(), nullable=False),
        sa.Column("institution_id", sa.Integer(), nullable=True),
        sa.Column("response_id", sa.Integer(), nullable=True),
        sa.Column("import_id", sa.Integer(), nullable=True),
        sa.Column("merged_into_id", sa.Integer(), nullable=True),
        sa.Column("is_demonstration", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("confirmed_on", sa.Date(), nullable=True),
        sa.Column("confirmed_by", sa.String(length=200), nullable=True),
        sa.Column("ask_on", sa.Date(), nullable=True),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("asks", sa.Integer(), nullable=False),
        sa.Column("needs_phone", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("link_generation", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("(latitude IS NULL) = (longitude IS NULL)", name=op.f("ck_structure_point")),
        sa.CheckConstraint("listed BETWEEN 0 AND 2", name=op.f("ck_structure_listed")),
        sa.ForeignKeyConstraint(
            ["import_id"], ["structure_import.id"], name=op.f("fk_structure_import_id_structure_import")
        ),
        sa.ForeignKeyConstraint(
            ["institution_id"], ["institution.id"], name=op.f("fk_structure_institution_id_institution")
        ),
        sa.ForeignKeyConstraint(
            ["kind_code"], ["category.code"], name=op.f("fk_structure_kind_code_category")
        ),
        sa.ForeignKeyConstraint(
            ["merged_into_id"], ["structure.id"], name=op.f("fk_structure_merged_into_id_structure")
        ),
        sa.ForeignKeyConstraint(
            ["response_id"],
            ["response.id"],
            name=op.f("fk_structure_response_id_response"),
            ondelete="SET NULL",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_structure")),
        sa.UniqueConstraint("uuid", name=op.f("uq_structure_uuid")),
    )
    with op.batch_alter_table("structure", schema=None) as batch_op:
        batch_op.create_index(
            "ix_structure_ask_on",
            ["ask_on"],
            unique=False,
            sqlite_where=sa.text("ask_on IS NOT NULL"),
            postgresql_where=sa.text("ask_on IS NOT NULL"),
        )
        batch_op.create_index("ix_structure_commune", ["listed", "commune_code", "name_sort"], unique=False)
        batch_op.create_index(
            "ix_structure_facets", ["listed", "province_code", "kind_code", "tags", "services"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_structure_import_id"), ["import_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_structure_institution_id"), ["institution_id"], unique=False)
        batch_op.create_index("ix_structure_kind", ["listed", "kind_code", "name_sort"], unique=False)
        batch_op.create_index("ix_structure_listed_name", ["listed", "name_sort", "id"], unique=False)
        batch_op.create_index(batch_op.f("ix_structure_merged_into_id"), ["merged_into_id"], unique=False)
        batch_op.create_index("ix_structure_province", ["listed", "province_code", "name_sort"], unique=False)
        batch_op.create_index(batch_op.f("ix_structure_response_id"), ["response_id"], unique=False)
        batch_op.create_index("ix_structure_point", ["listed", "latitude", "longitude"], unique=False)
        batch_op.create_index("ix_structure_state", ["state", "updated_at"], unique=False)

    op.create_table(
        "aid_match",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("giver_id", sa.Integer(), nullable=False),
        sa.Column("taker_id", sa.Integer(), nullable=False),
        sa.Column("term_id", sa.Integer(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "proposed", "agreed", "declined", "lapsed", name="aidstate", native_enum=False, length=32
            ),
            nullable=False,
        ),
        sa.Column("giver_agrees", sa.Boolean(), nullable=True),
        sa.Column("taker_agrees", sa.Boolean(), nullable=True),
        sa.Column("proposed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("giver_id <> taker_id", name=op.f("ck_aid_match_two")),
        sa.ForeignKeyConstraint(
            ["giver_id"], ["structure.id"], name=op.f("fk_aid_match_giver_id_structure"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["taker_id"], ["structure.id"], name=op.f("fk_aid_match_taker_id_structure"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["term_id"], ["catalogue_term.id"], name=op.f("fk_aid_match_term_id_catalogue_term")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_aid_match")),
        sa.UniqueConstraint("giver_id", "taker_id", "term_id", name="uq_aid_match_pair"),
    )
    with op.batch_alter_table("aid_match", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_aid_match_giver_id"), ["giver_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_aid_match_taker_id"), ["taker_id"], unique=False)

    op.create_table(
        "contact_request",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("number", sa.String(length=20), nullable=False),
        sa.Column("structure_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=True),
        sa.Column("email", sa.String(length=254), nullable=True),
        sa.Column("phone", sa.String(length=40), nullable=True),
        sa.Column("shows_phone", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("language", sa.String(length=2), nullable=False),
        sa.Column("province_code", sa.String(length=20), nullable=True),
        sa.Column("need_id", sa.Integer(), nullable=True),
        sa.Column(
            "state",
            sa.Enum(
                "sent", "answered", "closed", "unanswered", name="contactstate", native_enum=False, length=32
            ),
            nullable=False,
        ),
        sa.Column("sent_key", sa.String(length=40), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("reminders", sa.Integer(), nullable=False),
        sa.Column("reminded_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("helped", sa.Boolean(), nullable=True),
        sa.Column("asker_generation", sa.Integer(), nullable=False),
        sa.Column("structure_generation", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["need_id"], ["catalogue_term.id"], name=op.f("fk_contact_request_need_id_catalogue_term")
        ),
        sa.ForeignKeyConstraint(
            ["structure_id"], ["structure.id"], name=op.f("fk_contact_request_structure_id_structure")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contact_request")),
        sa.UniqueConstraint("number", name=op.f("uq_contact_request_number")),
        sa.UniqueConstraint("sent_key", name=op.f("uq_contact_request_sent_key")),
    )
    with op.batch_alter_table("contact_request", schema=None) as batch_op:
        batch_op.create_index("ix_contact_request_state", ["state", "sent_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_contact_request_structure_id"), ["structure_id"], unique=False)

    op.create_table(
        "sprint_card",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("sprint_id", sa.Integer(), nullable=False),
        sa.Column("structure_id", sa.Integer(), nullable=False),
        sa.Column("reasons", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("held_by_id", sa.Integer(), nullable=True),
        sa.Column("held_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("not_before", sa.DateTime(timezone=True), nullable=True),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column(
            "outcome",
            sa.Enum(
                "confirmed",
                "corrected",
                "gone",
                "no_reply",
                "wrong_number",
                "opposed",
                "for_secretariat",
                name="cardoutcome",
                native_enum=False,
                length=32,
            ),
            nullable=True,
        ),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("done_by_id", sa.Integer(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["done_by_id"], ["person.id"], name=op.f("fk_sprint_card_done_by_id_person")),
        sa.ForeignKeyConstraint(["held_by_id"], ["person.id"], name=op.f("fk_sprint_card_held_by_id_person")),
        sa.ForeignKeyConstraint(
            ["sprint_id"], ["sprint.id"], name=op.f("fk_sprint_card_sprint_id_sprint"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["structure_id"],
            ["structure.id"],
            name=op.f("fk_sprint_card_structure_id_structure"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sprint_card")),
        sa.UniqueConstraint("sprint_id", "structure_id", name="uq_sprint_card_structure"),
    )
    with op.batch_alter_table("sprint_card", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_sprint_card_held_by_id"), ["held_by_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_sprint_card_structure_id"), ["structure_id"], unique=False)
        batch_op.create_index("ix_sprint_card_waiting", ["sprint_id", "done_at", "position"], unique=False)

    op.create_table(
        "structure_area",
        sa.Column("code", sa.String(length=20), nullable=False),
        sa.Column("structure_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["structure_id"],
            ["structure.id"],
            name=op.f("fk_structure_area_structure_id_structure"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("code", "structure_id", name=op.f("pk_structure_area")),
    )
    with op.batch_alter_table("structure_area", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_structure_area_structure_id"), ["structure_id"], unique=False)

    op.create_table(
        "structure_change",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("structure_id", sa.Integer(), nullable=False),
        sa.Column(
            "origin",
            sa.Enum(
                "response",
                "owner",
                "import",
                "report",
                "sprint",
                name="changeorigin",
                native_enum=False,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column(
            "source",
            sa.Enum(
                "declared",
                "relay",
                "register",
                "telephone",
                "visit",
                "import",
                name="source",
                native_enum=False,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("response_id", sa.Integer(), nullable=True),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("said_by", sa.String(length=200), nullable=True),
        sa.Column("email", sa.String(length=254), nullable=True),
        sa.Column("language", sa.String(length=2), nullable=False),
        sa.Column("values", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
        sa.Column("before", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
        sa.Column("decisions", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=True),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("settled_by_id", sa.Integer(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_structure_change_person_id_person")
        ),
        sa.ForeignKeyConstraint(
            ["response_id"],
            ["response.id"],
            name=op.f("fk_structure_change_response_id_response"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["settled_by_id"], ["person.id"], name=op.f("fk_structure_change_settled_by_id_person")
        ),
        sa.ForeignKeyConstraint(
            ["structure_id"],
            ["structure.id"],
            name=op.f("fk_structure_change_structure_id_structure"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_structure_change")),
    )
    with op.batch_alter_table("structure_change", schema=None) as batch_op:
        batch_op.create_index("ix_structure_change_open", ["settled_at", "created_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_structure_change_person_id"), ["person_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_structure_change_response_id"), ["response_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_structure_change_structure_id"), ["structure_id"], unique=False)

    op.create_table(
        "structure_detail",
        sa.Column("structure_id", sa.Integer(), nullable=False),
        sa.Column("values", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
        sa.Column("sources", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
        sa.Column("audience", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
        sa.ForeignKeyConstraint(
            ["structure_id"],
            ["structure.id"],
            name=op.f("fk_structure_detail_structure_id_structure"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("structure_id", name=op.f("pk_structure_detail")),
    )
    op.create_table(
        "structure_distinct",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("first_id", sa.Integer(), nullable=False),
        sa.Column("second_id", sa.Integer(), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decided_by_id", sa.Integer(), nullable=True),
        sa.CheckConstraint("first_id < second_id", name=op.f("ck_structure_distinct_ordered")),
        sa.ForeignKeyConstraint(
            ["decided_by_id"], ["person.id"], name=op.f("fk_structure_distinct_decided_by_id_person")
        ),
        sa.ForeignKeyConstraint(
            ["first_id"],
            ["structure.id"],
            name=op.f("fk_structure_distinct_first_id_structure"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["second_id"],
            ["structure.id"],
            name=op.f("fk_structure_distinct_second_id_structure"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_structure_distinct")),
        sa.UniqueConstraint("first_id", "second_id", name="uq_structure_distinct_pair"),
    )
    with op.batch_alter_table("structure_distinct", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_structure_distinct_second_id"), ["second_id"], unique=False)

    op.create_table(
        "structure_keeper",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("structure_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_structure_keeper_person_id_person")
        ),
        sa.ForeignKeyConstraint(
            ["structure_id"],
            ["structure.id"],
            name=op.f("fk_structure_keeper_structure_id_structure"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_structure_keeper")),
        sa.UniqueConstraint("structure_id", "person_id", name="uq_structure_keeper_pair"),
    )
    with op.batch_alter_table("structure_keeper", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_structure_keeper_person_id"), ["person_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_structure_keeper_structure_id"), ["structure_id"], unique=False)

    op.create_table(
        "structure_key",
        sa.Column("key", sa.String(length=80), nullable=False),
        sa.Column("structure_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["structure_id"],
            ["structure.id"],
            name=op.f("fk_structure_key_structure_id_structure"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("key", "structure_id", name=op.f("pk_structure_key")),
    )
    with op.batch_alter_table("structure_key", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_structure_key_structure_id"), ["structure_id"], unique=False)

    op.create_table(
        "structure_label",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("structure_id", sa.Integer(), nullable=False),
        sa.Column("institution_id", sa.Integer(), nullable=False),
        sa.Column("term_id", sa.Integer(), nullable=False),
        sa.Column("given_on", sa.Date(), nullable=False),
        sa.Column("until", sa.Date(), nullable=True),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["institution_id"], ["institution.id"], name=op.f("fk_structure_label_institution_id_institution")
        ),
        sa.ForeignKeyConstraint(
            ["structure_id"],
            ["structure.id"],
            name=op.f("fk_structure_label_structure_id_structure"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["term_id"], ["catalogue_term.id"], name=op.f("fk_structure_label_term_id_catalogue_term")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_structure_label")),
    )
    with op.batch_alter_table("structure_label", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_structure_label_institution_id"), ["institution_id"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_structure_label_structure_id"), ["structure_id"], unique=False)

    op.create_table(
        "structure_merge",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kept_id", sa.Integer(), nullable=False),
        sa.Column("merged_id", sa.Integer(), nullable=False),
        sa.Column("moved", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
        sa.Column("left", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
        sa.Column("changes", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
        sa.Column("was", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
        sa.Column("merged_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("merged_by_id", sa.Integer(), nullable=True),
        sa.Column("undone_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("undone_by_id", sa.Integer(), nullable=True),
        sa.CheckConstraint("kept_id <> merged_id", name=op.f("ck_structure_merge_two")),
        sa.ForeignKeyConstraint(
            ["kept_id"], ["structure.id"], name=op.f("fk_structure_merge_kept_id_structure")
        ),
        sa.ForeignKeyConstraint(
            ["merged_by_id"], ["person.id"], name=op.f("fk_structure_merge_merged_by_id_person")
        ),
        sa.ForeignKeyConstraint(
            ["merged_id"], ["structure.id"], name=op.f("fk_structure_merge_merged_id_structure")
        ),
        sa.ForeignKeyConstraint(
            ["undone_by_id"], ["person.id"], name=op.f("fk_structure_merge_undone_by_id_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_structure_merge")),
    )
    with op.batch_alter_table("structure_merge", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_structure_merge_kept_id"), ["kept_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_structure_merge_merged_id"), ["merged_id"], unique=False)

    op.create_table(
        "structure_report",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("structure_id", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "contact",
                "place",
                "offer",
                "gone",
                "duplicate",
                "other",
                name="reportkind",
                native_enum=False,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=True),
        sa.Column("language", sa.String(length=2), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column(
            "state",
            sa.Enum("open", "fixed", "declined", name="reportstate", native_enum=False, length=32),
            nullable=False,
        ),
        sa.Column("answer", sa.Text(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("answered_by_id", sa.Integer(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["answered_by_id"], ["person.id"], name=op.f("fk_structure_report_answered_by_id_person")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_structure_report_person_id_person")
        ),
        sa.ForeignKeyConstraint(
            ["structure_id"],
            ["structure.id"],
            name=op.f("fk_structure_report_structure_id_structure"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_structure_report")),
    )
    with op.batch_alter_table("structure_report", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_structure_report_person_id"), ["person_id"], unique=False)
        batch_op.create_index("ix_structure_report_state", ["state", "created_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_structure_report_structure_id"), ["structure_id"], unique=False)

    op.create_table(
        "structure_vouch",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("structure_id", sa.Integer(), nullable=False),
        sa.Column("institution_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column(
            "says", sa.Enum("known", "gone", name="knowledge", native_enum=False, length=32), nullable=False
        ),
        sa.Column("note", sa.String(length=200), nullable=True),
        sa.Column("said_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["institution_id"], ["institution.id"], name=op.f("fk_structure_vouch_institution_id_institution")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_structure_vouch_person_id_person")
        ),
        sa.ForeignKeyConstraint(
            ["structure_id"],
            ["structure.id"],
            name=op.f("fk_structure_vouch_structure_id_structure"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_structure_vouch")),
        sa.UniqueConstraint("structure_id", "institution_id", name="uq_structure_vouch_pair"),
    )
    with op.batch_alter_table("structure_vouch", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_structure_vouch_institution_id"), ["institution_id"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_structure_vouch_person_id"), ["person_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_structure_vouch_structure_id"), ["structure_id"], unique=False)

    op.create_table(
        "contact_message",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("request_id", sa.Integer(), nullable=False),
        sa.Column("is_from_structure", sa.Boolean(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_contact_message_person_id_person")
        ),
        sa.ForeignKeyConstraint(
            ["request_id"],
            ["contact_request.id"],
            name=op.f("fk_contact_message_request_id_contact_request"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contact_message")),
    )
    with op.batch_alter_table("contact_message", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_contact_message_person_id"), ["person_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_contact_message_request_id"), ["request_id"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("contact_message", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_contact_message_request_id"))
        batch_op.drop_index(batch_op.f("ix_contact_message_person_id"))

    op.drop_table("contact_message")
    with op.batch_alter_table("structure_vouch", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_structure_vouch_structure_id"))
        batch_op.drop_index(batch_op.f("ix_structure_vouch_person_id"))
        batch_op.drop_index(batch_op.f("ix_structure_vouch_institution_id"))

    op.drop_table("structure_vouch")
    with op.batch_alter_table("structure_report", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_structure_report_structure_id"))
        batch_op.drop_index("ix_structure_report_state")
        batch_op.drop_index(batch_op.f("ix_structure_report_person_id"))

    op.drop_table("structure_report")
    with op.batch_alter_table("structure_merge", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_structure_merge_merged_id"))
        batch_op.drop_index(batch_op.f("ix_structure_merge_kept_id"))

    op.drop_table("structure_merge")
    with op.batch_alter_table("structure_label", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_structure_label_structure_id"))
        batch_op.drop_index(batch_op.f("ix_structure_label_institution_id"))

    op.drop_table("structure_label")
    with op.batch_alter_table("structure_key", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_structure_key_structure_id"))

    op.drop_table("structure_key")
    with op.batch_alter_table("structure_keeper", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_structure_keeper_structure_id"))
        batch_op.drop_index(batch_op.f("ix_structure_keeper_person_id"))

    op.drop_table("structure_keeper")
    with op.batch_alter_table("structure_distinct", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_structure_distinct_second_id"))

    op.drop_table("structure_distinct")
    op.drop_table("structure_detail")
    with op.batch_alter_table("structure_change", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_structure_change_structure_id"))
        batch_op.drop_index(batch_op.f("ix_structure_change_response_id"))
        batch_op.drop_index(batch_op.f("ix_structure_change_person_id"))
        batch_op.drop_index("ix_structure_change_open")

    op.drop_table("structure_change")
    with op.batch_alter_table("structure_area", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_structure_area_structure_id"))

    op.drop_table("structure_area")
    with op.batch_alter_table("sprint_card", schema=None) as batch_op:
        batch_op.drop_index("ix_sprint_card_waiting")
        batch_op.drop_index(batch_op.f("ix_sprint_card_structure_id"))
        batch_op.drop_index(batch_op.f("ix_sprint_card_held_by_id"))

    op.drop_table("sprint_card")
    with op.batch_alter_table("contact_request", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_contact_request_structure_id"))
        batch_op.drop_index("ix_contact_request_state")

    op.drop_table("contact_request")
    with op.batch_alter_table("aid_match", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_aid_match_taker_id"))
        batch_op.drop_index(batch_op.f("ix_aid_match_giver_id"))

    op.drop_table("aid_match")
    with op.batch_alter_table("structure", schema=None) as batch_op:
        batch_op.drop_index("ix_structure_state")
        batch_op.drop_index("ix_structure_point")
        batch_op.drop_index(batch_op.f("ix_structure_response_id"))
        batch_op.drop_index("ix_structure_province")
        batch_op.drop_index(batch_op.f("ix_structure_merged_into_id"))
        batch_op.drop_index("ix_structure_listed_name")
        batch_op.drop_index("ix_structure_kind")
        batch_op.drop_index(batch_op.f("ix_structure_institution_id"))
        batch_op.drop_index(batch_op.f("ix_structure_import_id"))
        batch_op.drop_index("ix_structure_facets")
        batch_op.drop_index("ix_structure_commune")
        batch_op.drop_index(
            "ix_structure_ask_on",
            sqlite_where=sa.text("ask_on IS NOT NULL"),
            postgresql_where=sa.text("ask_on IS NOT NULL"),
        )

    op.drop_table("structure")
    op.drop_table("catalogue_source")
    with op.batch_alter_table("structure_import", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_structure_import_headings_key"))

    op.drop_table("structure_import")
    op.drop_table("sprint")
    with op.batch_alter_table("catalogue_export_wait", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_catalogue_export_wait_person_id"))
        batch_op.drop_index(batch_op.f("ix_catalogue_export_wait_export_id"))

    op.drop_table("catalogue_export_wait")
    with op.batch_alter_table("guidance", schema=None) as batch_op:
        batch_op.drop_index("ix_guidance_need")

    op.drop_table("guidance")
    with op.batch_alter_table("catalogue_term", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_catalogue_term_parent_id"))

    op.drop_table("catalogue_term")
    op.drop_table("catalogue_export")
