"""Why an attachment was not used: keys of the pack's texts (`[unused]`)."""

from __future__ import annotations

NOT_READABLE = "not-readable"
TOO_MANY = "too-many"
TOO_LARGE = "too-large"
NO_TEXT = "no-text"
PICTURE = "picture"
BROKEN = "broken"
LOCKED = "locked"
GAVE_UP = "gave-up"  # it took more time or memory than any file of notes does
BESIDE_NOTES = "beside-notes"
ONLY_AN_ANSWER = "only-an-answer"
