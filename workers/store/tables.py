"""The tables. Kinds, states and verbs are text, so that adding one needs no migration.

Times are UTC and aware on every database. What is scanned has an index that
begins with what the scan asks for.
"""

from __future__ import annotations

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Column,
    Date,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    Text,
    false,
    text,
)

from workers.store.moment import Moment

METADATA = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)

INBOX = Table(
    "inbox",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("content_key", Text, nullable=False, unique=True),
    Column("raw", LargeBinary, nullable=False),
    Column("size", Integer, nullable=False),
    Column("sender", Text, nullable=False, server_default=""),
    Column("arrived_at", Moment, nullable=False),
    Column("state", Text, nullable=False, server_default="due"),
    Column("reason", Text),
    Column("due_at", Moment),
    Column("lease", Integer, nullable=False, server_default="0"),
    Column("attempts", Integer, nullable=False, server_default="0"),
    Column("errors", JSON, nullable=False),
    # Whether it had its turn among the mails of its sender.
    Column("paced", Boolean, nullable=False, server_default=false()),
    Index("ix_inbox_state_due_at", "state", "due_at"),
)

# Every place where a mail was seen; two places may hold one content.
PLACES = Table(
    "places",
    METADATA,
    Column("mailbox", Text, primary_key=True),
    Column("uidvalidity", BigInteger, primary_key=True),
    Column("uid", BigInteger, primary_key=True),
    Column("inbox_id", ForeignKey("inbox.id"), nullable=False, index=True),
)

OUTBOX = Table(
    "outbox",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("key", Text, nullable=False, unique=True),
    Column("message_id", Text, nullable=False, index=True),
    Column("kind", Text, nullable=False),
    Column("recipient", Text, nullable=False),
    Column("raw", LargeBinary, nullable=False),
    Column("inbox_id", ForeignKey("inbox.id"), index=True),
    Column("recap_tag", Text),
    Column("created_at", Moment, nullable=False),
    Column("sent_at", Moment),
    Column("state", Text, nullable=False, server_default="due"),
    Column("due_at", Moment),
    Column("lease", Integer, nullable=False, server_default="0"),
    Column("attempts", Integer, nullable=False, server_default="0"),
    Column("errors", JSON, nullable=False),
    # When it was last handed to the server, whatever came of it.
    Column("tried_at", Moment, index=True),
    # It names somebody who was forgotten while it waited: its bytes go once it is on its way or given up.
    Column("fleeting", Boolean, nullable=False, server_default=false()),
    Index("ix_outbox_state_due_at", "state", "due_at"),
    Index("ix_outbox_recap_tag_recipient", "recap_tag", "recipient"),
    Index("ix_outbox_reader_created_at", text("lower(recipient)"), "created_at"),
)

RECAPS = Table(
    "recaps",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("tag", Text, nullable=False, unique=True),
    Column("inbox_id", ForeignKey("inbox.id"), nullable=False, index=True),
    Column("version", Integer, nullable=False),
    Column("host", Text, nullable=False),
    Column("title", Text, nullable=False),
    Column("held_on", Date),
    Column("created_at", Moment, nullable=False),
    Column("payload", JSON, nullable=False),
    Column("restricted", Boolean, nullable=False, server_default=false()),
)

ITEMS = Table(
    "items",
    METADATA,
    Column("recap_id", ForeignKey("recaps.id"), primary_key=True),
    Column("code", Text, primary_key=True),
    Column("kind", Text, nullable=False),
    Column("text", Text, nullable=False),
    Column("firm", Boolean, nullable=False),
    Column("owner", Text),
    Column("state", Text, nullable=False),
    Column("due_on", Date),
    Index("ix_items_owner_state", "owner", "state"),
    Index("ix_items_state_due_on", "state", "due_on"),
)

# What the log finds: its words and marks stand in `words`, with a blank between two. On SQLite the table
# `entries_words` (FTS5) follows it by triggers, on PostgreSQL it has an index of its words; both are made by the steps.
ENTRIES = Table(
    "entries",
    METADATA,
    Column("id", BigInteger().with_variant(Integer, "sqlite"), primary_key=True, autoincrement=False),
    Column("recap_id", ForeignKey("recaps.id"), nullable=False, index=True),
    Column("code", Text, nullable=False),
    Column("words", Text, nullable=False),
)

EVENTS = Table(
    "events",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("recap_id", ForeignKey("recaps.id"), nullable=False),
    Column("inbox_id", ForeignKey("inbox.id"), index=True),
    Column("at", Moment, nullable=False),
    Column("by", Text, nullable=False),
    Column("verb", Text, nullable=False),
    Column("code", Text),
    Column("payload", JSON, nullable=False),
    # What the change found, so that it can be taken back; nothing where there is nothing to take back.
    Column("before", JSON),
    Index("ix_events_recap_id_at", "recap_id", "at"),
)

TOKENS = Table(
    "tokens",
    METADATA,
    Column("token", Text, primary_key=True),
    Column("recap_id", ForeignKey("recaps.id"), nullable=False, index=True),
    Column("address", Text, nullable=False, index=True),
    Column("created_at", Moment, nullable=False),
    Column("revoked_at", Moment),
)

# When to look next at what one person should hear of; nothing where nothing is in sight.
LOOKS = Table(
    "looks",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("address", Text, nullable=False, unique=True),
    Column("at", Moment, index=True),
    Column("lease", Integer, nullable=False, server_default="0"),
    Column("attempts", Integer, nullable=False, server_default="0"),
    Column("memory", JSON, nullable=False),
)

PEOPLE = Table(
    "people",
    METADATA,
    Column("address", Text, primary_key=True),
    Column("name", Text, nullable=False),
    Column("aliases", JSON, nullable=False),
    Column("learned_at", Moment, nullable=False),
    # Since when no letter to this address arrives; nothing while they do.
    Column("undeliverable_at", Moment),
    # What the person told us; empty where they did not. The language they write in is heard, not told.
    Column("timezone", Text, nullable=False, server_default=""),
    Column("language", Text, nullable=False, server_default=""),
    Column("heard_language", Text, nullable=False, server_default=""),
    Column("place", Text, nullable=False, server_default=""),
    Column("workdays", Text, nullable=False, server_default=""),
    Column("hour", Integer),
    Column("away_until", Date),
    Column("stopped_at", Moment),
    # How often they are asked for feedback; empty where they never said.
    Column("prompts", Text, nullable=False, server_default=""),
    # Who told us of this person: notes, their host, an operator, or the person.
    Column("learned_from", Text, nullable=False, server_default=""),
)

# Further addresses of one person, who is known by another.
ADDRESSES = Table(
    "addresses",
    METADATA,
    Column("address", Text, primary_key=True),
    Column("person", Text, nullable=False, index=True),
    Column("learned_from", Text, nullable=False),
    Column("learned_at", Moment, nullable=False),
)

# Who caused which change to what: verbs and names of rows, never anything that somebody wrote.
AUDIT = Table(
    "audit",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("at", Moment, nullable=False),
    Column("by", Text, nullable=False),
    Column("verb", Text, nullable=False),
    Column("what", Text, nullable=False),
    Column("inbox_id", ForeignKey("inbox.id"), index=True),
)

# Meetings to come, for whoever is asked what they are for; `address` is that person's.
AHEAD = Table(
    "ahead",
    METADATA,
    Column("uid", Text, primary_key=True),
    Column("address", Text, primary_key=True),
    Column("last_at", Moment, nullable=False),
    Column("payload", JSON, nullable=False),
    Index("ix_ahead_address_last_at", "address", "last_at"),
)

# Words for somebody else while their writer has not said "send"; emptied then. What they answer are letters of ours.
DRAFTS = Table(
    "drafts",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("token", Text, nullable=False, unique=True),
    Column("thread", Text, nullable=False, index=True),
    Column("by", Text, nullable=False),
    Column("text", Text, nullable=False),
    Column("to_name", Text, nullable=False),
    Column("to_address", Text, nullable=False),
    Column("prompt", Boolean, nullable=False),
    Column("created_at", Moment, nullable=False),
    Column("sent_at", Moment),
)

# What the sender of notes may be asked about the morning after; gone once they were, or were not.
PROMPTS = Table(
    "prompts",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("address", Text, nullable=False, index=True),
    Column("recap_tag", Text, nullable=False),
    Column("created_at", Moment, nullable=False),
    Column("payload", JSON, nullable=False),
)

CURSORS = Table(
    "cursors",
    METADATA,
    Column("mailbox", Text, primary_key=True),
    Column("uidvalidity", BigInteger, nullable=False),
    Column("uid", BigInteger, nullable=False),
)

# Until when the mails of one sender, known here by a mark alone, have used up what they may.
PACES = Table(
    "paces",
    METADATA,
    Column("name", Text, primary_key=True),
    Column("until", Moment, nullable=False),
)

LEASES = Table(
    "leases",
    METADATA,
    Column("name", Text, primary_key=True),
    Column("owner", Text, nullable=False),
    Column("until", Moment, nullable=False),
)

# What a person has to put right, by where it hurts; gone once it works again. Nothing of a mail, no address.
TROUBLES = Table(
    "troubles",
    METADATA,
    Column("name", Text, primary_key=True),
    Column("trouble", Text, nullable=False),
    Column("place", Text, nullable=False),
    Column("since", Moment, nullable=False),
    # When the operator was written to; nothing while they were not.
    Column("told_at", Moment),
)
