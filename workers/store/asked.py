"""What the log holds for a question of one person, whatever sort of answer it wants."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import replace
from types import MappingProxyType

from pipeline.log.letters import MOST_EXPORTED, MOST_MAPPED
from pipeline.log.page import MOST_FOUND
from pipeline.model import Asks, Form, Looked, Question
from workers.store import log, meetings
from workers.store.store import Transaction


def look_up(tx: Transaction, question: Question, viewers: Collection[str]) -> Looked:
    """What was found for it, and for nobody's eyes but those of the person with these addresses."""
    return LOOKUPS[question.asks](tx, question, viewers)


def _find(tx: Transaction, question: Question, viewers: Collection[str]) -> Looked:
    most = MOST_EXPORTED if question.form is not Form.LETTER else MOST_FOUND
    return log.find(tx, question, viewers=viewers, most=most)


def _map(tx: Transaction, question: Question, viewers: Collection[str]) -> Looked:
    return _with_past(tx, log.find(tx, question, viewers=viewers, most=MOST_MAPPED))


def _update(tx: Transaction, question: Question, viewers: Collection[str]) -> Looked:
    """What fits the topic; where nothing does, or there is none, what there is instead."""
    if question.words:
        looked = log.find(tx, question, viewers=viewers, most=MOST_FOUND)
        if looked.entries:
            return _with_past(tx, looked)
    others = log.find(tx, replace(question, words=(), stems=()), viewers=viewers, most=MOST_FOUND)
    return Looked(question=question, instead=others.entries)


def _with_past(tx: Transaction, looked: Looked) -> Looked:
    """With what was answered in the recaps of what was found."""
    return replace(looked, past=meetings.find_answers(tx, {entry.recap.tag for entry in looked.entries}))


LOOKUPS: Mapping[Asks, Callable[[Transaction, Question, Collection[str]], Looked]] = MappingProxyType(
    {Asks.FIND: _find, Asks.MAP: _map, Asks.UPDATE: _update}
)
