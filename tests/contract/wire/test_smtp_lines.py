"""The real outlet against a real SMTP server: guarded lines, sign-in, and every step at which a server can say no."""

from __future__ import annotations

import ssl
from contextlib import closing

import pytest
from stack.servers import certificate
from stack.smtpd import authenticator, run_smtpd

from workers.ports import UnreachableError, Verdict
from workers.smtp import SmtpOutlet

ANA, SENDER = "ana@acme.example", "notes@acme.example"
LETTER = b"Subject: Recap\r\n\r\nDana sends the budget.\r\n"
USER = "notes%40acme.example:s%C3%A9same%2F%C3%B6ffne"


@pytest.fixture(scope="module")
def cert(tmp_path_factory):
    return certificate(tmp_path_factory.mktemp("cert"))


@pytest.fixture
def tls(cert):
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(*cert)
    return context


@pytest.fixture
def trusted(cert, monkeypatch):
    monkeypatch.setenv("SSL_CERT_FILE", str(cert[0]))


def send(url: str):
    with closing(SmtpOutlet(url, sender=SENDER, seconds=10)) as outlet:
        return outlet.send(LETTER, to=[ANA])[ANA]


@pytest.mark.stack("openssl")
def test_a_letter_goes_out_over_tls(tls, trusted):
    with run_smtpd(tls=tls) as server:
        assert send(f"smtps://localhost:{server.port}").verdict is Verdict.SENT
        assert server.taken == [LETTER]


@pytest.mark.stack("openssl")
def test_a_letter_goes_out_after_starttls_and_sign_in(tls, trusted):
    with run_smtpd(tls=tls, starttls=True, authenticator=authenticator, auth_required=True) as server:
        assert send(f"smtp+starttls://{USER}@localhost:{server.port}").verdict is Verdict.SENT
        assert server.taken == [LETTER]


@pytest.mark.stack("openssl")
@pytest.mark.parametrize("starttls", [False, True])
def test_a_certificate_nobody_vouches_for_stops_the_letter(tls, starttls):
    scheme = "smtp+starttls" if starttls else "smtps"
    with run_smtpd(tls=tls, starttls=starttls) as server:
        fate = send(f"{scheme}://localhost:{server.port}")
        assert (fate.verdict, fate.ours) == (Verdict.LATER, True)
        assert "SSL_CERT_FILE" in fate.detail
        assert not server.taken


def test_a_server_without_starttls_gets_nothing_in_clear_text():
    with run_smtpd() as server:
        fate = send(f"smtp+starttls://localhost:{server.port}")
        assert (fate.verdict, fate.ours) == (Verdict.LATER, True)
        assert not server.taken


def test_a_refused_starttls_gets_nothing_in_clear_text():
    with run_smtpd() as server:
        # It announces STARTTLS and then answers 454, as a server does whose certificate is broken.
        server.extensions = ["250-STARTTLS"]
        fate = send(f"smtp+starttls://localhost:{server.port}")
        assert (fate.verdict, fate.ours) == (Verdict.LATER, True)
        assert not server.taken


@pytest.mark.stack("openssl")
def test_a_wrong_password_is_told_to_the_operator_and_costs_no_letter(tls, trusted):
    with run_smtpd(tls=tls, authenticator=authenticator, auth_require_tls=False) as server:
        fate = send(f"smtps://notes%40acme.example:wrong@localhost:{server.port}")
        assert (fate.verdict, fate.ours) == (Verdict.LATER, True)
        assert "check user and password" in fate.detail
        assert "wrong" not in fate.detail
        assert not server.taken


@pytest.mark.stack("openssl")
def test_a_password_in_ascii_signs_in_too(tls, trusted, monkeypatch):
    monkeypatch.setattr("stack.smtpd.LOGIN", ("notes@acme.example", "plain"))
    with run_smtpd(tls=tls, authenticator=authenticator, auth_require_tls=False) as server:
        assert send(f"smtps://notes%40acme.example:plain@localhost:{server.port}").verdict is Verdict.SENT


def test_a_server_that_does_not_know_sign_in_is_told_to_the_operator():
    with run_smtpd() as server:
        fate = send(f"smtp://ana:secret@localhost:{server.port}")
        assert (fate.verdict, fate.ours) == (Verdict.LATER, True)


@pytest.mark.parametrize(
    ("step", "reply", "verdict", "ours"),
    [
        ("at_mail", "553 5.7.1 not your address", Verdict.LATER, True),
        ("at_mail", "451 4.3.0 later", Verdict.LATER, False),
        ("at_data", "554 5.7.1 no such content here", Verdict.NEVER, False),
        ("at_data", "451 4.3.0 later", Verdict.LATER, False),
        ("at_data", "552 5.3.4 too big", Verdict.NEVER, False),
        ("at_data", "421 4.3.2 closing", Verdict.LATER, False),
    ],
)
def test_a_no_is_judged_by_the_step_it_is_said_at(step, reply, verdict, ours):
    with run_smtpd() as server:
        setattr(server, step, reply)
        fate = send(server.url)
        assert (fate.verdict, fate.ours) == (verdict, ours)
        assert reply.split()[0] in fate.detail


def test_those_behind_a_hang_up_are_not_taken_for_served():
    with run_smtpd() as server, closing(SmtpOutlet(server.url, sender=SENDER)) as outlet:
        server.refusals[ANA] = "421 4.3.2 closing"
        fates = outlet.send(LETTER, to=["bo@acme.example", ANA, "cy@acme.example"])
        assert {fate.verdict for fate in fates.values()} == {Verdict.LATER}
        assert not server.taken


def test_a_batch_shares_one_connection():
    with run_smtpd() as server, closing(SmtpOutlet(server.url, sender=SENDER)) as outlet:
        for _ in range(3):
            outlet.send(LETTER, to=[ANA])
        assert (len(server.taken), server.connections) == (3, 1)


def test_a_connection_that_died_while_resting_is_replaced():
    with run_smtpd() as server, closing(SmtpOutlet(server.url, sender=SENDER)) as outlet:
        outlet.send(LETTER, to=[ANA])
        server.stop()
        server.start()
        assert outlet.send(LETTER, to=[ANA])[ANA].verdict is Verdict.SENT


def test_bare_line_ends_never_reach_the_server():
    with run_smtpd() as server, closing(SmtpOutlet(server.url, sender=SENDER)) as outlet:
        outlet.send(b"Subject: x\n\none\n.\r\ntwo\rthree\r\n", to=[ANA])
        assert server.taken == [b"Subject: x\r\n\r\none\r\n.\r\ntwo\r\nthree\r\n"]


def test_an_address_beyond_ascii_is_written_as_the_server_can_take_it():
    with run_smtpd(enable_SMTPUTF8=False) as server, closing(SmtpOutlet(server.url, sender=SENDER)) as outlet:
        server.refusals["bo@xn--bcher-kva.example"] = "550 5.1.1 seen in its ASCII form"
        fates = outlet.send(LETTER, to=["bo@bücher.example", "jürgen@acme.example", ANA])
        assert "ASCII form" in fates["bo@bücher.example"].detail
        assert fates["jürgen@acme.example"].verdict is Verdict.NEVER
        assert fates[ANA].verdict is Verdict.SENT


def test_an_address_beyond_ascii_goes_to_a_server_that_can():
    with run_smtpd() as server, closing(SmtpOutlet(server.url, sender=SENDER)) as outlet:
        assert outlet.send(LETTER, to=["jürgen@acme.example"])["jürgen@acme.example"].verdict is Verdict.SENT


@pytest.mark.stack("openssl")
def test_checking_tells_what_is_wrong_and_sends_nothing(tls, trusted):
    with run_smtpd(tls=tls, authenticator=authenticator, auth_require_tls=False) as server:
        SmtpOutlet(f"smtps://{USER}@localhost:{server.port}", sender=SENDER).check()
        wrong = SmtpOutlet(f"smtps://notes%40acme.example:wrong@localhost:{server.port}", sender=SENDER)
        with pytest.raises(UnreachableError, match="check user and password"):
            wrong.check()
        assert not server.taken
