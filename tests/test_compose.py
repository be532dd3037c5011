"""docker-compose.yml and the Dockerfile, as far as they can be checked without Docker."""

import fnmatch
import json
import re
import shlex
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from jsonschema import Draft7Validator

from tests.compose import compose, example_names, interpolated

ROOT = Path(__file__).resolve().parent.parent
OURS = ("migrate", "web", "worker", "beat")
PINNED = re.compile(r"[a-z]+:\d+\.\d+(\.\d+)?(-[a-z]+)*")


def dockerfile() -> list[str]:
    """The steps of the Dockerfile, each on one line."""
    text = re.sub(r"^#.*\n", "", (ROOT / "Dockerfile").read_text(), flags=re.MULTILINE)
    return [line for line in text.replace("\\\n", " ").splitlines() if line.strip()]


def test_the_file_fits_the_compose_specification() -> None:
    # As published by the Compose project; taken from the npm package dclint 3.1.0.
    schema = json.loads((ROOT / "tests" / "data" / "compose_spec.json").read_text())
    Draft7Validator.check_schema(schema)
    assert list(Draft7Validator(schema).iter_errors(compose())) == []
    wrong: dict[str, Any] = compose()
    wrong["services"]["web"]["helthcheck"] = {}
    assert list(Draft7Validator(schema).iter_errors(wrong))


def test_every_variable_it_names_is_documented() -> None:
    documented = set(example_names())
    assert interpolated() == {"POSTGRES_PASSWORD"}
    assert interpolated() <= documented
    for name in OURS:
        service = compose()["services"][name]
        assert service["env_file"] == ".env"
        assert set(service["environment"]) <= documented


@pytest.mark.parametrize("name", ["database", "broker", "web", "worker", "beat"])
def test_every_service_that_stays_has_a_health_check(name: str) -> None:
    service = compose()["services"][name]
    assert service["healthcheck"]["test"][0] == "CMD"
    assert service["restart"] == "unless-stopped"


@pytest.mark.parametrize("name", OURS)
def test_ours_run_without_powers_and_start_in_order(name: str) -> None:
    services = compose()["services"]
    service = services[name]
    assert service["read_only"] and service["cap_drop"] == ["ALL"]
    waits_for = {other: how["condition"] for other, how in service["depends_on"].items()}
    assert set(waits_for) <= set(services)
    if name == "migrate":
        assert waits_for == {"database": "service_healthy"}
    else:
        assert waits_for["migrate"] == "service_completed_successfully"


def test_nothing_is_reachable_from_outside_but_by_the_proxy() -> None:
    ports = {name: service.get("ports", []) for name, service in compose()["services"].items()}
    assert {name: open_ for name, open_ in ports.items() if open_} == {
        "web": ["127.0.0.1:8000:8000"]
    }


def test_every_image_is_pinned_and_ours_is_not_run_by_root() -> None:
    bases = {line.split()[1] for line in dockerfile() if line.startswith("FROM")}
    pulled = {compose()["services"][name]["image"] for name in ("database", "broker")}
    for image in bases | pulled:
        assert PINNED.fullmatch(image), image
    users = [line.split()[1] for line in dockerfile() if line.startswith("USER")]
    assert users == ["companion"]
    assert dockerfile().index("USER companion") > max(
        at for at, line in enumerate(dockerfile()) if line.startswith("RUN")
    )


def test_what_the_image_copies_is_there_and_is_sent_to_the_builder() -> None:
    sent = [
        line.removeprefix("!")
        for line in (ROOT / ".dockerignore").read_text().splitlines()
        if line.startswith("!")
    ]
    copies = [shlex.split(line)[1:-1] for line in dockerfile() if line.startswith("COPY")]
    for source in [one for copy in copies for one in copy if not copy[0].startswith("--from")]:
        assert (ROOT / source).exists(), source
        assert any(fnmatch.fnmatch(source, one) for one in sent), source


def test_the_build_gives_each_setting_that_is_demanded_a_value_to_throw_away() -> None:
    source = (ROOT / "companion" / "settings.py").read_text()
    demanded = set(re.findall(r'required\(\s*"([A-Z_]+)"', source))
    step = next(line for line in dockerfile() if "collectstatic" in line)
    assert set(re.findall(r"\b([A-Z_]+)=", step)) == demanded


def test_a_worker_has_no_link_to_the_broker_but_the_one_that_brings_tasks() -> None:
    """Decision 0024: with another one it ends with a killed Redis."""
    needed = {"--without-gossip", "--without-mingle"}
    assert needed <= set(compose()["services"]["worker"]["command"])
    running = (ROOT / "docs" / "operations.md").read_text()
    commands = re.findall(r"`(celery .* worker [^`]*)`", running)
    assert commands and all(needed <= set(command.split()) for command in commands)
    assert not settings.CELERY_WORKER_ENABLE_REMOTE_CONTROL
