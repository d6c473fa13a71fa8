"""The words by which mail programs mark forwards, quotes and robots; one table per language.

A mail's language is unknown before it is read, and programs mix languages
within one mail (a German "Von:" above an English "Date:"), so the words of
all languages are joined and used at once.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, fields
from typing import Any

# In a phrase of the tables: here stands something we do not know, such as the name of a phone.
GAP = "…"
# Scripts that write without blanks: a word of theirs has no edge to look for.
UNSPACED = re.compile("[\u0e00-\u0e7f\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")


@dataclass(frozen=True, slots=True, kw_only=True)
class MailWords:
    """The words as they stand in the tables, case folded, and what is made of them once.

    `attribution_verbs` close a line such as "On Monday, Ana wrote:"; one with
    a gap after it stands before the name ("schrieb …"). `months` are the
    beginnings of their names, each with its number. `labels` maps the
    label of a header line to its field. `product_lines` begin what products
    write around the notes they send. `verb` finds a verb of an
    attribution, `opening` its first word, `closings` are its last; `device` reads "Sent from my phone".
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
    attribution_openings: tuple[str, ...]
    attribution_verbs: tuple[str, ...]
    device_lines: tuple[str, ...]
    disclaimers: tuple[str, ...]
    automatic_subjects: tuple[str, ...]
    bounce_subjects: tuple[str, ...]
    months: tuple[tuple[str, int], ...]
    product_lines: tuple[str, ...] = ()
    forward_ends: tuple[str, ...] = ()
    labels: Mapping[str, str] = field(init=False, repr=False, compare=False)
    opening: re.Pattern[str] = field(init=False, repr=False, compare=False)
    verb: re.Pattern[str] = field(init=False, repr=False, compare=False)
    device: re.Pattern[str] = field(init=False, repr=False, compare=False)
    closings: tuple[str, ...] = field(init=False, repr=False, compare=False)
    month: Mapping[str, frozenset[int]] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        labels = {
            label: name
            for name in ("other", "subject", "date", "cc", "to", "from")
            for label in getattr(self, f"{name}_labels")
        }
        made: dict[str, Any] = {
            "labels": labels,
            "opening": re.compile(f"(?:{_any_of(self.attribution_openings)})", re.IGNORECASE),
            "verb": re.compile("|".join(map(_verb, _longest_first(self.attribution_verbs))) or "(?!)", re.IGNORECASE),
            "device": re.compile("|".join(map(_device, _longest_first(self.device_lines))) or "(?!)", re.IGNORECASE),
        }
        made["month"] = {
            stem: frozenset(number for other, number in self.months if other == stem) for stem, _ in self.months
        }
        made["closings"] = (":", "：", *(verb for verb in self.attribution_verbs if not verb.endswith(GAP)))
        for name, value in made.items():
            object.__setattr__(self, name, value)

    @classmethod
    def from_table(cls, table: Mapping[str, Any], *, file: str) -> MailWords:
        """The words of one file; a missing, unknown or misshapen key is an error that says what to write."""
        unknown = sorted(set(table) - set(WORD_LISTS))
        if unknown:
            raise ValueError(f"{file}: unknown key {unknown[0]!r}; known are {', '.join(WORD_LISTS)}")
        values: dict[str, Any] = {}
        for name in WORD_LISTS:
            value = table.get(name, [] if name in OPTIONAL else None)
            if not isinstance(value, list) or not all(isinstance(word, str) and word.strip() for word in value):
                raise ValueError(
                    f"{file}: {name} is missing or no list of words; write {name} = [ … ], empty where there are none"
                )
            values[name] = tuple(fold(word) for word in value)
        if len(values["months"]) not in {0, 12}:
            raise ValueError(
                f"{file}: months has {len(values['months'])} words; write one for each of the twelve, or none"
            )
        values["months"] = tuple(
            (stem, number) for number, stems in enumerate(values["months"], start=1) for stem in stems.split("|")
        )
        return cls(**values)


WORD_LISTS = tuple(one.name for one in fields(MailWords) if one.init)
# Products of notes speak few languages, and few programs write a line below what they forward.
OPTIONAL = {"product_lines", "forward_ends"}


def fold(text: str) -> str:
    """The form in which words are compared: case folded, letters composed, and no dot left of a Turkish "İ"."""
    return unicodedata.normalize("NFC", text).casefold().replace("\u0307", "")


def merge_words(packs: Iterable[MailWords]) -> MailWords:
    """The words of all languages as one."""
    packs = tuple(packs)
    return MailWords(
        **{name: tuple(dict.fromkeys(word for pack in packs for word in getattr(pack, name))) for name in WORD_LISTS}
    )


def _longest_first(words: Iterable[str]) -> list[str]:
    return sorted(words, key=len, reverse=True)


def _any_of(words: Iterable[str]) -> str:
    """An alternation of whole words; one that can never match where there are none."""
    return "|".join(map(_whole, _longest_first(words))) or "(?!)"


def _whole(word: str) -> str:
    pattern = re.escape(word).replace(r"\ ", r"\s{1,3}")
    return pattern if UNSPACED.search(word) or not word[-1].isalnum() else rf"{pattern}(?!\w)"


def _verb(word: str) -> str:
    """A verb with a gap may be followed by a name; any other closes the line."""
    start = "" if UNSPACED.search(word) else r"(?<!\w)"
    if word.endswith(GAP):
        return rf"{start}{_whole(word.removesuffix(GAP).strip())}(?=.{{0,200}}[:：]$)"
    return rf"{start}{_whole(word)}(?=\s{{0,3}}[:：]?$)"


def _device(phrase: str) -> str:
    """A gap is the name of a device or program: up to five words, no sentence."""
    parts = [re.escape(part.strip()).replace(r"\ ", r"\s{1,3}") for part in phrase.split(GAP)]
    return r"\s{0,3}[^,;!?]{0,60}".join(parts) + ("" if phrase.endswith(GAP) else r"[.!]?")
