"""Every command in the documents is one that works: what can run here is run, the rest is looked up.

A command is a line of a block of code. One that is neither ours nor in the
table of those that cannot run here fails, so that a new one is thought about.
"""

from __future__ import annotations

import os
import re
import shlex
import shutil
from collections.abc import Iterable, Iterator
from pathlib import Path

import click
import pytest
import yaml
from builders import NOTES_ADDRESS, OWNER, a_mail, a_reply
from flow.road import Road
from typer.main import get_command
from typer.testing import CliRunner

from workers.cli import build_cli
from workers.settings_checks import SETTINGS
from workers.settings_faults import PREFIX, variable

ROOT = Path(__file__).resolve().parents[2]
DOCUMENTS = [ROOT / name for name in ("README.md", "CONTRIBUTING.md", "SECURITY.md")]
DOCUMENTS += sorted(ROOT.glob("docs/*.md")) + sorted(ROOT.glob("deploy/*.md"))
SERVICES = yaml.safe_load((ROOT / "docker-compose.yml").read_text(encoding="utf-8"))["services"]

OURS = "followthrough"
JO = "jo@acme.example"
# Commands of others, and why a test does not run them.
OTHERS = {
    "docker": "needs a container engine",
    "systemctl": "needs systemd",
    "useradd": "makes a user of this machine",
    "install": "writes where only root may",
    "cp": "writes where the reader wants it",
    "ln": "writes where only root may",
    "mkdir": "writes where only root may",
    "mv": "moves a database",
    "cd": "goes somewhere",
    "python3": "makes an environment, or prints a secret",
    "pip": "installs",
    "pg_dump": "needs a PostgreSQL with something in it",
    "pg_restore": "needs a PostgreSQL with something in it",
    "dropdb": "needs a PostgreSQL with something in it",
    "createdb": "needs a PostgreSQL with something in it",
    "make": "takes minutes; that the target is there is looked up",
    "New-ServicePrincipal": "is Exchange's own shell",
    "Add-MailboxPermission": "is Exchange's own shell",
    "Set-CASMailbox": "is Exchange's own shell",
}
# Commands of ours that are only looked up with their options, and why.
LOOKED_UP = {
    "demo": "serves until somebody ends it",
    "run": "runs until somebody ends it",
    "worker": "runs until somebody ends it",
    "beat": "runs until somebody ends it",
    "doctor": "looks at real servers",
    "health": "looks at a program that runs",
    "token": "needs a provider",
    "backup": "writes where the reader wants it; tests/flow runs it",
    "restored": "wants a database that was put back; tests/flow runs it",
}
FENCE = re.compile(r"^```(\w*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
INDENTED = re.compile(r"^ {4,}(?=\S)(.+)$", re.MULTILINE)
INLINE = re.compile(r"`((?:\S*/)?(?:followthrough|make) [a-z][^`]*)`")
PLACEHOLDERS = {"ID": "1", "DATE": "2026-11-24"}


def commands_of(document: Path) -> Iterator[str]:
    """The lines of its blocks of code, without what a file would hold."""
    text = document.read_text(encoding="utf-8")
    for language, block in FENCE.findall(text):
        assert language == "sh", f"{document.name}: a block of code that is not sh: say here what to do with it"
        yield from _split(block.splitlines())
    yield from _split(INDENTED.findall(FENCE.sub("", text)))


def _split(lines: Iterable[str]) -> Iterator[str]:
    return (part.strip() for line in lines for part in line.split("&&"))


def strip(line: str) -> list[str]:
    """The words of a command, without who runs it, in which folder it lies and where its output goes."""
    words = shlex.split(line, comments=True)
    if words[:2] == ["sudo", "-u"]:
        words = words[3:]
    if words[:3] == ["docker", "compose", "run"]:
        names = [at for at, word in enumerate(words[3:], 3) if not word.startswith("-")]
        assert words[names[0]] in SERVICES
        words = [OURS, *words[names[0] + 1 :]] if words[names[0] + 1 :] else words
    if words and "/" in words[0] and not words[0].startswith(PREFIX):
        words[0] = words[0].rpartition("/")[2]
    return words[: next((at for at, word in enumerate(words) if word in {"<", ">", "|"}), len(words))]


ALL = sorted({tuple(strip(line)) for document in DOCUMENTS for line in commands_of(document)} - {()})
COMMANDS = [words for words in ALL if not words[0].startswith(PREFIX)]
WRITTEN = sorted({words[0].partition("=")[0] for words in ALL if words[0].startswith(PREFIX)})
RUN = [words for words in COMMANDS if words[0] == OURS and words[1] not in LOOKED_UP]
NAMED = sorted({one for document in DOCUMENTS for one in INLINE.findall(document.read_text(encoding="utf-8"))})


def look_up(words: list[str]) -> None:
    """Read the words as the command line would, and run nothing; what it does not know is an error that says so."""
    command: click.Command = get_command(build_cli())
    context: click.Context | None = None
    name, rest = OURS, [PLACEHOLDERS.get(word, word) for word in words]
    while isinstance(command, click.Group) and rest:
        context = command.make_context(name, list(rest), parent=context)
        found, command, rest = command.resolve_command(context, [*context.protected_args, *context.args])
        name = found or ""
    if not isinstance(command, click.Group):
        command.make_context(name, list(rest), parent=context)


def targets() -> set[str]:
    return set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))


@pytest.fixture(scope="module")
def house(tmp_path_factory, knowledge):
    """A folder with a database and the files that the documents speak of.

    Mail 1 are notes, 2 is an answer, 3 rests in quarantine; letter 2 was refused.
    """
    folder = tmp_path_factory.mktemp("house")
    road = Road(f"sqlite:///{folder / 'followthrough.db'}", knowledge)
    notes = "We agreed to use Postgres for pricing, because it is what we know.\nDana will send the budget by Friday.\n"
    road.post.refusals[JO] = "550 5.1.1 no such mailbox"
    road.deliver(a_mail(notes, to=(NOTES_ADDRESS, JO, OWNER, "ana@acme.example")))
    road.run()
    road.deliver(a_reply(road.letters(OWNER)[0], "ok", sender=OWNER))
    road.deliver(a_mail(notes, sender="somebody@elsewhere.example"))
    road.run()
    road.close()
    (folder / "notes.md").write_text(notes, encoding="utf-8")
    (folder / "draft.txt").write_text("Thanks for the plan on Monday, it saved us a day. Could you date it?\n", "utf-8")
    return folder


@pytest.fixture
def at_home(house, knowledge, tmp_path, monkeypatch):
    # The same constants, loaded once for the whole run.
    monkeypatch.setattr("pipeline.knowledge.load_knowledge", lambda **_: knowledge)
    for name in [name for name in os.environ if name.startswith(PREFIX)]:
        monkeypatch.delenv(name)
    # Each command finds the house as it was: one of them forgets somebody.
    monkeypatch.chdir(shutil.copytree(house, tmp_path / "house"))


@pytest.mark.parametrize("words", RUN, ids=" ".join)
def test_a_command_of_ours_runs(at_home, words):
    found = CliRunner().invoke(build_cli(), list(words[1:]))
    assert found.exit_code == 0, found.output


@pytest.mark.parametrize("words", [one for one in COMMANDS if one[0] == OURS and one not in RUN], ids=" ".join)
def test_a_command_of_ours_that_is_not_run_has_these_options(words):
    look_up(list(words[1:]))


@pytest.mark.parametrize("words", [one for one in COMMANDS if one[0] == "make"], ids=" ".join)
def test_what_is_to_be_made_can_be(words):
    assert {word for word in words[1:] if "=" not in word} <= targets()


def test_every_other_command_is_known():
    assert {words[0] for words in COMMANDS} - {OURS} - OTHERS.keys() == set()


def test_no_reason_has_outlived_its_command():
    assert OTHERS.keys() - {words[0] for words in COMMANDS} == set()


@pytest.mark.parametrize("said", NAMED)
def test_a_command_that_is_named_in_a_sentence_is_there(said):
    words = strip(said.rstrip("… "))
    if words[0] == "make":
        assert words[1] in targets()
    else:
        look_up(words[1:])


@pytest.mark.parametrize("name", WRITTEN)
def test_a_setting_that_is_written_down_is_one(name):
    known = {variable(one) for one in SETTINGS}
    assert name in known | {f"{one}_FILE" for one in known}
