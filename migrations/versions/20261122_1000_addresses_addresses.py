"""People who work on applications are found by their address, however it is written.

SQLAlchemy does not read such an index back: on SQLite, a later step that copies this table makes it anew."""

import sqlalchemy as sa
from alembic import op

revision = 'addresses'
down_revision = 'reconsidered'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index('ix_application_person_address', 'application_person', [sa.text('lower(email)')])


def downgrade() -> None:
    op.drop_index('ix_application_person_address', table_name='application_person')
