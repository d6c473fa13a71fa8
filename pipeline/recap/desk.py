"""What every letter of a recap is written with: its reader's language, address for answers, and conversation."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from pipeline.knowledge import Knowledge
from pipeline.languages.load import Language
from pipeline.mail.route import build_reply_address, build_token
from pipeline.model import Address, Letter, Mail, Person, Recap
from pipeline.outcome import Policy, View
from pipeline.recap.compose import Envelope, build_message_id, compose_letter
from pipeline.recap.page import Reply, say_name
from pipeline.recap.recap_page import find_title
from pipeline.recap.render import render
from pipeline.recap.subjects import answer_subject, find_base

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
        return build_message_id(content_key=self.view.content_key, key=key, policy=self.policy)

    def key(self, kind: str, *parts: str) -> str:
        """The key of a letter that a reply causes: the same reply, decided again, causes the same letter."""
        return ":".join((kind, self.recap.tag, *parts, self.view.content_key[:KEY_LENGTH]))


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
