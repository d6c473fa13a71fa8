"""The words by which mail programs mark forwards, quotes and robots; one `mail.toml` per language."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from typing import Any


@dataclass(frozen=True, slots=True, kw_only=True)
class MailWords:
    """Everything is compared with case folded; all of it may come from several languages at once.

    `attributions` are pairs of the first and the last words of a line such
    as "On Monday, Ana wrote:".
    """

    reply_prefixes: tuple[str, ...]
    forward_prefixes: tuple[str, ...]
    forward_lines: tuple[str, ...]
    original_lines: tuple[str, ...]
    from_labels: tuple[str, ...]
    to_labels: tuple[str, ...]
    cc_labels: tuple[str, ...]
    date_labels: tuple[str, ...]
    subject_labels: tuple[str, ...]
    other_labels: tuple[str, ...]
    attributions: tuple[tuple[str, str], ...]
    device_lines: tuple[str, ...]
    disclaimers: tuple[str, ...]
    automatic_subjects: tuple[str, ...]
    bounce_subjects: tuple[str, ...]

    @classmethod
    def from_table(cls, table: Mapping[str, Any], *, file: str) -> MailWords:
        """The words of one file; a missing, unknown or misshapen key is an error that says what to write."""
        names = [field.name for field in fields(cls)]
        unknown = sorted(set(table) - set(names))
        if unknown:
            raise ValueError(f"{file}: unknown key {unknown[0]!r}; known are {', '.join(names)}")
        values: dict[str, Any] = {}
        for name in names:
            value = table.get(name)
            if not isinstance(value, list):
                raise ValueError(  # noqa: TRY004 - a fault of the file, not of the caller
                    f"{file}: {name} is missing; write {name} = [ … ], empty where there are none"
                )
            values[name] = tuple(tuple(one) if isinstance(one, list) else one.casefold() for one in value)
        return cls(**values)


def merge_words(packs: Iterable[MailWords]) -> MailWords:
    """The words of all languages as one: nobody knows a mail's language before it is read."""
    packs = tuple(packs)
    merged = {
        field.name: tuple(dict.fromkeys(word for pack in packs for word in getattr(pack, field.name)))
        for field in fields(MailWords)
    }
    return MailWords(**merged)
