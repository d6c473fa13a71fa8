"""Gmail asks the owner of an address before it forwards there: a code in a mail, that has to reach a person."""

from __future__ import annotations

import re

from pipeline.model import Mail

SENDER = "forwarding-noreply@google.com"
# The code stands in the subject in every language: "(#123456789) Gmail Forwarding Confirmation - …".
CODE = re.compile(r"\(#(\d{5,15})\)")


def find_forwarding_code(mail: Mail) -> str | None:
    """The code of a forwarding confirmation. Who wrote it is only claimed."""
    if mail.sender is None or mail.sender.key != SENDER:
        return None
    found = CODE.search(mail.subject[:300])
    return found[1] if found else None
