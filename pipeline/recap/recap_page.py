"""The recap as one reader sees it: theirs first, then what everybody sees, then what only the host needs."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from pipeline.kinds import KINDS
from pipeline.model import Address, Person, Recap, Tie
from pipeline.recap.build import find_dissent, find_step, find_unknown, of_kind, to_confirm, yours
from pipeline.recap.header_lines import clean
from pipeline.recap.page import (
    MAX_TEXT,
    Answer,
    Entry,
    Reply,
    Section,
    begin,
    build_doubtful_entry,
    build_entry,
    build_own_entry,
    join,
    say_name,
    say_where,
    shorten,
)
from pipeline.recap.texts import Texts

# More than this is no list a person reads in a letter.
MOST_LINES = 40
# More than these were an audience.
MOST_NAMES = 12
# An item that is only named, so that nobody has to look its code up.
MAX_NAMED = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """A question to the reader, with the answer to tap."""

    text: str
    answer: Answer
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class HostPage:
    """What only the person who sent the notes sees. `draft` is None unless the recap waits for their word."""

    readers: tuple[str, ...]
    unknown: tuple[Question, ...]
    unused: tuple[str, ...]
    vague: tuple[str, ...]
    guessed: tuple[str, ...]
    against: tuple[str, ...]
    outside: tuple[Question, ...] = ()
    draft: Question | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RecapPage:
    """One reader's recap. `dissent` is None where nothing was decided, `host` for everybody but the host.

    `all_yes` is None unless one answer can say yes to several items. `credit`
    are sentences.
    """

    title: str
    day: str
    preview: str
    purpose: str
    outcome: str
    mine: tuple[Entry, ...]
    all_yes: Answer | None
    sections: tuple[Section, ...]
    confirm: Section | None
    credit: tuple[str, ...]
    dissent: Question | None
    step: str
    host: HostPage | None


def build_recap_page(recap: Recap, reader: Address, *, reply: Reply, texts: Texts) -> RecapPage:
    """Everything one reader's recap says."""
    mine = tuple(build_own_entry(item, reply=reply, texts=texts) for item in yours(recap, reader.address))
    step = find_step(recap, reader.address)
    return RecapPage(
        title=find_title(recap, texts=texts),
        day=texts.day(recap.meeting.held_on) if recap.meeting.held_on else "",
        preview=_preview(len(mine), len(of_kind(recap, "decision")), texts=texts),
        purpose=begin(shorten(recap.meeting.purpose, MAX_TEXT)),
        outcome=begin(shorten(recap.meeting.outcome, MAX_TEXT)),
        mine=mine,
        all_yes=_all_yes(recap, reader.address, reply=reply, texts=texts),
        sections=tuple(_sections(recap, reader.address, texts=texts)),
        confirm=_confirm(recap, reader.address, reply=reply, texts=texts),
        credit=tuple(_credit(recap, texts=texts)),
        dissent=_dissent(recap, reader.address, reply=reply, texts=texts),
        step=texts(step.key, code=step.item.code if step.item else ""),
        host=_host_page(recap, reply=reply, texts=texts) if reader.key == recap.host.key else None,
    )


def find_title(recap: Recap, *, texts: Texts) -> str:
    """What the meeting is called, in this order: its own title, the subject of the mail, nothing."""
    return shorten(recap.meeting.title, MAX_TEXT) or shorten(recap.subject, MAX_TEXT) or texts("letter.untitled")


def _preview(mine: int, decided: int, *, texts: Texts) -> str:
    return texts(
        "recap.preview",
        mine=texts.count("recap.mine", mine) if mine else texts("recap.nothing.mine"),
        decided=texts.count("recap.decided", decided) if decided else texts("recap.nothing.decided"),
    )


def _all_yes(recap: Recap, address: str, *, reply: Reply, texts: Texts) -> Answer | None:
    """One answer for several; doubtful items are left out, they need a look each."""
    codes = [item.code for item in yours(recap, address) if item.firm and KINDS[item.kind].dated]
    if len(codes) < 2:
        return None
    body = "\n".join(texts("answers.accept.body", code=code) for code in codes)
    return reply.answer_with(texts("recap.yours.all", codes=join(codes, texts=texts)), body)


def _sections(recap: Recap, address: str, *, texts: Texts) -> Iterable[Section]:
    asked = {one.key for one in recap.audience}
    mine = {item.code for item in yours(recap, address)}
    for kind in KINDS:
        items = of_kind(recap, kind)
        if items:
            entries = (build_entry(item, reader=address, asked=asked, texts=texts) for item in items)
            yield Section(
                heading=texts(f"kinds.{kind}.heading"),
                note=texts(f"kinds.{kind}.note", code=items[0].code),
                # The reader's own stand above with all that is said of them.
                entries=tuple(replace(one, notes=(), quote="") if one.code in mine else one for one in entries),
            )


def _confirm(recap: Recap, address: str, *, reply: Reply, texts: Texts) -> Section | None:
    items = to_confirm(recap, address)
    if not items:
        return None
    return Section(
        heading=texts("recap.confirm.heading"),
        note=texts("recap.confirm.note", code=items[0].code),
        entries=tuple(build_doubtful_entry(item, reader=address, reply=reply, texts=texts) for item in items),
    )


def _credit(recap: Recap, *, texts: Texts) -> Iterable[str]:
    """Who is easily overlooked: who helps with what others answer for, helped on the way, led, or was there."""
    helped: dict[str, list[str]] = {}
    for item in recap.items:
        for person in item.helpers if item.firm else ():
            helped.setdefault(say_name(person), []).append(item.code)
    if helped:
        names = [f"{name} ({', '.join(codes)})" for name, codes in helped.items()]
        yield texts("recap.credit.help", names=", ".join(names[:MOST_NAMES]))
    for one in recap.assists:
        yield texts(f"recap.credit.{one.kind}", who=one.person, quote=one.quote)
    parts = [f"{clean(label)}: {say_name(person)}" for label, person in recap.meeting.parts.items()]
    if parts:
        yield texts("recap.credit.parts", parts="; ".join(parts[:MOST_NAMES]))
    decided = [item.code for item in of_kind(recap, "decision")]
    there = [say_name(person) for person in recap.meeting.attendees]
    # One person decides alone, and a hall full of people did not decide together.
    if decided and 1 < len(there) <= MOST_NAMES:
        yield texts("recap.credit.there", codes=join(decided, texts=texts), names=join(there, texts=texts))


def _dissent(recap: Recap, address: str, *, reply: Reply, texts: Texts) -> Question | None:
    item = find_dissent(recap, address)
    if item is None:
        return None
    return Question(
        text=texts("recap.dissent.text", code=item.code, text=shorten(item.text, MAX_TEXT).rstrip(".!")),
        note=texts("recap.dissent.note", code=item.code),
        answer=reply.answer("object", texts=texts, code=item.code),
    )


def _host_page(recap: Recap, *, reply: Reply, texts: Texts) -> HostPage:
    names = [shorten(name, MAX_TEXT) for name in find_unknown(recap)]
    return HostPage(
        readers=tuple(_say_reader(reader) for reader in recap.audience),
        unknown=tuple(
            Question(text=texts("host.unknown.line", name=name), answer=reply.answer("name", texts=texts, name=name))
            for name in names[:MOST_LINES]
        ),
        unused=tuple(
            texts(
                "host.unused.line",
                name=shorten(use.name, MAX_TEXT) or texts("host.unused.unnamed"),
                reason=texts(f"unused.{use.reason}"),
            )
            for use in recap.unused[:MOST_LINES]
        ),
        vague=tuple(_vague_lines(recap, texts=texts))[:MOST_LINES],
        guessed=tuple(_guessed_lines(recap, texts=texts)),
        against=tuple(_against_lines(recap, texts=texts))[:MOST_LINES],
        outside=tuple(_outside_lines(recap, reply=reply, texts=texts)),
        draft=_draft(recap, reply=reply, texts=texts),
    )


def _draft(recap: Recap, *, reply: Reply, texts: Texts) -> Question | None:
    """Whom a draft goes to, and the word that sends it."""
    if not recap.waiting:
        return None
    send = reply.answer("send", texts=texts)
    names = join([_say_reader(reader) for reader in recap.waiting[:MOST_LINES]], texts=texts)
    return Question(text=texts("host.readers.draft", send=send.body, names=names), answer=send)


def _outside_lines(recap: Recap, *, reply: Reply, texts: Texts) -> Iterable[Question]:
    """Who stood in To or Cc, is not of the house, and got nothing; and the word that sends it to them."""
    if recap.restricted or recap.waiting:
        return
    had = {reader.key for reader in recap.audience} | set(recap.left)
    known = {person.address.casefold(): person for person in recap.people if person.address}
    for address in [one for one in recap.named if one.casefold() not in had][:MOST_LINES]:
        person = known.get(address.casefold(), Person(name="", address=address))
        share = reply.answer("share", texts=texts, name=address)
        who = _say_reader(Address(address=address, name=person.name))
        yield Question(text=texts("host.readers.outside", name=who, share=share.body), answer=share)


def _say_reader(reader: Address) -> str:
    name = clean(reader.name)
    return f"{name} ({reader.address})" if name and name != reader.address else reader.address


def _vague_lines(recap: Recap, *, texts: Texts) -> Iterable[str]:
    """One line an item, on the first thing it lacks: several questions about one item are answered by none."""
    for item in recap.items:
        if item.firm and item.vague and not (item.vague[0] == "no-owner" and item.owner_as_written):
            yield texts(f"vague.{item.vague[0]}", code=item.code, text=shorten(item.text, MAX_NAMED))


def _against_lines(recap: Recap, *, texts: Texts) -> Iterable[str]:
    """One line for each decision that says otherwise than one of another meeting."""
    for item in recap.items:
        for link in item.links:
            if link.tie is Tie.AGAINST:
                where = say_where(link.tag, link.day, texts=texts)
                text = shorten(item.text, MAX_NAMED)
                yield texts("host.against.line", code=item.code, text=text, other=link.code, where=where)


def _guessed_lines(recap: Recap, *, texts: Texts) -> Iterable[str]:
    yield from (texts(f"guesses.{guess}") for guess in recap.guesses)
    codes = [item.code for item in recap.items if item.firm and not item.explicit]
    if codes:
        yield texts("host.guessed.implicit", codes=", ".join(codes))
