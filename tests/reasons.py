"""Saying why one opens a case that is not one's own, by the real change."""

from companion.changes.openings import say_why
from companion.models import CaseSubject, Opening, User

REASON = {"why_open": "taking_over", "why_open_words": ""}


def gives_a_reason(user: User, *sides: CaseSubject) -> list[Opening]:
    """This reader said just now why they open the cases of these sides."""
    return [say_why(side.panel_case, "taking_over", acting_user=user) for side in sides]
