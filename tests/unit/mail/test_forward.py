"""The meeting's mail is taken out of the mail that carried it."""

from __future__ import annotations

import pytest
from mail_builders import a_text, mail_words

from pipeline.mail.forward import find_forwarded

BODY = "Dana sends the budget.\n\nBo waits for the bank."

GMAIL = """\
---------- Forwarded message ---------
From: Bo Sand <bo@acme.example>
Date: Fri, Nov 20, 2026 at 4:05 PM
Subject: Weekly sync
To: Mara Lindt <mara@acme.example>
Cc: Sam Holt <sam@acme.example>

"""
OUTLOOK_DESKTOP = """\
-----Original Message-----
From: Bo Sand <bo@acme.example>
Sent: Friday, November 20, 2026 4:05 PM
To: Mara Lindt <mara@acme.example>
Cc: Sam Holt <sam@acme.example>
Subject: Weekly sync

"""
OUTLOOK_WEB = """\
________________________________
From: Bo Sand <bo@acme.example>
Sent: Friday, November 20, 2026 4:05 PM
To: Mara Lindt <mara@acme.example>
Cc: Sam Holt <sam@acme.example>
Subject: Weekly sync

"""
OUTLOOK_BOLD = """\
*From:* Bo Sand [mailto:bo@acme.example]
*Sent:* Friday, November 20, 2026 4:05 PM
*To:* Mara Lindt [mailto:mara@acme.example]
*Cc:* Sam Holt [mailto:sam@acme.example]
*Subject:* Weekly sync

"""
THUNDERBIRD = """\
-------- Forwarded Message --------
Subject: \tWeekly sync
Date: \tFri, 20 Nov 2026 16:05:00 +0000
From: \tBo Sand <bo@acme.example>
To: \tMara Lindt <mara@acme.example>
CC: \tSam Holt <sam@acme.example>


"""
APPLE = """\
Begin forwarded message:

From: Bo Sand <bo@acme.example>
Subject: Weekly sync
Date: 20 November 2026 at 16:05:00 GMT
To: Mara Lindt <mara@acme.example>
Cc: Sam Holt <sam@acme.example>

"""
YAHOO = """\
   ----- Forwarded Message ----- From: Bo Sand <bo@acme.example>To: Mara Lindt <mara@acme.example>\
Cc: Sam Holt <sam@acme.example>Sent: Friday, November 20, 2026, 04:05:00 PM GMTSubject: Weekly sync
"""

PROGRAMS = {
    "Gmail": GMAIL + BODY,
    "Outlook desktop": OUTLOOK_DESKTOP + BODY,
    "Outlook web": OUTLOOK_WEB + BODY,
    "Outlook, bold": OUTLOOK_BOLD + BODY,
    "Thunderbird": THUNDERBIRD + BODY,
    "Apple Mail": APPLE + BODY,
    "Apple Mail, quoted": "".join(f"> {line}\n" for line in (APPLE + BODY).splitlines()),
    "Yahoo": YAHOO + BODY,
}


def forwarded(text: str, **values):
    return find_forwarded(a_text(text, **values), mail_words())


@pytest.mark.parametrize("program", PROGRAMS)
def test_an_inline_forward_gives_the_mail_inside(program):
    found = forwarded(PROGRAMS[program])
    assert found is not None
    assert (found.sender_name, found.sender and found.sender.address) == ("Bo Sand", "bo@acme.example")
    assert [(one.name, one.address) for one in found.to] == [("Mara Lindt", "mara@acme.example")]
    assert [(one.name, one.address) for one in found.cc] == [("Sam Holt", "sam@acme.example")]
    assert found.subject == "Weekly sync"
    assert found.body.split() == BODY.split()
    assert found.sent_at is not None
    assert found.sent_at.replace(tzinfo=None).isoformat() == "2026-11-20T16:05:00"


@pytest.mark.parametrize("program", PROGRAMS)
def test_what_was_written_above_a_forward_is_a_word_to_us(program):
    found = forwarded(f"Please keep this one private.\n\nMara\n\n{PROGRAMS[program]}")
    assert found is not None
    assert found.note == "Please keep this one private.\n\nMara"
    assert found.body.split() == BODY.split()


@pytest.mark.parametrize(
    "line",
    [
        "----- Wiadomość przekazana ----- Od: Bo Sand <bo@acme.example>Do: Mara <mara@acme.example>\
Dw Sam <sam@acme.example>Wysłano: piątek, 20 listopada 2026, 16:05:00 CETTemat: Weekly sync",
        "----- Mensagem encaminhada ----- De: Bo Sand <bo@acme.example>Para: Mara <mara@acme.example>\
Cc: Sam <sam@acme.example>Enviado: sexta-feira, 20 de novembro de 2026, 16:05:00 GMT-3Assunto Weekly sync",
    ],
)
def test_a_header_on_one_line_may_lack_a_colon(line):
    found = forwarded(f"   {line}\n {BODY}")
    assert found is not None
    assert (found.sender_name, found.subject) == ("Bo Sand", "Weekly sync")
    assert [one.address for one in (*found.to, *found.cc)] == ["mara@acme.example", "sam@acme.example"]


@pytest.mark.parametrize("subject", ["To: do list of Date: Friday", "Re: From: the board", "Cc Ana on Subject"])
def test_a_subject_may_hold_words_that_are_labels(subject):
    found = forwarded(
        f"---------- Forwarded message ---------\nFrom: Bo <bo@acme.example>\nSubject: {subject}\n\n{BODY}"
    )
    assert found is not None
    assert found.subject == subject


def test_outlook_for_mac_forwards_under_a_sentence():
    found = forwarded(
        '\ufeffOn 20/11/2026 16:05, "Bo Sand" <bo@acme.example> wrote:\n\n    Dana sends the budget.\n',
        subject="FW: Weekly sync",
    )
    assert found is not None
    assert (found.sender_name, found.subject, found.body) == ("Bo Sand", "Weekly sync", "Dana sends the budget.")


# Separator, labels of sender, date, recipient and subject, prefix: as programs write them where people speak so.
LANGUAGES = [
    ("bg", "-------- Препратено съобщение --------", "От", "Дата", "До", "Тема", "Fwd"),
    ("ca", "-------- Missatge reenviat --------", "De", "Data", "Per a", "Assumpte", "Fwd"),
    ("cs", "-------- Přeposlaná zpráva --------", "Od", "Datum", "Komu", "Předmět", "Fwd"),
    ("da", "-------- Videresendt meddelelse --------", "Fra", "Dato", "Til", "Emne", "VS"),
    ("de", "-------- Weitergeleitete Nachricht --------", "Von", "Datum", "An", "Betreff", "WG"),
    ("el", "-------- Προωθημένο μήνυμα --------", "Από", "Ημερομηνία", "Προς", "Θέμα", "ΠΡΘ"),
    ("es", "-------- Mensaje reenviado --------", "De", "Fecha", "Para", "Asunto", "RV"),
    ("et", "-------- Edastatud kiri --------", "Saatja", "Kuupäev", "Saaja", "Teema", "Fwd"),
    ("fi", "-------- Välitetty viesti --------", "Lähettäjä", "Päiväys", "Vastaanottaja", "Aihe", "VL"),
    ("fr", "-------- Message transféré --------", "De ", "Date ", "Pour ", "Sujet ", "TR"),
    ("hr", "-------- Proslijeđena poruka --------", "Šalje", "Datum", "Prima", "Naslov", "Fwd"),
    ("hu", "-------- Továbbított üzenet --------", "Feladó", "Dátum", "Címzett", "Tárgy", "TOV"),
    ("id", "---------- Pesan Terusan ----------", "Dari", "Tanggal", "Kepada", "Subjek", "Fwd"),
    ("it", "-------- Messaggio Inoltrato --------", "Da", "Data", "A", "Oggetto", "I"),
    ("ja", "-------- 転送メッセージ --------", "差出人", "日付", "宛先", "件名", "転送"),
    ("ko", "-----전달된 메시지-----", "보낸 사람", "날짜", "받는 사람", "제목", "전달"),
    ("lt", "-------- Persiųstas laiškas --------", "Nuo", "Data", "Kam", "Tema", "Fwd"),
    ("lv", "-------- Pārsūtīta ziņa --------", "No", "Datums", "Kam", "Temats", "Fwd"),
    ("nb", "-------- Videresendt melding --------", "Fra", "Dato", "Til", "Emne", "VS"),
    ("nl", "-------- Doorgestuurd bericht --------", "Van", "Datum", "Aan", "Onderwerp", "FW"),
    ("pl", "-------- Przekazana wiadomość --------", "Od", "Data", "Do", "Temat", "PD"),
    ("pt", "-------- Mensagem reencaminhada --------", "De", "Data", "Para", "Assunto", "ENC"),
    ("ro", "-------- Mesaj redirecționat --------", "De la", "Data", "Către", "Subiect", "Redir."),
    ("ru", "-------- Пересылаемое сообщение --------", "От", "Дата", "Кому", "Тема", "Fwd"),
    ("sk", "-------- Preposlaná správa --------", "Od", "Dátum", "Pre", "Predmet", "Fwd"),
    ("sl", "-------- Posredovano sporočilo --------", "Od", "Datum", "Za", "Zadeva", "Fwd"),
    ("sr", "-------- Прослеђена порука --------", "Од", "Датум", "За", "Наслов", "Fwd"),
    ("sv", "-------- Vidarebefordrat meddelande --------", "Från", "Datum", "Till", "Ämne", "VB"),
    ("tr", "-------- İletilmiş Mesaj --------", "Kimden", "Tarih", "Kime", "Konu", "İLT"),
    ("uk", "-------- Переслане повідомлення --------", "Від", "Дата", "Кому", "Тема", "Fwd"),
    ("vi", "-------- Thư đã chuyển tiếp --------", "Từ", "Ngày", "Đến", "Tiêu đề", "Fwd"),
    ("zh", "-------- 转发的邮件 --------", "发件人", "日期", "收件人", "主题", "转发"),
]


@pytest.mark.parametrize("row", LANGUAGES, ids=lambda row: row[0])
def test_a_forward_is_read_in_many_languages(row):
    _, separator, sender, date, to, subject, _ = row
    found = forwarded(
        f"{separator}\n{subject}: Weekly sync\n{date}: Fri, 20 Nov 2026 16:05:00 +0000\n"
        f"{sender}: Bo Sand <bo@acme.example>\n{to}: mara@acme.example\n\n{BODY}"
    )
    assert found is not None
    assert (found.sender_name, found.subject, found.date_text[:3]) == ("Bo Sand", "Weekly sync", "Fri")
    assert [one.address for one in found.to] == ["mara@acme.example"]
    assert found.body == BODY


@pytest.mark.parametrize("row", LANGUAGES, ids=lambda row: row[0])
def test_a_block_without_a_separator_is_a_forward_where_the_subject_says_so(row):
    _, _, sender, date, to, subject, prefix = row
    found = forwarded(
        f"{sender}: Bo Sand\n{date}: 20.11.2026 16:05\n{to}: mara@acme.example\n{subject}: Weekly sync\n\n{BODY}",
        subject=f"{prefix}: Weekly sync",
    )
    assert found is not None
    assert (found.sender, found.sender_name, found.subject) == (None, "Bo Sand", "Weekly sync")


def test_labels_of_two_languages_stand_in_one_block():
    found = forwarded(
        "---------- Forwarded message ---------\nVon: Bo <bo@acme.example>\nDate: Fr., 20. Nov. 2026 um 16:05 Uhr\n"
        f"Subject: Sync\nTo: <mara@acme.example>\n\n{BODY}"
    )
    assert found is not None
    assert (found.sender_name, found.subject) == ("Bo", "Sync")


def test_a_wrapped_subject_is_one_subject():
    found = forwarded(
        "---------- Forwarded message ---------\nFrom: Bo <bo@acme.example>\nSubject: A very long subject of the\n"
        f"weekly sync\nTo: mara@acme.example\n\n{BODY}"
    )
    assert found is not None
    assert (found.subject, found.body) == ("A very long subject of the weekly sync", BODY)


@pytest.mark.parametrize(
    ("written", "name", "address"),
    [
        ("Sand, Bo <bo@acme.example>", "Sand, Bo", "bo@acme.example"),
        ("'Bo Sand' <bo@acme.example>", "Bo Sand", "bo@acme.example"),
        ("« Bo Sand » <bo@acme.example>", "Bo Sand", "bo@acme.example"),
        ("bo@acme.example", "", "bo@acme.example"),
        ("bo@acme.example <bo@acme.example>", "", "bo@acme.example"),
        ("Bo <bo@acme.example<mailto:bo@acme.example>>", "Bo", "bo@acme.example"),
        ("Bo [bo@acme.example]", "Bo", "bo@acme.example"),
        ("Bo (bo@acme.example)", "Bo", "bo@acme.example"),
        ("Bo Sand", "Bo Sand", None),
    ],
)
def test_a_sender_is_read_however_it_is_written(written, name, address):
    found = forwarded(f"---------- Forwarded message ---------\nFrom: {written}\nSubject: Sync\n\n{BODY}")
    assert found is not None
    assert (found.sender_name, found.sender.address if found.sender else None) == (name, address)


def test_text_below_a_quoted_forward_is_not_of_the_forwarded_mail():
    quoted = "".join(f"> {line}\n" for line in (APPLE + BODY).splitlines())
    found = forwarded(f"{quoted}\nSent from my phone")
    assert found is not None
    assert "phone" not in found.body


def test_a_separator_alone_is_enough():
    found = forwarded("For you.\n\nBegin forwarded message:\n\nDana sends the budget.")
    assert found is not None
    assert (found.note, found.body, found.sender) == ("For you.", "Dana sends the budget.", None)


def test_a_reply_with_a_header_block_is_no_forward():
    headers = {"In-Reply-To": "<letter@acme.example>"}
    assert forwarded(f"Will do.\n\n{OUTLOOK_WEB}{BODY}", subject="RE: Weekly sync", headers=headers) is None


def test_a_reply_that_quotes_a_forward_is_no_forward():
    text = f"Will do.\n\nOn Fri, Nov 20, 2026 at 4:05 PM Bo Sand <bo@acme.example> wrote:\n\n{GMAIL}{BODY}"
    assert forwarded(text, subject="Re: Weekly sync") is None


def test_an_answer_in_finnish_is_no_forward_in_danish():
    headers = {"In-Reply-To": "<letter@acme.example>"}
    assert forwarded(f"Ok.\n\n{OUTLOOK_WEB}{BODY}", subject="VS: Weekly sync", headers=headers) is None
    assert forwarded(f"Ok.\n\n{OUTLOOK_WEB}{BODY}", subject="VS: Weekly sync") is not None


def test_a_forward_is_seen_without_a_telling_subject():
    found = forwarded(f"{OUTLOOK_WEB}{BODY}", subject="Notes of Friday")
    assert found is not None
    assert found.body == BODY


@pytest.mark.parametrize(
    "text",
    [
        BODY,
        "From: the team\nTo: the board\n\nDana sends the budget.",
        "We agreed to forward it.\nForwarded message\nDana sends it.",
        "Agenda\n----------\nBudget\n----------\nDana sends it.",
        "Date: 20 Nov 2026\nAttendees: Mara, Bo\n\nDana sends it.",
    ],
)
def test_notes_that_somebody_typed_are_no_forward(text):
    assert forwarded(text, subject="Weekly sync") is None


def test_a_forward_of_a_forward_gives_the_outer_one_with_the_inner_in_its_body():
    found = forwarded(f"{GMAIL}FYI\n\n{THUNDERBIRD}{BODY}")
    assert found is not None
    assert found.body.startswith("FYI\n\n-------- Forwarded Message")


@pytest.mark.parametrize("date", ["", "soon", "31.02.2026", "9" * 400, "Nov 20, 2026 at 4:05 PM XYZ"])
def test_a_date_nobody_can_read_never_fails(date):
    found = forwarded(
        f"---------- Forwarded message ---------\nFrom: Bo <bo@acme.example>\nDate: {date}\nTo: a@b.c\n\nx"
    )
    assert found is not None
    assert found.sender_name == "Bo"
