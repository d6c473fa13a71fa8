"""The letters that answer a question: what the log says, a map, a draft of an update, and how all this works."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Any

from pipeline.kinds import KINDS
from pipeline.knowledge import Knowledge
from pipeline.languages.load import Language
from pipeline.log.export import export
from pipeline.log.influence import find_influence
from pipeline.log.map_page import build_map_page, draw_picture
from pipeline.log.page import MOST_SHOWN, arrange, build_log_page, build_own_entry
from pipeline.log.update_page import build_update_page
from pipeline.mail.route import build_reply_address, build_token
from pipeline.model import Address, Asks, Attachment, Entry, Form, Letter, Looked, Mail, Recap
from pipeline.outcome import Policy, View
from pipeline.recap.compose import REPLIED, Envelope, build_message_id, build_picture_id, compose_letter
from pipeline.recap.page import FOR_DATED, FOR_OWNED, Answer, Reply, Section
from pipeline.recap.recap_page import find_title
from pipeline.recap.render import render
from pipeline.recap.subjects import answer_subject, find_base

KEY_LENGTH = 16
# What a file by mail may hold; whoever needs more asks for fewer days.
MOST_EXPORTED = 5_000
# What a map counts: a busy person's quarter holds half of it.
MOST_MAPPED = 3_000
# The answers that help shows, for an item that could stand in any recap.
SHOWN_ANSWERS = ("accept", "done", "reschedule", "decline")


@dataclass(frozen=True, slots=True, kw_only=True)
class Asking:
    """Who asks, in which mail, in which language the answer is written, and what all letters need."""

    asker: Address
    mail: Mail
    language: Language
    policy: Policy
    view: View
    knowledge: Knowledge


def answer_letter(looked: Looked, asking: Asking) -> Letter:
    """What was found; a file beside it where one was asked for."""
    texts = asking.language.texts
    page = build_log_page(looked, texts=texts)
    question = looked.question
    if question.mine:
        page = replace(page, sections=_own_sections(looked, asking))
    files: tuple[Attachment, ...] = ()
    if question.form is not Form.LETTER and looked.entries:
        files = (export(looked.entries, question.form, texts=texts),)
        page = replace(page, more="", sections=())
    attached = [texts.count("log.attached", len(looked.entries), name=file.name) for file in files]
    if files and looked.more:
        attached.append(texts("log.most_attached", number=len(looked.entries)))
    return write_letter("log", asking, files, page=page, attached=attached)


def map_letter(looked: Looked, asking: Asking) -> Letter:
    """Who does what in the asker's own meetings: a picture, and all of it in numbers."""
    texts = asking.language.texts
    found = find_influence(looked, {asking.asker.key, *asking.view.same}, known=asking.view.people)
    picture = draw_picture(found, texts=texts)
    pictures = (picture,) if picture is not None else ()
    page = build_map_page(found, more=looked.more, texts=texts)
    return write_letter("map", asking, pictures=pictures, page=page)


def update_letter(looked: Looked, asking: Asking) -> Letter:
    """A status for somebody else, to whoever asked for it and to nobody else."""
    return write_letter("update", asking, page=build_update_page(looked, texts=asking.language.texts))


# What each question is answered with, once the log has been looked up.
ANSWERS: Mapping[Asks, Callable[[Looked, Asking], Letter]] = MappingProxyType(
    {Asks.FIND: answer_letter, Asks.MAP: map_letter, Asks.UPDATE: update_letter}
)


def help_letter(asking: Asking) -> Letter:
    """What to send, what to answer, what to ask."""
    texts = asking.language.texts
    answers = [texts(f"answers.{key}.body", code=code) for key, code in zip(SHOWN_ANSWERS, _codes(), strict=True)]
    samples = texts("help.ask.samples").strip().splitlines()
    feedback = texts("help.feedback.samples").strip().splitlines()
    example = texts("refusal.example").strip().splitlines()
    shown = [f"{answer.rstrip()} …" if answer.endswith(" ") else answer for answer in answers]
    return write_letter("help", asking, answers=shown, samples=samples, feedback=feedback, example=example)


def _codes() -> Sequence[str]:
    return [f"A{number}" for number in range(1, len(SHOWN_ANSWERS) + 1)]


def _own_sections(looked: Looked, asking: Asking) -> tuple[Section, ...]:
    """The open items of who asks, each with its answers, at the address of its own recap."""
    texts = asking.language.texts
    entries = tuple(
        build_own_entry(entry, answers=_answers(entry, asking), texts=texts) for entry in arrange(looked)[:MOST_SHOWN]
    )
    return (Section(heading="", entries=entries),) if entries else ()


def _answers(entry: Entry, asking: Asking) -> tuple[Answer, ...]:
    reply = _reply_of(entry.recap, asking)
    keys = FOR_DATED if KINDS[entry.item.kind].dated else FOR_OWNED
    return tuple(reply.answer(key, texts=asking.language.texts, code=entry.item.code) for key in keys)


def _reply_of(recap: Recap, asking: Asking) -> Reply:
    policy = asking.policy
    token = build_token(secret=policy.secret, tag=recap.tag, address=asking.asker.address)
    base = find_base(recap.subject, tag=recap.tag, words=asking.knowledge.mail_words)
    return Reply(
        address=build_reply_address(policy.address, separator=policy.reply_separator, token=token),
        subject=answer_subject(base or find_title(recap, texts=asking.language.texts), tag=recap.tag),
    )


def write_letter(
    kind: str,
    asking: Asking,
    files: Sequence[Attachment] = (),
    pictures: Sequence[Attachment] = (),
    reply_to: str = "",
    **context: Any,
) -> Letter:
    """A letter to who asks, in the thread of the mail that asked; `reply_to` is empty where answers go to us."""
    mail, policy, view = asking.mail, asking.policy, asking.view
    key = f"{kind}:{asking.asker.key}:{view.content_key[:KEY_LENGTH]}"
    thread = (*(mail.references or mail.in_reply_to), mail.message_id) if mail.message_id is not None else ()
    rendered = render(
        asking.knowledge.templates,
        kind,
        texts=asking.language.texts,
        language=asking.language.code,
        base=find_base(mail.subject, tag="", words=asking.knowledge.mail_words),
        us=policy.address.address,
        pictures=[build_picture_id(key, picture.name) for picture in pictures],
        **context,
    )
    envelope = Envelope(
        kind=kind,
        key=key,
        sender=policy.address,
        to=asking.asker,
        reply_to=reply_to or policy.address.address,
        message_id=build_message_id(content_key=view.content_key, key=key, policy=policy),
        now=view.now,
        language=asking.language.code,
        in_reply_to=thread[-1] if thread else None,
        references=thread,
        automatic=REPLIED,
    )
    return compose_letter(rendered, envelope, files, pictures)
