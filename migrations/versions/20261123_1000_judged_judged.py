"""A juror's list, and what is still judged of a call, are read from an index alone."""

from alembic import op

revision = 'judged'
down_revision = 'addresses'
branch_labels = None
depends_on = None

_LIST = ['person_id', 'grid_id', 'subject_id', 'declined_at', 'sent_at', 'abstained_at', 'skipped_at']


def upgrade() -> None:
    op.drop_index('ix_evaluation_person', table_name='evaluation')
    op.create_index('ix_evaluation_person', 'evaluation', _LIST)
    op.create_index('ix_application_judged', 'application', ['call_id', 'stage', 'state', 'decided_at', 'number'])


def downgrade() -> None:
    op.drop_index('ix_application_judged', table_name='application')
    op.drop_index('ix_evaluation_person', table_name='evaluation')
    op.create_index('ix_evaluation_person', 'evaluation', ['person_id', 'sent_at'])
