"""what people told of themselves, their other addresses, who caused which change, and what it was before."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

_TOLD = ("timezone", "language", "heard_language", "place", "workdays", "learned_from")


def upgrade() -> None:
    """Go one step forward."""
    for name in _TOLD:
        op.add_column("people", sa.Column(name, sa.Text(), server_default="", nullable=False))
    op.add_column("people", sa.Column("hour", sa.Integer(), nullable=True))
    op.add_column("people", sa.Column("away_until", sa.Date(), nullable=True))
    op.add_column("people", sa.Column("stopped_at", sa.DateTime(timezone=True), nullable=True))
    op.create_table(
        "addresses",
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("person", sa.Text(), nullable=False),
        sa.Column("learned_from", sa.Text(), nullable=False),
        sa.Column("learned_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("address", name=op.f("pk_addresses")),
    )
    op.create_index(op.f("ix_addresses_person"), "addresses", ["person"], unique=False)
    op.create_table(
        "audit",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("verb", sa.Text(), nullable=False),
        sa.Column("what", sa.Text(), nullable=False),
        sa.Column("inbox_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["inbox_id"], ["inbox.id"], name=op.f("fk_audit_inbox_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit")),
    )
    op.create_index(op.f("ix_audit_inbox_id"), "audit", ["inbox_id"], unique=False)
    op.add_column("recaps", sa.Column("restricted", sa.Boolean(), server_default=sa.false(), nullable=False))
    op.add_column("events", sa.Column("before", sa.JSON(), nullable=True))


def downgrade() -> None:
    """Go one step back."""
    op.drop_column("events", "before")
    op.drop_column("recaps", "restricted")
    op.drop_index(op.f("ix_audit_inbox_id"), table_name="audit")
    op.drop_table("audit")
    op.drop_index(op.f("ix_addresses_person"), table_name="addresses")
    op.drop_table("addresses")
    for name in ("stopped_at", "away_until", "hour", *reversed(_TOLD)):
        op.drop_column("people", name)
