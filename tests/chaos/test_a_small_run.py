"""A few meetings, a few faults: the run itself works, and what is promised holds. `make chaos` is the whole."""

from __future__ import annotations

import pytest
from chaos.house import run_house
from chaos.run import run_chaos
from stack.conftest import EVERYTHING

# None that leaves a claim behind: those run out in minutes.
PLAN = ("cut in IDLE", "SMTP drops after", "broker flushed")


@EVERYTHING
@pytest.mark.timeout(600)  # it waits for what happens, and on a busy machine that takes longer
def test_when_things_break_no_mail_is_lost_and_no_other_letter_is_sent():
    told = []
    with run_house(told.append, two=False) as house:
        judgement = run_chaos(house, plan=PLAN, mails=9, seed=1, say=told.append, killing=())
        hits = house.post.smtpd.hits["drops after"]
    assert judgement.kept, (judgement.promises, told)
    assert hits, told
    assert judgement.figures["letters that came again, same Message-ID and bytes"].startswith(f"{hits} "), told
