"""Hop 4: transcripts as programs export them for programs (JSON), written down as people read them.

Fireflies, Otter, Zoom, Teams (Graph), Meet and the open transcribers all give
a list of objects, each with some words, who said them and when; only the
names of the fields differ. The list is searched for, wherever it stands.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from pipeline.mail.reasons import BROKEN, NO_TEXT, TOO_LARGE

MOST_BYTES = 5_000_000
MOST_NESTED = 200_000
MOST_DEPTH = 8
MOST_LINES = 50_000
WORDS = ("text", "sentence", "raw_text", "words", "transcript", "content", "caption", "message", "spokenText")
SPEAKERS = ("speaker_name", "speakerName", "speaker", "name", "participant", "displayName", "user", "author", "source")
TIMES = ("start_time", "startTime", "start", "start_ts", "startOffset", "offset", "timestamp", "time", "ts")
TITLES = ("title", "meeting_title", "topic", "name", "subject")
# A list with a number above this counts milliseconds: nobody meets for two days.
MOST_SECONDS = 172_800


def read_json(text: str) -> tuple[str, str]:
    """The transcript as lines "[00:12:34] Name: words", or empty and the reason."""
    if len(text) > MOST_BYTES or text.count("[") + text.count("{") > MOST_NESTED:
        return "", TOO_LARGE
    try:
        told = json.loads(text.removeprefix("\ufeff"))
    except (ValueError, RecursionError):
        return "", BROKEN
    found = max(_lists(told, 0), key=lambda lines: sum(map(_is_said, lines)), default=[])
    numbers = [value for one in found if isinstance(one, Mapping) and (value := _number(one)) is not None]
    parts = 1000 if max(numbers, default=0) > MOST_SECONDS else 1
    lines = [line for one in found[:MOST_LINES] if (line := _write(one, parts))]
    title = _first(told, TITLES) if isinstance(told, Mapping) else ""
    if not lines:
        return "", NO_TEXT
    return "\n".join(([f"# {title}", ""] if title else []) + lines), ""


def _lists(told: Any, depth: int) -> Iterator[Sequence[Any]]:
    if depth > MOST_DEPTH:
        return
    if isinstance(told, list):
        yield told
    for inner in told.values() if isinstance(told, Mapping) else told if isinstance(told, list) else ():
        if isinstance(inner, list | Mapping):
            yield from _lists(inner, depth + 1)


def _is_said(one: Any) -> bool:
    return isinstance(one, Mapping) and bool(_first(one, WORDS)) and bool(_speaker(one) or _time(one, 1))


def _write(one: Any, parts: int) -> str:
    if not isinstance(one, Mapping) or not (words := _first(one, WORDS)):
        return ""
    speaker, time = _speaker(one), _time(one, parts)
    label = f"[{time}] " if time else ""
    return f"{label}{speaker}: {words}" if speaker else f"{label}{words}"


def _first(one: Mapping[str, Any], names: Sequence[str]) -> str:
    found = (one.get(name) for name in names)
    return next((" ".join(value.split()) for value in found if isinstance(value, str) and value.strip()), "")


def _speaker(one: Mapping[str, Any]) -> str:
    """A name, or an object that holds one."""
    plain = _first(one, SPEAKERS)
    inner = next((one[name] for name in SPEAKERS if isinstance(one.get(name), Mapping)), None)
    return (plain or (_first(inner, SPEAKERS) if inner is not None else "")).replace(":", " ")[:80].strip()


def _time(one: Mapping[str, Any], parts: int) -> str:
    """Hours, minutes, seconds. A number counts seconds, or so many parts of one."""
    number = _number(one)
    if number is not None:
        seconds = int(number / parts)
        return f"{seconds // 3600:02}:{seconds // 60 % 60:02}:{seconds % 60:02}"
    value = _first(one, TIMES)
    return value.partition(".")[0] if value.count(":") in (1, 2) and len(value) < 20 else ""


def _number(one: Mapping[str, Any]) -> float | None:
    """When something was said, as a number; None where it is a text, missing, or nothing that counts."""
    value = next((one[name] for name in TIMES if isinstance(one.get(name), int | float)), None)
    if value is None or isinstance(value, bool) or not 0 <= value < MOST_SECONDS * 1000:
        return None
    return float(value)
