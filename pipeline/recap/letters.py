"""Hop 9b: who gets which letter, with which address for answers, threaded with what.

Every reader's answers go to an address of their own, whose token says which
recap and which reader. A letter of the thread answers the mail that started
it; a receipt answers the reply.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from pipeline.knowledge import DEFAULT_LANGUAGE, Knowledge
from pipeline.languages.load import Language
from pipeline.mail.quote import read_reply
from pipeline.model import Address, Change, Item, Letter, Mail, Recap, ReplyReading, State
from pipeline.outcome import Policy, Reason, View
from pipeline.recap.compose import GENERATED, REPLIED, Envelope, build_message_id, compose_letter
from pipeline.recap.desk import FIRST, KEY_LENGTH, Desk, language_code, say_address, thread_of
from pipeline.recap.page import MAX_TEXT, begin, build_entry, build_own_entry, say_name, shorten
from pipeline.recap.recap_page import build_recap_page
from pipeline.recap.receipt_page import NO_EFFECTS, Effects, build_receipt_page
from pipeline.recap.render import render
from pipeline.recap.subjects import find_base
from pipeline.recap.texts import Texts

MAX_SUBJECT_TEXT = 60
# So much of a mail tells its language.
MAX_READ = 4000
# Reasons to refuse for which better notes are the cure.
WANT_NOTES = frozenset({Reason.NO_NOTES, Reason.EMPTY, Reason.UNREADABLE, Reason.TOO_LARGE, Reason.TOO_MANY_READERS})


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
        before, after, reading, reader=writer, reply=desk.reply, texts=desk.language.texts, effects=effects
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
            notes=tuple(_say_declined(item, change, language=desk.language)),
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
    language = _language_of_refusal(mail, mail.sender, view, knowledge=knowledge)
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
        **_example_of(reason, mail.sender, view, texts=language.texts),
        forward=reason in WANT_NOTES,
        us=policy.address.address,
    )
    envelope = Envelope(
        kind="refusal",
        key=key,
        sender=policy.address,
        to=mail.sender,
        reply_to=policy.address.address,
        message_id=build_message_id(content_key=view.content_key, key=key, policy=policy),
        now=view.now,
        language=language.code,
        in_reply_to=thread[-1] if thread else None,
        references=thread,
        automatic=REPLIED,
    )
    return compose_letter(rendered, envelope)


def _language_of_refusal(mail: Mail, sender: Address, view: View, *, knowledge: Knowledge) -> Language:
    """The language the sender told us or writes in, this mail included; else that of the notes."""
    told = language_code(sender, view)
    if told:
        return knowledge.language(told)
    words = read_reply(mail.text, knowledge.mail_words).visible or mail.text
    notes = view.recap.meeting.language if view.recap is not None else DEFAULT_LANGUAGE
    return knowledge.language_of(f"{mail.subject}\n{words}"[:MAX_READ], default=notes or DEFAULT_LANGUAGE)


def _example_of(reason: Reason, sender: Address, view: View, *, texts: Texts) -> dict[str, str]:
    """What works instead, and the words before it: notes as they can be, or the one line that helps; empty for none."""
    if reason in WANT_NOTES:
        return {"lead": "", "example": texts("refusal.example").strip()}
    readers = {reader.key for reader in view.recap.audience} if view.recap is not None else set()
    if texts.has(f"reasons.{reason}.without") and sender.key not in readers:
        line = texts(f"reasons.{reason}.example", address=sender.address)
        return {"lead": texts(f"reasons.{reason}.without"), "example": line}
    return {"lead": "", "example": ""}


def _recap_letter(desk: Desk, *, key: str, thread: Sequence[str]) -> Letter:
    page = build_recap_page(
        replace(desk.recap, subject=desk.base), desk.reader, reply=desk.reply, texts=desk.language.texts
    )
    return desk.write("recap", key=key, thread=thread, automatic=GENERATED, page=page)


def _say_declined(item: Item, change: Change, *, language: Language) -> Iterator[str]:
    """Why, and whose it is now: who only was asked to take it leaves it where it was."""
    yield _say_reason(item, change, language=language)
    if item.state is not State.DECLINED and item.owner is not None and item.owner.address:
        yield language.texts("declined.stays", owner=say_name(item.owner))


def _say_reason(item: Item, change: Change, *, language: Language) -> str:
    reason = shorten(change.text or item.reason, MAX_TEXT)
    if not reason:
        return language.texts("declined.no_reason")
    return language.texts("item.because.declined", reason=reason)
