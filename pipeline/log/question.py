"""From one line to a question to the log; None for every other line.

A question begins with its head ("decisions", "why", "log"). What follows is
bounded by days and people ("since May", "with Ana"), and the words that are
left are looked for. Behind "update for" stands who is to read it. Whoever
writes notes or answers begins otherwise, and is not answered from the log.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta

from pipeline.languages.load import Language
from pipeline.log.folding import cut_ending, fold_words
from pipeline.log.stretches import Stretch, read_stretch
from pipeline.log.words import QuestionWords, flatten
from pipeline.model import Asks, Form, Person, Question
from pipeline.notes.people import Found, match_person
from pipeline.notes.tokens import Token, read_tokens
from pipeline.replies.patterns import ADDRESSED, Spoken, read_spoken

# Nobody asks in more words; what is longer is somebody's text.
MOST_WORDS = 20
MAX_TEXT = 1_000
MOST_SOUGHT = 6
LONGEST_NAME = 3
LONGEST_READER = 8
A_WEEK = timedelta(days=7)
# A map without days shows a quarter.
A_QUARTER = timedelta(days=91)

# What each head asks for, before the words behind it are read.
STARTS: Mapping[str, Question] = {
    "help": Question(asks=Asks.HELP),
    "map": Question(asks=Asks.MAP),
    "update": Question(asks=Asks.UPDATE),
    "mine": Question(mine=True, still_open=True),
    "log": Question(),
    "why": Question(),
    "digest": Question(),
    "export": Question(form=Form.MARKDOWN),
    "decisions": Question(kinds=("decision",)),
    "actions": Question(kinds=("action",), still_open=True),
    "questions": Question(kinds=("question",), still_open=True),
    "risks": Question(kinds=("risk",)),
    "assumptions": Question(kinds=("assumption",)),
    "experiments": Question(kinds=("experiment",)),
}
# Heads that are whole by themselves; words behind them are somebody's sentence.
ALONE = frozenset({"help", "mine", "digest"})
# Heads behind which only days may stand.
BOUNDED = frozenset({"map"})
# Heads behind which anything may stand. Behind the others it needs a word such as "about" before it.
FREE = frozenset({"log", "why"})
# How far these look back where no days are named.
LOOK_BACK: Mapping[str, timedelta] = {"digest": A_WEEK, "map": A_QUARTER}
# Of these heads something has to be looked for.
NEEDS_WORDS = frozenset({"why"})


def read_question(
    text: str, *, today: date, language: Language, people: Sequence[Person] = (), within: bool = False
) -> Question | None:
    """What this line asks of the log; None where it asks nothing. `within` holds for what stands behind "export"."""
    line = _Line.of(text, today=today, language=language, people=people)
    start = line.skip_lead()
    head = _find_head(line.spoken, start, line.words)
    if head is None or len(line.spoken.tokens) > MOST_WORDS:
        return None
    name, end = head
    if name == "export" and not within:
        return _read_export(line, end, text)
    question = replace(STARTS[name], said=" ".join(text.split()))
    if name == "update":
        return _read_update(line, end, question)
    rest = line.read_rest(end)
    if rest is None or not _fits(name, rest):
        return None
    if name in LOOK_BACK and not rest.stretches:
        question = replace(question, since=today - LOOK_BACK[name])
    return rest.bound(question, language.questions)


def look_for(text: str, *, language: Language) -> Question:
    """A question for these words, whatever they are."""
    rest = _Rest(sought=[word for word in fold_words(text) if word not in language.questions.small])
    return rest.bound(Question(said=" ".join(text.split())), language.questions)


def _find_head(spoken: Spoken, start: int, words: QuestionWords) -> tuple[str, int] | None:
    """The longest head that begins there, and the token behind it."""
    row = "".join(f" {token.word}" for token in spoken.tokens[start:]) + " "
    best: tuple[str, int] | None = None
    for name, phrase in words.heads:
        match = phrase.pattern.match(row)
        end = start + match.group().count(" ") - 1 if match else start
        if match and (best is None or end > best[1]):
            best = name, end
    return best


def _read_export(line: _Line, end: int, text: str) -> Question | None:
    """An export of what the words behind it ask for; of everything where they say nothing."""
    at = line.spoken.tokens[end].start if end < len(line.spoken.tokens) else len(text)
    inner = read_question(text[at:], today=line.today, language=line.language, people=line.people, within=True)
    rest = line.read_rest(end)
    said, form = " ".join(text.split()), line.find_form()
    if inner is not None and inner.asks is Asks.FIND:
        return replace(inner, said=said, form=form)
    if rest is None or (rest.sought and not rest.about):
        return None
    kinds = ("decision",) if form is Form.RECORDS else ()
    return rest.bound(replace(STARTS["export"], said=said, form=form, kinds=kinds), line.words)


def _read_update(line: _Line, end: int, question: Question) -> Question | None:
    """Who is to read the update, and what it is about. Whatever is missing is asked for in the answer."""
    reader, at = line.read_reader(end)
    rest = line.read_rest(at)
    if rest is None:
        return None
    return replace(rest.bound(question, line.words), reader=reader, topic=line.cut(rest.places))


def _fits(name: str, rest: _Rest) -> bool:
    """Whether what follows is what may follow this head."""
    bounded = bool(rest.stretches or rest.person)
    if name in ALONE:
        return not rest.sought and not rest.filled and not bounded
    if name in BOUNDED:
        return not rest.sought and not rest.filled and rest.person is None
    if name in FREE:
        return bool(rest.sought) or name not in NEEDS_WORDS
    return rest.about or (not rest.sought and (bounded or not rest.filled))


@dataclass(slots=True, kw_only=True)
class _Rest:
    """What stands behind a head.

    `about` holds where a word such as "about" led to what is looked for,
    `filled` where there are words that nobody looks for. `places` are the
    tokens of what is looked for.
    """

    sought: list[str] = field(default_factory=list)
    places: list[int] = field(default_factory=list)
    about: bool = False
    filled: bool = False
    stretches: list[tuple[str, Stretch]] = field(default_factory=list)
    person: Person | None = None

    def bound(self, question: Question, words: QuestionWords) -> Question:
        """The question with its words, its days and its person."""
        sought = tuple(dict.fromkeys(self.sought))[:MOST_SOUGHT]
        stems = tuple(cut_ending(word, words.endings) for word in sought)
        question = replace(question, words=sought, stems=stems, person=self.person)
        for how, stretch in self.stretches:
            if how != "until":
                question = replace(question, since=stretch.first)
            if how != "since":
                question = replace(question, until=stretch.last)
        return question


@dataclass(frozen=True, slots=True, kw_only=True)
class _Line:
    """One line under the reading finger: its words without accents, and as they were written."""

    text: str
    spoken: Spoken
    written: tuple[Token, ...]
    today: date
    language: Language
    people: Sequence[Person]

    @classmethod
    def of(cls, text: str, *, today: date, language: Language, people: Sequence[Person]) -> _Line:
        spoken = read_spoken(flatten(text[:MAX_TEXT]))
        by_place = {token.start: token for token in read_tokens(text[: len(spoken.text)])}
        written = tuple(by_place.get(token.start, token) for token in spoken.tokens)
        return cls(text=text, spoken=spoken, written=written, today=today, language=language, people=people)

    @property
    def words(self) -> QuestionWords:
        return self.language.questions

    def skip_lead(self) -> int:
        """The token behind "please", "can you tell me" and the like."""
        at = 0
        while found := self.words.lead.find_at(self.spoken.tokens, at):
            at = found[1]
        return at

    def find_form(self) -> Form:
        """In which form an export is wanted."""
        places = range(len(self.spoken.tokens))
        named = (self.words.forms.find_at(self.spoken.tokens, place) for place in places)
        return next((Form(found[0]) for found in named if found), Form.MARKDOWN)

    def read_reader(self, at: int) -> tuple[Person | None, int]:
        """Whom an update is for, and the token behind: an address, somebody we know, or any name before "about"."""
        tokens, end = self.spoken.tokens, at
        while end < min(len(tokens), at + LONGEST_READER) and self.words.about.find_at(tokens, end) is None:
            end += 1
        addressed = [place for place in range(at, end) if tokens[place].word == ADDRESSED]
        if addressed:
            return self._find_known(tokens[addressed[0]].text), addressed[-1] + 1
        for size in range(min(LONGEST_NAME, end - at), 0, -1):
            found = match_person(self.cut(range(at, at + size)), self.people, self.language.people)
            if isinstance(found, Found):
                return found.person, at + size
        name = self.cut(range(at, end))
        return (Person(name=name) if name else None), end

    def _find_known(self, address: str) -> Person:
        known = (person for person in self.people if person.address.casefold() == address.casefold())
        return next(known, Person(name="", address=address))

    def cut(self, places: Sequence[int]) -> str:
        """The text from the first of these tokens to the last, as it was written."""
        if not places:
            return ""
        first, last = self.spoken.tokens[places[0]], self.spoken.tokens[places[-1]]
        return self.text[first.start : last.end]

    def read_rest(self, at: int) -> _Rest | None:
        """What stands from token `at` on; None where it cannot be part of a question."""
        rest = _Rest()
        while at < len(self.spoken.tokens):
            at = self._read_days(rest, at) or self._read_person(rest, at) or self._read_word(rest, at)
        return rest if len(rest.sought) <= MOST_SOUGHT else None

    def _read_days(self, rest: _Rest, at: int) -> int | None:
        for how, table in (("since", self.words.since), ("until", self.words.until), ("within", self.words.within)):
            lead = table.find_at(self.spoken.tokens, at)
            stretch = self._stretch(lead[1]) if lead else None
            if stretch is not None:
                rest.stretches.append((how, stretch))
                return stretch.end
        stretch = self._stretch(at)
        if stretch is None:
            return None
        rest.stretches.append(("within", stretch))
        return stretch.end

    def _stretch(self, at: int) -> Stretch | None:
        for tokens in (self.spoken.tokens, self.written):
            found = read_stretch(tokens, at, today=self.today, words=self.words, dates=self.language.dates)
            if found is not None:
                return found
        return None

    def _read_person(self, rest: _Rest, at: int) -> int | None:
        """Somebody we know behind "with"; a name nobody has is looked for as a word."""
        lead = self.words.whom.find_at(self.spoken.tokens, at)
        if lead is None:
            return None
        for end in range(min(lead[1] + LONGEST_NAME, len(self.written)), lead[1], -1):
            name = " ".join(token.text for token in self.written[lead[1] : end])
            found = match_person(name, self.people, self.language.people)
            if isinstance(found, Found) and found.person.address:
                rest.person = found.person
                return end
        rest.about = True
        return lead[1]

    def _read_word(self, rest: _Rest, at: int) -> int:
        form = self.words.forms.find_at(self.spoken.tokens, at)
        if form is not None:
            return form[1]
        about = self.words.about.find_at(self.spoken.tokens, at)
        if about is not None:
            rest.about = True
            return about[1]
        lead = self.words.lead.find_at(self.spoken.tokens, at)
        if lead is not None:
            return lead[1]
        words = fold_words(self.spoken.tokens[at].text)
        sought = [word for word in words if word not in self.words.small]
        rest.sought += sought
        rest.places += [at] * bool(sought)
        rest.filled = rest.filled or not sought
        return at + 1
