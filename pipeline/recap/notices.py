"""Short letters about what somebody else did to a recap, and letters about their reader alone.

A notice tells who needs to know at once: an objection, words that were
corrected, what was taken back, who left. A personal letter is about no recap.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from enum import StrEnum
from types import MappingProxyType
from urllib.parse import quote

from pipeline.kinds import KINDS
from pipeline.knowledge import DEFAULT_LANGUAGE, Knowledge
from pipeline.languages.load import Language
from pipeline.model import Address, Change, Letter, Mail, Person, Recap
from pipeline.outcome import Policy, View
from pipeline.recap.build import is_theirs
from pipeline.recap.compose import GENERATED, REPLIED, Envelope, build_message_id, compose_letter
from pipeline.recap.desk import KEY_LENGTH, Desk, language_code, say_address, thread_of
from pipeline.recap.page import FOR_DATED, MAX_TEXT, Answer, build_entry, shorten
from pipeline.recap.receipt_page import say_differences
from pipeline.recap.render import render
from pipeline.recap.subjects import find_base


class About(StrEnum):
    """What a notice tells; each has its sentences in `notice` of every texts.toml, and the answers it offers."""

    OBJECTED = "objected"
    CORRECTED = "corrected"
    UNDONE = "undone"
    BARRED = "barred"  # an item was handed to somebody outside, in vain
    PASSED = "passed"  # somebody else is asked for what the reader holds
    TAKEN = "taken"  # and has said yes
    KEPT = "kept"  # and has said no
    LEFT = "left"
    AGAIN = "again"  # notes of a known meeting, with something new in them
    SAME = "same"  # the same with nothing new


ANSWERS = {
    About.OBJECTED: ("stands", "drop"),
    About.BARRED: ("hand_to",),
    About.KEPT: ("handover", "reschedule"),
    About.LEFT: ("owner", "drop"),
}
# Verbs whose words are told to whoever they concern.
QUOTED = frozenset({"object", "decline"})


def notice_letter(  # noqa: PLR0913 - what happened, to whom, and what every letter is written with
    about: About,
    before: Recap,
    after: Recap,
    codes: Sequence[str],
    *,
    reader: Address,
    who: Address,
    changes: Sequence[Change] = (),
    barred: Mapping[str, Person] = MappingProxyType({}),
    policy: Policy,
    view: View,
    knowledge: Knowledge,
) -> tuple[Letter, str]:
    """What happened to these items, with old and new, and what can be answered. Returns the reader's token too."""
    desk = Desk(recap=after, reader=reader, policy=policy, view=view, knowledge=knowledge)
    texts = desk.language.texts
    old = {item.code: item for item in before.items}
    said = {change.code: change.text for change in changes if change.text and change.verb in QUOTED}
    entries = []
    for item in after.items:
        if item.code not in codes:
            continue
        was = old.get(item.code)
        notes = [texts("item.quote", quote=shorten(said[item.code] or "", MAX_TEXT))] if item.code in said else []
        notes += say_differences(was, item, texts=texts) if was is not None else [texts("receipt.changed.added")]
        entry = build_entry(item, reader=reader.address, asked=(), texts=texts)
        theirs = about is About.AGAIN and KINDS[item.kind].dated and is_theirs(item, reader.address)
        keys = FOR_DATED if theirs else ANSWERS.get(about, ())
        name = barred[item.code].address if item.code in barred else ""
        answers = tuple(desk.reply.answer(key, texts=texts, code=item.code, name=name) for key in keys)
        entries.append(replace(entry, notes=tuple(notes), quote="", answers=answers))
    letter = desk.write(
        "notice",
        key=desk.key("notice", about, reader.key),
        thread=desk.thread,
        automatic=GENERATED,
        title=texts(f"notice.{about}.title", who=say_address(who, after)),
        entries=tuple(entries),
        after=texts(f"notice.{about}.after"),
        meeting=desk.title,
    )
    return letter, desk.token


def personal_letter(  # noqa: PLR0913 - what is said, to whom, and what every letter is written with
    name: str,
    *,
    reader: Address,
    mail: Mail | None,
    lines: Sequence[str] = (),
    values: dict[str, str] | None = None,
    answers: Sequence[str] = (),
    key: str = "",
    policy: Policy,
    view: View,
    knowledge: Knowledge,
) -> Letter:
    """A letter about its reader, whose words stand in `personal.NAME`; `mail` is the one it answers, None for none."""
    language = find_language(reader, view, knowledge=knowledge)
    texts, us = language.texts, policy.address.address
    values = values or {}
    key = key or f"personal:{name}:{view.content_key[:KEY_LENGTH]}:{reader.key}"
    thread = thread_of(mail) if mail is not None else ()
    base = find_base(mail.subject, tag="", words=knowledge.mail_words) if mail is not None else ""
    title = texts(f"personal.{name}.title", **values)
    rendered = render(
        knowledge.templates,
        "personal",
        texts=texts,
        language=language.code,
        subject=f"Re: {base}" if base else title,
        title=title,
        what=texts(f"personal.{name}.what", **values),
        lines=tuple(lines),
        after=texts(f"personal.{name}.after", **values),
        answers=tuple(_answer(texts(f"personal.answers.{one}"), us) for one in answers),
        us=us,
    )
    envelope = Envelope(
        kind="personal",
        key=key,
        sender=policy.address,
        to=reader,
        reply_to=us,
        message_id=build_message_id(content_key=view.content_key, key=key, policy=policy),
        now=view.now,
        language=language.code,
        in_reply_to=thread[-1] if thread else None,
        references=thread,
        automatic=REPLIED if mail is not None else GENERATED,
    )
    return compose_letter(rendered, envelope)


def find_language(reader: Address, view: View, *, knowledge: Knowledge) -> Language:
    """The reader's language, else that of the notes at hand."""
    notes = view.recap.meeting.language if view.recap is not None else DEFAULT_LANGUAGE
    return knowledge.language(language_code(reader, view) or notes)


def _answer(body: str, us: str) -> Answer:
    said = quote(body, safe="")
    return Answer(label=body, body=body, link=f"mailto:{quote(us, safe='@')}?subject={said}&body={said}")
