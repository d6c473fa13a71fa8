"""Many mails of one sender are read one behind the other, so that nobody else waits for them.

Only who proves to be the sender uses up their turns, or a stranger could
have them wait. The sender hears of it once a day, and nothing is lost.
"""

from __future__ import annotations

import hmac
import logging
from datetime import timedelta

from pipeline.decide import refuse
from pipeline.knowledge import Knowledge
from pipeline.mail.guard import find_automatic, is_proven
from pipeline.mail.parse import NotAMail
from pipeline.model import Mail
from pipeline.outcome import Policy, Reason, View
from workers.limits import Limit
from workers.store import inbox, outbox, pace
from workers.store.inbox import InboxRow
from workers.store.store import Transaction

LOG = logging.getLogger(__name__)

NOTICE_EVERY = timedelta(days=1)


def find_wait(
    tx: Transaction,
    row: InboxRow,
    mail: Mail | NotAMail,
    view: View,
    *,
    limit: Limit | None,
    policy: Policy,
    knowledge: Knowledge,
) -> list[int] | None:
    """The letters to ring for when this mail waits for its turn; None when it is read now."""
    if limit is None or row.paced or not isinstance(mail, Mail) or mail.sender is None:
        return None
    if find_automatic(mail, our_address=policy.address.address, words=knowledge.mail_words) is not None:
        return None
    if mail.sender.domain not in policy.allowed_domains or not is_proven(mail, policy):
        return None
    # A mark and no address: whoever is forgotten leaves nothing here.
    mark = hmac.new(policy.secret.encode(), mail.sender.key.encode(), "sha256").hexdigest()[:32]
    turn = pace.take_turn(tx, mark, limit, now=view.now)
    if turn is None:
        return None
    inbox.postpone(tx, row, until=turn, reason=Reason.TOO_MANY_MAILS)
    LOG.info("mail waits inbox=%d", row.id)
    since = view.now - NOTICE_EVERY
    if outbox.find_asked(tx, f"refusal:{Reason.TOO_MANY_MAILS}:", to=mail.sender.key, since=since):
        return []
    notice = refuse(Reason.TOO_MANY_MAILS, mail, view, policy=policy, knowledge=knowledge)
    return outbox.add(tx, notice.letters, inbox_id=row.id, now=view.now)
