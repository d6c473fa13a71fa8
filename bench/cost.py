"""The road's own cost: CPU seconds of our processes for a mail, beside those of its bare parts, in the same run.

The bare parts are a fetch with IMAPClient, the small English model with all
its components over the notes, and one `smtplib` message for each letter.
Servers are counted for neither.
"""

from __future__ import annotations

import os
import smtplib
import statistics
import tempfile
import time
from itertools import cycle, islice
from pathlib import Path

import pytest
import road
import spacy
from builders import NOTES_ADDRESS, a_mail
from imapclient import IMAPClient
from rich.table import Table
from spacy.language import Language
from stack.dovecot import PASSWORD
from stack.home import Home
from stack.teams import Team

from pipeline.knowledge import load_knowledge
from workers.store.tables import INBOX, OUTBOX

HANDS = Path(__file__).resolve().parents[1] / "tests" / "corpus" / "hands"
BARE = "bare@acme.example"
TARGET = 1.3


def measure(*, mails: int, rounds: int) -> Table:
    """Rounds of so many mails with real-sized notes, ours and the bare parts in turn."""
    notes = read_hands()
    table = Table("CPU of a mail", "ours ms", "bare ms", "ratio", f"≤ {TARGET}")
    words = sum(len(text.split()) for text in notes) // len(notes)
    table.title = f"{rounds} paired rounds of {mails} mails with {words} words, and their letters"
    try:
        with tempfile.TemporaryDirectory(prefix="followthrough-bench-") as folder, road.roles(Path(folder)) as home:
            pairs = _measure(home, notes, mails=mails, rounds=rounds)
    except pytest.skip.Exception as missing:  # how the harness says that a server is not installed
        table.add_row(f"not measured: {missing.msg}")
        return table
    ratios = [ours / bare for ours, bare in pairs]
    ours, bare = (1000 * statistics.median(column) / mails for column in zip(*pairs, strict=True))
    ratio = statistics.median(ratios)
    table.add_row("end to end", f"{ours:.0f}", f"{bare:.0f}", f"{ratio:.2f}", "yes" if ratio <= TARGET else "NO")
    return table


def _measure(home: Home, notes: list[str], *, mails: int, rounds: int) -> list[tuple[float, float]]:
    model = spacy.load(load_knowledge().language("en").model.name)
    texts = cycle(notes)
    # The first mails wait until the model is loaded.
    _ours(home, [mail(home.team(), next(texts)) for _ in range(2)])
    pairs = []
    for _ in range(rounds):
        read = list(islice(texts, mails))
        batch = [mail(home.team(), text) for text in read]
        pairs.append((_ours(home, batch), _bare(home, batch, read, model)))
    return pairs


def _ours(home: Home, batch: list[bytes]) -> float:
    """CPU seconds of all our processes, from delivery until nothing is due."""
    done = home.count(INBOX, "done")
    before = _spent(home)
    for raw in batch:
        home.deliver(raw)
    home.wait_for(lambda: home.count(INBOX, "done") >= done + len(batch), "every mail read", seconds=120)
    home.settle()
    return _spent(home) - before


def _spent(home: Home) -> float:
    """User and system seconds so far (proc(5), fields 14 and 15)."""
    ticks = 0
    for process in home.processes.values():
        fields = Path(f"/proc/{process.pid}/stat").read_text().rpartition(")")[2].split()
        ticks += int(fields[11]) + int(fields[12])
    return ticks / os.sysconf("SC_CLK_TCK")


def _bare(home: Home, batch: list[bytes], texts: list[str], model: Language) -> float:
    """CPU seconds of this thread; the servers that run in this process have threads of their own."""
    for raw in batch:
        home.post.deliver(raw, sender="somebody@acme.example", to=BARE)
    letters = [(row.recipient, row.raw) for row in home.rows(OUTBOX) if row.state == "sent"][-3 * len(batch) :]
    began = time.thread_time()
    _fetch(home.post.imap_url)
    for text in texts:
        for _ in model.pipe(line for line in text.splitlines() if line.strip()):
            pass
    host, _, port = home.post.smtp_url.removeprefix("smtp://").partition(":")
    with smtplib.SMTP(host, int(port)) as smtp:
        for recipient, raw in letters:
            smtp.sendmail(NOTES_ADDRESS, [recipient], raw)
    return time.thread_time() - began


def _fetch(url: str) -> None:
    """Each mail of the bare mailbox, fetched and put away."""
    port = int(url.rpartition(":")[2].partition("/")[0])
    with IMAPClient("127.0.0.1", port, ssl=False) as client:
        client.login(BARE, PASSWORD)
        client.select_folder("INBOX")
        for uid in client.search("ALL"):
            client.fetch([uid], ["BODY.PEEK[]"])
        client.delete_messages(client.search("ALL"))
        client.expunge()


def read_hands() -> list[str]:
    """The notes of our own corpus that are text."""
    return [path.read_text(encoding="utf-8") for path in sorted(HANDS.iterdir()) if path.suffix in {".md", ".txt"}]


def mail(team: Team, notes: str) -> bytes:
    """Notes of that team, forwarded by its host to the others."""
    return a_mail(
        f"{team.title}\nAttendees: {team.host.name}, {team.owner.name}, {team.other.name}\n\n{notes}",
        sender=team.host,
        to=(NOTES_ADDRESS, team.owner, team.other),
        subject=team.title,
        message_id=team.message_id,
    )
