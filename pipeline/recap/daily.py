"""The letter about one day to whoever runs this: what came in, went out and waits, and nothing of what mails say."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from pipeline.model import Letter
from pipeline.recap.trouble import Report


@dataclass(frozen=True, slots=True, kw_only=True)
class Day:
    """The figures of one day. `refused` counts mails by reason; what waits, does now; `free` is None if unknown."""

    day: date
    mails: int
    recaps: int
    answers: int
    version: str
    refused: Mapping[str, int] = field(default_factory=dict)
    quarantined: int = 0
    waiting_mails: int = 0
    waiting_letters: int = 0
    waiting_minutes: int = 0
    given_up: int = 0
    unreachable: int = 0
    free: int | None = None

    @property
    def is_well(self) -> bool:
        """Whether nothing of it needs anybody."""
        return not self.quarantined and not self.given_up and self.waiting_minutes < LONG_MINUTES


# What has waited for so long does not wait for its turn only.
LONG_MINUTES = 30
GIGABYTE = 1_000_000_000


def daily_letter(report: Report, day: Day) -> Letter | None:
    """The letter of this day; None where nobody is named as the one who runs this."""
    texts = report.texts
    said = [texts("operator.day.came", mails=day.mails, recaps=day.recaps, answers=day.answers)]
    if day.refused:
        reasons = ", ".join(f"{reason} {count}" for reason, count in sorted(day.refused.items()))
        said.append(texts("operator.day.refused", reasons=reasons))
    if day.waiting_mails or day.waiting_letters:
        facts = {"mails": day.waiting_mails, "letters": day.waiting_letters, "minutes": day.waiting_minutes}
        said.append(texts("operator.day.waits", **facts))
    if day.given_up or day.unreachable:
        said.append(texts("operator.day.lost", failed=day.given_up, unreachable=day.unreachable))
    if day.free is not None:
        said.append(texts("operator.day.disk", free=f"{day.free / GIGABYTE:.0f}"))
    said.append(texts("operator.day.version", version=day.version))
    cures = [texts("operator.day.quarantine", count=day.quarantined)] if day.quarantined else []
    if day.given_up:
        cures.append(texts("operator.day.retry"))
    instead = " ".join(cures) or texts("operator.again.nothing")
    subject = texts("operator.day.subject", date=texts.day(day.day))
    return report.about_day(day.day, subject, " ".join(said), instead)
