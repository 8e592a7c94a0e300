"""Which channels have a message: whichever process goes on with it must not ask them again."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """One more column; messages that wait already have not been delivered, as far as is known."""
    op.add_column("outbox", sa.Column("delivered_to", sa.Text(), nullable=False, server_default=""))
