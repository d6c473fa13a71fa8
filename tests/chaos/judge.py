"""What must be so when everything is quiet again, read from mailboxes and tables and not from what the program says."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from builders import read_letter
from chaos.crowd import Crowd, Talk
from chaos.house import House

from pipeline.mail.parse import content_key
from workers.store.tables import INBOX, ITEMS, OUTBOX, RECAPS

RECOVERED_SECONDS = 60.0
# Of one answered mail a reader gets one letter of a kind; the others have no mail that they answer.
ANSWERS = ("recap", "receipt", "declined")


@dataclass(frozen=True, kw_only=True)
class Copy:
    """A letter of ours as it lies in a reader's mailbox. `content` is the same where all bytes that we sent are."""

    reader: str
    kind: str
    message_id: str
    answers: str
    content: str


@dataclass(frozen=True, kw_only=True)
class Judgement:
    """`promises` maps each to what breaks it: nothing where it is kept."""

    promises: Mapping[str, Sequence[str]]
    figures: Mapping[str, str]

    @property
    def kept(self) -> bool:
        return not any(self.promises.values())


def judge(house: House, crowd: Crowd, recovered: Mapping[str, Sequence[float]]) -> Judgement:
    """`recovered` is how many seconds a mail took after each break of the line, by what broke."""
    mails, rows = house.rows(INBOX), house.rows(OUTBOX)
    copies = [copy for reader in _readers(crowd) for copy in _read(house, reader)]
    return Judgement(
        promises={
            "every mail has exactly one outcome": list(_find_undone(crowd, mails)),
            "no letter is lost": list(_find_lost(crowd, copies, rows)),
            "no two different letters for one thing": list(_find_doubles(copies)),
            "a letter that comes again is the same, byte for byte": list(_find_changed(copies, rows)),
            "every answer did what it said, once": list(_find_wrong(house, crowd)),
            f"mail comes in again within {RECOVERED_SECONDS:.0f} s of a broken line": list(_find_slow(recovered)),
        },
        figures=_count(house, crowd, copies, mails, rows)
        | {f"seconds until mail came in again, {name}": _seconds(took) for name, took in sorted(recovered.items())},
    )


def is_quiet(house: House, crowd: Crowd) -> bool:
    """Whether nothing is due, and everybody has answered."""
    if crowd.unanswered or house.count(INBOX, "due") or house.count(OUTBOX, "due"):
        return False
    answers = {talk.reply_id for talk in crowd.talks}
    return answers <= {_message_id(row.raw) for row in house.rows(INBOX)}


def _readers(crowd: Crowd) -> list[str]:
    return sorted({reader.address for talk in crowd.talks for reader in talk.team.readers})


def _read(house: House, reader: str) -> Iterator[Copy]:
    for raw in house.post.letters(reader):
        letter = read_letter(raw)
        if letter["X-Followthrough"]:
            yield Copy(
                reader=reader,
                kind=str(letter["X-Followthrough"]),
                message_id=str(letter["Message-ID"]),
                answers=str(letter["In-Reply-To"] or ""),
                content=content_key(raw),
            )


def _find_undone(crowd: Crowd, mails: Sequence[Any]) -> Iterator[str]:
    outcomes = defaultdict(list)
    for row in mails:
        outcomes[_message_id(row.raw)].append(row.state)
    for talk in crowd.talks:
        for name, mail in (("notes", talk.team.message_id), ("reply", talk.reply_id)):
            if outcomes[mail] != ["done"]:
                yield f"{name} of meeting {talk.team.number}: {', '.join(outcomes[mail]) or 'never read'}"
    written = {mail for talk in crowd.talks for mail in (talk.team.message_id, talk.reply_id)}
    for mail in outcomes.keys() - written:
        yield f"read, and nobody wrote it: {mail}"


def _find_lost(crowd: Crowd, copies: Sequence[Copy], rows: Sequence[Any]) -> Iterator[str]:
    had = {(copy.reader, copy.kind, copy.answers) for copy in copies}
    kinds = {(copy.reader, copy.kind) for copy in copies}
    for talk in crowd.talks:
        for reader in talk.team.readers:
            if (reader.address, "recap", talk.team.message_id) not in had:
                yield f"recap of meeting {talk.team.number} for {_who(talk, reader.address)}"
        if (talk.team.owner.address, "receipt", talk.reply_id) not in had:
            yield f"receipt of meeting {talk.team.number}, for {talk.words.said!r}"
        if talk.words.state == "declined" and (talk.team.host.address, "declined") not in kinds:
            yield f"what the host hears of meeting {talk.team.number}"
    ids = {copy.message_id for copy in copies}
    for row in rows:
        if row.state != "sent":
            yield f"letter {row.id}, a {row.kind}, rests as {row.state}"
        elif row.message_id not in ids:
            yield f"letter {row.id}, a {row.kind}, was sent and lies nowhere"


def _find_doubles(copies: Sequence[Copy]) -> Iterator[str]:
    letters = defaultdict(set)
    for copy in copies:
        if copy.kind in ANSWERS:
            letters[copy.reader, copy.kind, copy.answers].add(copy.message_id)
    for (_, kind, answers), found in letters.items():
        if len(found) > 1:
            yield f"{len(found)} different letters, each a {kind} for {answers}"


def _find_changed(copies: Sequence[Copy], rows: Sequence[Any]) -> Iterator[str]:
    kept = {row.message_id: row for row in rows}
    contents = defaultdict(set)
    for copy in copies:
        contents[copy.message_id].add(copy.content)
    for message_id, found in contents.items():
        row = kept.get(message_id)
        if row is None:
            yield f"in no table: {message_id}"
        elif len(found) > 1 or (row.raw and found != {content_key(row.raw)}):
            yield f"letter {row.id}, a {row.kind}, has {len(found)} different contents"


def _find_wrong(house: House, crowd: Crowd) -> Iterator[str]:
    with house.store.begin() as tx:
        query = sa.select(RECAPS.c.title, ITEMS.c.state, ITEMS.c.due_on).join(ITEMS).where(ITEMS.c.code == "A1")
        found = defaultdict(list)
        for row in tx.execute(query):
            found[row.title].append(row)
    for talk in crowd.talks:
        items = found[talk.team.title]
        if len(items) != 1:
            yield f"meeting {talk.team.number} stands in the log {len(items)} times"
        elif items[0].state != talk.words.state or not talk.words.day(items[0].due_on):
            yield f"meeting {talk.team.number}: {items[0].state} by {items[0].due_on} after {talk.words.said!r}"


def _find_slow(recovered: Mapping[str, Sequence[float]]) -> Iterator[str]:
    for name, took in recovered.items():
        if max(took) > RECOVERED_SECONDS:
            yield f"{name}: {_seconds(took)}"


def _count(
    house: House, crowd: Crowd, copies: Sequence[Copy], mails: Sequence[Any], rows: Sequence[Any]
) -> dict[str, str]:
    kinds = Counter(copy.kind for copy in copies)
    again = Counter(copy.message_id for copy in copies) - Counter({copy.message_id for copy in copies})
    return {
        "mails sent": f"{len(crowd.talks)} with notes, {sum(bool(talk.reply) for talk in crowd.talks)} replies",
        "of these delivered twice": str(crowd.twice),
        "letters in mailboxes": f"{len(copies)} ({', '.join(f'{kind} {kinds[kind]}' for kind in sorted(kinds))})",
        "letters that came again, same Message-ID and bytes": f"{again.total()} of {len(again)} letters",
        "letters that took more than one try": str(sum(row.attempts > 1 for row in rows)),
        "mails that took more than one try": str(sum(row.attempts > 0 or row.lease > 1 for row in mails)),
        "read mails that still lie in the inbox": str(house.post.unfiled()),
        "roles killed": ", ".join(f"{role} {times}" for role, times in sorted(house.killed.items())) or "0",
        "roles that ended by themselves": ", ".join(f"{role} {n}" for role, n in sorted(house.ended.items())) or "0",
        "SMTP misbehaved": ", ".join(f"{mood} {n}" for mood, n in sorted(house.post.smtpd.hits.items())) or "0",
    }


def _message_id(raw: bytes) -> str:
    return str(read_letter(raw)["Message-ID"])


def _who(talk: Talk, reader: str) -> str:
    return next(who for who in ("host", "owner", "other") if getattr(talk.team, who).address == reader)


def _seconds(took: Sequence[float]) -> str:
    return ", ".join(f"{one:.1f}" for one in took)
