"""One meeting with an item of every kind, and a letter as its reader has it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from email.message import EmailMessage

from builders import HOST, OTHER, OWNER, read_letter

from pipeline.model import Address, AttachmentUse, Due, Evidence, Item, Letter, Meeting, Person, Recap
from pipeline.recap.build import build_recap

MARA = Person(name="Mara Lindt", address=HOST)
DANA = Person(name="Dana Wolff", address=OWNER)
SAM = Person(name="Sam Holt", address=OTHER)
FRIDAY = Due(phrase="by Friday", day=date(2026, 11, 27))


def an_item(code: str, kind: str, text: str, *, quote: str = "", **values) -> Item:
    quote = quote or f"They said: {text}."
    evidence = Evidence(rules=("en.test",), quote=quote, start=0, end=len(quote), lines=(1,), score=0.9)
    return Item(code=code, kind=kind, text=text, evidence=evidence, **values)


ITEMS = (
    an_item("A1", "action", "send the budget", quote="- Dana will send the budget by Friday.", owner=DANA, due=FRIDAY),
    an_item("A2", "action", "look into the slow search", owner=DANA, vague=("no-date", "vague-verb")),
    an_item("A3", "action", "book the room", owner_as_written="Jo", vague=("no-owner", "no-date")),
    an_item("A4", "action", "call the bank", owner=SAM, firm=False),
    an_item("D1", "decision", "ship the small version first", reason="the large one is not tested"),
    an_item("D2", "decision", "keep the prices"),
    an_item("Q1", "question", "who tells the support desk?"),
    an_item("R1", "risk", "the test machine is full"),
    an_item("S1", "assumption", "most people pay by card"),
    an_item("E1", "experiment", "a short stand-up for two weeks"),
    an_item("P1", "parking", "the pricing page"),
    an_item("K1", "kudos", "Sam, for testing every refund"),
)


def a_recap(items: tuple[Item, ...] = ITEMS, **values) -> Recap:
    meeting = values.pop("meeting", None) or Meeting(
        title="Weekly sync",
        held_on=date(2026, 11, 23),
        timezone="Europe/Berlin",
        attendees=(MARA, DANA, SAM),
        purpose="settle how the checkout goes live",
    )
    given = {
        "tag": "7K2Q",
        "meeting": meeting,
        "host": Address(address=HOST, name="Mara Lindt"),
        "items": items,
        "people": (MARA, DANA, SAM),
        "audience": tuple(Address(address=one.address, name=one.name) for one in (MARA, DANA, SAM)),
        "subject": "Fwd: Weekly sync",
        "thread": ("<first@mail.acme.example>",),
        "unused": (
            AttachmentUse(name="slides.pdf", content_type="application/pdf", used=False, reason="not-readable"),
        ),
    }
    return build_recap(**{**given, **values})


def with_item(recap: Recap, code: str, **values) -> Recap:
    """The recap after one item changed."""
    return replace(recap, items=tuple(replace(i, **values) if i.code == code else i for i in recap.items))


@dataclass(frozen=True)
class Read:
    """A letter as its reader has it."""

    mail: EmailMessage
    text: str
    html: str


def read(letter: Letter) -> Read:
    mail = read_letter(letter.raw)
    parts = {kind: mail.get_body((kind,)) for kind in ("plain", "html")}
    assert all(part is not None for part in parts.values())
    texts = {kind: str(part.get_content()).replace("\r\n", "\n") for kind, part in parts.items()}
    return Read(mail=mail, text=texts["plain"], html=texts["html"])
