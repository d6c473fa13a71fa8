"""Prompts for feedback: the working morning after the notes, to who sent them; one a week at most, or one a month.

What cannot be asked that morning is never asked: a week later nobody can say
what they saw. Nothing of it stands in the recap's conversation.
"""

from __future__ import annotations

from datetime import date, timedelta

from pipeline.feedback.letter import OPEN, SHAPE
from pipeline.feedback.prompts import GOOD
from pipeline.follow.desk import FollowDesk
from pipeline.follow.view import Case, DueLetter, Plan, Waiting
from pipeline.mail.route import build_reply_address, build_token
from pipeline.model.feedback import Draft
from pipeline.model.preferences import Rhythm
from pipeline.recap.page import MAX_TEXT, Reply, say_name, shorten
from pipeline.recap.texts import Texts

KIND = "feedback-prompt"
DAY = timedelta(days=1)
PAUSES = {Rhythm.WEEKLY: timedelta(days=7), Rhythm.MONTHLY: timedelta(days=28)}


def plan_prompts(desk: FollowDesk) -> Plan:
    """The letter of this morning, when to look again, and what is over."""
    now, time = desk.view.now, desk.time
    cases = {case.recap.tag: case for case in desk.view.cases}
    spent: list[int] = []
    chosen: tuple[Waiting, Case] | None = None
    looks = []
    for waiting in desk.view.prompts:
        case = cases.get(waiting.tag)
        morning = time.morning(time.today(waiting.at) + DAY)
        if case is None or not _may_ask(case, time.today(morning), desk):
            spent.append(waiting.number)
        elif morning > now:
            looks.append(morning)
        else:
            spent.append(waiting.number)
            on_time = time.today(morning) == time.today(now) and time.today(now) == time.on_or_after(time.today(now))
            chosen = chosen or ((waiting, case) if on_time else None)
    if chosen is None:
        return Plan(spent=tuple(spent), look_at=min(looks, default=None))
    letter, draft = _write(*chosen, desk)
    return Plan(
        letters=(letter,),
        drafts=(draft,),
        spent=tuple(spent),
        look_at=min(looks, default=None),
        memory={KIND: time.today(now).isoformat()},
    )


def _may_ask(case: Case, day: date, desk: FollowDesk) -> bool:
    """Whether this person wants to be asked again by that day, and the recap is still one to be asked about."""
    pause = PAUSES.get(desk.view.person.prompts)
    if pause is None or case.recap.restricted or not desk.is_host(case):
        return False
    last = desk.view.memory.get(KIND, "")
    return not last or day >= date.fromisoformat(last) + pause


def _write(waiting: Waiting, case: Case, desk: FollowDesk) -> tuple[DueLetter, Draft]:
    texts, us = desk.language(case).texts, desk.policy
    person = waiting.prompt.person
    token = build_token(secret=us.secret, tag=f"prompt:{waiting.tag}", address=desk.reader.address)
    reply = Reply(
        address=build_reply_address(us.address, separator=us.reply_separator, token=token),
        subject=f"Re: {texts('feedback-prompt.title', who=say_name(person))}",
    )
    shape = _shape(waiting, case, desk, texts=texts)
    letter = desk.write_apart(
        KIND,
        case,
        key=f"{KIND}:{waiting.tag}:{desk.reader.key}",
        reply=reply,
        who=say_name(person),
        moments=tuple(_moments(waiting, desk.title(case), texts=texts)),
        shape=shape,
        answers=(
            reply.answer_with(texts("answers.write.label"), "\n".join(shape)),
            reply.answer("useless", texts=texts),
            reply.answer("stop", texts=texts),
        ),
    )
    return letter, Draft(token=token, thread=token, by=desk.reader.key, to=person, prompt=True)


def _moments(waiting: Waiting, meeting: str, *, texts: Texts) -> list[tuple[str, str]]:
    return [
        (
            "good" if one.kind in GOOD else "ask",
            texts("feedback-prompt.moment", where=shorten(one.situation, MAX_TEXT) or meeting, quote=one.quote),
        )
        for one in waiting.prompt.moments
    ]


def _shape(waiting: Waiting, case: Case, desk: FollowDesk, *, texts: Texts) -> list[str]:
    """One praise, exactly one suggestion, and a narrow question; what only the reader can say is left open."""
    held, title = case.recap.meeting.held_on, desk.title(case)
    moments = waiting.prompt.moments
    words = dict.fromkeys(SHAPE, OPEN)
    words["situation"] = f"{title}, {texts.day(held)}" if held is not None else title
    words["behaviour"] = moments[-1].quote
    if len(moments) > 1:
        words["praise"] = moments[0].quote
    lines = [texts(f"feedback.lines.{place}", words=words[place]) for place in SHAPE]
    return [*lines, texts("feedback-prompt.back", meeting=title)]
