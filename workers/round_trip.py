"""A test letter goes out over the real server and comes back through the real mailbox: the whole way, timed.

One letter, two readers: whoever runs this, and our own address. The copy to
us is what we wait for; it is known by its Message-ID and deleted at the end.
A running program that meets it first knows it as a letter of our own, and
puts it away where it is looked for, too.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from threading import Event

from pipeline.outcome import Policy
from workers.doctor_findings import Finding, fault, fine
from workers.doctor_lines import find_cure
from workers.imap import ImapInbox
from workers.log import redact
from workers.ports import Outlet, UnreachableError, Verdict
from workers.watch import build_report

SECONDS = 120.0

LOST = (
    "look into the spam folder of the mailbox; does FOLLOWTHROUGH_IMAP_URL name the mailbox "
    "that FOLLOWTHROUGH_ADDRESS leads to?"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class RoundTrip:
    """What it takes. `clock` counts seconds."""

    policy: Policy
    outlet: Outlet
    connect: Callable[[], ImapInbox]
    now: datetime
    clock: Callable[[], float]
    seconds: float = SECONDS

    def make(self, what: str) -> Finding:
        """Send, wait, clean up."""
        letter = build_report(self.policy, "", self.now).test(secrets.token_hex(8))
        readers = tuple(dict.fromkeys((letter.to, self.policy.address.address)))
        try:
            # Before the letter leaves: it shall not go out when it cannot be waited for.
            with closing(self.outlet), closing(self.connect()) as inbox:
                begun = self.clock()
                for reader, fate in self.outlet.send(letter.raw, to=readers).items():
                    if fate.verdict is not Verdict.SENT:
                        said = f"the letter to {reader} was not taken: {fate.detail}"
                        return fault(what, said, "the line on sending says more; FOLLOWTHROUGH_SMTP_URL is the setting")
                took = self._wait(inbox, letter.message_id, begun)
        except UnreachableError as trouble:
            return fault(what, *find_cure(trouble, setting="FOLLOWTHROUGH_IMAP_URL"))
        if took is None:
            return fault(what, f"the letter went out and was not back after {self.seconds:.0f} s", LOST)
        also = " (no FOLLOWTHROUGH_OPERATOR is set)" if self.policy.operator is None else f"; {letter.to} has it, too"
        return fine(what, redact(f"a letter went out and was back after {took:.1f} s{also}"))

    def _wait(self, inbox: ImapInbox, message_id: str, begun: float) -> float | None:
        while (gone := self.clock() - begun) < self.seconds:
            if inbox.take_out(message_id):
                return self.clock() - begun
            Event().wait(min(1.0, 0.1 + gone / 10))
        return None
