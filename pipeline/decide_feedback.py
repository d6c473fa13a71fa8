"""A draft of feedback, mailed to be read before it is sent: its writer gets the coach's letter, nobody else any."""

from __future__ import annotations

from pipeline.decide_question import find_typed
from pipeline.feedback.letter import feedback_letter
from pipeline.feedback.phrases import read_row
from pipeline.feedback.read import read_feedback
from pipeline.knowledge import Knowledge
from pipeline.languages.load import load_feedback
from pipeline.log.letters import Asking
from pipeline.mail.read import MailReading
from pipeline.model import Address, Mail
from pipeline.outcome import Answered, Policy, View
from pipeline.recap.subjects import find_base


def decide_feedback(
    mail: Mail, reading: MailReading, sender: Address, view: View, *, policy: Policy, knowledge: Knowledge
) -> Answered | None:
    """The answer to a draft; None where the subject does not say that the mail is one, or it holds no words."""
    draft = find_typed(reading)
    row = read_row(find_base(mail.subject, tag="", words=knowledge.mail_words))
    if not draft.strip() or not any(load_feedback(code).asks["subject"].stand_in(row) for code in knowledge.languages):
        return None
    check = read_feedback(draft, knowledge=knowledge)
    asking = Asking(
        asker=sender,
        mail=mail,
        language=knowledge.language(check.language),
        policy=policy,
        view=view,
        knowledge=knowledge,
    )
    return Answered(by=sender.address, letters=(feedback_letter(check, asking),))
