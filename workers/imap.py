"""The inbox over IMAP4rev1 (RFC 3501), by IMAPClient; only this file and `imap_lines.py` import it.

Reads with BODY.PEEK by UID and never relies on a flag: people open the mailbox
too, and what we have read stands in our ledger. Capabilities are asked for and
done without: IDLE (RFC 2177), MOVE (RFC 6851), UIDPLUS (RFC 4315), NAMESPACE
(RFC 2342). Every loss of the line becomes `UnreachableError`.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from threading import Event
from typing import Any

from imapclient.exceptions import IMAPClientAbortError, IMAPClientError

from workers.endpoint import IMAP_SCHEMES, Endpoint, parse_endpoint
from workers.idle import idle, promptly
from workers.imap_lines import hang_up, lines_can_break, open_line, said_by
from workers.oauth.tokens import Tokens
from workers.ports import Fetched, Folder, Place, Trouble, Unfetchable, UnreachableError

_PARENT = "Followthrough"
# A header is for the letter that says "too large"; who sends megabytes of header gets the start of it.
_HEADER_BYTES = 65_536
_MAX_BYTES = 25_000_000
# One NOOP and one SEARCH each: little enough for any server, and a recap comes within seconds there, too.
_POLL_SECONDS = 4.0


def connect(
    url: str, *, tokens: Tokens | None = None, max_bytes: int = _MAX_BYTES, poll_seconds: float = _POLL_SECONDS
) -> ImapInbox:
    """An open mailbox; `tokens` sign in where the URL brings no password.

    `poll_seconds` is how long to wait between looks where the server lacks IDLE.
    """
    endpoint = parse_endpoint(url, schemes=IMAP_SCHEMES)
    client = open_line(endpoint, tokens)
    try:
        with lines_can_break(endpoint):
            return ImapInbox(client, endpoint, max_bytes=max_bytes, poll_seconds=poll_seconds)
    except UnreachableError:
        hang_up(client)
        raise


def mailbox_name(url: str) -> str:
    """The name under which the ledger knows this mailbox: who, where and which folder, no password."""
    endpoint = parse_endpoint(url, schemes=IMAP_SCHEMES)
    return f"{endpoint.user or ''}@{endpoint.host}/{endpoint.path or 'INBOX'}"


class ImapInbox:
    """One selected mailbox on one connection. Not shared by threads."""

    def __init__(self, client: Any, endpoint: Endpoint, *, max_bytes: int, poll_seconds: float) -> None:
        self._client = client
        self._endpoint = endpoint
        self._max_bytes = max_bytes
        self._poll_seconds = poll_seconds
        self._folders: dict[Folder, str] = {}
        self._place = self._select()

    def look(self) -> Place:
        """Where the mailbox stands since it was opened: neither number can change under an open mailbox's UIDs."""
        return self._place

    @property
    def can_move(self) -> bool:
        """Whether this server moves mails without touching others; plain EXPUNGE takes other people's deleted mail."""
        return bool(self._client.has_capability("MOVE") or self._client.has_capability("UIDPLUS"))

    def turn_to(self, folder: Folder) -> None:
        """From now on it is the mails that were put away there that are found and fetched."""
        with lines_can_break(self._endpoint):
            self._place = _read_place(self._client, self._client.select_folder(self._folder(folder), readonly=True))

    def find_new(self, *, after: int, since: datetime | None = None) -> Sequence[int]:
        """The UIDs above `after`, lowest first; without those that arrived days before `since`."""
        criteria: list[Any] = ["UID", f"{after + 1}:*"]
        if since is not None:
            # SINCE knows days only, and the server's time zone is its own affair.
            criteria += ["SINCE", (since - timedelta(days=1)).date()]
        with lines_can_break(self._endpoint):
            # Some servers show new mail to SEARCH only once another command has told us of it.
            with promptly(self._client):
                self._client.noop()
            uids = self._client.search(criteria)
        # "n:*" always holds the last mail, even when its UID is below n (RFC 3501, 6.4.8).
        return sorted(uid for uid in uids if uid > after)

    def fetch(self, uid: int) -> Fetched | Unfetchable | None:
        """The mail, or only its header when RFC822.SIZE says that it is over the limit."""
        with lines_can_break(self._endpoint):
            try:
                return self._fetch(uid)
            except IMAPClientAbortError:
                raise
            except IMAPClientError as refusal:
                return Unfetchable(detail=str(refusal))

    def move(self, uids: Sequence[int], folder: Folder) -> bool:
        """Move by MOVE, or by COPY and UID EXPUNGE."""
        if not uids:
            return True
        with lines_can_break(self._endpoint):
            try:
                return self._move(list(uids), folder)
            except IMAPClientAbortError:
                raise
            except IMAPClientError:
                # No such right, no such folder, over quota: the ledger has the mail, so it may stay where it is.
                return False

    def wait(self, seconds: float, stop: Event) -> None:
        """IDLE where the server has it; else a pause of at most the polling interval."""
        with lines_can_break(self._endpoint):
            if self._client.has_capability("IDLE"):
                idle(self._client, seconds=seconds, stop=stop)
            else:
                stop.wait(min(seconds, self._poll_seconds))

    def take_out(self, message_id: str) -> bool:
        """Delete the letter of this Message-ID, here or where mails are put away; False while it is in neither."""
        with lines_can_break(self._endpoint):
            for folder in (self._endpoint.path or "INBOX", self._folder(Folder.DONE)):
                self._client.select_folder(folder)
                uids = self._client.search(["HEADER", "Message-ID", message_id])
                if uids:
                    self._client.add_flags(uids, [b"\\Deleted"], silent=True)
                    # Plain EXPUNGE would take other people's deleted mail along; without UIDPLUS the mark has to do.
                    if self._client.has_capability("UIDPLUS"):
                        self._client.uid_expunge(uids)
                    return True
        return False

    def close(self) -> None:
        """Log out, or just hang up where the line is broken already."""
        try:
            self._client.logout()
        except (IMAPClientError, OSError):
            hang_up(self._client)

    def _select(self) -> Place:
        folder = self._endpoint.path or "INBOX"
        try:
            answer = self._client.select_folder(folder)
        except IMAPClientAbortError:
            raise
        except IMAPClientError as refusal:
            raise _no_folder(self._endpoint, folder, said_by(refusal)) from None
        return _read_place(self._client, answer)

    def _fetch(self, uid: int) -> Fetched | Unfetchable | None:
        known = self._client.fetch([uid], ["RFC822.SIZE", "INTERNALDATE"]).get(uid)
        if known is None:
            return None
        arrived_at: datetime = known.get(b"INTERNALDATE") or datetime.now(UTC)
        if known.get(b"RFC822.SIZE", 0) > self._max_bytes:
            return self._fetch_header(uid, arrived_at)
        body = self._client.fetch([uid], ["BODY.PEEK[]"]).get(uid, {}).get(b"BODY[]")
        if body is None:
            # The server says OK and leaves the body out: for a mail that was taken away, or that it cannot read.
            return Unfetchable(detail="the server sent no body") if self._is_there(uid) else None
        if len(body) > self._max_bytes:
            # Some servers only guess RFC822.SIZE.
            return Fetched(raw=_header_of(body), arrived_at=arrived_at, whole=False)
        return Fetched(raw=body, arrived_at=arrived_at)

    def _fetch_header(self, uid: int, arrived_at: datetime) -> Fetched | Unfetchable:
        answer = self._client.fetch([uid], [f"BODY.PEEK[HEADER]<0.{_HEADER_BYTES}>"]).get(uid, {})
        header = next((value for key, value in answer.items() if key.startswith(b"BODY[HEADER]")), None)
        if header is None:
            return Unfetchable(detail="the server sent no header")
        return Fetched(raw=header, arrived_at=arrived_at, whole=False)

    def _is_there(self, uid: int) -> bool:
        return uid in self._client.search(["UID", str(uid)])

    def _move(self, uids: list[int], folder: Folder) -> bool:
        if not self.can_move:
            return False
        target = self._folder(folder)
        if self._client.has_capability("MOVE"):
            self._client.move(uids, target)
            return True
        self._client.copy(uids, target)
        self._client.add_flags(uids, [b"\\Deleted"], silent=True)
        self._client.uid_expunge(uids)
        return True

    def _folder(self, folder: Folder) -> str:
        """The folder's full name, made when it is missing; remembered, because each look may need it."""
        if folder not in self._folders:
            prefix, separator = self._hierarchy()
            # A server without hierarchy gets flat names.
            name = prefix + (separator or "-").join([_PARENT, folder.value])
            if not self._client.folder_exists(name):
                self._client.create_folder(name)
                # Many mail programs show subscribed folders only.
                self._client.subscribe_folder(name)
            self._folders[folder] = name
        return self._folders[folder]

    def _hierarchy(self) -> tuple[str, str]:
        """Prefix and separator of personal folders: some servers keep them all below "INBOX."."""
        if self._client.has_capability("NAMESPACE"):
            personal = self._client.namespace().personal
            if personal:
                prefix, separator = personal[0]
                return _text(prefix), _text(separator)
        # LIST "" "" asks for the separator alone (RFC 3501, 6.3.8).
        listed = self._client.list_folders("", "")
        return "", _text(listed[0][1]) if listed else ""


def _read_place(client: Any, answer: Any) -> Place:
    uidnext = answer.get(b"UIDNEXT")
    if uidnext is None:
        # RFC 3501 lets old servers leave it out.
        uidnext = max(client.search("ALL"), default=0) + 1
    return Place(uidvalidity=int(answer[b"UIDVALIDITY"]), uidnext=int(uidnext))


def _no_folder(endpoint: Endpoint, folder: str, said: str) -> UnreachableError:
    """RFC 5530 tells a folder that cannot be opened now from one that is not there."""
    passing = "[UNAVAILABLE]" in said or "[INUSE]" in said
    return UnreachableError(
        f"{endpoint.place} does not open the folder {folder} ({said})",
        trouble=None if passing else Trouble.FOLDER,
        place=endpoint.place,
        cure=f"make the folder {folder}, or write another one at the end of FOLLOWTHROUGH_IMAP_URL",
    )


def _header_of(raw: bytes) -> bytes:
    head, blank, _ = raw[:_HEADER_BYTES].partition(b"\r\n\r\n")
    return head + blank


def _text(value: bytes | str | None) -> str:
    return value.decode("ascii", "replace") if isinstance(value, bytes) else value or ""
