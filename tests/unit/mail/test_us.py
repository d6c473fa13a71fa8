"""We stand in To ourselves; nobody may take us for one of the people."""

from __future__ import annotations

import pytest
from builders import HOST, NOTES_ADDRESS, OWNER, a_mail, a_policy

from pipeline.mail.parse import NotAMail, parse_mail
from pipeline.mail.read import read_mail
from pipeline.mail.route import is_ours


@pytest.mark.parametrize("us", [NOTES_ADDRESS, NOTES_ADDRESS.upper(), "notes+r.abcdefghijklmnopqrst@acme.example"])
def test_our_address_is_not_among_the_people_of_the_notes(knowledge, us):
    mail = parse_mail(a_mail(to=(us, OWNER)))
    assert not isinstance(mail, NotAMail)
    reading = read_mail(mail, policy=a_policy(), words=knowledge.mail_words, is_reply=False)
    assert [person.address for person in reading.notes[0].people] == [HOST, OWNER]


@pytest.mark.parametrize("other", ["notes@elsewhere.example", "notesandmore@acme.example", "r.notes@acme.example"])
def test_an_address_that_looks_like_ours_is_somebody(other):
    assert not is_ours(other, ours=a_policy().address, separator="+")
