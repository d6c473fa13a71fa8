"""A map and an update by mail: from the asker's own meetings, to the asker alone."""

from __future__ import annotations

import pytest
from builders import HOST, NOTES_ADDRESS, OTHER, OWNER, a_mail, a_reply, plain_text, read_letter

from flow.talk import answer, everything, write
from flow.test_questions import ask
from workers.store import erasure

BOSS = "noor@acme.example"
PRICES = """\
Pricing
Attendees: Mara Lindt, Dana Wolff, Sam Holt
Facilitator: Dana Wolff

- We agreed to raise the prices in March, because Sam showed that costs went up.
- Dana will draft the new prices by 4 December.
- Question: who tells the shops about the prices?
- Risk: the new prices may be known too early.
- Thanks to Sam for checking the prices.
"""
SECRET = """\
Hiring
Attendees: Mara Lindt, Lea Brandt

- We agreed to hire Kim at higher prices than planned.
- Lea will send the contract by Friday.
"""


@pytest.fixture
def road(road_on_file):
    return road_on_file


@pytest.fixture
def told(road):
    """A meeting about prices of all three, and one that Mara had without them."""
    road.deliver(a_mail(PRICES, subject="Pricing"))
    road.deliver(a_mail(SECRET, subject="Hiring", to=(NOTES_ADDRESS, "lea@acme.example")))
    road.run()
    return road


def row_of(name: str, letter: bytes) -> str:
    """The numbers below a name."""
    lines = plain_text(letter).splitlines()
    return lines[lines.index(name) + 1]


def test_a_map_comes_with_a_picture_and_the_same_in_numbers(told):
    letter = read_letter(ask(told, "map"))
    assert letter["X-Followthrough"] == "map"
    types = [part.get_content_type() for part in letter.walk()]
    assert types == ["multipart/alternative", "text/plain", "multipart/related", "text/html", "image/png"]
    (picture,) = [part for part in letter.walk() if part.get_content_type() == "image/png"]
    html = letter.get_body(("html",)).get_content()
    assert f'src="cid:{picture["Content-ID"].strip("<>")}"' in html
    assert picture.get_content_disposition() == "inline"
    for name in ("Dana Wolff (you)", "Mara Lindt", "Sam Holt"):
        assert name in html
        assert name in plain_text(letter.as_bytes())


def test_a_map_holds_nobody_the_asker_did_not_meet(told):
    said = ask(told, "map").decode()
    assert "Lea" not in said
    assert "Hiring" not in said
    assert "Lea Brandt" in plain_text(ask(told, "map", sender=HOST))


def test_a_map_gives_credit_for_what_keeps_meetings_going(told):
    text = plain_text(ask(told, "map"))
    for line in ("Sam for checking the prices", "- Facilitator: Dana Wolff (1)", "- Sent the notes: Mara Lindt (1)"):
        assert line in text


def test_a_map_goes_to_the_asker_only(told):
    before = [len(told.letters(one)) for one in (HOST, OTHER)]
    ask(told, "map")
    assert [len(told.letters(one)) for one in (HOST, OTHER)] == before


def test_an_answer_counts_in_the_next_map(told):
    assert "Was asked 1 · Helped 0" in row_of("Dana Wolff", ask(told, "map", sender=HOST))
    told.deliver(a_reply(told.letters(OWNER)[0], "A1: done"))
    told.run()
    assert "Was asked 1 · Helped 1" in row_of("Dana Wolff", ask(told, "map", sender=HOST))


def test_who_left_a_meeting_is_in_no_map_of_it(told):
    told.deliver(a_reply(told.letters(OTHER)[0], "leave me out", sender=OTHER))
    told.run()
    assert "Sam" not in plain_text(ask(told, "map"))


def test_who_is_forgotten_is_gone_from_the_maps_that_others_had(told):
    ask(told, "map", sender=HOST)
    ask(told, "update for Dana about prices", sender=HOST)
    assert "iVBORw0KGgo" in everything(told)
    answer(told, "forget me")
    write(told, "Yes, forget me")
    with told.store.begin() as tx:
        erasure.erase_last_letters(tx)
    left = everything(told)
    assert "Wolff" not in left
    assert "iVBORw0KGgo" not in left
    assert "Dana" not in plain_text(ask(told, "map", sender=HOST))


def test_who_put_a_decision_into_words_is_forgotten_with_it(road):
    said = "Mara: what about the prices?\nDana: we decided to keep the prices.\nMara: fine.\nDana: good.\n"
    road.deliver(a_mail(said, subject="Talk"))
    road.run()
    assert "Decided 1" in row_of("Dana Wolff", ask(road, "map", sender=HOST))
    answer(road, "forget me")
    write(road, "Yes, forget me")
    with road.store.begin() as tx:
        erasure.erase_last_letters(tx)
    assert "Dana" not in everything(road)


def test_a_restricted_meeting_is_in_no_map(road):
    road.deliver(a_mail(PRICES, subject="[restricted] Pricing"))
    road.run()
    assert "found no meeting" in plain_text(ask(road, "map", sender=HOST))


def test_an_update_is_drafted_for_whoever_asked_and_sent_to_nobody_else(told):
    letter = ask(told, f"update for {BOSS} about prices")
    assert read_letter(letter)["X-Followthrough"] == "update"
    text = plain_text(letter)
    for line in ("Raise the prices in March", "Sam showed that costs went up", "Who tells the shops", "Dana Wolff"):
        assert line in text
    assert f"{BOSS} was not part of these" in " ".join(text.split())
    assert told.post.letters(BOSS) == []


def test_an_update_leaves_out_what_its_writer_may_not_see(told):
    assert "Hire" not in plain_text(ask(told, "update for Mara about prices"))
    assert "Hire Kim" in plain_text(ask(told, "update for Dana about prices", sender=HOST))


def test_an_update_about_nothing_says_which_meetings_there_are(told):
    text = plain_text(ask(told, f"update for {BOSS} about unicorns"))
    assert "nothing about “unicorns”" in text
    assert "Pricing [" in text
    assert "Hiring" not in text


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Karte seit Januar", "Wer was macht in deinen Treffen"),
        ("la carte depuis janvier", "Qui fait quoi dans vos réunions"),
        ("mapa desde enero", "Quién hace qué en tus reuniones"),
        ("kaart sinds januari", "Wie wat doet in jouw vergaderingen"),
        ("mapa desde janeiro", "Quem faz o quê nas suas reuniões"),
        (f"Update für {BOSS} zu prices", f"Stand für {BOSS}: prices"),
        (f"un point pour {BOSS} sur prices", f"Un point pour {BOSS} : prices"),
        (f"informe para {BOSS} sobre prices", f"Informe para {BOSS}: prices"),
        (f"stand van zaken voor {BOSS} over prices", f"Stand van zaken voor {BOSS}: prices"),
        (f"ponto de situação para {BOSS} sobre prices", f"Ponto de situação para {BOSS}: prices"),
    ],
)
def test_maps_and_updates_are_written_in_the_language_of_the_asker(told, text, said):
    assert plain_text(ask(told, text)).startswith(said)


@pytest.mark.stack("postgres")
def test_on_postgresql_too_a_map_and_an_update_hold_what_the_asker_saw(road_on_postgres):
    road_on_postgres.deliver(a_mail(PRICES, subject="Pricing"))
    road_on_postgres.deliver(a_mail(SECRET, subject="Hiring", to=(NOTES_ADDRESS, "lea@acme.example")))
    road_on_postgres.run()
    assert row_of("Sam Holt", ask(road_on_postgres, "map"))
    said = plain_text(ask(road_on_postgres, f"update for {BOSS} about prices"))
    assert "Raise the prices in March" in said
    assert "Kim" not in said
