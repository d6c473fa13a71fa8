"""Who runs this hears once a day what only they can put right, and once that it works again."""

from __future__ import annotations

import errno
import shutil
from datetime import date, timedelta

import pytest
import sqlalchemy as sa
from builders import read_letter
from fakes import FakeClock

from pipeline.languages.load import load_languages
from pipeline.model import Address
from pipeline.outcome import Policy
from workers.ports import Fate, Trouble, UnreachableError, Verdict
from workers.store import outbox, people
from workers.store.migrate import migrate
from workers.store.store import Store
from workers.watch import DAYS_BEFORE, DISK, MAILBOX, SENDING, Watch, WatchedOutlet, build_report, is_disk_full

OPS = "ops@acme.example"
REFUSED = UnreachableError("mail:993 refuses it (no such user)", trouble=Trouble.PASSWORD, place="mail:993")


class Wire:
    """An outlet that keeps what it is given; `fate` is what becomes of it."""

    def __init__(self) -> None:
        self.taken: list[bytes] = []
        self.fate = Fate(verdict=Verdict.SENT)

    def send(self, raw, *, to):
        self.taken.append(raw)
        return dict.fromkeys(to, self.fate)

    def close(self) -> None:
        pass


class Room:
    """A watch over a ledger of its own. `bytes_free` is the room on its disk."""

    def __init__(self, ledger, *, operator: str | None = OPS, ends: date | None = None) -> None:
        url = f"sqlite:///{ledger}"
        self.store, self.clock, self.wire = Store(url), FakeClock(), Wire()
        self.bytes_free = 10**12
        self.rung: list[int] = []
        policy = Policy(
            address=Address(address="notes@acme.example"),
            secret="a-secret-of-more-than-sixteen",
            operator=Address(address=operator) if operator else None,
        )
        self.watch = Watch(
            store=self.store,
            clock=self.clock,
            policy=policy,
            outlet=self.wire,
            ring=self.rung.append,
            mailbox="box",
            place="smtp:465",
            ends=ends,
            free=lambda _folder: self.bytes_free,
        )

    def letters(self):
        with self.store.begin() as tx:
            rows = tx.execute(sa.select(outbox.OUTBOX.c.raw).order_by(outbox.OUTBOX.c.id)).scalars().all()
        return [read_letter(raw) for raw in rows]

    def subjects(self) -> list[str]:
        return [letter["Subject"] for letter in self.letters()]

    def fail(self, error: Exception = REFUSED, *, minutes: int = 0, what: str = MAILBOX) -> None:
        self.clock.advance(timedelta(minutes=minutes))
        self.watch.stumbled(what, error)

    def work(self, what: str = MAILBOX) -> None:
        self.clock.advance(timedelta(minutes=2))
        self.watch.works(what)


@pytest.fixture(scope="module")
def empty(tmp_path_factory):
    place = tmp_path_factory.mktemp("empty") / "ledger.db"
    migrate(f"sqlite:///{place}")
    return place


@pytest.fixture
def ledger(empty, tmp_path):
    return shutil.copy(empty, tmp_path / "ledger.db")


@pytest.fixture
def room(ledger):
    room = Room(ledger)
    yield room
    room.store.close()


def text_of(letter) -> str:
    return " ".join(letter.get_body(("plain",)).get_content().split())


def test_a_wrong_password_is_told_with_the_place_and_the_cure(room):
    room.fail()
    room.fail(minutes=3)
    (letter,) = room.letters()
    assert letter["Subject"] == "I cannot read my mailbox: the password is refused"
    assert letter["To"] == OPS
    for words in ("mail:993", "2026-11-24 09:00 UTC", "FOLLOWTHROUGH_IMAP_URL", "no such user"):
        assert words in text_of(letter)
    assert len(room.rung) == 1


def test_a_trouble_of_a_moment_is_not_told(room):
    room.fail()
    room.work()
    assert room.letters() == []


def test_a_trouble_is_told_once_a_day(room):
    for _ in range(8):
        room.fail(minutes=150)
    assert len(room.letters()) == 1
    room.fail(minutes=60 * 24)
    assert len(room.letters()) == 2


def test_it_is_told_once_that_it_works_again(room):
    room.fail()
    room.fail(minutes=3)
    room.work()
    room.work()
    assert room.subjects()[1:] == ["I can read my mailbox again"]
    assert "the password is refused" in text_of(room.letters()[-1])


def test_another_process_that_finds_it_well_says_so(room, ledger):
    room.fail()
    room.fail(minutes=3)
    other = Room(ledger)
    other.clock.advance(timedelta(hours=1))
    other.watch.works(MAILBOX)
    other.store.close()
    assert len(room.letters()) == 2


def test_a_server_that_does_not_answer_is_given_half_an_hour(room):
    silent = UnreachableError("mail:993: timed out", place="mail:993")
    room.fail(silent)
    room.fail(silent, minutes=29)
    assert room.letters() == []
    room.fail(silent, minutes=2)
    assert room.subjects() == ["I cannot read my mailbox: the mail server does not answer"]


def test_where_nobody_is_named_nobody_is_told(ledger):
    room = Room(ledger, operator=None)
    room.fail()
    room.fail(minutes=3)
    room.work()
    room.store.close()
    assert room.letters() == []


def test_what_keeps_letters_from_going_out_is_told_once_they_do(room):
    outlet = WatchedOutlet(outlet=room.wire, watch=room.watch)
    room.wire.fate = Fate(verdict=Verdict.LATER, detail="535 no", ours=True, trouble=Trouble.REVOKED)
    outlet.send(b"one", to=[OPS])
    room.clock.advance(timedelta(hours=1))
    outlet.send(b"two", to=[OPS])
    assert room.letters() == []
    room.wire.fate = Fate(verdict=Verdict.SENT)
    room.clock.advance(timedelta(hours=1))
    outlet.send(b"three", to=[OPS])
    (letter,) = room.letters()
    assert letter["Subject"] == "Letters go out again"
    assert "permission to open the mailbox was taken back" in text_of(letter)


def test_a_letter_that_one_reader_does_not_get_is_no_trouble(room):
    room.wire.fate = Fate(verdict=Verdict.NEVER, detail="550 5.1.1 no such user")
    WatchedOutlet(outlet=room.wire, watch=room.watch).send(b"one", to=[OPS])
    room.work(SENDING)
    assert room.letters() == []


def test_a_disk_that_fills_up_is_told_before_it_is_full(room):
    room.bytes_free = 1000
    room.watch.look()
    assert room.subjects() == ["The disk is full, or nearly so"]
    room.bytes_free = 10**12
    room.clock.advance(timedelta(minutes=2))
    room.watch.look()
    assert room.subjects()[1:] == ["There is room on the disk again"]


def test_where_nothing_can_be_written_any_more_one_letter_goes_past_the_outbox(room):
    def fill(connection, _record) -> None:
        connection.execute("PRAGMA max_page_count=1")

    room.store.engine.dispose()
    sa.event.listen(room.store.engine, "connect", fill)
    with pytest.raises(sa.exc.OperationalError) as caught, room.store.begin() as tx:
        tx.exec_driver_sql("CREATE TABLE big AS SELECT randomblob(100000) AS b")
    for _ in range(3):
        room.fail(caught.value, minutes=1)
    # A row still fits into the last page; the letter does not.
    assert len(room.wire.taken) == 1
    assert read_letter(room.wire.taken[0])["Subject"] == "The disk is full, or nearly so"


class DiskFullError(Exception):
    """As PostgreSQL's driver tells it."""

    sqlstate = "53100"


@pytest.mark.parametrize("cause", [OSError(errno.ENOSPC, "full"), OSError(errno.EDQUOT, "full"), DiskFullError()])
def test_a_full_disk_is_known_wherever_it_shows(cause):
    error = ValueError("something failed")
    error.__cause__ = cause
    assert is_disk_full(error)
    assert not is_disk_full(OSError(errno.EACCES, "no right"))


def test_the_end_of_a_sign_in_is_told_three_times_and_no_more(ledger):
    room = Room(ledger, ends=date(2026, 12, 20))
    told = {}
    for _ in range(40):
        for _ in range(2):
            room.watch.look()
            room.clock.advance(timedelta(hours=12))
        told[room.clock.now().date()] = len(room.letters())
    letters = room.letters()
    room.store.close()
    assert len(letters) == len(DAYS_BEFORE)
    assert "20" in letters[0]["Subject"]
    days = [(date(2026, 12, 20) - day).days + 1 for day in told if told[day] > told.get(day - timedelta(days=1), 0)]
    assert days == list(DAYS_BEFORE)


def test_whoever_runs_it_is_written_to_in_their_language(room):
    with room.store.begin() as tx:
        people.hear_language(tx, OPS, "de", now=room.clock.now())
    room.fail()
    room.fail(minutes=3)
    assert room.subjects() == ["Ich kann mein Postfach nicht lesen: das Passwort wird abgelehnt"]


@pytest.mark.parametrize("code", sorted(load_languages()))
def test_every_trouble_has_its_words_in_every_language(room, code):
    report = build_report(room.watch.policy, code, room.clock.now())
    assert report.language == code
    for trouble in Trouble:
        if trouble is not Trouble.REFUSED:
            letter = report.trouble(trouble.value, place="mail:993", since=room.clock.now(), said="NO")
            assert letter is not None
            assert "mail:993" in text_of(read_letter(letter.raw))
        for what in (MAILBOX, SENDING, DISK):
            assert report.again(what, trouble.value, place="mail:993", since=room.clock.now()) is not None
    assert report.ends(date(2026, 12, 20), left=7) is not None
