"""Notes of a meeting we know: its readers get what is new in it, and who reads it for the first time the whole."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from pipeline.knowledge import Knowledge
from pipeline.model import Change, Letter, Recap
from pipeline.outcome import Policy, ReplyRead, View
from pipeline.recap.letters import shared_letter
from pipeline.recap.notices import About, notice_letter
from pipeline.series.again import Again
from pipeline.series.mirror import mirror_changes


def tell_again(again: Again, series: Sequence[Recap], *, policy: Policy, view: View, knowledge: Knowledge) -> ReplyRead:
    """The recap with what is new in it, and the letters that say so; where nothing is, the host alone is told."""
    before, after = again.before, again.after
    # The letters at hand are those of several meetings; only this one's began its threads.
    view = replace(view, sent=tuple(one for one in view.sent if f":{after.tag}:" in one.key))
    letters: list[Letter] = []
    tokens: dict[str, str] = {}
    about = About.AGAIN if again.codes else About.SAME
    told = before.audience if again.codes else () if again.readers else (before.host,)
    for reader in told:
        letter, token = notice_letter(
            about,
            before,
            after,
            again.codes,
            reader=reader,
            who=after.host,
            policy=policy,
            view=view,
            knowledge=knowledge,
        )
        letters.append(letter)
        tokens[token] = reader.address
    for reader in again.readers:
        letter, token = shared_letter(after, reader, policy=policy, view=view, knowledge=knowledge)
        letters.append(letter)
        tokens[token] = reader.address
    texts = {item.code: item.text for item in after.items}
    return ReplyRead(
        recap=after,
        by=after.host.address,
        changes=tuple(Change(verb="correct", code=code, text=texts[code]) for code in again.codes),
        letters=tuple(letters),
        tokens=tokens,
        others=mirror_changes(before, after, series),
    )
