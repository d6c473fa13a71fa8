"""The nouns: frozen values that every hop of the road hands to the next.

Nothing here does anything. A value that would be wrong cannot be made.
The words are those of `pipeline/README.md`.
"""

from pipeline.model.answers import Change, Letter, Order, ReplyReading, Unclear
from pipeline.model.mail import (
    Address,
    Attachment,
    AttachmentUse,
    Forwarded,
    Mail,
    MailClass,
    Passage,
    Person,
    ReplyText,
    Report,
)
from pipeline.model.notes import Block, BlockKind, Due, Evidence, Item, Match, Meeting, Notes, Recap, State
from pipeline.model.preferences import Preferences

__all__ = [
    "Address",
    "Attachment",
    "AttachmentUse",
    "Block",
    "BlockKind",
    "Change",
    "Due",
    "Evidence",
    "Forwarded",
    "Item",
    "Letter",
    "Mail",
    "MailClass",
    "Match",
    "Meeting",
    "Notes",
    "Order",
    "Passage",
    "Person",
    "Preferences",
    "Recap",
    "ReplyReading",
    "ReplyText",
    "Report",
    "State",
    "Unclear",
]
