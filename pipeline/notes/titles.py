"""A subject, a file name or a first line as the title of a meeting: without what programs add to it."""

from __future__ import annotations

import re

from pipeline.notes.stamps import cut_stamp
from pipeline.notes.words import MeetingWords

_MAX_TITLE = 200
_LIST_TAGS = re.compile(r"^(?:\s*\[[^\[\]]{1,40}\])+\s*(?=\S)")
_SUFFIX = re.compile(r"\.(?:md|txt|vtt|srt|html?|eml|msg|docx?|pdf|rtf|json|ics|markdown)$", re.IGNORECASE)
_DAY_BEHIND = re.compile(r"\s{0,3}\(\d{1,4}[-/.]\d{1,2}[-/.]\d{1,4}\)$")
_WHERE = re.compile(r"^.*[/\\]")
_ISO_NAME = re.compile(r"(\d{4})[-_. ]?(\d{2})[-_. ]?(\d{2})")


def clean_title(title: str, words: MeetingWords) -> str:
    """A subject or file name as a title: without "Re:", list tags, folders, suffix, and what products add."""
    return plain_title(without_frame(title, words), words)


def without_frame(title: str, words: MeetingWords) -> str:
    """Without what a program wrote around it: "Meeting assets for … are ready", a day in brackets, a stamp."""
    title = cut_stamp(title)[0]
    found = next((found for frame in words.frames if (found := frame.search(title[:_MAX_TITLE]))), None)
    return _DAY_BEHIND.sub("", found[1] if found else title).strip()


def plain_title(title: str, words: MeetingWords) -> str:
    """Without what mail programs and file systems add."""
    plain = " ".join(title.split())
    while True:
        shorter = _LIST_TAGS.sub("", plain)
        head, colon, rest = shorter.partition(":")
        if colon and rest.strip() and head.strip() in words.prefixes:
            shorter = rest.strip()
        if shorter == plain:
            break
        plain = shorter
    if _SUFFIX.search(plain) or " " not in plain:
        plain = re.sub(r"[_-]+", " ", _SUFFIX.sub("", _WHERE.sub("", plain))) if not _is_iso_only(plain) else plain
        plain = re.sub(r"\b(\d{4}) (\d{2}) (\d{2})\b", r"\1-\2-\3", plain).strip()
        # Files are named in small letters; a title is read by people.
        plain = plain[:1].upper() + plain[1:]
    return plain.strip()


def _is_iso_only(text: str) -> bool:
    return bool(_ISO_NAME.fullmatch(_SUFFIX.sub("", text)))
