"""The emails that a demonstration sent: read from the folder they were put into."""

from dataclasses import dataclass
from datetime import datetime
from email import message_from_bytes, policy
from pathlib import Path

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.views.decorators.http import require_GET

MOST = 60


@dataclass(frozen=True)
class Email:
    """One email as its reader sees it."""

    to: str
    subject: str
    body: str
    sent_at: datetime


@require_GET
def post(request: HttpRequest) -> HttpResponse:
    """The newest emails first."""
    return HttpResponse(render_to_string("simulator/post.html", {"emails": emails()}))


def emails() -> list[Email]:
    """What lies in the folder; nothing when mail leaves another way."""
    folder = getattr(settings, "EMAIL_FILE_PATH", "")
    files = sorted(Path(folder).glob("*.log"), reverse=True) if folder else []
    return [email for file in files[:MOST] if (email := _read(file))]


def _read(file: Path) -> Email | None:
    """One file holds one email, and a line of dashes after it; none while it is being written."""
    parsed = message_from_bytes(file.read_bytes(), policy=policy.default)
    part = parsed.get_body(preferencelist=("plain",))
    if part is None or parsed["Date"] is None:
        return None
    return Email(
        to=str(parsed["To"]),
        subject=str(parsed["Subject"]),
        body=part.get_content().strip().rstrip("-").strip(),
        sent_at=parsed["Date"].datetime,
    )
