"""The demo: servers of its own, the whole program on them, three meetings, answers in plain words.

Everything goes over real IMAP and real SMTP; nothing here reaches into the
program. Ends with 0 when every letter came, with 1 when one did not.
"""

from __future__ import annotations

import secrets
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from threading import Event, Thread

from rich.console import Console

from pipeline.model import Address
from workers.demo.mails import ANA, BEN, DOMAIN, MEETINGS, NOTES, SAM, build_answer
from workers.demo.show import Timeline, show_letter, tell_how_to_connect, write_letters
from workers.desk import Desk
from workers.settings import Settings
from workers.wiring import run_all

PASSWORD = "followthrough"  # noqa: S105 - of servers on loopback that live as long as the demo
LETTER_SECONDS = 20.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """Somebody answers the newest letter whose subject holds `about`, and others hear of it."""

    writer: Address
    about: str
    words: str
    heard_by: tuple[Address, ...]


ANSWERS = (
    Answer(writer=ANA, about="Weekly sync", words="ok", heard_by=(ANA,)),
    Answer(writer=BEN, about="Weekly sync", words="Sam should take this, I'm away that week.", heard_by=(BEN, SAM)),
    Answer(writer=SAM, about="Weekly sync", words="Will do!", heard_by=(SAM,)),
    Answer(writer=BEN, about="Supplier review", words="done, sent them this morning", heard_by=(BEN,)),
)


class LetterMissingError(Exception):
    """A letter that should have come did not."""


@dataclass(slots=True, kw_only=True)
class Run:
    """One run of the demo: the desk, what has been read of each mailbox, and the timeline."""

    desk: Desk
    timeline: Timeline
    read: dict[str, int] = field(default_factory=dict)

    def send(self, mail: EmailMessage, sender: Address) -> None:
        """Hand a mail over as its writer's program does; colleagues in To get their copy as well."""
        to = [item.addr_spec for item in mail["To"].addresses]
        self.desk.submit(mail.as_bytes(policy=policy.SMTP), sender=sender.address, to=to)
        for address in to:
            if address.partition("+")[0].partition("@")[0] != NOTES.address.partition("@")[0]:
                self.read[address] = self.read.get(address, 0) + 1  # the host's own mail is no letter of ours

    def await_letter(self, reader: Address, what: str) -> EmailMessage:
        """The next letter of ours in that mailbox."""
        seen = self.read.get(reader.address, 0)
        letters = self.desk.wait_for_letters(reader.address, at_least=seen + 1, seconds=LETTER_SECONDS)
        if len(letters) <= seen:
            raise LetterMissingError(f"{reader.name} waited {LETTER_SECONDS:.0f} s for {what}")
        self.read[reader.address] = seen + 1
        letter = message_from_bytes(letters[seen], policy=policy.default)
        self.timeline.letter(reader, letter, what)
        return letter

    def find_letter(self, reader: Address, about: str) -> EmailMessage:
        """The newest letter of ours in that mailbox about something."""
        for raw in reversed(self.desk.letters(reader.address)):
            letter = message_from_bytes(raw, policy=policy.default)
            if about in str(letter["Subject"]) and letter["X-Followthrough"]:
                return letter
        raise LetterMissingError(f"{reader.name} has no letter about {about}")


def run_demo(out_dir: Path, *, stay: bool) -> int:
    """Run the demo; letters go to `out_dir` as .eml and .html. With `stay`, the servers stay up until Ctrl-C."""
    console = Console()
    timeline = Timeline(console=console)
    with tempfile.TemporaryDirectory(prefix="followthrough-demo-") as folder, Desk(password=PASSWORD) as desk:
        settings = demo_settings(desk, Path(folder))
        console.rule("[bold]Followthrough, the demo")
        with timeline.waiting("starting the servers, the program and the English model"), running(settings) as stop:
            run = Run(desk=desk, timeline=timeline)
            try:
                _play(run)
            except LetterMissingError as missing:
                console.print(
                    f"[bold red]A letter did not come:[/] {missing}. Run `make demo` again with"
                    " FOLLOWTHROUGH_LOG=debug to see why."
                )
                return 1
            finally:
                written = write_letters(desk, out_dir)
            _show(run, console, out_dir, written)
            if stay:
                tell_how_to_connect(console, desk, PASSWORD)
                _wait_for_ctrl_c(stop)
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
def running(settings: Settings) -> Iterator[Event]:
    """The whole program in a thread, as `followthrough run` does it in a process."""
    from workers.store.migrate import migrate  # noqa: PLC0415 - Alembic is wanted here only

    migrate(settings.database_url)
    stop = Event()
    thread = Thread(target=run_all, args=(settings,), kwargs={"stop": stop}, name="followthrough", daemon=True)
    thread.start()
    try:
        yield stop
    finally:
        stop.set()
        thread.join(30)


def _play(run: Run) -> None:
    now = datetime.now().astimezone()
    for meeting in MEETINGS:
        mail = meeting.build(meeting.host, meeting.readers, now)
        run.timeline.mail(meeting.host, f"forwards “{meeting.name}”")
        run.send(mail, meeting.host)
    for meeting in MEETINGS:
        for reader in (meeting.host, *meeting.readers):
            run.await_letter(reader, f"the recap of {meeting.name}")
    for answer in ANSWERS:
        letter = run.find_letter(answer.writer, answer.about)
        run.timeline.mail(answer.writer, f"answers “{answer.words}”")
        run.send(build_answer(letter, answer.writer, answer.words, datetime.now().astimezone()), answer.writer)
        for reader in answer.heard_by:
            run.await_letter(reader, "the receipt" if reader == answer.writer else "a question")


def _show(run: Run, console: Console, out_dir: Path, written: int) -> None:
    console.rule("[bold]What Ana reads after the first meeting")
    show_letter(console, message_from_bytes(run.desk.letters(ANA.address)[1], policy=policy.default))
    console.rule("[bold]What Ben reads after he answered")
    show_letter(console, run.find_letter(BEN, "Weekly sync"))
    console.print(f"\n[green]All letters came.[/] {written} of them are in [bold]{out_dir}/[/] as .eml and .html.")


def _wait_for_ctrl_c(stop: Event) -> None:
    try:
        while not stop.wait(1.0):
            pass
    except KeyboardInterrupt:
        stop.set()
