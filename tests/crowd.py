"""Many people at once, stored in bulk: for counting queries and bytes, not for what changes do."""

from datetime import time, timedelta
from uuid import uuid4

from django.db import connection
from django.utils import timezone

from companion.models import (
    Advocacy,
    AgreedAction,
    CaseSubject,
    Consent,
    Hours,
    NameWord,
    Need,
    Panel,
    PanelCase,
    SafeContactRule,
    Statement,
    Subject,
    Telling,
    User,
    WordingLevel,
    name_indexes,
)
from messaging.models import Number, index_of


def crowd(count: int, panel: Panel, advocate: User, coordinator: User) -> list[CaseSubject]:
    """So many people with a case, an advocate, a phone, an unanswered need and an agreed action."""
    now = timezone.now()
    ids = [uuid4() for _ in range(count)]
    people = Subject.objects.bulk_create(
        Subject(public_id=one, owner_id=one, name=f"Person {number:04}")
        for number, one in enumerate(ids)
    )
    NameWord.objects.bulk_create(
        NameWord(subject=person, index=index)
        for person in people
        for index in name_indexes(person.name)
    )
    cases = PanelCase.objects.bulk_create(
        PanelCase(panel=panel, opened_by=coordinator) for _ in people
    )
    sides = CaseSubject.objects.bulk_create(
        CaseSubject(subject=person, panel_case=case, role="victim")
        for person, case in zip(people, cases, strict=True)
    )
    Advocacy.objects.bulk_create(
        Advocacy(side=side, advocate=advocate, expires_at=now + timedelta(days=365))
        for side in sides
    )
    _reachable(sides, advocate)
    _with_a_need_and_an_action(sides, coordinator)
    _counted()
    return sides


def _counted() -> None:
    """What PostgreSQL does by itself once so many rows are committed, which here they never are."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")


def _reachable(sides: list[CaseSubject], advocate: User) -> None:
    now = timezone.now()
    SafeContactRule.objects.bulk_create(
        SafeContactRule(
            subject=side.subject,
            owner_id=side.subject.public_id,
            level=WordingLevel.SAFE_HOURS,
            hours=Hours.every_day(time(10), time(16)),
            confirmed_at=now,
            confirmed_by=advocate,
        )
        for side in sides
    )
    Number.objects.bulk_create(
        Number(
            owner_id=side.subject.public_id,
            digits=f"+44770{side.pk:07}",
            index=index_of(f"+44770{side.pk:07}"),
            sender="+447700900900",
            verified_at=now,
        )
        for side in sides
    )
    Consent.objects.bulk_create(
        Consent(
            side=side,
            told_version="1",
            recorded_by=advocate,
            confirmed_at=now,
            expires_at=now + timedelta(days=365),
            evidence="invitation",
        )
        for side in sides
    )


def _with_a_need_and_an_action(sides: list[CaseSubject], by: User) -> None:
    statements = Statement.objects.bulk_create(
        Statement(
            subject=side.subject,
            side=side,
            owner_id=side.subject.public_id,
            words="NEED somewhere safe to live with my kids",
            author="subject",
            channel="text",
            language="en",
            audience="panel",
        )
        for side in sides
    )
    Need.objects.bulk_create(
        Need(side=statement.side, statement=statement, importance=5) for statement in statements
    )
    actions = AgreedAction.objects.bulk_create(
        AgreedAction(
            side=side,
            owner_id=side.subject.public_id,
            what="Visit the flat together",
            kind="engage",
            owned_by=by,
            due_on=timezone.localdate(),
            agreed_by=by,
        )
        for side in sides
    )
    Telling.objects.bulk_create(
        Telling(agreed_action=action, owner_id=action.owner_id, when="now", decided_by=by)
        for action in actions
    )
