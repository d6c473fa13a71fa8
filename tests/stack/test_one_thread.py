"""One meeting from its recap to its end: a host, two owners and somebody outside, over the real servers."""

from __future__ import annotations

import pytest
import sqlalchemy as sa
from builders import a_mail, a_reply, plain_text, read_letter

from pipeline.model import Address
from workers.store.tables import ITEMS, METADATA, RECAPS

NOTES = """\
{title}
Attendees: {host}, {owner}, {other}

- {owner} will send the budget to the bank by Friday.
- {other} will book the room for the workshop by Friday.
- We agreed to ship the small version first, because the large one is not tested.
"""
OUTSIDER = Address(address="bo.outside@elsewhere.example", name="Bo Outside")


class Thread:
    """One team's conversation. `say` answers the latest letter that somebody has, and waits for what comes of it."""

    def __init__(self, home, team):
        self.home, self.team = home, team

    def begin(self):
        team = self.team
        body = NOTES.format(title=team.title, host=team.host.name, owner=team.owner.name, other=team.other.name)
        to = ("notes@acme.example", team.owner, team.other)
        mail = a_mail(body, sender=team.host, to=to, subject=team.title, message_id=team.message_id)
        self.home.deliver(mail)
        for reader in team.readers:
            self.home.await_letter(reader.address)

    def say(self, sender, words, *, kind="recap", then="receipt", reader=None, cc=""):
        """Returns the letter that comes of it: of that kind, to that reader (the sender where none is named)."""
        letter = self.home.letters(sender.address, kind=kind)[-1]
        reply = a_reply(letter, words, sender=sender)
        if cc:
            reply = reply.replace(b"\r\nSubject:", f"\r\nCc: {cc}\r\nSubject:".encode(), 1)
        to = (reader or sender).address
        before = len(self.home.letters(to, kind=then))
        self.home.deliver(reply, to=read_letter(letter)["Reply-To"].addresses[0].addr_spec)
        self.home.wait_for(lambda: len(self.home.letters(to, kind=then)) > before, f"a {then} for a reader")
        self.home.settle()
        return plain_text(self.home.letters(to, kind=then)[-1])

    def states(self):
        with self.home.store.begin() as tx:
            mine = sa.select(ITEMS.c.owner, ITEMS.c.state, ITEMS.c.due_on, ITEMS.c.kind).join(RECAPS)
            rows = tx.execute(mine.where(RECAPS.c.title == self.team.title)).all()
        return {(row.owner, row.state) for row in rows if row.kind == "action"}

    def all_of(self, address):
        """Every letter of ours in that mailbox."""
        found = (read_letter(raw) for raw in self.home.post.letters(address))
        return [letter for letter in found if letter["X-Followthrough"] is not None]


@pytest.fixture
def thread(home):
    thread = Thread(home, home.team())
    thread.begin()
    return thread


def test_a_thread_runs_from_the_recap_to_being_forgotten(thread):
    host, owner, other = thread.team.readers
    assert "accepted" in thread.say(owner, "A1: ok")
    assert (owner.address, "accepted") in thread.states()

    thread.say(other, f"A2: give it to {owner.address}", then="ask", reader=owner)
    assert (other.address, "asked") in thread.states()
    thread.say(owner, "yes", kind="ask")
    assert {who for who, _ in thread.states()} == {owner.address}

    assert "2 Dec 2026" in thread.say(owner, "A1: by 2 December 2026")

    gets = thread.say(host, f"share with {OUTSIDER.address}", then="recap", reader=OUTSIDER, cc=OUTSIDER.address)
    assert thread.team.title in gets
    objection = "I don't agree with D1 because the small one has no search"
    assert "has no search" in thread.say(OUTSIDER, objection, then="notice", reader=host)

    assert "done" in thread.say(owner, "A1: done")
    assert "done → accepted" in thread.say(owner, "undo", kind="receipt")
    assert (owner.address, "done") not in thread.states()

    assert "Shall I forget you?" in thread.say(OUTSIDER, "forget me", then="personal")
    assert "You are forgotten" in thread.say(OUTSIDER, "yes", kind="personal", then="personal")

    assert_each_letter_answers_a_mail_its_reader_has(thread)
    assert_nothing_is_kept_of(thread.home, OUTSIDER.name.partition(" ")[2])


def assert_each_letter_answers_a_mail_its_reader_has(thread):
    sent = {str(read_letter(raw)["Message-ID"]) for raw in thread.home.post.letters("notes@acme.example")}
    for reader in (*thread.team.readers, OUTSIDER):
        letters = thread.all_of(reader.address)
        own = {str(letter["Message-ID"]) for letter in letters}
        had = own | {thread.team.message_id} if reader != OUTSIDER else own
        for letter in letters:
            answered = letter["In-Reply-To"]
            if answered is None:
                assert reader == OUTSIDER
                assert letter["X-Followthrough"] == "recap"
            else:
                # Somebody's own reply lies in our mailbox or is filed away there; everything else in theirs.
                assert str(answered) in had | sent or str(answered).endswith("tests@mail.acme.example>")


def assert_nothing_is_kept_of(home, name):
    """Their last letter is emptied within the hour; everything else is gone at once."""
    with home.store.begin() as tx:
        rows = [
            repr(tuple(row))
            for table in METADATA.sorted_tables
            for row in tx.execute(sa.select(table))
            if "forgotten:" not in repr(tuple(row))
        ]
    assert not [row for row in rows if name in row or OUTSIDER.address in row]
