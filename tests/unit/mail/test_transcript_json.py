"""A transcript in JSON is written down as people read one, whatever its fields are called."""

from __future__ import annotations

import json

import pytest

from pipeline.mail.reasons import BROKEN, NO_TEXT, TOO_LARGE
from pipeline.mail.transcript_json import read_json

SAID = "[00:00:05] Ana: I will send it."


@pytest.mark.parametrize(
    "told",
    [
        {"sentences": [{"speaker_name": "Ana", "text": "I will send it.", "start_time": 5.2}]},
        [{"speaker": "Ana", "transcript": "I will send it.", "start": 5}],
        {
            "data": {
                "transcript": {
                    "sentences": [{"speakerName": "Ana", "raw_text": "I will send it.", "time": "00:00:05.100"}]
                }
            }
        },
        {"entries": [{"participant": {"displayName": "Ana"}, "text": "I will\nsend it.", "startOffset": 5}]},
    ],
)
def test_the_list_of_what_was_said_is_found(told):
    assert read_json(json.dumps(told)) == (SAID, "")


def test_large_numbers_are_milliseconds():
    told = [{"speaker": "Ana", "text": "a", "start": 5_000}, {"speaker": "Bo", "text": "b", "start": 3_605_000}]
    assert read_json(json.dumps(told))[0].splitlines() == ["[00:00:05] Ana: a", "[01:00:05] Bo: b"]


def test_a_title_stands_above():
    told = {"title": "Weekly", "sentences": [{"speaker": "Ana", "text": "a"}]}
    assert read_json(json.dumps(told))[0].splitlines() == ["# Weekly", "", "Ana: a"]


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", BROKEN),
        ("{", BROKEN),
        ("[" * 100_000, BROKEN),
        ("[" * 300_000, TOO_LARGE),
        ("{}", NO_TEXT),
        ('{"version": 3, "items": [1, 2, null]}', NO_TEXT),
        ('[{"text": "a", "start": true}, 5, {"text": {"a": 1}}]', ""),
        ('[{"start": 1e400, "speaker": "Ana"}]', NO_TEXT),
    ],
)
def test_what_is_no_transcript_says_why(text, reason):
    assert read_json(text)[1] == reason
