"""Times of day, which belong to the day they stand beside: noon, 5pm, 17:00 UTC, 9h30."""

from __future__ import annotations

from pipeline.notes.saying import Saying

_MAX_TAIL = 3  # "Friday morning at 9, latest": a day drags no more than this behind it


def skip_time(saying: Saying, at: int) -> int:
    """The token behind a time of day ("noon", "5pm", "17:00 UTC"), or the same token."""
    end = saying.skip(at, saying.words.times)
    if end > at or saying.number(at) is None:
        return end
    minutes = saying.word(at + 1) in (":", ".") and saying.joined(at + 1) and saying.number(at + 2) is not None
    end = at + 3 if minutes else at + 1
    mark = saying.skip(end, saying.words.time_marks)
    if mark > end:
        # "9h30"
        mark += saying.joined(mark) and saying.number(mark) is not None
        return saying.skip(mark, saying.words.time_marks)
    return end if minutes and saying.word(at + 1) == ":" else at


def skip_tail(saying: Saying, end: int) -> int:
    """The token behind the time and the "at the latest" that follow a day."""
    for _ in range(_MAX_TAIL):
        place = saying.skip(end, saying.words.latest)
        if place == end:
            lead = saying.skip(saying.skip_marks(end, ",@"), saying.words.at)
            time = skip_time(saying, lead)
            place = time if time > lead else end
        if place == end:
            break
        end = place
    return end
