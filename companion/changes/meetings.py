"""Calling a meeting, its agenda, what it reads, and closing it."""

from collections.abc import Mapping, Sequence
from datetime import date

from django.db import transaction
from django.utils import timezone
from django.utils.translation import ngettext

from companion.access.meetings import last_version_of, sides_at, unanswered_at
from companion.access.panels import cases_for
from companion.changes.errors import MeetingClosed, MeetingThatDay, NeedsUnanswered
from companion.history import gathering, record
from companion.models import (
    AgendaItem,
    CaseSubject,
    EventKind,
    Meeting,
    Need,
    NeedsSummary,
    Panel,
    PanelCase,
    User,
)


@transaction.atomic
def call_meeting(panel: Panel, held_on: date, *, acting_user: User) -> Meeting:
    """Call a panel together on a day; one meeting a day."""
    Panel.objects.select_for_update(no_key=True).get(pk=panel.pk)
    if Meeting.objects.filter(panel=panel, held_on=held_on).exists():
        raise MeetingThatDay
    meeting = Meeting.objects.create(panel=panel, held_on=held_on, called_by=acting_user)
    _keep(EventKind.MEETING_CALLED, meeting, acting_user)
    return meeting


@transaction.atomic
def set_agenda(meeting: Meeting, cases: Sequence[PanelCase], *, acting_user: User) -> None:
    """Put these cases on the agenda in this order; what this user may not see stays on it."""
    meeting = _still_open(meeting)
    seen = cases_for(acting_user).values("pk")
    meeting.items.filter(panel_case__in=seen).exclude(panel_case__in=cases).delete()
    for position, panel_case in enumerate(cases, 1):
        AgendaItem.objects.update_or_create(
            meeting=meeting, panel_case=panel_case, defaults={"position": position}
        )
    _keep(EventKind.AGENDA_CHANGED, meeting, acting_user)


@transaction.atomic
def freeze_summaries(
    meeting: Meeting, contents: Mapping[int, str], *, acting_user: User
) -> list[NeedsSummary]:
    """Keep, by side, what the meeting reads; a side that it has read already stays as it was."""
    meeting = _still_open(meeting)
    read = set(meeting.summaries.values_list("side", flat=True))
    with gathering():
        return [
            _freeze(side, meeting, contents[side.pk], acting_user)
            for side in sides_at(meeting)
            if side.pk in contents and side.pk not in read
        ]


def _freeze(side: CaseSubject, meeting: Meeting, content: str, acting_user: User) -> NeedsSummary:
    summary = NeedsSummary.objects.create(
        side=side,
        owner_id=side.subject.public_id,
        meeting=meeting,
        version=last_version_of(side) + 1,
        content=content,
        made_by=acting_user,
    )
    record(
        EventKind.SUMMARY_FROZEN,
        about=summary,
        chain=side.subject.public_id,
        acting_user=acting_user,
    )
    return summary


@transaction.atomic
def close_meeting(meeting: Meeting, contents: Mapping[int, str], *, acting_user: User) -> None:
    """Close a meeting once every need on its agenda is answered or owed; keep what it read."""
    meeting = _still_open(meeting)
    silent = unanswered_at(acting_user, meeting)
    if silent:
        raise NeedsUnanswered(_whose(silent))
    with gathering():
        freeze_summaries(meeting, contents, acting_user=acting_user)
        meeting.closed_at, meeting.closed_by = timezone.now(), acting_user
        meeting.save(update_fields=["closed_at", "closed_by"])
        _keep(EventKind.MEETING_CLOSED, meeting, acting_user)


def _whose(silent: list[Need]) -> str:
    """The cases that hold a meeting open, by the people whose words wait."""
    names = ", ".join(sorted({need.side.subject.name for need in silent}))
    return ngettext(
        "One need has neither an answer nor anybody who owes one: %(names)s. "
        "Answer it, or say who answers by when; then close.",
        "%(count)d needs have neither an answer nor anybody who owes one: %(names)s. "
        "Answer them, or say who answers by when; then close.",
        len(silent),
    ) % {"count": len(silent), "names": names}


def _still_open(meeting: Meeting) -> Meeting:
    """Hold a meeting, unless it is closed."""
    held = Meeting.objects.select_for_update(no_key=True).get(pk=meeting.pk)
    if held.closed_at is not None:
        raise MeetingClosed
    return held


def _keep(kind: EventKind, meeting: Meeting, acting_user: User) -> None:
    owner_id = Panel.objects.values_list("public_id", flat=True).get(pk=meeting.panel_id)
    record(kind, about=meeting, chain=owner_id, acting_user=acting_user)
