"""The recap letter of one file, as its host would get it, without a mailbox and without a database."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from hashlib import sha256
from pathlib import Path

from pipeline.feedback.prompts import find_assists
from pipeline.feedback.read import read_moments
from pipeline.knowledge import Knowledge
from pipeline.model import Letter
from pipeline.outcome import Reason, View
from pipeline.recap.build import build_recap
from pipeline.recap.letters import recap_letters
from workers.explain import NOBODY, Asked, explain_file, read_bounded
from workers.store.meetings import tags


def write_recap(path: Path, asked: Asked, *, knowledge: Knowledge, now: datetime) -> Letter | str:
    """The host's letter, or the word for why there is none."""
    explained = explain_file(path, asked, knowledge=knowledge)
    if explained.refused:
        return explained.refused
    found, mail, reading = explained.notes, explained.mail, explained.reading
    if found is None or not found.items:
        return (reading.reason if reading is not None else None) or Reason.NO_NOTES
    raw = read_bounded(path, most=asked.policy.max_bytes)
    content_key = sha256(raw if isinstance(raw, bytes) else b"").hexdigest()
    view = View(now=now, arrived_at=now, content_key=content_key, free_tag=next(tags(content_key)))
    host = asked.sender or (mail.sender if mail is not None else None) or NOBODY
    recap = build_recap(
        tag=view.free_tag,
        meeting=found.meeting,
        host=host,
        items=found.items,
        people=found.people,
        audience=(host,),
        subject=mail.subject if mail is not None else "",
        thread=(mail.message_id,) if mail is not None and mail.message_id else (),
        unused=tuple(use for use in reading.attachments if not use.used) if reading is not None else (),
    )
    if explained.said is not None:
        moments = read_moments(
            explained.said, knowledge=knowledge, language=found.meeting.language, meeting=found.meeting
        )
        recap = replace(recap, assists=find_assists(moments, recap))
    letters, _ = recap_letters(recap, policy=asked.policy, view=view, knowledge=knowledge)
    return letters[0]
