"""What people do with mail on the road: answer, write anew, read their last letter."""

from __future__ import annotations

import sqlalchemy as sa
from builders import NOTES_ADDRESS, OWNER, a_mail, a_reply, plain_text, read_letter

from workers.store import people
from workers.store.tables import METADATA

OUTSIDER = "bo@elsewhere.example"


def ours(road, address):
    return [raw for raw in road.post.letters(address) if read_letter(raw)["X-Followthrough"]]


def last(road, address):
    return plain_text(ours(road, address)[-1])


def write(road, words, *, sender=OWNER, subject="", to=(NOTES_ADDRESS,), headers=None, cc=()):
    """A mail to the bare address."""
    road.deliver(a_mail(words, sender=sender, to=to, cc=cc, subject=subject, headers=headers))
    road.run()


def answer(road, words, *, sender=OWNER, to=0):
    road.deliver(a_reply(ours(road, sender)[to], words, sender=sender))
    road.run()


def told(road, address):
    with road.store.begin() as tx:
        return people.find_preferences(tx, address)


def everything(road):
    """All that stands in any table, as text; mails also as they are read."""
    with road.store.begin() as tx:
        rows = [tuple(row) for table in METADATA.sorted_tables for row in tx.execute(sa.select(table))]
    mails = [plain_text(value) for row in rows for value in row if isinstance(value, bytes) and value]
    return "\n".join((*map(repr, rows), *mails))
