"""`log`: search and export what was said, for whoever runs the server, or as one person would see it."""

from __future__ import annotations

import sys
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.text import Text

from workers.cli_say import Code, complain, plain, say, screen, stop

if TYPE_CHECKING:
    from pipeline.languages.load import Language
    from pipeline.log.page import LogPage
    from pipeline.model import Form, Looked, Question
    from pipeline.recap.texts import Texts

Words = Annotated[
    list[str],
    typer.Argument(
        metavar="WORDS…", help="As in a mail: pricing · why Postgres · decisions since May", show_default=False
    ),
]
Asked = Annotated[
    list[str] | None,
    typer.Argument(metavar="[WORDS…]", help="As in a mail: decisions with Ana · pricing", show_default=False),
]
Since = Annotated[
    str, typer.Option("--since", metavar="DATE", help="Meetings from this day on: 2026-05-01.", show_default=False)
]
Until = Annotated[
    str, typer.Option("--until", metavar="DATE", help="Meetings up to this day, included.", show_default=False)
]
Viewer = Annotated[
    str,
    typer.Option("--for", metavar="ADDRESS", help="Only what this person was part of.", show_default=False),
]
In = Annotated[str, typer.Option("--language", metavar="CODE", help="The language of words and answer.")]
Limit = Annotated[int, typer.Option("--limit", metavar="N", min=1, help="At most so many, the newest.")]
Format = Annotated[str, typer.Option("--format", metavar="md|records|csv|json", help="records: a file per decision.")]
To = Annotated[
    Path | None,
    typer.Option("--to", metavar="PATH", help="The file to write, or the folder of records.", show_default=False),
]
# All that a house ever said fits in memory; a database that is larger is a wrong one.
EVERYTHING = 10_000_000


def search(
    words: Words, *, since: Since = "", until: Until = "", viewer: Viewer = "", language: In = "en", limit: Limit = 20
) -> None:
    """Find what was decided, promised, asked and assumed."""
    question, texts = _ask(" ".join(words), since=since, until=until, language=language)
    from pipeline.log.page import build_log_page  # noqa: PLC0415 - `--help` needs no templates

    page = build_log_page(_look_up(question, viewer=viewer, most=limit), texts=texts)
    if page.nothing:
        say("Nothing was found.")
        raise typer.Exit(Code.FAULT)
    _show(page)


def export(
    words: Asked = None,
    *,
    form: Format = "md",
    since: Since = "",
    until: Until = "",
    viewer: Viewer = "",
    language: In = "en",
    to: To = None,
) -> None:
    """Write what was said to the screen or to files: Markdown, decision records, CSV, JSON."""
    from pipeline.model import Form  # noqa: PLC0415

    if form not in {one.value for one in Form if one is not Form.LETTER}:
        stop(f"there is no format {form!r}", "write one of md, records, csv, json", code=Code.MISUSE)
    question, texts = _ask(" ".join(words or ()), since=since, until=until, language=language)
    looked = _look_up(question, viewer=viewer, most=EVERYTHING)
    if not looked.entries:
        complain("nothing was found", "leave out words or days")
        raise typer.Exit(Code.FAULT)
    if form == Form.RECORDS and to is not None:
        _write_records(looked, to, texts)
    else:
        _write_file(looked, Form(form), to, texts)


def rebuild() -> None:
    """Write the log anew from the recaps; wanted after an update of a database older than the log."""
    from workers.cli_store import open_tables  # noqa: PLC0415
    from workers.store import log  # noqa: PLC0415

    with open_tables() as tx:
        count = log.rebuild(tx)
    say(f"The log holds {count} recap{'' if count == 1 else 's'}.")


def _ask(words: str, *, since: str, until: str, language: str) -> tuple[Question, Texts]:
    """The question these words ask; words that are no question are looked for."""
    from dataclasses import replace  # noqa: PLC0415

    from pipeline.log.question import look_for, read_question  # noqa: PLC0415

    pack, today = find_pack(language), datetime.now(UTC).date()
    question = read_question(words, today=today, language=pack) or look_for(words, language=pack)
    first, last = read_day(since) or question.since, read_day(until) or question.until
    return replace(question, since=first, until=last), pack.texts


def find_pack(language: str) -> Language:
    """The pack of that code."""
    from pipeline.languages.load import load_languages  # noqa: PLC0415

    languages = load_languages()
    if language not in languages:
        stop(f"there is no language {language!r}", f"write one of {', '.join(languages)}", code=Code.MISUSE)
    return languages[language]


def _look_up(question: Question, *, viewer: str, most: int) -> Looked:
    from workers.cli_store import open_tables  # noqa: PLC0415
    from workers.store import log  # noqa: PLC0415

    with open_tables() as tx:
        return log.find(tx, question, viewers=(viewer,) if viewer else None, most=most)


def _show(page: LogPage) -> None:
    for section in page.sections:
        if section.heading:
            screen().print(Text(f"\n{section.heading}", style="bold"))
        for entry in section.entries:
            line = Text(f"\n{entry.code}  ", style="bold").append_text(
                plain(f"{entry.who}: " if entry.who else "", "bold")
            )
            screen().print(line.append_text(plain(entry.text)))
            screen().print(plain(f"    {' · '.join(entry.facts)}", "dim"))
            for note in entry.notes:
                screen().print(plain(f"    {note}"))
            if entry.quote:
                screen().print(plain(f"    “{entry.quote}”", "italic dim"))
    if page.more:
        say("There is more: --limit shows it.")


def _write_file(looked: Looked, form: Form, to: Path | None, texts: Texts) -> None:
    from pipeline.log.export import export as build_file  # noqa: PLC0415

    file = build_file(looked.entries, form, texts=texts)
    if to is None:
        sys.stdout.buffer.write(file.payload)
    else:
        _write(to, file.payload)
        say(f"{len(looked.entries)} entries are in {to}")


def _write_records(looked: Looked, folder: Path, texts: Texts) -> None:
    from pipeline.log.export import find_decisions, name_record, write_record  # noqa: PLC0415

    decisions = find_decisions(looked.entries)
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError:
        stop(f"{folder} cannot be made", "name another folder")
    for entry in decisions:
        _write(folder / name_record(entry), write_record(entry, texts).encode("utf-8", "replace"))
    say(f"{len(decisions)} decision record{'' if len(decisions) == 1 else 's'} in {folder}")


def _write(path: Path, payload: bytes) -> None:
    try:
        path.write_bytes(payload)
    except OSError:
        stop(f"{path} cannot be written", "name another place")


def read_day(written: str) -> date | None:
    """The day of an option; None where it was left out."""
    try:
        return date.fromisoformat(written) if written else None
    except ValueError:
        stop(f"{written!r} is no day", "write it like 2026-11-24", code=Code.MISUSE)
