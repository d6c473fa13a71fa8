"""`@pytest.mark.stack("dovecot", …)`: such a test needs real servers, and nobody overlooks that it did not run."""

from __future__ import annotations

import signal
from collections import defaultdict

from stack.servers import need_installed


def pytest_configure(config):
    # Whoever ends the run early (a time limit, a CI that was called off) sends SIGTERM, which by itself would leave
    # every server behind. As Ctrl-C it ends them.
    signal.signal(signal.SIGTERM, signal.default_int_handler)


def pytest_runtest_setup(item):
    for mark in item.iter_markers("stack"):
        for server in mark.args:
            need_installed(server)


def pytest_terminal_summary(terminalreporter):
    missed = defaultdict(list)
    for report in terminalreporter.getreports("skipped"):
        if "stack" in report.keywords:
            # A skip is told as (file, line, reason).
            missed[report.longrepr[2].removeprefix("Skipped: ")].append(report.nodeid)
    if not missed:
        return
    count = sum(map(len, missed.values()))
    terminalreporter.section(f"{count} tests with real servers did NOT run", sep="!", yellow=True, bold=True)
    for reason, names in missed.items():
        terminalreporter.line(reason, yellow=True)
        for file, of_it in _by_file(names).items():
            terminalreporter.line(f"  {file}: {', '.join(of_it)}")
    terminalreporter.line("`make servers` installs what is missing (Debian, Ubuntu).", yellow=True)


def _by_file(names):
    """Test names by file, each once however many parameters it has."""
    files = defaultdict(dict)
    for name in names:
        file, _, test = name.partition("::")
        files[file][test.partition("[")[0]] = None
    return files
