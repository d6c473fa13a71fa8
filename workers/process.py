"""Gather, decide, apply: one received mail becomes one outcome.

Thinks outside every transaction and writes inside one. On write, the lease
and the version of what was looked at are checked again; if either is stale,
nothing is written and the row stays due.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime, time, timedelta
from threading import Lock
from typing import assert_never

from pipeline.decide import decide
from pipeline.knowledge import Knowledge
from pipeline.mail.parse import NotAMail, parse_mail
from pipeline.mail.report import find_returned_ids
from pipeline.mail.route import RouteKeys, find_route_keys
from pipeline.model import Mail, Recap
from pipeline.outcome import (
    Answered,
    Asked,
    Bounce,
    FeedbackRead,
    Ignored,
    Invited,
    NotesRead,
    Outcome,
    PersonRead,
    Policy,
    Quarantined,
    Refused,
    ReplyRead,
    Reported,
    View,
)
from workers.limits import Limit
from workers.log import describe
from workers.meter import Meter, NoMeter
from workers.ports import Clock, Crash
from workers.store import ahead, asked, feedback, follow, inbox, looks, meetings, outbox, people, series, told
from workers.store.inbox import InboxRow
from workers.store.store import Store, Transaction
from workers.tasks import Bell
from workers.turns import find_wait

LOG = logging.getLogger(__name__)

# What `inbox list` says of a mail that led to no recap and changed none.
REASONS = {PersonRead: "person", Answered: "question", FeedbackRead: "feedback"}

# Longer than the slowest mail takes to think about; a crash costs this long.
LEASE = timedelta(minutes=2)

# The moments at which a crash would hurt most, in the order of the road (`workers.ports` has those of the wire).
CLAIMED = "process.after-claim"
BEFORE_COMMIT = "process.before-commit"
AFTER_COMMIT = "process.after-commit"
PROCESS_CRASH_POINTS = (CLAIMED, BEFORE_COMMIT, AFTER_COMMIT)


@dataclass(frozen=True, slots=True, kw_only=True)
class Thinking:
    """The think role: everything it needs, put together in `workers.wiring`."""

    store: Store
    clock: Clock
    policy: Policy
    knowledge: Knowledge
    bell: Bell
    crash: Crash
    # spaCy's string store is not made for two threads at once; more speed comes from more processes.
    lock: Lock
    # How many mails of one sender are read at once; None reads them as they come.
    from_one: Limit | None = None
    meter: Meter = field(default_factory=NoMeter)

    def process(self, *inbox_ids: int) -> None:
        """Think about received mails, one after the other. Ringing twice does nothing the second time."""
        for inbox_id in inbox_ids:
            self._process(inbox_id)

    def _process(self, inbox_id: int) -> None:
        now = self.clock.now()
        with self.store.begin() as tx:
            row = inbox.claim(tx, inbox_id, now=now, lease=LEASE)
        if row is None:
            return  # done already, or somebody else is on it
        self.crash.at(CLAIMED)
        try:
            letters = self._think(row, now)
        except Exception as error:  # noqa: BLE001 - a bug of ours must not cost a mail or hold up the next
            self._note_failure(row, error)
            return
        self.bell.ring_deliver(*letters)

    def _think(self, row: InboxRow, now: datetime) -> list[int]:
        mail = parse_mail(row.raw, max_bytes=self.policy.max_bytes)
        with self.store.begin() as tx:
            if isinstance(mail, Mail) and mail.sender is not None:
                inbox.name_sender(tx, row, mail.sender.address)
            view = gather_view(tx, row, mail, now=now, policy=self.policy)
            limit, policy, knowledge = self.from_one, self.policy, self.knowledge
            waits = find_wait(tx, row, mail, view, limit=limit, policy=policy, knowledge=knowledge)
        if waits is not None:
            return waits
        outcome = self._decide(mail, view)
        self.crash.at(BEFORE_COMMIT)
        with self.store.begin() as tx:  # items, letters and the closed row, or nothing
            if not inbox.still_ours(tx, row):
                return []
            if not (series.all_unchanged(tx, looked_at(view, outcome)) and feedback.unchanged(tx, view.draft)):
                inbox.release(tx, row, now=now)  # somebody answered at the same moment: look again
                return []
            # Who is forgotten is forgotten first: the last letter is written after it.
            told.write(tx, outcome, inbox_id=row.id, now=now)
            letters = apply(tx, row, outcome, now=now)
            if any(posted.private for posted in view.posted):
                inbox.empty(tx, row)  # a report may return the words themselves
            learn_people(tx, outcome, now=now)
            follow.look_at_concerned(tx, view.recap, outcome, now=now)
            if isinstance(outcome, NotesRead | ReplyRead):
                series.record(tx, outcome, inbox_id=row.id, now=now)
        self.crash.at(AFTER_COMMIT)
        self.meter.decided(outcome)
        LOG.info("mail decided inbox=%d outcome=%s letters=%d", row.id, type(outcome).__name__, len(letters))
        return letters

    def _decide(self, mail: Mail | NotAMail, view: View) -> Outcome:
        """One decision. What a question needs of the log is looked up in between: only the decision can tell."""
        with self.lock:
            outcome = decide(mail, view, policy=self.policy, knowledge=self.knowledge)
        if isinstance(outcome, Asked):
            with self.store.begin() as tx:
                view = look_up(tx, view, outcome)
            with self.lock:
                outcome = decide(mail, view, policy=self.policy, knowledge=self.knowledge)
        if isinstance(outcome, Asked):
            raise TypeError("asked the log a second time")
        return outcome

    def _note_failure(self, row: InboxRow, error: Exception) -> None:
        with self.store.begin() as tx:
            inbox.fail(tx, row, error=describe(error), now=self.clock.now())
        LOG.error("mail failed inbox=%d error=%s", row.id, describe(error))


def gather_view(tx: Transaction, row: InboxRow, mail: Mail | NotAMail, *, now: datetime, policy: Policy) -> View:
    """What is known that could matter for this mail."""
    keys = RouteKeys()
    sender = ""
    returned: tuple[str, ...] = ()
    if isinstance(mail, Mail):
        keys = find_route_keys(mail, address=policy.address, separator=policy.reply_separator)
        sender = mail.sender.key if mail.sender else ""
        returned = find_returned_ids(mail)
    today = datetime.combine(now.date(), time.min, tzinfo=now.tzinfo)
    draft = feedback.find(tx, keys.tokens)
    found = meetings.find_recap(tx, keys, now=now) if draft is None else None
    view = View(
        now=now,
        arrived_at=row.arrived_at,
        content_key=row.content_key,
        free_tag=meetings.free_tag(tx, row.content_key),
        recap=found.recap if found else None,
        via=found.via if found else None,
        token_address=found.token_address if found else None,
        people=people.find_all(tx),
        complained=meetings.complaints(tx, sender, day=now.date()) if sender else frozenset(),
        letters_in_thread=meetings.count_letters(tx, found.recap.tag, to=sender) if found else 0,
        letters_today=outbox.count_since(tx, today, to=sender) if sender else 0,
        posted=outbox.find_posted(tx, returned),
        series=series.find_linked(tx, found.recap) if found else (),
        draft=draft,
    )
    if not sender or not isinstance(mail, Mail):
        return view
    view = told.add_to_view(tx, view, mail, now=now)
    return view if found is not None else series.add_lately(tx, view, {sender, *view.same})


def looked_at(view: View, outcome: Outcome) -> tuple[Recap, ...]:
    """The recaps that a decision was made upon, as they were then."""
    others = outcome.others if isinstance(outcome, NotesRead | ReplyRead) else ()
    recap = outcome.recap if isinstance(outcome, ReplyRead) else view.recap
    return (*([recap] if recap is not None else []), *others)


def look_up(tx: Transaction, view: View, question: Asked) -> View:
    """The view with what the log holds for a question; for nobody else's eyes."""
    return replace(view, looked=asked.look_up(tx, question.question, {question.by.casefold(), *view.same}))


def apply(tx: Transaction, row: InboxRow, outcome: Outcome, *, now: datetime) -> list[int]:
    """Write one outcome; returns the outbox rows to ring for."""
    match outcome:
        case Ignored(reason=reason):
            inbox.close(tx, row, state="ignored", reason=reason)
            return []
        case Quarantined(reason=reason):
            inbox.close(tx, row, state="quarantined", reason=reason)
            return []
        case Refused(reason=reason, letters=letters):
            inbox.close(tx, row, state="refused", reason=reason)
            return outbox.add(tx, letters, inbox_id=row.id, now=now)
        case NotesRead(letters=letters):
            meetings.record_recap(tx, outcome, inbox_id=row.id, now=now)
            feedback.keep_prompt(tx, outcome, now=now)
            inbox.close(tx, row, state="done", reason=None)
            return outbox.add(tx, letters, inbox_id=row.id, now=now, recap_tag=outcome.recap.tag)
        case ReplyRead(letters=letters):
            meetings.record_reply(tx, outcome, inbox_id=row.id, now=now)
            inbox.close(tx, row, state="done", reason=None)
            return outbox.add(tx, letters, inbox_id=row.id, now=now, recap_tag=outcome.recap.tag)
        case Invited(ahead=to_come, reader=reader):
            ahead.put(tx, to_come, reader)
            looks.look_now(tx, [reader.key], now=now)
            inbox.close(tx, row, state="done", reason="invitation")
            return []
        case PersonRead(letters=letters) | Answered(letters=letters):
            inbox.close(tx, row, state="done", reason=REASONS[type(outcome)])
            return outbox.add(tx, letters, inbox_id=row.id, now=now)
        case FeedbackRead():
            return _apply_feedback(tx, row, outcome, now=now)
        case Reported(reason=reason, detail=detail, bounces=bounces, letters=letters):
            _mark_bounces(tx, bounces, now=now)
            inbox.close(tx, row, state="done", reason=f"{reason} {detail}".strip())
            return outbox.add(tx, letters, inbox_id=row.id, now=now)
        case _:
            assert_never(outcome)


def _apply_feedback(tx: Transaction, row: InboxRow, read: FeedbackRead, *, now: datetime) -> list[int]:
    """The words have one place from now on: with those that wait, or in the letter that carries them."""
    feedback.write(tx, read.draft, now=now)
    feedback.pass_on(tx, read.sent, now=now)
    inbox.close(tx, row, state="done", reason=REASONS[FeedbackRead])
    inbox.empty(tx, row)
    return outbox.add(tx, read.letters, inbox_id=row.id, now=now)


def _mark_bounces(tx: Transaction, bounces: Iterable[Bounce], *, now: datetime) -> None:
    for bounced in bounces:
        outbox.bounce(tx, bounced, now=now)
        if bounced.permanent:
            people.mark_undeliverable(tx, bounced.address, now=now)


def learn_people(tx: Transaction, outcome: Outcome, *, now: datetime) -> None:
    """Names and addresses of notes that were let in; never of a mail that was not. Who writes can be written to."""
    if isinstance(outcome, NotesRead):
        people.learn(tx, outcome.recap.people, now=now)
        people.mark_deliverable(tx, outcome.recap.host.key)
    if isinstance(outcome, ReplyRead):
        people.mark_deliverable(tx, outcome.by)
