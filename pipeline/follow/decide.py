"""What one person should hear of now, and when to look again: the only thing the shell asks of this folder.

Every letter has a key that is the same however often this is decided, so it
goes out at most once. Whoever said "stop" gets nothing of all this but word of
what they sent themselves and did not arrive.
"""

from __future__ import annotations

from collections.abc import Callable, Container
from dataclasses import replace

from pipeline.follow.agenda import plan_agendas
from pipeline.follow.desk import FollowDesk
from pipeline.follow.progress import plan_progress
from pipeline.follow.prompts import plan_prompts
from pipeline.follow.reminders import plan_reminders
from pipeline.follow.returned import find_returned, without_returned
from pipeline.follow.summary import plan_summaries
from pipeline.follow.view import FollowView, Plan
from pipeline.follow.wakes import plan_wakes
from pipeline.knowledge import Knowledge
from pipeline.model import Recap, Tie
from pipeline.outcome import Policy

PARTS: tuple[Callable[[FollowDesk], Plan], ...] = (
    plan_progress,
    plan_reminders,
    plan_wakes,
    plan_summaries,
    plan_agendas,
    plan_prompts,
)


def decide_due(view: FollowView, *, policy: Policy, knowledge: Knowledge) -> Plan:
    """The letters due now, and the next moment at which there may be some."""
    returned = find_returned(view, policy=policy, knowledge=knowledge)
    memory = dict(without_returned(view.memory))
    if view.person.stopped:
        return Plan(letters=returned, memory=memory)
    desk = FollowDesk(view=_leave_out(view), policy=policy, knowledge=knowledge)
    plans = [part(desk) for part in PARTS]
    for plan in plans:
        memory |= plan.memory
    return Plan(
        letters=(*returned, *(letter for plan in plans for letter in plan.letters)),
        drafts=tuple(draft for plan in plans for draft in plan.drafts),
        spent=tuple(number for plan in plans for number in plan.spent),
        look_at=min((plan.look_at for plan in plans if plan.look_at is not None), default=None),
        memory=memory,
    )


def _leave_out(view: FollowView) -> FollowView:
    """The view without the recaps that this person left, and with what later meetings of theirs took up again."""
    me = view.person.address.casefold()
    cases = [case for case in view.cases if me not in case.recap.left]
    tags = {case.recap.tag for case in cases}
    return replace(view, cases=tuple(replace(case, continued=_find_continued(case.recap, tags)) for case in cases))


def _find_continued(recap: Recap, tags: Container[str]) -> frozenset[str]:
    return frozenset(
        item.code for item in recap.items if any(link.tie is Tie.CONTINUED and link.tag in tags for link in item.links)
    )
