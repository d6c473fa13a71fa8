"""The commands that look whether everything is right: `doctor` and `rules check`."""

from __future__ import annotations

import typer
from rich.text import Text

from workers.cli_say import Code, complain, plain, say, screen, working

SIGNS = {"fine": ("✓", "green"), "fault": ("✗", "red"), "waits": ("…", "yellow")}


def doctor() -> None:
    """Look at settings, mailbox, sending, database, broker, clock and model; say what to do about each fault."""
    from workers.doctor import Health, examine  # noqa: PLC0415 - `--help` looks at nothing
    from workers.log import set_up_logging  # noqa: PLC0415
    from workers.settings import read_written  # noqa: PLC0415

    # What libraries warn of on the way is told by the findings.
    set_up_logging("error")
    faults = 0
    with working("looking"):
        for finding in examine(read_written()):
            sign, style = SIGNS[finding.health]
            line = Text(f"{sign} ", style=f"bold {style}").append(finding.what, style="bold")
            screen().print(line.append(" ").append_text(plain(finding.said)))
            if finding.health is Health.FAULT:
                faults += 1
                screen().print(Text("  → ", style="bold").append_text(plain(finding.cure)))
    if faults:
        screen().print(plain(f"{faults} {'fault' if faults == 1 else 'faults'} to put right.", "bold"))
        raise typer.Exit(Code.FAULT)
    screen().print(plain("Everything is in place.", "bold"))


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
