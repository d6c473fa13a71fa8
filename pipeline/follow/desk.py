"""What every letter of one person's day is written with: their language, their address for answers, the thread."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from pipeline.follow.view import Case, DueLetter, FollowView
from pipeline.follow.working_time import WorkingTime, working_time
from pipeline.knowledge import DEFAULT_LANGUAGE, Knowledge
from pipeline.languages.load import Language
from pipeline.mail.route import build_reply_address, build_token
from pipeline.model import Address, Item, Letter, Person
from pipeline.outcome import Policy
from pipeline.recap.compose import Envelope, build_message_id, compose_letter
from pipeline.recap.page import Reply, say_name
from pipeline.recap.recap_page import find_title
from pipeline.recap.render import render
from pipeline.recap.subjects import answer_subject, find_base

# The letters that begin a reader's part of a thread; what follows answers the latest of them.
FIRST_LETTERS = ("recap", "ask")


@dataclass(frozen=True, slots=True, kw_only=True)
class FollowDesk:
    """One person's view, the house's settings and what ships with the program.

    `spoken` is the language of a letter about several recaps, for readers who
    named none; empty where each letter is about one.
    """

    view: FollowView
    policy: Policy
    knowledge: Knowledge
    spoken: str = ""

    @property
    def time(self) -> WorkingTime:
        """When this person works."""
        return working_time(self.view.person, timezone=self.policy.timezone)

    @property
    def reader(self) -> Address:
        """The person as a letter addresses them."""
        return Address(address=self.view.person.address, name=self.view.person.name)

    def is_reader(self, person: Person | None) -> bool:
        """Whether somebody is the person this is about."""
        return person is not None and person.address.casefold() == self.reader.key

    def is_host(self, case: Case) -> bool:
        """Whether the person sent the notes of this recap."""
        return case.recap.host.key == self.reader.key

    def language(self, case: Case | None = None) -> Language:
        """The reader's language, else that of the notes."""
        notes = case.recap.meeting.language if case is not None else DEFAULT_LANGUAGE
        return self.knowledge.language(self.view.person.language or self.spoken or notes)

    def base(self, case: Case) -> str:
        """The subject of the recap's thread."""
        base = find_base(case.recap.subject, tag=case.recap.tag, words=self.knowledge.mail_words)
        return base or self.title(case)

    def title(self, case: Case) -> str:
        """What the meeting is called."""
        return find_title(case.recap, texts=self.language(case).texts)

    def reply(self, case: Case) -> Reply:
        """Where the reader's answers about this recap go."""
        token = build_token(secret=self.policy.secret, tag=case.recap.tag, address=self.reader.address)
        return Reply(
            address=build_reply_address(self.policy.address, separator=self.policy.reply_separator, token=token),
            subject=answer_subject(self.base(case), tag=case.recap.tag),
        )

    def write(self, kind: str, case: Case, *, key: str, **context: Any) -> DueLetter:
        """One letter in the conversation of a recap."""
        given = {
            "tag": case.recap.tag,
            "base": self.base(case),
            "host": say_name(Person(name=case.recap.host.name, address=case.recap.host.address)),
            "meeting": self.title(case),
        }
        letter = self._compose(kind, case, reply=self.reply(case), key=key, thread=_thread(case), **given, **context)
        return DueLetter(letter=letter, tag=case.recap.tag)

    def write_across(self, kind: str, cases: Sequence[Case], *, key: str, **context: Any) -> DueLetter:
        """One letter about several recaps, or none: codes say nothing alone, so its own address for answers is ours."""
        case = cases[-1] if cases else None
        if case is not None and len(cases) == 1:
            reply, tag = self.reply(case), case.recap.tag
        else:
            reply, tag = Reply(address=self.policy.address.address, subject=""), None
        letter = self._compose(kind, case, reply=reply, key=key, thread=(), tag=tag or "", **context)
        return DueLetter(letter=letter, tag=tag)

    def write_apart(self, kind: str, case: Case, *, key: str, reply: Reply, **context: Any) -> DueLetter:
        """One letter about a recap and outside its conversation: nobody who reads along there sees it."""
        letter = self._compose(kind, case, reply=reply, key=key, thread=(), meeting=self.title(case), **context)
        return DueLetter(letter=letter, tag=case.recap.tag)

    def _compose(
        self, kind: str, case: Case | None, *, reply: Reply, key: str, thread: tuple[str, ...], **context: Any
    ) -> Letter:
        language = self.language(case)
        rendered = render(
            self.knowledge.templates,
            kind,
            texts=language.texts,
            language=language.code,
            reply=reply,
            us=self.policy.address.address,
            **context,
        )
        envelope = Envelope(
            kind=kind,
            key=key,
            sender=self.policy.address,
            to=self.reader,
            reply_to=reply.address,
            message_id=build_message_id(content_key=kind, key=key, policy=self.policy),
            now=self.view.now,
            language=language.code,
            in_reply_to=thread[-1] if thread else None,
            references=thread,
            list_unsubscribe=unsubscribe(reply.address, language),
        )
        return compose_letter(rendered, envelope)


def unsubscribe(address: str, language: Language) -> str:
    """The mail that ends the letters of this sort (RFC 2369), as a link."""
    body = quote(language.texts("answers.stop.body"), safe="")
    return f"mailto:{quote(address, safe='@')}?subject={body}&body={body}"


def find_item(case: Case, code: str | None) -> Item | None:
    """The item of that code, as it stands now."""
    return next((item for item in case.recap.items if item.code == code), None)


def _thread(case: Case) -> tuple[str, ...]:
    """The mails this reader has of the conversation, the one to answer last."""
    first = [letter.message_id for letter in case.letters(*FIRST_LETTERS)]
    return tuple(dict.fromkeys((*case.recap.thread, *first)))
