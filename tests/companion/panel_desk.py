"""Addresses, forms and questions that the tests of the panel's desk share."""

from datetime import date, timedelta
from typing import Any

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from companion.models import AgreedAction, CaseSubject, Need
from messaging.models import OutgoingMessage

DESK = "/panel/"
NEW_CASE = "/panel/cases/new/"


def in_days(days: int) -> date:
    return timezone.localdate() + timedelta(days=days)


def case_of(side: CaseSubject) -> str:
    return reverse("panel:case", args=[side.panel_case.public_id])


def answer_to(need: Need) -> str:
    return reverse("panel:answer", args=[need.public_id])


def agree_for(side: CaseSubject) -> str:
    return reverse("panel:agree", args=[side.public_id])


def done_with(action: AgreedAction) -> str:
    return reverse("panel:done", args=[action.public_id])


def advocate_of(side: CaseSubject) -> str:
    return reverse("panel:advocate", args=[side.public_id])


def an_answer(outcome: str = "accepted", **more: Any) -> dict[str, Any]:
    """What a browser posts for an answer in own words, told in the usual way."""
    return {"outcome": outcome, "reason": "The keys are ready.", "telling": "usual", **more}


def an_action(owner: Any, **more: Any) -> dict[str, Any]:
    """What a browser posts for an action, told in the usual way."""
    return {
        "what": "Visit the flat together",
        "kind": "support",
        "newness": "new",
        "owned_by": str(owner.public_id),
        "due_on": in_days(7).isoformat(),
        "telling": "usual",
        **more,
    }


def texts_to(side: CaseSubject, wording: str) -> list[OutgoingMessage]:
    """Texts composed for a person with one wording."""
    owner = side.subject.public_id
    return list(OutgoingMessage.objects.filter(owner_id=owner, wording=wording))


def queries_of(client: Client, url: str) -> int:
    """How often a page asks the database."""
    with CaptureQueriesContext(connection) as queries:
        assert client.get(url).status_code == 200
    return len(queries)
