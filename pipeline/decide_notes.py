"""Notes become a recap, and the recap becomes a letter for each of its readers."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace

from pipeline.decide_again import tell_again
from pipeline.feedback.prompts import choose_prompt, find_assists
from pipeline.feedback.read import read_moments
from pipeline.knowledge import Knowledge
from pipeline.mail.read import MailReading
from pipeline.mail.route import is_ours
from pipeline.model import Address, Mail, Notes, Person, Recap
from pipeline.model.feedback import Moment, Prompt
from pipeline.model.preferences import Rhythm
from pipeline.notes.read import join_notes, read_notes
from pipeline.outcome import Audience, NotesRead, Policy, Reason, ReplyRead, View
from pipeline.recap.build import build_recap
from pipeline.recap.letters import recap_letters
from pipeline.recap.subjects import DRAFT
from pipeline.series.again import find_again
from pipeline.series.join import Joined, join

# One mail must not make thousands. A meeting that is larger has a list, which is one reader.
MOST_READERS = 200

# The mark in the subject by which the forwarder keeps a recap for themselves for good (LETTERS.md).
RESTRICTED = re.compile(r"\[restricted\]", re.IGNORECASE)


def decide_notes(
    mail: Mail, host: Address, reading: MailReading, view: View, *, policy: Policy, knowledge: Knowledge
) -> NotesRead | ReplyRead | Reason:
    """A recap with its letters, or why there is none; a difference where it is known."""
    notes = join_notes(reading.notes)
    found = read_notes(notes, knowledge=knowledge, timezone=policy.timezone, known_people=view.people)
    if not found.items:
        return Reason.NO_NOTES
    readers = find_audience(mail, host, found.people, policy=policy)
    if len(readers) > MOST_READERS:
        return Reason.TOO_MANY_READERS
    restricted = RESTRICTED.search(mail.subject) is not None
    kept = restricted or DRAFT.search(mail.subject) is not None
    recap = build_recap(
        tag=view.free_tag,
        meeting=found.meeting,
        host=host,
        items=found.items,
        people=found.people,
        audience=(host,) if kept else readers,
        subject=mail.subject,
        thread=(mail.message_id,) if mail.message_id else (),
        unused=tuple(use for use in reading.attachments if not use.used),
        restricted=restricted,
        waiting=readers[1:] if kept and not restricted else (),
        named=find_named(mail, policy=policy),
    )
    moments = find_moments(recap, notes, knowledge=knowledge)
    recap = replace(recap, assists=find_assists(moments, recap))
    language = knowledge.language(recap.meeting.language)
    again = None if kept else find_again(recap, view.series, language)
    if again is not None:
        return tell_again(again, view.series, policy=policy, view=view, knowledge=knowledge)
    joined = Joined(recap=recap) if kept else join(recap, view.series, language)
    letters, tokens = recap_letters(joined.recap, policy=policy, view=view, knowledge=knowledge)
    prompt = None if kept else find_prompt(recap, moments, view)
    return NotesRead(recap=joined.recap, letters=letters, tokens=tokens, others=joined.others, prompt=prompt)


def find_moments(recap: Recap, notes: Notes, *, knowledge: Knowledge) -> tuple[Moment, ...]:
    """Who did what in these notes that is worth a word; of what is restricted nothing is asked or told."""
    if recap.restricted:
        return ()
    return read_moments(notes, knowledge=knowledge, language=recap.meeting.language, meeting=recap.meeting)


def find_prompt(recap: Recap, moments: Sequence[Moment], view: View) -> Prompt | None:
    """What the host could speak to somebody about; None where nothing is worth it, or they want no prompts."""
    told = view.preferences.get(recap.host.key)
    if told is not None and (told.stopped or told.prompts is Rhythm.NEVER):
        return None
    return choose_prompt(moments, recap)


def find_named(mail: Mail, *, policy: Policy) -> tuple[str, ...]:
    """Addresses outside the house in To or Cc: they may be written to where the host says so, and by nobody else."""
    return tuple(
        one.key
        for one in (*mail.to, *mail.cc)[:MOST_READERS]
        if one.domain not in policy.allowed_domains
        and not is_ours(one.address, ours=policy.address, separator=policy.reply_separator)
    )


def find_audience(mail: Mail, host: Address, people: Iterable[Person], *, policy: Policy) -> tuple[Address, ...]:
    """Who gets the recap: never somebody outside the allowed domains, never ourselves, each once, the host first."""
    if policy.audience is Audience.ME:
        return (host,)
    readers = [host, *mail.to, *mail.cc]
    if policy.audience is Audience.MEETING:
        readers += [Address(address=person.address, name=person.name) for person in people if person.address]
    unique: dict[str, Address] = {}
    for reader in readers:
        us = is_ours(reader.address, ours=policy.address, separator=policy.reply_separator)
        if not us and (reader.domain in policy.allowed_domains or reader.key == host.key):
            unique.setdefault(reader.key, reader)
    return tuple(unique.values())
