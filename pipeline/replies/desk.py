"""What a reply is read against, and by whom it is."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from pipeline.languages.load import Language
from pipeline.model import Due, Item, Person, Recap
from pipeline.notes.dates import read_day
from pipeline.replies.targets import open_items, own_items
from pipeline.replies.words import ReplyWords


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """The recap, who answers it, and the day on which the answer came."""

    recap: Recap
    writer: Person
    today: date
    language: Language

    @property
    def words(self) -> ReplyWords:
        """What people of this language answer with."""
        return self.language.replies

    @property
    def is_host(self) -> bool:
        """Whether the writer is the one who forwarded the notes."""
        return self.writer.address.casefold() == self.recap.host.key

    @property
    def is_reader(self) -> bool:
        """Whether the writer got the recap or something of it."""
        key = self.writer.address.casefold()
        people = {person.address.casefold() for person in self.recap.people} | {one.key for one in self.recap.audience}
        return self.is_host or bool(self.own) or key in people

    @property
    def own(self) -> tuple[Item, ...]:
        """The writer's items, open or not."""
        return own_items(self.recap, self.writer.address)

    @property
    def open(self) -> tuple[Item, ...]:
        """What the writer still has to do."""
        return open_items(self.recap, self.writer.address)

    def item(self, code: str | None) -> Item | None:
        """The item of that code; None where there is none."""
        return next((item for item in self.recap.items if item.code == code), None)

    def day(self, text: str, item: Item | None) -> Due | None:
        """The new day in these words, counted from that of the item where it says so."""
        due = item.due.day if item is not None and item.due is not None else None
        return read_day(text, today=self.today, words=self.language.dates, due=due)
