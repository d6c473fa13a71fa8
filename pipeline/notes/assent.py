"""Two turns, one promise: "Can you ask the host? – Sure", "Let's take the small room. – Agreed".

In a talk half of what is settled is said by the one who nods. What only
counts once another speaker accepts it is a hint until then; here hints become
claims or nothing, and a task that was asked for goes to whoever took it.
"""

from __future__ import annotations

from collections.abc import Collection, Container, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from itertools import pairwise

from pipeline.model import Block, BlockKind, Match
from pipeline.notes.modifiers import Claim
from pipeline.notes.overlap import Finding
from pipeline.notes.tokens import Phrases, build_phrases, read_tokens
from pipeline.notes.words import PeopleWords
from pipeline.rules.book import STRENGTHS, RuleBook

# An answer takes up what was said last, not what a long turn began with.
LAST_SENTENCES = 2
MAX_NODS = 3
NEAR_THE_START = 3
# A longer answer may promise something else.
SHORT_ANSWER = 9
# … and one with fewer words than this says nothing of the task.
SHORT_TAKING = 7
# What is longer than this knows something.
LONG_ANSWER = 14
QUESTION_WORDS = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Assent:
    """Who took up what a block says, in which blocks. `taken` says that they do it, `agreed` that they are for it."""

    speaker: str
    blocks: tuple[int, ...]
    taken: bool
    agreed: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class _Words:
    accepts: Phrases[bool]
    agrees: Phrases[bool]
    takings: Phrases[bool]
    limits: Collection[str]
    unknowns: Phrases[bool]


def find_assents(blocks: Sequence[Block], *, book: RuleBook) -> Mapping[int, Assent]:
    """For each block of a talk that the next speaker took up: how."""
    words = _read_words(book)
    turns = list(_turns(blocks))
    found: dict[int, Assent] = {}
    for place, turn in enumerate(turns[:-1]):
        assent = _read_assent(blocks, turns[place + 1 : place + 1 + MAX_NODS], turn, words)
        if assent is not None:
            found |= dict.fromkeys(turn[-LAST_SENTENCES:], assent)
    return found


def find_unanswered(blocks: Sequence[Block], *, book: RuleBook, only: Container[int]) -> Iterator[Match]:
    """The questions of a talk of which the next speaker says that nobody knows: "Who pays? – No idea"."""
    words = _read_words(book)
    for turn, after in pairwise(_turns(blocks)):
        asked = next((number for number in reversed(turn[-LAST_SENTENCES:]) if "?" in blocks[number].text), None)
        answer = blocks[after[0]].text
        if asked is None or asked not in only or after[0] != turn[-1] + 1 or len(answer.split()) > LONG_ANSWER:
            continue
        if len(blocks[asked].text.split()) >= QUESTION_WORDS and _has(answer, words.unknowns):
            end = len(blocks[asked].text)
            yield Match(rule="asked", kind="question", block=asked, start=0, end=end, score=STRENGTHS["strong"])


def keep_assented(matches: Sequence[Match], assents: Mapping[int, Assent]) -> list[Match]:
    """The matches without the hints nobody took up; one that somebody did is as good as said."""
    kept: list[Match] = []
    for match in matches:
        if match.score > STRENGTHS["hint"]:
            kept.append(match)
        elif _counts(match.kind, assents.get(match.block)):
            kept.append(replace(match, score=STRENGTHS["fair"]))
    return kept


def clear_doubts(claims: Sequence[Claim], blocks: Sequence[Block], assents: Mapping[int, Assent]) -> list[Claim]:
    """The claims without the doubt of a question that was answered: "Ana, could you …? – Sure"."""
    return [
        replace(claim, doubt="")
        if claim.doubt and _counts(claim.match.kind, assents.get(claim.match.block)) and _asks(blocks, claim)
        else claim
        for claim in claims
    ]


def hand_over(
    findings: Sequence[Finding],
    blocks: Sequence[Block],
    assents: Mapping[int, Assent],
    *,
    people: PeopleWords,
    book: RuleBook,
) -> list[Finding]:
    """The findings with the lines of those who took them up, who own what was nobody's. Their "I'll do it" goes."""
    kept: list[Finding] = []
    swallowed: set[tuple[str, int]] = set()
    for finding in _with_requests(findings, blocks, assents, words=_read_words(book)):
        assent = assents.get(finding.block)
        # Who promises something is not asked for it: what the next one promises is another thing.
        promised = finding.kind == "action" and finding.slots.get("owner", "") in people.speaker
        if assent is None or not _counts(finding.kind, assent) or finding.explicit or promised:
            kept.append(finding)
            continue
        slots = dict(finding.slots)
        short = {number for number in assent.blocks if len(blocks[number].text.split()) <= SHORT_ANSWER}
        swallowed |= {(finding.kind, number) for number in short}
        if finding.kind == "action":
            owner = slots.get("owner", "")
            if not owner or owner in people.nobody or owner in people.group:
                slots["owner"] = assent.speaker
        kept.append(replace(finding, slots=slots, parts=(*finding.parts, *assent.blocks)))
    return [one for one in kept if one.explicit or (one.kind, one.block) not in swallowed]


def _with_requests(
    findings: Sequence[Finding], blocks: Sequence[Block], assents: Mapping[int, Assent], *, words: _Words
) -> Iterator[Finding]:
    """The findings, where a short "I'll do that" has the words of the question it answers.

    Only where these are no task by themselves.
    """
    asked = {assent.blocks[0]: number for number, assent in assents.items() if assent.taken}
    told = {finding.block for finding in findings if finding.kind == "action"}
    for finding in findings:
        text = blocks[finding.block].text
        request = asked.get(finding.block)
        bare = finding.kind == "action" and not finding.explicit and _has(text, words.takings)
        if request is None or request in told or not bare or "?" not in blocks[request].text:
            yield finding
        elif len(text.split()) < SHORT_TAKING:
            slots = {**finding.slots, "task": blocks[request].text}
            yield replace(finding, slots=slots, parts=(*finding.parts, request))
        else:
            yield finding


def _counts(kind: str, assent: Assent | None) -> bool:
    return assent is not None and (assent.taken if kind == "action" else assent.agreed)


def _asks(blocks: Sequence[Block], claim: Claim) -> bool:
    return "?" in blocks[claim.match.block].text


def _turns(blocks: Sequence[Block]) -> Iterator[list[int]]:
    """The numbers of the blocks of each turn; what is written between two turns parts them."""
    turn: list[int] = []
    for number, block in enumerate(blocks):
        goes_on = turn and number == turn[-1] + 1 and block.speaker == blocks[turn[-1]].speaker
        if turn and not goes_on:
            yield turn
            turn = []
        if block.kind is BlockKind.TURN and block.speaker:
            turn.append(number)
    if turn:
        yield turn


def _read_assent(
    blocks: Sequence[Block], after: Sequence[Sequence[int]], turn: Sequence[int], words: _Words
) -> Assent | None:
    """What the turns behind this one make of it; the first that takes nothing up ends the nodding."""
    nodding: list[int] = []
    taken = agreed = False
    last = turn[-1]
    for next_turn in after:
        first = next_turn[0]
        text = blocks[first].text
        takes = _begins(text, words.accepts, words) or _has(text, words.takings)
        nods = _begins(text, words.agrees, words)
        if first != last + 1 or blocks[first].speaker == blocks[turn[0]].speaker or not (takes or nods):
            break
        # What a second speaker takes on is theirs, but only the first was asked.
        taken = taken or (takes and not nodding)
        agreed = agreed or nods
        nodding.append(first)
        last = next_turn[-1]
    if not nodding:
        return None
    return Assent(speaker=blocks[nodding[0]].speaker, blocks=tuple(nodding), taken=taken, agreed=agreed)


def _begins(text: str, phrases: Phrases[bool], words: _Words) -> bool:
    """Whether the text begins with one of the phrases and does not take it back at once ("Yes, but …")."""
    tokens = [token for token in read_tokens(text[:80]) if not token.is_mark or token.text == "+"]
    found = next((hit for at in range(NEAR_THE_START) if (hit := phrases.find_at(tokens, at))), None)
    return found is not None and all(token.word not in words.limits for token in tokens[: found[1] + NEAR_THE_START])


def _has(text: str, phrases: Phrases[bool]) -> bool:
    tokens = read_tokens(text[:200])
    return any(phrases.find_at(tokens, at) for at in range(len(tokens)))


@cache
def _read_words(book: RuleBook) -> _Words:
    return _Words(
        accepts=build_phrases((phrase, True) for phrase in book.accepts),
        agrees=build_phrases((phrase, True) for phrase in book.agrees),
        takings=build_phrases((phrase, True) for phrase in book.takings),
        limits=book.limits,
        unknowns=build_phrases((phrase, True) for phrase in book.unknowns),
    )
