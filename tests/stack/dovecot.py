"""A real Dovecot with IMAP and LMTP: every address has a mailbox, one password opens them all.

As root, mailboxes belong to nobody, because Dovecot serves no mail of root's;
as a plain user, everything runs as that user.
"""

from __future__ import annotations

import grp
import os
import pwd
import re
import shutil
import smtplib
import subprocess
import tempfile
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import quote

import pytest
from stack.servers import certificate, end, free_port, miss, need, running

PASSWORD = "let-me/in"

_CONFIG = """
base_dir = {folder}/run
state_dir = {folder}/state
log_path = {folder}/dovecot.log
protocols = imap lmtp
listen = {listen}
default_internal_user = {internal}
default_internal_group = {group}
default_login_user = {login}
first_valid_uid = 1
auth_mechanisms = {mechanisms}
disable_plaintext_auth = no
auth_failure_delay = 0
ssl = {ssl}
{ssl_files}
mail_location = maildir:{folder}/mail/%Lu
recipient_delimiter = +
lmtp_save_to_detail_mailbox = no
lmtp_rcpt_check_quota = no
imap_capability = {capability}
{passdb}
userdb {{
  driver = static
  args = uid={uid} gid={gid} home={folder}/mail/%Lu allow_all_users=yes
}}
service anvil {{
  chroot =
  unix_listener anvil-auth-penalty {{
    mode = 0
  }}
}}
service imap-login {{
  chroot =
  inet_listener imap {{
    port = {imap}
  }}
  inet_listener imaps {{
    port = {imaps}
    ssl = yes
  }}
}}
service lmtp {{
  inet_listener lmtp {{
    address = 127.0.0.1
    port = {lmtp}
  }}
}}
service stats {{
  chroot =
}}
namespace inbox {{
  inbox = yes
  separator = {separator}
  prefix = {prefix}
}}
"""


_ARRIVED = re.compile(r"(\d+)\.M(\d+)")
_BY_PASSWORD = f"""
passdb {{
  driver = static
  args = password={PASSWORD}
}}
"""
_BY_TOKEN = """
passdb {{
  driver = oauth2
  mechanisms = xoauth2 oauthbearer
  args = {folder}/oauth2.conf
}}
"""
# A token is looked up at its issuer, every time.
_OAUTH2 = """
introspection_mode = get
introspection_url = {asking_url}
active_attribute = active
active_value = true
username_attribute = email
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Dovecot:
    """A running server; `cert` is what a client must trust to use `imaps_url`."""

    folder: Path
    imap_port: int
    imaps_port: int
    lmtp_port: int
    cert: Path
    processes: list[subprocess.Popen[bytes]] = field(default_factory=list)

    def imap_url(self, address: str, *, password: str = PASSWORD) -> str:
        return f"imap://{quote(address, safe='')}:{quote(password, safe='')}@127.0.0.1:{self.imap_port}/INBOX"

    def imaps_url(self, address: str, *, host: str = "localhost") -> str:
        return f"imaps://{quote(address, safe='')}:{quote(PASSWORD, safe='')}@{host}:{self.imaps_port}/INBOX"

    def deliver(self, raw: bytes, *, sender: str, to: list[str]) -> None:
        """As the last hop of a mail server delivers; raises what smtplib raises."""
        # One recipient at a time: LMTP answers once for each after DATA (RFC 2033), and smtplib reads one answer.
        with smtplib.LMTP("127.0.0.1", self.lmtp_port) as lmtp:
            for recipient in to:
                lmtp.sendmail(sender, [recipient], raw)

    def renumber(self, address: str) -> None:
        """Lose the UIDs of a mailbox, as a restored backup does: its UIDVALIDITY changes."""
        # Dovecot keeps the last number apart (dovecot-uidvalidity), so that the next one is never the same.
        for lost in ("dovecot-uidlist", "dovecot.index*", "dovecot.list.index*"):
            for path in self._maildir(address).glob(lost):
                path.unlink()

    def mail_files(self, address: str) -> list[Path]:
        """The files of a mailbox's mails, as they lie on the disk; none where nothing was ever delivered."""
        # A name is visible before its mail is whole only in "tmp".
        found = (path for folder in ("cur", "new") for path in (self._maildir(address) / folder).glob("*"))
        return sorted(found, key=_arrival)

    def hang_up(self, address: str) -> None:
        """End every line of this user, as a server does whose token has run out."""
        command = [need("doveadm", server="dovecot"), "-c", str(self.folder / "dovecot.conf"), "kick", address]
        subprocess.run(command, check=True, capture_output=True)

    def stop(self) -> None:
        """End it before its time, as a server that goes away."""
        for process in self.processes:
            end(process)

    def _maildir(self, address: str) -> Path:
        return self.folder / "mail" / address.lower()


def _arrival(path: Path) -> tuple[int, ...]:
    """When a mail came, from the name of its file: "1763999999.M98765P…" has no zeros before its microseconds."""
    found = _ARRIVED.match(path.name)
    assert found is not None, path.name
    return tuple(map(int, found.groups()))


@contextmanager
def run_dovecot(
    *,
    separator: str = "/",
    prefix: str = "",
    capability: str = "",
    asking_url: str = "",
    mechanisms: str = "xoauth2 oauthbearer",
    listen: str = "127.0.0.1",
    name: str = "DNS:localhost",
):
    """Yields a `Dovecot`. `capability` replaces what IMAP announces, to play an older server.

    `listen` is where it can be reached, `name` what its certificate is made for. With `asking_url` it takes tokens and
    no passwords; whether one is good, it asks there.
    """
    program = need("dovecot", server="dovecot")
    version = subprocess.run([program, "--version"], capture_output=True, text=True, check=True).stdout
    if not version.startswith("2.3."):
        miss(f"this fixture writes the configuration of Dovecot 2.3, and {version.split()[0]} is installed")
    folder = Path(tempfile.mkdtemp(prefix="followthrough-dovecot-"))
    try:
        server = _write_config(
            folder,
            separator=separator,
            prefix=prefix,
            capability=capability,
            listen=listen,
            name=name,
            mechanisms=mechanisms if asking_url else "plain login",
            passdb=_BY_TOKEN.format(folder=folder) if asking_url else _BY_PASSWORD,
        )
        (folder / "oauth2.conf").write_text(_OAUTH2.format(asking_url=asking_url))
        command = [program, "-F", "-c", str(folder / "dovecot.conf")]
        ports = [server.imap_port, server.lmtp_port]
        with running(command, ports=ports, log=folder / "dovecot.log") as process:
            server.processes.append(process)
            yield server
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _write_config(folder: Path, *, name: str, **options: str) -> Dovecot:
    folder.chmod(0o711)
    cert, key = certificate(folder, name=name)
    (folder / "mail").mkdir()
    me = pwd.getpwuid(os.getuid()).pw_name
    names = {"internal": me, "login": me, "group": grp.getgrgid(os.getgid()).gr_name}
    owner = pwd.getpwuid(os.getuid())
    if os.getuid() == 0:
        names = {"internal": "dovecot", "login": "dovenull", "group": "dovecot"}
        owner = pwd.getpwnam("nobody")
        os.chown(folder / "mail", owner.pw_uid, owner.pw_gid)
    server = Dovecot(folder=folder, imap_port=free_port(), imaps_port=free_port(), lmtp_port=free_port(), cert=cert)
    text = _CONFIG.format(
        folder=folder,
        **names,
        ssl="yes",
        ssl_files=f"ssl_cert = <{cert}\nssl_key = <{key}",
        uid=owner.pw_uid,
        gid=owner.pw_gid,
        imap=server.imap_port,
        imaps=server.imaps_port,
        lmtp=server.lmtp_port,
        **options,
    )
    (folder / "dovecot.conf").write_text(text)
    return server


@pytest.fixture(scope="session")
def dovecot():
    with run_dovecot() as server:
        yield server
