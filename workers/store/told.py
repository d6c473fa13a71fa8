"""What people told of themselves, gathered for a decision and written down after it."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from pipeline.model import Mail, Recap
from pipeline.outcome import NotesRead, Outcome, PersonRead, ReplyRead, Told, View
from pipeline.people.tell import FORGET, SAME
from pipeline.replies.undo import WITHIN
from workers.store import audit, erasure, looks, meetings, outbox, people
from workers.store.store import Transaction

# So long a question about oneself waits for its yes.
PATIENCE = timedelta(days=14)
# The letters that begin a reader's part of a conversation.
FIRST_LETTERS = ("recap", "ask")
MOST_SENT = 1000


def add_to_view(tx: Transaction, view: View, mail: Mail, *, now: datetime) -> View:
    """The view with what is known of the sender, and of what was done to the recap and sent about it."""
    sender = mail.sender.key if mail.sender is not None else ""
    if not sender:
        return view
    known_as = people.find_person(tx, sender)
    since = now - PATIENCE
    forget = outbox.find_asked(tx, FORGET, to=sender, since=since)
    tag = view.recap.tag if view.recap is not None else ""
    return replace(
        view,
        preferences=people.find_told(tx),
        known_as=known_as if known_as != sender else "",
        same=people.find_same(tx, sender),
        written=outbox.has_written(tx, sender),
        asked=(*forget, *outbox.find_asked(tx, SAME, to=sender, since=since)),
        past=meetings.find_past(tx, tag, since=now - WITHIN) if tag else (),
        sent=outbox.find_sent(tx, [tag] if tag else [], FIRST_LETTERS, most=MOST_SENT),
        held=erasure.count(tx, known_as) if forget else None,
    )


def write(tx: Transaction, outcome: Outcome, *, inbox_id: int, now: datetime) -> None:
    """Everything an outcome says of people, and who caused it."""
    match outcome:
        case NotesRead(recap=recap):
            audit.write(tx, ("recap",), by=recap.host.key, what=recap.tag, inbox_id=inbox_id, now=now)
        case ReplyRead():
            _write_reply(tx, outcome, outcome.recap, inbox_id=inbox_id, now=now)
        case PersonRead(told=told):
            _write_told(tx, told, inbox_id=inbox_id, now=now)
        case _:
            pass


def _write_reply(tx: Transaction, outcome: ReplyRead, recap: Recap, *, inbox_id: int, now: datetime) -> None:
    people.correct(tx, outcome.learned, now=now)
    for change in outcome.changes:
        what = f"{recap.tag} {change.code or ''}".strip()
        audit.write(tx, (change.verb,), by=outcome.by, what=what, inbox_id=inbox_id, now=now)
    if outcome.told is not None:
        _write_told(tx, outcome.told, inbox_id=inbox_id, now=now)


def _write_told(tx: Transaction, told: Told, *, inbox_id: int, now: datetime) -> None:
    if told.erase:
        erasure.erase(tx, told.by)
        audit.write(tx, ("forget",), by=erasure.ERASED, what="", inbox_id=inbox_id, now=now)
        return
    if told.preferences is not None:
        people.write_preferences(tx, told.preferences, now=now)
    if told.spoken and (told.preferences is None or not told.preferences.language):
        people.hear_language(tx, told.by, told.spoken, now=now)
    if told.same:
        people.join_addresses(tx, told.by, told.same, learned_from=people.SELF, now=now)
    audit.write(tx, told.verbs, by=told.by, what="", inbox_id=inbox_id, now=now)
    looks.look_now(tx, [told.by, *people.find_same(tx, told.by)], now=now)
