"""addresses that take no letters."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go one step forward."""
    op.add_column("people", sa.Column("undeliverable_at", sa.DateTime(timezone=True), nullable=True))


def downgrade() -> None:
    """Go one step back."""
    op.drop_column("people", "undeliverable_at")
