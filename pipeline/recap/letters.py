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
from pipeline.recap.receipt_page import NO_EFFECTS, Effects, build_receipt_page
from pipeline.recap.render import render
from pipeline.recap.subjects import answer_subject, find_base

MAX_SUBJECT_TEXT = 60
# Enough of a content key to tell mails apart in a letter's key.
KEY_LENGTH = 16
# What begins the keys of recaps that go out with the notes: their readers have the mail that brought these.
FIRST = "recap:"


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """What a letter of a recap to one reader is written with: our words are in the reader's language."""

    recap: Recap
    reader: Address
    policy: Policy
    view: View
    knowledge: Knowledge

    @property
    def language(self) -> Language:
        """The language the reader wants or writes in, else that of the notes."""
        return self.knowledge.language(language_code(self.reader, self.view) or self.recap.meeting.language)

    @property
    def thread(self) -> tuple[str, ...]:
        """The conversation as this reader has it: the host's mail where they got it, then our first letter to them."""
        sent = [one for one in self.view.sent if one.address.casefold() == self.reader.key]
        if not sent:
            return self.recap.thread if self.reader.key == self.recap.host.key else ()
        first = sent[0]
        return (*(self.recap.thread if first.key.startswith(FIRST) else ()), first.message_id)

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

    @property
    def token(self) -> str:
        """The reader's own for this recap."""
        return build_token(secret=self.policy.secret, tag=self.recap.tag, address=self.reader.address)

    @property
    def reply(self) -> Reply:
        """Where the reader's answers go."""
        separator = self.policy.reply_separator
        return Reply(
            address=build_reply_address(self.policy.address, separator=separator, token=self.token),
            subject=answer_subject(self.base, tag=self.recap.tag),
        )

    def write(
        self,
        kind: str,
        *,
        key: str,
        thread: Sequence[str],
        automatic: str,
        to: Address | None = None,
        **context: Any,
    ) -> Letter:
        """Render and compose one letter of this recap; `to` is another address of the same reader."""
        reply = self.reply
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
                to=to or self.reader,
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
        """The letter's own, the same whenever the same mail is decided again."""
        return build_message_id(content_key=self.view.content_key, key=key, domain=self.policy.address.domain)

    def key(self, kind: str, *parts: str) -> str:
        """The key of a letter that a reply causes: the same reply, decided again, causes the same letter."""
        return ":".join((kind, self.recap.tag, *parts, self.view.content_key[:KEY_LENGTH]))


def recap_letters(
    recap: Recap, *, policy: Policy, view: View, knowledge: Knowledge
) -> tuple[tuple[Letter, ...], dict[str, str]]:
    """A recap for each of its readers, and whose token is whose."""
    desks = [
        Desk(recap=recap, reader=reader, policy=policy, view=view, knowledge=knowledge) for reader in recap.audience
    ]
    letters = tuple(
        _recap_letter(desk, key=f"{FIRST}{recap.tag}:{desk.reader.key}", thread=recap.thread) for desk in desks
    )
    return letters, {desk.token: desk.reader.address for desk in desks}


def shared_letter(
    recap: Recap, reader: Address, *, policy: Policy, view: View, knowledge: Knowledge
) -> tuple[Letter, str]:
    """The recap as it stands now, for somebody the host shares it with. Returns the letter and their token."""
    desk = Desk(recap=recap, reader=reader, policy=policy, view=view, knowledge=knowledge)
    return _recap_letter(desk, key=desk.key("shared", reader.key), thread=desk.thread), desk.token


def receipt_letter(  # noqa: PLR0913 - before, after, what was said, and what every letter is written with
    before: Recap,
    after: Recap,
    reading: ReplyReading,
    *,
    writer: Address,
    mail: Mail,
    policy: Policy,
    view: View,
    knowledge: Knowledge,
    effects: Effects = NO_EFFECTS,
) -> Letter:
    """To who replied: what was understood, old and new; what was not, as a question; how to put it right.

    It goes where the reply came from, which may be another address of its writer.
    """
    desk = Desk(recap=after, reader=writer, policy=policy, view=view, knowledge=knowledge)
    page = build_receipt_page(
        before, after, reading, policy=policy, reply=desk.reply, texts=desk.language.texts, effects=effects
    )
    return desk.write(
        "receipt",
        to=Address(address=mail.sender.address, name=writer.name) if mail.sender is not None else None,
        key=desk.key("receipt", writer.key),
        thread=thread_of(mail),
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
    asked = Address(address=item.proposed_owner.address, name=item.proposed_owner.name)
    desk = Desk(recap=recap, reader=asked, policy=policy, view=view, knowledge=knowledge)
    entry = build_own_entry(
        replace(item, proposed_owner=None, firm=True, owner=item.proposed_owner, state=State.ASKED),
        reply=desk.reply,
        texts=desk.language.texts,
    )
    letter = desk.write(
        "ask",
        key=desk.key("ask", item.code, asked.key),
        thread=desk.thread,
        automatic=GENERATED,
        who=say_address(asked_by, recap),
        entry=entry,
        summary=shorten(item.text, MAX_SUBJECT_TEXT),
        meeting=desk.title,
        day=desk.language.texts.day(recap.meeting.held_on) if recap.meeting.held_on else "",
        owner=say_name(item.owner) if item.owner is not None else "",
    )
    return letter, desk.token


def declined_letter(
    recap: Recap, changes: Sequence[Change], *, writer: Address, policy: Policy, view: View, knowledge: Knowledge
) -> tuple[Letter, str]:
    """To the host: who said no to what and why, and who then. Returns the letter and the host's token."""
    desk = Desk(recap=recap, reader=recap.host, policy=policy, view=view, knowledge=knowledge)
    texts, reply = desk.language.texts, desk.reply
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
        key=desk.key("declined", writer.key),
        thread=desk.thread,
        automatic=GENERATED,
        who=say_address(writer, recap),
        entries=entries,
        meeting=desk.title,
    )
    return letter, desk.token


def refusal_letter(reason: Reason, mail: Mail, *, policy: Policy, view: View, knowledge: Knowledge) -> Letter:
    """To a known sender whose mail led to nothing: why, what to send instead, one example."""
    if mail.sender is None:
        raise ValueError("a mail without a sender is answered to nobody")
    notes = view.recap.meeting.language if view.recap is not None else DEFAULT_LANGUAGE
    language = knowledge.language(language_code(mail.sender, view) or notes)
    key = f"refusal:{reason}:{mail.sender.key}:{view.content_key[:KEY_LENGTH]}"
    thread = thread_of(mail)
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


def language_code(reader: Address, view: View) -> str:
    """The language this reader told us, or writes in; empty where neither is known."""
    known = view.preferences.get(reader.key)
    return known.language if known is not None else ""


def thread_of(mail: Mail) -> tuple[str, ...]:
    """The thread of the mail we answer, that mail last (RFC 5322 3.6.4); empty where it has no Message-ID."""
    if mail.message_id is None:
        return ()
    return (*(mail.references or mail.in_reply_to), mail.message_id)


def say_address(address: Address, recap: Recap) -> str:
    """A person by name: the mail's own, else the one the recap knows, else the address."""
    known = (person.name for person in recap.people if person.address.casefold() == address.key)
    return say_name(Person(name=address.name or next(known, ""), address=address.address))


def _recap_letter(desk: Desk, *, key: str, thread: Sequence[str]) -> Letter:
    page = build_recap_page(
        replace(desk.recap, subject=desk.base), desk.reader, reply=desk.reply, texts=desk.language.texts
    )
    return desk.write("recap", key=key, thread=thread, automatic=GENERATED, page=page)


def _say_reason(item: Item, change: Change, *, language: Language) -> str:
    reason = shorten(change.text or item.reason, MAX_TEXT)
    if not reason:
        return language.texts("declined.no_reason")
    return language.texts("item.because.declined", reason=reason)
