"""A session to its end: letters, attendance, minutes, decisions, actions, papers, imports, digests; drafts of forms."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "whole_life"
down_revision = "order_and_numbers"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "action_plan",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum("strategic", "thematic", name="plankind", native_enum=False, length=32),
            nullable=False,
        ),
        sa.Column("title", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
        sa.Column("description", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=True),
        sa.Column("body_id", sa.Integer(), nullable=True),
        sa.Column("body_words", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=True),
        sa.Column("starts_on", sa.Date(), nullable=True),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.Column("is_public", sa.Boolean(), nullable=False),
        sa.Column("closed_on", sa.Date(), nullable=True),
        sa.Column("source", sa.String(length=200), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["body_id"], ["body.id"], name=op.f("fk_action_plan_body_id_body")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_action_plan")),
    )
    with op.batch_alter_table("action_plan", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_action_plan_body_id"), ["body_id"], unique=False)

    op.create_table(
        "governing_paper",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "memorandum",
                "internal_rules",
                "charter",
                "committee_paper",
                name="paperkind",
                native_enum=False,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("body_id", sa.Integer(), nullable=False),
        sa.Column("title", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
        sa.Column("is_public", sa.Boolean(), nullable=False),
        sa.Column("asks_signatures", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["body_id"], ["body.id"], name=op.f("fk_governing_paper_body_id_body")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_governing_paper")),
    )
    with op.batch_alter_table("governing_paper", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_governing_paper_body_id"), ["body_id"], unique=False)

    op.create_table(
        "action_import",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("plan_id", sa.Integer(), nullable=False),
        sa.Column("filename", sa.String(length=200), nullable=False),
        sa.Column("rows", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
        sa.Column("mapping", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "pending", "done", "undone", "abandoned", name="importstate", native_enum=False, length=32
            ),
            nullable=False,
        ),
        sa.Column("written", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["created_by_id"], ["person.id"], name=op.f("fk_action_import_created_by_id_person")
        ),
        sa.ForeignKeyConstraint(
            ["plan_id"], ["action_plan.id"], name=op.f("fk_action_import_plan_id_action_plan")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_action_import")),
    )
    with op.batch_alter_table("action_import", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_action_import_plan_id"), ["plan_id"], unique=False)

    op.create_table(
        "frozen_content",
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("title", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
        sa.Column("issuer", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
        sa.Column("subject_type", sa.String(length=40), nullable=False),
        sa.Column("subject_id", sa.Integer(), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("is_public", sa.Boolean(), nullable=False),
        sa.Column("frozen_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("frozen_by_id", sa.Integer(), nullable=True),
        sa.Column("rectifies_sha256", sa.String(length=64), nullable=True),
        sa.ForeignKeyConstraint(
            ["frozen_by_id"], ["person.id"], name=op.f("fk_frozen_content_frozen_by_id_person")
        ),
        sa.ForeignKeyConstraint(
            ["rectifies_sha256"],
            ["frozen_content.sha256"],
            name=op.f("fk_frozen_content_rectifies_sha256_frozen_content"),
        ),
        sa.PrimaryKeyConstraint("sha256", name=op.f("pk_frozen_content")),
    )
    with op.batch_alter_table("frozen_content", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_frozen_content_rectifies_sha256"), ["rectifies_sha256"], unique=False
        )
        batch_op.create_index("ix_frozen_content_subject", ["subject_type", "subject_id"], unique=False)

    op.create_table(
        "institution_distinct",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("first_id", sa.Integer(), nullable=False),
        sa.Column("second_id", sa.Integer(), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decided_by_id", sa.Integer(), nullable=True),
        sa.CheckConstraint("first_id < second_id", name=op.f("ck_institution_distinct_ordered")),
        sa.ForeignKeyConstraint(
            ["decided_by_id"], ["person.id"], name=op.f("fk_institution_distinct_decided_by_id_person")
        ),
        sa.ForeignKeyConstraint(
            ["first_id"], ["institution.id"], name=op.f("fk_institution_distinct_first_id_institution")
        ),
        sa.ForeignKeyConstraint(
            ["second_id"], ["institution.id"], name=op.f("fk_institution_distinct_second_id_institution")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_institution_distinct")),
        sa.UniqueConstraint("first_id", "second_id", name="uq_institution_distinct_pair"),
    )
    with op.batch_alter_table("institution_distinct", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_institution_distinct_second_id"), ["second_id"], unique=False)

    op.create_table(
        "institution_import",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("filename", sa.String(length=200), nullable=False),
        sa.Column("rows", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
        sa.Column("numbers", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
        sa.Column("headings_key", sa.String(length=64), nullable=False),
        sa.Column("mapping", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
        sa.Column("category_code", sa.String(length=40), nullable=True),
        sa.Column("seats_from", sa.Date(), nullable=False),
        sa.Column("choices", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "pending", "done", "undone", "abandoned", name="importstate", native_enum=False, length=32
            ),
            nullable=False,
        ),
        sa.Column("written", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["category_code"], ["category.code"], name=op.f("fk_institution_import_category_code_category")
        ),
        sa.ForeignKeyConstraint(
            ["created_by_id"], ["person.id"], name=op.f("fk_institution_import_created_by_id_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_institution_import")),
    )
    with op.batch_alter_table("institution_import", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_institution_import_headings_key"), ["headings_key"], unique=False
        )

    op.create_table(
        "institution_merge",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kept_id", sa.Integer(), nullable=False),
        sa.Column("merged_id", sa.Integer(), nullable=False),
        sa.Column("moved", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
        sa.Column("left", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
        sa.Column("changes", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
        sa.Column("membership", sa.String(length=32), nullable=False),
        sa.Column("merged_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("merged_by_id", sa.Integer(), nullable=True),
        sa.Column("undone_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("undone_by_id", sa.Integer(), nullable=True),
        sa.CheckConstraint("kept_id <> merged_id", name=op.f("ck_institution_merge_two")),
        sa.ForeignKeyConstraint(
            ["kept_id"], ["institution.id"], name=op.f("fk_institution_merge_kept_id_institution")
        ),
        sa.ForeignKeyConstraint(
            ["merged_by_id"], ["person.id"], name=op.f("fk_institution_merge_merged_by_id_person")
        ),
        sa.ForeignKeyConstraint(
            ["merged_id"], ["institution.id"], name=op.f("fk_institution_merge_merged_id_institution")
        ),
        sa.ForeignKeyConstraint(
            ["undone_by_id"], ["person.id"], name=op.f("fk_institution_merge_undone_by_id_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_institution_merge")),
    )
    with op.batch_alter_table("institution_merge", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_institution_merge_kept_id"), ["kept_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_institution_merge_merged_id"), ["merged_id"], unique=False)

    op.create_table(
        "notification_choice",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column(
            "topic",
            sa.Enum(
                "sessions",
                "records",
                "decisions",
                "actions",
                "papers",
                name="topic",
                native_enum=False,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column(
            "frequency",
            sa.Enum("at_once", "daily", "weekly", "none", name="frequency", native_enum=False, length=32),
            nullable=False,
        ),
        sa.Column("chosen_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_notification_choice_person_id_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notification_choice")),
        sa.UniqueConstraint("person_id", "topic", name="uq_notification_choice_topic"),
    )
    op.create_table(
        "attendance",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("meeting_id", sa.Integer(), nullable=False),
        sa.Column("institution_id", sa.Integer(), nullable=True),
        sa.Column(
            "status",
            sa.Enum(
                "present",
                "late",
                "left",
                "represented",
                "excused",
                "absent",
                "guest",
                name="attendancestatus",
                native_enum=False,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("names", sa.Text(), nullable=True),
        sa.Column("organisation", sa.String(length=200), nullable=True),
        sa.Column("proxy_institution_id", sa.Integer(), nullable=True),
        sa.Column("arrived_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("left_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("women", sa.Integer(), nullable=False),
        sa.Column("men", sa.Integer(), nullable=False),
        sa.Column("youth", sa.Integer(), nullable=False),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column(
            "source",
            sa.Enum("desk", "self", "sheet", name="attendancesource", native_enum=False, length=32),
            nullable=False,
        ),
        sa.Column("recorded_by_id", sa.Integer(), nullable=True),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("institution_id IS NOT NULL OR names IS NOT NULL", name=op.f("ck_attendance_who")),
        sa.CheckConstraint(
            "proxy_institution_id IS NULL OR proxy_institution_id <> institution_id",
            name=op.f("ck_attendance_proxy"),
        ),
        sa.CheckConstraint("women >= 0 AND men >= 0 AND youth >= 0", name=op.f("ck_attendance_counts")),
        sa.ForeignKeyConstraint(
            ["institution_id"], ["institution.id"], name=op.f("fk_attendance_institution_id_institution")
        ),
        sa.ForeignKeyConstraint(
            ["meeting_id"], ["meeting.id"], name=op.f("fk_attendance_meeting_id_meeting"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["proxy_institution_id"],
            ["institution.id"],
            name=op.f("fk_attendance_proxy_institution_id_institution"),
        ),
        sa.ForeignKeyConstraint(
            ["recorded_by_id"], ["person.id"], name=op.f("fk_attendance_recorded_by_id_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_attendance")),
    )
    with op.batch_alter_table("attendance", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_attendance_institution_id"), ["institution_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_attendance_meeting_id"), ["meeting_id"], unique=False)
        batch_op.create_index(
            "uq_attendance_institution",
            ["meeting_id", "institution_id"],
            unique=True,
            sqlite_where=sa.text("institution_id IS NOT NULL"),
            postgresql_where=sa.text("institution_id IS NOT NULL"),
        )

    op.create_table(
        "attendance_figure",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("meeting_id", sa.Integer(), nullable=False),
        sa.Column(
            "measure",
            sa.Enum(
                "participants",
                "women",
                "men",
                "youth",
                "associations",
                "cooperatives",
                name="measure",
                native_enum=False,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("count", sa.Integer(), nullable=True),
        sa.Column("per_mille", sa.Integer(), nullable=True),
        sa.Column("source", sa.String(length=200), nullable=False),
        sa.CheckConstraint(
            "(count IS NULL) <> (per_mille IS NULL)", name=op.f("ck_attendance_figure_one_value")
        ),
        sa.ForeignKeyConstraint(
            ["meeting_id"],
            ["meeting.id"],
            name=op.f("fk_attendance_figure_meeting_id_meeting"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_attendance_figure")),
    )
    with op.batch_alter_table("attendance_figure", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_attendance_figure_meeting_id"), ["meeting_id"], unique=False)

    op.create_table(
        "check_in",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("meeting_id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=6), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["meeting_id"], ["meeting.id"], name=op.f("fk_check_in_meeting_id_meeting"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_check_in")),
        sa.UniqueConstraint("code", name=op.f("uq_check_in_code")),
        sa.UniqueConstraint("meeting_id", name=op.f("uq_check_in_meeting_id")),
    )
    op.create_table(
        "digest_item",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("seat_id", sa.Integer(), nullable=True),
        sa.Column(
            "topic",
            sa.Enum(
                "sessions",
                "records",
                "decisions",
                "actions",
                "papers",
                name="topic",
                native_enum=False,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("key", sa.String(length=120), nullable=False),
        sa.Column("bundle", sa.String(length=120), nullable=True),
        sa.Column("title", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
        sa.Column("path", sa.String(length=300), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_digest_item_person_id_person")),
        sa.ForeignKeyConstraint(["seat_id"], ["seat.id"], name=op.f("fk_digest_item_seat_id_seat")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_digest_item")),
        sa.UniqueConstraint("person_id", "key", name="uq_digest_item_key"),
    )
    with op.batch_alter_table("digest_item", schema=None) as batch_op:
        batch_op.create_index("ix_digest_item_waiting", ["sent_at", "due_at", "created_at"], unique=False)

    op.create_table(
        "form_draft",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("seat_id", sa.Integer(), nullable=True),
        sa.Column("form_key", sa.String(length=200), nullable=False),
        sa.Column("fields", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
        sa.Column("device_label", sa.String(length=120), nullable=False),
        sa.Column("page", sa.String(length=32), nullable=False),
        sa.Column("typed", sa.BigInteger(), nullable=False),
        sa.Column("mark", sa.String(length=32), nullable=False),
        sa.Column("saved_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_form_draft_person_id_person")),
        sa.ForeignKeyConstraint(["seat_id"], ["seat.id"], name=op.f("fk_form_draft_seat_id_seat")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_form_draft")),
    )
    with op.batch_alter_table("form_draft", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_form_draft_saved_at"), ["saved_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_form_draft_seat_id"), ["seat_id"], unique=False)
        batch_op.create_index(
            "uq_form_draft_person",
            ["person_id", "form_key"],
            unique=True,
            sqlite_where=sa.text("seat_id IS NULL"),
            postgresql_where=sa.text("seat_id IS NULL"),
        )
        batch_op.create_index(
            "uq_form_draft_seat",
            ["person_id", "seat_id", "form_key"],
            unique=True,
            sqlite_where=sa.text("seat_id IS NOT NULL"),
            postgresql_where=sa.text("seat_id IS NOT NULL"),
        )

    op.create_table(
        "meeting_exclusion",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("meeting_id", sa.Integer(), nullable=False),
        sa.Column("seat_id", sa.Integer(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["created_by_id"], ["person.id"], name=op.f("fk_meeting_exclusion_created_by_id_person")
        ),
        sa.ForeignKeyConstraint(
            ["meeting_id"],
            ["meeting.id"],
            name=op.f("fk_meeting_exclusion_meeting_id_meeting"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(["seat_id"], ["seat.id"], name=op.f("fk_meeting_exclusion_seat_id_seat")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_meeting_exclusion")),
        sa.UniqueConstraint("meeting_id", "seat_id", name=op.f("uq_meeting_exclusion_meeting_id_seat_id")),
    )
    with op.batch_alter_table("meeting_exclusion", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_meeting_exclusion_seat_id"), ["seat_id"], unique=False)

    op.create_table(
        "meeting_letter",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("meeting_id", sa.Integer(), nullable=False),
        sa.Column("subject", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
        sa.Column("body", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
        sa.Column("place", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
        sa.Column("dated_on", sa.Date(), nullable=False),
        sa.Column("signatory_name", sa.String(length=200), nullable=True),
        sa.Column(
            "signatory_title", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False
        ),
        sa.Column("signatory_id", sa.Integer(), nullable=True),
        sa.Column("scan_file_id", sa.Integer(), nullable=True),
        sa.Column("prepared_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["meeting_id"],
            ["meeting.id"],
            name=op.f("fk_meeting_letter_meeting_id_meeting"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["scan_file_id"], ["stored_file.id"], name=op.f("fk_meeting_letter_scan_file_id_stored_file")
        ),
        sa.ForeignKeyConstraint(
            ["signatory_id"], ["person.id"], name=op.f("fk_meeting_letter_signatory_id_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_meeting_letter")),
        sa.UniqueConstraint("meeting_id", name=op.f("uq_meeting_letter_meeting_id")),
    )
    op.create_table(
        "minutes",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("meeting_id", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum("record", "report", name="minuteskind", native_enum=False, length=32),
            nullable=False,
        ),
        sa.Column(
            "state",
            sa.Enum(
                "drafting",
                "circulated",
                "approved",
                "published",
                name="minutesstate",
                native_enum=False,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column(
            "scope",
            sa.Enum("extract", "full", name="publicscope", native_enum=False, length=32),
            nullable=False,
        ),
        sa.Column("chaired_by", sa.String(length=200), nullable=True),
        sa.Column("written_by", sa.String(length=200), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("circulated_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("circulations", sa.Integer(), nullable=False),
        sa.Column("corrections_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("approved_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("approved_by_meeting_id", sa.Integer(), nullable=True),
        sa.Column("sha256", sa.String(length=64), nullable=True),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["approved_by_meeting_id"], ["meeting.id"], name=op.f("fk_minutes_approved_by_meeting_id_meeting")
        ),
        sa.ForeignKeyConstraint(["meeting_id"], ["meeting.id"], name=op.f("fk_minutes_meeting_id_meeting")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_minutes")),
        sa.UniqueConstraint("meeting_id", name=op.f("uq_minutes_meeting_id")),
    )
    with op.batch_alter_table("minutes", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_minutes_state"), ["state"], unique=False)

    op.create_table(
        "rendered_document",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("subject_type", sa.String(length=40), nullable=False),
        sa.Column("subject_id", sa.Integer(), nullable=False),
        sa.Column("language", sa.String(length=2), nullable=False),
        sa.Column("fingerprint", sa.String(length=64), nullable=False),
        sa.Column(
            "state",
            sa.Enum("queued", "ready", "failed", name="documentstate", native_enum=False, length=32),
            nullable=False,
        ),
        sa.Column("title", sa.String(length=200), nullable=True),
        sa.Column("file_id", sa.Integer(), nullable=True),
        sa.Column("size", sa.BigInteger(), nullable=True),
        sa.Column("error", sa.Text(), nullable=True),
        sa.Column("refusal", sa.Text(), nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("not_before", sa.DateTime(timezone=True), nullable=False),
        sa.Column("lease_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("requested_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("requested_by_id", sa.Integer(), nullable=True),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("superseded_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["file_id"], ["stored_file.id"], name=op.f("fk_rendered_document_file_id_stored_file")
        ),
        sa.ForeignKeyConstraint(
            ["requested_by_id"], ["person.id"], name=op.f("fk_rendered_document_requested_by_id_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rendered_document")),
    )
    with op.batch_alter_table("rendered_document", schema=None) as batch_op:
        batch_op.create_index("ix_rendered_document_due", ["state", "not_before"], unique=False)
        batch_op.create_index(batch_op.f("ix_rendered_document_file_id"), ["file_id"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_rendered_document_superseded_at"), ["superseded_at"], unique=False
        )
        batch_op.create_index(
            "uq_rendered_document_current",
            ["kind", "subject_type", "subject_id", "language"],
            unique=True,
            sqlite_where=sa.text("superseded_at IS NULL"),
            postgresql_where=sa.text("superseded_at IS NULL"),
        )

    op.create_table(
        "sign_in_sheet",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("meeting_id", sa.Integer(), nullable=False),
        sa.Column("file_id", sa.Integer(), nullable=False),
        sa.Column("added_by_id", sa.Integer(), nullable=True),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("removed_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["added_by_id"], ["person.id"], name=op.f("fk_sign_in_sheet_added_by_id_person")
        ),
        sa.ForeignKeyConstraint(
            ["file_id"], ["stored_file.id"], name=op.f("fk_sign_in_sheet_file_id_stored_file")
        ),
        sa.ForeignKeyConstraint(
            ["meeting_id"],
            ["meeting.id"],
            name=op.f("fk_sign_in_sheet_meeting_id_meeting"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sign_in_sheet")),
    )
    with op.batch_alter_table("sign_in_sheet", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_sign_in_sheet_meeting_id"), ["meeting_id"], unique=False)

    op.create_table(
        "consultation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("minutes_id", sa.Integer(), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closes_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("silence_approves", sa.Boolean(), nullable=False),
        sa.Column("reminders", sa.Integer(), nullable=False),
        sa.Column("reminded_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("is_approved", sa.Boolean(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["minutes_id"], ["minutes.id"], name=op.f("fk_consultation_minutes_id_minutes")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_consultation")),
    )
    with op.batch_alter_table("consultation", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_consultation_closed_at"), ["closed_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_consultation_minutes_id"), ["minutes_id"], unique=False)

    op.create_table(
        "letter",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("number", sa.String(length=20), nullable=False),
        sa.Column("text_id", sa.Integer(), nullable=False),
        sa.Column("institution_id", sa.Integer(), nullable=False),
        sa.Column("head_title", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
        sa.Column("through", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=True),
        sa.Column("copied_to", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=True),
        sa.Column("scan_file_id", sa.Integer(), nullable=True),
        sa.Column("link_generation", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("cancelled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["institution_id"], ["institution.id"], name=op.f("fk_letter_institution_id_institution")
        ),
        sa.ForeignKeyConstraint(
            ["scan_file_id"], ["stored_file.id"], name=op.f("fk_letter_scan_file_id_stored_file")
        ),
        sa.ForeignKeyConstraint(
            ["text_id"],
            ["meeting_letter.id"],
            name=op.f("fk_letter_text_id_meeting_letter"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_letter")),
        sa.UniqueConstraint("number", name=op.f("uq_letter_number")),
        sa.UniqueConstraint("text_id", "institution_id", name="uq_letter_institution"),
    )
    with op.batch_alter_table("letter", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_letter_institution_id"), ["institution_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_letter_text_id"), ["text_id"], unique=False)

    op.create_table(
        "minutes_block",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("minutes_id", sa.Integer(), nullable=False),
        sa.Column("agenda_item_id", sa.Integer(), nullable=True),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum("note", "decision", "action", name="blockkind", native_enum=False, length=32),
            nullable=False,
        ),
        sa.Column("text", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
        sa.Column("details", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
        sa.Column("is_confidential", sa.Boolean(), nullable=False),
        sa.Column("client_key", sa.String(length=40), nullable=True),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_by_id", sa.Integer(), nullable=True),
        sa.Column("removed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["agenda_item_id"], ["agenda_item.id"], name=op.f("fk_minutes_block_agenda_item_id_agenda_item")
        ),
        sa.ForeignKeyConstraint(
            ["minutes_id"],
            ["minutes.id"],
            name=op.f("fk_minutes_block_minutes_id_minutes"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["updated_by_id"], ["person.id"], name=op.f("fk_minutes_block_updated_by_id_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_minutes_block")),
        sa.UniqueConstraint("client_key", name=op.f("uq_minutes_block_client_key")),
    )
    with op.batch_alter_table("minutes_block", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_minutes_block_agenda_item_id"), ["agenda_item_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_minutes_block_minutes_id"), ["minutes_id"], unique=False)

    op.create_table(
        "minutes_reading",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("minutes_id", sa.Integer(), nullable=False),
        sa.Column("institution_id", sa.Integer(), nullable=False),
        sa.Column("read_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("read_by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["institution_id"], ["institution.id"], name=op.f("fk_minutes_reading_institution_id_institution")
        ),
        sa.ForeignKeyConstraint(
            ["minutes_id"],
            ["minutes.id"],
            name=op.f("fk_minutes_reading_minutes_id_minutes"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["read_by_id"], ["person.id"], name=op.f("fk_minutes_reading_read_by_id_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_minutes_reading")),
        sa.UniqueConstraint("minutes_id", "institution_id", name="uq_reading_institution"),
    )
    with op.batch_alter_table("minutes_reading", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_minutes_reading_institution_id"), ["institution_id"], unique=False
        )

    op.create_table(
        "proposed_item",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("body_id", sa.Integer(), nullable=False),
        sa.Column("meeting_id", sa.Integer(), nullable=True),
        sa.Column(
            "kind",
            sa.Enum(
                "information",
                "discussion",
                "decision",
                "vote",
                name="agendakind",
                native_enum=False,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("title", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
        sa.Column("note", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=True),
        sa.Column("presenter", sa.String(length=200), nullable=True),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("is_internal", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "proposed",
                "accepted",
                "parked",
                "declined",
                "withdrawn",
                name="proposedstate",
                native_enum=False,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("answer", sa.Text(), nullable=True),
        sa.Column("institution_id", sa.Integer(), nullable=True),
        sa.Column("seat_id", sa.Integer(), nullable=True),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("carried_from_id", sa.Integer(), nullable=True),
        sa.Column("agenda_item_id", sa.Integer(), nullable=True),
        sa.Column("proposed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decided_by_id", sa.Integer(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["agenda_item_id"], ["agenda_item.id"], name="fk_proposed_item_agenda_item", ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(["body_id"], ["body.id"], name=op.f("fk_proposed_item_body_id_body")),
        sa.ForeignKeyConstraint(
            ["carried_from_id"],
            ["agenda_item.id"],
            name=op.f("fk_proposed_item_carried_from_id_agenda_item"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["decided_by_id"], ["person.id"], name=op.f("fk_proposed_item_decided_by_id_person")
        ),
        sa.ForeignKeyConstraint(
            ["institution_id"], ["institution.id"], name=op.f("fk_proposed_item_institution_id_institution")
        ),
        sa.ForeignKeyConstraint(
            ["meeting_id"],
            ["meeting.id"],
            name=op.f("fk_proposed_item_meeting_id_meeting"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_proposed_item_person_id_person")),
        sa.ForeignKeyConstraint(["seat_id"], ["seat.id"], name=op.f("fk_proposed_item_seat_id_seat")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_proposed_item")),
    )
    with op.batch_alter_table("proposed_item", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_proposed_item_body_id"), ["body_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_proposed_item_institution_id"), ["institution_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_proposed_item_meeting_id"), ["meeting_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_proposed_item_seat_id"), ["seat_id"], unique=False)

    op.create_table(
        "rectification",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("minutes_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("text", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
        sa.Column("reason", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=True),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("published_by_id", sa.Integer(), nullable=True),
        sa.Column("sha256", sa.String(length=64), nullable=True),
        sa.ForeignKeyConstraint(
            ["minutes_id"], ["minutes.id"], name=op.f("fk_rectification_minutes_id_minutes")
        ),
        sa.ForeignKeyConstraint(
            ["published_by_id"], ["person.id"], name=op.f("fk_rectification_published_by_id_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rectification")),
        sa.UniqueConstraint("minutes_id", "number", name="uq_rectification_number"),
    )
    with op.batch_alter_table("rectification", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_rectification_minutes_id"), ["minutes_id"], unique=False)

    op.create_table(
        "block_revision",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("block_id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum("note", "decision", "action", name="blockkind", native_enum=False, length=32),
            nullable=False,
        ),
        sa.Column("text", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
        sa.Column("details", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
        sa.Column("is_confidential", sa.Boolean(), nullable=False),
        sa.Column("agenda_item_id", sa.Integer(), nullable=True),
        sa.Column(
            "origin",
            sa.Enum(
                "written",
                "typed",
                "merged",
                "corrected",
                "restored",
                name="revisionorigin",
                native_enum=False,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("writer", sa.String(length=40), nullable=True),
        sa.Column("saved_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("saved_by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["block_id"],
            ["minutes_block.id"],
            name=op.f("fk_block_revision_block_id_minutes_block"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["saved_by_id"], ["person.id"], name=op.f("fk_block_revision_saved_by_id_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_block_revision")),
        sa.UniqueConstraint("block_id", "version", name="uq_block_revision_version"),
    )
    with op.batch_alter_table("block_revision", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_block_revision_block_id"), ["block_id"], unique=False)

    op.create_table(
        "consultation_voice",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("consultation_id", sa.Integer(), nullable=False),
        sa.Column("institution_id", sa.Integer(), nullable=False),
        sa.Column(
            "answer",
            sa.Enum("approve", "reserve", "oppose", name="voiceanswer", native_enum=False, length=32),
            nullable=False,
        ),
        sa.Column("comment", sa.Text(), nullable=True),
        sa.Column("given_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("given_by_id", sa.Integer(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["consultation_id"],
            ["consultation.id"],
            name=op.f("fk_consultation_voice_consultation_id_consultation"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["given_by_id"], ["person.id"], name=op.f("fk_consultation_voice_given_by_id_person")
        ),
        sa.ForeignKeyConstraint(
            ["institution_id"],
            ["institution.id"],
            name=op.f("fk_consultation_voice_institution_id_institution"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_consultation_voice")),
        sa.UniqueConstraint("consultation_id", "institution_id", name="uq_voice_institution"),
    )
    with op.batch_alter_table("consultation_voice", schema=None) as batch_op:
        batch_op.create_index("ix_voice_consultation", ["consultation_id"], unique=False)

    op.create_table(
        "correction",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("block_id", sa.Integer(), nullable=False),
        sa.Column("block_version", sa.Integer(), nullable=False),
        sa.Column("institution_id", sa.Integer(), nullable=True),
        sa.Column("seat_id", sa.Integer(), nullable=True),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("language", sa.String(length=2), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column(
            "state",
            sa.Enum(
                "proposed",
                "accepted",
                "refused",
                "withdrawn",
                name="correctionstate",
                native_enum=False,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("answer", sa.Text(), nullable=True),
        sa.Column("proposed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decided_by_id", sa.Integer(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["block_id"],
            ["minutes_block.id"],
            name=op.f("fk_correction_block_id_minutes_block"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["decided_by_id"], ["person.id"], name=op.f("fk_correction_decided_by_id_person")
        ),
        sa.ForeignKeyConstraint(
            ["institution_id"], ["institution.id"], name=op.f("fk_correction_institution_id_institution")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_correction_person_id_person")),
        sa.ForeignKeyConstraint(["seat_id"], ["seat.id"], name=op.f("fk_correction_seat_id_seat")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_correction")),
    )
    with op.batch_alter_table("correction", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_correction_block_id"), ["block_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_correction_institution_id"), ["institution_id"], unique=False)
        batch_op.create_index("ix_correction_waiting", ["state", "block_id"], unique=False)

    op.create_table(
        "decision",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("number", sa.String(length=24), nullable=False),
        sa.Column("meeting_id", sa.Integer(), nullable=False),
        sa.Column("block_id", sa.Integer(), nullable=True),
        sa.Column("rank", sa.Integer(), nullable=False),
        sa.Column("text", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
        sa.Column(
            "mode",
            sa.Enum(
                "consensus",
                "unanimity",
                "acclamation",
                "show_of_hands",
                name="decisionmode",
                native_enum=False,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("votes_for", sa.Integer(), nullable=True),
        sa.Column("votes_against", sa.Integer(), nullable=True),
        sa.Column("abstentions", sa.Integer(), nullable=True),
        sa.Column("reservations", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=True),
        sa.Column("adopted_on", sa.Date(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "in_force",
                "replaced",
                "executed",
                "withdrawn",
                name="decisionstate",
                native_enum=False,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("replaced_by_id", sa.Integer(), nullable=True),
        sa.Column("executed_on", sa.Date(), nullable=True),
        sa.Column("state_note", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=True),
        sa.Column("is_public", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "replaced_by_id IS NULL OR replaced_by_id <> id", name=op.f("ck_decision_replaced")
        ),
        sa.CheckConstraint(
            "votes_for >= 0 AND votes_against >= 0 AND abstentions >= 0", name=op.f("ck_decision_counts")
        ),
        sa.ForeignKeyConstraint(
            ["block_id"], ["minutes_block.id"], name=op.f("fk_decision_block_id_minutes_block")
        ),
        sa.ForeignKeyConstraint(["meeting_id"], ["meeting.id"], name=op.f("fk_decision_meeting_id_meeting")),
        sa.ForeignKeyConstraint(
            ["replaced_by_id"], ["decision.id"], name=op.f("fk_decision_replaced_by_id_decision")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_decision")),
        sa.UniqueConstraint("block_id", name=op.f("uq_decision_block_id")),
        sa.UniqueConstraint("meeting_id", "rank", name="uq_decision_rank"),
        sa.UniqueConstraint("number", name=op.f("uq_decision_number")),
    )
    with op.batch_alter_table("decision", schema=None) as batch_op:
        batch_op.create_index(
            "ix_decision_facets", ["is_public", "year", "state", "mode", "meeting_id"], unique=False
        )
        batch_op.create_index("ix_decision_list", ["adopted_on", "meeting_id", "rank"], unique=False)
        batch_op.create_index(
            "ix_decision_public_list", ["is_public", "adopted_on", "meeting_id", "rank"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_decision_replaced_by_id"), ["replaced_by_id"], unique=False)

    op.create_table(
        "departure",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("letter_id", sa.Integer(), nullable=False),
        sa.Column(
            "mode",
            sa.Enum(
                "mail", "post", "bearer", "fax", "whatsapp", name="dispatchmode", native_enum=False, length=32
            ),
            nullable=False,
        ),
        sa.Column("sent_on", sa.Date(), nullable=False),
        sa.Column("received_on", sa.Date(), nullable=True),
        sa.Column("received_by", sa.String(length=200), nullable=True),
        sa.Column("receipt_file_id", sa.Integer(), nullable=True),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("entered_by_id", sa.Integer(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("removed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["entered_by_id"], ["person.id"], name=op.f("fk_departure_entered_by_id_person")
        ),
        sa.ForeignKeyConstraint(
            ["letter_id"], ["letter.id"], name=op.f("fk_departure_letter_id_letter"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["receipt_file_id"], ["stored_file.id"], name=op.f("fk_departure_receipt_file_id_stored_file")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_departure")),
    )
    with op.batch_alter_table("departure", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_departure_letter_id"), ["letter_id"], unique=False)

    op.create_table(
        "designation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("letter_id", sa.Integer(), nullable=False),
        sa.Column("invitation_id", sa.Integer(), nullable=True),
        sa.Column("representative_name", sa.String(length=200), nullable=False),
        sa.Column("representative_title", sa.String(length=200), nullable=True),
        sa.Column("email", sa.String(length=254), nullable=True),
        sa.Column("phone", sa.String(length=40), nullable=True),
        sa.Column("file_id", sa.Integer(), nullable=True),
        sa.Column("entered_by_id", sa.Integer(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["entered_by_id"], ["person.id"], name=op.f("fk_designation_entered_by_id_person")
        ),
        sa.ForeignKeyConstraint(
            ["file_id"], ["stored_file.id"], name=op.f("fk_designation_file_id_stored_file")
        ),
        sa.ForeignKeyConstraint(
            ["invitation_id"], ["invitation.id"], name=op.f("fk_designation_invitation_id_invitation")
        ),
        sa.ForeignKeyConstraint(
            ["letter_id"], ["letter.id"], name=op.f("fk_designation_letter_id_letter"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_designation")),
    )
    with op.batch_alter_table("designation", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_designation_invitation_id"), ["invitation_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_designation_letter_id"), ["letter_id"], unique=False)

    op.create_table(
        "proposed_document",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("proposed_item_id", sa.Integer(), nullable=False),
        sa.Column("file_id", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("is_public", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.ForeignKeyConstraint(
            ["file_id"], ["stored_file.id"], name=op.f("fk_proposed_document_file_id_stored_file")
        ),
        sa.ForeignKeyConstraint(
            ["proposed_item_id"],
            ["proposed_item.id"],
            name=op.f("fk_proposed_document_proposed_item_id_proposed_item"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_proposed_document")),
    )
    with op.batch_alter_table("proposed_document", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_proposed_document_proposed_item_id"), ["proposed_item_id"], unique=False
        )

    op.create_table(
        "action",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("number", sa.String(length=20), nullable=False),
        sa.Column("plan_id", sa.Integer(), nullable=True),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("what", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
        sa.Column("where_", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=True),
        sa.Column("how", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=True),
        sa.Column("deliverables", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=True),
        sa.Column("starts_on", sa.Date(), nullable=True),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("due_wall", sa.String(length=5), nullable=True),
        sa.Column(
            "due_precision",
            sa.Enum("minute", "day", "week", "month", name="dueprecision", native_enum=False, length=32),
            nullable=True,
        ),
        sa.Column("due_is_end", sa.Boolean(), nullable=False),
        sa.Column("due_words", sa.String(length=200), nullable=True),
        sa.Column("owner_institution_id", sa.Integer(), nullable=True),
        sa.Column("owner_body_id", sa.Integer(), nullable=True),
        sa.Column("owner_words", sa.String(length=200), nullable=True),
        sa.Column("owner_email", sa.String(length=254), nullable=True),
        sa.Column("owner_email_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("owner_email_source", sa.String(length=200), nullable=True),
        sa.Column("owner_language", sa.String(length=2), nullable=False),
        sa.Column("proposal_id", sa.Integer(), nullable=True),
        sa.Column("decision_id", sa.Integer(), nullable=True),
        sa.Column("meeting_id", sa.Integer(), nullable=True),
        sa.Column("block_id", sa.Integer(), nullable=True),
        sa.Column(
            "state",
            sa.Enum("open", "blocked", "done", "dropped", name="actionstate", native_enum=False, length=32),
            nullable=False,
        ),
        sa.Column("progress", sa.Integer(), nullable=False),
        sa.Column("done_on", sa.Date(), nullable=True),
        sa.Column("link_generation", sa.Integer(), nullable=False),
        sa.Column("reminded_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reminders", sa.Integer(), nullable=False),
        sa.Column("last_report_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("text_folded", sa.Text(), nullable=False),
        sa.Column("where_folded", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("removed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("(due_on IS NULL) = (due_precision IS NULL)", name=op.f("ck_action_due")),
        sa.CheckConstraint("progress >= 0 AND progress <= 100", name=op.f("ck_action_progress")),
        sa.CheckConstraint(
            "starts_on IS NULL OR due_on IS NULL OR due_on >= starts_on", name=op.f("ck_action_dates")
        ),
        sa.ForeignKeyConstraint(
            ["block_id"], ["minutes_block.id"], name=op.f("fk_action_block_id_minutes_block")
        ),
        sa.ForeignKeyConstraint(
            ["decision_id"], ["decision.id"], name=op.f("fk_action_decision_id_decision")
        ),
        sa.ForeignKeyConstraint(["meeting_id"], ["meeting.id"], name=op.f("fk_action_meeting_id_meeting")),
        sa.ForeignKeyConstraint(["owner_body_id"], ["body.id"], name=op.f("fk_action_owner_body_id_body")),
        sa.ForeignKeyConstraint(
            ["owner_institution_id"],
            ["institution.id"],
            name=op.f("fk_action_owner_institution_id_institution"),
        ),
        sa.ForeignKeyConstraint(["plan_id"], ["action_plan.id"], name=op.f("fk_action_plan_id_action_plan")),
        sa.ForeignKeyConstraint(
            ["proposal_id"], ["proposal.id"], name=op.f("fk_action_proposal_id_proposal")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_action")),
        sa.UniqueConstraint("block_id", name=op.f("uq_action_block_id")),
        sa.UniqueConstraint("number", name=op.f("uq_action_number")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("action", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_action_decision_id"), ["decision_id"], unique=False)
        batch_op.create_index("ix_action_due", ["state", "due_on"], unique=False)
        batch_op.create_index(batch_op.f("ix_action_meeting_id"), ["meeting_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_action_owner_body_id"), ["owner_body_id"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_action_owner_institution_id"), ["owner_institution_id"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_action_plan_id"), ["plan_id"], unique=False)

    op.create_table(
        "paper_version",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("paper_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("file_id", sa.Integer(), nullable=True),
        sa.Column("adopted_on", sa.Date(), nullable=True),
        sa.Column("decision_id", sa.Integer(), nullable=True),
        sa.Column("meeting_id", sa.Integer(), nullable=True),
        sa.Column("act", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=True),
        sa.Column("note", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=True),
        sa.Column("source", sa.String(length=200), nullable=True),
        sa.Column("supersedes_id", sa.Integer(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["created_by_id"], ["person.id"], name=op.f("fk_paper_version_created_by_id_person")
        ),
        sa.ForeignKeyConstraint(
            ["decision_id"], ["decision.id"], name=op.f("fk_paper_version_decision_id_decision")
        ),
        sa.ForeignKeyConstraint(
            ["file_id"], ["stored_file.id"], name=op.f("fk_paper_version_file_id_stored_file")
        ),
        sa.ForeignKeyConstraint(
            ["meeting_id"], ["meeting.id"], name=op.f("fk_paper_version_meeting_id_meeting")
        ),
        sa.ForeignKeyConstraint(
            ["paper_id"], ["governing_paper.id"], name=op.f("fk_paper_version_paper_id_governing_paper")
        ),
        sa.ForeignKeyConstraint(
            ["supersedes_id"], ["paper_version.id"], name=op.f("fk_paper_version_supersedes_id_paper_version")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_paper_version")),
        sa.UniqueConstraint("paper_id", "number", name="uq_paper_version_number"),
    )
    with op.batch_alter_table("paper_version", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_paper_version_paper_id"), ["paper_id"], unique=False)

    op.create_table(
        "action_report",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("action_id", sa.Integer(), nullable=False),
        sa.Column(
            "state",
            sa.Enum("open", "blocked", "done", "dropped", name="actionstate", native_enum=False, length=32),
            nullable=False,
        ),
        sa.Column("progress", sa.Integer(), nullable=False),
        sa.Column("comment", sa.Text(), nullable=True),
        sa.Column("channel", sa.String(length=20), nullable=False),
        sa.Column("reported_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("reported_by_id", sa.Integer(), nullable=True),
        sa.Column("institution_id", sa.Integer(), nullable=True),
        sa.Column("reporter_words", sa.String(length=200), nullable=True),
        sa.Column("client_key", sa.String(length=40), nullable=True),
        sa.CheckConstraint("progress >= 0 AND progress <= 100", name=op.f("ck_action_report_progress")),
        sa.ForeignKeyConstraint(
            ["action_id"], ["action.id"], name=op.f("fk_action_report_action_id_action"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["institution_id"], ["institution.id"], name=op.f("fk_action_report_institution_id_institution")
        ),
        sa.ForeignKeyConstraint(
            ["reported_by_id"], ["person.id"], name=op.f("fk_action_report_reported_by_id_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_action_report")),
        sa.UniqueConstraint("client_key", name=op.f("uq_action_report_client_key")),
    )
    with op.batch_alter_table("action_report", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_action_report_action_id"), ["action_id"], unique=False)

    op.create_table(
        "paper_signature",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version_id", sa.Integer(), nullable=False),
        sa.Column("institution_id", sa.Integer(), nullable=False),
        sa.Column("signed_on", sa.Date(), nullable=False),
        sa.Column("scan_id", sa.Integer(), nullable=True),
        sa.Column("entered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("entered_by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["entered_by_id"], ["person.id"], name=op.f("fk_paper_signature_entered_by_id_person")
        ),
        sa.ForeignKeyConstraint(
            ["institution_id"], ["institution.id"], name=op.f("fk_paper_signature_institution_id_institution")
        ),
        sa.ForeignKeyConstraint(
            ["scan_id"], ["stored_file.id"], name=op.f("fk_paper_signature_scan_id_stored_file")
        ),
        sa.ForeignKeyConstraint(
            ["version_id"], ["paper_version.id"], name=op.f("fk_paper_signature_version_id_paper_version")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_paper_signature")),
        sa.UniqueConstraint("version_id", "institution_id", name="uq_paper_signature_institution"),
    )
    with op.batch_alter_table("paper_signature", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_paper_signature_institution_id"), ["institution_id"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_paper_signature_version_id"), ["version_id"], unique=False)

    op.create_table(
        "action_evidence",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("report_id", sa.Integer(), nullable=False),
        sa.Column("file_id", sa.Integer(), nullable=False),
        sa.Column("removed_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["file_id"], ["stored_file.id"], name=op.f("fk_action_evidence_file_id_stored_file")
        ),
        sa.ForeignKeyConstraint(
            ["report_id"],
            ["action_report.id"],
            name=op.f("fk_action_evidence_report_id_action_report"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_action_evidence")),
    )
    with op.batch_alter_table("action_evidence", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_action_evidence_report_id"), ["report_id"], unique=False)

    with op.batch_alter_table("agenda_item", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column(
                "origin",
                sa.Enum(
                    "manual",
                    "proposed",
                    "carried",
                    "approval",
                    "follow_up",
                    name="itemorigin",
                    native_enum=False,
                    length=32,
                ),
                server_default="manual",
                nullable=False,
            )
        )
        batch_op.add_column(sa.Column("is_internal", sa.Boolean(), server_default=sa.false(), nullable=False))
        batch_op.add_column(sa.Column("carried_from_id", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("approves_meeting_id", sa.Integer(), nullable=True))
        batch_op.create_foreign_key(
            batch_op.f("fk_agenda_item_carried_from_id_agenda_item"),
            "agenda_item",
            ["carried_from_id"],
            ["id"],
            ondelete="SET NULL",
        )
        batch_op.create_foreign_key(
            batch_op.f("fk_agenda_item_approves_meeting_id_meeting"),
            "meeting",
            ["approves_meeting_id"],
            ["id"],
            ondelete="SET NULL",
        )

    with op.batch_alter_table("body", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column(
                "quorum_kind",
                sa.Enum(
                    "none", "majority", "percent", "count", name="quorumkind", native_enum=False, length=32
                ),
                server_default="none",
                nullable=False,
            )
        )
        batch_op.add_column(sa.Column("quorum_value", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("max_proxies", sa.Integer(), server_default="0", nullable=False))
        batch_op.add_column(sa.Column("notice_days", sa.Integer(), nullable=True))
        batch_op.add_column(
            sa.Column(
                "proposers",
                sa.Enum("members", "secretariat", name="proposers", native_enum=False, length=32),
                server_default="members",
                nullable=False,
            )
        )
        batch_op.add_column(
            sa.Column("proposals_close_days", sa.Integer(), server_default="7", nullable=False)
        )
        batch_op.add_column(
            sa.Column("opens_minutes", sa.Boolean(), server_default=sa.false(), nullable=False)
        )

    with op.batch_alter_table("finding", schema=None) as batch_op:
        batch_op.add_column(sa.Column("version", sa.Integer(), server_default="1", nullable=False))

    with op.batch_alter_table("institution", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("through", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=True)
        )
        batch_op.add_column(
            sa.Column("copied_to", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=True)
        )
        batch_op.add_column(sa.Column("merged_into_id", sa.Integer(), nullable=True))
        batch_op.create_index(batch_op.f("ix_institution_merged_into_id"), ["merged_into_id"], unique=False)
        batch_op.create_foreign_key(
            batch_op.f("fk_institution_merged_into_id_institution"), "institution", ["merged_into_id"], ["id"]
        )

    with op.batch_alter_table("meeting", schema=None) as batch_op:
        batch_op.add_column(sa.Column("proposals_until", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("reminders_off_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("held_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.drop_index(batch_op.f("ix_meeting_public_list"))
        batch_op.create_index("ix_meeting_public_list", ["starts_at", "state"], unique=False)

    with op.batch_alter_table("outbox_mail", schema=None) as batch_op:
        batch_op.add_column(sa.Column("stop_url", sa.String(length=500), nullable=True))

    with op.batch_alter_table("person", schema=None) as batch_op:
        batch_op.add_column(sa.Column("source", sa.String(length=200), nullable=True))

    with op.batch_alter_table("proposal", schema=None) as batch_op:
        batch_op.add_column(sa.Column("version", sa.Integer(), server_default="1", nullable=False))


def downgrade() -> None:
    with op.batch_alter_table("proposal", schema=None) as batch_op:
        batch_op.drop_column("version")

    with op.batch_alter_table("person", schema=None) as batch_op:
        batch_op.drop_column("source")

    with op.batch_alter_table("outbox_mail", schema=None) as batch_op:
        batch_op.drop_column("stop_url")

    with op.batch_alter_table("meeting", schema=None) as batch_op:
        batch_op.drop_index("ix_meeting_public_list")
        batch_op.create_index(batch_op.f("ix_meeting_public_list"), ["state", "starts_at"], unique=False)
        batch_op.drop_column("closed_at")
        batch_op.drop_column("held_at")
        batch_op.drop_column("reminders_off_at")
        batch_op.drop_column("proposals_until")

    with op.batch_alter_table("institution", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_institution_merged_into_id_institution"), type_="foreignkey")
        batch_op.drop_index(batch_op.f("ix_institution_merged_into_id"))
        batch_op.drop_column("merged_into_id")
        batch_op.drop_column("copied_to")
        batch_op.drop_column("through")

    with op.batch_alter_table("finding", schema=None) as batch_op:
        batch_op.drop_column("version")

    with op.batch_alter_table("body", schema=None) as batch_op:
        batch_op.drop_column("opens_minutes")
        batch_op.drop_column("proposals_close_days")
        batch_op.drop_column("proposers")
        batch_op.drop_column("notice_days")
        batch_op.drop_column("max_proxies")
        batch_op.drop_column("quorum_value")
        batch_op.drop_column("quorum_kind")

    with op.batch_alter_table("agenda_item", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_agenda_item_approves_meeting_id_meeting"), type_="foreignkey")
        batch_op.drop_constraint(batch_op.f("fk_agenda_item_carried_from_id_agenda_item"), type_="foreignkey")
        batch_op.drop_column("approves_meeting_id")
        batch_op.drop_column("carried_from_id")
        batch_op.drop_column("is_internal")
        batch_op.drop_column("origin")

    with op.batch_alter_table("action_evidence", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_action_evidence_report_id"))

    op.drop_table("action_evidence")
    with op.batch_alter_table("paper_signature", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_paper_signature_version_id"))
        batch_op.drop_index(batch_op.f("ix_paper_signature_institution_id"))

    op.drop_table("paper_signature")
    with op.batch_alter_table("action_report", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_action_report_action_id"))

    op.drop_table("action_report")
    with op.batch_alter_table("paper_version", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_paper_version_paper_id"))

    op.drop_table("paper_version")
    with op.batch_alter_table("action", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_action_plan_id"))
        batch_op.drop_index(batch_op.f("ix_action_owner_institution_id"))
        batch_op.drop_index(batch_op.f("ix_action_owner_body_id"))
        batch_op.drop_index(batch_op.f("ix_action_meeting_id"))
        batch_op.drop_index("ix_action_due")
        batch_op.drop_index(batch_op.f("ix_action_decision_id"))

    op.drop_table("action")
    with op.batch_alter_table("proposed_document", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_proposed_document_proposed_item_id"))

    op.drop_table("proposed_document")
    with op.batch_alter_table("designation", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_designation_letter_id"))
        batch_op.drop_index(batch_op.f("ix_designation_invitation_id"))

    op.drop_table("designation")
    with op.batch_alter_table("departure", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_departure_letter_id"))

    op.drop_table("departure")
    with op.batch_alter_table("decision", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_decision_replaced_by_id"))
        batch_op.drop_index("ix_decision_public_list")
        batch_op.drop_index("ix_decision_list")
        batch_op.drop_index("ix_decision_facets")

    op.drop_table("decision")
    with op.batch_alter_table("correction", schema=None) as batch_op:
        batch_op.drop_index("ix_correction_waiting")
        batch_op.drop_index(batch_op.f("ix_correction_institution_id"))
        batch_op.drop_index(batch_op.f("ix_correction_block_id"))

    op.drop_table("correction")
    with op.batch_alter_table("consultation_voice", schema=None) as batch_op:
        batch_op.drop_index("ix_voice_consultation")

    op.drop_table("consultation_voice")
    with op.batch_alter_table("block_revision", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_block_revision_block_id"))

    op.drop_table("block_revision")
    with op.batch_alter_table("rectification", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_rectification_minutes_id"))

    op.drop_table("rectification")
    with op.batch_alter_table("proposed_item", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_proposed_item_seat_id"))
        batch_op.drop_index(batch_op.f("ix_proposed_item_meeting_id"))
        batch_op.drop_index(batch_op.f("ix_proposed_item_institution_id"))
        batch_op.drop_index(batch_op.f("ix_proposed_item_body_id"))

    op.drop_table("proposed_item")
    with op.batch_alter_table("minutes_reading", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_minutes_reading_institution_id"))

    op.drop_table("minutes_reading")
    with op.batch_alter_table("minutes_block", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_minutes_block_minutes_id"))
        batch_op.drop_index(batch_op.f("ix_minutes_block_agenda_item_id"))

    op.drop_table("minutes_block")
    with op.batch_alter_table("letter", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_letter_text_id"))
        batch_op.drop_index(batch_op.f("ix_letter_institution_id"))

    op.drop_table("letter")
    with op.batch_alter_table("consultation", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_consultation_minutes_id"))
        batch_op.drop_index(batch_op.f("ix_consultation_closed_at"))

    op.drop_table("consultation")
    with op.batch_alter_table("sign_in_sheet", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_sign_in_sheet_meeting_id"))

    op.drop_table("sign_in_sheet")
    with op.batch_alter_table("rendered_document", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_rendered_document_current",
            sqlite_where=sa.text("superseded_at IS NULL"),
            postgresql_where=sa.text("superseded_at IS NULL"),
        )
        batch_op.drop_index(batch_op.f("ix_rendered_document_superseded_at"))
        batch_op.drop_index(batch_op.f("ix_rendered_document_file_id"))
        batch_op.drop_index("ix_rendered_document_due")

    op.drop_table("rendered_document")
    with op.batch_alter_table("minutes", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_minutes_state"))

    op.drop_table("minutes")
    op.drop_table("meeting_letter")
    with op.batch_alter_table("meeting_exclusion", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_meeting_exclusion_seat_id"))

    op.drop_table("meeting_exclusion")
    with op.batch_alter_table("form_draft", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_form_draft_seat",
            sqlite_where=sa.text("seat_id IS NOT NULL"),
            postgresql_where=sa.text("seat_id IS NOT NULL"),
        )
        batch_op.drop_index(
            "uq_form_draft_person",
            sqlite_where=sa.text("seat_id IS NULL"),
            postgresql_where=sa.text("seat_id IS NULL"),
        )
        batch_op.drop_index(batch_op.f("ix_form_draft_seat_id"))
        batch_op.drop_index(batch_op.f("ix_form_draft_saved_at"))

    op.drop_table("form_draft")
    with op.batch_alter_table("digest_item", schema=None) as batch_op:
        batch_op.drop_index("ix_digest_item_waiting")

    op.drop_table("digest_item")
    op.drop_table("check_in")
    with op.batch_alter_table("attendance_figure", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_attendance_figure_meeting_id"))

    op.drop_table("attendance_figure")
    with op.batch_alter_table("attendance", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_attendance_institution",
            sqlite_where=sa.text("institution_id IS NOT NULL"),
            postgresql_where=sa.text("institution_id IS NOT NULL"),
        )
        batch_op.drop_index(batch_op.f("ix_attendance_meeting_id"))
        batch_op.drop_index(batch_op.f("ix_attendance_institution_id"))

    op.drop_table("attendance")
    op.drop_table("notification_choice")
    with op.batch_alter_table("institution_merge", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_institution_merge_merged_id"))
        batch_op.drop_index(batch_op.f("ix_institution_merge_kept_id"))

    op.drop_table("institution_merge")
    with op.batch_alter_table("institution_import", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_institution_import_headings_key"))

    op.drop_table("institution_import")
    with op.batch_alter_table("institution_distinct", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_institution_distinct_second_id"))

    op.drop_table("institution_distinct")
    with op.batch_alter_table("frozen_content", schema=None) as batch_op:
        batch_op.drop_index("ix_frozen_content_subject")
        batch_op.drop_index(batch_op.f("ix_frozen_content_rectifies_sha256"))

    op.drop_table("frozen_content")
    with op.batch_alter_table("action_import", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_action_import_plan_id"))

    op.drop_table("action_import")
    with op.batch_alter_table("governing_paper", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_governing_paper_body_id"))

    op.drop_table("governing_paper")
    with op.batch_alter_table("action_plan", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_action_plan_body_id"))

    op.drop_table("action_plan")
