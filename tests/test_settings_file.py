"""`.env.example` documents every setting, once; what one asks for is not lost."""

import re
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured

from companion.environment import broker, database
from tests.compose import example_names, interpolated

ROOT = Path(__file__).resolve().parent.parent
READ = re.compile(r"""(?:env\.\w+|required)\(\s*"([A-Z_]+)\"""")


def test_every_setting_is_documented_once_and_none_that_is_not_read() -> None:
    read = set(READ.findall((ROOT / "companion" / "settings.py").read_text()))
    assert len(read) > 10
    assert sorted(example_names()) == sorted(read | interpolated())


def test_what_the_address_of_the_database_asks_for_reaches_it(tmp_path: Path) -> None:
    found = database("postgres://a@there/b?sslmode=verify-full&sslrootcert=/etc/ours.pem", tmp_path)
    assert found["OPTIONS"]["sslmode"] == "verify-full"
    assert found["OPTIONS"]["sslrootcert"] == "/etc/ours.pem"
    assert found["OPTIONS"]["server_side_binding"]
    assert database("", tmp_path)["NAME"] == str(tmp_path / "companion.sqlite3")


@pytest.mark.parametrize("address", ["nonsense", "mysql://a@there/b", "http://there/b"])
@pytest.mark.filterwarnings("ignore:Engine not recognized:UserWarning")
def test_an_address_of_no_database_we_know_stops_the_start(address: str, tmp_path: Path) -> None:
    with pytest.raises(ImproperlyConfigured, match="DATABASE_URL must begin with"):
        database(address, tmp_path)


@pytest.mark.parametrize("address", ["redis://there/0", "rediss://a:b@there:7/1", "memory://demo"])
def test_a_redis_is_told_when_a_task_is_lost(address: str) -> None:
    assert ("visibility_timeout" in broker(address)) is not address.startswith("memory")


@pytest.mark.parametrize("address", ["amqp://a:b@there//", "amqps://a:b@there:5671/companion"])
def test_a_rabbitmq_knows_by_itself(address: str) -> None:
    assert broker(address) == {}


@pytest.mark.parametrize(
    "address", ["there:6379", "redis://", "rabbit://there", "http://there", "redis://there:port/0"]
)
def test_an_address_of_no_broker_we_know_stops_the_start(address: str) -> None:
    with pytest.raises(ImproperlyConfigured, match=r"^CELERY_BROKER_URL must be") as refusal:
        broker(address)
    assert "there" not in str(refusal.value)
