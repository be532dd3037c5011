"""What of a conversation an advocate may take along, and what was taken before."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from django.db.models import Q

from companion.access.contact import moment_of, threads_of, with_what_came
from companion.access.people import my_sides
from companion.access.words import my_statements
from companion.models import (
    CaseSubject,
    Event,
    EventKind,
    Export,
    PlannedText,
    Translation,
    User,
)
from messaging.models import IncomingMessage, OutgoingMessage

Texts = list[IncomingMessage | OutgoingMessage]


def whole_conversation(
    user: User, side: CaseSubject, since: datetime | None, until: datetime | None
) -> Texts:
    """Every text of a side that this advocate may read, between two moments, oldest first."""
    came = left = threads_of(user, side)
    if since:
        came, left = came & Q(received_at__gte=since), left & Q(created_at__gte=since)
    if until:
        came, left = came & Q(received_at__lt=until), left & Q(created_at__lt=until)
    texts: Texts = [
        *with_what_came().filter(came),
        *OutgoingMessage.objects.filter(left),
    ]
    texts.sort(key=moment_of)
    return texts


def translations_of_texts(
    user: User, side: CaseSubject, texts: Collection[UUID]
) -> dict[UUID, Translation]:
    """The newest translation of what was said in each of these texts, where there is one."""
    said = my_statements(user).filter(subject=side.subject_id, message__in=list(texts))
    found = {}
    for statement in said:
        newest = next(iter(statement.translations.all()), None)
        if statement.message and newest:
            found[statement.message] = newest
    return found


def who_wrote(side: CaseSubject, texts: Texts) -> dict[UUID, str]:
    """Names of those who wrote these texts, or planned them; the service wrote the others."""
    ids = [text.public_id for text in texts]
    wrote = Event.objects.filter(
        kind=EventKind.ADVOCATE_WROTE, chain=side.subject.public_id, about_id__in=ids
    )
    names = dict(wrote.values_list("about_id", "user__name"))
    about = {text.about for text in texts if isinstance(text, OutgoingMessage) and text.about}
    planned = dict(
        PlannedText.objects.filter(side=side, public_id__in=about).values_list(
            "public_id", "planned_by__name"
        )
    )
    for text in texts:
        if isinstance(text, OutgoingMessage) and text.about in planned:
            names[text.public_id] = planned[text.about]
    return names


def exports_of(user: User, side: CaseSubject) -> list[Export]:
    """What was taken before of a side that this advocate speaks for, the newest first."""
    mine = Export.objects.filter(side__in=my_sides(user).values("pk"), side=side)
    return list(mine.select_related("made_by").order_by("-made_at", "-pk"))
