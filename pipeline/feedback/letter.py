"""The letter that answers a draft: what is good in it first, then the words in question, then a shape for its words."""

from __future__ import annotations

import re
from collections.abc import Iterator

from pipeline.feedback.words import JUDGEMENTS, PLACES
from pipeline.knowledge import Knowledge
from pipeline.log.letters import Asking, write_letter
from pipeline.mail.route import build_reply_address
from pipeline.model import Address, Letter, Person
from pipeline.model.feedback import NOTE, RETURNED, Draft, DraftCheck
from pipeline.outcome import Policy, View
from pipeline.recap.compose import Envelope, build_message_id, compose_letter
from pipeline.recap.desk import language_code
from pipeline.recap.notices import personal_letter
from pipeline.recap.page import Answer, Reply, say_name
from pipeline.recap.render import render
from pipeline.recap.subjects import find_base
from pipeline.recap.texts import Texts

# As it is best said: a good word first, the ask last.
SHAPE = ("praise", "situation", "behaviour", "impact", "suggestion")
OPEN = "…"
# A line that is shorter was ended by its writer, not by the program.
FULL_LINE = 50


def feedback_letter(check: DraftCheck, asking: Asking, *, draft: Draft, barred: str = "") -> Letter:
    """To the writer of the draft and to nobody else, in the language of the draft.

    `barred` is the address it was meant for and may not go to, empty where there is none.
    """
    texts = asking.language.texts
    reply = _reply(draft, asking)
    return write_letter(
        "feedback",
        asking,
        good=[
            texts(f"feedback.places.{place}", quote=_quoted(check.places[place][0], texts)) for place in _filled(check)
        ],
        judged=_judged(check, texts),
        missing=_missing(check, texts),
        shape=_shape(check, texts) if not check.ok else [],
        how=_how(draft, barred, texts),
        answers=(_tap(draft, reply, texts),),
        reply_to=reply.address,
    )


def note_letter(
    text: str, *, key: str, writer: Address, reader: Address, policy: Policy, view: View, knowledge: Knowledge
) -> Letter:
    """The words as their writer's own, in their own thread; the answer goes to the writer and not to us."""
    spoken = (
        language_code(reader, view) or knowledge.language_of(text, default=language_code(writer, view) or "en").code
    )
    language = knowledge.language(spoken)
    rendered = render(
        knowledge.templates,
        NOTE,
        texts=language.texts,
        language=language.code,
        who=say_name(Person(name=writer.name, address=writer.address)),
        paragraphs=tuple(_paragraphs(text)),
        us=policy.address.address,
    )
    envelope = Envelope(
        kind=NOTE,
        key=key,
        sender=Address(address=policy.address.address, name=writer.name or writer.address),
        to=reader,
        reply_to=writer.address,
        message_id=build_message_id(content_key=view.content_key, key=key, policy=policy),
        now=view.now,
        language=language.code,
    )
    return compose_letter(rendered, envelope)


def returned_letter(
    message_id: str, *, writer: Address, to: str, policy: Policy, view: View, knowledge: Knowledge
) -> Letter:
    """That the note of this Message-ID did not arrive, without its words: nobody else knows that there was one."""
    return personal_letter(
        "returned",
        reader=writer,
        mail=None,
        values={"address": to},
        key=f"{RETURNED}{message_id}",
        policy=policy,
        view=view,
        knowledge=knowledge,
    )


def _reply(draft: Draft, asking: Asking) -> Reply:
    """Where a "send" goes."""
    policy = asking.policy
    base = find_base(asking.mail.subject, tag="", words=asking.knowledge.mail_words)
    return Reply(
        address=build_reply_address(policy.address, separator=policy.reply_separator, token=draft.token),
        subject=f"Re: {base or asking.language.texts('feedback.subject')}",
    )


def _how(draft: Draft, barred: str, texts: Texts) -> str:
    """To whom it goes once they say so, or how they say it."""
    if barred:
        return texts("feedback.barred", address=barred)
    if draft.to is None:
        return texts("feedback.whom")
    return texts(
        "feedback.send", who=f"{say_name(draft.to)} ({draft.to.address})" if draft.to.name else draft.to.address
    )


def _tap(draft: Draft, reply: Reply, texts: Texts) -> Answer:
    return reply.answer("send" if draft.to is not None else "send_to", texts=texts)


def _paragraphs(text: str) -> Iterator[str]:
    """What the writer set apart; lines that only a mail program broke are one."""
    for block in re.split(r"\n[ \t]*\n", text.strip()):
        said = ""
        for line in block.splitlines():
            if said and len(said.rpartition("\n")[2]) < FULL_LINE:
                yield said.replace("\n", " ")
                said = ""
            said = f"{said}\n{line.strip()}" if said else line.strip()
        if said:
            yield said.replace("\n", " ")


def _filled(check: DraftCheck) -> list[str]:
    return [place for place in PLACES if place in check.places]


def _judged(check: DraftCheck, texts: Texts) -> list[str]:
    """Each word in question once, with what to say instead."""
    said = {(one.flag, one.quote): one for one in check.judged}
    return [texts(f"feedback.flags.{one.flag}", quote=_quoted(one.quote, texts)) for one in said.values()]


def _missing(check: DraftCheck, texts: Texts) -> list[str]:
    numbers = {"several": len(check.places.get("suggestion", ())), "too-long": check.words}
    return [
        texts(f"feedback.flags.{flag}", number=numbers.get(flag, 0)) for flag in check.flags if flag not in JUDGEMENTS
    ]


def _shape(check: DraftCheck, texts: Texts) -> list[str]:
    """One praise and exactly one suggestion; what the draft does not say is left open for its writer."""
    lines = [texts(f"feedback.lines.{place}", words=check.places.get(place, (OPEN,))[0]) for place in SHAPE]
    return [*lines, texts("feedback.lines.back")]


def _quoted(words: str, texts: Texts) -> str:
    return texts("item.quote", quote=words.strip())
