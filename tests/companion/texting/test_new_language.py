"""A language is added by files alone, and is spoken and understood from then on."""

from collections.abc import Iterator
from pathlib import Path
from shutil import copytree
from typing import Any

import pytest

from companion.changes.agreement import invite
from companion.models import Consent
from companion.texting import languages
from companion.texting.understanding import doubt, lexicon
from messaging.models import OutgoingMessage
from tests import factories
from tests.cast import Cast
from tests.content.defaults import Defaults, changeable_defaults
from tests.fakes import FakeTwilio
from tests.phone import phone_of

FILES = ("{}.json", "words/{}.json", "forbidden/{}.json", "covers/delivery.{}.json",
         "covers/club.{}.json", "covers/repair.{}.json", "covers/library.{}.json")  # fmt: skip


def forget() -> None:
    """Whatever was read of the words people say is read again."""
    for module in (languages, lexicon, doubt):
        for thing in vars(module).values():
            if hasattr(thing, "cache_clear"):
                thing.cache_clear()


@pytest.fixture
def heard(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """The words people say, in a folder of the test's own."""
    folder = Path(copytree(languages.FOLDER, tmp_path / "languages"))
    monkeypatch.setattr(languages, "FOLDER", folder)
    forget()
    yield folder / "heard"
    monkeypatch.undo()
    forget()


@pytest.fixture
def defaults(tmp_path: Path) -> Iterator[Defaults]:
    with changeable_defaults(tmp_path) as mine:
        yield mine


def add_somali(defaults: Defaults) -> None:
    """As somebody would who adds a language; that the words are Polish ones is no matter."""
    rows = [*defaults.read("languages.json"), {"code": "so", "name": "Soomaali (Somali)"}]
    defaults.write("languages.json", rows)
    for name in FILES:
        defaults.write(name.format("so"), defaults.read(name.format("pl")))


def test_files_alone_add_a_language_that_is_spoken_and_understood(
    cast: Cast, provider: FakeTwilio, settings: Any, defaults: Defaults, heard: Path
) -> None:
    settings.DEMO = True
    side = factories.side("Asad", cast.panel, cast.advocate, cast.coordinator, language="so")
    factories.reachable(side, cast.advocate)
    phone = phone_of(side, provider)
    add_somali(defaults)
    invite(side, acting_user=cast.advocate)
    # What people say in it cannot be read yet: it is not offered, and the text went in English.
    assert phone.waits()[0].startswith("Hello")
    (heard / "so.json").write_text((heard / "pl.json").read_text(encoding="utf-8"), "utf-8")
    forget()
    assert "czego Ci trzeba" in phone.texts("TAK")[0]
    assert Consent.objects.standing().filter(side=side).exists()
    sent = OutgoingMessage.objects.filter(owner_id=side.subject.public_id).order_by("pk")
    assert [text.language for text in sent] == ["en", "so"]
