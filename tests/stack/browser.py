"""A real browser, for what is told by looking at a page. It is the system's own; nothing is downloaded."""

from __future__ import annotations

import pytest
from playwright.sync_api import sync_playwright
from stack.servers import need


# For a module and no longer: while it runs, nothing else in this thread may have an event loop.
@pytest.fixture(scope="module")
def browser():
    """Chromium, headless."""
    path = need("chromium", server="chromium")
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        yield chromium
        chromium.close()
