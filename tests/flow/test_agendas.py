"""Before a meeting its organiser is asked what it is for, and shown what the series left open."""

from __future__ import annotations

import email.policy
from datetime import UTC, datetime

from builders import HOST, NOTES_ADDRESS, OWNER, a_mail, a_reply, plain_text, read_letter

INVITE = """\
BEGIN:VCALENDAR
VERSION:2.0
METHOD:{method}
BEGIN:VEVENT
UID:sync-1@acme.example
DTSTAMP:20261120T090000Z
DTSTART;TZID=Europe/Berlin:20261130T140000
DTEND;TZID=Europe/Berlin:20261130T150000
{more}SUMMARY:Weekly sync
ORGANIZER;CN=Mara Lindt:mailto:{organiser}
ATTENDEE;CN=Dana Wolff:mailto:dana@acme.example
END:VEVENT
END:VCALENDAR
"""


def an_invite(*, method: str = "REQUEST", more: str = "", organiser: str = HOST, **values) -> bytes:
    text = INVITE.format(method=method, more=more, organiser=organiser)
    mail = read_letter(a_mail("", to=(NOTES_ADDRESS,), subject="Invitation: Weekly sync", **values))
    mail.add_attachment(text.encode(), maintype="text", subtype="calendar", filename="invite.ics")
    return mail.as_bytes(policy=email.policy.SMTP)


def agendas(road, reader: str = HOST) -> list[bytes]:
    return [raw for raw in road.letters(reader) if read_letter(raw)["X-Followthrough"] == "agenda"]


def moments(road, reader: str = HOST) -> list[str]:
    return [f"{read_letter(raw)['Date'].datetime:%Y-%m-%d %H:%M}" for raw in agendas(road, reader)]


def test_the_organiser_is_asked_on_the_working_day_before(road):
    road.deliver(an_invite())
    road.run_until(datetime(2026, 12, 31, tzinfo=UTC))
    # The meeting is on Monday; the working day before is Friday, at nine in Berlin.
    assert moments(road) == ["2026-11-27 08:00"]
    assert "Mon 30 Nov 2026, 14:00" in plain_text(agendas(road)[0])
    assert road.states() == [("done", "invitation")]


def test_what_the_series_left_open_and_decided_is_shown(road):
    road.deliver(a_mail())
    road.deliver(an_invite())
    road.run_until(datetime(2026, 11, 28, tzinfo=UTC))
    text = plain_text(agendas(road)[0])
    assert "Dana Wolff: send the budget to the bank" in text
    assert "hip the small version first" in text


def test_an_answer_with_a_code_reaches_the_last_meeting(road):
    road.deliver(a_mail())
    road.deliver(an_invite())
    road.run_until(datetime(2026, 11, 28, tzinfo=UTC))
    road.deliver(a_reply(agendas(road)[0], "A1: done", sender=HOST))
    road.run()
    assert road.states()[-1] == ("done", None)


def test_a_series_is_asked_about_each_time(road):
    road.deliver(an_invite(more="RRULE:FREQ=WEEKLY;COUNT=3\n"))
    road.run_until(datetime(2026, 12, 31, tzinfo=UTC))
    assert moments(road) == ["2026-11-27 08:00", "2026-12-04 08:00", "2026-12-11 08:00"]


def test_a_meeting_that_is_called_off_is_not_asked_about(road):
    road.deliver(an_invite())
    road.run()
    road.deliver(an_invite(method="CANCEL"))
    road.run_until(datetime(2026, 12, 31, tzinfo=UTC))
    assert agendas(road) == []


def test_who_forwards_an_outsiders_invitation_is_asked_instead(road):
    road.deliver(an_invite(organiser="someone@elsewhere.example", sender=OWNER))
    road.run_until(datetime(2026, 12, 31, tzinfo=UTC))
    assert moments(road, OWNER) == ["2026-11-27 08:00"]
    assert road.post.letters("someone@elsewhere.example") == []


def test_whoever_stopped_is_not_asked(road):
    road.deliver(a_mail())
    road.run()
    road.deliver(a_reply(road.letters(HOST)[0], "stop", sender=HOST))
    road.deliver(an_invite())
    road.run_until(datetime(2026, 12, 31, tzinfo=UTC))
    assert agendas(road) == []
