"""What `explain` shows on the screen: the mail, the meeting, its items with their evidence, the orders of a reply."""

from __future__ import annotations

from collections.abc import Iterable

from rich.table import Table
from rich.text import Text

from pipeline.model import Address, Forwarded, Item, Mail, ReplyReading
from pipeline.notes.read import NotesReading
from workers.cli_say import joined, plain, screen
from workers.explain import Asked, Explained
from workers.explain_json import say_owners


def show(explained: Explained, asked: Asked) -> None:
    """Everything that was read out of one file."""
    screen().print(plain(explained.file, "bold"))
    if explained.mail is not None:
        _show_mail(explained, explained.mail)
    if explained.notes is not None:
        _show_notes(explained.notes)
    if explained.reply is not None:
        _show_reply(explained.reply, against=asked.recap is not None)
    screen().print()


def _show_mail(explained: Explained, mail: Mail) -> None:
    reading = explained.reading
    if reading is None:
        return
    reason = f" ({reading.reason})" if reading.reason else ""
    facts = [
        ("mail", f"{reading.mail_class}{reason}"),
        ("from", _address(mail.sender)),
        ("to", joined(map(_address, mail.to))),
        ("subject", mail.subject or "–"),
        ("date", mail.sent_at.isoformat(sep=" ", timespec="minutes") if mail.sent_at else "–"),
    ]
    if reading.forwarded is not None:
        facts.append(("forwarded", _say_forwarded(reading.forwarded)))
    facts += [
        ("attached", f"{use.name or use.content_type}: {'read' if use.used else use.reason}")
        for use in reading.attachments
    ]
    _print_facts(facts)


def _say_forwarded(inner: Forwarded) -> str:
    who = _address(inner.sender) if inner.sender is not None else inner.sender_name or "–"
    when = inner.sent_at.isoformat(sep=" ", timespec="minutes") if inner.sent_at else inner.date_text or "no date"
    return f"from {who}, {when}, “{inner.subject}”"


def _show_notes(notes: NotesReading) -> None:
    meeting = notes.meeting
    day = f"{meeting.held_on:%a %-d %b %Y}" if meeting.held_on else "no day"
    facts = [("meeting", f"{meeting.title or 'no title'}, {day}, {meeting.timezone}, {meeting.language}")]
    facts.append(("attended", joined(person.name or person.address for person in meeting.attendees)))
    _print_facts(facts)
    if not notes.items:
        screen().print(plain("Nothing to remember was found."))
        return
    table = _table("code", "kind", "item and quote", "owner", "due", "score", "rule")
    for item in notes.items:
        table.add_row(
            Text(item.code, style="bold"),
            item.kind,
            _say_item(item),
            plain(joined(say_owners(item))),
            _say_due(item),
            f"{item.evidence.score:.2f}",
            plain("\n".join(item.evidence.rules)),
        )
    screen().print(table)


def _say_item(item: Item) -> Text:
    quote = " ".join(item.evidence.quote.split())
    lines = joined(map(str, item.evidence.lines))
    told = plain(item.text)
    if not item.firm:
        told.append(f"  asked: {item.doubt or 'is this right?'}", style="yellow")
    return told.append_text(plain(f"\n“{quote}” line {lines}", "dim"))


def _say_due(item: Item) -> Text:
    if item.due is None:
        return Text("–")
    if item.due.day is not None:
        return plain(f"{item.due.day:%a %-d %b %Y}")
    return plain(f"“{item.due.phrase}”: asked")


def _show_reply(reply: ReplyReading, *, against: bool) -> None:
    if reply.courtesy:
        screen().print(plain("Courtesy: changes nothing."))
    if reply.orders:
        table = _table("order", "code", "argument", "line")
        for order in reply.orders:
            table.add_row(order.verb, order.code or "–", plain(order.argument or "–"), str(order.line))
        screen().print(table)
    if reply.changes:
        table = _table("change", "code", "to", "day", "text")
        for change in reply.changes:
            day = change.day.isoformat() if change.day else "–"
            table.add_row(change.verb, change.code or "–", plain(change.to or "–"), day, plain(change.text or "–"))
        screen().print(table)
    for unclear in reply.unclear:
        screen().print(plain(f"unclear ({unclear.question}): {unclear.text}", "yellow"))
    if not (reply.orders or reply.changes or reply.unclear or reply.courtesy):
        screen().print(plain("A reply that asks for nothing."))
    if not against:
        screen().print(plain("Read without its recap; name one with --recap to see what it changes.", "dim"))


def _print_facts(facts: Iterable[tuple[str, str]]) -> None:
    grid = Table.grid(padding=(0, 2))
    for name, value in facts:
        grid.add_row(Text(name, style="dim"), plain(value))
    screen().print(grid)


def _table(*columns: str) -> Table:
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="bold")
    for column in columns:
        wide = column in ("item and quote", "text", "argument")
        table.add_column(
            column, overflow="fold", ratio=1 if wide else None, no_wrap=column in ("code", "kind", "score")
        )
    return table


def _address(address: Address | None) -> str:
    if address is None:
        return "–"
    return f"{address.name} <{address.address}>" if address.name else address.address
