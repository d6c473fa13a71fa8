"""The commands that look whether everything is right: `doctor` and `rules check`."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Annotated

import typer
from rich.text import Text

from workers.cli_say import Code, complain, plain, say, screen, stop, working

if TYPE_CHECKING:
    from workers.doctor_findings import Finding

WAY = "there and back"
SIGNS = {"fine": ("✓", "green"), "fault": ("✗", "red"), "waits": ("…", "yellow")}


SendTest = Annotated[
    bool,
    typer.Option("--send-test", help="Send a letter to the operator and to ourselves, and wait until it is back."),
]


RoleName = Annotated[
    str, typer.Option("--role", metavar="io|think|beat", help="Only what this role answers for.", show_default=False)
]


def doctor(send_test: SendTest = False) -> None:
    """Look at settings, sign-in, mailbox, sending, database, disk, broker, clock, model; say how to cure each fault."""
    from workers.doctor import examine  # noqa: PLC0415 - `--help` looks at nothing
    from workers.log import set_up_logging  # noqa: PLC0415
    from workers.settings import read_written  # noqa: PLC0415

    # What libraries warn of on the way is told by the findings.
    set_up_logging("error")
    with working("looking"):
        faults = show_findings(examine(read_written()))
    if send_test:
        with working("sending a letter and waiting for it"):
            faults += show_findings([_try_the_way()])
    if faults:
        screen().print(plain(f"{faults} {'fault' if faults == 1 else 'faults'} to put right.", "bold"))
        raise typer.Exit(Code.FAULT)
    screen().print(plain("Everything is in place.", "bold"))


def health(role: RoleName = "") -> None:
    """Is the work done? Asks the database for the last look at the mailbox, the last beat, and mail that waits."""
    from datetime import UTC, datetime  # noqa: PLC0415 - `--help` looks at nothing

    from workers.cli_store import open_tables  # noqa: PLC0415
    from workers.health import LOOKS, examine  # noqa: PLC0415

    if role and role not in LOOKS:
        stop(f"there is no role {role!r}", f"write one of {', '.join(LOOKS)}", code=Code.MISUSE)
    with open_tables() as tx:
        findings = list(examine(tx, role, now=datetime.now(UTC)))
    if show_findings(findings):
        raise typer.Exit(Code.FAULT)


def show_findings(findings: Iterable[Finding]) -> int:
    """One line each, the cure below a fault; how many faults there were."""
    faults = 0
    for finding in findings:
        sign, style = SIGNS[finding.health]
        line = Text(f"{sign} ", style=f"bold {style}").append(finding.what, style="bold")
        screen().print(line.append(" ").append_text(plain(finding.said)))
        if finding.cure:
            faults += 1
            screen().print(Text("  → ", style="bold").append_text(plain(finding.cure)))
    return faults


def _try_the_way() -> Finding:
    from workers.doctor_findings import Finding, Health  # noqa: PLC0415
    from workers.settings import SettingsFaults, load_settings  # noqa: PLC0415
    from workers.wiring import build_round_trip  # noqa: PLC0415

    settings = load_settings()
    if isinstance(settings, SettingsFaults):
        return Finding(what=WAY, health=Health.WAITS, said="waits for the settings that are wrong")
    return build_round_trip(settings).make(WAY)


def check_rules() -> None:
    """Run the examples and counterexamples of every rule in every language."""
    from pipeline.languages.load import load_languages  # noqa: PLC0415 - loads what thinks
    from pipeline.rules.check import check_rules as find_broken  # noqa: PLC0415
    from pipeline.rules.compile import load_model  # noqa: PLC0415

    faults = 0
    with working("reading the language packs") as status:
        try:
            packs = load_languages()
            for code, pack in packs.items():
                status.update(plain(f"trying the examples of {pack.name} …"))
                broken = find_broken(pack.rules, load_model(pack.model.name or code, exclude=pack.model.exclude))
                for fault in broken:
                    complain(f"{code}/rules.toml: {fault}")
                faults += len(broken)
                examples = sum(len(rule.examples) + len(rule.counterexamples) for rule in pack.rules.rules)
                screen().print(
                    plain(f"{pack.name}: {len(pack.rules.rules)} rules, {examples} examples, {len(broken)} broken")
                )
        except ValueError as wrong:  # LanguageError and RuleError: the text names file, place and cure
            complain(str(wrong))
            faults += 1
        except (OSError, ImportError) as trouble:
            complain(str(trouble).splitlines()[0], "install what requirements.lock pins")
            faults += 1
    if faults:
        say("Change the rule or its examples; `followthrough explain FILE` shows which rule found what.")
        raise typer.Exit(Code.FAULT)
