"""What stands in the files of deployment is real: commands, settings, paths. The roles themselves run in `stack`."""

from __future__ import annotations

import configparser
import re
from pathlib import Path

import pytest
import yaml
from stack.home import EMBEDDED, MIGRATE, ROLES

from workers.settings_checks import SETTINGS
from workers.settings_faults import PREFIX, variable

ROOT = Path(__file__).resolve().parents[2]
COMPOSE = yaml.safe_load((ROOT / "docker-compose.yml").read_text(encoding="utf-8"))
SERVICES = COMPOSE["services"]
OURS = {name: service for name, service in SERVICES.items() if service.get("image") == "followthrough"}
# Every command that the stack tests start as a process of its own.
STARTED = {MIGRATE, *ROLES.values(), *EMBEDDED.values()}
UNITS = sorted((ROOT / "deploy/systemd").glob("*.service"))
# The compose specification's words, as far as we use them; a misspelled one would be refused or, worse, ignored.
SERVICE_WORDS = {
    "build",
    "command",
    "depends_on",
    "env_file",
    "environment",
    "healthcheck",
    "image",
    "network_mode",
    "ports",
    "profiles",
    "read_only",
    "restart",
    "security_opt",
    "stop_grace_period",
    "tmpfs",
    "volumes",
}
CONDITIONS = {"service_started", "service_healthy", "service_completed_successfully"}
# What the images of others ask for.
OTHERS = {"POSTGRES_USER", "POSTGRES_DB", "POSTGRES_PASSWORD"}


def as_mapping(value) -> dict:
    """Compose lets a list of names stand for a mapping without more words."""
    return value if isinstance(value, dict) else {name: {} for name in value or ()}


def settings_in(text: str) -> set[str]:
    return set(re.findall(rf"^#?({PREFIX}\w+)=", text, re.MULTILINE))


def test_the_compose_file_has_the_parts_it_should():
    assert set(COMPOSE) == {"name", "x-followthrough", "x-asked", "services", "volumes"}
    assert set(OURS) == {"migrate", "io", "think", "beat", "try"}
    assert set(SERVICES) - set(OURS) == {"database", "broker", "mail"}


@pytest.mark.parametrize("name", SERVICES)
def test_a_service_is_made_of_words_that_compose_knows(name):
    assert set(SERVICES[name]) <= SERVICE_WORDS
    assert "image" in SERVICES[name] or "build" in SERVICES[name]


@pytest.mark.parametrize("name", OURS)
def test_a_service_runs_a_command_that_the_stack_tests_start(name):
    assert tuple(OURS[name]["command"]) in STARTED


def test_every_role_has_a_service():
    assert {tuple(service["command"]) for service in OURS.values()} == STARTED


@pytest.mark.parametrize("name", SERVICES)
def test_a_service_sets_only_what_somebody_reads(name):
    known = {variable(setting) for setting in SETTINGS} | OTHERS
    assert set(SERVICES[name].get("environment", {})) <= known


@pytest.mark.parametrize("name", SERVICES)
def test_a_service_waits_for_services_that_exist(name):
    for other, wait in as_mapping(SERVICES[name].get("depends_on")).items():
        assert other in SERVICES
        assert wait.get("condition", "service_started") in CONDITIONS
        if wait.get("condition") == "service_healthy":
            assert "healthcheck" in SERVICES[other]


@pytest.mark.parametrize("name", SERVICES)
def test_a_service_keeps_things_only_in_volumes_that_exist(name):
    for volume in SERVICES[name].get("volumes", ()):
        assert volume.partition(":")[0] in COMPOSE["volumes"]


@pytest.mark.parametrize("name", [name for name in SERVICES if "build" in SERVICES[name]])
def test_a_service_is_built_from_files_that_exist(name):
    build = SERVICES[name]["build"]
    context, file = (build, "Dockerfile") if isinstance(build, str) else (build["context"], build["dockerfile"])
    dockerfile = ROOT / context / file
    copied = re.findall(r"^COPY (?!--from)(.+) \S+$", dockerfile.read_text(encoding="utf-8"), re.MULTILINE)
    assert copied
    for source in " ".join(copied).split():
        assert (ROOT / context / source).exists()


def test_nothing_listens_beyond_this_machine():
    ports = [port for service in SERVICES.values() for port in service.get("ports", ())]
    assert ports
    assert all(port.startswith("127.0.0.1:") for port in ports)


def test_the_example_of_settings_names_real_ones():
    text = (ROOT / "deploy/followthrough.env").read_text(encoding="utf-8")
    files = {variable(name) + "_FILE" for name, setting in SETTINGS.items() if setting.hidden}
    assert settings_in(text) <= {variable(setting) for setting in SETTINGS} | files


def read_unit(path: Path) -> configparser.ConfigParser:
    unit = configparser.ConfigParser(strict=False, interpolation=None)
    unit.optionxform = str
    unit.read(path)
    return unit


def command_of(path: Path) -> tuple[str, ...]:
    program, *command = read_unit(path)["Service"]["ExecStart"].split()
    assert program.endswith("/followthrough")
    return tuple(command)


@pytest.mark.parametrize("path", UNITS, ids=lambda path: path.name)
def test_a_unit_of_systemd_starts_a_command_that_the_stack_tests_start(path):
    assert command_of(path) in STARTED


def test_every_role_has_a_unit_and_so_has_a_team_on_one_machine():
    templates = {command_of(path) for path in UNITS if path.stem.endswith("@")}
    assert templates == {*ROLES.values(), *EMBEDDED.values()}


@pytest.mark.parametrize("path", UNITS, ids=lambda path: path.name)
def test_a_unit_is_shut_in_as_tightly_as_the_first(path):
    first, other = (read_unit(one)["Service"] for one in (ROOT / "deploy/systemd/followthrough.service", path))
    # Where its things are, which every team has for itself.
    own = {"StateDirectory", "WorkingDirectory", "EnvironmentFile", "Environment", "ExecStart"}
    assert {name: other[name] for name in other if name not in own} == {
        name: first[name] for name in first if name not in own
    }


@pytest.mark.parametrize("path", [path for path in UNITS if path.stem.endswith("@")], ids=lambda path: path.name)
def test_no_two_teams_share_settings_a_folder_or_a_database(path):
    service = read_unit(path)["Service"]
    for name in ("StateDirectory", "WorkingDirectory", "EnvironmentFile"):
        assert "%i" in service[name]
    assert "%i" in service.get("Environment", "%i")


@pytest.mark.parametrize("name", OURS)
def test_a_service_that_stays_is_asked_for_its_health_by_its_role(name):
    command = OURS[name]["command"]
    asked = OURS[name].get("healthcheck", {}).get("test")
    role = command[-1] if command[0] == "worker" else command[0]
    whole = [] if command == ["run"] else ["--role", role]
    assert asked == (None if command == ["migrate"] else ["CMD", "followthrough", "health", *whole])


def test_the_image_asks_for_its_health():
    written = (ROOT / "deploy/Dockerfile").read_text(encoding="utf-8")
    (asked,) = re.findall(r"^HEALTHCHECK .*CMD (\[.+\])$", written, re.MULTILINE)
    assert asked == '["followthrough", "health"]'
