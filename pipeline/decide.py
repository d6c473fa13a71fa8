"""The one decision: a mail and what is known go in, what should happen comes out.

Order matters and is the order of trust: is it a mail, is it a robot, who
sent it, is that proven, may they, what is it, what does it say. A robot is
never answered (RFC 3834); a stranger is never answered either, since the
address may be forged.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from types import MappingProxyType

from pipeline.decide_feedback import decide_answer, decide_feedback
from pipeline.decide_notes import decide_notes
from pipeline.decide_person import decide_person
from pipeline.decide_question import answer_question, find_question
from pipeline.decide_reply import decide_reply
from pipeline.decide_report import decide_bounce, decide_code
from pipeline.knowledge import Knowledge
from pipeline.mail.guard import find_automatic, is_known_sender, is_proven
from pipeline.mail.parse import NotAMail
from pipeline.mail.read import read_mail
from pipeline.mail.route import is_ours
from pipeline.model import Address, Mail, MailClass, Person
from pipeline.model.ahead import Ahead
from pipeline.outcome import (
    Asked,
    Ignored,
    Invited,
    Outcome,
    Policy,
    Quarantined,
    Reason,
    Refused,
    ReplyRead,
    View,
)
from pipeline.recap.letters import refusal_letter
from pipeline.series.mirror import mirror_changes

# A backstop behind every other test: two robots that pass as people stop here (freescout#2445 grew without end).
MAX_LETTERS_IN_THREAD = 40
# The same for one that begins a new thread each time. Nobody who reads what they get is sent so many in a day.
MAX_LETTERS_A_DAY = 120

# Robots whose mails say something that whoever runs this should know; any other robot's is closed.
AUTOMATIC: Mapping[Reason, Callable[..., Outcome]] = MappingProxyType(
    {Reason.BOUNCE: decide_bounce, Reason.FORWARDING_CODE: decide_code}
)

# What `workers.receive` puts on top of a mail too large to fetch: its headers are all there is.
TRUNCATED = "x-followthrough-truncated"


def decide(mail: Mail | NotAMail, view: View, *, policy: Policy, knowledge: Knowledge) -> Outcome | Asked:
    """What should happen with this mail, or what to look up first. Never raises on what people or robots send."""
    if isinstance(mail, NotAMail):
        return Quarantined(reason=mail.reason)
    if mail.sender is None:
        return Quarantined(reason=Reason.NOT_A_MAIL)
    automatic = find_automatic(mail, our_address=policy.address.address, words=knowledge.mail_words)
    if automatic is not None:
        robot = AUTOMATIC.get(automatic[1])
        return (
            robot(mail, view, policy=policy, knowledge=knowledge) if robot is not None else Ignored(reason=automatic[1])
        )
    known = _find_people(view)
    stopped = _find_stop(mail, mail.sender, view, known, policy=policy)
    if stopped is not None:
        # Whoever we ever wrote to may end it, from wherever they write.
        hearing = stopped == Quarantined(reason=Reason.STRANGER) and view.written and is_proven(mail, policy)
        heard = decide_person(mail, mail.sender, None, view, policy=policy, knowledge=knowledge) if hearing else None
        return heard or stopped
    sender = name_sender(mail.sender, known)
    if mail.header(TRUNCATED) is not None or mail.size > policy.max_bytes:
        return refuse(Reason.TOO_LARGE, mail, view, policy=policy, knowledge=knowledge)
    outcome = _decide_content(mail, sender, view, policy=policy, knowledge=knowledge)
    if isinstance(outcome, Reason):
        return refuse(outcome, mail, view, policy=policy, knowledge=knowledge)
    if isinstance(outcome, ReplyRead) and view.recap is not None:
        # One promise in two meetings is one: whichever is answered, both stand alike.
        return replace(outcome, others=mirror_changes(view.recap, outcome.recap, view.series))
    return outcome


def _decide_content(
    mail: Mail, sender: Address, view: View, *, policy: Policy, knowledge: Knowledge
) -> Outcome | Asked | Reason:
    """What a mail says, once its sender may be heard: about its writer, a question, a reply, notes."""
    reading = read_mail(
        mail,
        policy=policy,
        words=knowledge.mail_words,
        is_reply=view.recap is not None or view.draft is not None,
        opener=knowledge.opener,
    )
    if view.draft is not None:
        return decide_answer(mail, sender, reading, view.draft, view, policy=policy, knowledge=knowledge)
    if view.recap is None:
        person = decide_person(mail, sender, reading, view, policy=policy, knowledge=knowledge)
        if person is not None:
            return person
        question = find_question(mail, reading, sender, view, knowledge=knowledge)
        if question is not None:
            return answer_question(question, mail, sender, view, policy=policy, knowledge=knowledge)
        feedback = decide_feedback(mail, reading, sender, view, policy=policy, knowledge=knowledge)
        if feedback is not None:
            return feedback
    if reading.mail_class is MailClass.REPLY and reading.reply is not None:
        outcome = decide_reply(sender, reading.reply, view, policy=policy, knowledge=knowledge, mail=mail)
        if outcome is not Reason.NOT_YOURS:
            return outcome
        # Somebody else's letter, but one's own wish: it is about the writer and needs no recap.
        return decide_person(mail, sender, reading, view, policy=policy, knowledge=knowledge) or outcome
    found = (
        decide_notes(mail, sender, reading, view, policy=policy, knowledge=knowledge)
        if reading.notes
        else reading.reason or Reason.EMPTY
    )
    if isinstance(found, Reason) and reading.ahead is not None:
        return Invited(ahead=reading.ahead, reader=_find_organiser(reading.ahead, sender, policy=policy))
    return found


def _find_organiser(ahead: Ahead, sender: Address, *, policy: Policy) -> Address:
    """Who is asked about a meeting to come: its organiser where letters may go there, else who sent the invitation."""
    told = ahead.organiser
    organiser = Address(address=told.address, name=told.name) if told is not None and told.address else sender
    us = is_ours(organiser.address, ours=policy.address, separator=policy.reply_separator)
    return organiser if organiser.domain in policy.allowed_domains and not us else sender


def refuse(reason: Reason, mail: Mail, view: View, *, policy: Policy, knowledge: Knowledge) -> Refused:
    """One clear letter to the sender; silence when the same complaint has gone out today."""
    if mail.sender is None or reason in view.complained:
        return Refused(reason=reason)
    return Refused(
        reason=reason, letters=(refusal_letter(reason, mail, policy=policy, view=view, knowledge=knowledge),)
    )


def name_sender(sender: Address, known: Sequence[Person]) -> Address:
    """Who writes, by the name the house knows: a sender may write any name, another's or one that looks an address."""
    names = (person.name for person in known if person.address.casefold() == sender.key and person.name)
    return replace(sender, name=next(names, "" if "@" in sender.name else sender.name))


def _find_people(view: View) -> tuple[Person, ...]:
    same = tuple(Person(name="", address=address) for address in view.same)
    if view.recap is None:
        return view.people + same
    readers = tuple(Person(name=reader.name, address=reader.address) for reader in view.recap.audience)
    owners = [one for item in view.recap.items for one in (item.owner, item.proposed_owner)]
    return view.people + view.recap.people + readers + tuple(one for one in owners if one is not None) + same


def _find_stop(mail: Mail, sender: Address, view: View, known: Sequence[Person], *, policy: Policy) -> Outcome | None:
    """Whether this sender may be heard at all. Neither answer tells the sender anything."""
    if not is_known_sender(mail, policy, known):
        return Quarantined(reason=Reason.STRANGER)
    if view.recap is None and sender.domain not in policy.allowed_domains:
        # Outsiders may answer what they were sent; only the house may start a meeting.
        return Quarantined(reason=Reason.STRANGER)
    if not is_proven(mail, policy):
        return Quarantined(reason=Reason.UNPROVEN)
    if view.letters_in_thread > MAX_LETTERS_IN_THREAD or view.letters_today > MAX_LETTERS_A_DAY:
        return Ignored(reason=Reason.LOOP)
    return None
