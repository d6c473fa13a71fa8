"""The words in which people tell us of themselves: the table `[wishes]` of each `replies.toml`."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any
from zoneinfo import available_timezones

_MAPS = ("languages", "zones")


@dataclass(frozen=True, slots=True, kw_only=True)
class WishWords:
    """Cues of one language, folded. What each list is for stands in `wishes.py`, which looks for them.

    `languages` are the names of those that have a pack, `zones` those of cities that the database of time zones does
    not have, or not by this name.
    """

    private: tuple[str, ...]
    leave: tuple[str, ...]
    stop: tuple[str, ...]
    start: tuple[str, ...]
    yes: tuple[str, ...]
    timezone: tuple[str, ...]
    language: tuple[str, ...]
    workdays: tuple[str, ...]
    never: tuple[str, ...]
    away: tuple[str, ...]
    until: tuple[str, ...]
    back: tuple[str, ...]
    me: tuple[str, ...]
    every: tuple[str, ...]
    range: tuple[str, ...]
    send: tuple[str, ...]
    kindly: tuple[str, ...]
    put_off: tuple[str, ...]
    useless: tuple[str, ...]
    no_prompts: tuple[str, ...]
    prompts: tuple[str, ...]
    languages: Mapping[str, str]
    zones: Mapping[str, str]

    @classmethod
    def from_table(cls, table: object, *, file: str) -> WishWords:
        """The words of one file, checked; a fault names the file, the key and what to write."""
        if not isinstance(table, dict):
            raise ValueError(f"{file}: the table [wishes] is missing; copy it from en/replies.toml and translate it")  # noqa: TRY004 - a fault of the file
        names = {one.name for one in fields(cls)}
        for key in sorted(table.keys() ^ names):
            raise ValueError(f"{file}: wishes.{key} is {'missing' if key in names else 'no list of ours'}")
        values: dict[str, Any] = {key: _read(table[key], key, file=file) for key in names}
        for zone in sorted(set(values["zones"].values()) - available_timezones()):
            raise ValueError(f"{file}: wishes.zones: {zone} is no time zone; write one like Europe/Berlin")
        return cls(**values)


def fold(text: str) -> str:
    """Small letters without accents, one kind of apostrophe, single blanks: how wishes are compared."""
    spread = unicodedata.normalize("NFKD", text.casefold().replace("\N{RIGHT SINGLE QUOTATION MARK}", "'"))
    return " ".join("".join(sign for sign in spread if not unicodedata.combining(sign)).split())


def _read(value: object, key: str, *, file: str) -> Any:
    if key in _MAPS:
        if isinstance(value, dict) and all(isinstance(one, str) for one in value.values()):
            return {fold(name): one for name, one in value.items()}
        raise ValueError(f'{file}: wishes.{key} is no table of names; write name = "…"')
    if isinstance(value, list) and value and all(isinstance(one, str) and one for one in value):
        # Longer ones first, so that of two cues that overlap the whole one counts.
        return tuple(sorted(map(fold, value), key=len, reverse=True))
    raise ValueError(f"{file}: wishes.{key} is no list of words")
