"""What two editors do about a wording, through the forms they have."""

from typing import Any

from django.contrib.auth.models import Group
from django.test import Client
from django.urls import reverse

from companion.models import User
from content.approval import ask_for_approval
from content.editors import EDITORS
from content.models import Wording
from content.second_editor import APPROVE
from tests.factories import user
from tests.signing_in import sign_in

FIELDS = {"key": "invitation", "language": "en", "level": "cover", "cover": "booking"}
OLD, NEW = "All set. Reply YES or STOP.", "All is set now. Reply YES or STOP."


def address(name: str, *args: Any) -> str:
    """One of Wagtail's pages about wordings."""
    return reverse(Wording.snippet_viewset.get_url_name(name), args=args)


def browser_of(who: User) -> Client:
    """A browser in which somebody has signed in with both factors."""
    client = Client()
    sign_in(client, who)
    return client


def fill_in(body: str, action: str = "", **fields: str) -> dict[str, str]:
    """What the form sends when a button is pressed."""
    sent = {**FIELDS, "body": body, "reviewed_by": "", **fields}
    return {**sent, action: action} if action else sent


def save(client: Client, row: Wording, body: str, action: str = "", **fields: str) -> Any:
    """Save a new version in the form, by one of its buttons."""
    return client.post(address("edit", row.pk), fill_in(body, action, **fields))


def decide(client: Client, row: Wording, action: str = APPROVE, **fields: str) -> Any:
    """Press one of the buttons of the version's page."""
    asked = row.current_workflow_task_state
    return client.post(address("workflow_action", row.pk, action, asked.pk), fields)


def publish(row: Wording) -> Wording:
    """Send a wording in the only way there is: one editor wrote it, another approved it."""
    row.full_clean()
    if row.pk is None:
        row.live = False
        row.save()
    writer, reader = (_editor(name) for name in ("Wren Writer", "Rae Reader"))
    row.save_revision(user=writer)
    ask_for_approval(row, writer)
    asked = row.current_workflow_task_state
    asked.task.specific.on_action(asked, reader, APPROVE)
    row.refresh_from_db()
    return row


def _editor(name: str) -> User:
    found = User.objects.filter(name=name).first()
    if found is None:
        found = user(name)
        found.groups.add(Group.objects.get(name=EDITORS))
    return found
