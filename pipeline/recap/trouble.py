"""Letters to whoever runs this about the program itself: what it lacks, that it works again, what ends soon.

They are written where no mail was decided, and need no more than words and
templates: whoever waits for servers writes them without loading what thinks.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from pipeline.model import Address, Letter
from pipeline.outcome import Policy
from pipeline.recap.compose import GENERATED, Envelope, build_message_id, compose_letter
from pipeline.recap.operator import KIND
from pipeline.recap.render import Templates, render
from pipeline.recap.texts import Texts

DISK = "disk"


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """What such a letter is written with. `language` is the code of its texts."""

    policy: Policy
    texts: Texts
    language: str
    templates: Templates
    now: datetime

    def trouble(self, cause: str, *, place: str, since: datetime, said: str) -> Letter | None:
        """What only a person can put right, and how. None where nobody is named as the one who runs this."""
        facts = {"place": place, "since": _say_moment(since)}
        if cause == DISK:
            subject, what = (self.texts(f"operator.disk.{part}", **facts) for part in ("subject", "what"))
            return self._write(f"{KIND}:{cause}", subject, what, self.texts("operator.disk.instead"))
        facts["cause"] = self.texts(f"operator.cause.{cause}")
        words = [self.texts("operator.trouble.what", **facts)]
        if said:
            words.append(self.texts("operator.trouble.said", said=said))
        instead = f"{self.texts(f'operator.cure.{cause}')} {self.texts('operator.trouble.check')}"
        subject = self.texts("operator.trouble.subject", **facts)
        return self._write(f"{KIND}:{cause}", subject, " ".join(words), instead)

    def again(self, what: str, cause: str, *, place: str, since: datetime) -> Letter | None:
        """It works again: `what` is the mailbox, sending or the disk."""
        reason = self.texts(f"operator.cause.{cause}")
        said = self.texts(f"operator.again.{what}.what", place=place, since=_say_moment(since), cause=reason)
        subject = self.texts(f"operator.again.{what}.subject")
        return self._write(f"{KIND}:again:{what}", subject, said, self.texts("operator.again.nothing"))

    def ends(self, day: date, *, left: int) -> Letter | None:
        """The sign-in ends on that day. Its key holds the day and how many are `left`, so that each goes out once."""
        facts = {"date": self.texts.day(day)}
        subject, what, instead = (
            self.texts(f"operator.ends.{part}", **facts) for part in ("subject", "what", "instead")
        )
        return self._write(f"{KIND}:ends:{day}:{left}", subject, what, instead, daily=False)

    def about_day(self, day: date, subject: str, what: str, instead: str) -> Letter | None:
        """A letter about one day, of which there is never a second."""
        return self._write(f"{KIND}:day:{day}", subject, what, instead, daily=False)

    def test(self, number: str) -> Letter:
        """A letter that shows that letters arrive; to whoever runs this, else to ourselves."""
        subject, what, instead = (self.texts(f"operator.test.{part}") for part in ("subject", "what", "instead"))
        return self._compose(
            f"{KIND}:test:{number}", subject, what, instead, to=self.policy.operator or self.policy.address
        )

    def _write(self, key: str, subject: str, what: str, instead: str, *, daily: bool = True) -> Letter | None:
        if self.policy.operator is None:
            return None
        if daily:
            key = f"{key}:{self.now:%Y-%m-%d}"
        return self._compose(key, subject, what, instead, to=self.policy.operator)

    def _compose(self, key: str, subject: str, what: str, instead: str, *, to: Address) -> Letter:
        policy = self.policy
        words = {"subject": subject, "what": what, "instead": instead, "us": policy.address.address}
        rendered = render(self.templates, KIND, texts=self.texts, language=self.language, **words)
        return compose_letter(
            rendered,
            Envelope(
                kind=KIND,
                key=key,
                sender=policy.address,
                to=to,
                reply_to=policy.address.address,
                message_id=build_message_id(content_key="", key=key, policy=policy),
                now=self.now,
                language=self.language,
                automatic=GENERATED,
            ),
        )


def _say_moment(moment: datetime) -> str:
    return f"{moment:%Y-%m-%d %H:%M} UTC"
