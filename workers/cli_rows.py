"""`inbox` and `outbox`: what became of each mail and each letter, and how to have another try.

Shows who a row is from or to, its state and its reason, but nothing of what
a mail or a letter says. Addresses are whole here, unlike in the log: this is
the screen of the person who runs the server, and has to tell people apart.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated, Any, NoReturn

import typer
from rich.table import Table
from rich.text import Text

from workers.cli_say import Code, complain, plain, say, screen, stop

if TYPE_CHECKING:
    from workers.store.store import Transaction
    from workers.store.story import Story

Numbers = Annotated[list[int], typer.Argument(metavar="ID…", min=1, help="As the list shows them.", show_default=False)]
Number = Annotated[int, typer.Argument(metavar="ID", min=1, help="As the list shows it.", show_default=False)]
State = Annotated[str, typer.Option("--state", metavar="STATE", help="Only rows in this state.", show_default=False)]
Content = Annotated[bool, typer.Option("--content", help="Show what the mail says, too.")]
Limit = Annotated[int, typer.Option("--limit", metavar="N", min=1, help="At most so many, the newest.")]

MAIL_STATES = ("due", "done", "ignored", "refused", "quarantined")
LETTER_STATES = ("due", "sent", "failed", "quarantined", "bounced", "withheld")
# Senders that were stopped, by the reason of it.
SENDERS = {
    "stranger": "a stranger",
    "unproven": "not proven to be who it says",
    "automatic": "a robot",
    "bounce": "a robot",
}
GIVEN_UP = ("failed", "quarantined", "bounced", "withheld")
STYLES = {
    **dict.fromkeys(("done", "sent"), "green"),
    **dict.fromkeys(("failed", "quarantined", "bounced"), "red"),
    **dict.fromkeys(("refused", "withheld"), "yellow"),
    "due": "cyan",
}
# The sweep looks this often (`workers.app`); said in words, so that listing rows need not load Celery.
SOON = "the running program takes it up within seconds"


def list_mails(state: State = "", limit: Limit = 50) -> None:
    """The newest mails: state, and why."""
    _check_state(state, MAIL_STATES)
    from workers.cli_store import open_tables  # noqa: PLC0415 - `--help` needs no database
    from workers.store import inbox  # noqa: PLC0415

    with open_tables() as tx:
        rows = inbox.list_rows(tx, state=state or None, limit=limit)
    if not rows:
        say(f"No mail is {state}." if state else "No mail has come yet.")
        return
    table = _table("ID", "arrived", "from", "state", "reason", "tries")
    for row in rows:
        table.add_row(
            str(row.id), _moment(row.arrived_at), plain(row.sender or "–"), _state(row), row.reason or "", _tries(row)
        )
    screen().print(table)


def list_letters(state: State = "", limit: Limit = 50) -> None:
    """The newest letters: to whom, and whether they went out."""
    _check_state(state, LETTER_STATES)
    from workers.cli_store import open_tables  # noqa: PLC0415
    from workers.store import outbox  # noqa: PLC0415

    with open_tables() as tx:
        rows = outbox.list_rows(tx, state=state or None, limit=limit)
    if not rows:
        say(f"No letter is {state}." if state else "No letter has been written yet.")
        return
    screen().print(_letters(rows))


def show_mail(number: Number, content: Content = False) -> None:
    """The life of one mail: tries and errors, what it did, the letters that came of it, and who answered them."""
    from workers.cli_store import open_tables  # noqa: PLC0415
    from workers.store import inbox, outbox, story  # noqa: PLC0415

    with open_tables() as tx:
        row = inbox.show(tx, number)
        letters = outbox.list_of_mail(tx, number)
        life = story.find(tx, number)
        raw = story.find_raw(tx, number) if content else b""
    if row is None:
        _stop_unknown("mail", number, "inbox")
    facts = [("from", plain(row.sender or "–")), ("sender", plain(_say_sender(row)))]
    facts += [("arrived", plain(_moment(row.arrived_at))), ("size", plain(f"{row.size:,} bytes"))]
    facts += [("state", _state(row)), ("reason", plain(row.reason or "–")), ("became", plain(_say_became(life)))]
    _show(f"mail {row.id}", facts, row)
    if letters:
        screen().print(_letters(letters))
    else:
        screen().print(plain("no letter came of it", "dim"))
    _show_life(life)
    if content:
        screen().print(plain(raw.decode("utf-8", "replace") or "its bytes are no longer kept"))
    if row.state == "quarantined":
        say(f"To try it again: followthrough inbox retry {row.id}")


def show_letter(number: Number) -> None:
    """One letter: its tries with their errors."""
    from workers.cli_store import open_tables  # noqa: PLC0415
    from workers.store import outbox  # noqa: PLC0415

    with open_tables() as tx:
        row = outbox.show(tx, number)
    if row is None:
        _stop_unknown("letter", number, "outbox")
    facts = [("kind", plain(row.kind)), ("to", plain(row.recipient)), ("recap", plain(row.recap_tag or "–"))]
    facts += [("written", plain(_moment(row.created_at))), ("sent", plain(_moment(row.sent_at)))]
    facts += [("Message-ID", plain(row.message_id)), ("because of", plain(f"mail {row.inbox_id}"))]
    facts += [("state", _state(row))]
    _show(f"letter {row.id}", facts, row)
    if row.state in GIVEN_UP:
        say(f"To try it again: followthrough outbox retry {row.id}")


def _say_sender(row: Any) -> str:
    """What sort of sender it is, as far as that is known without reading the mail again."""
    from workers.settings import SettingsFaults, load_one  # noqa: PLC0415
    from workers.settings_checks import split_domains  # noqa: PLC0415

    if row.reason in SENDERS:
        return SENDERS[row.reason]
    domains = load_one("allowed_domains")
    if not row.sender or isinstance(domains, SettingsFaults):
        return "–"
    return "of the house" if row.sender.rpartition("@")[2].casefold() in split_domains(domains) else "from outside"


def _say_became(life: Story) -> str:
    if life.began:
        return f"the recap {life.began}"
    return "an answer, or a word about its writer" if life.did else "–"


def _show_life(life: Story) -> None:
    """What it did, and what others did to the recap that it began."""
    for title, lines in (
        ("what it did", [(line.at, line.verb, line.what, "") for line in life.did]),
        (
            "who answered",
            [(one.at, one.verb, one.code or "", f"{one.by}  mail {one.inbox_id}") for one in life.answers],
        ),
    ):
        if lines:
            table = _table("at", "verb", "what", "by")
            for at, verb, what, by in lines:
                table.add_row(_moment(at), plain(verb), plain(what), plain(by))
            screen().print(plain(title, "bold"), table, sep="\n")


def retry_mails(numbers: Numbers) -> None:
    """Have another try at mails that rest in quarantine, or were refused or ignored."""
    from workers.store import inbox  # noqa: PLC0415

    _retry(numbers, "mail", "inbox", inbox.retry, inbox.show, done="is done: its outcome is written")


def retry_letters(numbers: Numbers) -> None:
    """Have another try at letters that failed."""
    from workers.store import outbox  # noqa: PLC0415

    _retry(numbers, "letter", "outbox", outbox.retry, outbox.show, done="was sent, or goes by itself")


def _retry(
    numbers: Iterable[int],
    what: str,
    group: str,
    retry: Callable[..., bool],
    show: Callable[[Transaction, int], Any | None],
    *,
    done: str,
) -> None:
    from workers.cli_store import open_tables  # noqa: PLC0415

    now = datetime.now(UTC)
    with open_tables() as tx:
        numbers = list(dict.fromkeys(numbers))
        failed = [number for number in numbers if not retry(tx, number, now=now)]
        known = {number for number in failed if show(tx, number) is not None}
    for number in numbers:
        if number not in failed:
            say(f"{what} {number} is due again; {SOON}")
        elif number in known:
            complain(f"{what} {number} {done}", "there is nothing to try again")
        else:
            complain(f"there is no {what} {number}", f"see `followthrough {group} list`")
    if failed:
        raise typer.Exit(Code.FAULT)


def _check_state(state: str, states: Sequence[str]) -> None:
    if state and state not in states:
        stop(f"there is no state {state!r}", f"write one of {', '.join(states)}", code=Code.MISUSE)


def _stop_unknown(what: str, number: int, group: str) -> NoReturn:
    stop(f"there is no {what} {number}", f"see `followthrough {group} list`")


def _letters(rows: Iterable[Any]) -> Table:
    table = _table("ID", "written", "kind", "to", "state", "sent", "tries", "reason")
    for row in rows:
        sent = _moment(row.sent_at)
        written = _moment(row.created_at)
        table.add_row(str(row.id), written, row.kind, plain(row.recipient), _state(row), sent, _tries(row), _why(row))
    return table


def _show(title: str, facts: Iterable[tuple[str, Text]], row: Any) -> None:
    grid = Table.grid(padding=(0, 2))
    for name, value in facts:
        grid.add_row(Text(name, style="dim"), value)
    if row.state == "due":
        grid.add_row(Text("next try", style="dim"), _moment(row.due_at))
    for number, error in enumerate(row.errors, 1):
        at = _moment(datetime.fromisoformat(error["at"]))
        grid.add_row(Text(f"error {number}", style="dim"), plain(f"{at}  {error['error']}"))
    screen().print(Text(title, style="bold"), grid, sep="\n")


def _table(*columns: str) -> Table:
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="bold")
    for column in columns:
        table.add_column(column, justify="right" if column in ("ID", "tries") else "left", overflow="fold")
    return table


def _state(row: Any) -> Text:
    return Text(row.state, style=STYLES.get(row.state, ""))


def _why(row: Any) -> Text:
    return plain(row.errors[-1]["error"] if row.errors and row.state in GIVEN_UP else "")


def _tries(row: Any) -> str:
    # A first try that worked is no news; what failed is.
    return str(len(row.errors)) if row.errors else ""


def _moment(moment: datetime | None) -> str:
    """In the time of this machine, as the person in front of it reads clocks."""
    return "–" if moment is None else f"{moment.astimezone():%Y-%m-%d %H:%M:%S}"
