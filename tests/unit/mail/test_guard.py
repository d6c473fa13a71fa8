"""Who may be heard: robots are never answered, and a From proves nothing."""

from __future__ import annotations

from dataclasses import replace

import pytest
from builders import NOTES_ADDRESS, a_policy
from mail_builders import mail_words, parsed, raw

from pipeline.mail.guard import find_automatic, is_known_sender, is_proven
from pipeline.model import MailClass, Person

SERVER = "mail.acme.example"
FROM = "From: Mara Lindt <mara@acme.example>"


def kind(headers: str, body: str = "Dana sends it."):
    found = find_automatic(parsed(raw(headers, body)), our_address=NOTES_ADDRESS, words=mail_words())
    return found and found[0]


@pytest.mark.parametrize(
    "header",
    [
        "Auto-Submitted: auto-replied",
        "Auto-Submitted: auto-generated",
        "Auto-Submitted: auto-notified; owner-email=x@acme.example",
        "X-Autoreply: yes",
        "X-Autorespond: out of office",
        "X-Mail-Autoreply: 1",
        "X-Auto-Reply-From: x@acme.example",
        "Precedence: bulk",
        "Precedence: junk",
        "Precedence: list",
        "Precedence: AUTO_REPLY",
        "List-Id: <team.acme.example>",
        "List-Unsubscribe: <mailto:leave@acme.example>",
        "Mailing-List: contact team@acme.example; run by ezmlm",
        "Feedback-ID: 1:2:3",
        "Return-Path: <>",
        "Return-Path: < >",
    ],
)
def test_a_robot_is_known_by_its_header(header):
    assert kind(f"{FROM}\nSubject: Weekly sync\n{header}") is MailClass.AUTOMATIC


@pytest.mark.parametrize(
    "header",
    [
        "Auto-Submitted: no",
        "Auto-Submitted: No",
        "Precedence: first-class",
        "X-Auto-Response-Suppress: All",
        "X-Autoreply: no",
        "Return-Path: <mara@acme.example>",
        "X-Mailer: Autoreply 3000",
    ],
)
def test_a_person_is_not_taken_for_a_robot(header):
    assert kind(f"{FROM}\nSubject: Weekly sync\n{header}") is None


@pytest.mark.parametrize(
    "sender",
    ["noreply@acme.example", "no-reply@acme.example", "do-not-reply@acme.example", "bounces+1=x@acme.example"],
)
def test_an_address_that_takes_no_answer_is_a_robots(sender):
    assert kind(f"From: {sender}\nSubject: Weekly sync") is MailClass.AUTOMATIC


@pytest.mark.parametrize("sender", ["norep@acme.example", "mara.noreply@acme.example", "postmasters@acme.example"])
def test_an_address_that_only_resembles_one_is_a_persons(sender):
    assert kind(f"From: {sender}\nSubject: Weekly sync") is None


@pytest.mark.parametrize(
    "subject",
    [
        "Automatic reply: Weekly sync",
        "Out of Office: Weekly sync",
        "Automatische Antwort: Weekly sync",
        "Abwesenheitsnotiz: Weekly sync",
        "Réponse automatique : Weekly sync",
        "Respuesta automática: Weekly sync",
        "Resposta automática: Weekly sync",
        "Risposta automatica: Weekly sync",
        "Automatisch antwoord: Weekly sync",
        "Automatiskt svar: Weekly sync",
        "Automatisk svar: Weekly sync",
        "Automaattinen vastaus: Weekly sync",
        "Automatyczna odpowiedź: Weekly sync",
        "Automatická odpověď: Weekly sync",
        "Automatikus válasz: Weekly sync",
        "Automatski odgovor: Weekly sync",
        "Răspuns automat: Weekly sync",
        "Автоматический ответ: Weekly sync",
        "Автоматична відповідь: Weekly sync",
        "Αυτόματη απάντηση: Weekly sync",
        "Otomatik yanıt: Weekly sync",
        "תשובה אוטומטית: Weekly sync",
        "رد تلقائي: Weekly sync",
        "自动答复: Weekly sync",
        "自動応答: Weekly sync",
        "자동 회신: Weekly sync",
    ],
)
def test_an_absence_is_known_by_its_subject(subject):
    assert kind(f"{FROM}\nSubject: {subject}") is MailClass.AUTOMATIC


@pytest.mark.parametrize("subject", ["Re: Automatic reply for customers", "Office move", "Urlaub: wer ist da?"])
def test_people_may_write_about_absence(subject):
    assert kind(f"{FROM}\nSubject: {subject}") is None


@pytest.mark.parametrize(
    "headers",
    [
        f"{FROM}\nContent-Type: multipart/report; report-type=delivery-status; boundary=b",
        f"{FROM}\nContent-Type: multipart/report; report-type=disposition-notification; boundary=b",
        f"{FROM}\nContent-Type: multipart/report",
        f"{FROM}\nContent-Type: message/delivery-status",
        "From: MAILER-DAEMON@acme.example\nSubject: Undelivered Mail Returned to Sender",
        "From: postmaster@acme.example\nSubject: Unzustellbar: Weekly sync",
        "From: MAILER-DAEMON <>\nSubject: Mail delivery failed",
        f"Return-Path: <>\n{FROM}\nSubject: Undeliverable: Weekly sync",
    ],
)
def test_a_delivery_report_is_a_bounce(headers):
    assert kind(headers, "--b\n\nsorry\n--b--") is MailClass.BOUNCE


def test_a_person_may_write_about_a_bounce():
    assert kind(f"{FROM}\nSubject: Undeliverable goods of Friday") is None


@pytest.mark.parametrize(
    "headers",
    [f"From: {NOTES_ADDRESS}", f"From: Followthrough <{NOTES_ADDRESS.upper()}>", f"{FROM}\nX-Followthrough: recap"],
)
def test_a_letter_of_ours_that_comes_back_is_ours(headers):
    assert kind(f"{headers}\nSubject: Recap") is MailClass.OURS


def test_ours_is_said_before_robot_since_our_letters_mark_themselves_automatic():
    assert kind(f"From: {NOTES_ADDRESS}\nAuto-Submitted: auto-generated") is MailClass.OURS


# --- the sender check -----------------------------------------------------


def proven(*lines: str, sender: str = FROM, server: str | None = SERVER) -> bool:
    mail = parsed(raw("\n".join([*lines, sender, "Subject: Weekly sync"]), "Dana sends it."))
    return is_proven(mail, a_policy(trusted_authserv_id=server))


def result(text: str, server: str = SERVER) -> str:
    return f"Authentication-Results: {server}; {text}"


@pytest.mark.parametrize(
    "text",
    [
        "dmarc=pass header.from=acme.example",
        "dmarc=pass (p=reject sp=none dis=none) header.from=acme.example",
        "dkim=pass header.d=acme.example header.s=s1",
        "dkim=pass header.i=@acme.example header.s=s1 header.b=abc",
        "spf=pass smtp.mailfrom=mara@acme.example",
        "spf=pass (sender ip is 1.2.3.4) smtp.mailfrom=acme.example; dkim=none",
        "dkim=fail header.d=acme.example; spf=pass smtp.mailfrom=acme.example",
        "DKIM=PASS header.d=ACME.EXAMPLE",
    ],
)
def test_an_aligned_pass_of_the_trusted_server_proves_the_sender(text):
    assert proven(result(text))


def test_a_domain_above_the_senders_is_aligned():
    assert proven(result("dkim=pass header.d=acme.example"), sender="From: mara@berlin.acme.example")


def test_the_name_of_the_trusted_server_may_be_in_any_case_and_carry_a_version():
    assert proven(result("dmarc=pass header.from=acme.example", server="MAIL.Acme.Example 1"))


@pytest.mark.parametrize(
    "text",
    [
        "none",
        "dmarc=fail header.from=acme.example",
        "dmarc=pass header.from=evil.example",
        "dmarc=pass",
        "dkim=pass header.d=evil.example",
        "dkim=pass header.d=acme.example.evil.example",
        "dkim=pass header.d=notacme.example",
        "dkim=pass header.d=example",
        "dkim=pass header.d=evil.example header.d=acme.example",
        "dkim=neutral header.d=acme.example",
        "spf=softfail smtp.mailfrom=acme.example",
        "spf=pass smtp.mailfrom=evil.example smtp.helo=acme.example",
        "spf=pass smtp.helo=acme.example smtp.mailfrom=evil.example",
        "spf=pass smtp.helo=acme.example",
        "spf=pass smtp.mailfrom=mara@acme.example@evil.example",
        "x-dmarc=pass header.from=acme.example",
        "dmarc=passed header.from=acme.example",
        "arc=pass header.d=acme.example",
    ],
)
def test_anything_less_than_an_aligned_pass_proves_nothing(text):
    assert not proven(result(text))


@pytest.mark.parametrize(
    "text",
    [
        'spf=fail smtp.mailfrom="x; dmarc=pass header.from=acme.example"@evil.example',
        "spf=fail (x; dmarc=pass header.from=acme.example) smtp.mailfrom=evil.example",
        "spf=fail (a (b) ; dmarc=pass header.from=acme.example ;) smtp.mailfrom=evil.example",
        'dkim=fail reason="; dkim=pass header.d=acme.example"',
        'dkim=fail reason="\\"; dkim=pass header.d=acme.example; \\""',
        "spf=fail smtp.mailfrom=evil.example header.from=dmarc=pass",
        'dkim=pass header.i="@acme.example"@evil.example',
        "dkim=pass (header.d=acme.example) header.d=evil.example",
    ],
)
def test_a_pass_that_a_sender_wrote_into_a_result_is_not_believed(text):
    assert not proven(result(text))


def test_a_forged_result_below_the_servers_own_is_ignored():
    assert not proven(result("dmarc=fail header.from=acme.example"), result("dmarc=pass header.from=acme.example"))


def test_a_result_below_that_of_another_server_is_ignored():
    assert not proven(result("dmarc=none", server="relay.other.example"), result("dmarc=pass header.from=acme.example"))


@pytest.mark.parametrize(
    "server", ["mail.evil.example", "mail.acme.example.evil.example", "", "evil mail.acme.example"]
)
def test_a_result_of_an_unknown_server_proves_nothing(server):
    assert not proven(result("dmarc=pass header.from=acme.example", server=server))


def test_a_mail_without_a_result_is_not_proven():
    assert not proven()


@pytest.mark.parametrize(
    "senders",
    [
        "From: mara@acme.example\nFrom: mallory@evil.example",
        "From: mara@acme.example, mallory@evil.example",
        "Subject: no sender",
    ],
)
def test_a_mail_of_several_authors_is_nobodys(senders):
    assert not proven(result("dmarc=pass header.from=acme.example"), sender=senders)


def test_a_mark_of_ours_on_a_strangers_mail_gives_no_trust():
    assert not proven("X-Followthrough: recap", "X-Followthrough-Trusted: yes", result("dmarc=none"))


def test_with_checks_switched_off_everybody_is_proven():
    assert proven(server=None)


# --- who is known ---------------------------------------------------------


def known(sender: str, *people: Person) -> bool:
    return is_known_sender(parsed(raw(f"From: {sender}\nSubject: x")), a_policy(), people)


def test_the_house_is_known():
    assert known("anybody@ACME.example")


@pytest.mark.parametrize(
    "sender",
    [
        "mara@acme.example.evil.example",
        "mara@evil-acme.example",
        "mara@sub.acme.example",
        '"mara@acme.example" <mara@evil.example>',
        "mara@acme.example <mara@evil.example>",
        "mara@аcme.example",
        "mara@xn--cme-5cd.example",
    ],
)
def test_a_stranger_does_not_become_known_by_resemblance(sender):
    assert not known(sender)


def test_somebody_we_wrote_to_is_known_by_the_whole_address():
    guest = Person(name="Guest", address="guest@other.example")
    assert known("Guest@Other.example", guest)
    assert not known("guests@other.example", guest)


def test_a_mail_without_a_sender_is_nobodys():
    mail = replace(parsed(raw(FROM)), sender=None)
    assert not is_known_sender(mail, a_policy(), ())
