"""Real mails of the public corpus, read as `explain --json` reads them. Floors keep a gain from being lost unseen."""

from __future__ import annotations

import importlib.util
import time
from pathlib import Path
from types import ModuleType

import pytest
from builders import a_policy
from mail_builders import mail_words

from pipeline.mail.parse import NotAMail, parse_mail
from pipeline.mail.quote import read_reply
from pipeline.mail.read import read_mail
from pipeline.model import ReplyText
from workers.explain import Asked, Explained
from workers.explain_json import as_json

FLOORS = {
    ("forwards", "all"): 0.99,
    ("forwards", "no forward"): 1.0,
    ("replies", "norm"): 0.96,
    ("replies", "lenient"): 0.95,
    ("replies", "parts"): 1.0,
    ("hostile", "answered"): 1.0,
    ("hostile", "outcome"): 0.98,
}
MOST_SECONDS = 2.0
ASKED = Asked(policy=a_policy())


@pytest.fixture(scope="module")
def scorer(corpus_dir: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location("mail_score", corpus_dir / "mail" / "score.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def rows(scorer):
    return {name: list(scorer.rows_of(name)) for name in scorer.SETS}


@pytest.fixture(scope="module")
def answers(scorer, rows):
    found = {}
    for name, listed in rows.items():
        for number, row in enumerate(listed):
            begin = time.thread_time()
            answer = as_json(explain(f"{name}-{number}.eml", scorer.as_mail(name, row)), ASKED)
            found[f"{name}-{number}"] = {**answer, "seconds": time.thread_time() - begin}
    return found


def explain(file: str, raw: bytes) -> Explained:
    """The reading of one mail, without that of its notes."""
    mail = parse_mail(raw)
    if isinstance(mail, NotAMail):
        return Explained(file=file, refused=mail.reason)
    reading = read_mail(mail, policy=ASKED.policy, words=mail_words(), is_reply=False)
    visible = reading.reply or read_reply(mail.text, mail_words())
    if reading.forwarded is not None:
        visible = ReplyText(visible=reading.forwarded.note)
    return Explained(file=file, mail=mail, reading=reading, visible=visible)


@pytest.mark.parametrize(("name", "measure"), FLOORS)
def test_real_mails_are_read_at_least_this_well(scorer, rows, answers, name, measure):
    board = scorer.check(answers, rows)
    good, total = board.points[name, measure, "all"]
    assert good / total >= FLOORS[name, measure], board.wrong[f"{name}.{measure}"]


def test_every_language_of_the_forwards_is_read_at_least_once(scorer, rows, answers):
    board = scorer.check(answers, {"forwards": rows["forwards"]}, "lang")
    languages = {str(row.get("lang")) for row in rows["forwards"]}
    unread = [lang for lang in languages if board.points["forwards", "all", lang] == [0, 0]]
    wrong = [lang for lang in languages if board.points["forwards", "all", lang][0] == 0]
    assert (unread, wrong) == ([], [])


def test_no_mail_takes_longer_than_people_wait(answers):
    assert {name: answer["seconds"] for name, answer in answers.items() if answer["seconds"] > MOST_SECONDS} == {}


def test_no_mail_ends_without_a_class_or_a_reason(answers):
    unread = [
        name
        for name, answer in answers.items()
        if answer["mail"]["class"] not in {"notes", "reply"} and not answer["mail"]["reason"]
    ]
    assert unread == []
