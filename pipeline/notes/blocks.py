"""Hop 6: notes become blocks: headings, bullets, rows, turns, sentences, each with its verbatim place.

A block holds one sentence, so that a quote is never longer than what it
proves. Reads Markdown, wiki text, plain mails, pipe tables, `Name: words`,
IRC lines, WebVTT and SRT. Anything else is prose, cut into sentences.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import replace

from pipeline.kinds import KINDS
from pipeline.model import Block, BlockKind, Notes
from pipeline.notes.lines import Line, read_lines
from pipeline.notes.pieces import BULLETED, Builder, Piece, nest
from pipeline.notes.sections import find_meaning, is_announced
from pipeline.notes.speakers import find_label, find_speakers, is_label, split_label
from pipeline.notes.strand import Strand, cut_sentences
from pipeline.notes.transcripts import Talk, find_talks
from pipeline.rules.book import RuleBook
from pipeline.rules.wording import bare_words

# With so many lines behind names, such a share of all lines, and so many of them in the words of people who talk
# ("I", "you", a question), the notes are the record of a talk; a list of tasks has names before its lines, too.
TALK_LINES = 3
TALK_SHARE = 0.25
TALK_WORDS = 0.15


def read_blocks(notes: Notes, *, words: RuleBook, given: frozenset[str] = frozenset()) -> tuple[Block, ...]:
    """The blocks of the notes, in their order. Never fails; an empty text has none.

    `given` are first names in small letters, by which a line over others is told to be a person.
    """
    starts = _line_starts(notes.text)
    lines = list(read_lines(notes.text))
    found: list[Block] = []
    place = 0
    given |= {person.name.split()[0].casefold() for person in notes.people if person.name.split()}
    for talk in find_talks(notes.text, lines, people=notes.people, ends=lambda line: is_announced(line, words)):
        written = [line for line in lines if place <= line.start < talk.start]
        found += _written_blocks(notes, words, starts, written, given=given)
        found += _spoken_blocks(talk, words, starts)
        place = talk.end
    rest = [line for line in lines if place <= line.start]
    found += _written_blocks(notes, words, starts, rest, given=given)
    return tuple(found)


def _line_starts(text: str) -> list[int]:
    starts = [0]
    for line in text.split("\n"):
        starts.append(starts[-1] + len(line) + 1)
    return starts


def _spoken_blocks(talk: Talk, book: RuleBook, starts: Sequence[int]) -> Iterator[Block]:
    for turn in talk.turns:
        for sentence in cut_sentences(turn.words, abbreviations=book.abbreviations):
            yield replace(_block(BlockKind.TURN, sentence, starts, speaker=turn.speaker), at=turn.at)


def _written_blocks(
    notes: Notes, book: RuleBook, starts: Sequence[int], lines: list[Line], *, given: frozenset[str]
) -> Iterator[Block]:
    never = book.never_names | {" ".join(phrase) for phrase in book.headings}
    texts = (notes.text[line.start : line.end] for line in lines)
    speakers = find_speakers(texts, people=notes.people, never=never)
    names = {name.casefold() for person in notes.people for name in (person.name, *person.aliases) if " " in name}
    pieces = Builder(notes=notes, book=book, speakers=speakers, names=names, given=given).build(lines)
    talk = _is_talk(pieces, speakers, book)
    if talk:
        # Who says one thing only is a speaker as well, where all others are.
        labels = (find_label(piece.words.text) for piece in pieces if piece.kind is not BlockKind.HEADING)
        speakers |= {label.name for label in labels if label and not is_label(label.name, never)}
    heads: list[Piece] = []
    for piece in nest(pieces, book, given=given):
        _leave(heads, piece)
        sections = tuple(head.words.text for head in heads)
        if piece.kind is BlockKind.HEADING:
            yield _block(BlockKind.HEADING, piece.words, starts, depth=len(heads), sections=sections)
            heads.append(piece)
        else:
            yield from _piece_blocks(piece, book, starts, speakers=speakers, talk=talk, sections=sections)


def _is_talk(pieces: Sequence[Piece], speakers: frozenset[str], book: RuleBook) -> bool:
    """Whether names before lines are those of speakers all through: a name before a line is then no owner's."""
    said = [piece.words.text for piece in pieces if piece.kind is not BlockKind.HEADING]
    labelled = [text[label.rest :] for text in said if (label := find_label(text)) and label.name in speakers]
    talking = sum("?" in text or not book.selves.isdisjoint(bare_words(text)) for text in labelled)
    return (
        len(labelled) >= TALK_LINES
        and len(labelled) >= TALK_SHARE * len(said)
        and talking >= TALK_WORDS * len(labelled)
    )


def _leave(heads: list[Piece], piece: Piece) -> None:
    """Close the headings that end where this piece begins."""
    while heads:
        last = heads[-1]
        if piece.kind is BlockKind.HEADING and piece.level < BULLETED:
            ended = last.level >= piece.level
        else:
            ended = last.level >= BULLETED and (piece.kind is not BlockKind.BULLET or piece.depth <= last.depth)
            ended = ended and not (piece.kind is BlockKind.HEADING and piece.depth > last.depth)
        if not ended:
            return
        heads.pop()


def _piece_blocks(
    piece: Piece,
    book: RuleBook,
    starts: Sequence[int],
    *,
    speakers: frozenset[str],
    talk: bool,
    sections: tuple[str, ...],
) -> Iterator[Block]:
    if piece.kind is BlockKind.ROW:
        block = _block(piece.kind, piece.words, starts, sections=sections)
        yield replace(block, cells=piece.cells)
        return
    label, rest = split_label(piece.words, speakers)
    spoken = label is not None and (label.nick or (talk and not _is_listed(rest.text, sections, book)))
    kind = BlockKind.TURN if spoken else piece.kind
    speaker = label.name if label else ""
    for number, sentence in enumerate(cut_sentences(rest, abbreviations=book.abbreviations)):
        checked = piece.checked if number == 0 else None
        yield _block(kind, sentence, starts, depth=piece.depth, sections=sections, speaker=speaker, checked=checked)


def _is_listed(text: str, sections: tuple[str, ...], book: RuleBook) -> bool:
    """Whether a name before a line is that of an owner: the list of a heading such as "Actions" ends a talk.

    Talk below such a heading is told by its question or by who speaks of themselves.
    """
    listed = bool(sections) and find_meaning(sections[-1], book) in KINDS
    return listed and "?" not in text and book.selves.isdisjoint(bare_words(text))


def _block(
    kind: BlockKind,
    words: Strand,
    starts: Sequence[int],
    *,
    depth: int = 0,
    sections: tuple[str, ...] = (),
    speaker: str = "",
    checked: bool | None = None,
) -> Block:
    return Block(
        kind=kind,
        text=words.text,
        line=bisect_right(starts, words.start),
        last_line=bisect_right(starts, words.end - 1),
        start=words.start,
        end=words.end,
        depth=depth,
        sections=sections,
        speaker=speaker,
        checked=checked,
    )
