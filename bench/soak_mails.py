"""Mails as two hundred teams write them: notes in six languages, as text or file, and answers to what they brought."""

from __future__ import annotations

import random
from collections.abc import Iterator
from email.policy import SMTP
from itertools import count, product
from pathlib import Path

import sqlalchemy as sa
from builders import NOTES_ADDRESS, a_mail, a_reply, read_letter
from file_builders import a_docx, paragraph
from stack.home import Home

from pipeline.model import Address
from workers.store.tables import OUTBOX

CORPUS = Path(__file__).resolve().parents[1] / "tests" / "corpus"
TEAMS, PEOPLE_A_TEAM = 200, 3
LONGEST = 6_000
ANSWERS = ("ok", "done", "Tuesday instead", "can't do it, too much on my plate", "erledigt", "fait", "hecho", "klaar")
PARTS = ("ba", "dro", "fel", "gim", "hu", "jar", "kes", "lo", "mun", "nir", "pol", "qua", "ri", "sten", "tov", "wex")
NEW_LINES = 9
A_FILE_IN = 5


class Mails:
    """One mail after another, none like the one before."""

    def __init__(self, home: Home) -> None:
        self.home = home
        self.dice = random.Random(20)  # noqa: S311 - figures have to repeat
        self.numbers = count(1)
        self.texts = list(_read_texts())
        names = [("".join(first).title(), "".join(last).title()) for first, last in _pairs()]
        people = [
            Address(address=f"{first}.{last}@acme.example".lower(), name=f"{first} {last}") for first, last in names
        ]
        self.teams = [people[at : at + PEOPLE_A_TEAM] for at in range(0, len(people), PEOPLE_A_TEAM)]

    def next(self) -> tuple[bytes, str]:
        """A mail and where it goes: every third is an answer, once there is something to answer."""
        return (self.dice.random() < 1 / 3 and self._answer()) or (self.notes(), NOTES_ADDRESS)

    def notes(self) -> bytes:
        """Notes with words that nobody has seen, in the text itself or in a file of Word."""
        number = next(self.numbers)
        host, owner, other = self.dice.choice(self.teams)
        new = "\n".join(f"- {owner.name} will send the {self._word()} to {self._word()}." for _ in range(NEW_LINES))
        names = f"Attendees: {host.name}, {owner.name}, {other.name}"
        text = f"Weekly {self._word()}\n{names}\n\n{self.dice.choice(self.texts)}\n\n{new}\n"
        as_file = number % A_FILE_IN == 0
        raw = a_mail(
            "The notes are attached." if as_file else text,
            sender=host,
            to=(NOTES_ADDRESS, owner, other),
            subject=f"Weekly {number}",
            message_id=f"<{number}.soak@mail.acme.example>",
        )
        return _attach(raw, a_docx(*map(paragraph, text.splitlines()))) if as_file else raw

    def _answer(self) -> tuple[bytes, str] | None:
        """An answer to one of the last recaps; nothing while there are none."""
        query = sa.select(OUTBOX.c.raw, OUTBOX.c.recipient).where(OUTBOX.c.kind == "recap", OUTBOX.c.state == "sent")
        with self.home.store.begin() as tx:
            rows = tx.execute(query.order_by(OUTBOX.c.id.desc()).limit(20)).all()
        if not rows:
            return None
        row = self.dice.choice(rows)
        to = read_letter(row.raw)["Reply-To"].addresses[0].addr_spec
        return a_reply(row.raw, self.dice.choice(ANSWERS), sender=row.recipient), to

    def _word(self) -> str:
        return "".join(self.dice.choices(PARTS, k=4))


def _pairs() -> Iterator[tuple[tuple[str, ...], tuple[str, ...]]]:
    firsts = list(product(PARTS, repeat=2))
    for number in range(TEAMS * PEOPLE_A_TEAM):
        yield firsts[number % len(firsts)], (*firsts[number * 7 % len(firsts)], PARTS[number // len(firsts)])


def _read_texts() -> Iterator[str]:
    for folder in ("hands", "marked", "notes"):
        for path in sorted((CORPUS / folder).iterdir()):
            if path.suffix in {".md", ".txt", ".vtt"}:
                yield path.read_text(encoding="utf-8")[:LONGEST]


def _attach(raw: bytes, content: bytes) -> bytes:
    mail = read_letter(raw)
    mail.add_attachment(
        content,
        maintype="application",
        subtype="vnd.openxmlformats-officedocument.wordprocessingml.document",
        filename="notes.docx",
    )
    return mail.as_bytes(policy=SMTP)
