"""when to look next at what a person should hear of."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go one step forward: everybody who may answer something is looked at once."""
    op.create_table(
        "looks",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("lease", sa.Integer(), server_default="0", nullable=False),
        sa.Column("attempts", sa.Integer(), server_default="0", nullable=False),
        sa.Column("memory", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_looks")),
        sa.UniqueConstraint("address", name=op.f("uq_looks_address")),
    )
    op.create_index(op.f("ix_looks_at"), "looks", ["at"], unique=False)
    op.execute("UPDATE tokens SET address = lower(address)")
    op.create_index(op.f("ix_tokens_address"), "tokens", ["address"], unique=False)
    op.execute(
        "INSERT INTO looks (address, at, memory) SELECT address, CURRENT_TIMESTAMP, '{}'"
        " FROM (SELECT DISTINCT address FROM tokens) AS everybody"
    )


def downgrade() -> None:
    """Go one step back."""
    op.drop_index(op.f("ix_tokens_address"), table_name="tokens")
    op.drop_index(op.f("ix_looks_at"), table_name="looks")
    op.drop_table("looks")
