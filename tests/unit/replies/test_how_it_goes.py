"""What the owner of one item tells about it later."""

from __future__ import annotations

import pytest
from reply_builders import understood

DONE = [
    ("ben", "done", "A3/done"),
    ("ben", "Done!", "A3/done"),
    ("ben", "Done, room 4 on the second floor.", "A3/done"),
    ("ben", "Booked it this morning.", "A3/done"),
    ("ben", "I booked the room yesterday", "A3/done"),
    ("ben", "The room is booked.", "A3/done"),
    ("ben", "All booked.", "A3/done"),
    ("ben", "1. done", "A3/done"),
    ("ben", "Finished!", "A3/done"),
    ("ben", "Completed yesterday", "A3/done"),
    ("ben", "That's done.", "A3/done"),
    ("ben", "Already done, see the calendar", "A3/done"),
    ("ben", "I did this last week", "A3/done"),
    ("ben", "This is done, you can close it", "A3/done"),
    ("ben", "Sorted. Room 12.", "A3/done"),
    ("ben", "Taken care of", "A3/done"),
    ("ben", "We have booked room 12 for the workshop", "A3/done"),
    ("ben", "Room 12 booked for Thursday", "A3/done"),
    ("ben", "Ana booked it for me", "A3/done"),
    ("ben", "Thanks. Done.", "A3/done"),
    ("ben", "Hey Mara, the room is sorted (12B, holds 30). B.", "A3/done"),
    ("ben", "I rang the venue, they confirmed the room for the 3rd.", "A3/done"),
    ("ben", "Hi, just got off the phone with the venue. Room 12 is ours!", "A3/done"),
    ("ben", "Workshop room: 12B, paid and confirmed", "A3/done"),
    ("ben", "room is reserved", "A3/done"),
    ("ben", "reserved room 12", "A3/done"),
    ("ben", "Room booked, invoice attached.", "A3/done"),
    ("ben", "Booking confirmed: ref 88213", "A3/done"),
    ("ben", "Just booked the room. Thanks for the nudge!", "A3/done"),
    ("ben", "Room's booked", "A3/done"),
    ("ben", "The room has been booked.", "A3/done"),
    ("ben", "I was stuck but it's sorted now", "A3/done"),
    ("ben", "Good news: the room is booked!", "A3/done"),
    ("ben", "FYI room is done", "A3/done"),
    ("ben", "Ticked off: room 12 is reserved for us.", "A3/done"),
    ("ben", "Finally booked, phew.", "A3/done"),
    ("ben", "I have completed this.", "A3/done"),
    ("ben", "It's done, see attached", "A3/done"),
    ("ben", "Consider this closed", "A3/done"),
    ("ben", "This was done by Priya last week", "A3/done"),
    ("ben", "Priya did this already", "A3/done"),
    ("ben", "Priya booked the room", "A3/done"),
    ("ben", "Has been done", "A3/done"),
    ("ben", "🎉 done", "A3/done"),
    ("ben", "Morning Mara, room is all set for the workshop, they even throw in coffee. Ben", "A3/done"),
    ("ben", "Just to let you know that I've sorted out the room.", "A3/done"),
    ("ben", "The venue confirmed this morning, so A3 is off my list.", "A3/done"),
    ("ben", "A3 can be ticked off.", "A3/done"),
    ("ben", "Managed to book room 12!", "A3/done"),
    ("ben", "We're all set: room 12.", "A3/done"),
    ("ben", "A3: completed on 23 Nov", "A3/done"),
    ("ben", "A3 was finished last week already.", "A3/done"),
    ("ben", "Thanks for putting this together, Mara. On A3: booked, see the invite.", "A3/done"),
    ("ben", "Sorry for the late reply. The room was booked yesterday afternoon.", "A3/done"),
    ("ben", "Quick update: A3 finished.", "A3/done"),
    ("ben", "I emailed the venue and they booked us in.", "A3/done"),
    ("ben", "Reserved the big room, hope that suits.", "A3/done"),
    ("ben", "I've reserved a room for the workshop, number 4.", "A3/done"),
    ("ben", "Room? Done.", "A3/done"),
    ("ben", "Room is fixed for Tuesday", "A3/done"),
    ("ben", "A3 has been a pain but it's done", "A3/done"),
]

STUCK = [
    ("ben", "stuck on legal", "A3/blocked"),
    ("ben", "I'm waiting for Ana to send the list", "A3/blocked"),
    ("ben", "Blocked by A1", "A3/blocked"),
    ("ben", "I can't start until Ana sends me the list", "A3/blocked"),
    ("ben", "Waiting for the caterer, so Friday instead", "A3/blocked A3/reschedule/1127"),
    ("ben", "I'm still waiting for quotes", "A3/blocked"),
    ("ben", "Waiting for Ana's ok.", "A3/blocked"),
    ("ben", "On hold until the contract is signed", "A3/blocked"),
    ("ben", "blocked", "A3/blocked"),
    ("ben", "No progress, stuck with IT", "A3/blocked"),
    ("ben", "the room is nearly booked, waiting for the confirmation mail", "A3/blocked"),
    ("ben", "Room options sent to Mara, waiting for her choice", "A3/blocked"),
    ("ben", "I'm stuck", "A3/blocked"),
    ("ben", "Can't move on this until I have the headcount", "A3/blocked"),
    ("ben", "Held up by procurement", "A3/blocked"),
    ("ben", "Waiting", "A3/blocked"),
    ("ben", "Still blocked, no answer from facilities", "A3/blocked"),
    ("ben", "I'm blocked by the finance freeze", "A3/blocked"),
    ("ben", "Can't proceed: no budget code", "A3/blocked"),
    ("ben", "Waiting to hear back from the venue", "A3/blocked"),
    ("ben", "The venue hasn't answered, so I'm stuck", "A3/blocked"),
    ("ben", "A3: I asked the venue, waiting for their answer", "A3/blocked"),
    ("ben", "A3 is on hold because of the strike", "A3/blocked"),
    ("ben", "A3 stuck: no budget code", "A3/blocked"),
    ("ben", "A3: can't continue without the headcount", "A3/blocked"),
    ("ben", "A3 blocked, new date 4 December", "A3/blocked A3/reschedule/1204"),
    ("ben", "Update on A3: still waiting for the caretaker.", "A3/blocked"),
]

DROP = [
    ("ben", "drop it", "A3/drop"),
    ("ben", "No longer needed, the workshop is online", "A3/drop"),
    ("ben", "We don't need it anymore", "A3/drop"),
    ("ben", "A3 should read: book two rooms", "A3/correct"),
    ("ben", "Let's skip it", "A3/drop"),
    ("ben", "Obsolete", "A3/drop"),
    ("ben", "Cancelled, the workshop is off", "A3/drop"),
    ("ben", "There is no need for this any more", "A3/drop"),
    ("ben", "Forget it", "A3/drop"),
    ("ben", "S1: not true, half pay cash", "S1/correct"),
    ("ben", "We won't need a room after all", "A3/drop"),
    ("ben", "Workshop is cancelled so this can be dropped", "A3/drop"),
    ("ben", "Please cancel this one.", "A3/drop"),
    ("ben", "Can this be dropped?", "A3/drop"),
    ("ben", "Please change A3 to: book two rooms", "A3/correct"),
    ("ben", "A3 isn't an action, it was an idea", "A3/correct"),
    ("ben", "Also missing: we need catering", "-/correct"),
    ("ben", "A3 is unnecessary now", "A3/drop"),
    ("ben", "A3 is obsolete, we meet online", "A3/drop"),
    ("ben", "A3: skip it", "A3/drop"),
    ("ben", "A3: nobody needs a room any more", "A3/drop"),
    ("ben", "A3: please delete", "A3/drop"),
    ("ben", 'A3 should read "book a room and a projector"', "A3/correct"),
    ("ben", "A3: wrong wording, it is a hall, not a room", "A3/correct"),
    ("ben", "Please correct A3: the hall, not the room", "A3/correct"),
    ("ben", "D1 is not what we decided, we said beta first", "D1/correct"),
    ("ben", "D1: that's not what we said. We said beta first.", "D1/correct"),
    ("ben", "Could we drop this?", "A3/drop"),
    ("ben", "Not needed: the workshop moved online.", "A3/drop"),
]


@pytest.mark.parametrize(("writer", "words", "meant"), DONE)
def test_what_is_over_is_done(writer, words, meant):
    assert understood(writer, words) == meant


@pytest.mark.parametrize(("writer", "words", "meant"), STUCK)
def test_a_cause_outside_blocks(writer, words, meant):
    assert understood(writer, words) == meant


@pytest.mark.parametrize(("writer", "words", "meant"), DROP)
def test_what_is_wrong_or_needless_is_said_so(writer, words, meant):
    assert understood(writer, words) == meant
