"""A mail that asks something, and nothing else: a question to the log, a map, an update, or how all this works.

The question is a line of its own, in the text or in the subject. Beside it
stand greetings and a name at the most: a mail with more to say is no question.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from pipeline.knowledge import DEFAULT_LANGUAGE, Knowledge
from pipeline.languages.load import Language
from pipeline.log.folding import fold_words
from pipeline.log.letters import ANSWERS, Asking, help_letter
from pipeline.log.question import read_question
from pipeline.mail.read import MailReading
from pipeline.model import Address, Asks, Letter, Mail, MailClass, Question, ReplyReading, ReplyText
from pipeline.notes.tokens import read_tokens
from pipeline.outcome import Answered, Asked, Policy, View
from pipeline.recap.desk import language_code
from pipeline.recap.subjects import find_base

# The verb of a reply that asks us.
ASK = "ask"
# A mail with more lines has more to say.
MOST_LINES = 6
# Nobody asks at such length.
MAX_LINE = 300
# A greeting or a farewell is no longer than this.
MOST_KIND_WORDS = 5


def find_question(
    mail: Mail, reading: MailReading, sender: Address, view: View, *, knowledge: Knowledge
) -> Question | None:
    """What a mail asks; None where it has anything else to say."""
    if reading.forwarded is not None or any(use.used for use in reading.attachments):
        return None
    typed = find_typed(reading)
    lines = [line.strip() for line in typed.splitlines() if line.strip()]
    if len(lines) > MOST_LINES or any(len(line) > MAX_LINE for line in lines):
        return None
    asked = {line: question for line in lines if (question := read_in_any(line, view, knowledge=knowledge))}
    if len(asked) > 1 or not all(line in asked or is_frame(line, sender, knowledge) for line in lines):
        return None
    if asked:
        return next(iter(asked.values()))
    return read_in_any(find_base(mail.subject, tag="", words=knowledge.mail_words), view, knowledge=knowledge)


def read_in_any(text: str, view: View, *, knowledge: Knowledge) -> Question | None:
    """The question in the language of its words; where they do not tell, in the first that reads it."""
    today, people = view.arrived_at.date(), view.people
    readings = {
        pack.code: question
        for pack in _packs_for(text, view, knowledge)
        if (question := read_question(text, today=today, language=pack, people=people)) is not None
    }
    if not readings:
        return None
    told = knowledge.tongues.tell(text)
    first = next(iter(readings))
    return replace(readings[first], languages=(first,) if told == first else tuple(readings))


def part_question(
    reply: ReplyText, reading: ReplyReading, view: View, *, knowledge: Knowledge
) -> tuple[Question | None, ReplyReading]:
    """The question that a reply to a recap asks of the log, and the reply without it."""
    for change in reading.changes:
        question = read_in_any(change.text or "", view, knowledge=knowledge) if change.verb == ASK else None
        if question is not None:
            return question, replace(reading, changes=tuple(one for one in reading.changes if one is not change))
    lines = [line.strip() for line in reply.visible.splitlines() if line.strip()]
    if reading.changes or reading.unclear or reading.courtesy or len(lines) != 1:
        return None, reading
    return read_in_any(lines[0], view, knowledge=knowledge), reading


def answer_question(
    question: Question, mail: Mail, sender: Address, view: View, *, policy: Policy, knowledge: Knowledge
) -> Answered | Asked:
    """The letter with the answer, once what the log holds has been looked up."""
    letter = write_answer(question, mail, sender, view, policy=policy, knowledge=knowledge)
    if letter is None:
        return Asked(question=question, by=sender.address)
    return Answered(by=sender.address, letters=(letter,))


def write_answer(
    question: Question, mail: Mail, sender: Address, view: View, *, policy: Policy, knowledge: Knowledge
) -> Letter | None:
    """The answer; None while the log has not been looked up for this question."""
    asking = Asking(
        asker=sender,
        mail=mail,
        language=_language_for(question, sender, view, knowledge),
        policy=policy,
        view=view,
        knowledge=knowledge,
    )
    if question.asks is Asks.HELP:
        return help_letter(asking)
    if view.looked is None or view.looked.question != question:
        return None
    return ANSWERS[question.asks](view.looked, asking)


def find_typed(reading: MailReading) -> str:
    """What the writer of a mail typed; empty where it carries more than that."""
    if reading.reply is not None:
        return reading.reply.visible
    if reading.mail_class is MailClass.NOTES and len(reading.notes) == 1:
        return reading.notes[0].text
    return ""


def is_frame(line: str, sender: Address, knowledge: Knowledge) -> bool:
    """Whether a line only greets, thanks or signs."""
    words = [token for token in read_tokens(line) if not token.is_mark]
    if len(words) > MOST_KIND_WORDS:
        return False
    said = set(fold_words(line))
    if said <= set(fold_words(sender.name)):
        return True
    packs = knowledge.languages.values()
    greets = any(
        table.find_at(words, 0) is not None
        for pack in packs
        for table in (pack.replies.greetings, pack.replies.closings)
    )
    return greets or any(said <= pack.questions.small for pack in packs)


def _packs_for(text: str, view: View, knowledge: Knowledge) -> Iterator[Language]:
    """Every language, likely ones first."""
    recap = view.recap.meeting.language if view.recap is not None else ""
    likely = (knowledge.tongues.tell(text), recap, DEFAULT_LANGUAGE, *knowledge.languages)
    yield from (knowledge.languages[code] for code in dict.fromkeys(likely) if code in knowledge.languages)


def _language_for(question: Question, asker: Address, view: View, knowledge: Knowledge) -> Language:
    """Of those it can be read in the asker's, or that of the recap or of most of what was found; else the likeliest."""
    theirs = language_code(asker, view)
    if theirs in question.languages:
        return knowledge.language(theirs)
    recaps = [entry.recap for entry in view.looked.entries] if view.looked is not None else []
    spoken = [recap.meeting.language for recap in ([view.recap] if view.recap is not None else recaps)]
    fitting = [code for code in spoken if code in question.languages]
    likeliest = question.languages[0] if question.languages else DEFAULT_LANGUAGE
    return knowledge.language(max(question.languages, key=fitting.count) if fitting else likeliest)
