"""Campaigns, uploads in pieces, persons merged, what is decided about answers."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "campaigns"
down_revision = "questionnaires"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "do_not_contact",
        sa.Column("address_hash", sa.String(length=64), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("address_hash", name=op.f("pk_do_not_contact")),
    )
    op.create_table(
        "person_distinct",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("first_id", sa.Integer(), nullable=False),
        sa.Column("second_id", sa.Integer(), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decided_by_id", sa.Integer(), nullable=True),
        sa.CheckConstraint("first_id < second_id", name=op.f("ck_person_distinct_ordered")),
        sa.ForeignKeyConstraint(
            ["decided_by_id"], ["person.id"], name=op.f("fk_person_distinct_decided_by_id_person")
        ),
        sa.ForeignKeyConstraint(["first_id"], ["person.id"], name=op.f("fk_person_distinct_first_id_person")),
        sa.ForeignKeyConstraint(
            ["second_id"], ["person.id"], name=op.f("fk_person_distinct_second_id_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_person_distinct")),
        sa.UniqueConstraint("first_id", "second_id", name="uq_person_distinct_pair"),
    )
    with op.batch_alter_table("person_distinct", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_person_distinct_second_id"), ["second_id"], unique=False)

    op.create_table(
        "person_merge",
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
        sa.CheckConstraint("kept_id <> merged_id", name=op.f("ck_person_merge_two")),
        sa.ForeignKeyConstraint(["kept_id"], ["person.id"], name=op.f("fk_person_merge_kept_id_person")),
        sa.ForeignKeyConstraint(
            ["merged_by_id"], ["person.id"], name=op.f("fk_person_merge_merged_by_id_person")
        ),
        sa.ForeignKeyConstraint(["merged_id"], ["person.id"], name=op.f("fk_person_merge_merged_id_person")),
        sa.ForeignKeyConstraint(
            ["undone_by_id"], ["person.id"], name=op.f("fk_person_merge_undone_by_id_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_person_merge")),
    )
    with op.batch_alter_table("person_merge", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_person_merge_kept_id"), ["kept_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_person_merge_merged_id"), ["merged_id"], unique=False)

    op.create_table(
        "campaign",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("questionnaire_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
        sa.Column("message", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
        sa.Column(
            "state",
            sa.Enum("draft", "open", "closed", name="campaignstate", native_enum=False, length=32),
            nullable=False,
        ),
        sa.Column("closes_on", sa.Date(), nullable=False),
        sa.Column("province_question", sa.String(length=40), nullable=True),
        sa.Column("kind_question", sa.String(length=40), nullable=True),
        sa.Column("most_depth", sa.Integer(), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["created_by_id"], ["person.id"], name=op.f("fk_campaign_created_by_id_person")
        ),
        sa.ForeignKeyConstraint(
            ["questionnaire_id"],
            ["questionnaire.id"],
            name=op.f("fk_campaign_questionnaire_id_questionnaire"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_campaign")),
    )
    with op.batch_alter_table("campaign", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_campaign_questionnaire_id"), ["questionnaire_id"], unique=False)

    op.create_table(
        "partial_upload",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=43), nullable=False),
        sa.Column("subject_type", sa.String(length=40), nullable=False),
        sa.Column("subject_id", sa.Integer(), nullable=False),
        sa.Column("place", sa.String(length=80), nullable=False),
        sa.Column("client_key", sa.String(length=64), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("received", sa.BigInteger(), nullable=False),
        sa.Column("file_id", sa.Integer(), nullable=True),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["file_id"], ["stored_file.id"], name=op.f("fk_partial_upload_file_id_stored_file")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_partial_upload")),
        sa.UniqueConstraint("key", name=op.f("uq_partial_upload_key")),
        sa.UniqueConstraint("subject_type", "subject_id", "client_key", name="uq_partial_upload_client_key"),
    )
    with op.batch_alter_table("partial_upload", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_partial_upload_file_id"), ["file_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_partial_upload_updated_at"), ["updated_at"], unique=False)

    op.create_table(
        "call_round",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("campaign_id", sa.Integer(), nullable=False),
        sa.Column("drawn_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("drawn_by_id", sa.Integer(), nullable=True),
        sa.Column("caller", sa.String(length=200), nullable=True),
        sa.ForeignKeyConstraint(
            ["campaign_id"], ["campaign.id"], name=op.f("fk_call_round_campaign_id_campaign")
        ),
        sa.ForeignKeyConstraint(
            ["drawn_by_id"], ["person.id"], name=op.f("fk_call_round_drawn_by_id_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_call_round")),
    )
    with op.batch_alter_table("call_round", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_call_round_campaign_id"), ["campaign_id"], unique=False)

    op.create_table(
        "campaign_target",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("campaign_id", sa.Integer(), nullable=False),
        sa.Column("province", sa.String(length=20), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("target", sa.Integer(), nullable=False),
        sa.CheckConstraint("target >= 0", name=op.f("ck_campaign_target_target")),
        sa.ForeignKeyConstraint(
            ["campaign_id"], ["campaign.id"], name=op.f("fk_campaign_target_campaign_id_campaign")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_campaign_target")),
        sa.UniqueConstraint("campaign_id", "province", "kind", name="uq_campaign_target_cell"),
    )
    with op.batch_alter_table("campaign_target", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_campaign_target_campaign_id"), ["campaign_id"], unique=False)

    op.create_table(
        "participant",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("campaign_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=True),
        sa.Column("name_folded", sa.String(length=600), nullable=False),
        sa.Column("province", sa.String(length=20), nullable=True),
        sa.Column("kind", sa.String(length=40), nullable=True),
        sa.Column("language", sa.String(length=2), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=True),
        sa.Column("phone", sa.String(length=40), nullable=True),
        sa.Column("institution_id", sa.Integer(), nullable=True),
        sa.Column("through_id", sa.Integer(), nullable=True),
        sa.Column("passed_on_by_id", sa.Integer(), nullable=True),
        sa.Column("depth", sa.Integer(), nullable=False),
        sa.Column(
            "means",
            sa.Enum(
                "relay",
                "phone",
                "animator",
                "reminder",
                "invitation",
                "link",
                name="means",
                native_enum=False,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("response_id", sa.Integer(), nullable=True),
        sa.Column("invited_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reminders", sa.Integer(), nullable=False),
        sa.Column("reminded_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("declined_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("thanked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("link_generation", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.CheckConstraint("reminders <= 2", name=op.f("ck_participant_reminders")),
        sa.ForeignKeyConstraint(
            ["campaign_id"], ["campaign.id"], name=op.f("fk_participant_campaign_id_campaign")
        ),
        sa.ForeignKeyConstraint(
            ["created_by_id"], ["person.id"], name=op.f("fk_participant_created_by_id_person")
        ),
        sa.ForeignKeyConstraint(
            ["institution_id"], ["institution.id"], name=op.f("fk_participant_institution_id_institution")
        ),
        sa.ForeignKeyConstraint(
            ["passed_on_by_id"], ["participant.id"], name=op.f("fk_participant_passed_on_by_id_participant")
        ),
        sa.ForeignKeyConstraint(
            ["response_id"],
            ["response.id"],
            name=op.f("fk_participant_response_id_response"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["through_id"], ["institution.id"], name=op.f("fk_participant_through_id_institution")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_participant")),
        sa.UniqueConstraint("campaign_id", "email", name="uq_participant_email"),
        sa.UniqueConstraint("campaign_id", "phone", name="uq_participant_phone"),
        sa.UniqueConstraint("response_id", name=op.f("uq_participant_response_id")),
    )
    with op.batch_alter_table("participant", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_participant_campaign_id"), ["campaign_id"], unique=False)
        batch_op.create_index("ix_participant_cell", ["campaign_id", "province", "kind"], unique=False)
        batch_op.create_index(batch_op.f("ix_participant_institution_id"), ["institution_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_participant_name_folded"), ["name_folded"], unique=False)
        batch_op.create_index(batch_op.f("ix_participant_passed_on_by_id"), ["passed_on_by_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_participant_through_id"), ["through_id"], unique=False)

    op.create_table(
        "call",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("round_id", sa.Integer(), nullable=False),
        sa.Column("participant_id", sa.Integer(), nullable=False),
        sa.Column(
            "outcome",
            sa.Enum(
                "answered",
                "promised",
                "call_back",
                "no_reply",
                "wrong_number",
                "refused",
                name="calloutcome",
                native_enum=False,
                length=32,
            ),
            nullable=True,
        ),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("call_back_on", sa.Date(), nullable=True),
        sa.Column("called_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("called_by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["called_by_id"], ["person.id"], name=op.f("fk_call_called_by_id_person")),
        sa.ForeignKeyConstraint(
            ["participant_id"], ["participant.id"], name=op.f("fk_call_participant_id_participant")
        ),
        sa.ForeignKeyConstraint(
            ["round_id"], ["call_round.id"], name=op.f("fk_call_round_id_call_round"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_call")),
        sa.UniqueConstraint("round_id", "participant_id", name="uq_call_participant"),
    )
    with op.batch_alter_table("call", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_call_participant_id"), ["participant_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_call_round_id"), ["round_id"], unique=False)

    op.create_table(
        "campaign_link",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("campaign_id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=12), nullable=False),
        sa.Column("institution_id", sa.Integer(), nullable=True),
        sa.Column("participant_id", sa.Integer(), nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "institution_id IS NULL OR participant_id IS NULL", name=op.f("ck_campaign_link_one_owner")
        ),
        sa.ForeignKeyConstraint(
            ["campaign_id"], ["campaign.id"], name=op.f("fk_campaign_link_campaign_id_campaign")
        ),
        sa.ForeignKeyConstraint(
            ["institution_id"], ["institution.id"], name=op.f("fk_campaign_link_institution_id_institution")
        ),
        sa.ForeignKeyConstraint(
            ["participant_id"], ["participant.id"], name=op.f("fk_campaign_link_participant_id_participant")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_campaign_link")),
        sa.UniqueConstraint("campaign_id", "institution_id", name="uq_campaign_link_institution"),
        sa.UniqueConstraint("campaign_id", "participant_id", name="uq_campaign_link_participant"),
        sa.UniqueConstraint("code", name=op.f("uq_campaign_link_code")),
    )
    with op.batch_alter_table("campaign_link", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_campaign_link_campaign_id"), ["campaign_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_campaign_link_institution_id"), ["institution_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_campaign_link_participant_id"), ["participant_id"], unique=False)

    with op.batch_alter_table("person", schema=None) as batch_op:
        batch_op.add_column(sa.Column("merged_into_id", sa.Integer(), nullable=True))
        batch_op.create_index(batch_op.f("ix_person_merged_into_id"), ["merged_into_id"], unique=False)
        batch_op.create_foreign_key(
            batch_op.f("fk_person_merged_into_id_person"), "person", ["merged_into_id"], ["id"]
        )

    with op.batch_alter_table("questionnaire", schema=None) as batch_op:
        batch_op.add_column(sa.Column("correct_until", sa.Date(), nullable=True))

    with op.batch_alter_table("response", schema=None) as batch_op:
        batch_op.add_column(sa.Column("through_id", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("held_because", sa.String(length=200), nullable=True))
        batch_op.add_column(sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("decided_by_id", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("reason", sa.Text(), nullable=True))
        batch_op.add_column(sa.Column("scan_id", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("search_text", sa.Text(), nullable=True))
        batch_op.create_index(batch_op.f("ix_response_through_id"), ["through_id"], unique=False)
        batch_op.create_foreign_key(
            batch_op.f("fk_response_decided_by_id_person"), "person", ["decided_by_id"], ["id"]
        )
        batch_op.create_foreign_key(
            batch_op.f("fk_response_through_id_institution"), "institution", ["through_id"], ["id"]
        )
        batch_op.create_foreign_key(
            batch_op.f("fk_response_scan_id_stored_file"), "stored_file", ["scan_id"], ["id"]
        )


def downgrade() -> None:
    with op.batch_alter_table("response", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_response_scan_id_stored_file"), type_="foreignkey")
        batch_op.drop_constraint(batch_op.f("fk_response_through_id_institution"), type_="foreignkey")
        batch_op.drop_constraint(batch_op.f("fk_response_decided_by_id_person"), type_="foreignkey")
        batch_op.drop_index(batch_op.f("ix_response_through_id"))
        batch_op.drop_column("search_text")
        batch_op.drop_column("scan_id")
        batch_op.drop_column("reason")
        batch_op.drop_column("decided_by_id")
        batch_op.drop_column("decided_at")
        batch_op.drop_column("held_because")
        batch_op.drop_column("through_id")

    with op.batch_alter_table("questionnaire", schema=None) as batch_op:
        batch_op.drop_column("correct_until")

    with op.batch_alter_table("person", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_person_merged_into_id_person"), type_="foreignkey")
        batch_op.drop_index(batch_op.f("ix_person_merged_into_id"))
        batch_op.drop_column("merged_into_id")

    with op.batch_alter_table("campaign_link", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_campaign_link_participant_id"))
        batch_op.drop_index(batch_op.f("ix_campaign_link_institution_id"))
        batch_op.drop_index(batch_op.f("ix_campaign_link_campaign_id"))

    op.drop_table("campaign_link")
    with op.batch_alter_table("call", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_call_round_id"))
        batch_op.drop_index(batch_op.f("ix_call_participant_id"))

    op.drop_table("call")
    with op.batch_alter_table("participant", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_participant_through_id"))
        batch_op.drop_index(batch_op.f("ix_participant_passed_on_by_id"))
        batch_op.drop_index(batch_op.f("ix_participant_name_folded"))
        batch_op.drop_index(batch_op.f("ix_participant_institution_id"))
        batch_op.drop_index("ix_participant_cell")
        batch_op.drop_index(batch_op.f("ix_participant_campaign_id"))

    op.drop_table("participant")
    with op.batch_alter_table("campaign_target", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_campaign_target_campaign_id"))

    op.drop_table("campaign_target")
    with op.batch_alter_table("call_round", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_call_round_campaign_id"))

    op.drop_table("call_round")
    with op.batch_alter_table("partial_upload", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_partial_upload_updated_at"))
        batch_op.drop_index(batch_op.f("ix_partial_upload_file_id"))

    op.drop_table("partial_upload")
    with op.batch_alter_table("campaign", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_campaign_questionnaire_id"))

    op.drop_table("campaign")
    with op.batch_alter_table("person_merge", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_person_merge_merged_id"))
        batch_op.drop_index(batch_op.f("ix_person_merge_kept_id"))

    op.drop_table("person_merge")
    with op.batch_alter_table("person_distinct", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_person_distinct_second_id"))

    op.drop_table("person_distinct")
    op.drop_table("do_not_contact")
