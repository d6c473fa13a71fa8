"""Is everything in place to run? Settings, servers, database, broker, clock, model, packages: all looked at, all told.

Nothing is changed and no letter is sent. What needs a setting that is wrong
already waits for it; the rest is looked at all the same, at once.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Collection, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from types import MappingProxyType

from workers.doctor_disk import look_at_disk
from workers.doctor_findings import Finding, Health, Values, fault, fine
from workers.doctor_lines import find_cure
from workers.doctor_sign_in import build_tokens, look_at_sign_in
from workers.fence import CURE, find_intruders
from workers.log import redact
from workers.ports import UnreachableError
from workers.settings import Written
from workers.settings_sign_in import SIGN_IN_SETTINGS

WAIT_SECONDS = 10.0
# Leases of several machines compare their clocks; they last minutes, so a few seconds do no harm.
MOST_DRIFT_SECONDS = 5.0
# A machine that believes it is earlier than this program was written has lost its clock.
EARLIEST = datetime(2026, 1, 1, tzinfo=UTC)
MIGRATE = "run `followthrough migrate`"
DATABASE_CURE = "check FOLLOWTHROUGH_DATABASE_URL, and that the server runs"


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """One thing to look at, and the settings it cannot do without."""

    work: Callable[[str, Values], Finding]
    needs: tuple[str, ...] = ()


def examine(written: Written, *, only: Collection[str] = ()) -> Iterator[Finding]:
    """Every finding, in the order of `LOOKS` after the settings; the looks run side by side, since servers are slow.

    `only` names the looks that are wanted; empty for all of them.
    """
    for wrong in written.faults:
        yield Finding(what=wrong.name, health=Health.FAULT, said=wrong.wrong, cure=wrong.cure)
    if not written.faults:
        yield fine("settings", "every setting can be used")
    wanted = {what: look for what, look in LOOKS.items() if not only or what in only}
    with ThreadPoolExecutor(max_workers=len(wanted)) as pool:
        running = [
            (what, look, pool.submit(look.work, what, written.values) if written.is_fine(*look.needs) else None)
            for what, look in wanted.items()
        ]
        for what, look, found in running:
            yield found.result() if found is not None else _waiting(what, look, written)


def _waiting(what: str, look: Look, written: Written) -> Finding:
    names = " and ".join(f"FOLLOWTHROUGH_{name.upper()}" for name in look.needs if not written.is_fine(name))
    return Finding(what=what, health=Health.WAITS, said=f"waits for {names}")


def _look_at_mailbox(what: str, values: Values) -> Finding:
    from workers.imap import connect, mailbox_name  # noqa: PLC0415 - each look loads what it needs, no command more

    url = values["imap_url"]
    try:
        mailbox = connect(url, tokens=build_tokens(values))
    except UnreachableError as trouble:
        return fault(what, *find_cure(trouble, setting="FOLLOWTHROUGH_IMAP_URL"))
    mailbox.close()
    return fine(what, f"signed in, {mailbox_name(url).rpartition('/')[2]} is open")


def _look_at_sending(what: str, values: Values) -> Finding:
    from workers.smtp import SmtpOutlet  # noqa: PLC0415

    try:
        SmtpOutlet(values["smtp_url"], sender="", tokens=build_tokens(values), seconds=WAIT_SECONDS).check()
    except UnreachableError as trouble:
        return fault(what, *find_cure(trouble, setting="FOLLOWTHROUGH_SMTP_URL"))
    return fine(what, "the server takes letters from us (none was sent)")


def look_at_database(what: str, values: Values) -> Finding:
    """Whether the tables can be used as they are. Never makes a file, never changes a table."""
    from sqlalchemy.exc import SQLAlchemyError  # noqa: PLC0415

    from workers.store.migrate import current_and_head  # noqa: PLC0415

    url = values["database_url"]
    new = find_missing_file(what, url)
    if new is not None:
        return new
    try:
        current, head = current_and_head(url)
    except SQLAlchemyError as trouble:
        return fault(what, say_database_trouble(trouble), DATABASE_CURE)
    if current is None:
        return fault(what, "the database has no tables yet", MIGRATE)
    if current != head:
        cure = f"{MIGRATE}; if that does not know it, a newer Followthrough wrote it: install that one"
        return fault(what, f"the tables are at step {current}, this program wants {head}", cure)
    return fine(what, f"{url.partition(':')[0].partition('+')[0]}, tables at step {current}")


def find_missing_file(what: str, url: str) -> Finding | None:
    """What there is to say of a SQLite file that is not there yet, or may not be written; None where one can go on."""
    from sqlalchemy import make_url  # noqa: PLC0415

    place = make_url(url)
    if place.get_backend_name() != "sqlite":
        return None
    path = Path(str(place.database))
    folder = path.resolve().parent
    if not folder.is_dir():
        return fault(what, f"there is no folder {folder}", "make it, or name another in FOLLOWTHROUGH_DATABASE_URL")
    # SQLite writes files beside its own, too.
    for needed in (path, folder) if path.exists() else (folder,):
        if not os.access(needed, os.W_OK):
            return fault(what, f"{needed} may not be written by this user", "give it the right, or name another file")
    return None if path.exists() else fine(what, f"{path} is made by the first `followthrough run`")


def say_database_trouble(trouble: Exception) -> str:
    """The driver's own first line, without the statement and the links that SQLAlchemy adds."""
    said = str(getattr(trouble, "orig", None) or trouble).strip() or type(trouble).__name__
    return redact(said.splitlines()[0])


def _look_at_broker(what: str, values: Values) -> Finding:
    url = values["broker_url"]
    if not url:
        return fine(what, "embedded: one process does everything (`followthrough run`)")
    from kombu.exceptions import KombuError  # noqa: PLC0415

    from workers.app import build_app  # noqa: PLC0415

    app = build_app(url, team="")
    # The Redis client waits for ever unless it is told otherwise.
    app.conf.broker_transport_options = {"socket_connect_timeout": WAIT_SECONDS, "socket_timeout": WAIT_SECONDS}
    connection = app.connection_for_write(connect_timeout=WAIT_SECONDS)
    try:
        connection.ensure_connection(
            max_retries=1, interval_start=0, interval_step=0, reraise_as_library_errors=False, timeout=WAIT_SECONDS
        )
    except (*connection.connection_errors, *connection.channel_errors, KombuError, OSError) as trouble:
        return fault(what, *find_cure(trouble, setting="FOLLOWTHROUGH_BROKER_URL"))
    finally:
        connection.release()
    return fine(what, f"{url.partition('://')[0]} answers")


def _look_at_clock(what: str, values: Values) -> Finding:
    now = datetime.now(UTC)
    if now < EARLIEST:
        return fault(what, f"this machine believes it is {now:%Y-%m-%d}", "set its clock, and keep it right with NTP")
    if not values["database_url"].startswith("postgresql"):
        return fine(what, f"{now:%Y-%m-%d %H:%M} UTC; one machine, one clock")
    drift = _find_drift(values["database_url"])
    if drift is None:
        return Finding(what=what, health=Health.WAITS, said="waits for the database, whose clock it is held against")
    if abs(drift) > MOST_DRIFT_SECONDS:
        return fault(what, f"{abs(drift):.0f} s away from the database's", "keep both right with NTP")
    return fine(what, f"within {MOST_DRIFT_SECONDS:.0f} s of the database's")


def _find_drift(url: str) -> float | None:
    """Seconds the database's clock is ahead of ours; None when it cannot be asked."""
    from sqlalchemy import text  # noqa: PLC0415
    from sqlalchemy.exc import SQLAlchemyError  # noqa: PLC0415

    from workers.store.store import build_engine  # noqa: PLC0415

    engine = build_engine(url)
    try:
        with engine.connect() as connection:
            before = datetime.now(UTC)
            theirs: datetime = connection.execute(text("select clock_timestamp()")).scalar_one()
            after = datetime.now(UTC)
    except SQLAlchemyError:
        return None
    finally:
        engine.dispose()
    return (theirs - (before + (after - before) / 2)).total_seconds()


def _look_at_model(what: str, values: Values) -> Finding:  # noqa: ARG001 - every look is called the same way
    try:
        from pipeline.knowledge import load_knowledge  # noqa: PLC0415 - loads spaCy

        knowledge = load_knowledge()
    except (OSError, ImportError) as trouble:
        cure = "install what requirements.lock pins, or name an installed model in languages/…/language.toml"
        return fault(what, str(trouble).splitlines()[0], cure)
    except ValueError as trouble:
        return fault(what, str(trouble).splitlines()[0], "run `followthrough rules check`")
    names = sorted(pack.model.name or f"blank {code}" for code, pack in knowledge.languages.items())
    return fine(what, f"loaded: {', '.join(names)}")


def _look_at_packages(what: str, values: Values) -> Finding:  # noqa: ARG001
    intruders = find_intruders()
    if intruders:
        return fault(what, "; ".join(intruders), CURE)
    return fine(what, "pipeline and workers are ours alone")


LOOKS: Mapping[str, Look] = MappingProxyType(
    {
        "sign-in": Look(work=look_at_sign_in, needs=("imap_url", "smtp_url", *SIGN_IN_SETTINGS)),
        "mailbox": Look(work=_look_at_mailbox, needs=("imap_url", *SIGN_IN_SETTINGS)),
        "sending": Look(work=_look_at_sending, needs=("smtp_url", *SIGN_IN_SETTINGS)),
        "database": Look(work=look_at_database, needs=("database_url",)),
        "disk": Look(work=look_at_disk, needs=("database_url",)),
        "broker": Look(work=_look_at_broker, needs=("broker_url",)),
        "clock": Look(work=_look_at_clock, needs=("database_url",)),
        "model": Look(work=_look_at_model),
        "packages": Look(work=_look_at_packages),
    }
)
