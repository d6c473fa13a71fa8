"""`feedback`: what the coach says about a draft, and the moments of some notes that are worth a word."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.text import Text

from workers.cli_say import Code, complain, plain, screen, working

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from pipeline.knowledge import Knowledge
    from pipeline.model.feedback import DraftCheck

Drafts = Annotated[list[Path], typer.Argument(metavar="FILE…", help="Drafts, as plain text.", show_default=False)]
NotesFiles = Annotated[list[Path], typer.Argument(metavar="FILE…", help="Notes, as plain text.", show_default=False)]
AsJson = Annotated[bool, typer.Option("--json", help="One JSON object a line, for programs.")]
In = Annotated[
    str,
    typer.Option(
        "--language", metavar="CODE", help="The language of the text; without it the text tells.", show_default=False
    ),
]
MOST_BYTES = 5_000_000


def check(files: Drafts, *, as_json: AsJson = False, language: In = "") -> None:
    """Check drafts of feedback: what is specific already, and what judges the person."""
    from pipeline.feedback.read import read_feedback  # noqa: PLC0415 - `--help` loads no language

    for name, text, knowledge in _texts(files, language=language):
        found = read_feedback(text, knowledge=knowledge, language=language)
        if as_json:
            line = {"file": name, "flags": list(found.flags), "ok": found.ok, "words": found.words}
            typer.echo(json.dumps(line, ensure_ascii=False))
        else:
            _show_check(name, found)


def moments(files: NotesFiles, *, as_json: AsJson = False, language: In = "") -> None:
    """Find the moments of some notes that are worth a word to whoever is named."""
    from pipeline.feedback.read import read_moments  # noqa: PLC0415
    from pipeline.model import Notes  # noqa: PLC0415

    for name, text, knowledge in _texts(files, language=language):
        found = read_moments(Notes(text=text), knowledge=knowledge, language=language)
        if as_json:
            typer.echo(json.dumps({"file": name, "moments": [asdict(one) for one in found]}, ensure_ascii=False))
            continue
        screen().print(plain(name, "bold"))
        for one in found:
            screen().print(plain(f"  line {one.line}: {one.person} · {one.kind} · “{one.quote}”"))
        if not found:
            screen().print(plain("  nothing that names a person and what they did"))


def _texts(files: Sequence[Path], *, language: str) -> Iterator[tuple[str, str, Knowledge]]:
    """Each file that can be read, as text. A missing one is complained of at its turn; the others are read."""
    from pipeline.knowledge import load_knowledge  # noqa: PLC0415
    from pipeline.mail.charsets import decode  # noqa: PLC0415

    with working("loading the languages"):
        knowledge = load_knowledge()
    if language and language not in knowledge.languages:
        complain(f"no language {language!r}", f"choose one of {', '.join(sorted(knowledge.languages))}")
        raise typer.Exit(Code.MISUSE)
    faults = 0
    for path in files:
        try:
            with path.open("rb") as stream:
                raw = stream.read(MOST_BYTES)
        except OSError as trouble:
            complain(f"{path}: {trouble.strerror}", "name a text file that can be read")
            faults += 1
            continue
        yield str(path), decode(raw), knowledge
    if faults:
        raise typer.Exit(Code.FAULT)


def _show_check(name: str, found: DraftCheck) -> None:
    screen().print(plain(f"{name}: {found.words} words, {found.language}", "bold"))
    for place, quotes in found.places.items():
        screen().print(Text("  ✓ ", style="green").append(f"{place}: ").append_text(plain(f"“{quotes[0]}”")))
    for flag in found.flags:
        judged = [one.quote for one in found.judged if one.flag == flag]
        said = f": “{'”, “'.join(judged)}”" if judged else ""
        screen().print(Text("  ✗ ", style="yellow").append_text(plain(f"{flag}{said}")))
    if found.ok:
        screen().print(plain("  Ready to be sent."))
