"""Prints for each mail file what its way through parsing and deciding takes: seconds, and memory at its peak.

Run as a program, so that what it measures is its own: every mail is decided in a child of its own, as notes and as a
reply, by a house that trusts whoever sent it. Memory is what the child holds beyond the knowledge it begins with.
"""

from __future__ import annotations

import json
import os
import resource
import sys
import time
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from builders import MONDAY, a_mail, a_policy
from recap_builders import a_recap

from pipeline.decide import decide
from pipeline.knowledge import Knowledge, load_knowledge
from pipeline.mail.parse import parse_mail
from pipeline.model import Mail
from pipeline.outcome import View

VIEW = View(now=datetime(2026, 11, 23, 9, 5, tzinfo=UTC), arrived_at=MONDAY, content_key="ab" * 32, free_tag="7K2Q")
KILOBYTES_IN_A_MEGABYTE = 1024


def main(files: list[str]) -> None:
    knowledge = load_knowledge()
    judge(a_mail(), VIEW, knowledge)
    for file in files:
        sys.stdout.write(json.dumps({"file": file, **weigh(Path(file), knowledge)}) + "\n")
        sys.stdout.flush()


def weigh(path: Path, knowledge: Knowledge) -> dict[str, float | str]:
    """What a child took for this mail; an outcome that is missing says that it died."""
    reader, writer = os.pipe()
    child = os.fork()
    if not child:
        before = peak()
        ends = [take(path, view, knowledge) for view in (VIEW, replace(VIEW, recap=a_recap()))]
        told = {"seconds": max(seconds for seconds, _ in ends), "outcome": ends[0][1], "megabytes": peak() - before}
        os.write(writer, json.dumps(told).encode())
        os._exit(0)
    os.close(writer)
    with os.fdopen(reader) as pipe:
        told = pipe.read()
    os.waitpid(child, 0)
    return json.loads(told or "{}")


def take(path: Path, view: View, knowledge: Knowledge) -> tuple[float, str]:
    """Seconds of the processor, and the outcome."""
    begin = time.process_time()
    outcome = judge(path.read_bytes(), view, knowledge)
    return time.process_time() - begin, outcome


def judge(raw: bytes, view: View, knowledge: Knowledge) -> str:
    mail = parse_mail(raw)
    house = {mail.sender.domain} if isinstance(mail, Mail) and mail.sender is not None else set()
    policy = replace(a_policy(), allowed_domains=frozenset(house))
    outcome = decide(mail, view, policy=policy, knowledge=knowledge)
    return f"{type(outcome).__name__} {getattr(outcome, 'reason', '')}".strip()


def peak() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / KILOBYTES_IN_A_MEGABYTE


if __name__ == "__main__":
    main(sys.argv[1:])
