"""paces."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go one step forward."""
    op.create_table(
        "paces",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_paces")),
    )
    op.add_column("inbox", sa.Column("paced", sa.Boolean(), server_default=sa.false(), nullable=False))
    op.add_column("outbox", sa.Column("tried_at", sa.DateTime(timezone=True), nullable=True))
    op.create_index("ix_outbox_tried_at", "outbox", ["tried_at"], unique=False)


def downgrade() -> None:
    """Go one step back."""
    op.drop_index("ix_outbox_tried_at", table_name="outbox")
    op.drop_column("outbox", "tried_at")
    op.drop_column("inbox", "paced")
    op.drop_table("paces")
