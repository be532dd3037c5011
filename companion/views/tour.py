"""The demonstration's tour: phone, advocate and panel side by side; elsewhere it is not there."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import wraps
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from companion.access import tour as access
from companion.access.account import account_called, unused_code
from companion.texting.reasons import IN_WORDS
from companion.views.tour_steps import Step, steps_of
from messaging.simulator import standin
from messaging.simulator.handsets import handset

WHOSE_STORY = "Jay"
View = Callable[..., HttpResponse]
# Two names of one machine: a browser keeps a sign-in for each of them.
OTHER_NAME = {"127.0.0.1": "localhost", "localhost": "127.0.0.1"}


@dataclass(frozen=True)
class Column:
    """One reader of the loop: who it is, where they sign in, what they do."""

    title: str
    steps: list[Step]
    name: str = ""
    email: str = ""


def demonstration_only(view: View) -> View:
    """As if there were nothing here, unless this is a demonstration."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: str, **kwargs: str) -> HttpResponse:
        if not settings.DEMO:
            raise Http404
        return view(request, *args, **kwargs)

    return guarded


@demonstration_only
@require_safe
def tour(request: HttpRequest) -> HttpResponse:
    """The story of one person, and how far whoever reads this has brought it."""
    told, person = _told()
    side = access.side_behind(person["phone"])
    begun_at = datetime.fromisoformat(told["begun_at"])
    loop = access.loop_of(side, begun_at) if side else None
    if loop is None:
        raise Http404
    here, beside = _here(request), _beside(request)
    steps = steps_of(loop, panel=here, advocate=beside)
    context = {
        "person": person["name"],
        "handset": handset(standin.current(), person["phone"]),
        "columns": _columns(loop, steps),
        "password": told["accounts"][0]["password"],
        "closed": all(step.done for step in steps),
        "others": _others(told, loop),
        "two_names": here != beside,
        "withheld": _withheld(),
        "stopped": loop.stopped,
        "theirs": beside + reverse("advocate:person", args=[loop.side.public_id]),
    }
    return render(request, "tour/tour.html", context)


@demonstration_only
@require_safe
def code(request: HttpRequest, email: str) -> HttpResponse:
    """The sign-in code that an invented account's app would show now."""
    user = account_called(email)
    shown = unused_code(user) if user else None
    if shown is None:
        raise Http404
    told, _ = _told()
    context = {"account": user, "code": shown, "password": told["accounts"][0]["password"]}
    return render(request, "tour/code.html", context)


def _told() -> tuple[dict[str, Any], dict[str, Any]]:
    """What the demonstration wrote of itself, and the person whose story this is."""
    try:
        told = json.loads((settings.VAR / "demo.json").read_text(encoding="utf-8"))
        person = next(one for one in told["subjects"] if one["name"] == WHOSE_STORY)
    except (OSError, ValueError, StopIteration):
        raise Http404 from None
    told.setdefault("begun_at", datetime.min.replace(tzinfo=UTC).isoformat())
    return told, person


def _columns(loop: access.Loop, steps: list[Step]) -> list[Column]:
    def of(column: str) -> list[Step]:
        return [step for step in steps if step.column == column]

    advocate, chair = loop.advocate, loop.chair
    return [
        Column(f"{loop.side.subject.name}’s phone", of("phone")),
        Column("The advocate", of("advocate"), advocate.name, advocate.email),
        Column("The panel", of("panel"), chair.name, chair.email),
    ]


def _others(told: dict[str, Any], loop: access.Loop) -> list[dict[str, str]]:
    """The accounts that have no column of their own."""
    in_columns = {loop.advocate.email, loop.chair.email}
    return [one for one in told["accounts"] if one["email"] not in in_columns]


def _here(request: HttpRequest) -> str:
    return f"{request.scheme}://{request.get_host()}"


def _beside(request: HttpRequest) -> str:
    """The same service under its other name, where it has one; else the same again."""
    name, colon, port = request.get_host().partition(":")
    return f"{request.scheme}://{OTHER_NAME.get(name, name)}{colon}{port}"


def _withheld() -> list[tuple[int, str]]:
    counted = access.withheld_by_reason()
    return [(texts, IN_WORDS.get(reason, reason)) for reason, texts in counted.items()]
