"""A reply becomes changes, and the changes become a receipt and the letters that others need."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from zoneinfo import ZoneInfo

from pipeline.decide_person import find_confirmed
from pipeline.decide_question import answer_question, part_question
from pipeline.knowledge import DEFAULT_LANGUAGE, Knowledge
from pipeline.languages.load import Language
from pipeline.model import (
    Address,
    Change,
    Evidence,
    Item,
    Letter,
    Mail,
    Meeting,
    Person,
    Recap,
    ReplyReading,
    ReplyText,
)
from pipeline.outcome import Answered, Asked, Ignored, PersonRead, Policy, Reason, ReplyRead, View
from pipeline.people.tell import Teller, Telling, hear, language_of_writer, tell
from pipeline.people.wishes import is_only, says, without_wishes
from pipeline.recap.letters import receipt_letter
from pipeline.recap.notices import find_language
from pipeline.recap.recap_page import find_title
from pipeline.recap.receipt_page import Effects
from pipeline.recap.subjects import find_base
from pipeline.replies.effects import leave, take_effect
from pipeline.replies.others import letters_to_others
from pipeline.replies.read import read_orders

# Verbs that are about the writer and no item; `tell` says what they do.
ABOUT_ONESELF = frozenset({"stop", "forget"})
# How long reminders rest for somebody who named no day.
A_WHILE = timedelta(days=7)


def decide_reply(
    writer: Address, reply: ReplyText, view: View, *, policy: Policy, knowledge: Knowledge, mail: Mail
) -> ReplyRead | PersonRead | Answered | Asked | Ignored | Reason:
    """What the reply changes or asks, or why nothing. A token alone is never enough: the writer must be its person."""
    recap = view.recap
    if recap is None:
        thanks = _is_courtesy(reply, writer, today=view.arrived_at.date(), knowledge=knowledge)
        return Ignored(reason=Reason.COURTESY) if thanks else Reason.NO_RECAP
    reader = find_reader(writer, recap, view)
    if reader is None:
        return Reason.NOT_YOURS
    reply = _with_subject(reply, mail, recap, knowledge=knowledge)
    if not reply.visible.strip():
        return Ignored(reason=Reason.EMPTY)
    unheard = Teller(writer=reader, mail=mail, view=view, policy=policy, knowledge=knowledge)
    teller = hear(unheard, reply.visible)
    confirmed = find_confirmed(teller, reply.visible)
    if confirmed is not None:
        return confirmed
    language = language_of_writer(teller, reply.visible)
    today = view.arrived_at.astimezone(ZoneInfo(recap.meeting.timezone)).date()
    orders = _without_wishes(reply, today=today, language=language)
    reading = read_orders(orders, recap, writer=reader.address, today=today, language=language)
    question, reading = part_question(orders, reading, view, knowledge=knowledge)
    answered = answer_question(question, mail, reader, view, policy=policy, knowledge=knowledge) if question else None
    if isinstance(answered, Asked):
        return answered
    reading, leaving, verbs = _part_oneself(_with_days(reading, today=today), language)
    # Of the preferences as they were: what was only heard is no news that somebody told it.
    telling = tell(unheard, reply.visible, verbs, today=today, language=language)
    if not reading.changes and not reading.unclear and not leaving:
        return _without_change(reading, telling, answered, teller)
    return _change(recap, reading, telling, answered, teller, leaving=leaving)


def find_reader(writer: Address, recap: Recap, view: View) -> Address | None:
    """Which of a recap's readers writes: the token's, else the one who has a proven address of theirs; None: nobody."""
    theirs = dict.fromkeys((writer.key, *sorted(view.same)))
    known = _readers(recap)
    if view.token_address is not None:
        key = view.token_address.casefold()
        return replace(writer, address=view.token_address) if key in theirs and key in known else None
    key = next((one for one in theirs if one in known), "")
    return replace(writer, address=key if key != writer.key else writer.address) if key else None


def _change(
    recap: Recap,
    reading: ReplyReading,
    telling: Telling | None,
    answered: Answered | None,
    teller: Teller,
    *,
    leaving: bool,
) -> ReplyRead:
    """The recap after the reply, and every letter that the reply causes."""
    view, writer = teller.view, teller.writer
    done = take_effect(
        recap,
        reading.changes,
        by=writer.address,
        mail=teller.mail,
        past=view.past,
        now=view.now,
        policy=teller.policy,
    )
    effects = replace(done.effects, lines=telling.lines if telling is not None else ())
    changes = tuple(change for change in reading.changes if not effects.is_barred(change))
    after = leave(done.recap, writer.address) if leaving else done.recap
    own = (_own_letter(recap, after, reading, effects, teller, leaving=leaving),)
    others, tokens = letters_to_others(recap, after, changes, effects, teller, leaving=leaving)
    undone = effects.undone
    return ReplyRead(
        recap=after,
        by=writer.address,
        changes=(*changes, *((Change(verb="stop"),) if leaving else ())),
        unclear=reading.unclear,
        letters=(
            *own,
            *(answered.letters if answered is not None else ()),
            *(telling.letters if telling is not None else ()),
            *others,
        ),
        tokens=tokens,
        learned=_find_learned(after, changes),
        undone=undone.number if undone is not None else None,
        undo_left=undone.left if undone is not None else None,
        told=telling.told if telling is not None else teller.heard,
    )


def _own_letter(
    recap: Recap, after: Recap, reading: ReplyReading, effects: Effects, teller: Teller, *, leaving: bool
) -> Letter:
    """The receipt; who only leaves gets the last word in a letter of its own, without an address for answers."""
    if leaving and not reading.changes and not reading.unclear:
        title = find_title(recap, texts=find_language(teller.writer, teller.view, knowledge=teller.knowledge).texts)
        return teller.write("left", values={"meeting": title})
    return receipt_letter(
        recap,
        after,
        reading,
        writer=teller.writer,
        mail=teller.mail,
        policy=teller.policy,
        view=teller.view,
        knowledge=teller.knowledge,
        effects=effects,
    )


def _without_change(
    reading: ReplyReading, telling: Telling | None, answered: Answered | None, teller: Teller
) -> PersonRead | Answered | Ignored:
    """A reply that leaves the recap as it is."""
    if telling is not None:
        lines = telling.lines if telling.letter == "noted" else ()
        said = (teller.knowing(telling.told).write(telling.letter, lines=lines),) if telling.letter else ()
        letters = (*(answered.letters if answered is not None else ()), *telling.letters, *said)
        return PersonRead(told=telling.told, letters=letters)
    if answered is not None:
        return answered
    return Ignored(reason=Reason.COURTESY if reading.courtesy else Reason.COMMENT)


def _with_days(reading: ReplyReading, *, today: date) -> ReplyReading:
    """Who wants to be reminded later, and names no day, is left alone for a while."""
    changes = tuple(
        replace(change, day=today + A_WHILE) if change.verb == "later" and change.day is None else change
        for change in reading.changes
    )
    return replace(reading, changes=changes)


def _part_oneself(reading: ReplyReading, language: Language) -> tuple[ReplyReading, bool, tuple[str, ...]]:
    """The reply without what is about its writer; whether they leave this recap only; the other verbs about them."""
    about = [change for change in reading.changes if change.verb in ABOUT_ONESELF]
    leaving = [one for one in about if one.verb == "stop" and says(one.text or "", language.wishes.leave)]
    verbs = tuple(dict.fromkeys(one.verb for one in about if one not in leaving))
    rest = tuple(change for change in reading.changes if change.verb not in ABOUT_ONESELF)
    return replace(reading, changes=rest), bool(leaving), verbs


def _with_subject(reply: ReplyText, mail: Mail, recap: Recap, *, knowledge: Knowledge) -> ReplyText:
    """Programs that unsubscribe write it into the subject, and nothing below."""
    subject = find_base(mail.subject, tag=recap.tag, words=knowledge.mail_words)
    if reply.visible.strip() or not any(is_only(subject, pack.wishes.stop) for pack in knowledge.languages.values()):
        return reply
    return ReplyText(visible=subject, quoted=reply.quoted)


def _without_wishes(reply: ReplyText, *, today: date, language: Language) -> ReplyText:
    def clear(text: str) -> str:
        return without_wishes(text, today=today, language=language)

    passages = tuple(replace(passage, text=clear(passage.text)) for passage in reply.passages)
    return replace(reply, visible=clear(reply.visible), passages=passages)


def _find_learned(recap: Recap, changes: tuple[Change, ...]) -> tuple[Person, ...]:
    """Whom the host has told the address of."""
    told = {change.to.casefold() for change in changes if change.verb == "name" and change.to}
    return tuple(person for person in recap.people if person.address.casefold() in told)


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
