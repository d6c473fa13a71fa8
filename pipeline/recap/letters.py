"""Hop 9b: who gets which letter, with which address for answers, threaded with what.

Every reader's answers go to an address of their own, whose token says which
recap and which reader. A letter of the thread answers the mail that started
it; a receipt answers the reply.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from pipeline.knowledge import DEFAULT_LANGUAGE, Knowledge
from pipeline.languages.load import Language
from pipeline.mail.route import build_reply_address, build_token
from pipeline.model import Address, Change, Item, Letter, Mail, Person, Recap, ReplyReading, State
from pipeline.outcome import Policy, Reason, View
from pipeline.recap.compose import GENERATED, REPLIED, Envelope, build_message_id, compose_letter
from pipeline.recap.page import MAX_TEXT, Reply, begin, build_entry, build_own_entry, say_name, shorten
from pipeline.recap.recap_page import build_recap_page, find_title
from pipeline.recap.receipt_page import build_receipt_page
from pipeline.recap.render import render
from pipeline.recap.subjects import answer_subject, find_base

MAX_SUBJECT_TEXT = 60
# Enough of a content key to tell mails apart in a letter's key.
KEY_LENGTH = 16


@dataclass(frozen=True, slots=True, kw_only=True)
class _Desk:
    """What every letter of one decision is written with."""

    recap: Recap
    policy: Policy
    view: View
    knowledge: Knowledge

    @property
    def language(self) -> Language:
        return self.knowledge.language(self.recap.meeting.language)

    @property
    def base(self) -> str:
        """The subject of the thread."""
        base = find_base(self.recap.subject, tag=self.recap.tag, words=self.knowledge.mail_words)
        return base or find_title(self.recap, texts=self.language.texts)

    @property
    def title(self) -> str:
        """What the meeting is called in a letter."""
        named = replace(self.recap, subject=self.base)
        return find_title(named, texts=self.language.texts)

    def token(self, address: str) -> str:
        return build_token(secret=self.policy.secret, tag=self.recap.tag, address=address)

    def reply(self, address: str) -> Reply:
        separator = self.policy.reply_separator
        return Reply(
            address=build_reply_address(self.policy.address, separator=separator, token=self.token(address)),
            subject=answer_subject(self.base, tag=self.recap.tag),
        )

    def write(
        self, kind: str, to: Address, *, key: str, thread: Sequence[str], automatic: str, **context: Any
    ) -> Letter:
        """Render and compose one letter of this recap."""
        reply = self.reply(to.address)
        rendered = render(
            self.knowledge.templates,
            kind,
            texts=self.language.texts,
            language=self.language.code,
            tag=self.recap.tag,
            base=self.base,
            reply=reply,
            host=say_name(Person(name=self.recap.host.name, address=self.recap.host.address)),
            us=self.policy.address.address,
            **context,
        )
        return compose_letter(
            rendered,
            Envelope(
                kind=kind,
                key=key,
                sender=self.policy.address,
                to=to,
                reply_to=reply.address,
                message_id=self.message_id(key),
                now=self.view.now,
                language=self.language.code,
                in_reply_to=thread[-1] if thread else None,
                references=tuple(thread),
                automatic=automatic,
            ),
        )

    def message_id(self, key: str) -> str:
        return build_message_id(content_key=self.view.content_key, key=key, domain=self.policy.address.domain)

    def key(self, kind: str, *parts: str) -> str:
        """The key of a letter that a reply causes: the same reply, decided again, causes the same letter."""
        return ":".join((kind, self.recap.tag, *parts, self.view.content_key[:KEY_LENGTH]))


def recap_letters(
    recap: Recap, *, policy: Policy, view: View, knowledge: Knowledge
) -> tuple[tuple[Letter, ...], dict[str, str]]:
    """A recap for each of its readers, and whose token is whose."""
    desk = _Desk(recap=recap, policy=policy, view=view, knowledge=knowledge)
    letters = tuple(
        desk.write(
            "recap",
            reader,
            key=f"recap:{recap.tag}:{reader.key}",
            thread=recap.thread,
            automatic=GENERATED,
            page=build_recap_page(
                replace(recap, subject=desk.base), reader, reply=desk.reply(reader.address), texts=desk.language.texts
            ),
        )
        for reader in recap.audience
    )
    return letters, {desk.token(reader.address): reader.address for reader in recap.audience}


def receipt_letter(
    before: Recap,
    after: Recap,
    reading: ReplyReading,
    *,
    writer: Address,
    mail: Mail,
    policy: Policy,
    view: View,
    knowledge: Knowledge,
) -> Letter:
    """To who replied: what was understood, old and new; what was not, as a question; how to put it right."""
    desk = _Desk(recap=after, policy=policy, view=view, knowledge=knowledge)
    page = build_receipt_page(
        before, after, reading, policy=policy, reply=desk.reply(writer.address), texts=desk.language.texts
    )
    return desk.write(
        "receipt",
        writer,
        key=desk.key("receipt", writer.key),
        thread=_thread_of(mail),
        automatic=REPLIED,
        page=page,
        meeting=desk.title,
    )


def ask_letter(
    recap: Recap, item: Item, *, asked_by: Address, policy: Policy, view: View, knowledge: Knowledge
) -> tuple[Letter, str]:
    """To the person an item is handed to: only that item, its quote, who asks. Returns the letter and their token."""
    if item.proposed_owner is None:
        raise ValueError(f"{item.code}: nobody is asked to take it")
    desk = _Desk(recap=recap, policy=policy, view=view, knowledge=knowledge)
    asked = Address(address=item.proposed_owner.address, name=item.proposed_owner.name)
    entry = build_own_entry(
        replace(item, proposed_owner=None, firm=True, owner=item.proposed_owner, state=State.ASKED),
        reply=desk.reply(asked.address),
        texts=desk.language.texts,
    )
    letter = desk.write(
        "ask",
        asked,
        key=desk.key("ask", item.code, asked.key),
        thread=recap.thread,
        automatic=GENERATED,
        who=_say(asked_by, recap),
        entry=entry,
        summary=shorten(item.text, MAX_SUBJECT_TEXT),
        meeting=desk.title,
        day=desk.language.texts.day(recap.meeting.held_on) if recap.meeting.held_on else "",
        owner=say_name(item.owner) if item.owner is not None else "",
    )
    return letter, desk.token(asked.address)


def declined_letter(
    recap: Recap, changes: Sequence[Change], *, writer: Address, policy: Policy, view: View, knowledge: Knowledge
) -> tuple[Letter, str]:
    """To the host: who said no to what and why, and who then. Returns the letter and the host's token."""
    desk = _Desk(recap=recap, policy=policy, view=view, knowledge=knowledge)
    texts, reply = desk.language.texts, desk.reply(recap.host.address)
    items = {item.code: item for item in recap.items}
    declined = [(items[change.code], change) for change in changes if change.code in items]
    entries = tuple(
        replace(
            build_entry(item, reader=recap.host.address, asked=(), texts=texts),
            text=begin(shorten(item.text, MAX_TEXT)),
            facts=(),
            who="",
            notes=(_say_reason(item, change, language=desk.language),),
            answers=tuple(reply.answer(key, texts=texts, code=item.code) for key in ("owner", "drop")),
        )
        for item, change in declined
    )
    letter = desk.write(
        "declined",
        recap.host,
        key=desk.key("declined", writer.key),
        thread=recap.thread,
        automatic=GENERATED,
        who=_say(writer, recap),
        entries=entries,
        meeting=desk.title,
    )
    return letter, desk.token(recap.host.address)


def refusal_letter(reason: Reason, mail: Mail, *, policy: Policy, view: View, knowledge: Knowledge) -> Letter:
    """To a known sender whose mail led to nothing: why, what to send instead, one example."""
    if mail.sender is None:
        raise ValueError("a mail without a sender is answered to nobody")
    language = knowledge.language(view.recap.meeting.language if view.recap is not None else DEFAULT_LANGUAGE)
    key = f"refusal:{reason}:{mail.sender.key}:{view.content_key[:KEY_LENGTH]}"
    thread = _thread_of(mail)
    rendered = render(
        knowledge.templates,
        "refusal",
        texts=language.texts,
        language=language.code,
        base=find_base(mail.subject, tag="", words=knowledge.mail_words),
        what=language.texts(f"reasons.{reason}.what"),
        instead=language.texts(f"reasons.{reason}.instead"),
        us=policy.address.address,
    )
    envelope = Envelope(
        kind="refusal",
        key=key,
        sender=policy.address,
        to=mail.sender,
        reply_to=policy.address.address,
        message_id=build_message_id(content_key=view.content_key, key=key, domain=policy.address.domain),
        now=view.now,
        language=language.code,
        in_reply_to=thread[-1] if thread else None,
        references=thread,
        automatic=REPLIED,
    )
    return compose_letter(rendered, envelope)


def _thread_of(mail: Mail) -> tuple[str, ...]:
    """The thread of the mail we answer, that mail last (RFC 5322 3.6.4); empty where it has no Message-ID."""
    if mail.message_id is None:
        return ()
    return (*(mail.references or mail.in_reply_to), mail.message_id)


def _say(address: Address, recap: Recap) -> str:
    """A person by name: the mail's own, else the one the recap knows, else the address."""
    known = (person.name for person in recap.people if person.address.casefold() == address.key)
    return say_name(Person(name=address.name or next(known, ""), address=address.address))


def _say_reason(item: Item, change: Change, *, language: Language) -> str:
    reason = shorten(change.text or item.reason, MAX_TEXT)
    if not reason:
        return language.texts("declined.no_reason")
    return language.texts("item.because.declined", reason=reason)
