"""meetings to come."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go one step forward."""
    op.create_table(
        "ahead",
        sa.Column("uid", sa.Text(), nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("last_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("payload", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("uid", "address", name=op.f("pk_ahead")),
    )
    op.create_index("ix_ahead_address_last_at", "ahead", ["address", "last_at"], unique=False)


def downgrade() -> None:
    """Go one step back."""
    op.drop_table("ahead")
