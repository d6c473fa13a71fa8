"""The lines that an operator copies from the page about running it do what the page says."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from pathlib import Path

from stack.home import EMBEDDED, Home
from stack.posts import desk_post

from workers.store import signs

PAGE = Path(__file__).resolve().parents[2] / "deploy/BACKUP.md"


def lines_after(sentence: str, *, folder: Path) -> str:
    """The block below a sentence of the page, for a folder of ours, without the machine's own services and users."""
    _, _, rest = PAGE.read_text(encoding="utf-8").partition(sentence)
    block = re.search(r"\n((?:    .+\n)+)", rest)[1]
    lines = [line.strip() for line in block.splitlines() if "systemctl" not in line]
    assert lines
    script = "\n".join(lines).replace("sudo -u followthrough /opt/followthrough/bin/", "")
    script = script.replace("--owner followthrough ", "").replace("/var/lib/followthrough", str(folder))
    return script.replace("/var/backups/followthrough", str(folder))


def test_a_backup_is_made_and_put_back_by_the_lines_of_the_page(tmp_path):
    with desk_post() as post:
        home = Home(post, f"sqlite:///{tmp_path / 'followthrough.db'}", tmp_path, EMBEDDED)
        home.migrate()
        now = datetime.now(UTC)
        with home.store.begin() as tx:
            signs.give(tx, "before", now=now)
        home.run_script(lines_after("With SQLite, while it runs:", folder=tmp_path))
        with home.store.begin() as tx:
            signs.give(tx, "after", now=now)
        home.store.close()
        told = home.run_script(lines_after("To put a copy back,", folder=tmp_path))
        assert "0 mails were read again" in told
        with home.store.begin() as tx:
            assert (signs.find(tx, "before"), signs.find(tx, "after")) == (now, None)
        home.store.close()
