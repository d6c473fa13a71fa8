"""Words for somebody else: read for their writer, and passed on once the writer says so; nobody else hears of them.

A draft begins with its subject. What follows is found by the token of our
letter about it, and by nothing else: only its writer has that.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from pipeline.decide_person import decide_person
from pipeline.decide_question import find_typed, is_frame
from pipeline.feedback.letter import feedback_letter, note_letter
from pipeline.feedback.read import read_feedback
from pipeline.feedback.rows import read_row
from pipeline.feedback.sending import Sending, find_greeted, find_receiver, is_put_off, read_sending
from pipeline.knowledge import Knowledge
from pipeline.languages.load import load_feedback
from pipeline.log.letters import Asking
from pipeline.mail.read import MailReading
from pipeline.mail.route import build_token, is_ours
from pipeline.model import Address, Mail, Person, Recap
from pipeline.model.feedback import NOTE, Draft
from pipeline.model.preferences import Rhythm
from pipeline.outcome import FeedbackRead, Ignored, PersonRead, Policy, Reason, View
from pipeline.people.tell import Teller, tell_prompts
from pipeline.people.wishes import is_only
from pipeline.recap.page import say_name
from pipeline.recap.subjects import find_base

Decided = FeedbackRead | PersonRead | Ignored | Reason


def decide_feedback(
    mail: Mail, reading: MailReading, sender: Address, view: View, *, policy: Policy, knowledge: Knowledge
) -> FeedbackRead | None:
    """The answer to a new draft; None where the subject does not say that the mail is one, or it holds no words."""
    text = find_typed(reading)
    subject = find_base(mail.subject, tag="", words=knowledge.mail_words)
    row = read_row(subject)
    if not text.strip() or not any(load_feedback(code).asks["subject"].stand_in(row) for code in knowledge.languages):
        return None
    desk = _Desk(mail=mail, writer=sender, view=view, policy=policy, knowledge=knowledge)
    if is_put_off(text, writer=sender, knowledge=knowledge):
        # "Undo" to the receipt of a draft that was sent is no draft of its own.
        return desk.say("stays")
    return desk.read(text, desk.find(subject) or desk.find(find_greeted(text)))


def decide_answer(
    mail: Mail, sender: Address, reading: MailReading, draft: Draft, view: View, *, policy: Policy, knowledge: Knowledge
) -> Decided:
    """What an answer to a letter about a draft, or to a prompt, comes to."""
    text = find_typed(reading)
    if draft.by not in {sender.key, *view.same}:
        return decide_person(mail, sender, reading, view, policy=policy, knowledge=knowledge) or Reason.NOT_YOURS
    desk = _Desk(mail=mail, writer=sender, view=view, policy=policy, knowledge=knowledge)
    rhythm = desk.read_rhythm(text)
    if rhythm is Rhythm.NEVER or (rhythm is not None and draft.prompt):
        return desk.tell_rhythm(rhythm, text)
    order = read_sending(text, writer=sender, knowledge=knowledge)
    if order is not None:
        return desk.send(order, draft)
    if is_put_off(text, writer=sender, knowledge=knowledge):
        return desk.say("stays") if draft.sent else Ignored(reason=Reason.COURTESY)
    person = decide_person(mail, sender, reading, view, policy=policy, knowledge=knowledge)
    if person is not None:
        return person
    if all(is_frame(line, sender, knowledge) for line in text.splitlines() if line.strip()):
        return Ignored(reason=Reason.COURTESY if text.strip() else Reason.EMPTY)
    return desk.read(text, draft.to, thread="" if draft.sent else draft.thread)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Desk:
    """Who writes, in which mail, and what is known."""

    mail: Mail
    writer: Address
    view: View
    policy: Policy
    knowledge: Knowledge

    @property
    def met(self) -> Mapping[str, Person]:
        """Everybody of the writer's own meetings, by address."""
        people = (one for recap in self.view.series for one in _people_of(recap))
        return {one.address.casefold(): one for one in people if one.address}

    def may_get(self, address: str) -> bool:
        """Whether words of this writer may go there: inside the house, or to somebody they met; never to us."""
        domain = address.rpartition("@")[2].casefold()
        inside = domain in self.policy.allowed_domains or address.casefold() in self.met
        return inside and not is_ours(address, ours=self.policy.address, separator=self.policy.reply_separator)

    def find(self, said: str) -> Person | None:
        """Whom these words name, of those who may get something."""
        known = {one.address.casefold(): one for one in self.view.people if self.may_get(one.address)}
        people = tuple({**self.met, **known}.values())
        return find_receiver(said, people, writer=self.writer, same=self.view.same)

    def read(self, text: str, to: Person | None, *, thread: str = "") -> FeedbackRead:
        """The coach's letter about these words, which wait for a "send" from now on."""
        policy, view = self.policy, self.view
        token = build_token(secret=policy.secret, tag=f"draft:{view.content_key}", address=self.writer.address)
        barred = to is not None and (not self.may_get(to.address) or to.address.casefold() == self.writer.key)
        draft = Draft(token=token, thread=thread or token, by=self.writer.key, text=text, to=None if barred else to)
        check = read_feedback(text, knowledge=self.knowledge)
        asking = Asking(
            asker=self.writer,
            mail=self.mail,
            language=self.knowledge.language(check.language),
            policy=policy,
            view=view,
            knowledge=self.knowledge,
        )
        letter = feedback_letter(check, asking, draft=draft, barred=to.address if to is not None and barred else "")
        return FeedbackRead(by=self.writer.address, letters=(letter,), draft=draft)

    def send(self, order: Sending, draft: Draft) -> FeedbackRead:
        """The words to whom they are for and a receipt; the coach's letter again where anything is not clear."""
        to = (self.find(order.to) or _by_address(order.to)) if order.to else draft.to
        who = say_name(to) if to is not None else ""
        if draft.sent:
            return self.say("twice")
        text = order.words or draft.text
        if not text.strip():
            return self.say("gone")
        if not order.sure or to is None or (draft.prompt and not draft.text) or not self.may_send(to):
            return self.read(text, to, thread=draft.thread)
        note = note_letter(
            text,
            key=f"{NOTE}:{draft.thread}",
            writer=self.writer,
            reader=Address(address=to.address, name=to.name),
            policy=self.policy,
            view=self.view,
            knowledge=self.knowledge,
        )
        receipt = self.say("passed", who=who)
        return replace(receipt, letters=(note, *receipt.letters), sent=draft.thread)

    def may_send(self, to: Person) -> bool:
        """Whether these words may go there, and not to their own writer."""
        return self.may_get(to.address) and to.address.casefold() not in {self.writer.key, *self.view.same}

    def read_rhythm(self, text: str) -> Rhythm | None:
        """How often prompts should come, where an answer says that and nothing else."""
        packs = [pack.wishes for pack in self.knowledge.languages.values()]
        said = [line for line in text.splitlines() if line.strip()]
        said = [line for line in said if not is_frame(line, self.writer, self.knowledge) or len(said) == 1]
        if len(said) != 1:
            return None
        if any(is_only(said[0], words.stop) or is_only(said[0], words.no_prompts) for words in packs):
            return Rhythm.NEVER
        return Rhythm.MONTHLY if any(is_only(said[0], words.useless) for words in packs) else None

    def tell_rhythm(self, rhythm: Rhythm, text: str) -> PersonRead:
        """The rhythm is noted, and the receipt says what it is and that nothing else changed."""
        return tell_prompts(self._teller, rhythm, text)

    @property
    def _teller(self) -> Teller:
        return Teller(writer=self.writer, mail=self.mail, view=self.view, policy=self.policy, knowledge=self.knowledge)

    def say(self, name: str, **values: str) -> FeedbackRead:
        """A short letter to the writer about their own words."""
        letter = self._teller.write(name, values=values)
        return FeedbackRead(by=self.writer.address, letters=(letter,))


def _people_of(recap: Recap) -> tuple[Person, ...]:
    readers = tuple(Person(name=one.name, address=one.address) for one in recap.audience)
    return (*recap.people, *readers)


def _by_address(said: str) -> Person | None:
    return find_receiver(said, (), writer=Address(address="nobody@invalid")) if "@" in said else None
