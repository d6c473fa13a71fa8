"""The public corpora, answered as `explain --json` answers them, and scored by their own scorers.

Used by the floors in `tests/corpus/` and by `make score`, so that both speak
of the same figures. No floor stands here: a figure is what was measured.
"""

from __future__ import annotations

import importlib.util
import json
from collections.abc import Iterator, Mapping
from dataclasses import asdict
from datetime import date
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import Any

from builders import a_policy

from pipeline.feedback.read import read_feedback, read_moments
from pipeline.knowledge import Knowledge
from pipeline.model import Notes, Recap
from workers.explain import Asked, explain_file
from workers.explain_json import as_json
from workers.explain_recap import parse_recap

Answer = dict[str, Any]
Figures = dict[str, float]


@cache
def load_module(path: Path) -> ModuleType:
    """A script of the corpora, which are no package."""
    spec = importlib.util.spec_from_file_location(f"corpus_{path.parent.name}_{path.stem}", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def read_rows(path: Path) -> list[Answer]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").split("\n") if line.strip()]


# --- notes ----------------------------------------------------------------


def answer_notes(folder: Path, knowledge: Knowledge) -> list[Answer]:
    """Every document as the notes scorer wants it: firm items only."""
    return [_answer_document(row, folder, knowledge) for row in read_rows(folder / "gold.jsonl")]


def answer_notes_naively(folder: Path) -> list[Answer]:
    """The same by markers, headings and modal verbs alone."""
    naive = load_module(folder / "baselines.py")
    texts = {row["id"]: _document(row, folder).read_text(encoding="utf-8") for row in read_rows(folder / "gold.jsonl")}
    return [{"id": name, "items": list(naive.union(text.split("\n")))} for name, text in texts.items()]


def figures_of_notes(folder: Path, answers: list[Answer]) -> Figures:
    scorer = load_module(folder / "score.py")
    found = scorer.score(read_rows(folder / "gold.jsonl"), answers)
    kinds, sides, tally = found["kinds"], found["sides"], found["tally"]

    def share(key: str) -> float:
        return tally[f"{key} ok"] / max(1, tally[f"{key} n"])

    return {
        "action F1": kinds["action"].prf()[2],
        "action F1, under a heading or label": sides["action", "explicit"].prf()[2],
        "action F1, in free text": sides["action", "non-explicit"].prf()[2],
        "decision F1": kinds["decision"].prf()[2],
        "all kinds F1": kinds["all"].prf()[2],
        "precision of firm actions": kinds["action"].prf()[0],
        "owners right, on found actions": share("owner"),
        "days right": share("due"),
        "days invented, of found actions": tally["due spurious"] / max(1, kinds["action"].tp),
        "title": share("title"),
        "date": share("date"),
        "attendees F1": found["attendees"].prf()[2],
    }


def _document(row: Answer, folder: Path) -> Path:
    return next((folder / "docs").glob(f"{row['id']}.*"))


def _answer_document(row: Answer, folder: Path, knowledge: Knowledge) -> Answer:
    day = row.get("context_date")
    asked = Asked(policy=a_policy(), as_of=date.fromisoformat(day) if day else None)
    answer = as_json(explain_file(_document(row, folder), asked, knowledge=knowledge), asked)
    firm = [item for item in answer["items"] if item["firm"]]
    return {"id": row["id"], "meeting": answer["meeting"], "items": firm}


# --- replies --------------------------------------------------------------


def answer_replies(folder: Path, knowledge: Knowledge, work: Path) -> list[Answer]:
    """Every case as a whole mail against its recap; `work` is a folder for those mails."""
    maker = load_module(folder / "make_eml.py")
    answers = []
    for case in read_rows(folder / "cases.jsonl"):
        table = (folder / "recaps" / f"{case['recap']}.json").read_bytes()
        recap = parse_recap(table)
        assert isinstance(recap, Recap), recap
        mail = work / f"{case['id']}.eml"
        mail.write_bytes(maker.make_eml(case, json.loads(table)))
        asked = Asked(policy=a_policy(), recap=recap)
        answers.append({**as_json(explain_file(mail, asked, knowledge=knowledge), asked), "id": case["id"]})
    return answers


def answer_replies_naively(folder: Path) -> list[Answer]:
    """The same by key words in six languages."""
    naive = load_module(folder / "baseline.py")
    return [
        naive.read(case, json.loads((folder / "recaps" / f"{case['recap']}.json").read_text(encoding="utf-8")))
        for case in read_rows(folder / "cases.jsonl")
    ]


def figures_of_replies(folder: Path, answers: list[Answer], *, languages: frozenset[str]) -> Figures:
    """Exact cases and cases with a change that should not be there, over the languages we read; exact by tag."""
    scorer = load_module(folder / "score.py")
    cases, recaps = scorer.load_cases(folder / "cases.jsonl", folder / "recaps")
    read = [case for case in cases if languages & set(case["tags"])]
    rows = scorer.score(read, {answer["id"]: answer for answer in answers}, recaps)
    tags = [*sorted(languages), "interleaved", "trap", "courtesy", "permission"]
    return {
        "exact": scorer.rate(rows, "exact"),
        "harm": scorer.rate(rows, "harm"),
        **{f"exact, {tag}": scorer.rate(part, "exact") for tag in tags if (part := _tagged(rows, tag))},
    }


def _tagged(rows: list[Answer], tag: str) -> list[Answer]:
    return [row for row in rows if tag in row["tags"]]


# --- mail -----------------------------------------------------------------

MAIL_MEASURES = (
    ("forwards", "all"),
    ("forwards", "no forward"),
    ("replies", "norm"),
    ("replies", "lenient"),
    ("replies", "parts"),
    ("hostile", "answered"),
    ("hostile", "outcome"),
)


def answer_mails(folder: Path, knowledge: Knowledge, work: Path) -> dict[str, Answer]:
    """Every mail of the three sets, by the name its scorer gives it; `work` is a folder for them."""
    asked = Asked(policy=a_policy())
    answers = {}
    for name, raw in mails_of(folder):
        file = work / f"{name}.eml"
        file.write_bytes(raw)
        answers[name] = as_json(explain_file(file, asked, knowledge=knowledge), asked)
    return answers


def mails_of(folder: Path) -> Iterator[tuple[str, bytes]]:
    """Name and bytes of every mail of the three sets."""
    scorer = load_module(folder / "score.py")
    for name in scorer.SETS:
        for number, row in enumerate(scorer.rows_of(name)):
            yield f"{name}-{number}", scorer.as_mail(name, row)


def figures_of_mail(folder: Path, answers: Mapping[str, Answer]) -> Figures:
    scorer = load_module(folder / "score.py")
    board = scorer.check(answers, {name: list(scorer.rows_of(name)) for name in scorer.SETS})
    points = {key: board.points[(*key, "all")] for key in MAIL_MEASURES}
    return {": ".join(key): good / total if total else 0.0 for key, (good, total) in points.items()}


# --- feedback -------------------------------------------------------------


def answer_drafts(folder: Path, knowledge: Knowledge) -> list[Answer]:
    """Every draft with the flags of the coach. Its language is told by the text."""
    rows = read_rows(folder / "drafts.jsonl")
    return [{"id": row["id"], "flags": list(read_feedback(row["text"], knowledge=knowledge).flags)} for row in rows]


def answer_moments(folder: Path, knowledge: Knowledge) -> list[Answer]:
    """Every snippet of notes with its moments."""
    return [
        {
            "id": row["id"],
            "moments": [asdict(one) for one in read_moments(Notes(text="\n".join(row["lines"])), knowledge=knowledge)],
        }
        for row in read_rows(folder / "moments.jsonl")
    ]


def figures_of_feedback(folder: Path, drafts: list[Answer], moments: list[Answer]) -> Figures:
    """The gated figures of `score.py`; `sensitive` counts moments on lines that must not be touched."""
    score = load_module(folder / "score.py")
    of_drafts = score.score_drafts(_by_id(folder / "drafts.jsonl"), {row["id"]: row for row in drafts})
    of_moments = score.score_moments(_by_id(folder / "moments.jsonl"), {row["id"]: row for row in moments})
    return {
        "macro F1 of the flags": of_drafts["macro"],
        "alarms on fine drafts": of_drafts["alarm"],
        "precision of moments": of_moments["precision"],
        "recall of moments": of_moments["recall"],
        "sensitive": float(len(of_moments["sensitive"])),
    }


def _by_id(path: Path) -> dict[str, Answer]:
    return {row["id"]: row for row in read_rows(path)}
