"""How much may go out is known for each provider, and can be written down for any other."""

from __future__ import annotations

from datetime import timedelta

import pytest

from workers.settings_watch import WATCH_SETTINGS, find_from_one, find_limits, split_place


@pytest.mark.parametrize(
    ("written", "url", "most"),
    [
        ("", "smtps://u:p@smtp.gmail.com", [100, 1900]),
        ("", "smtp+starttls://u:p@smtp.office365.com", [28, 9000]),
        ("", "smtps://u:p@mail.acme.example", [200]),
        ("5/minute, 90/day", "smtps://u:p@smtp.gmail.com", [5, 90]),
        ("5/minute", "smtp://127.0.0.1:25", [5]),
        ("", "smtp://127.0.0.1:25", []),
        ("none", "smtps://u:p@smtp.gmail.com", []),
    ],
)
def test_limits_are_the_providers_unless_others_are_written(written, url, most):
    assert [limit.most for limit in find_limits(written, url).together] == most


def test_a_limit_counts_its_own_span():
    (limit,) = find_limits("7/day", "smtps://u:p@mail.acme.example").together
    assert limit.within == timedelta(days=1)


def test_a_mailbox_elsewhere_reads_the_mails_of_one_sender_one_by_one():
    assert find_from_one("imaps://u:p@mail.acme.example/INBOX") is not None
    assert find_from_one("imap://u:p@127.0.0.1/INBOX") is None


@pytest.mark.parametrize("value", ["30", "30/week", "0/minute", "-1/day", "a/minute 3/day", "٣/minute"])
def test_what_is_no_limit_is_told(value):
    complaint = WATCH_SETTINGS["send_limit"].check(value)
    assert complaint is not None
    assert "30/minute" in complaint.cure


@pytest.mark.parametrize(
    ("written", "place"), [("9464", ("127.0.0.1", 9464)), ("[::]:9464", ("::", 9464)), ("10.0.0.5:1", ("10.0.0.5", 1))]
)
def test_a_port_alone_is_on_this_machine(written, place):
    assert split_place(written) == place
    assert WATCH_SETTINGS["metrics"].check(written) is None


@pytest.mark.parametrize("value", ["0", "70000", "here", "a b:1", "9464/metrics"])
def test_what_is_no_place_is_told(value):
    assert WATCH_SETTINGS["metrics"].check(value) is not None
