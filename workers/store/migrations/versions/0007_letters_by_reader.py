"""letters by reader."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go one step forward."""
    op.create_index("ix_outbox_reader_created_at", "outbox", [sa.text("lower(recipient)"), "created_at"], unique=False)


def downgrade() -> None:
    """Go one step back."""
    op.drop_index("ix_outbox_reader_created_at", table_name="outbox")
