"""Every email there is: dull words, a link, and no room for anything of anybody."""

from pathlib import Path

import pytest
from django.conf import settings
from django.core import mail
from django.template.base import VariableNode
from django.template.loader import get_template

from companion import settings as live
from companion.changes.letters import WORDS, write_to
from companion.models import Notice
from companion.tasks import send_letters
from content.rules import forbidden_in
from tests import factories

FOLDER = Path(settings.BASE_DIR) / "templates" / "email"
EMAILS = sorted(path.name for path in FOLDER.iterdir())
# A link, and the number that shows that a test arrived.
GAPS = {"address", "number"}


@pytest.mark.parametrize("name", EMAILS)
def test_no_email_has_room_for_a_name_or_says_what_this_is_about(name: str) -> None:
    nodes = get_template(f"email/{name}").template.nodelist.get_nodes_by_type(VariableNode)
    assert {str(node.filter_expression.var) for node in nodes} <= GAPS
    said = (FOLDER / name).read_text().lower()
    assert forbidden_in(said) == []
    assert not [word for word in ("victim", "panel", "case", "person is") if word in said]


@pytest.mark.django_db
def test_each_leaves_under_one_dull_name_to_one_reader() -> None:
    readers = [factories.user("Sam Reed"), factories.user("Nia Newcomer")]
    assert set(WORDS) == set(Notice.Kind.values)
    for kind in WORDS:
        write_to(readers, kind)
    send_letters()
    assert len(mail.outbox) == len(readers) * len(WORDS)
    for email in mail.outbox:
        assert (email.subject, email.from_email) == ("Bookings", live.DEFAULT_FROM_EMAIL)
        assert len(email.recipients()) == 1
        assert "Sam" not in str(email.message()) and "Nia" not in str(email.message())
    assert live.DEFAULT_FROM_EMAIL.partition("@")[0] == "bookings"
