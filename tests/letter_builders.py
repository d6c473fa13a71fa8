"""Every letter of the program, in every language, as the pipeline writes it.

A new letter gets its row in `LETTERS`, and with it every proof there is: the
first word of a row's name is the folder in `templates/`, what follows tells
its cases apart.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache

from builders import HOST, OTHER, OWNER
from letter_scene import LANGUAGES, Scene, a_scene
from recap_builders import SAM, Read, read, with_item

from pipeline.feedback.letter import feedback_letter, note_letter
from pipeline.feedback.read import read_feedback
from pipeline.log.letters import answer_letter, help_letter, map_letter, update_letter
from pipeline.model import (
    Address,
    Asks,
    Change,
    Entry,
    Form,
    Letter,
    Looked,
    Person,
    Question,
    ReplyReading,
    State,
    Unclear,
)
from pipeline.model.feedback import Draft
from pipeline.outcome import Reason
from pipeline.recap.letters import ask_letter, declined_letter, recap_letters, receipt_letter, refusal_letter
from pipeline.recap.notices import About, notice_letter, personal_letter
from pipeline.recap.operator import operator_letters

Writer = Callable[[Scene], Letter]


def recap(scene: Scene, reader: str) -> Letter:
    letters, _ = recap_letters(scene.recap, **scene.road)
    return next(letter for letter in letters if letter.to == reader)


def receipt(scene: Scene, reading: ReplyReading, **changed: object) -> Letter:
    after = with_item(scene.recap, "A1", **changed)
    return receipt_letter(scene.recap, after, reading, writer=scene.dana, mail=scene.mail, **scene.road)


def unclear(scene: Scene) -> tuple[Unclear, ...]:
    return (Unclear(text=scene.say("unclear"), question="unsure", choices=("A2", "A3")),)


def ask(scene: Scene) -> Letter:
    handed = with_item(scene.recap, "A1", proposed_owner=SAM)
    return ask_letter(handed, handed.items[0], asked_by=scene.dana, **scene.road)[0]


def declined(scene: Scene) -> Letter:
    said = (Change(verb="decline", code="A1", text=scene.say("refusal")),)
    return declined_letter(scene.recap, said, writer=scene.dana, **scene.road)[0]


def notice(scene: Scene, about: About, code: str, *, verb: str, **changed: object) -> Letter:
    after = with_item(scene.recap, code, **changed)
    said = (Change(verb=verb, code=code, text=scene.say("objection")),)
    return notice_letter(
        about, scene.recap, after, (code,), reader=scene.recap.host, who=scene.dana, changes=said, **scene.road
    )[0]


def personal(scene: Scene, name: str, *, lines: tuple[str, ...] = (), **options: object) -> Letter:
    texts = scene.asking.language.texts
    held = tuple(texts(f"personal.{line}", number=3, value="UTC") for line in lines)
    return personal_letter(name, reader=scene.dana, mail=scene.mail, lines=held, **options, **scene.road)


def log(scene: Scene, *, of: slice = slice(None), more: bool = False, **asked: object) -> Letter:
    question = Question(said=scene.say("asked"), **asked)
    return answer_letter(Looked(question=question, entries=entries(scene)[of], more=more), scene.asking)


def entries(scene: Scene) -> tuple[Entry, ...]:
    return tuple(Entry(recap=scene.recap, item=item) for item in scene.recap.items)


def influence(scene: Scene, *, of: slice = slice(None)) -> Letter:
    return map_letter(Looked(question=Question(asks=Asks.MAP), entries=entries(scene)[of]), scene.asking)


def update(scene: Scene, **asked: object) -> Letter:
    question = Question(asks=Asks.UPDATE, reader=SAM, topic=scene.say("title"), **asked)
    return update_letter(Looked(question=question, entries=entries(scene)), scene.asking)


def refusal(scene: Scene, reason: Reason) -> Letter:
    return refusal_letter(reason, scene.mail, **scene.road)


def operator(scene: Scene, reason: Reason, **facts: str) -> Letter:
    return operator_letters(reason, **scene.road, **facts)[0]


def feedback(scene: Scene, *, to: Person | None = SAM, barred: str = "") -> Letter:
    check = read_feedback(scene.say("draft"), knowledge=scene.road["knowledge"], language=scene.code)
    draft = Draft(token="a" * 20, thread="a" * 20, by=OWNER, to=to)
    return feedback_letter(check, scene.asking, draft=draft, barred=barred)


def note(scene: Scene) -> Letter:
    reader = Address(address=OTHER, name=SAM.name)
    return note_letter(scene.say("draft"), key="feedback-note:1", writer=scene.dana, reader=reader, **scene.road)


ACCEPTED = ReplyReading(changes=(Change(verb="accept", code="A1"),))

LETTERS: Mapping[str, Writer] = {
    "recap": lambda scene: recap(scene, OWNER),
    "recap of the host": lambda scene: recap(scene, HOST),
    "receipt": lambda scene: receipt(scene, ACCEPTED, state=State.ACCEPTED),
    "receipt with a question": lambda scene: receipt(
        scene, ReplyReading(changes=ACCEPTED.changes, unclear=unclear(scene)), state=State.ACCEPTED
    ),
    "receipt of nothing": lambda scene: receipt(scene, ReplyReading(unclear=unclear(scene))),
    "ask": ask,
    "declined": declined,
    "notice of an objection": lambda scene: notice(
        scene, About.OBJECTED, "D1", verb="object", firm=False, doubt="objected"
    ),
    "notice of a leave": lambda scene: notice(scene, About.LEFT, "A1", verb="stop", owner=None),
    "reminder": lambda scene: scene.due("reminder", OWNER),
    "progress": lambda scene: scene.due("progress", OWNER),
    "progress of two meetings": lambda scene: scene.due("progress", OWNER, many=True),
    "wake": lambda scene: scene.due("wake", OWNER),
    "summary": lambda scene: scene.due("summary", HOST),
    "done": lambda scene: scene.due("done", HOST, verbs=("done",)),
    "agenda": lambda scene: scene.due("agenda", HOST),
    "agenda of two meetings": lambda scene: scene.due("agenda", HOST, many=True),
    "log": lambda scene: log(scene, more=True),
    "log of one's own": lambda scene: log(scene, of=slice(2), mine=True, still_open=True),
    "log as a file": lambda scene: log(scene, form=Form.CSV),
    "log of nothing": lambda scene: log(scene, of=slice(0)),
    "map": influence,
    "map of nothing": lambda scene: influence(scene, of=slice(0)),
    "update": lambda scene: update(scene, words=("x",), stems=("x",)),
    "update without a topic": update,
    "help": lambda scene: help_letter(scene.asking),
    "personal": lambda scene: personal(scene, "forget", answers=("forget",)),
    "personal farewell": lambda scene: personal(scene, "forgotten", lines=("held.recaps", "held.letters")),
    "personal wishes": lambda scene: personal(scene, "noted", lines=("wishes.timezone", "wishes.back")),
    "refusal": lambda scene: refusal(scene, Reason.NO_NOTES),
    "refusal of a stray": lambda scene: refusal(scene, Reason.NO_RECAP),
    "operator": lambda scene: operator(scene, Reason.BOUNCE, address=OWNER),
    "operator of a code": lambda scene: operator(scene, Reason.FORWARDING_CODE, code="493817"),
    "feedback": feedback,
    "feedback for nobody yet": lambda scene: feedback(scene, to=None),
    "feedback that may not go": lambda scene: feedback(scene, to=None, barred="bo@elsewhere.example"),
    "feedback-note": note,
    "feedback-prompt": lambda scene: scene.due("feedback-prompt", HOST),
    "personal receipt of a note": lambda scene: personal(scene, "passed", values={"who": SAM.name}),
}


def kind_of(name: str) -> str:
    """The folder in `templates/` that a row of the table proves."""
    return name.partition(" ")[0]


def build_letter(name: str, code: str) -> Letter:
    return LETTERS[name](a_scene(code))


@cache
def a_letter(name: str, code: str) -> Read:
    """A letter as its reader in that language has it."""
    return read(build_letter(name, code))


EVERY_LETTER = [(name, code) for name in LETTERS for code in LANGUAGES]
