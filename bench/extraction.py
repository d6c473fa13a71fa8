"""Words a second: the whole reading of notes, beside the bare model on the same text in the same run."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable
from pathlib import Path

import spacy
from rich.table import Table

from pipeline.knowledge import load_knowledge
from pipeline.model import Notes
from pipeline.notes.read import read_notes

OWN_CORPUS = Path(__file__).resolve().parents[1] / "tests" / "corpus" / "notes"


def read_corpus() -> list[str]:
    """Our own notes, as a user's clone has them."""
    texts = [
        path.read_text(encoding="utf-8") for path in sorted(OWN_CORPUS.glob("*.*")) if path.suffix in {".md", ".txt"}
    ]
    return [text for text in texts for _ in range(20)]


def seconds(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def measure(*, rounds: int) -> Table:
    """Both in turn, so that a slow minute of the machine hits both."""
    knowledge = load_knowledge()
    texts = read_corpus()
    words = sum(len(text.split()) for text in texts)
    bare = spacy.load(knowledge.language("en").model.name)
    lines = [line for text in texts for line in text.splitlines() if line.strip()]

    def ours() -> None:
        for text in texts:
            read_notes(Notes(text=text), knowledge=knowledge, timezone="UTC")

    def theirs() -> None:
        for _ in bare.pipe(lines):
            pass

    pairs = [(seconds(ours), seconds(theirs)) for _ in range(rounds)]
    our_rate = words / statistics.median(one for one, _ in pairs)
    bare_rate = words / statistics.median(other for _, other in pairs)
    ratio = statistics.median(one / other for one, other in pairs)
    table = Table("extraction", "words/s", title=f"{words:,} words, {rounds} paired rounds")
    table.add_row("notes to items", f"{our_rate:,.0f}")
    table.add_row("the bare model, all components, same lines", f"{bare_rate:,.0f}")
    table.add_row("time of ours / time of the bare model", f"{ratio:.2f}")
    return table
