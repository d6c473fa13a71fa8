"""What robots tell us that matters: letters of ours that did not arrive, and a code that waits for a person.

Anybody can write a report. It is believed only where it names a letter of
ours that went to the very recipient it speaks of.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from pipeline.feedback.letter import returned_letter
from pipeline.knowledge import Knowledge
from pipeline.mail.gmail import find_forwarding_code
from pipeline.mail.guard import is_proven
from pipeline.mail.report import find_failures
from pipeline.model import Address, Letter, Mail
from pipeline.outcome import Bounce, Ignored, Outcome, Policy, Quarantined, Reason, Reported, View
from pipeline.recap.operator import operator_letters


def decide_bounce(mail: Mail, view: View, *, policy: Policy, knowledge: Knowledge) -> Outcome:
    """Which of our letters did not arrive; nothing changes for one that is not ours."""
    posted = {one.address.casefold(): one for one in view.posted}
    bounces = {
        posted[address].message_id: Bounce(
            message_id=posted[address].message_id,
            address=address,
            status=failure.status,
            permanent=failure.permanent,
        )
        for failure in find_failures(mail)
        for address in failure.recipients
        if address in posted
    }
    if not bounces:
        return Ignored(reason=Reason.BOUNCE)
    dead = next((one.address for one in bounces.values() if one.permanent), None)
    return Reported(
        reason=Reason.BOUNCE,
        bounces=tuple(bounces.values()),
        letters=(
            *_tell_writers(bounces, view, policy=policy, knowledge=knowledge),
            *(
                ()
                if dead is None
                else operator_letters(Reason.BOUNCE, policy=policy, view=view, knowledge=knowledge, address=dead)
            ),
        ),
    )


def _tell_writers(
    bounces: Mapping[str, Bounce], view: View, *, policy: Policy, knowledge: Knowledge
) -> Iterator[Letter]:
    """Whose words came back hears so once, without the words: nobody else knows that there were any."""
    for posted in view.posted:
        if posted.writer and posted.message_id in bounces:
            writer = Address(address=posted.writer)
            yield returned_letter(
                posted.message_id, writer=writer, to=posted.address, policy=policy, view=view, knowledge=knowledge
            )


def decide_code(mail: Mail, view: View, *, policy: Policy, knowledge: Knowledge) -> Outcome:
    """Gmail's code for whoever runs this; a mail that only claims to be Gmail's rests like any other."""
    code = find_forwarding_code(mail)
    if code is None or not is_proven(mail, policy):
        return Quarantined(reason=Reason.UNPROVEN)
    return Reported(
        reason=Reason.FORWARDING_CODE,
        detail=code,
        letters=operator_letters(Reason.FORWARDING_CODE, policy=policy, view=view, knowledge=knowledge, code=code),
    )
