"""When a forwarded mail was sent, out of a header line in any language."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from mail_builders import mail_words

from pipeline.mail.moments import read_moment

OUTER = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)

DAYS = [
    "Fri, 20 Nov 2026 16:05:00 +0000",
    "Fri, Nov 20, 2026 at 4:05 PM",
    "Friday, November 20, 2026 4:05 PM",
    "20 November 2026 at 16:05:00 GMT",
    "November 20, 2026 at 4:05:00 PM GMT",
    "Friday, 20 November 2026 at 16:05",
    "Freitag, 20. November 2026 16:05",
    "Fr., 20. Nov. 2026 um 16:05 Uhr",
    "vendredi 20 novembre 2026 16:05",
    "ven. 20 nov. 2026 à 16:05",
    "viernes, 20 de noviembre de 2026 16:05",
    "vie, 20 nov 2026 a las 16:05",
    "sexta-feira, 20 de novembro de 2026 16:05",
    "venerdì 20 novembre 2026 16:05",
    "ven 20 nov 2026 alle ore 16:05",
    "vrijdag 20 november 2026 16:05",
    "fredag den 20. november 2026 16.05",
    "den 20 november 2026 16:05",
    "perjantai 20. marraskuuta 2026 klo 16.05",
    "piątek, 20 listopada 2026 16:05",
    "pá 20. 11. 2026 v 16:05",
    "pátek 20. listopadu 2026 16:05",
    "piatok 20. novembra 2026 16:05",
    "2026. november 20., péntek 16:05",
    "2026. nov. 20., P, 16:05",
    "20. studenoga 2026. u 16:05",
    "20 noiembrie 2026, 16:05",
    "20 Kasım 2026 Cuma 16:05",
    "пятница, 20 ноября 2026 г. 16:05",
    "пт, 20 лист. 2026 р. о 16:05",
    "Παρασκευή, 20 Νοεμβρίου 2026 16:05",
    "2026年11月20日 16:05",
    "2026年11月20日(金) 16:05",
    "2026년 11월 20일 (금) 16:05",
    "perjantaina 20. marraskuuta 2026 klo 16.05.00 UTC",
    "20.11.2026 16:05",
    "20.11.26 16:05",
    "20/11/2026 16:05",
    "11/20/2026 4:05 PM",
    "11/20/26 4:05 PM",
    "2026-11-20 16:05",
    "2026/11/20 16:05",
]


@pytest.mark.parametrize("text", DAYS)
def test_a_moment_is_read_as_programs_write_it(text):
    found = read_moment(text, OUTER, mail_words())
    assert found is not None
    assert found.replace(tzinfo=None) == datetime(2026, 11, 20, 16, 5)  # noqa: DTZ001 - as written


@pytest.mark.parametrize(
    ("text", "hours"),
    [
        ("20 Nov 2026 16:05 +0200", 2),
        ("20 Nov 2026 16:05 GMT+3", 3),
        ("20 Nov 2026 16:05 UTC-05:00", -5),
        ("20 Nov 2026 16:05 CET", 1),
        ("20 Nov 2026 16:05 PDT", -7),
        ("20 Nov 2026 16:05", 0),
        ("20 Nov 2026 16:05 XYZ", 0),
    ],
)
def test_a_zone_is_the_one_that_is_named_or_that_of_the_mail_around(text, hours):
    found = read_moment(text, OUTER, mail_words())
    assert found is not None
    offset = found.utcoffset()
    assert offset is not None
    assert offset.total_seconds() == hours * 3600


@pytest.mark.parametrize(
    ("text", "outer", "day"),
    [
        ("03/04/2026 10:00", "2026-03-05", "2026-03-04"),
        ("03/04/2026 10:00", "2026-04-03", "2026-04-03"),
        ("03/04/2026 10:00", "2026-06-01", "2026-04-03"),
        ("03.04.2026 10:00", "2026-03-05", "2026-04-03"),
        ("5 listopada 2026", "2026-10-06", "2026-10-05"),
        ("5 listopada 2026", "2026-11-06", "2026-11-05"),
    ],
)
def test_of_two_readings_the_one_nearest_before_the_mail_around_is_taken(text, outer, day):
    near = datetime.fromisoformat(f"{outer}T12:00:00+00:00")
    found = read_moment(text, near, mail_words())
    assert found is not None
    assert found.date().isoformat() == day


@pytest.mark.parametrize(
    "text",
    [
        "",
        "yesterday",
        "Friday",
        "20 November",
        "31.02.2026",
        "20 Foo 2026",
        "2026",
        "9" * 400,
        "Fri, 99 Nov 2026 10:00:00 +0000",
    ],
)
def test_a_line_without_a_day_names_no_moment(text):
    assert read_moment(text, OUTER, mail_words()) is None


def test_a_clock_nobody_has_is_midnight():
    found = read_moment("20 Nov 2026 99:99", OUTER, mail_words())
    assert found is not None
    assert (found.hour, found.minute) == (0, 0)


def test_without_a_mail_around_a_moment_has_no_zone():
    found = read_moment("20.11.2026 16:05", None, mail_words())
    assert found is not None
    assert found.tzinfo is None
