"""the log: entries found by their words. `followthrough log rebuild` fills it from the recaps that are there."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

# Words and marks come folded, so nothing is folded again; "=" begins a mark. Beginnings of three to five letters are
# looked up as words are, the others by a walk over all words that begin so.
SQLITE = (
    """CREATE VIRTUAL TABLE entries_words USING fts5(
      words, content='entries', content_rowid='id', detail='none', prefix='3 4 5',
      tokenize="unicode61 remove_diacritics 0 tokenchars '='"
    )""",
    """CREATE TRIGGER entries_written AFTER INSERT ON entries BEGIN
      INSERT INTO entries_words(rowid, words) VALUES (new.id, new.words);
    END""",
    """CREATE TRIGGER entries_deleted AFTER DELETE ON entries BEGIN
      INSERT INTO entries_words(entries_words, rowid, words) VALUES ('delete', old.id, old.words);
    END""",
)
POSTGRES = "CREATE INDEX ix_entries_words ON entries USING gin (array_to_tsvector(string_to_array(words, ' ')))"


def upgrade() -> None:
    """Go one step forward."""
    op.create_table(
        "entries",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False),
        sa.Column("recap_id", sa.Integer(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["recap_id"], ["recaps.id"], name=op.f("fk_entries_recap_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_entries")),
    )
    op.create_index(op.f("ix_entries_recap_id"), "entries", ["recap_id"], unique=False)
    if op.get_bind().dialect.name == "postgresql":
        op.execute(POSTGRES)
    else:
        for statement in SQLITE:
            op.execute(statement)


def downgrade() -> None:
    """Go one step back."""
    if op.get_bind().dialect.name != "postgresql":
        op.execute("DROP TABLE entries_words")
    op.drop_table("entries")
