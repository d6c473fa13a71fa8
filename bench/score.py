"""Print every corpus figure in one table, beside the naive readers and the libraries that do a part of the same."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from tempfile import TemporaryDirectory

from rich.console import Console
from rich.table import Table

# The corpora are answered and scored as the tests do it.
sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests"))

import corpora
import peers

from pipeline.knowledge import Knowledge, load_knowledge

SHARED = Path(__file__).resolve().parents[2] / "shared"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("sets", nargs="*", help=f"{', '.join(SETS)}; all of them without a name", default=list(SETS))
    wanted = parser.parse_args().sets
    console = Console()
    folder = Path(os.environ.get("FOLLOWTHROUGH_CORPUS", SHARED / "corpus"))
    if not folder.is_dir():
        console.print(f"No corpora at {folder}: set FOLLOWTHROUGH_CORPUS to their folder.")
        raise SystemExit(2)
    unknown = [name for name in wanted if name not in SETS]
    if unknown:
        console.print(f"There is no set {', '.join(unknown)}; choose from {', '.join(SETS)}.")
        raise SystemExit(2)
    with console.status("loading the packs and the model …"):
        knowledge = load_knowledge()
    for name in wanted:
        with console.status(f"reading {name} …"), TemporaryDirectory() as work:
            columns = SETS[name](folder / name, knowledge, Path(work))
        console.print(build_table(name, columns))


def score_notes(folder: Path, knowledge: Knowledge, _work: Path) -> Mapping[str, corpora.Figures]:
    ours = corpora.answer_notes(folder, knowledge)
    naive = corpora.answer_notes_naively(folder)
    return {
        "ours": corpora.figures_of_notes(folder, ours),
        "markers, headings, modals": corpora.figures_of_notes(folder, naive),
    }


def score_replies(folder: Path, knowledge: Knowledge, work: Path) -> Mapping[str, corpora.Figures]:
    languages = frozenset(knowledge.languages)
    ours = corpora.answer_replies(folder, knowledge, work)
    naive = corpora.answer_replies_naively(folder)
    return {
        "ours": corpora.figures_of_replies(folder, ours, languages=languages),
        "key words": corpora.figures_of_replies(folder, naive, languages=languages),
    }


def score_mail(folder: Path, knowledge: Knowledge, work: Path) -> Mapping[str, corpora.Figures]:
    ours = {"ours": corpora.figures_of_mail(folder, corpora.answer_mails(folder, knowledge, work))}
    for name, answers in peers.answer_mails(folder):
        figures = corpora.figures_of_mail(folder, answers)
        ours[name] = {figure: share for figure, share in figures.items() if figure.startswith(peers.PEERS[name].does)}
    return ours


def score_feedback(folder: Path, knowledge: Knowledge, _work: Path) -> Mapping[str, corpora.Figures]:
    drafts, moments = corpora.answer_drafts(folder, knowledge), corpora.answer_moments(folder, knowledge)
    return {"ours": corpora.figures_of_feedback(folder, drafts, moments)}


SETS: Mapping[str, Callable[[Path, Knowledge, Path], Mapping[str, corpora.Figures]]] = {
    "mail": score_mail,
    "notes": score_notes,
    "replies": score_replies,
    "feedback": score_feedback,
}


def build_table(name: str, columns: Mapping[str, corpora.Figures]) -> Table:
    """A row for each figure, ours first. A peer has no figure for what it does not do."""
    table = Table("figure", title=name)
    for column in columns:
        table.add_column(column, justify="right")
    for figure in next(iter(columns.values())):
        table.add_row(figure, *(_say(figures.get(figure)) for figures in columns.values()))
    return table


def _say(share: float | None) -> str:
    return "–" if share is None else f"{share:.3f}"


if __name__ == "__main__":
    main()
