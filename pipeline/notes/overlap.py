"""Hop 8: several rules, one sentence; several sentences, one promise. Which of them is told, and once.

A mark beats a guess, a special kind beats a general one, and two people in
one sentence have a task each. The same promise in the talk and in the list
below it is one item with the lines of both.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from pipeline.kinds import KINDS
from pipeline.model import Block, BlockKind, Item
from pipeline.notes.modifiers import Claim
from pipeline.notes.tokens import read_tokens

# Above the first line an item stands in the lists, between the two it is asked about, below the second it is dropped.
FIRM = 0.6
ASKED = 0.4

# Where two kinds claim one sentence, the one that stands first is meant …
SPECIAL_FIRST = ("experiment", "assumption", "kudos", "question", "decision", "parking", "risk", "action")
# … except for these, which people do say in one breath: "Agreed, Ana writes to the host", "It is broken, Bo to fix it".
BESIDE = frozenset(
    {
        frozenset({"action", "decision"}),
        frozenset({"action", "question"}),
        frozenset({"action", "risk"}),
        frozenset({"action", "kudos"}),
        frozenset({"decision", "risk"}),
    }
)

# Two texts that share this part of the words of the shorter one, and this many words, say the same.
SHARED_PART = 0.75
SHARED_WORDS = 3
SHORT_WORD = 2
# So far below a promise in the talk its mark may stand.
ECHO_LINES = 12
ECHO_WORDS = 5
# How a vote went takes no more words than these.
OUTCOME_WORDS = 4
# Two tasks about one page are two tasks.
LINK = re.compile(r"\w{2,10}://\S{1,600}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One item to be, in one block: what its claims agree on. `parts` are blocks below it that belong to it."""

    kind: str
    block: int
    start: int
    end: int
    score: float
    rules: tuple[str, ...]
    doubt: str = ""
    explicit: bool = False
    slots: Mapping[str, str] = field(default_factory=dict)
    parts: tuple[int, ...] = ()

    @property
    def firm(self) -> bool:
        """Whether it may stand in the lists without a question."""
        return self.score >= FIRM and not self.doubt


def settle(claims: Iterable[Claim]) -> list[Finding]:
    """What the claims of all blocks come to, in the order of the text."""
    blocks: dict[int, dict[str, list[Claim]]] = {}
    for claim in claims:
        blocks.setdefault(claim.match.block, {}).setdefault(claim.match.kind, []).append(claim)
    found: list[Finding] = []
    for number in sorted(blocks):
        merged = {kind: _merge(of_kind) for kind, of_kind in blocks[number].items()}
        kept = [finding for kind in _kinds_that_stand(merged) for finding in merged[kind]]
        found += sorted(kept, key=lambda finding: (finding.start, SPECIAL_FIRST.index(finding.kind)))
    return [finding for finding in found if finding.score >= ASKED]


def fold_parts(findings: Sequence[Finding], blocks: Sequence[Block]) -> list[Finding]:
    """The findings without the steps of a task: a guess in a bullet below a task, with no owner of its own.

    How a vote went is a part of what was voted on.
    """
    kept: list[Finding] = []
    for finding in findings:
        head = next((at for at in range(len(kept) - 1, -1, -1) if kept[at].kind == finding.kind), None)
        if head is not None and (_is_part(finding, kept[head], blocks) or _is_outcome(finding, kept[head], blocks)):
            kept[head] = replace(kept[head], parts=(*kept[head].parts, finding.block))
        else:
            kept.append(finding)
    return kept


def _is_part(finding: Finding, head: Finding, blocks: Sequence[Block]) -> bool:
    if finding.kind != "action" or finding.explicit or "owner" in finding.slots:
        return False
    below = blocks[head.block + 1 : finding.block + 1]
    depth = blocks[head.block].depth
    return bool(below) and all(block.kind is BlockKind.BULLET and block.depth > depth for block in below)


def _is_outcome(finding: Finding, head: Finding, blocks: Sequence[Block]) -> bool:
    """Whether a decision says no more than how the one before it in its paragraph went: "Motion carried 4-0."."""
    if finding.kind != "decision" or finding.explicit:
        return False
    block, before = blocks[finding.block], blocks[head.block]
    together = block.line == before.last_line and block.sections == before.sections
    return together and len(block.text.split()) <= OUTCOME_WORDS


def join_repeats(items: Sequence[Item], *, pointers: Collection[str] = ()) -> list[Item]:
    """The items without doubles: a promise told again adds its lines, and the owner or day the first one lacked.

    `pointers` are words such as "it" that say what is promised only by what stands around.
    """
    joined: list[Item] = []
    words = [frozenset(_words(item.text)) for item in items]
    kept: list[frozenset[str]] = []
    for item, said in zip(items, words, strict=True):
        twin = next(
            (
                at
                for at, other in enumerate(joined)
                if _is_same(other, item)
                and (_say_the_same(kept[at], said) or _is_repeated(other, item) or _is_echo(other, item, pointers))
            ),
            None,
        )
        if twin is None:
            joined.append(item)
            kept.append(said)
        else:
            joined[twin] = _unite(joined[twin], item)
    return joined


def _merge(claims: Sequence[Claim]) -> list[Finding]:
    """The claims of one kind in one block as findings: one, or one for each owner."""
    if marked := [claim for claim in claims if claim.match.explicit]:
        return [_unite_claims([claim, *claims]) for claim in marked[:1]]
    groups: list[list[Claim]] = []
    for claim in sorted(claims, key=lambda claim: (claim.match.start, -claim.match.end)):
        if groups and not _is_another_task(groups[-1], claim):
            groups[-1].append(claim)
        else:
            groups.append([claim])
    return [_unite_claims(group) for group in groups]


def _is_another_task(group: Sequence[Claim], claim: Claim) -> bool:
    """Whether this one begins behind the others and has an owner of its own."""
    owner = claim.match.slots.get("owner", "")
    others = {one.match.slots["owner"] for one in group if "owner" in one.match.slots}
    return (
        bool(owner)
        and bool(others)
        and owner not in others
        and claim.match.start >= max(one.match.end for one in group)
    )


def _unite_claims(claims: Sequence[Claim]) -> Finding:
    """One finding: the surest claim gives its place, every claim its rule, the surest that has a slot fills it."""
    ranked = sorted(claims, key=lambda claim: (-claim.match.explicit, -claim.match.score, claim.match.start))
    best = ranked[0].match
    slots: dict[str, str] = {}
    for claim in ranked:
        for name, value in claim.match.slots.items():
            # A pattern knows the task without its owner; a mark only knows where the line begins.
            if name not in slots or (name == "task" and best.explicit and "owner" in claim.match.slots):
                slots[name] = value
    doubts = [claim.doubt for claim in ranked if claim.doubt]
    return Finding(
        kind=best.kind,
        block=best.block,
        start=best.start,
        end=max(claim.match.end for claim in claims),
        score=best.score,
        rules=tuple(dict.fromkeys(claim.match.rule for claim in ranked)),
        doubt=doubts[0] if doubts and (not best.explicit or ranked[0].doubt) else "",
        explicit=best.explicit,
        slots=slots,
    )


def _kinds_that_stand(merged: Mapping[str, Sequence[Finding]]) -> list[str]:
    # "It was agreed that Ana writes it": a task that holds the "that" of a decision is all that was decided.
    tasks = [finding for finding in merged.get("action", ()) if "what" in finding.slots]
    if tasks and "decision" in merged and not merged["decision"][0].explicit:
        merged = {kind: found for kind, found in merged.items() if kind != "decision"}
    # What a list of tasks calls a trial is one: "Try short meetings for two weeks".
    if _is_listed_trial(merged):
        merged = {kind: found for kind, found in merged.items() if kind != "action"}
    order = sorted(merged, key=lambda kind: (not merged[kind][0].explicit, SPECIAL_FIRST.index(kind)))
    standing: list[str] = []
    for kind in order:
        if all(frozenset({kind, other}) in BESIDE and not _is_swallowed(merged, kind, other) for other in standing):
            standing.append(kind)
    return standing


def _is_listed_trial(merged: Mapping[str, Sequence[Finding]]) -> bool:
    listed = "action" in merged and merged["action"][0].rules[:1] == ("heading",)
    return listed and any(finding.firm for finding in merged.get("experiment", ()))


def _is_swallowed(merged: Mapping[str, Sequence[Finding]], kind: str, by: str) -> bool:
    """Whether the other kind has said all.

    Below "Decisions" only a named owner makes a task as well; and the same
    words are no task of nobody beside the decision they are ("Go with A").
    """
    mine, other = merged[kind][0], merged[by][0]
    if kind == "action" and "owner" in mine.slots:
        return False
    return other.explicit or (kind == "action" and by == "decision" and mine.start == other.start)


def _is_same(one: Item, other: Item) -> bool:
    if one.kind != other.kind:
        return False
    if set(one.evidence.lines) & set(other.evidence.lines):
        return False
    owners = {person.key for person in (one.owner, other.owner) if person} | {
        name.casefold() for name in (one.owner_as_written, other.owner_as_written) if name
    }
    return len(owners) <= 1 or not KINDS[one.kind].owned


def _is_echo(said: Item, marked: Item, pointers: Collection[str]) -> bool:
    """A short "I can contact them" in the talk, and soon after it the mark that says whom, for the same person."""
    words = {token.word for token in read_tokens(said.text[:80])}
    if said.explicit or not marked.explicit or len(words) > ECHO_WORDS or words.isdisjoint(pointers):
        return False
    near = 0 < marked.evidence.lines[0] - said.evidence.lines[-1] <= ECHO_LINES
    return near and _owner_of(said) == _owner_of(marked) != ""


def _owner_of(item: Item) -> str:
    return item.owner.key if item.owner else item.owner_as_written.casefold()


def _is_repeated(one: Item, other: Item) -> bool:
    """The same line twice, links and all; a single word is said of many things."""
    return one.text.casefold() == other.text.casefold() and len(one.text.split()) > 1


def _say_the_same(one: frozenset[str], other: frozenset[str]) -> bool:
    shared = len(one & other)
    shorter = min(len(one), len(other))
    if not shorter:
        return False
    return (one == other and shorter >= SHARED_WORDS - 1) or (
        shared >= SHARED_WORDS and shared / shorter >= SHARED_PART
    )


def _words(text: str) -> Iterable[str]:
    return (token.word for token in read_tokens(LINK.sub("", text[:600])) if len(token.word) > SHORT_WORD)


def _unite(first: Item, second: Item) -> Item:
    """One item out of two tellings. The words are those of the marked or surer one."""
    rank = [(item.explicit, item.firm, item.owner is not None, item.evidence.score) for item in (first, second)]
    best, other = (second, first) if rank[1] > rank[0] else (first, second)
    lines = tuple(sorted({*first.evidence.lines, *second.evidence.lines}))
    rules = tuple(dict.fromkeys((*best.evidence.rules, *other.evidence.rules)))
    return replace(
        best,
        evidence=replace(best.evidence, lines=lines, rules=rules),
        owner=best.owner or other.owner,
        owner_as_written=best.owner_as_written or ("" if best.owner else other.owner_as_written),
        helpers=best.helpers or other.helpers,
        due=best.due or other.due,
        reason=best.reason or other.reason,
        vague=tuple(key for key in best.vague if key in other.vague),
    )
