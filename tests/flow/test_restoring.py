"""A database that was restored from a backup goes on: nothing is lost, and nobody hears the same thing again."""

from __future__ import annotations

import shutil
from datetime import timedelta
from functools import partial

import pytest
import sqlalchemy as sa
from builders import NOTES_ADDRESS, OWNER, a_mail, a_reply, read_letter
from fakes import Crashed

from flow.road import MAILBOX, READERS, Road
from workers.follow import Following
from workers.process import Thinking
from workers.receive import Hold
from workers.restored import PastClock, Restoring, StillRunningError, find_last_moment
from workers.store import outbox
from workers.store.backup import copy_to, find_file
from workers.store.leases import claim_lease
from workers.store.tables import EVENTS, ITEMS, PEOPLE, RECAPS, TOKENS

DAYS = timedelta(days=1)
OFFICE = """\
Attendees: Mara Lindt, Dana Wolff

- Dana will book the room by Thursday.
- We agreed to move the office.
"""


class Fragile(Road):
    """A road whose database can be copied, lost and put back; its mail server forgets nothing."""

    def __init__(self, url, knowledge):
        super().__init__(url, knowledge)
        self.url = url
        self.post.clock = self.clock

    def back_up(self):
        file = find_file(self.url)
        copy_to(file, file.with_name("copy.db"))

    def put_back(self):
        self.store.close()
        file = find_file(self.url)
        for old in file.parent.glob(f"{file.name}*"):
            old.unlink()
        shutil.copy(file.with_name("copy.db"), file)
        self.start_anew()

    def go_on(self, *, until=None):
        """`followthrough restored`."""
        clock = PastClock(find_last_moment(self.store, otherwise=self.clock.now()))
        names = ("store", "policy", "knowledge", "bell", "crash", "lock")
        parts = {name: getattr(self.thinking, name) for name in names}
        restoring = Restoring(
            store=self.store,
            mailbox=MAILBOX,
            connect=partial(self.post.connect, NOTES_ADDRESS),
            hold=Hold(owner="the operator"),
            clock=clock,
            real=self.clock,
            until=until or self.clock.now(),
            process=Thinking(**parts, clock=clock).process,
            follow=Following(**parts, clock=clock).follow,
        )
        return restoring.go_on()

    def said(self):
        """What stands in the tables of all that people agreed: whatever a number or a moment of a row may be."""
        with self.store.begin() as tx:
            tags = sa.select(RECAPS.c.tag, RECAPS.c.version, RECAPS.c.payload).order_by(RECAPS.c.tag)
            items = sa.select(RECAPS.c.tag, *ITEMS.c).join(RECAPS).order_by(RECAPS.c.tag, ITEMS.c.code)
            events = sa.select(RECAPS.c.tag, EVENTS.c.by, EVENTS.c.verb, EVENTS.c.code, EVENTS.c.at).join(RECAPS)
            asked = [
                tags,
                items.with_only_columns(RECAPS.c.tag, *[one for one in ITEMS.c if one.name != "recap_id"]),
                events.order_by(EVENTS.c.at, EVENTS.c.by, EVENTS.c.verb),
                sa.select(TOKENS.c.token, TOKENS.c.address, TOKENS.c.revoked_at).order_by(TOKENS.c.token),
                sa.select(PEOPLE.c.address, PEOPLE.c.name, PEOPLE.c.stopped_at).order_by(PEOPLE.c.address),
            ]
            return [[tuple(row) for row in tx.execute(query)] for query in asked]

    def ids(self, *states):
        """The Message-IDs of the letters in these states."""
        with self.store.begin() as tx:
            rows = outbox.list_rows(tx, limit=1000)
        return sorted(row.message_id for row in rows if row.state in states)

    def had(self):
        """Reader and Message-ID of all that ever arrived."""
        return [(reader, read_letter(raw)["Message-ID"]) for reader in READERS for raw in self.letters(reader)]


@pytest.fixture
def road(tmp_path, knowledge):
    road = Fragile(f"sqlite:///{tmp_path / 'road.db'}", knowledge)
    yield road
    road.close()


def a_second_meeting(**values):
    return a_mail(OFFICE, subject="Office", message_id="<office@mail.acme.example>", **values)


def live_on(road):
    """Mails, letters, replies and a reminder after the backup was made."""
    road.deliver(a_reply(road.letters(OWNER)[0], "A1: done"))
    road.run()
    road.clock.advance(timedelta(hours=1))
    road.deliver(a_second_meeting(to=(NOTES_ADDRESS, OWNER)))
    road.run()
    road.clock.advance(timedelta(hours=1))
    office = next(raw for raw in road.letters(OWNER) if "Office" in read_letter(raw)["Subject"])
    road.deliver(a_reply(office, "A1: by Wednesday"))
    road.run_until(road.clock.now() + 3 * DAYS)


@pytest.fixture
def lost(road):
    """A recap went out, a backup was made, the week went on, and then the older database was put back."""
    road.deliver(a_mail())
    road.run()
    road.back_up()
    road.clock.advance(timedelta(minutes=10))
    live_on(road)
    road.before = road.said(), road.had(), road.ids("sent")
    road.put_back()
    return road


def test_all_that_people_agreed_is_there_again(lost):
    gone = lost.go_on()
    assert gone.mails == 3
    assert lost.said() == lost.before[0]


def test_nobody_gets_a_letter_for_what_they_had_heard(lost):
    gone = lost.go_on()
    lost.run()
    assert lost.had() == lost.before[1]
    assert lost.ids("due") == []
    assert gone.letters == len(lost.ids("withheld")) == len(lost.before[2]) - len(lost.ids("sent"))


def test_the_letters_that_are_held_back_are_the_ones_that_went_out(lost):
    lost.go_on()
    assert lost.ids("sent", "withheld") == lost.before[2]


def test_life_goes_on_as_if_nothing_had_happened(lost):
    before = len(lost.had())
    lost.go_on()
    office = next(raw for raw in lost.letters(OWNER) if "Office" in read_letter(raw)["Subject"])
    lost.deliver(a_reply(office, "A1: done"))
    lost.run()
    (kind,) = [read_letter(raw)["X-Followthrough"] for raw in lost.letters(OWNER)[-1:]]
    assert (kind, len(lost.had())) == ("receipt", before + 1)


def test_a_mail_that_came_while_it_was_down_is_answered_after_it(lost):
    lost.deliver(a_mail(subject="Retro", message_id="<retro@mail.acme.example>"))
    lost.go_on()
    before = len(lost.had())
    lost.run()
    assert len(lost.had()) == before + 3


def test_doing_it_twice_does_nothing_more(lost):
    lost.go_on()
    again = lost.go_on()
    assert (again.mails, again.letters) == (0, 0)
    assert lost.said() == lost.before[0]


def test_a_crash_in_the_middle_of_it_is_cured_by_doing_it_again(lost):
    lost.crash_at("process.after-commit")
    with pytest.raises(Crashed):
        lost.go_on()
    lost.go_on()
    lost.run()
    assert (lost.said(), lost.had()) == lost.before[:2]


def test_a_letter_that_waited_when_the_backup_was_made_is_not_sent_again(road):
    road.deliver(a_mail())
    road.crash_at("process.after-commit")
    assert road.run_until_crash()
    road.back_up()
    road.restart()
    road.run()
    before = road.had()
    road.put_back()
    assert road.go_on().letters == 3
    road.restart()
    road.run()
    assert road.had() == before


def test_whoever_runs_it_can_send_what_had_not_gone_out(lost):
    lost.go_on()
    with lost.store.begin() as tx:
        number = next(row.id for row in outbox.list_rows(tx, state="withheld"))
        assert outbox.retry(tx, number, now=lost.clock.now())
    before = len(lost.had())
    lost.run()
    assert len(lost.had()) == before + 1


def test_what_fell_due_while_it_was_down_goes_out_when_that_is_known(road):
    road.deliver(a_mail())
    road.run()
    road.back_up()
    before = len(road.had())
    stopped = road.clock.now() + timedelta(minutes=1)
    road.clock.advance(3 * DAYS)
    road.put_back()
    assert road.go_on(until=stopped).letters == 0
    road.run()
    assert len(road.had()) > before


def test_a_mailbox_that_puts_nothing_away_is_read_on_from_where_the_backup_was(road):
    road.deliver(a_mail())
    road.run()
    road.back_up()
    connect = road.post.connect

    def connect_without_move(*words, **options):
        inbox = connect(*words, **options)
        inbox.can_move = False
        return inbox

    road.post.connect = connect_without_move
    road.clock.advance(timedelta(minutes=10))
    road.deliver(a_second_meeting(to=(NOTES_ADDRESS, OWNER)))
    road.run()
    before, had = road.said(), road.had()
    road.put_back()
    assert road.go_on().mails == 1
    road.run()
    assert (road.said(), road.had()) == (before, had)


def test_nothing_is_gone_through_while_somebody_reads_the_mailbox(lost):
    with lost.store.begin() as tx:
        claim_lease(tx, f"poll:{MAILBOX}", owner="somebody", now=lost.clock.now(), ttl=timedelta(minutes=1))
    with pytest.raises(StillRunningError):
        lost.go_on()
