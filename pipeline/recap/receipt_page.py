"""The receipt: what a reply changed, with old and new, and what is asked back."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from pipeline.model import Address, Change, Item, Person, Recap, ReplyReading, Unclear
from pipeline.recap.page import MAX_TEXT, Answer, Entry, Reply, begin, say_due, say_name, shorten
from pipeline.recap.texts import Texts
from pipeline.replies.undo import Undone

MAX_SAID = 120
# What is understood, and not for its writer to do; keys of the pack's `unclear`.
REFUSED = frozenset({"not_yours", "host_names", "host_shares"})


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenQuestion:
    """A part of the reply that changed nothing; `choices` are answers to tap."""

    said: str
    question: str
    choices: tuple[Answer, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ReceiptPage:
    """Everything one receipt says. `changed` is one entry for each item, its notes are old and new.

    `refused` is what its writer may not do, `unclear` what was not understood.

    `applied` holds where anything was done: what was only refused must not read like a yes, nor be undone.
    """

    title: str
    changed: tuple[Entry, ...]
    unclear: tuple[OpenQuestion, ...]
    refused: tuple[OpenQuestion, ...] = ()
    applied: bool = True


class Fate(StrEnum):
    """What became of a wish about who gets the recap; each has its sentence in `receipt.share` of every texts.toml."""

    WITH = "with"
    SENT = "sent"
    PRIVATE = "private"
    ALREADY = "already"
    OUTSIDE = "outside"
    LEFT = "left"
    RESTRICTED = "restricted"


@dataclass(frozen=True, slots=True, kw_only=True)
class Effects:
    """What a reply did besides its own orders for items.

    `shared` are the fates of its wishes about readers, with the names they
    are about. `undone` is what it took back, None where it took back nothing;
    `nothing_undone` holds where it wanted to. `barred` are those an item was
    handed to in vain, by its code: nobody may write to them. `lines` are
    sentences about its writer: stop, zone, language, absence.
    """

    shared: tuple[tuple[Fate, str], ...] = ()
    undone: Undone | None = None
    nothing_undone: bool = False
    barred: Mapping[str, Person] = field(default_factory=dict)
    lines: tuple[str, ...] = ()

    def is_barred(self, change: Change) -> bool:
        """Whether this change came to nothing, since nobody may write to whom it names."""
        return change.verb == "handover" and change.code in self.barred


NO_EFFECTS = Effects()
# What became of a wish that did something.
_DONE = frozenset({Fate.WITH, Fate.SENT, Fate.PRIVATE})
# Verbs that are told by their effects.
_BY_EFFECT = frozenset({"share", "undo", "stop", "forget"})


def build_receipt_page(
    before: Recap,
    after: Recap,
    reading: ReplyReading,
    *,
    reader: Address,
    reply: Reply,
    texts: Texts,
    effects: Effects = NO_EFFECTS,
) -> ReceiptPage:
    """What was understood, item by item in the order of the reply, and what was not."""
    said = tuple(change for change in reading.changes if change.verb not in _BY_EFFECT)
    undone = effects.undone.codes if effects.undone is not None else ()
    back = tuple(Change(verb="undo", code=code) for code in undone)
    lines = tuple(Entry(code="", text=line) for line in _say_effects(effects, texts=texts))
    done = any(not effects.is_barred(change) for change in said)
    applied = bool(done or back or effects.lines or effects.undone or any(fate in _DONE for fate, _ in effects.shared))
    return ReceiptPage(
        title=_title(reading, applied=applied, refused=bool(lines or effects.barred), texts=texts),
        changed=(*_entries(before, after, (*back, *said), effects, reader=reader, texts=texts), *lines),
        unclear=tuple(_question(one, after, reply=reply, texts=texts) for one in reading.unclear if not _is_no(one)),
        refused=tuple(_question(one, after, reply=reply, texts=texts) for one in reading.unclear if _is_no(one)),
        applied=applied,
    )


def say_differences(was: Item, item: Item, *, texts: Texts) -> tuple[str, ...]:
    """Old and new of each thing a reader sees on an item."""
    return tuple(_differences(was, item, texts=texts))


def _say_effects(effects: Effects, *, texts: Texts) -> Iterable[str]:
    for fate, name in effects.shared:
        yield texts(f"receipt.share.{fate}", name=name)
    if effects.undone is not None:
        if not effects.undone.codes:
            yield texts("receipt.back.readers" if not effects.undone.kept else "receipt.back.nothing")
        if effects.undone.kept:
            yield texts("receipt.back.kept", codes=", ".join(effects.undone.kept))
    if effects.nothing_undone:
        yield texts("receipt.back.nothing")
    yield from effects.lines


def _title(reading: ReplyReading, *, applied: bool, refused: bool, texts: Texts) -> str:
    if applied:
        return texts("receipt.title")
    questions = [one for one in reading.unclear if not _is_no(one)]
    if refused or not questions:
        return texts("receipt.title_nothing")
    return texts("receipt.title_question" if len(questions) == 1 else "receipt.title_questions")


def _entries(
    before: Recap, after: Recap, changes: Sequence[Change], effects: Effects, *, reader: Address, texts: Texts
) -> Iterable[Entry]:
    old = {item.code: item for item in before.items}
    new = {item.code: item for item in after.items}
    for code in dict.fromkeys(change.code for change in changes):
        of_code = [change for change in changes if change.code == code]
        item = new.get(code) if code is not None else None
        if item is None:
            yield from (_loose_entry(change, texts=texts) for change in of_code)
            continue
        was = old.get(item.code)
        differences = _differences(was, item, texts=texts) if was is not None else ()
        barred = effects.barred.get(item.code)
        refused = _say_barred(barred, after, reader=reader, texts=texts) if barred is not None else ()
        notes = (*differences, *_new_notes(was, item, after, reader=reader, texts=texts), *refused)
        if was is None:
            notes = (texts("receipt.changed.added"),)
        if not notes:
            notes = tuple(_say_change(change, texts=texts) for change in of_code)
        yield Entry(code=item.code, text=begin(shorten(item.text, MAX_TEXT)), notes=notes)


def _loose_entry(change: Change, *, texts: Texts) -> Entry:
    """A change of no item we know by its code: a name, a new item, a wish about letters."""
    said = " ".join(part for part in (change.text, change.to) if part)
    return Entry(code="", text=shorten(said, MAX_TEXT), notes=(_say_verb(change, texts=texts),))


def _say_verb(change: Change, *, texts: Texts) -> str:
    what = texts(f"receipt.verbs.{change.verb}")
    return texts("receipt.changed.day", what=what, day=texts.day(change.day)) if change.day else what


def _say_change(change: Change, *, texts: Texts) -> str:
    what = _say_verb(change, texts=texts)
    return texts("receipt.changed.said", what=what, text=shorten(change.text, MAX_TEXT)) if change.text else what


def _differences(was: Item, item: Item, *, texts: Texts) -> Iterable[str]:
    """Old and new of each thing a reader sees on an item."""
    if was.text != item.text:
        yield texts("receipt.changed.text", text=shorten(item.text, MAX_TEXT))
    if was.state is not item.state:
        yield texts("receipt.changed.line", old=texts(f"states.{was.state}"), new=texts(f"states.{item.state}"))
    old, new = _say_owner(was, texts=texts), _say_owner(item, texts=texts)
    if old != new:
        yield texts("receipt.changed.owner", old=old, new=new)
    if was.quiet_until != item.quiet_until and item.quiet_until is not None:
        yield texts("receipt.changed.quiet", day=texts.day(item.quiet_until))
    if was.due != item.due:
        yield texts("receipt.changed.due", old=_say_day(was, texts=texts), new=_say_day(item, texts=texts))


def _new_notes(was: Item | None, item: Item, recap: Recap, *, reader: Address, texts: Texts) -> Iterable[str]:
    """What needs a sentence: who is asked now, and words the reply gave as cause or result."""
    if item.proposed_owner is not None and (was is None or was.proposed_owner != item.proposed_owner):
        name, owner = say_name(item.proposed_owner), item.owner
        if not item.proposed_owner.address:
            yield _ask_address(name, item, recap, reader=reader, texts=texts)
        elif item.proposed_owner.address.casefold() == reader.key and owner is not None:
            yield texts("receipt.changed.handed_back", owner=say_name(owner))
        elif owner is None:
            yield texts("receipt.changed.handed_nobody", name=name)
        else:
            yield texts("receipt.changed.handed", name=name, owner=say_name(owner))
    for said in ("reason", "outcome"):
        words = getattr(item, said)
        if words and (was is None or words != getattr(was, said)):
            yield texts("item.quote", quote=shorten(words, MAX_TEXT))


def _ask_address(name: str, item: Item, recap: Recap, *, reader: Address, texts: Texts) -> str:
    """The host says who somebody is, for good; everybody else names an address for the one item."""
    if reader.key == recap.host.key:
        return texts("receipt.changed.no_address", name=name)
    body = texts("answers.handover.body", code=item.code).rstrip()
    return texts("receipt.changed.give_address", name=name, body=body)


def _say_barred(person: Person, recap: Recap, *, reader: Address, texts: Texts) -> Iterable[str]:
    """Why somebody is not asked, and who can change that."""
    name, key = say_name(person), person.address.casefold()
    if recap.restricted:
        yield texts("receipt.share.restricted")
    elif key in recap.left:
        yield texts("receipt.share.left", name=name)
    elif reader.key == recap.host.key:
        yield texts("receipt.changed.outside", name=name)
        yield texts("receipt.changed.outside_host")
    else:
        yield texts("receipt.changed.outside", name=name)
        yield texts("receipt.changed.outside_ask", host=_say_host(recap))


def _say_host(recap: Recap) -> str:
    return say_name(Person(name=recap.host.name, address=recap.host.address))


def _say_owner(item: Item, *, texts: Texts) -> str:
    return texts("receipt.changed.nobody") if item.owner is None else say_name(item.owner)


def _say_day(item: Item, *, texts: Texts) -> str:
    if item.due is None:
        return texts("receipt.changed.no_day")
    return texts.day(item.due.day) if item.due.day is not None else say_due(item.due, texts=texts)


def _is_no(unclear: Unclear) -> bool:
    return unclear.question in REFUSED


def _question(unclear: Unclear, recap: Recap, *, reply: Reply, texts: Texts) -> OpenQuestion:
    """One question back. A choice that is a code is shown with its item, so that nobody has to look it up."""
    said, named = shorten(unclear.text, MAX_TEXT), f"unclear.{unclear.question}"
    # A code alone orders nothing: what was said goes with it, so that the tapped answer is a whole one.
    whole = shorten(unclear.text, MAX_SAID)
    bodies = [
        f"{choice}: {whole}" if choice in {item.code for item in recap.items} else choice for choice in unclear.choices
    ]
    items = {item.code: item for item in recap.items}
    labels = [
        f"{choice}  {shorten(items[choice].text, MAX_TEXT)}" if choice in items else shorten(choice, MAX_TEXT)
        for choice in unclear.choices
    ]
    return OpenQuestion(
        said=said,
        question=texts(
            named if texts.has(named) else "unclear.unsure",
            code=unclear.code or "",
            text=said,
            host=_say_host(recap),
        ),
        choices=tuple(reply.answer_with(label, body) for label, body in zip(labels, bodies, strict=True)),
    )
