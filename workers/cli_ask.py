"""`map` and `update`: what a mail of that word would bring one person, on the screen of whoever runs the server."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from workers.cli_log import In, Since, find_pack, read_day
from workers.cli_say import Code, plain, say, screen, stop

if TYPE_CHECKING:
    from pipeline.languages.load import Language
    from pipeline.model import Looked, Person, Question

Viewer = Annotated[str, typer.Option("--for", metavar="ADDRESS", help="Whose map: only their own meetings count.")]
Asker = Annotated[str, typer.Option("--from", metavar="ADDRESS", help="Who writes it: only what they may see counts.")]
Reader = Annotated[str, typer.Option("--for", metavar="ADDRESS", help="Who is to read it; nothing is sent to them.")]
Topic = Annotated[str, typer.Option("--about", metavar="TOPIC", help="What it is about: pricing.")]
Out = Annotated[
    Path | None, typer.Option("--out", metavar="FILE", help="Write the picture there, as PNG.", show_default=False)
]


def map_(viewer: Viewer, *, since: Since = "", language: In = "en", out: Out = None) -> None:
    """Who shapes decisions, who is asked and who unblocks, in one person's own meetings."""
    from pipeline.log.influence import find_influence  # noqa: PLC0415 - `--help` needs none of it
    from pipeline.log.map_page import build_map_page, draw_picture  # noqa: PLC0415
    from pipeline.log.question import A_QUARTER  # noqa: PLC0415
    from pipeline.model import Asks, Question  # noqa: PLC0415

    pack = find_pack(language)
    first = read_day(since) or datetime.now(UTC).date() - A_QUARTER
    looked, viewers, known = _look_up(Question(asks=Asks.MAP, since=first), _check_address(viewer))
    found = find_influence(looked, viewers, known=known)
    if out is not None:
        picture = draw_picture(found, texts=pack.texts)
        if picture is None:
            stop("there is nothing to draw", "name an earlier day with --since")
        _write(out, picture.payload)
    _show("map", pack, page=build_map_page(found, more=looked.more, texts=pack.texts))


def update(asker: Asker, reader: Reader, topic: Topic, *, language: In = "en") -> None:
    """Draft a short status of a topic from the log, for somebody to pass on."""
    from dataclasses import replace  # noqa: PLC0415

    from pipeline.log.question import look_for  # noqa: PLC0415
    from pipeline.log.update_page import build_update_page  # noqa: PLC0415
    from pipeline.model import Asks, Person  # noqa: PLC0415

    pack = find_pack(language)
    whom = Person(name="", address=_check_address(reader))
    question = replace(look_for(topic, language=pack), asks=Asks.UPDATE, reader=whom, topic=" ".join(topic.split()))
    looked, _, known = _look_up(question, _check_address(asker))
    named = next((one for one in known if one.address.casefold() == whom.key), whom)
    looked = replace(looked, question=replace(question, reader=named))
    _show("update", pack, page=build_update_page(looked, texts=pack.texts))


def _look_up(question: Question, address: str) -> tuple[Looked, frozenset[str], tuple[Person, ...]]:
    """What the log holds for this person, all addresses of theirs, and whom the house knows."""
    from workers.cli_store import open_tables  # noqa: PLC0415
    from workers.store import asked, people  # noqa: PLC0415

    with open_tables() as tx:
        viewers = frozenset({address.casefold(), *people.find_same(tx, address)})
        return asked.look_up(tx, question, viewers), viewers, people.find_all(tx)


def _show(kind: str, pack: Language, **context: Any) -> None:
    """The plain part of the letter; its last lines are left out where there is no address to write to."""
    from pipeline.knowledge import template_root  # noqa: PLC0415
    from pipeline.recap.render import load_templates, render  # noqa: PLC0415

    given = {"language": pack.code, "base": "", "us": "", "pictures": ()}
    letter = render(load_templates(template_root()), kind, texts=pack.texts, **given, **context)
    for line in letter.text.splitlines():
        screen().print(plain(line), soft_wrap=True)


def _check_address(written: str) -> str:
    from pipeline.model import Address  # noqa: PLC0415

    try:
        return Address(address=written).address
    except ValueError:
        stop(f"{written!r} is no address", "write it like ana@acme.example", code=Code.MISUSE)


def _write(path: Path, payload: bytes) -> None:
    try:
        path.write_bytes(payload)
    except OSError:
        stop(f"{path} cannot be written", "name another place")
    say(f"The picture is in {path}")
