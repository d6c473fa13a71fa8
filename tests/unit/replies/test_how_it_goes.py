"""What the owner of one item tells about it later, and what changes nothing."""

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
]

NOTHING = [
    ("ben", "Maybe.", ""),
    ("ben", "Not done yet", ""),
    ("ben", "not done", ""),
    ("ben", "Almost done", ""),
    ("ben", "Half done.", ""),
    ("ben", "done except the chairs", ""),
    ("ben", "I am working on it", ""),
    ("ben", "Should be done by tomorrow, hopefully", ""),
    ("ben", "I haven't booked it yet, the site is down", ""),
    ("ben", "Priya has the keys", ""),
    ("ben", "Maybe Priya?", ""),
    ("ben", "Can we stop the Friday calls?", ""),
    ("ben", "Q1: I don't know", ""),
    ("ben", "Q1: I'll find out", ""),
    ("ben", "What does A3 mean?", ""),
    ("ben", "The workshop was great", ""),
    ("ben", "When is the workshop?", ""),
    ("ben", "Has Ana sent the budget?", ""),
    ("ben", "I saw Ana's budget, looks good", ""),
    ("ben", "It'll be late, sorry", ""),
    ("ben", "Sorry, this will be late", ""),
    ("ben", "As soon as I can", ""),
    ("ben", "Working on it, nearly there", ""),
    ("ben", "Started yesterday.", ""),
    ("ben", "In progress", ""),
    ("ben", "Haven't started yet", ""),
    ("ben", "This is not finished.", ""),
    ("ben", "Not stuck any more", ""),
    ("ben", "I thought it was done but it isn't", ""),
    ("ben", "It is not done because nobody answered", ""),
    ("ben", "When it's done I'll tell you", ""),
    ("ben", "Will let you know when it's done", ""),
    ("ben", "It will be done", ""),
    ("ben", "Done? No idea what this is about.", ""),
    ("ben", "Is it done?", ""),
    ("ben", "I think this is Priya's job", ""),
    ("ben", "Priya helps me with it", ""),
    ("ben", "Are we sure about D2?", ""),
    ("ben", "Q1 no idea", ""),
    ("ben", "For Q1, ask the landlord", ""),
    ("ben", "I want to stop the workshop", ""),
    ("ben", "I've got the room", ""),
    ("ben", "I asked for three rooms, none is free", ""),
    ("ben", "The room is too small", ""),
    ("ben", "There are no rooms left on Tuesday.", ""),
    ("ben", "I booked a room but not for the workshop", ""),
    ("ben", "I would have booked it but the site was down", ""),
    ("ben", "I need a hand with A3", ""),
    ("ben", "A3 - who pays for it?", ""),
    ("ben", "Can you send me the number of people first?", ""),
    ("ben", "What's the budget for the room?", ""),
    ("ben", "Wasn't this Priya's?", ""),
    ("ben", "I thought Priya was doing this?", ""),
    ("ben", "Priya asked me about the room", ""),
    ("ben", "I told Priya about it", ""),
    ("ben", "I spoke to Priya, she can't do it either", ""),
    ("ben", "Priya doesn't want it", ""),
    ("ben", "Do not give it to Priya", ""),
    ("ben", "1 Dec works", ""),
    ("ben", "I was away on Monday", ""),
    ("ben", "The workshop is on 10 December", ""),
    ("ben", "The workshop moved to 10 December", ""),
    ("ben", "On Friday I'm off", ""),
    ("ben", "Ana needs it by Friday", ""),
    ("ben", "I don't understand this item", ""),
    ("ben", "This was never agreed", ""),
    ("ben", "please add me to the list", ""),
    ("ben", "Please stop the nonsense :)", ""),
    ("ben", "I'll stop by your office tomorrow", ""),
    ("ben", "I forgot about this, sorry", ""),
    ("ben", "never mind", ""),
    ("ben", "Sorry, ignore that, wrong thread", ""),
    ("ben", "D1: please note that legal has to approve", ""),
    ("ben", "D2: why until June?", ""),
    ("ben", "R1: it is full since Monday", ""),
    ("ben", "Thanks Mara. Room: I'll look for one this week.", ""),
    ("ben", "This is on my to-do list for tomorrow.", ""),
    ("ben", "Depends on the price", ""),
    ("ben", "Tuesday is impossible for me", ""),
    ("ben", "Unfortunately the room will only be free from 2 December.", ""),
    ("ben", "I think it's done", ""),
    ("ben", "Mostly done, need the invoice", ""),
    ("ben", "Not started", ""),
    ("ben", "Nothing to report", ""),
    ("ben", "On track", ""),
    ("ben", "On track for Tuesday", ""),
    ("ben", "No update yet", ""),
    ("ben", "Delayed", ""),
    ("ben", "no reply from the venue yet", ""),
    ("ben", "I'd suggest Priya does this", ""),
    ("ben", "How about Priya?", ""),
    ("ben", "Either Priya or me", ""),
    ("ben", "I'm the wrong Ben", ""),
    ("ben", "Minor correction: the workshop is in Leeds", ""),
    ("ben", "What happens if D1 fails?", ""),
    ("ben", "D2 - hmm", ""),
    ("ben", "Q1 - does anyone know?", ""),
    ("ben", "I can find out Q1", ""),
    ("ben", "Stop reminding me about A3, I know", ""),
    ("ben", "How do I change the owner?", ""),
    ("ben", "What did we decide about prices?", ""),
    ("ben", "Love the new format of these recaps", ""),
    ("ben", "There's a typo in the title", ""),
    ("ben", "Who wrote this?", ""),
]

COURTESY = [
    ("ben", "Let me check with Ana.", "courtesy"),
    ("ben", "Thanks", "courtesy"),
    ("ben", "Got it, thanks", "courtesy"),
    ("ben", "Noted.", "courtesy"),
    ("ben", "Great summary, thank you Mara!", "courtesy"),
    ("ben", "Thanks for organising this!", "courtesy"),
    ("ben", "Thank you, very useful.", "courtesy"),
    ("ben", "Perfect, thanks", "courtesy"),
    ("ben", "Cheers", "courtesy"),
    ("ben", "Nice, see you tomorrow", "courtesy"),
    ("ben", "Much appreciated!", "courtesy"),
    ("ben", "Great meeting, thank you all", "courtesy"),
    ("ben", "😀", "courtesy"),
]

ASKED_BACK = [
    ("ben", "I'll try", "?condition"),
    ("ben", "I'll see what I can do", "?condition"),
    ("ben", "ok?", "?condition"),
    ("ben", "ok if I get the money first", "?condition"),
    ("ben", "Only if Ana helps me", "?condition"),
    ("ben", "I can do it unless the hall is closed.", "?condition"),
    ("ben", "Not sure I can.", "?condition"),
    ("ben", "by 12/5 please", "?day"),
    ("ben", "next week", "?day"),
    ("ben", "I'll do it next week", "?day"),
    ("ben", "OK but not before Friday", "?day"),
    ("ben", "give it to Sam", "?who"),
    ("ben", "agree", "?which"),
    ("ben", "A1 done", "?not_yours"),
    ("ben", "A1: by Friday", "?not_yours"),
    ("ben", "I'll take A4", "?not_yours"),
    ("ben", "D1: yes but only with tests", "?condition"),
    ("ben", "Yes, unless someone objects", "?condition"),
    ("ben", "Probably fine", "?condition"),
    ("ben", "2/12 works too", "?day"),
    ("ben", "Agree with both decisions", "?which"),
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


@pytest.mark.parametrize(("writer", "words", "meant"), NOTHING)
def test_a_status_or_a_comment_changes_nothing(writer, words, meant):
    assert understood(writer, words) == meant


@pytest.mark.parametrize(("writer", "words", "meant"), COURTESY)
def test_kind_words_are_courtesy(writer, words, meant):
    assert understood(writer, words) == meant


@pytest.mark.parametrize(("writer", "words", "meant"), ASKED_BACK)
def test_half_an_answer_is_asked_back(writer, words, meant):
    assert understood(writer, words) == meant
