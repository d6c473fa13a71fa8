"""The mails of the demo, written the way the programs of their senders write them.

Days are counted from the day of the demo, so that what is promised lies
ahead whenever it runs.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.message import EmailMessage
from email.utils import format_datetime

from pipeline.model import Address

DOMAIN = "acme.example"
NOTES = Address(name="Followthrough", address=f"notes@{DOMAIN}")
MARA = Address(name="Mara Lindt", address=f"mara@{DOMAIN}")
ANA = Address(name="Ana Ruiz", address=f"ana@{DOMAIN}")
BEN = Address(name="Ben Okoye", address=f"ben@{DOMAIN}")
PRIYA = Address(name="Priya Nair", address=f"priya@{DOMAIN}")
SAM = Address(name="Sam Holt", address=f"sam@{DOMAIN}")
TEAM = (MARA, ANA, BEN, PRIYA, SAM)


@dataclass(frozen=True, slots=True, kw_only=True)
class Meeting:
    """One meeting of the demo: who forwards its notes, to whom, and how the mail is made."""

    name: str
    host: Address
    readers: tuple[Address, ...]
    build: Callable[[Address, tuple[Address, ...], datetime], EmailMessage]


def build_head(sender: Address, to: tuple[Address, ...], subject: str, now: datetime) -> EmailMessage:
    """The head of a mail from one person to others."""
    mail = EmailMessage()
    mail["From"] = _header(sender)
    mail["To"] = ", ".join(map(_header, to))
    mail["Subject"] = subject
    mail["Date"] = format_datetime(now)
    stamp = f"{now:%Y%m%d%H%M%S%f}"
    mail["Message-ID"] = f"<{stamp}.{abs(hash_of(subject)):x}@mail.{DOMAIN}>"
    return mail


def hash_of(text: str) -> int:
    """A small stable number for a text; Python's own hash changes from run to run."""
    return sum(ord(letter) * (place + 1) for place, letter in enumerate(text))


def _header(address: Address) -> str:
    return f"{address.name} <{address.address}>"


def _day(now: datetime, days: int) -> str:
    return f"{now + timedelta(days=days):%-d %B}"


WEEKLY = """\
Weekly sync, checkout team
Attendees: Mara Lindt, Ana Ruiz, Ben Okoye, Priya Nair
Purpose: settle how the new checkout goes live

Decisions
- We agreed to open the new checkout to ten percent of customers first, because the old one cannot be
  switched back on within a day.

Notes
- Ana will send the rollback steps to the team by Friday.
- Ben to ask the legal team about the consent text by {soon}.
- Risk: the payment sandbox was down twice this week.
- Who tells the support desk about the new error page?
- We assume that most customers pay by card.
- Let's try a ten-minute stand-up for two weeks and keep it if nobody misses the long one.
- Pricing page: parked until next time.
- Thanks to Priya for testing every refund on her own phone.

Next steps
- [ ] Priya: write the support article by {later}
- Somebody should look into the slow search.
"""


def build_weekly(host: Address, readers: tuple[Address, ...], now: datetime) -> EmailMessage:
    """Notes that a colleague mailed round, forwarded inline from Gmail with a line of one's own above."""
    notes = WEEKLY.format(soon=_day(now, 8), later=_day(now, 10))
    mail = build_head(host, (NOTES, *readers), "Fwd: Weekly sync, checkout team", now)
    mail.set_content(
        "For everybody who was there.\n\n"
        "---------- Forwarded message ---------\n"
        f"From: {ANA.name} <{ANA.address}>\n"
        f"Date: {now - timedelta(hours=1):%a, %b %-d, %Y at %-I:%M %p}\n"
        "Subject: Weekly sync, checkout team\n"
        f"To: {MARA.name} <{MARA.address}>\n\n\n" + notes
    )
    return mail


SUPPLIER = """\
<html><body style="font-family: Calibri, sans-serif">
<p>Here are the minutes.</p>
<div style="border:none;border-top:solid #E1E1E1 1.0pt;padding:3.0pt 0cm 0cm 0cm">
<p><b>From:</b> Ben Okoye &lt;{ben}&gt;<br><b>Sent:</b> {sent}<br><b>To:</b> Mara Lindt &lt;{mara}&gt;<br>
<b>Subject:</b> Supplier review</p></div>
<h2>Supplier review</h2>
<p>Present: Ben Okoye, Mara Lindt, Sam Holt</p>
<h3>Decisions</h3>
<ul><li>We will stay with the current printer until spring, since the cheaper one cannot deliver before
March.</li></ul>
<h3>Action items</h3>
<table border="1"><tr><th>Task</th><th>Owner</th><th>Due</th></tr>
<tr><td>Ask the printer for a price over two years</td><td>Sam Holt</td><td>{soon}</td></tr>
<tr><td>Send the new logo files to the printer</td><td>Ben Okoye</td><td>{later}</td></tr></table>
<h3>Open questions</h3>
<ul><li>Do we need a second warehouse before summer?</li></ul>
</body></html>
"""


def build_supplier(host: Address, readers: tuple[Address, ...], now: datetime) -> EmailMessage:
    """Minutes with a table, forwarded from Outlook, which marks the forward only by its header block."""
    page = SUPPLIER.format(
        ben=BEN.address,
        mara=MARA.address,
        sent=f"{now - timedelta(hours=3):%A, %B %-d, %Y %-I:%M %p}",
        soon=_day(now, 7),
        later=_day(now, 9),
    )
    mail = build_head(host, (NOTES, *readers), "FW: Supplier review", now)
    mail.set_content("This mail is best read as HTML.")
    mail.clear_content()
    mail.set_content(page, subtype="html")
    mail["X-Mailer"] = "Microsoft Outlook 16.0"
    return mail


RETRO = """\
WEBVTT

00:00:02.000 --> 00:00:07.000
<v Priya Nair>Good, so the release went out on Tuesday and nothing fell over.

00:00:07.500 --> 00:00:12.000
<v Sam Holt>The checklist was missing two steps, that cost us an hour.

00:00:12.500 --> 00:00:16.000
<v Sam Holt>I'll add both steps to the checklist by tomorrow.

00:00:16.500 --> 00:00:21.000
<v Ana Ruiz>And I will ask Ben to read it once it is there.

00:00:21.500 --> 00:00:27.000
<v Priya Nair>Then we agreed: no release on a Friday any more.

00:00:27.500 --> 00:00:31.000
<v Sam Holt>Fine with me.

00:00:31.500 --> 00:00:36.000
<v Priya Nair>One worry is that the test machine has no room left on its disk.
"""


def build_retro(host: Address, readers: tuple[Address, ...], now: datetime) -> EmailMessage:
    """A call's transcript as its program exports it, attached to a mail of two lines."""
    mail = build_head(host, (NOTES, *readers), "Release retrospective", now)
    mail.set_content("The transcript of this morning is attached.\n\nPriya\n")
    mail.add_attachment(RETRO.encode(), maintype="text", subtype="vtt", filename="release-retrospective.vtt")
    return mail


MEETINGS = (
    Meeting(name="Weekly sync, checkout team", host=MARA, readers=(ANA, BEN, PRIYA, SAM), build=build_weekly),
    Meeting(name="Supplier review", host=MARA, readers=(BEN, SAM), build=build_supplier),
    Meeting(name="Release retrospective", host=PRIYA, readers=(SAM, ANA), build=build_retro),
)


def build_answer(letter: EmailMessage, writer: Address, words: str, now: datetime) -> EmailMessage:
    """A reply to one of our letters as a webmail writes it: the words on top, the letter quoted below."""
    answer = build_head(writer, (), f"Re: {str(letter['Subject']).removeprefix('Re: ')}", now)
    del answer["To"]
    answer["To"] = str(letter["Reply-To"])
    answer["In-Reply-To"] = str(letter["Message-ID"])
    answer["References"] = f"{letter['References'] or ''} {letter['Message-ID']}".strip()
    body = letter.get_body(("plain",))
    text = body.get_content() if body is not None else ""
    quote = "".join(f"> {line}\n" for line in str(text).splitlines())
    when = f"{now:%a, %b %-d, %Y at %-I:%M %p}"
    answer.set_content(f"{words}\n\nOn {when} {NOTES.name} <{NOTES.address}> wrote:\n\n{quote}")
    return answer
