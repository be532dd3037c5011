"""*You said, we did*: for the person, from records only, and only what may be told."""

from dataclasses import dataclass

from companion.access.told import Told, told_for_no_need, told_of
from companion.access.words import my_needs, needs_of
from companion.models import AgreedAction, CaseSubject, User


@dataclass(frozen=True)
class YouSaid:
    """What came of each need, as the person ranks them; then what was agreed besides."""

    needs: list[Told]
    besides: list[AgreedAction]


def you_said(user: User, side: CaseSubject) -> YouSaid:
    """All of a side, shared with the panel or not; as many queries for thirty needs as for one."""
    return YouSaid(told_of(needs_of(side, my_needs(user))), told_for_no_need(side))
