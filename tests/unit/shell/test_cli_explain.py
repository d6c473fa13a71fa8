"""`explain` shows how a file is read; its JSON is a contract with programs that are not ours."""

from __future__ import annotations

import json
from email import message_from_bytes, policy
from pathlib import Path
from typing import Any

import pytest
from builders import A_MEETING, HOST, NOTES_ADDRESS, OWNER, a_mail

MAIL_KEYS = {
    *("class", "reason", "from", "to", "subject", "date"),
    *("visible_text", "quoted_text", "forwarded", "attachments"),
}
ITEM_KEYS = {
    *("kind", "code", "text", "lines", "quote", "owners"),
    *("due", "due_iso", "score", "firm", "rules", "explicit"),
}
A_FORWARD = f"""\
For us.

---------- Forwarded message ---------
From: Dana Wolff <{OWNER}>
Date: Mon, Nov 23, 2026 at 9:00 AM
Subject: Weekly sync
To: Mara Lindt <{HOST}>


{A_MEETING}"""

A_RECAP = {
    "tag": "7K2Q",
    "title": "Weekly sync",
    "held_on": "2026-11-23",
    "timezone": "Europe/Berlin",
    "host": HOST,
    "people": [{"name": "Mara Lindt", "address": HOST}, {"name": "Dana Wolff", "address": OWNER}],
    "items": [
        {
            "code": "A1",
            "kind": "action",
            "text": "Send the budget to the bank",
            "owner": OWNER,
            "due_iso": "2026-11-27",
            "state": "asked",
        }
    ],
}


@pytest.fixture(autouse=True)
def _loaded(monkeypatch, knowledge):
    """The constants are loaded once for the whole run."""
    monkeypatch.setattr("pipeline.knowledge.load_knowledge", lambda: knowledge)


@pytest.fixture
def write(folder):
    def write(name: str, content: str | bytes | dict[str, Any]) -> str:
        if isinstance(content, dict):
            content = json.dumps(content)
        (folder / name).write_bytes(content.encode() if isinstance(content, str) else content)
        return name

    return write


@pytest.fixture
def explain(followthrough):
    """The JSON of each file."""

    def explain(*words: str) -> list[dict[str, Any]]:
        found = followthrough("explain", "--json", *words)
        assert found.exit_code == 0, found.stderr
        return [json.loads(line) for line in found.stdout.splitlines()]

    return explain


def test_notes_have_every_key_of_the_contract(explain, write):
    (found,) = explain(write("notes.md", A_MEETING), "--as-of", "2026-11-23")
    assert set(found) == {"file", "mail", "meeting", "items", "orders"}
    assert found["file"] == "notes.md"
    assert found["mail"] is None
    assert found["orders"] == []
    assert set(found["meeting"]) == {"title", "date", "attendees", "language"}
    assert found["meeting"]["attendees"] == ["Mara Lindt", "Dana Wolff", "Sam Holt"]
    assert [set(item) for item in found["items"]] == [ITEM_KEYS] * 3


def test_an_item_says_where_it_stands_and_why(explain, write):
    (found,) = explain(write("notes.md", A_MEETING), "--as-of", "2026-11-23")
    action = next(item for item in found["items"] if item["kind"] == "action")
    assert action["code"] == "A1"
    assert action["owners"] == ["Dana Wolff"]
    assert action["due_iso"] == "2026-11-27"
    assert action["quote"] in A_MEETING
    assert all("Dana will send" in A_MEETING.splitlines()[line - 1] for line in action["lines"])
    assert 0 < action["score"] <= 1
    assert all(isinstance(rule, str) for rule in action["rules"])


def test_as_of_is_the_day_that_friday_is_counted_from(explain, write):
    (found,) = explain(write("notes.md", A_MEETING), "--as-of", "2027-03-01")
    assert next(item["due_iso"] for item in found["items"] if item["kind"] == "action") == "2027-03-05"


def test_a_mail_has_every_key_of_the_contract(explain, write):
    (found,) = explain(write("forward.eml", a_mail(A_FORWARD, subject="Fwd: Weekly sync")))
    mail = found["mail"]
    assert set(mail) == MAIL_KEYS
    assert (mail["class"], mail["reason"]) == ("notes", None)
    assert mail["from"] == {"name": "Mara Lindt", "address": HOST}
    assert {"name": "Dana Wolff", "address": OWNER} in mail["to"]
    assert mail["subject"] == "Fwd: Weekly sync"
    assert mail["date"] == "2026-11-23T09:00:00+00:00"
    assert mail["visible_text"].strip() == "For us."
    assert mail["attachments"] == []
    assert [item["kind"] for item in found["items"]] == ["action", "decision", "risk"]


def test_a_forward_shows_the_mail_inside(explain, write):
    (found,) = explain(write("forward.eml", a_mail(A_FORWARD, subject="Fwd: Weekly sync")))
    inner = found["mail"]["forwarded"]
    assert set(inner) == {"from", "to", "cc", "subject", "date", "body"}
    assert inner["from"] == {"name": "Dana Wolff", "address": OWNER}
    assert inner["to"] == [{"name": "Mara Lindt", "address": HOST}]
    assert inner["subject"] == "Weekly sync"
    assert inner["body"].strip() == A_MEETING.strip()


def test_a_mail_whose_name_says_nothing_is_known_by_its_beginning(explain, write):
    (found,) = explain(write("1700000000.M1P2.host:2,S", a_mail()))
    assert found["mail"]["class"] == "notes"


def test_notes_that_begin_like_a_letter_stay_notes(explain, write):
    (found,) = explain(write("notes", f"From: Mara\nSubject: Weekly sync\n\n{A_MEETING}"))
    assert found["mail"] is None


@pytest.mark.parametrize(
    ("name", "raw", "kind", "reason"),
    [
        ("robot.eml", a_mail(headers={"Auto-Submitted": "auto-replied"}), "automatic", "automatic"),
        ("empty.eml", a_mail(""), "empty", "empty"),
        ("broken.eml", b"\x00\xff\x00 no mail at all", "refused", "not-a-mail"),
        ("picture.png", b"\x89PNG", "refused", "not-readable"),
    ],
)
def test_what_is_not_read_is_an_answer_with_its_reason(explain, write, name, raw, kind, reason):
    (found,) = explain(write(name, raw))
    assert (found["mail"]["class"], found["mail"]["reason"]) == (kind, reason)
    assert found["items"] == []


def test_a_reply_without_its_recap_has_no_changes(explain, write):
    reply = a_mail(
        "ok\n\n> A1 Send the budget\n",
        sender=OWNER,
        to=(NOTES_ADDRESS,),
        subject="Re: Weekly sync",
        headers={"In-Reply-To": "<x@acme.example>"},
    )
    (found,) = explain(write("reply.eml", reply))
    assert found["mail"]["class"] == "reply"
    assert "changes" not in found


def test_a_reply_against_its_recap_tells_what_it_changes(explain, write):
    recap = write("recap.json", A_RECAP)
    reply = a_mail("Tuesday instead\n", sender=OWNER, to=(NOTES_ADDRESS,), subject="Re: [7K2Q] Weekly sync")
    (found,) = explain(write("reply.eml", reply), "--recap", recap)
    assert [set(order) for order in found["orders"]] == [{"verb", "code", "argument", "line"}]
    assert found["changes"] == [
        {"code": "A1", "verb": "reschedule", "to": None, "due_iso": "2026-11-24", "text": found["changes"][0]["text"]}
    ]
    assert found["unclear"] == []
    assert found["courtesy"] is False


def test_a_reply_may_be_plain_text_with_its_writer_named_beside(explain, write):
    recap = write("recap.json", A_RECAP)
    (found,) = explain(write("reply.txt", "ok\n"), "--recap", recap, "--from", OWNER, "--as-of", "2026-11-24")
    assert found["mail"] is None
    assert [(change["verb"], change["code"]) for change in found["changes"]] == [("accept", "A1")]


def test_thanks_is_courtesy(explain, write):
    recap = write("recap.json", A_RECAP)
    (found,) = explain(write("reply.txt", "Thanks!\n"), "--recap", recap, "--from", OWNER)
    assert (found["changes"], found["courtesy"]) == ([], True)


def test_files_are_answered_one_a_line_in_their_order(explain, write):
    names = [write(f"{number}.md", A_MEETING) for number in range(3)]
    assert [found["file"] for found in explain(*names)] == names


def test_a_line_stays_a_line_whatever_a_mail_holds(explain, write):
    (found,) = explain(write("notes.md", "ACTION: Dana sends\u2028the \x85budget\n"))
    assert found["file"] == "notes.md"


def test_a_missing_file_is_told_and_the_others_are_read(followthrough, write):
    found = followthrough("explain", "--json", "gone.md", write("notes.md", A_MEETING))
    assert found.exit_code == 1
    assert "there is no file gone.md" in found.stderr
    reasons = [json.loads(line)["mail"] for line in found.stdout.splitlines()]
    assert [reason and reason["reason"] for reason in reasons] == ["not-found", None]


def test_the_screen_shows_rule_quote_owner_day_and_score(followthrough, write):
    found = followthrough("explain", write("notes.md", A_MEETING), "--as-of", "2026-11-23")
    assert found.exit_code == 0
    for word in ("A1", "D1", "R1", "action", "Dana Wolff", "Fri 27 Nov 2026", "“", "line 4", "en."):
        assert word in found.stdout


def test_the_screen_shows_no_control_characters(followthrough, write):
    found = followthrough("explain", write("notes.md", "ACTION: Dana sends \x1b[2J the budget \u202eby Friday\n"))
    assert "\x1b" not in found.stdout
    assert "\u202e" not in found.stdout


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--as-of", "tomorrow"), "write it like 2026-11-24"),
        (("--from", "mara"), "write it like ana@acme.example"),
        (("--language", "xx"), "with one of"),
        (("--recap", "gone.json"), "gone.json cannot be read"),
        (("--recap", "notes.md"), "is not JSON"),
    ],
)
def test_a_wrong_option_is_a_sentence_with_its_cure(followthrough, write, words, said):
    found = followthrough("explain", write("notes.md", A_MEETING), *words)
    assert found.exit_code == 2
    assert said in found.stderr


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("photo.png", b"\x89PNG", "cannot be read"),
        ("broken.eml", b"\x00 no mail", "save the mail as .eml"),
    ],
)
def test_what_cannot_be_read_is_told_on_the_screen(followthrough, write, name, content, said):
    found = followthrough("explain", write(name, content))
    assert found.exit_code == 1
    assert said in found.stderr


def test_the_recap_of_notes_is_shown_as_its_reader_gets_it(followthrough, write):
    found = followthrough("recap", write("notes.md", A_MEETING), "--as-of", "2026-11-23", "--from", HOST)
    assert found.exit_code == 0
    assert "Fri 27 Nov 2026" in found.stdout
    assert "send the budget" in found.stdout.lower()


def test_the_recap_can_be_kept_as_a_mail(followthrough, write, folder):
    found = followthrough("recap", write("mail.eml", a_mail()), "--eml")
    letter = message_from_bytes(found.stdout_bytes, policy=policy.default)
    assert letter["To"] == f"Mara Lindt <{HOST}>"
    assert letter["X-Followthrough"] == "recap"
    assert letter.get_body(("html",)) is not None


def test_nothing_to_remember_is_told(followthrough, write):
    found = followthrough("recap", write("notes.md", "Hello, how are you? The weather is fine.\n"))
    assert found.exit_code == 1
    assert "nothing to remember" in found.stderr


def test_the_settings_give_the_time_zone(explain, write, monkeypatch):
    monkeypatch.setenv("FOLLOWTHROUGH_TIMEZONE", "Pacific/Auckland")
    late = a_mail(A_MEETING)  # 09:00 UTC is 22:00 on Monday there
    (found,) = explain(write("mail.eml", late))
    assert found["meeting"]["date"] == "2026-11-23"


def test_no_file_is_made_by_looking(followthrough, write, folder):
    followthrough("explain", write("notes.md", A_MEETING))
    assert [path.name for path in Path(folder).iterdir()] == ["notes.md"]


@pytest.mark.parametrize(("subject", "body"), [("decisions since May", ""), ("Hi", "why Postgres?\n\nThanks,\nMara")])
def test_a_question_to_the_log_is_a_command_and_holds_no_notes(explain, write, subject, body):
    (found,) = explain(write("mail.eml", a_mail(body, subject=subject)))
    assert found["mail"]["class"] == "command"
    assert found["items"] == []
