"""A reply becomes changes, and the changes become a receipt and the letters that others need."""

from __future__ import annotations

from datetime import date
from zoneinfo import ZoneInfo

from pipeline.decide_question import answer_question, part_question
from pipeline.knowledge import DEFAULT_LANGUAGE, Knowledge
from pipeline.model import Address, Change, Evidence, Item, Letter, Mail, Meeting, Person, Recap, ReplyText
from pipeline.outcome import Answered, Asked, Ignored, Policy, Reason, ReplyRead, View
from pipeline.recap.build import may_be_written_to
from pipeline.recap.letters import ask_letter, declined_letter, receipt_letter
from pipeline.replies.apply import apply_changes
from pipeline.replies.read import read_orders


def decide_reply(
    writer: Address, reply: ReplyText, view: View, *, policy: Policy, knowledge: Knowledge, mail: Mail
) -> ReplyRead | Answered | Asked | Ignored | Reason:
    """What the reply changes or asks, or why nothing. A token alone is never enough: the writer must be its person."""
    recap = view.recap
    if recap is None:
        thanks = _is_courtesy(reply, writer, today=view.arrived_at.date(), knowledge=knowledge)
        return Ignored(reason=Reason.COURTESY) if thanks else Reason.NO_RECAP
    if view.token_address is not None and view.token_address.casefold() != writer.key:
        return Reason.NOT_YOURS
    if writer.key not in _readers(recap):
        return Reason.NOT_YOURS
    if not reply.visible.strip():
        return Ignored(reason=Reason.EMPTY)
    language = knowledge.language_of(reply.visible, default=recap.meeting.language)
    today = view.arrived_at.astimezone(ZoneInfo(recap.meeting.timezone)).date()
    reading = read_orders(reply, recap, writer=writer.address, today=today, language=language)
    question, reading = part_question(reply, reading, view, knowledge=knowledge)
    answered = answer_question(question, mail, writer, view, policy=policy, knowledge=knowledge) if question else None
    if isinstance(answered, Asked):
        return answered
    if not reading.changes and not reading.unclear:
        if answered is not None:
            return answered
        return Ignored(reason=Reason.COURTESY if reading.courtesy else Reason.COMMENT)
    after = apply_changes(recap, reading.changes, by=writer.address)
    receipt = receipt_letter(
        recap, after, reading, writer=writer, mail=mail, policy=policy, view=view, knowledge=knowledge
    )
    others, tokens = _letters_to_others(
        recap, after, reading.changes, writer, policy=policy, view=view, knowledge=knowledge
    )
    return ReplyRead(
        recap=after,
        by=writer.address,
        changes=reading.changes,
        unclear=reading.unclear,
        letters=(receipt, *(answered.letters if answered is not None else ()), *others),
        tokens=tokens,
    )


def _is_courtesy(reply: ReplyText, writer: Address, *, today: date, knowledge: Knowledge) -> bool:
    """Whether a reply to no recap we know says nothing but thanks: nobody is asked which meeting they thank for.

    It is held against a recap in which something of theirs is open, so that an "ok" is an answer and no courtesy.
    """
    something = Item(
        code="A1",
        kind="action",
        text="…",
        evidence=Evidence(rules=("any",), quote="…", start=0, end=1, lines=(1,), score=1.0),
        owner=Person(name=writer.name, address=writer.address),
    )
    recap = Recap(tag="", meeting=Meeting(), host=writer, items=(something,))
    language = knowledge.language_of(reply.visible, default=DEFAULT_LANGUAGE)
    return read_orders(reply, recap, writer=writer.address, today=today, language=language).courtesy


def _readers(recap: Recap) -> set[str]:
    """Everybody who may answer: who got the recap, and whom an item was handed to since."""
    people: list[Person | None] = [person for item in recap.items for person in (item.owner, item.proposed_owner)]
    asked = {person.address.casefold() for person in people if person is not None and person.address}
    return {reader.key for reader in recap.audience} | asked | {recap.host.key}


def _letters_to_others(
    before: Recap,
    after: Recap,
    changes: tuple[Change, ...],
    writer: Address,
    *,
    policy: Policy,
    view: View,
    knowledge: Knowledge,
) -> tuple[tuple[Letter, ...], dict[str, str]]:
    """Who has to know at once: the person an item is handed to, and the host of a declined one."""
    letters: list[Letter] = []
    tokens: dict[str, str] = {}
    for item, asked in _newly_asked(before, after, policy):
        letter, token = ask_letter(after, item, asked_by=writer, policy=policy, view=view, knowledge=knowledge)
        letters.append(letter)
        tokens[token] = asked.address
    declined = tuple(change for change in changes if change.verb == "decline")
    if declined and writer.key != before.host.key:
        letter, token = declined_letter(after, declined, writer=writer, policy=policy, view=view, knowledge=knowledge)
        letters.append(letter)
        tokens[token] = before.host.address
    return tuple(letters), tokens


def _newly_asked(before: Recap, after: Recap, policy: Policy) -> list[tuple[Item, Person]]:
    """Items that wait for a new person's yes since this reply. Nobody is asked by name alone, or outside the house."""
    waiting = {item.code: item.proposed_owner for item in before.items}
    return [
        (item, item.proposed_owner)
        for item in after.items
        if item.proposed_owner is not None
        and item.proposed_owner.address
        and item.proposed_owner != waiting.get(item.code)
        and may_be_written_to(item.proposed_owner.address, before, policy)
    ]
