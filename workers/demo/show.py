"""How the demo shows what happens: a timeline, letters as their readers see them, files to open."""

from __future__ import annotations

import re
from dataclasses import dataclass
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from time import monotonic

from rich.console import Console
from rich.markup import escape
from rich.padding import Padding
from rich.text import Text

from pipeline.model import Address
from workers.demo.mails import MARA, NOTES, TEAM
from workers.desk import Desk


@dataclass(slots=True)
class Timeline:
    """One line per thing that happens, with the seconds since the first."""

    console: Console
    started: float | None = None

    def mail(self, sender: Address, what: str) -> None:
        """Somebody sends something."""
        self._line("→", f"[bold]{sender.name}[/] {escape(what)}")

    def letter(self, reader: Address, letter: EmailMessage, what: str) -> None:
        """Somebody gets a letter of ours."""
        self._line("←", f"[bold]{reader.name}[/] gets {what}: [dim]{escape(str(letter['Subject']))}[/]")

    def waits(self, what: str) -> None:
        """Say what takes a moment."""
        self.console.print(f"  {what} …")

    def _line(self, arrow: str, text: str) -> None:
        now = monotonic()
        if self.started is None:
            self.started = now
        line = f"  [dim]{now - self.started:5.1f} s[/]  {arrow}  {text}"
        self.console.print(line, no_wrap=True, overflow="ellipsis")


def our_letters(desk: Desk, reader: Address) -> list[EmailMessage]:
    """What the program wrote to somebody, oldest first, without the copies that colleagues sent."""
    letters = (message_from_bytes(raw, policy=policy.default) for raw in desk.letters(reader.address))
    return [letter for letter in letters if letter["X-Followthrough"]]


def show_letter(console: Console, letter: EmailMessage) -> None:
    """The text part, as a mail program without HTML shows it."""
    head = "\n".join(f"{name}: {letter[name]}" for name in ("From", "To", "Subject", "In-Reply-To"))
    part = letter.get_body(("plain",))
    body = str(part.get_content()) if part is not None else ""
    console.print(Padding(Text(head, style="dim"), (1, 2), expand=False))
    console.print(Padding(Text(body), (0, 2), expand=False))


def write_letters(desk: Desk, out_dir: Path) -> int:
    """Every letter of ours as .eml, its HTML beside it; returns how many. Older ones in the folder are replaced."""
    out_dir.mkdir(parents=True, exist_ok=True)
    for old in (*out_dir.glob("*.eml"), *out_dir.glob("*.html")):
        old.unlink()
    written = 0
    for reader in TEAM:
        for raw in desk.letters(reader.address):
            letter = message_from_bytes(raw, policy=policy.default)
            if not letter["X-Followthrough"]:
                continue
            written += 1
            words = re.sub(r"\W+", "-", str(letter["Subject"]).lower()).strip("-")
            name = f"{written:02d}-{reader.address.partition('@')[0]}-{letter['X-Followthrough']}-{words}"[:80]
            (out_dir / f"{name}.eml").write_bytes(raw)
            page = letter.get_body(("html",))
            if page is not None:
                (out_dir / f"{name}.html").write_text(str(page.get_content()), encoding="utf-8")
    return written


def tell_how_to_go_on(console: Console, desk: Desk, password: str, *, page: str) -> None:
    """Where the page is, and what to type into a mail program."""
    imap = desk.imap_url(MARA.address).rpartition("@")[2].removesuffix("/INBOX")
    console.print(
        "\n[bold]Now you.[/] Read everybody's mail, answer it and forward notes of your own on this page:\n\n"
        f"  [bold]{page}[/]\n\n"
        "or point a mail program at the servers, which stay up as well:\n"
        f"  IMAP {imap}, no TLS, user [bold]{MARA.address}[/] (or any of the team), password [bold]{password}[/]\n"
        f"  SMTP {desk.smtp_url.removeprefix('smtp://')}, no TLS, no sign-in\n"
        f"  write to [bold]{NOTES.address}[/], with colleagues in To or Cc\n"
        f"  e.g.  neomutt -f {desk.imap_url(MARA.address)}\n"
        "Ctrl-C ends it.",
        soft_wrap=True,
    )
