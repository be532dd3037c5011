"""What a meeting read, as it is kept: the cards of one side in JSON, and back."""

import json
from datetime import date, datetime
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.utils.dateparse import parse_date, parse_datetime

MOMENTS = frozenset({"when", "due", "as_of"})


def pack(cards: dict[str, Any]) -> str:
    """Everything that was shown of one side, as it was shown."""
    return json.dumps(cards, cls=DjangoJSONEncoder, ensure_ascii=False)


def unpack(content: str) -> dict[str, Any]:
    """The same cards again, their days and moments as days and moments."""
    cards: dict[str, Any] = json.loads(content, object_hook=_with_moments)
    return cards


def needs_in(content: str) -> set[str]:
    """Which needs it holds, by their public ids."""
    return {need["id"] for need in json.loads(content)["needs"]}


def _with_moments(card: dict[str, Any]) -> dict[str, Any]:
    return {
        key: _moment(value) if key in MOMENTS and isinstance(value, str) else value
        for key, value in card.items()
    }


def _moment(value: str) -> date | datetime | str:
    if "T" in value:
        return parse_datetime(value) or value
    return parse_date(value) or value
