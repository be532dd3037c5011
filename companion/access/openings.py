"""Whose own a case is at the panel's desk, and who has said why they open one that is not."""

from collections.abc import Iterable
from typing import cast

from django.conf import settings
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from companion.access.panels import LEADS
from companion.access.untold import side_of
from companion.models import (
    AgendaItem,
    AgreedAction,
    CaseSubject,
    MemberQuestion,
    Membership,
    Need,
    Opening,
    PanelAnswer,
    PanelCase,
    Statement,
    Telling,
    User,
)

# The pages that show a case; lists are not among them. A proof compares them with the routes.
PAGES = tuple(
    f"panel:{page}"
    for page in (
        "case",
        "version",
        "facts",
        "answer",
        "untold",
        "ask_about_need",
        "ask_about_action",
        "answer_question",
        "agree",
        "done",
        "order",
        "attempt",
        "side_harm",
        "sent",
        "sent_file",
    )
)
# What a page of the panel's desk can be about.
Record = PanelCase | CaseSubject | Need | AgreedAction | MemberQuestion | Telling | Statement


def case_behind(record: Record) -> PanelCase:
    """The case that a record, which the caller may already see, belongs to."""
    if isinstance(record, PanelCase):
        return record
    if isinstance(record, CaseSubject):
        return record.panel_case
    if isinstance(record, Statement):
        # What is shared with a panel has a side: the database holds to it.
        return cast(CaseSubject, record.side).panel_case
    return (side_of(record) if isinstance(record, Telling) else record.side).panel_case


def stands_open(user: User, panel_case: PanelCase) -> bool:
    """Whether this user reads a case, which they may see, without being asked why: one query."""
    return bool(standing_open(user, [panel_case]))


def standing_open(user: User, cases: Iterable[PanelCase]) -> set[int]:
    """Which of these cases are the user's own, or were opened by them with a reason; their keys."""
    said_why = Opening.objects.standing().filter(user=user, panel_case=OuterRef("pk"))
    asked_about = PanelCase.objects.filter(pk__in=[one.pk for one in cases])
    return set(asked_about.filter(_own(user) | Q(Exists(said_why))).values_list("pk", flat=True))


def _own(user: User) -> Q:
    """Led, on an agenda, or with something in it that is, or just was, in this user's hands.

    What they have done stays theirs for as long as an answer to it may be expected.
    """
    today, since = timezone.localdate(), timezone.now() - settings.CASE_STAYS_OWN
    near = (today - settings.CASE_STAYS_OWN, today + settings.CASE_STAYS_OWN)
    leads = Membership.objects.filter(
        user=user, panel=OuterRef("panel"), ended_at__isnull=True, role__in=LEADS
    )
    on_agenda = AgendaItem.objects.filter(panel_case=OuterRef("pk"), meeting__held_on__range=near)
    here = {"side__panel_case": OuterRef("pk")}
    still = Q(done_at__isnull=True) | Q(done_at__gt=since)
    owns = AgreedAction.objects.filter(still, owned_by=user, **here)
    waits = Q(answered_at__isnull=True) | Q(answered_at__gt=since)
    asked = MemberQuestion.objects.filter(waits, asked_of=user, **here)
    settled = PanelAnswer.objects.filter(
        need=OuterRef("need"), pk__gt=OuterRef("pk"), answered_at__lte=since
    )
    owes = PanelAnswer.objects.filter(~Exists(settled), owed_by=user).filter(
        need__side__panel_case=OuterRef("pk")
    )
    return Q(Exists(leads) | Exists(on_agenda) | Exists(owns) | Exists(asked) | Exists(owes))
