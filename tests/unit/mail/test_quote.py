"""A reply is cut apart: what its writer typed, and what they quoted."""

from __future__ import annotations

import time

import pytest
from mail_builders import mail_words

from pipeline.mail.quote import read_reply, read_typed

QUOTE = "> A1: send the budget by Friday\n> A2: book the room\n"


def read(text: str):
    return read_reply(text, mail_words())


# A line above a quote, as programs write it where people speak so.
ATTRIBUTIONS = [
    "On Mon, Nov 23, 2026 at 9:05 AM Mara Lindt <mara@acme.example> wrote:",
    "On 23 Nov 2026, at 09:05, Mara Lindt wrote:",
    "On 11/23/2026 9:05 AM, Mara Lindt wrote:",
    "On Mon, 2026-11-23 at 09:05 +0100, Mara Lindt wrote:",
    "Mara Lindt <mara@acme.example> wrote:",
    "2026-11-23 9:05 GMT+01:00 Mara Lindt <mara@acme.example>:",
    '23.11.2026, 09:05, "Mara Lindt" <mara@acme.example>:',
    "---- On Mon, 23 Nov 2026 09:05:00 +0100 Mara Lindt<mara@acme.example> wrote ----",
    "Am 23.11.2026 um 09:05 schrieb Mara Lindt:",
    "Am Mo., 23. Nov. 2026 um 09:05 Uhr schrieb Mara Lindt <mara@acme.example>:",
    "Mara Lindt <mara@acme.example> hat am 23.11.2026 09:05 geschrieben:",
    "Le lun. 23 nov. 2026 à 09:05, Mara Lindt <mara@acme.example> a écrit :",
    "Le 23/11/2026 à 09:05, Mara Lindt a écrit :",
    "El lun, 23 nov 2026 a las 9:05, Mara Lindt (<mara@acme.example>) escribió:",
    "El 23/11/2026 a las 9:05, Mara Lindt escribió:",
    "Em seg., 23 de nov. de 2026 às 09:05, Mara Lindt <mara@acme.example> escreveu:",
    "Mara Lindt <mara@acme.example> escreveu no dia segunda, 23/11/2026 à(s) 09:05:",
    "Il giorno lun 23 nov 2026 alle ore 09:05 Mara Lindt <mara@acme.example> ha scritto:",
    "Il 23/11/2026 09:05, Mara Lindt ha scritto:",
    "Op ma 23 nov. 2026 om 09:05 schreef Mara Lindt <mara@acme.example>:",
    "Op 23 nov. 2026, om 09:05 heeft Mara Lindt <mara@acme.example> het volgende geschreven:",
    "Den mån 23 nov. 2026 kl 09:05 skrev Mara Lindt <mara@acme.example>:",
    "Den man. 23. nov. 2026 kl. 09.05 skrev Mara Lindt <mara@acme.example>:",
    "man. 23. nov. 2026 kl. 09:05 skrev Mara Lindt <mara@acme.example>:",
    "ma 23. marrask. 2026 klo 9.05 Mara Lindt (mara@acme.example) kirjoitti:",
    "pon., 23 lis 2026 o 09:05 Mara Lindt <mara@acme.example> napisał(a):",
    "W dniu 23.11.2026 o 09:05, Mara Lindt pisze:",
    "po 23. 11. 2026 v 9:05 odesílatel Mara Lindt <mara@acme.example> napsal:",
    "Dne 23. 11. 2026 v 9:05 Mara Lindt napsal(a):",
    "po 23. 11. 2026 o 9:05 Mara Lindt <mara@acme.example> napísal(a):",
    "Mara Lindt <mara@acme.example> ezt írta (időpont: 2026. nov. 23., H, 9:05):",
    "pon, 23. stu 2026. u 09:05 Mara Lindt <mara@acme.example> napisao je:",
    "V V pon., 23. nov. 2026 ob 09:05 je oseba Mara Lindt <mara@acme.example> napisala:",
    "În lun., 23 nov. 2026 la 09:05, Mara Lindt <mara@acme.example> a scris:",
    "На пн, 23.11.2026 г. в 9:05 Mara Lindt <mara@acme.example> написа:",
    "пн, 23 нояб. 2026 г. в 09:05, Mara Lindt <mara@acme.example>:",
    "23.11.2026 9:05, Mara Lindt пишет:",
    "пн, 23 лист. 2026 р. о 09:05 Mara Lindt <mara@acme.example> пише:",
    "Στις Δευ, 23 Νοε 2026 στις 9:05 π.μ., ο χρήστης Mara Lindt <mara@acme.example> έγραψε:",
    "Mara Lindt <mara@acme.example>, 23 Kas 2026 Pzt, 09:05 tarihinde şunu yazdı:",
    "בתאריך יום ב׳, 23 בנוב׳ 2026 ב-9:05 מאת Mara Lindt <mara@acme.example>:",
    "Vào Th 2, 23 thg 11, 2026 vào lúc 09:05 Mara Lindt <mara@acme.example> đã viết:",
    "Pada Sen, 23 Nov 2026 pukul 09.05 Mara Lindt <mara@acme.example> menulis:",
    "เมื่อ จ. 23 พ.ย. 2026 เวลา 09:05 Mara Lindt <mara@acme.example> เขียนว่า:",
    "2026年11月23日(月) 9:05 Mara Lindt <mara@acme.example>:",
    "2026/11/23 9:05、Mara Lindt <mara@acme.example>のメール:",
    "Mara Lindt <mara@acme.example> 于2026年11月23日周一 09:05写道：",
    "2026年11月23日 (月) 09:05,Mara Lindt <mara@acme.example> 寫道:",
    "2026년 11월 23일 (월) 오전 9:05, Mara Lindt <mara@acme.example>님이 작성:",
]


@pytest.mark.parametrize("line", ATTRIBUTIONS)
def test_a_marked_quote_is_not_visible(line):
    found = read(f"Will do.\n\n{line}\n\n{QUOTE}")
    assert found.visible == "Will do."
    assert "A1: send the budget" in found.quoted


@pytest.mark.parametrize("line", ATTRIBUTIONS)
def test_a_quote_without_marks_is_not_visible(line):
    found = read(f"Will do.\n\n{line}\n\nA1: send the budget by Friday\nA2: book the room\n")
    assert found.visible == "Will do."
    assert "A2: book the room" in found.quoted


@pytest.mark.parametrize(
    "lines",
    [
        "On Mon, Nov 23, 2026 at 9:05 AM Mara Lindt from the\nweekly sync <mara@acme.example>\nwrote:",
        "On Nov 23, 2026,\nat 9:05,\nMara Lindt <mara@acme.example> wrote:",
        "Em 23 de novembro de 2026 09:05, Mara <\nmara@acme.example> escreveu:",
        'Am 23.11.2026 09:05 schrieb "Mara Lindt" <mara@acme.example\n>:',
        "Followthrough of the weekly sync\n<notes@acme.example> wrote:",
    ],
)
def test_an_attribution_may_be_wrapped(lines):
    assert read(f"Will do.\n{lines}\n\n{QUOTE}").visible == "Will do."


def test_an_attribution_may_stand_behind_the_last_words():
    assert read(f"Will do. On Mon, Nov 23, 2026 at 9:05 AM, mara@acme.example wrote:\n{QUOTE}").visible == "Will do."


@pytest.mark.parametrize(
    "block",
    [
        "From: Mara Lindt <mara@acme.example>\nSent: Monday, November 23, 2026 9:05 AM\nTo: Dana\nSubject: Weekly sync",
        "*From:* Mara\n*Sent:* Monday 9:05\n*To:* Dana\n*Subject:* Weekly sync",
        "Von: Mara\nGesendet: Montag, 23. November 2026 09:05\nAn: Dana\nBetreff: Weekly sync",
        "De : Mara\nEnvoyé : lundi 23 novembre 2026 09:05\nÀ : Dana\nObjet : Weekly sync",
        "Fra: Mara\nSendt: 23. november 2026 09:05\nTil: Dana\nEmne: Weekly sync",
        "发件人: Mara\n发送时间: 2026年11月23日 9:05\n收件人: Dana\n主题: Weekly sync",
        "-----Ursprüngliche Nachricht-----\nVon: Mara <mara@acme.example>\nAn: Dana",
        "-------- Message d'origine --------\nDe : Mara <mara@acme.example>",
        "________________________________\nFrom: Mara <mara@acme.example>\nSent: Monday\nTo: Dana",
    ],
)
def test_below_a_header_block_everything_is_quoted(block):
    found = read(f"Will do.\n\n{block}\n\nA1: send the budget\n\nThanks")
    assert found.visible == "Will do."
    assert "A1: send the budget" in found.quoted


def test_words_typed_between_quoted_lines_keep_the_line_they_stand_under():
    text = "> A1: send the budget by Friday\nYes, by Thursday.\n> A2: book the room\n\nNot me.\n"
    passages = read(text).passages
    assert [(one.text, one.under[-1], one.line) for one in passages] == [
        ("Yes, by Thursday.", "A1: send the budget by Friday", 2),
        ("Not me.", "A2: book the room", 5),
    ]


def test_words_typed_between_marked_lines_below_a_header_block_are_visible():
    head = "-----Original Message-----\nFrom: Notes <notes@acme.example>\nSent: Monday, November 23, 2026 9:05 AM"
    reply = read(
        f"See below.\n\n{head}\nTo: Ben\nSubject: Recap\n\n> A1  Send the budget\nDone.\n> A2  Book the room\nNot me.\n"
    )
    assert [(one.text, one.under) for one in reply.passages[1:]] == [
        ("Done.", ("A1  Send the budget",)),
        ("Not me.", ("A2  Book the room",)),
    ]
    assert "Subject" not in reply.visible


def test_words_below_a_quote_are_visible():
    line = ATTRIBUTIONS[0]
    assert read(f"{line}\n\n{QUOTE}\nBoth are mine.\n").visible == "Both are mine."


def test_nested_quotes_lose_all_their_marks():
    found = read("> > A1: send the budget\n> On it?\nYes.\n")
    assert found.passages[0].under == ("A1: send the budget", "On it?")


@pytest.mark.parametrize(
    "line",
    [
        "Sent from my iPhone",
        "Sent from my Galaxy S21 Ultra",
        "Sent from Outlook for iOS<https://aka.ms/x>",
        "Get Outlook for Android<https://aka.ms/x>",
        "Sent via mobile",
        "<Sent from my phone>",
        "Von meinem iPhone gesendet",
        "Gesendet von Outlook für Android",
        "Diese Nachricht wurde von meinem Android-Gerät mit K-9 Mail gesendet.",
        "Envoyé de mon iPhone",
        "Envoyé depuis mon mobile",
        "Enviado desde mi iPhone",
        "Enviado do meu iPhone",
        "Inviato da iPhone",
        "Verzonden vanaf mijn iPhone",
        "Skickat från min iPhone",
        "Sendt fra min iPhone",
        "Lähetetty iPhonesta",
        "Wysłano z iPhone'a",
        "Odesláno z iPhonu",
        "Odoslané z iPhonu",
        "Küldve iPhone készülékemről",
        "Poslano s iPhonea",
        "Trimis de pe iPhone",
        "Отправлено с iPhone",
        "Надіслано з iPhone",
        "Изпратено от iPhone",
        "Στάλθηκε από το iPhone μου",
        "iPhone'umdan gönderildi",
        "נשלח מה-iPhone שלי",
        "تم الإرسال من iPhone الخاص بي",
        "Enviat des del meu iPhone",
        "Gửi từ iPhone của tôi",
        "iPhoneから送信",
        "发自我的 iPhone",
        "從我的 iPhone 傳送",
        "나의 iPhone에서 보냄",
    ],
)
def test_the_line_of_a_phone_is_not_visible(line):
    assert read(f"Will do.\n\n{line}\n").visible == "Will do."


@pytest.mark.parametrize(
    "signature",
    ["-- \nDana Wolff\nAcme", "--\nDana Wolff", "—\nDana", "__________\nDana Wolff\nAcme"],
)
def test_a_signature_is_not_visible(signature):
    assert read(f"Will do.\n\n{signature}\n").visible == "Will do."


@pytest.mark.parametrize(
    "footer",
    [
        "This email and any attachments are confidential.",
        "CONFIDENTIALITY NOTICE: do not read this.",
        "Diese E-Mail enthält vertrauliche Informationen.",
        "Ce message et toutes les pièces jointes sont confidentiels.",
    ],
)
def test_a_legal_footer_is_not_visible(footer):
    assert read(f"Will do.\n\n{footer}\nMore of it.\n").visible == "Will do."


@pytest.mark.parametrize(
    "text",
    [
        "On reflection, no.",
        "On Monday I wrote:\nnothing.",
        "From: our side it is fine.",
        "The data comes From: our database.",
        "With regards to A1: yes.",
        "Sent from my desk, it is much quicker.",
        "One -- two -- three",
        "Points\n----\n\n1. yes\n\n----\n\nThat is all.",
        "Done at 14:30, on 23.11.2026.",
        "See >>> http://acme.example <<<",
        "Subject: to change",
        "Done.\n\nSent via email to the bank.",
        "Done.\n\nSent by Dana on Friday.",
        "Done.\nSent from the bank on Monday.",
        "Sent from the bank.",
        "Yes.\n\nFrom my side it is fine.",
        "Erledigt.\n\nGesendet von Dana am Freitag.",
        "Fait.\n\nEnvoyé par mail hier.",
        "Fatto.\n\nInviato da Dana venerdì.",
        "The report of 20.11.2026 is sent",
        "A1: on 20.11.2026 I wrote\nA2: not yet",
        "No: not me\nData: comes on Friday",
        "From: Bo\nTo: Dana\nA1 is hers now.",
        "Date: 4 Dec\nSubject: the budget",
        "- A1: done\n- A2: not me",
    ],
)
def test_words_that_look_like_a_quote_are_visible(text):
    assert read(text).visible.strip() == text


def test_a_wrapped_link_inside_a_quote_is_no_answer():
    found = read("Will do.\n\n> See (http://acme.example/a/very/long\nlink/that/broke) for more\n> and answer\n")
    assert found.visible == "Will do."


def test_a_mail_that_begins_with_a_header_block_is_the_text_below_it():
    text = "From: Dana <dana@acme.example>\nDate: Monday\nTo: Mara\nSubject: Re: sync\n\nBoth are mine.\n"
    assert read(text).visible == "Both are mine."


def test_a_mail_of_nothing_but_a_quote_shows_nothing():
    assert read(f"{ATTRIBUTIONS[0]}\n\n{QUOTE}").visible == ""


def test_marks_nobody_sees_do_not_hide_a_quote():
    line = "On Mon, Nov 23, 2026 at 9:05\u202fAM Mara Lindt\u200b <mara@acme.example>\u00a0wrote:"
    assert read(f"\ufeffWill do.\u200b\r\n\r\n{line}\r\n> A1: budget").visible == "Will do."


def test_what_somebody_typed_keeps_all_but_the_signature():
    text = "Budget\n____\nOn Nov 20, 2026 Bo Sand wrote:\n> it is late\nDana sends it.\n\n-- \nMara"
    assert read_typed(text, mail_words()) == (
        "Budget\n____\nOn Nov 20, 2026 Bo Sand wrote:\n> it is late\nDana sends it."
    )


@pytest.mark.parametrize(
    "text",
    [
        "> quoted line of a long thread\n" * 30_000,
        "On Mon, Nov 23, 2026 at 9:05 AM\n" * 4_000,
        "On 23.11.2026 " * 60_000,
        "From: a\n" * 20_000,
        "From: a Subject: b To: c Date: d " * 10_000,
        "<" * 200_000,
        "- " * 200_000,
        "Sent from my " * 20_000,
        " " * 500_000,
        "schrieb " * 50_000 + ":",
    ],
)
def test_a_long_text_is_read_in_bounded_time(text):
    begin = time.thread_time()
    read(text)
    assert time.thread_time() - begin < 2
