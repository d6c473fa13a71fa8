"""Letters to whoever runs this: what needs a person, once a day for each reason, and nothing of what mails say."""

from __future__ import annotations

from pipeline.knowledge import DEFAULT_LANGUAGE, Knowledge
from pipeline.model import Letter
from pipeline.outcome import Policy, Reason, View
from pipeline.recap.compose import GENERATED, Envelope, build_message_id, compose_letter
from pipeline.recap.desk import language_code
from pipeline.recap.render import render

KIND = "operator"


def operator_letters(
    reason: Reason, *, policy: Policy, view: View, knowledge: Knowledge, **facts: str
) -> tuple[Letter, ...]:
    """The letter; none where no operator is set. Its key holds the day, so that the outbox takes the day's first."""
    if policy.operator is None:
        return ()
    language = knowledge.language(language_code(policy.operator, view) or DEFAULT_LANGUAGE)
    facts["us"] = policy.address.address
    key = f"{KIND}:{reason}:{view.now:%Y-%m-%d}"
    rendered = render(
        knowledge.templates,
        KIND,
        texts=language.texts,
        language=language.code,
        subject=language.texts(f"operator.{reason}.subject", **facts),
        what=language.texts(f"operator.{reason}.what", **facts),
        instead=language.texts(f"operator.{reason}.instead", **facts),
        us=facts["us"],
    )
    envelope = Envelope(
        kind=KIND,
        key=key,
        sender=policy.address,
        to=policy.operator,
        reply_to=policy.address.address,
        message_id=build_message_id(content_key=view.content_key, key=key, policy=policy),
        now=view.now,
        language=language.code,
        automatic=GENERATED,
    )
    return (compose_letter(rendered, envelope),)
