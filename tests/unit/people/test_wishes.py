"""What people tell of themselves, in six languages, and what only sounds like it."""

from __future__ import annotations

from datetime import date

import pytest
from reply_builders import packs

from pipeline.model import Preferences
from pipeline.people.wishes import begins_with, is_only, prefer, read_wishes, says, without_wishes

TODAY = date(2026, 11, 24)  # a Tuesday
TOLD = {
    "en": {
        "I am away until 12 Dec": "away 2026-12-12",
        "I'm on holiday until Monday, so not me.": "away 2026-11-30",
        "My time zone is Lisbon.": "timezone Europe/Lisbon",
        "timezone: America/New_York": "timezone America/New_York",
        "I live in San Francisco now.": "timezone America/Los_Angeles",
        "Please write to me in German": "language de",
        "I work Monday to Thursday": "workdays 1234",
        "I work Mon, Tue and Thu.": "workdays 124",
        "I don't work on Fridays": "workdays 1234",
        "anna@private.example = me": "same anna@private.example",
        "I'm back!": "back ",
    },
    "de": {
        "Ich bin bis 12. Dez. weg.": "away 2026-12-12",
        "Bin bis zum 12.12. im Urlaub": "away 2026-12-12",
        "Meine Zeitzone ist Lissabon.": "timezone Europe/Lisbon",
        "Schreib mir bitte auf Englisch": "language en",
        "Ich arbeite Montag bis Donnerstag": "workdays 1234",
        "Ich arbeite freitags nicht": "workdays 1234",
        "anna@private.example = auch ich": "same anna@private.example",
        "Bin wieder da.": "back ",
    },
    "fr": {
        "Je suis absente jusqu'au 12 décembre": "away 2026-12-12",
        "Mon fuseau horaire est Lisbonne": "timezone Europe/Lisbon",
        "Écrivez-moi en allemand": "language de",
        "Je travaille du lundi au jeudi": "workdays 1234",
        "Je ne travaille pas le vendredi": "workdays 1234",
        "anna@private.example = moi": "same anna@private.example",
    },
    "es": {
        "Estoy fuera hasta el 12 de diciembre": "away 2026-12-12",
        "Mi zona horaria es Lisboa": "timezone Europe/Lisbon",
        "Escríbeme en alemán": "language de",
        "Trabajo de lunes a jueves": "workdays 1234",
        "No trabajo los viernes": "workdays 1234",
    },
    "pt": {
        "Estou de férias até 12 de dezembro": "away 2026-12-12",
        "Meu fuso horário é São Paulo": "timezone America/Sao_Paulo",
        "Escreve-me em alemão": "language de",
        "Trabalho de segunda a quinta": "workdays 1234",
        "Não trabalho à sexta": "workdays 1234",
    },
    "nl": {
        "Ik ben op vakantie tot 12 december": "away 2026-12-12",
        "Mijn tijdzone is Lissabon": "timezone Europe/Lisbon",
        "Schrijf me in het Duits": "language de",
        "Ik werk van maandag tot donderdag": "workdays 1234",
        "Ik werk niet op vrijdag": "workdays 1234",
    },
}
NOTHING = {
    "en": (
        "I would like to send the German version.",
        "I am away that week.",
        "Are you away until Monday?",
        "I was away until Friday 20 Nov 2026",
        "anna@private.example = Anna",
        "I work on the budget.",
        "I live in a small house.",
        "Is my time zone Lisbon?",
    ),
    "de": ("Ich arbeite am Budget.", "Wir schicken die Mails auf Papier.", "Ich bin bis auf Weiteres dabei."),
    "fr": ("Mon fuseau est correct.", "Je travaille sur le budget."),
    "es": ("Trabajo en el presupuesto.",),
    "pt": ("Trabalho no orçamento.",),
    "nl": ("Ik werk aan het budget.",),
}


@pytest.mark.parametrize(("code", "said", "meant"), [(code, *row) for code in TOLD for row in TOLD[code].items()])
def test_what_people_tell_of_themselves_is_understood(code, said, meant):
    wishes = read_wishes(said, today=TODAY, language=packs()[code])
    assert [f"{wish.about} {wish.value}" for wish in wishes] == [meant]


@pytest.mark.parametrize(("code", "said"), [(code, said) for code, rows in NOTHING.items() for said in rows])
def test_what_only_sounds_like_it_is_no_wish(code, said):
    assert read_wishes(said, today=TODAY, language=packs()[code]) == ()


def test_several_wishes_in_one_mail_all_count_and_the_last_word_wins():
    said = "My time zone is Lisbon. Please write to me in French. No, write to me in German."
    wishes = read_wishes(said, today=TODAY, language=packs()["en"])
    assert prefer(Preferences(address="ana@acme.example"), wishes) == Preferences(
        address="ana@acme.example", timezone="Europe/Lisbon", language="de"
    )


def test_coming_back_ends_an_absence():
    away = Preferences(address="ana@acme.example", away_until=date(2026, 12, 12))
    wishes = read_wishes("I am back", today=TODAY, language=packs()["en"])
    assert prefer(away, wishes).away_until is None


def test_what_is_told_of_oneself_is_taken_out_before_orders_are_read():
    said = "A1: ok.\nI work Monday to Thursday.\nA2 by Friday"
    assert without_wishes(said, today=TODAY, language=packs()["en"]).split() == ["A1:", "ok.", "A2", "by", "Friday"]


def test_an_absence_stays_beside_the_no_that_it_explains():
    said = "I can't, I am away until 12 Dec."
    assert without_wishes(said, today=TODAY, language=packs()["en"]) == said


def test_phrases_are_whole_words_without_accents_and_capitals():
    assert says("Bitte VERTRAULICH behandeln", ("vertraulich",))
    assert not says("privately held", ("private",))
    assert is_only(" Stop! ", ("stop",))
    assert not is_only("stop the printer", ("stop",))
    assert begins_with("Yes, forget me", ("yes",))
    assert not begins_with("I said yes", ("yes",))


@pytest.mark.parametrize(
    "text", ["until " * 5000, "away until " + "1." * 5000, "a@b = " * 3000, "\n" * 9000, "=" * 9000]
)
def test_long_and_odd_text_is_read_in_a_moment(text):
    for language in packs().values():
        read_wishes(text, today=TODAY, language=language)
