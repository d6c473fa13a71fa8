"""The letter that answers a draft: what is good in it first, then the words in question, then a shape for its words."""

from __future__ import annotations

from pipeline.feedback.words import JUDGEMENTS, PLACES
from pipeline.log.letters import Asking, write_letter
from pipeline.model import Letter
from pipeline.model.feedback import DraftCheck
from pipeline.recap.texts import Texts

# As it is best said: a good word first, the ask last.
SHAPE = ("praise", "situation", "behaviour", "impact", "suggestion")
OPEN = "…"


def feedback_letter(check: DraftCheck, asking: Asking) -> Letter:
    """To the writer of the draft and to nobody else, in the language of the draft."""
    texts = asking.language.texts
    return write_letter(
        "feedback",
        asking,
        good=[texts(f"feedback.places.{place}", quote=_quoted(check.places[place][0])) for place in _filled(check)],
        judged=_judged(check, texts),
        missing=_missing(check, texts),
        shape=_shape(check, texts) if not check.ok else [],
    )


def _filled(check: DraftCheck) -> list[str]:
    return [place for place in PLACES if place in check.places]


def _judged(check: DraftCheck, texts: Texts) -> list[str]:
    """Each word in question once, with what to say instead."""
    said = {(one.flag, one.quote): one for one in check.judged}
    return [texts(f"feedback.flags.{one.flag}", quote=_quoted(one.quote)) for one in said.values()]


def _missing(check: DraftCheck, texts: Texts) -> list[str]:
    numbers = {"several": len(check.places.get("suggestion", ())), "too-long": check.words}
    return [
        texts(f"feedback.flags.{flag}", number=numbers.get(flag, 0)) for flag in check.flags if flag not in JUDGEMENTS
    ]


def _shape(check: DraftCheck, texts: Texts) -> list[str]:
    """One praise and exactly one suggestion; what the draft does not say is left open for its writer."""
    lines = [texts(f"feedback.lines.{place}", words=check.places.get(place, (OPEN,))[0]) for place in SHAPE]
    return [*lines, texts("feedback.lines.back")]


def _quoted(words: str) -> str:
    return f"“{words.strip()}”"
