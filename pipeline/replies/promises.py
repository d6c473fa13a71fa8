"""Whether somebody says that they will do the very task, without a word of yes."""

from __future__ import annotations

from pipeline.model import Item
from pipeline.notes.names import fold_name
from pipeline.replies.desk import Desk
from pipeline.replies.signs import Said, find_task_verb
from pipeline.replies.targets import find_verbs, is_one_of
from pipeline.replies.words import Guard

_FIRST = 3  # words of a clause among which its verb stands
# With one of these it is not over, or an "I will" tells how it goes.
_NO_PROMISE = frozenset(
    {
        Guard.FUTURE,
        Guard.HEDGE,
        Guard.HALF,
        Guard.PARTIAL,
        Guard.CONDITION,
        Guard.ELSEWHEN,
        Guard.HOLD,
    }
)


def promises(said: Said, item: Item, desk: Desk) -> bool:
    """Whether the writer says that they will do the very task: "I will book it"."""
    if said.negated or said.guards & {Guard.NEGATION, Guard.HALF}:
        return False
    if Guard.PROMISE in said.guards:
        return find_task_verb(said.clause.spoken, item.text, words=desk.words) is not None
    first = said.clause.spoken.words[:_FIRST]
    verbs = [fold_name(verb) for verb in find_verbs(item.text, words=desk.words)]
    # "Ik verstuur de uitnodigingen", for a task of "versturen".
    acts = any(word in desk.words.selves for word in first[:2]) and not said.guards & _NO_PROMISE
    return acts and desk.words.present_promises and any(is_one_of(fold_name(word), verbs, desk.words) for word in first)
