"""A machine falls off the network: how long until another does its work, and what became of the mail.

Servers in one network namespace, two `io`, two `think` and a `beat` each in
one of their own. While mails come in, the plug of the `io` that reads the
mailbox is pulled, and that of one `think`; later both are put back. Pulled is
worse than killed: nobody is told, and what was open stays open. Judged are
the mailboxes: every reader has one letter of every meeting.
"""

from __future__ import annotations

import os
import ssl
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

# The servers and processes are those of the stack tests.
sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests"))

import pytest
from builders import read_letter
from chaos.house import Server
from rich.console import Console
from rich.table import Table
from sqlalchemy import select
from stack.dovecot import run_dovecot
from stack.home import ROLES, Home
from stack.network import HUB, NET, Network, enter, make_hub
from stack.postgres import prepare_postgres
from stack.posts import DovecotPost
from stack.redis import redis_command
from stack.servers import free_port
from stack.smtpd import SmtpServer, relay_to
from stack.teams import Team

from pipeline.mail.parse import content_key
from workers.store.tables import INBOX, LEASES

MACHINES = ("io 1", "io 2", "think 1", "think 2", "beat")
# As deploy/README.md has it.
TAKEN_OVER_SECONDS = 90.0
AWAY_SECONDS = 150.0
EVERY_SECONDS = 2.0
INSIDE = "--inside"
CHECKED = b"Authentication-Results: mail.acme.example; dmarc=pass header.from=acme.example\r\n"


class Machines(Home):
    """Each process on a machine of its own."""

    network: Network
    cert: Path

    def _place(self, name: str) -> list[str]:
        return self.network.words(name)

    def _environment(self) -> dict[str, str]:
        there = {
            name: value.replace("127.0.0.1", HUB) for name, value in super()._environment().items() if name != "PATH"
        }
        ours = {"PATH": os.environ["PATH"], "SSL_CERT_FILE": str(self.cert)}
        return ours | there | {"FOLLOWTHROUGH_TRUSTED_AUTHSERV_ID": "mail.acme.example"}

    def deliver(self, raw: bytes, *, to: str = "") -> None:
        """As the mail server of the house does, with what it says of the sender."""
        # Over a real network the sender check cannot be off, so the mail server says that it looked.
        super().deliver(CHECKED + raw, to=to)

    def find_reader(self) -> str:
        """The process that holds the mailbox; empty while nobody does."""
        with self.store.begin() as tx:
            owner = str(tx.execute(select(LEASES.c.owner).where(LEASES.c.name.startswith("poll:"))).scalar() or "")
        found = (name for name, process in self.processes.items() if owner.endswith(f":{process.pid}"))
        return next(found, "")

    def has_read(self, team: Team) -> bool:
        """Whether the notes of this team stand in the ledger."""
        with self.store.begin() as tx:
            known = select(INBOX.c.id).where(INBOX.c.content_key == content_key(team.mail()))
            return tx.execute(known).first() is not None


def main() -> int:
    if INSIDE in sys.argv:
        return _measure(sys.argv[-1])
    try:
        with make_hub() as hub:
            return subprocess.run([*enter(hub), sys.executable, __file__, INSIDE, hub], check=False).returncode
    except pytest.skip.Exception as missing:
        print(f"NOT measured: {missing.msg}")
        return 2


def _measure(hub: str) -> int:
    with _run(hub) as house:
        for _ in range(2):
            house.deliver((team := house.team()).mail())
            house.await_letter(team.owner.address)
        table, kept = _pull_and_judge(house)
    Console().print(table)
    return 0 if kept else 1


def _pull_and_judge(house: Machines) -> tuple[Table, bool]:
    reader = house.find_reader()
    pulled = (reader, "think 1")
    teams = [house.team() for _ in range(6)]
    for team in teams:
        house.deliver(team.mail())
    for name in pulled:
        house.network.set_plug(name, to="down")
    pulled_at = time.monotonic()
    print(f"the plugs of {' and '.join(pulled)} are pulled", flush=True)
    after = house.team()
    house.deliver(after.mail())
    teams.append(after)
    house.wait_for(lambda: house.has_read(after), "another reader", seconds=600)
    taken_over = time.monotonic() - pulled_at
    print(f"another one reads the mailbox after {taken_over:.1f} s", flush=True)
    while time.monotonic() < pulled_at + AWAY_SECONDS:
        teams.append(house.team())
        house.deliver(teams[-1].mail())
        time.sleep(EVERY_SECONDS * 4)
    late = [team for team in teams if not house.letters(team.owner.address)]
    for name in pulled:
        house.network.set_plug(name, to="up")
    plugged_at = time.monotonic()
    print(f"the plugs are put back; {len(late)} of {len(teams)} meetings have no recap yet", flush=True)
    for _ in range(5):
        teams.append(house.team())
        house.deliver(teams[-1].mail())
        time.sleep(EVERY_SECONDS)
    readers = {(team, address.address) for team in teams for address in team.readers}
    house.wait_for(lambda: all(house.letters(address) for _, address in readers), "a recap for everybody", seconds=900)
    house.settle()
    whole = time.monotonic() - plugged_at
    return _judge(house, teams, {"taken over after": taken_over, "whole after the plugs were put back": whole})


def _judge(house: Machines, teams: list[Team], seconds: dict[str, float]) -> tuple[Table, bool]:
    copies = Counter(
        str(read_letter(raw)["Message-ID"])
        for team in teams
        for address in team.readers
        for raw in house.letters(address.address)
    )
    wanted = len(teams) * len(teams[0].readers)
    outcomes = Counter(row.state for row in house.rows(INBOX))
    table = Table("fail-over", "seen", "kept?", title="servers and five roles, each on a machine of its own")
    kept = {
        "taken over after": seconds["taken over after"] <= TAKEN_OVER_SECONDS,
        "letters lost": len(copies) >= wanted,
        "different letters for one thing": len(copies) <= wanted,
        "mails without an outcome": set(outcomes) == {"done"},
    }
    figures = {name: f"{took:.1f} s" for name, took in seconds.items()} | {
        "meetings": f"{len(teams)}, {wanted} letters",
        "letters lost": str(max(0, wanted - len(copies))),
        "different letters for one thing": str(max(0, len(copies) - wanted)),
        "letters that came again, the same byte for byte": str(copies.total() - len(copies)),
        "mails without an outcome": str(outcomes.total() - outcomes["done"]),
    }
    for name, figure in figures.items():
        table.add_row(name, figure, {True: "yes", False: "NO"}.get(kept.get(name), ""))
    return table, all(kept.values())


@contextmanager
def _run(hub: str) -> Iterator[Machines]:
    """The servers here, and everything else on its machine."""
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="followthrough-failover-")))
        folder.chmod(0o711)
        (folder / "postgres").mkdir()
        database, command, options = prepare_postgres(folder / "postgres")
        with (folder / "postgres" / "data" / "pg_hba.conf").open("a") as rules:
            rules.write(f"host all all {NET}.0/24 trust\n")
        postgres = Server([*command, "-c", "listen_addresses=*"], options, lambda: database.run("SELECT 1"))
        stack.callback(postgres.kill)
        postgres.start()
        database.run("CREATE DATABASE house")
        port = free_port()
        words = [*redis_command(folder, port), "--bind", "*", "--protected-mode", "no"]
        redis = Server(words, {"ports": [port], "log": folder / "redis"})
        stack.callback(redis.kill)
        redis.start()
        dovecot = stack.enter_context(run_dovecot(listen="*", name=f"IP:{HUB},IP:127.0.0.1"))
        tls = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        tls.load_cert_chain(dovecot.cert, dovecot.folder / "key.pem")
        smtpd = SmtpServer(relay=relay_to(dovecot), host=HUB, port=free_port())
        smtpd.start(ssl_context=tls)
        stack.callback(smtpd.stop)
        post = DovecotPost(dovecot, smtpd)
        post.imap_url = dovecot.imaps_url(post.address, host=HUB)
        post.smtp_url = f"smtps://{HUB}:{smtpd.port}"
        commands = {name: ROLES[name.partition(" ")[0]] for name in MACHINES}
        house = Machines(post, database.url("house"), folder, commands, f"redis://127.0.0.1:{port}/0")
        house.network, house.cert = Network(hub=hub), dovecot.cert
        stack.callback(house.store.close)
        for name in MACHINES:
            house.network.join(name)
        stack.callback(lambda: [house.kill(name) for name in list(house.processes)])
        house.migrate()
        house.start()
        house.wait_for(house.has_looked, "the first look")
        yield house


if __name__ == "__main__":
    sys.exit(main())
