"""The nouns: frozen values that every hop of the road hands to the next.

Nothing here does anything. A value that would be wrong cannot be made.
The words are those of `pipeline/README.md`.
"""

from pipeline.model.answers import Before, Change, Letter, Order, Past, ReplyReading, Unclear
from pipeline.model.log import Asks, Entry, Form, Looked, Question
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
from pipeline.model.notes import Block, BlockKind, Due, Evidence, Item, Link, Match, Meeting, Notes, Recap, State, Tie
from pipeline.model.preferences import Preferences

__all__ = [
    "Address",
    "Asks",
    "Attachment",
    "AttachmentUse",
    "Before",
    "Block",
    "BlockKind",
    "Change",
    "Due",
    "Entry",
    "Evidence",
    "Form",
    "Forwarded",
    "Item",
    "Letter",
    "Link",
    "Looked",
    "Mail",
    "MailClass",
    "Match",
    "Meeting",
    "Notes",
    "Order",
    "Passage",
    "Past",
    "Person",
    "Preferences",
    "Question",
    "Recap",
    "ReplyReading",
    "ReplyText",
    "Report",
    "State",
    "Tie",
    "Unclear",
]
