"""Sign-in by tokens against real servers: Dovecot and SMTP ask an issuer on this machine whether a token is good."""

from __future__ import annotations

from contextlib import closing
from threading import Event, Timer
from time import monotonic

import pytest
from stack.dovecot import run_dovecot
from stack.smtpd import relay_to, run_token_smtpd
from stack.tokens import run_issuer

from workers import imap
from workers.oauth.ask import post_form
from workers.oauth.providers import Account
from workers.oauth.tokens import Tokens
from workers.ports import Trouble, UnreachableError, Verdict
from workers.roles import run_poller_thread
from workers.settings import Settings
from workers.smtp import SmtpOutlet
from workers.store import inbox as ledger
from workers.store.migrate import migrate
from workers.wiring import build_parts, build_poller

pytestmark = pytest.mark.stack("dovecot")

USER = "notes@acme.example"
NAME = USER.replace("@", "%40")
CANARY = "canary-bird"
LETTER = b"Subject: Recap\r\n\r\nDana sends the budget.\r\n"


@pytest.fixture(scope="module")
def running():
    with run_issuer(USER) as issuer, run_dovecot(asking_url=issuer.asking_url) as dovecot:
        yield issuer, dovecot


@pytest.fixture
def issuer(running):
    issuer, _ = running
    yield issuer
    issuer.refusal = issuer.slow = None
    issuer.seconds = 3600.0
    issuer.good.clear()
    issuer.forms.clear()


@pytest.fixture
def dovecot(running):
    return running[1]


@pytest.fixture
def smtpd(issuer, dovecot):
    with run_token_smtpd(issuer, relay=relay_to(dovecot)) as server:
        yield server


@pytest.fixture
def account(issuer):
    return Account(
        provider="google",
        user=USER,
        client_id="app",
        client_secret=f"{CANARY}-secret",
        refresh_token=f"{CANARY}-refresh",
        token_url=issuer.url,
    )


@pytest.fixture
def tokens(account):
    return Tokens(account)


@pytest.fixture
def url(dovecot):
    return f"imap://{NAME}@127.0.0.1:{dovecot.imap_port}/INBOX"


@pytest.fixture
def outlet(smtpd, tokens):
    with closing(SmtpOutlet(f"smtp://{NAME}@127.0.0.1:{smtpd.port}", sender=USER, tokens=tokens)) as outlet:
        yield outlet


def wait_often(inbox) -> None:
    for _ in range(20):
        inbox.wait(1.0, Event())


def test_one_token_reads_and_sends(url, tokens, outlet, issuer):
    with closing(imap.connect(url, tokens=tokens)) as inbox:
        after = inbox.look().uidnext - 1
        assert outlet.send(LETTER, to=[USER])[USER].verdict is Verdict.SENT
        assert len(inbox.find_new(after=after)) == 1
    assert [form["grant_type"] for form in issuer.forms] == ["refresh_token"]


def test_a_server_that_knows_only_the_standard_way_is_signed_in_to(issuer, tokens):
    with run_dovecot(asking_url=issuer.asking_url, mechanisms="oauthbearer") as dovecot:
        url = f"imap://{NAME}@127.0.0.1:{dovecot.imap_port}/INBOX"
        with closing(imap.connect(url, tokens=tokens)) as inbox:
            assert inbox.look().uidnext == 1
        issuer.end_all()
        tokens.refuse(tokens.token())
        issuer.refusal = (400, {"error": "invalid_grant"})
        with pytest.raises(UnreachableError) as caught:
            imap.connect(url, tokens=tokens)
    assert caught.value.trouble is Trouble.REVOKED


def test_a_server_without_tokens_is_told_with_the_cure(account):
    with run_dovecot() as dovecot, pytest.raises(UnreachableError, match="offers no sign-in with tokens") as caught:
        imap.connect(f"imap://{NAME}@127.0.0.1:{dovecot.imap_port}/INBOX", tokens=Tokens(account))
    assert "password" in caught.value.cure


def test_a_token_that_ends_while_idle_waits_loses_no_mail(url, tokens, issuer, dovecot):
    inbox = imap.connect(url, tokens=tokens)
    after = inbox.look().uidnext - 1
    issuer.end_all()
    Timer(0.3, dovecot.hang_up, (USER,)).start()
    with pytest.raises(UnreachableError):
        wait_often(inbox)
    inbox.close()
    dovecot.deliver(LETTER, sender="ana@acme.example", to=[USER])
    with closing(imap.connect(url, tokens=tokens)) as again:
        assert len(again.find_new(after=after)) == 1
    assert len(issuer.forms) == 2


def test_a_token_that_ends_while_a_line_rests_delays_no_letter(outlet, issuer):
    assert outlet.send(LETTER, to=[USER])[USER].verdict is Verdict.SENT
    issuer.end_all()
    assert outlet.send(LETTER, to=[USER])[USER].verdict is Verdict.SENT
    assert len(issuer.forms) == 2


def test_a_token_that_nobody_takes_is_the_trouble(url, tokens, issuer):
    issuer.user = "other@acme.example"
    try:
        with pytest.raises(UnreachableError) as caught:
            imap.connect(url, tokens=tokens)
    finally:
        issuer.user = USER
    assert caught.value.trouble is Trouble.TOKEN
    assert "token test" in caught.value.cure


@pytest.mark.parametrize(
    ("answer", "trouble", "wrong", "cure"),
    [
        ({"error": "invalid_grant"}, Trouble.REVOKED, "taken back", "token get"),
        ({"error": "invalid_client"}, Trouble.SECRET, "client ID or its secret is wrong", "CLIENT_SECRET"),
        (
            {"error": "invalid_client", "error_codes": [7000222]},
            Trouble.SECRET,
            "client secret has ended",
            "new client secret",
        ),
        ({"error": "what-is-this"}, Trouble.APP, "no token is given", "own words"),
    ],
)
def test_a_refusal_is_told_by_both_roads_in_the_same_words(url, tokens, outlet, issuer, answer, trouble, wrong, cure):
    echo = {"error_description": f"we had {CANARY}-secret and {CANARY}-refresh"}
    issuer.refusal = (400, answer | echo)
    with pytest.raises(UnreachableError) as caught:
        imap.connect(url, tokens=tokens)
    assert caught.value.trouble is trouble
    assert wrong in str(caught.value)
    assert cure in caught.value.cure
    fate = outlet.send(LETTER, to=[USER])[USER]
    assert (fate.verdict, fate.ours, fate.trouble) == (Verdict.LATER, True, trouble)
    assert fate.detail == str(caught.value)
    assert CANARY not in f"{fate!r}{caught.value!r}{caught.value.cure}{caught.value.__dict__}"
    # A second road, and no second knock.
    assert len(issuer.forms) == 1


@pytest.mark.parametrize("status", [500, 503, 429])
def test_an_endpoint_that_is_unwell_is_no_trouble_of_ours(tokens, issuer, status):
    issuer.refusal = (status, {})
    with pytest.raises(UnreachableError, match="passes by itself") as caught:
        tokens.token()
    assert caught.value.trouble is None


def test_an_endpoint_that_is_slow_is_not_waited_for_without_end(issuer):
    issuer.slow = Event()
    try:
        with pytest.raises(UnreachableError, match="gives out no token"):
            post_form(issuer.url, {"a": "b"}, provider="google", seconds=0.2)
    finally:
        issuer.slow.set()


def test_an_endpoint_that_is_down_is_told_with_the_cure(account):
    with pytest.raises(UnreachableError, match="gives out no token") as caught:
        post_form("http://127.0.0.1:9/token", {"a": "b"}, provider=account.provider)
    assert "HTTPS" in caught.value.cure


def test_the_program_signs_in_anew_by_itself_and_reads_what_came_meanwhile(url, issuer, dovecot, tmp_path):
    database_url = f"sqlite:///{tmp_path}/ledger.db"
    migrate(database_url)
    settings = Settings(
        address=USER,
        imap_url=url,
        smtp_url="smtp://127.0.0.1:9",
        allowed_domains="acme.example",
        trusted_authserv_id="none",
        secret=f"{CANARY}-of-more-than-sixteen",
        database_url=database_url,
        sign_in="google",
        oauth_client_id="app",
        oauth_client_secret=f"{CANARY}-secret",
        oauth_refresh_token=f"{CANARY}-refresh",
        oauth_token_url=issuer.url,
    )
    parts, looked = build_parts(settings), Event()
    with closing(parts), run_poller_thread(build_poller(parts, looked=looked.set)):
        assert looked.wait(20)
        issuer.end_all()
        dovecot.hang_up(USER)
        dovecot.deliver(LETTER, sender="ana@acme.example", to=[USER])
        give_up_at = monotonic() + 20
        while not count_mails(parts.store) and monotonic() < give_up_at:
            looked.clear()
            looked.wait(1.0)
        assert count_mails(parts.store) == 1
    assert len(issuer.forms) == 2


def count_mails(store) -> int:
    with store.begin() as tx:
        return len(ledger.list_rows(tx))
