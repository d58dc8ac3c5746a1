"""What the jury decided anew of an entry, after an appeal: when, by which decision, why."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = 'reconsidered'
down_revision = 'prize'
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table('competition_entry', schema=None) as batch_op:
        batch_op.add_column(sa.Column('reconsidered_at', sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column('reconsidered_on', sa.Date(), nullable=True))
        batch_op.add_column(sa.Column('reconsidered_by', sa.String(length=200), nullable=True))
        batch_op.add_column(sa.Column('reconsidered_because', sa.JSON().with_variant(postgresql.JSONB(), 'postgresql'), nullable=True))
        batch_op.add_column(sa.Column('is_added', sa.Boolean(), server_default=sa.false(), nullable=False))


def downgrade() -> None:
    with op.batch_alter_table('competition_entry', schema=None) as batch_op:
        batch_op.drop_column('is_added')
        batch_op.drop_column('reconsidered_because')
        batch_op.drop_column('reconsidered_by')
        batch_op.drop_column('reconsidered_on')
        batch_op.drop_column('reconsidered_at')
