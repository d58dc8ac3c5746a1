"""Neighbours of an entry are looked for in a square of the map, not in a strip of the whole country.

SQLAlchemy does not read such an index back: on SQLite, a later step that copies this table makes it anew."""

import sqlalchemy as sa
from alembic import op

revision = 'squares'
down_revision = 'judged'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.drop_index('ix_structure_point', table_name='structure')
    op.create_index(
        'ix_structure_point', 'structure', ['listed', sa.text('round(latitude * 10)'), 'longitude', 'latitude']
    )


def downgrade() -> None:
    op.drop_index('ix_structure_point', table_name='structure')
    op.create_index('ix_structure_point', 'structure', ['listed', 'latitude', 'longitude'])
