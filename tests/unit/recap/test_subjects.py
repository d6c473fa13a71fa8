"""Subjects: the tag in front, no pile of prefixes."""

from __future__ import annotations

import pytest

from pipeline.recap.page import begin, shorten
from pipeline.recap.subjects import MAX_BASE, answer_subject, find_base


@pytest.mark.parametrize(
    ("subject", "base"),
    [
        ("Weekly sync", "Weekly sync"),
        ("Fwd: Weekly sync", "Weekly sync"),
        ("RE: FW: Re[2]: Weekly sync", "Weekly sync"),
        ("Re: [7K2Q] Weekly sync", "Weekly sync"),
        ("[7k2q] Re: Weekly sync", "Weekly sync"),
        ("Re: [team] Weekly sync", "[team] Weekly sync"),
        ("Regarding: the budget", "Regarding: the budget"),
        ("Wöchentlich:\r\n Stand", "Wöchentlich: Stand"),
        ("Re:", ""),
        ("", ""),
    ],
)
def test_the_base_is_what_stands_behind_prefixes(words, subject, base):
    assert find_base(subject, tag="7K2Q", words=words.mail_words) == base


def test_an_answer_to_an_answer_keeps_one_prefix_and_one_tag(words):
    once = answer_subject("Weekly sync", tag="7K2Q")
    assert once == "Re: [7K2Q] Weekly sync"
    assert answer_subject(find_base(once, tag="7K2Q", words=words.mail_words), tag="7K2Q") == once


def test_a_subject_of_prefixes_only_ends(words):
    assert len(find_base("Re: " * 100_000, tag="7K2Q", words=words.mail_words)) <= MAX_BASE + 2


def test_long_text_is_cut_at_a_blank():
    assert shorten("one two three four", 10) == "one two …"
    assert shorten("x" * 30, 10) == "xxxxxxxxxx …"
    assert shorten("short", 10) == "short"


def test_a_line_begins_with_a_capital_unless_its_word_has_one():
    assert begin("send it") == "Send it"
    assert begin("iPhone for Ana") == "iPhone for Ana"
    assert begin("") == ""
