"""`manage.py understand`: the service's own reader, ten thousand lines in seconds, nothing kept."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.management import call_command

ROOT = Path(__file__).parents[3]
NOT_OURS = ("PATH", "HOME", "PYTHONPYCACHEPREFIX")
LINES = [
    {"id": 1, "lang": "en", "open": "agree", "text": "no I meant 2"},
    {"id": "two", "lang": "ur-Latn", "open": None, "text": "mujhe ghar chahiye"},
    {"id": 3, "lang": "xx", "open": "importance", "text": "5 2"},
    {"id": 4, "lang": None, "open": None, "text": None},
    {"id": 5, "lang": "pl", "open": "agree", "text": "Proszę przestańcie pisać. On ma nóż"},
]


def understand(*arguments: str, said: bytes = b"") -> str:
    """Run it in an environment without a key, a database or a number."""
    bare = {name: os.environ[name] for name in NOT_OURS if name in os.environ}
    command = [sys.executable, "manage.py", "understand", *arguments]
    done = subprocess.run(command, cwd=ROOT, env=bare, input=said, capture_output=True, check=True)
    assert done.stderr == b""
    return done.stdout.decode()


def test_lines_are_read_and_the_unreadable_goes_to_a_human() -> None:
    said = "\n".join([*map(json.dumps, LINES), "no line at all", '"only words"'])
    assert [json.loads(line) for line in understand("-", said=said.encode()).splitlines()] == [
        {"id": 1, "reading": "answer:change"},
        {"id": "two", "reading": "need"},
        {"id": 3, "reading": ["answer:5", "answer:2"]},
        {"id": 4, "reading": "ask"},
        {"id": 5, "reading": ["danger", "stop"]},
        {"id": None, "reading": "human"},
        {"id": None, "reading": "human"},
    ]


def test_what_is_perhaps_about_danger_is_marked(capsys: pytest.CaptureFixture[str]) -> None:
    said = json.dumps({"id": 1, "lang": "en", "text": "he says its our secret"})
    assert json.loads(understand("-", said=said.encode())) == {
        "id": 1,
        "reading": "ask",
        "read_soon": True,
    }
    call_command("understand", "he says its our secret")
    assert "read_soon: It is perhaps about danger" in capsys.readouterr().out
    call_command("understand", "is it our turn")
    assert "read_soon" not in capsys.readouterr().out


def test_many_lines_are_answered_in_their_order() -> None:
    said = "\n".join(json.dumps({**LINES[number % 5], "id": number}) for number in range(2_000))
    answers = understand("-", said=said.encode()).splitlines()
    assert [json.loads(line)["id"] for line in answers] == list(range(2_000))


def test_one_reading_is_explained_in_words(capsys: pytest.CaptureFixture[str]) -> None:
    call_command("understand", "nie", "--language", "pl", "--open", "agree")
    assert "answers the open question: no" in capsys.readouterr().out
    call_command("understand", "tak, ale nie jutro", "--language=pl", "--open=agree")
    assert "is asked once" in capsys.readouterr().out
