"""As many teams as a test wants, none of them like another: each with a meeting, its mail and its readers."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import product

from builders import NOTES_ADDRESS, a_mail

from pipeline.model import Address

FIRST = (
    "Mara", "Dana", "Sam", "Priya", "Ben", "Nora", "Ivo", "Lena", "Omar", "Tess", "Ravi", "Elsa",
    "Hugo", "Mina", "Karl", "Aino", "Joel", "Rosa", "Emil", "Vera", "Theo", "Alma", "Noel", "Iris",
)  # fmt: skip
LAST = (
    "Lindt", "Wolff", "Holt", "Nair", "Okoye", "Berg", "Marsh", "Tanaka", "Ruiz", "Kovac", "Falk", "Stone",
    "Brandt", "Adler", "Costa", "Demir", "Eriksen", "Fontaine", "Grau", "Haas", "Ivanov", "Jansen", "Keller", "Lopez",
)  # fmt: skip

NOTES = """\
{title}
Attendees: {host}, {owner}, {other}

- {owner} will send the budget to the bank by Friday.
- We agreed to ship the small version first, because the large one is not tested.
- Risk: the test machine is full.
{more}"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Team:
    """The owner promises something in the notes that the host forwards."""

    number: int
    host: Address
    owner: Address
    other: Address

    @property
    def readers(self) -> tuple[Address, Address, Address]:
        return self.host, self.owner, self.other

    @property
    def title(self) -> str:
        return f"Weekly sync {self.number}"

    @property
    def message_id(self) -> str:
        return f"<team.{self.number}@mail.acme.example>"

    def mail(self, *, more: str = "", notes: str = NOTES_ADDRESS) -> bytes:
        """The mail that brings the notes; the same bytes every time."""
        body = NOTES.format(
            title=self.title, host=self.host.name, owner=self.owner.name, other=self.other.name, more=more
        )
        return a_mail(
            body,
            sender=self.host,
            to=(notes, self.owner, self.other),
            subject=self.title,
            sent_at=datetime(2026, 11, 23, 9, 0, tzinfo=UTC),
            message_id=self.message_id,
        )


def teams():
    """One team after another, without end as far as any test goes."""
    people = (
        Address(address=f"{first}.{last}@acme.example".lower(), name=f"{first} {last}")
        for last, first in product(LAST, FIRST)
    )
    for number, (host, owner, other) in enumerate(zip(people, people, people, strict=False), 1):
        yield Team(number=number, host=host, owner=owner, other=other)
