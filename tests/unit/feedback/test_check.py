"""What the coach sees in a draft, one thing at a time."""

from __future__ import annotations

import pytest

from pipeline.feedback.coach import check_draft
from pipeline.feedback.phrases import build_phrases
from pipeline.feedback.read import read_feedback
from pipeline.languages.load import load_feedback, load_languages

CODES = sorted(load_languages())

FINE = {
    "en": (
        "Hi Ola, the seating plan you drew for Tuesday's dinner was clear, I found every guest at once. "
        "The vegan table was missing, so I sent two people back to the door. Could you add it before "
        "Friday?"
    ),
    "de": (
        "Hallo Ola, danke, dass du am Dienstag den Sitzplan gezeichnet hast, ich habe jeden Gast sofort "
        "gefunden. Der vegane Tisch fehlte, deshalb musste ich zwei Leute zurückschicken. Kannst du ihn "
        "bis Freitag ergänzen?"
    ),
    "fr": (
        "Bonjour Ola, merci d'avoir dessiné le plan de table mardi, il était très clair. Tu as oublié la "
        "table végane et j'ai dû renvoyer deux personnes. Tu peux l'ajouter avant vendredi ?"
    ),
    "es": (
        "Hola Ola, gracias por dibujar el martes el plano de las mesas, quedó muy claro. Se te olvidó la "
        "mesa vegana y tuve que mandar a dos personas a la puerta. ¿Puedes añadirla antes del viernes?"
    ),
    "nl": (
        "Hoi Ola, bedankt dat je dinsdag het tafelplan hebt getekend, ik vond elke gast meteen. Je "
        "vergat de vegan tafel, dus ik moest twee mensen terugsturen. Kun je die voor vrijdag toevoegen?"
    ),
    "pt": (
        "Oi Ola, obrigada por desenhar na terça o plano das mesas, ficou muito claro. Você esqueceu a "
        "mesa vegana e tive que mandar duas pessoas de volta. Pode acrescentar antes de sexta?"
    ),
}
JUDGED = [
    ("en", "You were careless with the van on Monday.", "trait"),
    ("en", "You clearly don't care about the rota.", "mind-reading"),
    ("en", "You never answer the phone.", "absolute"),
    ("en", "Everyone says you talk too much.", "hearsay"),
    ("de", "Du bist wirklich unordentlich.", "trait"),
    ("de", "Dir ist der Dienstplan doch egal.", "mind-reading"),
    ("de", "Du gehst nie ans Telefon.", "absolute"),
    ("de", "Die Kollegen sagen, du redest zu viel.", "hearsay"),
    ("fr", "Tu es vraiment désorganisé.", "trait"),
    ("fr", "Tu t'en fiches du planning.", "mind-reading"),
    ("fr", "Tu ne réponds jamais au téléphone.", "absolute"),
    ("fr", "Tout le monde dit que tu parles trop.", "hearsay"),
    ("es", "Eres muy desordenado.", "trait"),
    ("es", "Te da igual el cuadrante.", "mind-reading"),
    ("es", "Nunca contestas al teléfono.", "absolute"),
    ("es", "Todo el mundo dice que hablas demasiado.", "hearsay"),
    ("nl", "Je bent echt slordig.", "trait"),
    ("nl", "Het rooster interesseert je gewoon niet.", "mind-reading"),
    ("nl", "Je neemt nooit de telefoon op.", "absolute"),
    ("nl", "Iedereen zegt dat je te veel praat.", "hearsay"),
    ("pt", "Você é muito desorganizado.", "trait"),
    ("pt", "Você não se importa com a escala.", "mind-reading"),
    ("pt", "Você nunca responde.", "absolute"),
    ("pt", "Todo mundo diz que você fala demais.", "hearsay"),
    ("en", "Every time I ask you for the van I end up on the bus.", "absolute"),
    ("en", "The rota doesn't interest you.", "mind-reading"),
    ("en", "Word around the yard is that you skip the checks.", "hearsay"),
    ("de", "Dich kümmert der Dienstplan doch gar nicht.", "mind-reading"),
    ("fr", "Ça ne t'intéresse pas.", "mind-reading"),
    ("nl", "Dat boeit jou helemaal niet.", "mind-reading"),
    ("pt", "Isso não te interessa.", "mind-reading"),
]
SPARED = [
    ("en", "I don't think you are careless.", "trait"),
    ("en", "He is a difficult customer.", "trait"),
    ("en", "You seemed in a hurry, maybe you didn't want to wake her.", "mind-reading"),
    ("en", "You always greet the guests kindly.", "absolute"),
    ("en", "Please always lock the shed.", "absolute"),
    ("en", "You said: everyone says so.", "hearsay"),
]


def flags(text: str, code: str = "en") -> tuple[str, ...]:
    return check_draft(text, words=load_feedback(code), language=code).flags


@pytest.mark.parametrize("code", CODES)
def test_a_kind_and_specific_draft_is_left_alone(code):
    assert flags(FINE[code], code) == ()


@pytest.mark.parametrize(("code", "text", "flag"), JUDGED)
def test_a_judgement_of_the_person_is_seen(code, text, flag):
    assert flag in flags(text, code)


@pytest.mark.parametrize(("code", "text", "flag"), SPARED)
def test_what_only_sounds_like_a_judgement_is_spared(code, text, flag):
    assert flag not in flags(text, code)


def test_the_words_in_question_are_quoted():
    judged = check_draft("Oh well. You are lazy.", words=load_feedback("en"), language="en").judged
    assert [one.quote for one in judged] == ["You are lazy"]


def test_three_changes_are_several():
    assert "several" in flags("Next time ring me first, lock the shed and write the time in the book.")


def test_another_way_to_do_it_is_no_second_change():
    assert "several" not in flags("Next time ring me or, if I don't answer, write me a note.")


def test_a_draft_of_more_than_150_words_is_too_long():
    assert "too-long" not in flags("word " * 150)
    assert "too-long" in flags("word " * 151)


@pytest.mark.parametrize("code", CODES)
@pytest.mark.parametrize("text", ["", " ", "?", "…", "\x00", "a" * 100_000, "you are " * 20_000, ", " * 20_000])
def test_no_text_is_too_odd_to_be_read(code, text):
    assert check_draft(text, words=load_feedback(code), language=code).flags


ROOMY = (
    "On Monday the crates for the fair stood by the gate in rows of four, each with its stall written on the lid. "
    "The key to the cold store was in your coat, and the cheese stood outside until ten. "
    "Would you hang it on the hook before you leave?"
)


def test_a_draft_with_room_for_all_is_not_sent_back_over_a_good_word_we_do_not_know():
    assert flags(ROOMY) == ()


def test_a_draft_with_room_for_all_but_no_word_of_a_wish_has_no_suggestion():
    told = ROOMY.replace(
        "Would you hang it on the hook before you leave?", "I carried all of it back by myself after that."
    )
    assert "no-suggestion" in flags(told)


def test_irony_gets_no_benefit_of_the_doubt():
    assert "no-praise" in flags(ROOMY.replace("On Monday", "Thanks for nothing. On Monday"))


def test_and_before_a_word_that_is_also_a_verb_asks_for_nothing():
    assert "several" not in flags("On Monday you wrote down name and number. Please lock the shed.")


def test_a_short_draft_is_read_in_its_own_language(knowledge):
    assert read_feedback("Disseram-me que tens tratado mal os clientes.", knowledge=knowledge).language == "pt"


def test_a_phrase_looks_far_ahead_only_once():
    with pytest.raises(ValueError, match="more than once"):
        build_phrases(["a …… b …… c"], sets={})


VERDICTS = [
    ("en", "Your planning needs work, and there is room for improvement.", "behaviour"),
    ("de", "Etwas mehr Einsatz wäre schön.", "behaviour"),
    ("fr", "Il y a une marge de progression.", "behaviour"),
    ("es", "Hay margen de mejora.", "behaviour"),
    ("nl", "Er is ruimte voor verbetering.", "behaviour"),
    ("pt", "Há espaço para melhorar.", "behaviour"),
    ("fr", "Il faudrait que tu communiques mieux.", "suggestion"),
    ("es", "Deberías esforzarte más.", "suggestion"),
    ("pt", "Você precisa se empenhar mais.", "suggestion"),
]
GOOD_RESULTS = [
    ("en", "The programme you folded for Sunday came out beautifully."),
    ("en", "Your speech on Friday made everyone laugh."),
    ("de", "Deine neue Ablage neben der Tür spart uns seit Montag jeden Weg."),
    ("fr", "Ton tableau nous fait gagner une heure le lundi."),
    ("es", "Tu lista nos ahorra una hora los lunes."),
    ("nl", "Jouw lijst scheelt ons elke maandag een uur."),
    ("pt", "A sua lista nos poupa uma hora na segunda."),
]


@pytest.mark.parametrize(("code", "text", "place"), VERDICTS)
def test_a_verdict_or_a_vague_wish_fills_no_place(code, text, place):
    assert place not in check_draft(text, words=load_feedback(code), language=code).places


@pytest.mark.parametrize(("code", "text"), GOOD_RESULTS)
def test_what_came_of_good_work_is_praise(code, text):
    assert "praise" in check_draft(text, words=load_feedback(code), language=code).places
