"""The demo: servers of its own, the whole program on them, three meetings, answers in plain words.

Everything goes over real IMAP and real SMTP; nothing here reaches into the
program. Ends with 0 when every letter came, with 1 when one did not.
"""

from __future__ import annotations

import secrets
import socket
import tempfile
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from email import policy
from email.message import EmailMessage
from pathlib import Path
from threading import Event, Thread
from time import monotonic

from rich.console import Console

from pipeline.model import Address
from workers.demo.clock import DemoClock
from workers.demo.mails import ANA, BEN, DOMAIN, MEETINGS, NOTES, SAM, build_answer
from workers.demo.serve import open_house, serving
from workers.demo.show import Timeline, our_letters, show_letter, tell_how_to_go_on, write_letters
from workers.desk import Desk
from workers.ports import Clock
from workers.settings import Settings
from workers.wiring import run_all

PASSWORD = "followthrough"  # noqa: S105 - of servers on loopback that live as long as the demo
LETTER_SECONDS = 20.0
START_SECONDS = 60.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """Somebody answers the newest letter about a meeting; `brings` are the letters that must come of it."""

    writer: Address
    about: str
    words: str
    brings: tuple[tuple[Address, str], ...]


WEEKLY, SUPPLIER = "Weekly sync", "Supplier review"

ANSWERS = (
    Answer(writer=ANA, about=WEEKLY, words="ok", brings=((ANA, "receipt"),)),
    Answer(
        writer=BEN,
        about=WEEKLY,
        words="Sam should take this, I'm away that week.",
        brings=((BEN, "receipt"), (SAM, "ask")),
    ),
    Answer(writer=SAM, about=WEEKLY, words="Will do!", brings=((SAM, "receipt"), (BEN, "notice"))),
    Answer(writer=BEN, about=SUPPLIER, words="done, sent them this morning", brings=((BEN, "receipt"),)),
)
# How the timeline names a letter.
SORTS = {"recap": "the recap", "receipt": "a receipt", "ask": "the question whether to take it", "notice": "the news"}


class LetterMissingError(Exception):
    """A letter that should have come did not."""


@dataclass(slots=True, kw_only=True)
class Run:
    """One run of the demo: the desk, the timeline, and how many of our letters each reader has opened."""

    desk: Desk
    timeline: Timeline
    opened: Counter[str] = field(default_factory=Counter)

    def send(self, mail: EmailMessage, sender: Address) -> None:
        """Hand a mail over as its writer's program does; colleagues in To get their copy as well."""
        to = [item.addr_spec for item in mail["To"].addresses]
        self.desk.submit(mail.as_bytes(policy=policy.SMTP), sender=sender.address, to=to)

    def await_letter(self, reader: Address, kind: str) -> EmailMessage:
        """The next letter of ours in that mailbox, which has to be of this kind."""
        number = self.opened[reader.address]
        until = monotonic() + LETTER_SECONDS
        while True:
            # Counted first: what comes after is not waited for in vain. Colleagues' copies count as well.
            mails = len(self.desk.letters(reader.address))
            letters = our_letters(self.desk, reader)
            if len(letters) > number:
                break
            left = until - monotonic()
            if left <= 0:
                raise LetterMissingError(f"{reader.name} waited {LETTER_SECONDS:.0f} s for {SORTS[kind]}")
            self.desk.wait_for_letters(reader.address, at_least=mails + 1, seconds=left)
        self.opened[reader.address] += 1
        letter = letters[number]
        self.timeline.letter(reader, letter, SORTS[kind])
        if letter["X-Followthrough"] != kind:
            raise LetterMissingError(f"{reader.name} got a letter of another kind ({letter['X-Followthrough']})")
        return letter

    def find_letter(self, reader: Address, about: str, *, kind: str = "") -> EmailMessage:
        """The newest letter of ours in that mailbox about something."""
        for letter in our_letters(self.desk, reader)[::-1]:
            if about in str(letter["Subject"]) and str(letter["X-Followthrough"]).startswith(kind):
                return letter
        raise LetterMissingError(f"{reader.name} has no letter about {about}")


def run_demo(out_dir: Path, *, door: socket.socket | None) -> int:
    """Run the demo; letters go to `out_dir` as .eml and .html. With a door, the page stands behind it until Ctrl-C."""
    console = Console(highlight=False)
    timeline = Timeline(console=console)
    console.rule("[bold]Followthrough, the demo")
    clock = DemoClock()
    folder = tempfile.TemporaryDirectory(prefix="followthrough-demo-")
    with folder, Desk(password=PASSWORD, clock=clock) as desk:
        timeline.waits("the mail server is up; the program starts and loads the English model")
        settings = demo_settings(desk, Path(folder.name))
        try:
            with running(settings, clock) as stop:
                run = Run(desk=desk, timeline=timeline)
                try:
                    _play(run)
                finally:
                    written = write_letters(desk, out_dir)
                _show(run, console, out_dir, written)
                if door is not None:
                    with open_house(desk, settings, clock) as house, serving(house, door) as address:
                        tell_how_to_go_on(console, desk, PASSWORD, page=address)
                        _wait_for_ctrl_c(stop)
        except LetterMissingError as missing:
            console.print(f"[bold red]A letter did not come:[/] {missing}.")
            console.print("FOLLOWTHROUGH_LOG=debug make demo says more.")
            return 1
    return 0


def demo_settings(desk: Desk, folder: Path) -> Settings:
    """Settings that point at the desk. Sender checks are off: this server proves nobody."""
    return Settings(
        address=NOTES.address,
        imap_url=desk.imap_url(NOTES.address),
        smtp_url=desk.smtp_url,
        database_url=f"sqlite:///{folder / 'demo.db'}",
        allowed_domains=DOMAIN,
        trusted_authserv_id="none",
        secret=secrets.token_urlsafe(24),
    )


@contextmanager
def running(settings: Settings, clock: Clock) -> Iterator[Event]:
    """The whole program in a thread, as `followthrough run` does it in a process, from its first look at the mail on.

    What lies in a mailbox before that look is somebody's old mail, and left alone.
    """
    from workers.store.migrate import migrate  # noqa: PLC0415 - Alembic is wanted here only

    migrate(settings.database_url)
    stop, ready = Event(), Event()
    options = {"stop": stop, "looked": ready.set, "clock": clock}
    thread = Thread(target=run_all, args=(settings,), kwargs=options, name="followthrough", daemon=True)
    thread.start()
    try:
        until = monotonic() + START_SECONDS
        while not ready.wait(0.2):
            if not thread.is_alive() or monotonic() > until:
                raise LetterMissingError("the program did not come as far as looking into its mailbox")
        yield stop
    finally:
        stop.set()
        thread.join(30)


def _play(run: Run) -> None:
    for meeting in MEETINGS:
        mail = meeting.build(meeting.host, meeting.readers, datetime.now().astimezone())
        run.timeline.mail(meeting.host, f"forwards “{meeting.name}”")
        run.send(mail, meeting.host)
        for reader in (meeting.host, *meeting.readers):
            run.await_letter(reader, "recap")
    for answer in ANSWERS:
        letter = run.find_letter(answer.writer, answer.about)
        run.timeline.mail(answer.writer, f"answers “{answer.words}”")
        run.send(build_answer(letter, answer.writer, answer.words, datetime.now().astimezone()), answer.writer)
        for reader, kind in answer.brings:
            run.await_letter(reader, kind)


def _show(run: Run, console: Console, out_dir: Path, written: int) -> None:
    console.rule("[bold]What Ana reads after the weekly sync")
    show_letter(console, run.find_letter(ANA, WEEKLY, kind="recap"))
    console.rule("[bold]What Ben reads after he answered")
    show_letter(console, run.find_letter(BEN, WEEKLY, kind="receipt"))
    console.rule()
    console.print(f"[green]All letters came.[/] {written} of them are in [bold]{out_dir}/[/] as .eml and .html.")


def _wait_for_ctrl_c(stop: Event) -> None:
    try:
        while not stop.wait(1.0):
            pass
    except KeyboardInterrupt:
        stop.set()
