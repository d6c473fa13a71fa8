"""One team whose notes, letters and answers are all in one language: what every letter of the proof is built from."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from functools import cache, cached_property
from pathlib import Path
from typing import Any

from builders import HOST, MONDAY, OTHER, OWNER, a_policy
from follow_builders import MONDAY_NINE, words
from recap_builders import DANA, FRIDAY, MARA, SAM, a_recap, an_item

from pipeline.follow.decide import decide_due
from pipeline.follow.view import Case, FollowView, Happened, Sent, Waiting
from pipeline.log.letters import Asking
from pipeline.model import Address, Due, Item, Letter, Link, Mail, Meeting, Person, Preferences, Recap, State, Tie
from pipeline.model.ahead import Ahead
from pipeline.model.feedback import Moment, Prompt
from pipeline.outcome import View

SCENES = tomllib.loads(Path(__file__).with_name("letter_scenes.toml").read_text("utf-8"))
LANGUAGES = tuple(sorted(words().languages))
NOW = datetime(2026, 11, 23, 9, 5, tzinfo=UTC)
LATER = Due(phrase="", day=date(2026, 12, 7))
PASSED = Due(phrase="", day=date(2026, 12, 3))
# The working day before a meeting.
EVE = datetime(2026, 12, 8, 9, 30, tzinfo=UTC)


@dataclass(frozen=True)
class Scene:
    """The team's meeting in one language, and what the functions that write letters are called with."""

    code: str

    def say(self, key: str) -> str:
        """What somebody of this team says."""
        return SCENES[self.code][key]

    @property
    def dana(self) -> Address:
        return Address(address=OWNER, name=DANA.name)

    @cached_property
    def mail(self) -> Mail:
        """What is answered."""
        return Mail(subject=f"Re: [7K2Q] {self.say('title')}", message_id="<r@x.example>", sender=self.dana)

    @cached_property
    def road(self) -> dict[str, Any]:
        """What every function that writes a letter is called with."""
        known = {key: Preferences(address=key, language=self.code) for key in (HOST, OWNER, OTHER)}
        view = View(now=NOW, arrived_at=MONDAY, content_key="ab" * 32, free_tag="7K2Q", preferences=known)
        return {"policy": a_policy(operator=HOST), "view": view, "knowledge": words()}

    @cached_property
    def asking(self) -> Asking:
        """Dana, with a question of her own."""
        mail = replace(self.mail, subject=self.say("asked"))
        return Asking(asker=self.dana, mail=mail, language=words().language(self.code), **self.road)

    def item(self, code: str, kind: str, **values: Any) -> Item:
        text, quote = SCENES[self.code]["items"][code]
        return an_item(code, kind, text, quote=quote, **values)

    @cached_property
    def recap(self) -> Recap:
        """An item of every kind: firm and doubtful, owned and not, clear and vague, tied to another meeting."""
        due = replace(FRIDAY, phrase=self.say("phrase"))
        earlier = (Link(tie=Tie.AGAINST, tag="9ZKM", code="D4", day=date(2026, 11, 9)),)
        return self._recap_of(
            self.item("A1", "action", owner=DANA, helpers=(SAM,), due=due),
            self.item("A2", "action", owner=DANA, vague=("vague-search", "no-date")),
            self.item("A3", "action", owner_as_written="Jo", vague=("no-owner", "no-date")),
            self.item("A4", "action", owner=SAM, firm=False),
            self.item("D1", "decision", reason=self.say("reason")),
            self.item("D2", "decision", links=earlier),
            self.item("Q1", "question", owner=SAM),
            self.item("R1", "risk"),
            self.item("S1", "assumption"),
            self.item("E1", "experiment"),
            self.item("P1", "parking"),
            self.item("K1", "kudos"),
        )

    @cached_property
    def followed(self) -> Recap:
        """The same meeting two weeks on."""
        return self._recap_of(
            self.item("A1", "action", owner=DANA, due=LATER, state=State.ACCEPTED),
            self.item("A2", "action", owner=DANA, due=LATER, state=State.BLOCKED, reason="A3"),
            self.item("A3", "action", owner=SAM, due=PASSED),
            self.item("A4", "action", owner=DANA, state=State.DONE, outcome=self.say("outcome")),
            self.item("D1", "decision"),
            self.item("S1", "assumption", owner=DANA, due=LATER),
            self.item("E1", "experiment", owner=DANA, due=LATER),
            self.item("K1", "kudos"),
        )

    @cached_property
    def planned(self) -> Recap:
        """Another meeting of theirs, a little later."""
        other = self._recap_of(self.item("A3", "action", owner=DANA, due=LATER), self.item("D2", "decision"))
        return replace(other, tag="9ZKM")

    def due(self, kind: str, reader: str, *, verbs: tuple[str, ...] = ("accept", "done"), many: bool = False) -> Letter:
        """The letter of that kind which this reader gets by itself, after Dana answered with these verbs.

        `many` is for a reader who was in two meetings.
        """
        began = MONDAY_NINE - timedelta(days=6)
        told = {"accept": ("A1", ""), "done": ("A4", self.say("outcome"))}
        happened = tuple(
            Happened(
                number=at, at=began + timedelta(hours=at), by=OWNER, verb=verb, code=told[verb][0], text=told[verb][1]
            )
            for at, verb in enumerate(verbs, start=1)
        )
        sent = (Sent(kind="recap", key="recap:7K2Q", message_id="<recap@acme.example>", at=began),)
        case = Case(recap=self.followed, began_at=began, happened=happened, sent=sent)
        start = EVE + timedelta(days=1)
        host = Person(name=MARA.name, address=HOST)
        ahead = (Ahead(uid="u1", title=self.say("title"), starts=(start,), organiser=host),) if kind == "agenda" else ()
        view = FollowView(
            now=EVE if kind == "agenda" else MONDAY_NINE,
            person=Preferences(address=reader, language=self.code),
            cases=(case, *([Case(recap=self.planned, began_at=began)] if many else ())),
            ahead=ahead,
            prompts=(self._waiting(),) if kind == "feedback-prompt" else (),
        )
        plan = decide_due(view, policy=a_policy(), knowledge=words())
        return next(one.letter for one in plan.letters if one.letter.kind == kind)

    def _waiting(self) -> Waiting:
        """What the host may be asked about: one good thing of Sam's and one that is still open."""
        quotes = {"credit": SCENES[self.code]["items"]["K1"][1], "left-waiting": SCENES[self.code]["items"]["A4"][1]}
        moments = tuple(
            Moment(line=1, person=SAM.name, kind=kind, quote=quote, situation=self.say("title"))
            for kind, quote in quotes.items()
        )
        at = MONDAY_NINE - timedelta(days=1)
        return Waiting(number=1, tag=self.followed.tag, at=at, prompt=Prompt(person=SAM, moments=moments))

    def _recap_of(self, *items: Item) -> Recap:
        meeting = Meeting(
            title=self.say("title"),
            held_on=date(2026, 11, 23),
            timezone="Europe/Berlin",
            attendees=(MARA, DANA, SAM),
            language=self.code,
            purpose=self.say("purpose"),
            outcome=self.say("wanted"),
        )
        assist = Moment(line=1, person=SAM.name, kind="explained", quote=self.say("assist"))
        return replace(a_recap(items, meeting=meeting, subject=f"Fwd: {self.say('title')}"), assists=(assist,))


@cache
def a_scene(code: str) -> Scene:
    return Scene(code=code)
