"""One person's Monday morning, and the letters it brings."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from functools import cache

from builders import OWNER, a_policy
from recap_builders import DANA, SAM, a_recap, an_item

from pipeline.follow.decide import decide_due
from pipeline.follow.view import Case, FollowView, Happened, Sent
from pipeline.knowledge import Knowledge, template_root
from pipeline.languages.load import load_languages
from pipeline.mail.words import merge_words
from pipeline.model import Due, Letter, Preferences, State
from pipeline.notes.tongue import build_tongues
from pipeline.recap.render import load_templates

DAY = Due(phrase="by 7 December", day=date(2026, 12, 7))
MONDAY_NINE = datetime(2026, 12, 7, 8, 0, tzinfo=UTC)
ITEMS = (
    an_item("A1", "action", "send the budget", owner=DANA, due=DAY, state=State.ACCEPTED),
    an_item("A2", "action", "book the room", owner=DANA, due=DAY, state=State.BLOCKED, reason="A3"),
    an_item("A3", "action", "call the bank", owner=SAM, due=Due(phrase="", day=date(2026, 12, 3))),
    an_item("A4", "action", "order laptops", owner=DANA, state=State.DONE, outcome="they are here"),
    an_item("D1", "decision", "keep the prices"),
    an_item("S1", "assumption", "most people pay by card", owner=DANA, due=DAY),
    an_item("E1", "experiment", "a short stand-up", owner=DANA, due=DAY),
    an_item("K1", "kudos", "Sam, for testing every refund"),
)


def a_view(reader: str = OWNER, *, language: str = "", now: datetime = MONDAY_NINE, **values) -> FollowView:
    began = MONDAY_NINE - timedelta(days=6)
    happened = (
        Happened(number=1, at=began + timedelta(hours=1), by=OWNER, verb="accept", code="A1"),
        Happened(number=2, at=began + timedelta(hours=2), by=OWNER, verb="done", code="A4", text="they are here"),
    )
    sent = (Sent(kind="recap", key="recap:7K2Q", message_id="<recap@acme.example>", at=began),)
    case = Case(recap=a_recap(ITEMS), began_at=began, happened=happened, sent=sent)
    person = Preferences(address=reader, language=language, **values)
    return FollowView(now=now, person=person, cases=(case,))


@cache
def words() -> Knowledge:
    """Packs and templates, without the rules' models."""
    languages = load_languages()
    return Knowledge(
        languages=languages,
        rule_sets={},
        mail_words=merge_words(pack.mail for pack in languages.values()),
        tongues=build_tongues({code: pack.tongue.words for code, pack in languages.items()}),
        templates=load_templates(template_root()),
    )


def letters(view: FollowView) -> dict[str, Letter]:
    """The letters due now, by their kinds."""
    plan = decide_due(view, policy=a_policy(), knowledge=words())
    return {due.letter.kind: due.letter for due in plan.letters}
