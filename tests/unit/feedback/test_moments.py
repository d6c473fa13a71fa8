"""Which lines of notes are moments, of whom, and which are left alone."""

from __future__ import annotations

import pytest

from pipeline.feedback.moments import find_moments
from pipeline.languages.load import load_feedback, load_languages

CODES = sorted(load_languages())

MOMENTS = [
    ("en", "Ola fixed the printer so that everyone could go on.", "Ola", "unblocked"),
    ("en", "Ola reviewed the whole contract.", "Ola", "reviewed"),
    ("en", "Ola showed Kim how to close the till.", "Ola", "explained"),
    ("en", "Ola admitted that she had sent the old list.", "Ola", "owned-mistake"),
    ("en", "Thanks to Ola for the cake.", "Ola", "credit"),
    ("en", "We waited for the figures from Ola until noon.", "Ola", "left-waiting"),
    ("en", "Ola's plan had two different dates.", "Ola", "unclear"),
    ("en", "Ola interrupted Kim twice.", "Ola", "interrupted"),
    ("de", "Ola hat den Drucker repariert.", "Ola", "unblocked"),
    ("de", "Ola hat den Vertrag gegengelesen.", "Ola", "reviewed"),
    ("de", "Wir haben auf die Zahlen von Ola gewartet.", "Ola", "left-waiting"),
    ("fr", "Ola a relu tout le contrat.", "Ola", "reviewed"),
    ("fr", "Merci à Ola pour le gâteau.", "Ola", "credit"),
    ("es", "Ola arregló la impresora.", "Ola", "unblocked"),
    ("es", "Gracias a Ola por la tarta.", "Ola", "credit"),
    ("nl", "Ola heeft het contract nagekeken.", "Ola", "reviewed"),
    ("nl", "Bedankt aan Ola voor de taart.", "Ola", "credit"),
    ("pt", "Ola revisou todo o contrato.", "Ola", "reviewed"),
    ("pt", "Parabéns a Ola pelo bolo.", "Ola", "credit"),
    ("en", "I asked Ola for the moulds on Monday and again on Thursday.", "Ola", "left-waiting"),
    ("en", "Ola kept cutting Kim off.", "Ola", "interrupted"),
    ("en", "The price list drawn up by Ola mixed up two columns.", "Ola", "unclear"),
    ("en", "Ola, well done on the leaflet.", "Ola", "credit"),
    ("de", "Auf den Tourenplan von Ola haben alle bis zum späten Abend gewartet.", "Ola", "left-waiting"),
    ("de", "Ola hat den Ersatzschlüssel geholt, sonst wäre der Laden zu geblieben.", "Ola", "unblocked"),
    ("fr", "Ola a retrouvé la clé, sinon on restait dehors.", "Ola", "unblocked"),
    ("fr", "L'affiche dessinée par Ola mélangeait deux dates.", "Ola", "unclear"),
    ("es", "Ola trajo el repuesto, si no cerramos.", "Ola", "unblocked"),
    ("es", "La lista escrita por Ola mezclaba dos tablas.", "Ola", "unclear"),
    ("nl", "Ola bleef Kim onderbreken.", "Ola", "interrupted"),
    ("nl", "Ola, bedankt voor de taart.", "Ola", "credit"),
    ("pt", "Ola ficou interrompendo Kim.", "Ola", "interrupted"),
    ("pt", "Ola, parabéns pelo bolo.", "Ola", "credit"),
]
NOTHING = [
    ("en", "Ola will review the contract."),
    ("en", "Nobody reviewed the contract."),
    ("en", "If Ola reviewed the contract, we could sign."),
    ("en", "Ola covered for Kim while he was on sick leave."),
    ("en", "Ola reviewed the pay rise of Kim."),
    ("en", "Could Ola explain the form?"),
    ("de", "Ola hat Kim vertreten, er ist krankgeschrieben."),
    ("fr", "Ola a relu l'avertissement de Kim."),
    ("es", "Ola revisó el despido de Kim."),
    ("nl", "Ola heeft het ontslag van Kim nagekeken."),
    ("pt", "Ola revisou a demissão de Kim."),
]
# One line each of body and mind, of home and belief, of job and pay, of law and harm.
PRIVATE = {
    "en": [
        "his tumour",
        "the eating disorder",
        "her restraining order",
        "the union meeting",
        "his exit interview",
        "the allegations",
    ],
    "de": [
        "den Selbstmordversuch",
        "das Attest",
        "das Kontaktverbot",
        "den Parteitag",
        "das Probezeitgespräch",
        "die Anschuldigungen",
    ],
    "fr": [
        "sa tumeur",
        "le dossier d'anorexie",
        "la pension alimentaire",
        "la campagne électorale",
        "la mise à pied",
        "les accusations",
    ],
    "es": ["su tumor", "la anorexia", "la orden de alejamiento", "la campaña electoral", "el finiquito", "la estafa"],
    "nl": [
        "de eetstoornis",
        "de hernia",
        "het straatverbod",
        "de verkiezingscampagne",
        "het exitgesprek",
        "de beschuldiging",
    ],
    "pt": ["o tumor", "a anorexia", "a medida protetiva", "a campanha eleitoral", "o aviso prévio", "as acusações"],
}
REVIEWED = {
    "en": "Ola reviewed {}.",
    "de": "Ola hat {} geprüft.",
    "fr": "Ola a relu {}.",
    "es": "Ola revisó {}.",
    "nl": "Ola heeft {} nagekeken.",
    "pt": "Ola revisou {}.",
}


def moments(code: str, text: str) -> list[tuple[int, str, str]]:
    found = find_moments(text, words=load_feedback(code), people=["Ola", "Kim"])
    return [(one.line, one.person, one.kind) for one in found]


@pytest.mark.parametrize(("code", "line", "person", "kind"), MOMENTS)
def test_what_somebody_did_is_theirs(code, line, person, kind):
    assert (2, person, kind) in moments(code, f"Notes\n{line}")


@pytest.mark.parametrize(("code", "line"), NOTHING)
def test_plans_and_private_matters_are_no_moments(code, line):
    assert moments(code, line) == []


@pytest.mark.parametrize(
    ("code", "matter"), [(code, matter) for code, matters in PRIVATE.items() for matter in matters]
)
def test_what_is_nobodys_business_is_no_moment(code, matter):
    assert moments(code, REVIEWED[code].format(matter)) == []


@pytest.mark.parametrize("code", sorted(REVIEWED))
def test_the_same_work_on_something_else_is_one(code):
    other = {
        "en": "the menu",
        "de": "die Speisekarte",
        "fr": "le menu",
        "es": "el menú",
        "nl": "het menu",
        "pt": "o menu",
    }
    assert moments(code, REVIEWED[code].format(other[code])) == [(1, "Ola", "reviewed")]


def test_who_thanks_in_a_turn_is_not_the_one_thanked():
    assert moments("de", "Kim: Ein großes Lob an Ola für den Umbau.") == [(1, "Ola", "credit")]


def test_a_sentence_that_begins_with_a_name_tells_nothing_of_its_speaker():
    assert moments("en", "Kim: Ola kept talking over the surveyor.") == [(1, "Ola", "interrupted")]


def test_i_is_whoever_speaks():
    assert moments("en", "Ola: I fixed the printer\nKim: that was my mistake, I forgot the paper") == [
        (1, "Ola", "unblocked"),
        (2, "Kim", "owned-mistake"),
    ]


def test_whoever_speaks_before_somebody_had_finished_has_cut_in():
    text = "Kim: the second point is\nOla: let's take the van first\nKim: I hadn't finished"
    assert moments("en", text) == [(2, "Ola", "interrupted")]


def test_the_quote_is_the_line():
    found = find_moments("x\n- Ola fixed the printer.", words=load_feedback("en"), people=["Ola"])
    assert [one.quote for one in found] == ["- Ola fixed the printer."]


@pytest.mark.parametrize("code", CODES)
@pytest.mark.parametrize("text", ["", "\x00", "Ola " * 30_000, "Ola: x\n" * 3_000, "| " * 20_000])
def test_no_notes_are_too_odd_to_be_read(code, text):
    assert moments(code, text) == []


def test_a_line_next_to_what_is_private_is_left_alone_for_the_same_person():
    text = "x\n- Ola fixed the printer.\n- Ola is off sick again.\n- Kim reviewed the contract."
    found = find_moments(text, words=load_feedback("en"), people=["Ola", "Kim"])
    assert [(moment.person, moment.kind) for moment in found] == [("Kim", "reviewed")]


def test_a_german_name_is_told_by_its_place():
    found = find_moments("x\n- Ola hat den Vertrag gegengelesen.", words=load_feedback("de"))
    assert [moment.person for moment in found] == ["Ola"]


def test_a_german_noun_with_a_capital_is_nobody():
    assert not find_moments("x\n- Verwaltung hat den Vertrag gegengelesen.", words=load_feedback("de"))


def test_who_says_i_behind_a_label_speaks():
    found = find_moments("x\n- Ola: the wrong date was my mistake.", words=load_feedback("en"))
    assert [(moment.person, moment.kind) for moment in found] == [("Ola", "owned-mistake")]


def test_whom_the_next_speaker_calls_to_order_broke_in():
    text = "Ola: before you go on, the parking\nKim: Ola, you cut me off.\nOla: sorry.\nKim: thanks."
    found = find_moments(text, words=load_feedback("en"))
    assert [(moment.line, moment.person, moment.kind) for moment in found] == [(1, "Ola", "interrupted")]


def test_a_name_behind_from_did_not_do_it():
    found = find_moments("x\n- Ola drove over from Kimberley so the run could start.", words=load_feedback("en"))
    assert [moment.person for moment in found] == ["Ola"]


def test_a_german_genitive_is_the_same_person():
    text = "x\n- Ola hat den Vertrag gegengelesen.\n- Auf Olas Plan haben alle eine Stunde gewartet."
    found = find_moments(text, words=load_feedback("de"))
    assert [(moment.person, moment.kind) for moment in found] == [("Ola", "reviewed"), ("Ola", "left-waiting")]


@pytest.mark.parametrize(
    ("code", "line"),
    [
        ("en", "Ola wrote the press release."),
        ("en", "Ola found the hall too small."),
        ("en", "Ola showed slides."),
        ("de", "Von Ola kam ein guter Vorschlag."),
        ("de", "Ola zahlte die Miete für den Saal."),
        ("fr", "Le plan d'Ola a été accepté."),
        ("es", "El plano de Ola era muy útil."),
        ("es", "Ola trajo galletas."),
        ("nl", "Het plan van Ola werd aangenomen."),
        ("nl", "Ola vond de zaal te klein."),
        ("pt", "A lista da Ola foi aprovada."),
        ("pt", "Ola trouxe bolachas."),
    ],
)
def test_ordinary_news_of_somebody_is_no_moment(code, line):
    assert moments(code, f"Notes\n{line}") == []
