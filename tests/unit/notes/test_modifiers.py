"""How far words carry that take the force out of a match."""

from __future__ import annotations

import pytest

from pipeline.model import Block, BlockKind, Match
from pipeline.notes.modifiers import weigh
from pipeline.rules.book import Effect, Modifier, Reach, RuleBook, Side


def a_book(*phrases: str, side: Side, reach: Reach, effect: Effect = Effect.DROP, explicit: bool = False) -> RuleBook:
    modifier = Modifier(
        id="en.test",
        sense="test",
        effect=effect,
        kinds=frozenset({"action"}),
        phrases=phrases,
        side=side,
        reach=reach,
        doubt="maybe" if effect is Effect.ASK else "",
        explicit=explicit,
        examples=("x",),
        counterexamples=("y",),
    )
    return RuleBook(language="en", rules=(), modifiers=(modifier,))


def weighed(text: str, book: RuleBook, *, found: str = "send it", kind: str = "action", explicit: bool = False):
    """What is left of a match that stands where these words stand in the text."""
    start = text.index(found)
    block = Block(kind=BlockKind.SENTENCE, text=text, line=1, last_line=1, start=0, end=len(text))
    end = start + len(found)
    match = Match(rule="r", kind=kind, block=0, start=start, end=end, score=0.8, explicit=explicit)
    return weigh([match], [block], book=book)


@pytest.mark.parametrize(
    ("side", "reach", "text", "stands"),
    [
        (Side.BEFORE, Reach.NEXT, "not send it", False),
        (Side.BEFORE, Reach.NEXT, "not in any case send it", False),
        (Side.BEFORE, Reach.NEXT, "not in any case at all send it", True),
        (Side.BEFORE, Reach.NEXT, "not today, send it", True),
        (Side.BEFORE, Reach.NEXT, "send it, not today", True),
        (Side.BEFORE, Reach.CLAUSE, "not in any case at all send it", False),
        (Side.BEFORE, Reach.CLAUSE, "not today; send it", True),
        (Side.BEFORE, Reach.SENTENCE, "not today; send it", False),
        (Side.BEFORE, Reach.EDGE, "Not one will send it", False),
        (Side.BEFORE, Reach.EDGE, "They do not send it", True),
        (Side.AFTER, Reach.NEXT, "send it not", False),
        (Side.AFTER, Reach.NEXT, "not send it", True),
        (Side.AFTER, Reach.EDGE, "send it or not.", False),
        (Side.AFTER, Reach.EDGE, "send it or not today.", True),
        (Side.AROUND, Reach.CLAUSE, "send it or not", False),
        (Side.AROUND, Reach.CLAUSE, "not, send it, not", True),
    ],
)
def test_words_carry_as_far_as_they_say(side, reach, text, stands):
    assert bool(weighed(text, a_book("not", side=side, reach=reach))) is stands


def test_words_inside_the_match_are_around_it():
    assert weighed("send not it", a_book("not", side=Side.AROUND, reach=Reach.NEXT), found="send not it") == []


def test_a_doubt_keeps_the_match_and_names_the_question():
    (claim,) = weighed("maybe send it", a_book("maybe", side=Side.BEFORE, reach=Reach.NEXT, effect=Effect.ASK))
    assert claim.doubt == "maybe"


def test_without_the_words_there_is_no_doubt():
    (claim,) = weighed("please send it", a_book("maybe", side=Side.BEFORE, reach=Reach.NEXT, effect=Effect.ASK))
    assert claim.doubt == ""


def test_other_kinds_are_not_touched():
    assert len(weighed("not send it", a_book("not", side=Side.BEFORE, reach=Reach.NEXT), kind="risk")) == 1


def test_a_marked_item_is_touched_only_by_modifiers_that_say_so():
    near = {"side": Side.BEFORE, "reach": Reach.EDGE}
    assert len(weighed("not send it", a_book("not", **near), found="not send it", explicit=True)) == 1
    assert weighed("not send it", a_book("not", explicit=True, **near), found="not send it", explicit=True) == []


def test_the_longest_phrase_counts():
    book = a_book("not only", side=Side.AFTER, reach=Reach.NEXT)
    longer = RuleBook(
        language="en",
        rules=(),
        modifiers=(*a_book("not", side=Side.BEFORE, reach=Reach.NEXT).modifiers, *book.modifiers),
    )
    assert len(weighed("not only send it", longer)) == 1
