"""Who leaves a recap is a name in it that nobody can be reached by, wherever the name stands."""

from __future__ import annotations

from dataclasses import replace

from builders import OTHER
from recap_builders import SAM, a_recap, an_item

from pipeline.replies.effects import leave


def test_no_address_is_left_of_who_leaves():
    items = (
        an_item("A1", "action", "call", owner=SAM, helpers=(SAM,), proposed_owner=SAM),
        an_item("D1", "decision", "ship it", speaker=SAM),
    )
    whole = a_recap(items)
    whole = replace(
        whole, meeting=replace(whole.meeting, parts={"Scribe": SAM}), waiting=whole.audience, named=(OTHER,)
    )
    left = leave(whole, OTHER)
    assert left.left == (OTHER,)
    assert OTHER not in str(replace(left, left=()))
    assert left.items[1].speaker is not None
    assert left.items[1].speaker.name == "Sam Holt"
    assert left.meeting.parts["Scribe"].name == "Sam Holt"
