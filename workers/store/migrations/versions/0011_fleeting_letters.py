"""letters that wait while somebody they name is forgotten: their bytes go once they are over."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go one step forward."""
    op.add_column("outbox", sa.Column("fleeting", sa.Boolean(), server_default=sa.false(), nullable=False))


def downgrade() -> None:
    """Go one step back."""
    op.drop_column("outbox", "fleeting")
