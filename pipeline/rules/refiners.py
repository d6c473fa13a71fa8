"""What a pattern cannot say: small named questions about a candidate match, in one table.

A rule names those that must all say yes. A refiner that looks at tags or
arcs needs a trained model; rules of a blank pipeline cannot use it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING

from pipeline.model import Block, BlockKind

if TYPE_CHECKING:
    from spacy.tokens import Doc, Span, Token

PLAIN_VERB = frozenset({"VB", "VBP"})
# What stands behind a verb that the tagger took for a noun: "Update the FAQ", "Order two desks".
OBJECTS = frozenset({"DET", "PRON", "NUM", "ADJ", "PROPN", "PART", "PUNCT", "SCONJ"})
NOUNS = frozenset({"NN", "NNS", "NNP", "NNPS"})
MIN_QUESTION = 3
SHORT_LINE = 9
# What may stand between the names and their verb: "Tom, please check", "Ana also will".
BEHIND_NAMES = frozenset({"ADV", "PUNCT", "INTJ"})
JOINING = frozenset("&/+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """A match before it is believed: tokens `start:end` of `doc`, and the spans of its slots.

    `names` are the words of the names of everybody the notes or the mail know, in small letters;
    `is_word` knows the nouns and adjectives of the language, `parse` writes the arcs of a sentence into its Doc.
    """

    doc: Doc
    block: Block
    start: int
    end: int
    slots: Mapping[str, tuple[int, int]]
    names: frozenset[str] = frozenset()
    is_word: Callable[[str], bool] = bool
    parse: Callable[[Doc], object] = bool

    def slot(self, name: str) -> Span | None:
        """The tokens of a slot, None where the pattern left it out."""
        place = self.slots.get(name)
        return self.doc[place[0] : place[1]] if place else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Refiner:
    """A question about a candidate; `tagged` says that it needs a trained model."""

    name: str
    ask: Callable[[Candidate], bool]
    tagged: bool = False


def find_names(candidate: Candidate) -> tuple[int, int] | None:
    """The names an owner slot ends with: a pattern takes the words before its verb, of which only these are meant.

    None where the last word that could be one is no name.
    """
    owner = candidate.slot("owner")
    if owner is None:
        return None
    end = owner.end
    while end > owner.start and candidate.doc[end - 1].pos_ in BEHIND_NAMES and not _is_name(candidate, end - 1):
        end -= 1
    start, joined = end, False
    while start > owner.start:
        token = candidate.doc[start - 1]
        if _is_name(candidate, start - 1):
            start -= 1
        elif start < end and _joins(token, listed=joined) and start - 1 > owner.start:
            joined = True
            start -= 1
        else:
            break
    while start < end and not _is_name(candidate, start):
        start += 1
    return (start, end) if start < end else None


def _joins(token: Token, *, listed: bool) -> bool:
    """A joining word or mark between names; a comma only in a list that ends with such a word."""
    return token.pos_ == "CCONJ" or token.text in JOINING or (listed and token.text == ",")


def _is_name(candidate: Candidate, place: int) -> bool:
    """A handle, a word of the names that the notes list, or one that is written large and in no dictionary."""
    token = candidate.doc[place]
    text = token.text
    if text.startswith("@"):
        return len(text) > 1
    if token.lower_ in candidate.names or _is_double(candidate.doc, place):
        return True
    if place and candidate.doc[place - 1].text == "-" and place > 1 and candidate.doc[place - 2].text.startswith("@"):
        return True
    if text.islower() or not text.replace("-", "").isalpha():
        return text == "-" and place > 0 and candidate.doc[place - 1].text.startswith("@")
    return token.pos_ == "PROPN" or (token.tag_ in {"NN", "JJ"} and not candidate.is_word(token.lower_))


def _is_double(doc: Doc, place: int) -> bool:
    """A hyphen inside a name, or what stands before it: "Jean-Luc"."""
    hyphen = place if doc[place].text == "-" else place + 1
    if (
        not 0 < hyphen < len(doc) - 1
        or doc[hyphen].text != "-"
        or doc[hyphen - 1].whitespace_
        or doc[hyphen].whitespace_
    ):
        return False
    return doc[hyphen - 1].is_title and doc[hyphen + 1].is_title


def _owner_is_a_person(candidate: Candidate) -> bool:
    """Somebody is named, by a name that no article or possessive stands before ("the Board", "our Orbit")."""
    owner = candidate.slot("owner")
    if owner is None:
        return False
    before = candidate.doc[owner.start - 1] if owner.start else None
    if before is not None and (before.pos_ in {"DET", "ADJ"} or before.text in {"/", "."}):
        return False
    return all(
        _is_name(candidate, place) or not candidate.doc[place].is_alpha or candidate.doc[place].pos_ == "CCONJ"
        for place in range(owner.start, owner.end)
    )


def _owner_is_named(candidate: Candidate) -> bool:
    """Told without a tagger: a handle, somebody the notes list, or words with capitals (small ones may join them)."""
    owner = candidate.slot("owner")
    if owner is None:
        return True
    if owner[0].text.startswith("@"):
        return len(owner.text) > 1
    before = candidate.doc[owner.start - 1] if owner.start else None
    # "Ana" alone is not who is meant in "Villa Ana", nor behind a dot in an address.
    if before is not None and (before.text in {"-", "/", "."} or (before.text[0].isupper() and before.i > 0)):
        return False
    return all(token.lower_ in candidate.names or token.text[0].isupper() for token in (owner[0], owner[-1]))


def _owner_is_known(candidate: Candidate) -> bool:
    """A handle, or somebody the notes list: where every noun is written large, a capital makes no name."""
    owner = candidate.slot("owner")
    if owner is None:
        return False
    if owner[0].text.startswith("@"):
        return len(owner.text) > 1
    return owner[0].lower_ in candidate.names and owner[-1].lower_ in candidate.names


def _task_is_a_verb(candidate: Candidate) -> bool:
    """The task begins with an infinitive, as the tagger sees it."""
    task = candidate.slot("task")
    return task is not None and task[0].tag_ in PLAIN_VERB


def _is_an_order(candidate: Candidate) -> bool:
    """A verb in its plain form with something to do it to: "Update the FAQ", not "Update: the FAQ is new"."""
    task = candidate.slot("task")
    # "Set", "put", "cut" are the same in the past; of all others the pattern only takes the plain form.
    if task is None or task[0].tag_ not in (PLAIN_VERB | NOUNS | {"VBD", "VBN"}):
        return False
    after = candidate.doc[task.start + 1 : task.start + 2]
    if task[0].tag_ in NOUNS and (not len(after) or after[0].pos_ not in OBJECTS or _is_compound(candidate, task[0])):
        return False
    if not len(after) or (after[0].is_punct and after[0].text not in {"(", '"', "“", "`", "@"}):
        return False
    # "Review comments are in" has a subject and its verb; an order has no other finite verb near its head.
    head = list(candidate.doc[task.start : task.start + 5])
    # … but for the one of what is asked, said or seen: "Ask the city whether we may".
    ends = next((at for at, token in enumerate(head) if at and token.tag_ in {"IN", "WDT", "WP", "WRB"}), len(head))
    head = head[: ends if any(token.pos_ in {"SCONJ", "PRON", "ADV"} for token in head[ends : ends + 1]) else len(head)]
    return not any(token.tag_ in {"VBZ", "VBD", "MD"} for token in head)


def _is_compound(candidate: Candidate, token: Token) -> bool:
    """Whether it is a part of the noun behind it."""
    candidate.parse(candidate.doc)
    return token.dep_ == "compound"


def _is_a_whole_question(candidate: Candidate) -> bool:
    """More than "Really?", and not an aside in brackets behind a statement."""
    doc = candidate.doc
    words = [token for token in doc if not token.is_punct]
    return len(words) >= MIN_QUESTION and doc[len(doc) - 1].text == "?"


def _is_alone(candidate: Candidate) -> bool:
    """Hardly anything else is said in the sentence."""
    words = [token for token in candidate.doc if not token.is_punct]
    return len(words) <= candidate.end - candidate.start + 1 and candidate.start == 0


def _stands_in_a_list(candidate: Candidate) -> bool:
    """A bullet, a row, or a short line that no full stop ends."""
    block = candidate.block
    if block.kind is BlockKind.SENTENCE:
        return len(block.text.split()) <= SHORT_LINE and block.text[-1:] not in {".", ":", "?"}
    return block.kind in {BlockKind.BULLET, BlockKind.ROW}


def _is_written(candidate: Candidate) -> bool:
    """Somebody wrote it down; it is not a word in a talk."""
    return candidate.block.kind is not BlockKind.TURN


def _begins_a_clause(candidate: Candidate) -> bool:
    """The first word of the sentence, or the first behind a mark or a joining word."""
    if candidate.start == 0:
        return True
    before = candidate.doc[candidate.start - 1]
    return before.is_punct or before.pos_ in {"CCONJ", "INTJ", "ADV"}


REFINERS: Mapping[str, Refiner] = MappingProxyType(
    {
        refiner.name: refiner
        for refiner in (
            Refiner(name="owner_is_a_person", ask=_owner_is_a_person, tagged=True),
            Refiner(name="owner_is_named", ask=_owner_is_named),
            Refiner(name="owner_is_known", ask=_owner_is_known),
            Refiner(name="task_is_a_verb", ask=_task_is_a_verb, tagged=True),
            Refiner(name="is_an_order", ask=_is_an_order, tagged=True),
            Refiner(name="is_a_whole_question", ask=_is_a_whole_question),
            Refiner(name="is_alone", ask=_is_alone),
            Refiner(name="stands_in_a_list", ask=_stands_in_a_list),
            Refiner(name="is_written", ask=_is_written),
            Refiner(name="begins_a_clause", ask=_begins_a_clause, tagged=True),
        )
    }
)
