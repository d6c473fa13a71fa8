"""The operator's pages speak of alerts, reasons and headings that are there."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import yaml

from pipeline.outcome import Reason

ROOT = Path(__file__).resolve().parents[2]
OPERATING = (ROOT / "docs" / "OPERATING.md").read_text(encoding="utf-8")
ANCHORS = [
    (path, name, anchor)
    for path in (*ROOT.glob("*.md"), *ROOT.glob("docs/*.md"), *ROOT.glob("deploy/*.md"))
    for name, anchor in re.findall(r"\]\(([\w./-]+)#([\w-]+)\)", path.read_text(encoding="utf-8"))
]


def test_every_alert_has_its_line():
    groups = yaml.safe_load((ROOT / "deploy" / "watch" / "alerts.yml").read_text(encoding="utf-8"))["groups"]
    alerts = {rule["alert"] for group in groups for rule in group["rules"]}
    assert set(re.findall(r"^\| (Followthrough\w+) \|", OPERATING, re.MULTILINE)) == alerts


def test_a_reason_that_is_explained_is_one():
    assert set(re.findall(r"`([a-z]+(?:-[a-z]+)*)`:", OPERATING)) - set(Reason) == set()


@pytest.mark.parametrize(("path", "name", "anchor"), ANCHORS)
def test_a_link_into_a_page_finds_its_heading(path, name, anchor):
    headings = re.findall(r"^#+ (.+)$", (path.parent / name).read_text(encoding="utf-8"), re.MULTILINE)
    assert anchor in {re.sub(r"[^\w -]", "", heading.lower()).replace(" ", "-") for heading in headings}
