"""A password is none of the words that whoever knows this service would try."""

import re
from pathlib import Path

import pytest
from django.core.exceptions import ValidationError

from companion.models import Agency, User
from companion.passwords import OURS, OfThisServiceValidator

OPERATIONS = Path(__file__).resolve().parents[2] / "docs" / "operations.md"


def refused(password: str) -> bool:
    user = User(agency=Agency(name="Harbour Advocacy (North)"))
    try:
        OfThisServiceValidator().validate(password, user)
    except ValidationError as error:
        return error.code == "password_of_this_service"
    return False


@pytest.mark.parametrize(
    "password",
    ["companion2026", "Bookings-Bookings-1", "ADMIN panel 12345", "harbour advocacy"],
)
def test_words_of_this_service_and_of_ones_agency_do_not_count(password: str) -> None:
    assert refused(password)


@pytest.mark.parametrize(
    "password",
    [
        "seven green ladders",
        "the panel sits by rivers",
        "dużo zielonych drabin",
        "7#k92!x$41Q=",
        "4096172253810",
    ],
)
def test_all_else_does_also_beside_them(password: str) -> None:
    assert not refused(password)


def test_they_are_the_words_that_are_written_down() -> None:
    said = re.search(r"Words that do not count:\s+([^.]+)\.", OPERATIONS.read_text("utf-8"))
    assert said and tuple(re.split(r",\s+", said[1])) == OURS
