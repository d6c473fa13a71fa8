"""A mail that is about its writer and no recap: stop, forget me, preferences, and the yes to a question of ours.

Works for everybody we ever wrote to, also from outside the house and without
a reply address; whoever we never wrote to stays a stranger.
"""

from __future__ import annotations

from pipeline.knowledge import Knowledge
from pipeline.mail.quote import read_reply
from pipeline.mail.read import MailReading
from pipeline.model import Address, Mail, Meeting, Passage, Recap, ReplyText
from pipeline.outcome import PersonRead, Policy, View
from pipeline.people.tell import FORGET, SAME, Teller, forgotten, joined, language_of_writer, tell
from pipeline.people.wishes import begins_with, is_only, read_wishes, without_wishes
from pipeline.people.words import fold
from pipeline.recap.subjects import find_base
from pipeline.replies.read import read_orders

# A mail with more lines has more to say than a word about its writer.
MOST_LINES = 6
# Words beside a wish: a greeting and a name.
MOST_BESIDE = 8
ABOUT_ONESELF = ("stop", "forget")


def decide_person(
    mail: Mail, sender: Address, reading: MailReading | None, view: View, *, policy: Policy, knowledge: Knowledge
) -> PersonRead | None:
    """What the mail says about its writer; None where it says nothing, or something else as well.

    Without a reading the writer is from outside: nothing but stop, forget and a yes to a question of ours is heard.
    """
    if reading is not None and (reading.forwarded is not None or any(use.used for use in reading.attachments)):
        return None
    reply = (reading.reply if reading is not None else None) or read_reply(mail.text, knowledge.mail_words)
    text = _cut(reply.visible)
    subject = find_base(mail.subject, tag="", words=knowledge.mail_words)
    if text is None:
        return None
    teller = Teller(writer=sender, mail=mail, view=view, policy=policy, knowledge=knowledge)
    confirmed = find_confirmed(teller, text)
    if confirmed is not None:
        return confirmed
    language = language_of_writer(teller, text or subject)
    verbs = _find_verbs(text, subject, teller)
    today = view.arrived_at.date()
    if not verbs and (reading is None or not _is_all(text, teller)):
        return None
    telling = tell(teller, text if reading is not None else "", verbs, today=today, language=language)
    if telling is None:
        return None
    letters = telling.letters
    if telling.letter:
        lines = telling.lines if telling.letter == "noted" else ()
        letters += (teller.knowing(telling.told).write(telling.letter, lines=lines),)
    return PersonRead(told=telling.told, letters=letters)


def find_confirmed(teller: Teller, text: str) -> PersonRead | None:
    """What the writer says yes to, of the questions about themselves that wait; None where there is none."""
    answered = {*teller.mail.in_reply_to, *teller.mail.references}
    for asked in teller.view.asked:
        which = "forget" if asked.key.startswith(FORGET) else "same"
        said_yes = asked.message_id in answered and _says_yes(text, teller.knowledge)
        again = which == "forget" and "forget" in _read_verbs(text, teller)
        if not said_yes and not again and not _is_tapped(text, which, teller.knowledge):
            continue
        if asked.key.startswith(SAME):
            told, letter = joined(teller, asked.key.split(":", 3)[3])
        else:
            told, letter = forgotten(teller)
        return PersonRead(told=told, letters=(letter,))
    return None


def _cut(text: str) -> str | None:
    """The typed words where they are few; None where there are more."""
    lines = [line for line in text.splitlines() if line.strip()]
    return text.strip() if len(lines) <= MOST_LINES else None


def _find_verbs(text: str, subject: str, teller: Teller) -> tuple[str, ...]:
    """Whether the writer wants no more letters, or to be forgotten: in the text, or as all that the subject says."""
    packs = teller.knowledge.languages.values()
    alone = (text, subject) if len(text.split()) <= 2 * MOST_BESIDE else (text,)
    if any(is_only(said, pack.wishes.stop) for said in alone for pack in packs):
        return ("stop",)
    if len(text.split()) > 2 * MOST_BESIDE:
        return ()
    return _read_verbs(text, teller)


def _read_verbs(text: str, teller: Teller) -> tuple[str, ...]:
    """The verbs about oneself, read against a recap in which nothing can be meant."""
    language, today = language_of_writer(teller, text), teller.view.arrived_at.date()
    # "Stop the prompts" stops nothing else.
    text = without_wishes(text, today=today, language=language)
    nothing = Recap(tag="", meeting=Meeting(), host=teller.policy.address)
    reply = ReplyText(visible=text, passages=(Passage(text=text, line=1),))
    reading = read_orders(reply, nothing, writer=teller.writer.address, today=today, language=language)
    verbs = {change.verb for change in reading.changes}
    return tuple(verb for verb in ABOUT_ONESELF if verb in verbs)


def _is_all(text: str, teller: Teller) -> bool:
    """Whether a mail says hardly anything but wishes: what else stands in it could be notes."""
    language, today = language_of_writer(teller, text), teller.view.arrived_at.date()
    if begins_with(text, language.wishes.start):
        return len(text.split()) <= MOST_BESIDE
    rest = without_wishes(text, today=today, language=language)
    for wish in read_wishes(rest, today=today, language=language):
        rest = rest.replace(wish.said, "", 1)
    return rest != text and len(rest.split()) <= MOST_BESIDE


def _says_yes(text: str, knowledge: Knowledge) -> bool:
    return any(begins_with(text, pack.wishes.yes) for pack in knowledge.languages.values())


def _is_tapped(text: str, which: str, knowledge: Knowledge) -> bool:
    """Whether the text is the answer that we offered to tap."""
    offered = tuple(fold(pack.texts(f"personal.answers.{which}")) for pack in knowledge.languages.values())
    return is_only(text, offered)
