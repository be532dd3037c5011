"""Wrong states cannot be stored, whoever tries."""

from collections.abc import Callable
from datetime import date, time, timedelta
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from companion.models import (
    AgreedAction,
    CaseSubject,
    Consent,
    Export,
    Feedback,
    Harm,
    MemberQuestion,
    Need,
    PanelAnswer,
    Partition,
    PlannedText,
    Question,
    SafeguardingOverride,
    StaffSummary,
    Statement,
    Telling,
    Translation,
)
from tests import factories
from tests.cast import Cast

Wrong = Callable[[Cast], object]


def _need(cast: Cast) -> Need:
    return factories.need(cast.side, "a flat")


def _answer(cast: Cast, **fields: object) -> object:
    given = {"outcome": "accepted", "reason": "Yes.", "answered_by": cast.chair, **fields}
    return PanelAnswer.objects.create(
        need=_need(cast), owner_id=cast.side.subject.public_id, **given
    )


def _telling(cast: Cast, **fields: object) -> object:
    action = AgreedAction.objects.create(
        side=cast.side,
        owner_id=cast.side.subject.public_id,
        what="Visit",
        kind="support",
        owned_by=cast.member,
        due_on=date(2026, 12, 1),
        agreed_by=cast.chair,
    )
    given = {"agreed_action": action, "when": "now", "decided_by": cast.chair, **fields}
    return Telling.objects.create(owner_id=cast.side.subject.public_id, **given)


def _export(cast: Cast, **fields: object) -> object:
    usual = {"form": "csv", "texts": 3, "reason": "The court asks.", "made_by": cast.advocate}
    owner_id = cast.side.subject.public_id
    return Export.objects.create(side=cast.side, owner_id=owner_id, **{**usual, **fields})


def _planned(cast: Cast, **fields: object) -> object:
    usual = {
        "words": "See you on Tuesday.",
        "repeats": "daily",
        "starts_on": date(2026, 12, 1),
        "last_on": date(2026, 12, 3),
        "at": time(10),
        "next_on": date(2026, 12, 1),
        "next_at": timezone.now(),
        "planned_by": cast.advocate,
    }
    owner_id = cast.side.subject.public_id
    return PlannedText.objects.create(side=cast.side, owner_id=owner_id, **{**usual, **fields})


def _feedback(cast: Cast, **fields: object) -> object:
    action = factories.action(cast.side, cast.member, cast.chair)
    return Feedback.objects.create(
        agreed_action=action, owner_id=cast.side.subject.public_id, **fields
    )


def _statement(cast: Cast, **fields: object) -> object:
    given = {
        "subject": cast.side.subject,
        "side": cast.side,
        "words": "so",
        "author": "subject",
        "channel": "text",
        "language": "en",
        **fields,
    }
    return Statement.objects.create(owner_id=cast.side.subject.public_id, **given)


def _beside(cast: Cast, **fields: object) -> dict[str, object]:
    statement, owner = _need(cast).statement, cast.side.subject.public_id
    return {"statement": statement, "owner_id": owner, **fields}


def _harm(cast: Cast, **fields: object) -> object:
    given = {"kind": "other", "severity": "some", "happened": "A letter.", **fields}
    harm = Harm(panel=cast.panel, recorded_by=cast.member, **given)
    harm.owner_id = given.get("owner_id", harm.public_id)
    return harm.save()


WRONG: dict[str, Wrong] = {
    "importance beyond five": lambda cast: Need.objects.filter(pk=_need(cast).pk).update(
        importance=6
    ),
    "an owed answer without an owner": lambda cast: _answer(cast, outcome="owed", reason=""),
    "an answer without a reason": lambda cast: _answer(cast, reason=""),
    "an answer given that is owed too": lambda cast: _answer(
        cast, owed_by=cast.member, owed_until=date(2026, 12, 1)
    ),
    "a telling of nothing": lambda cast: _telling(cast, agreed_action=None),
    "not told without a reason": lambda cast: _telling(cast, when="not_told"),
    "not told, yet told": lambda cast: _telling(
        cast,
        when="not_told",
        reason="Risk.",
        review_on=date(2027, 1, 1),
        told_at=timezone.now(),
    ),
    "help from what did not happen": lambda cast: _feedback(cast, happened="no", helped=3),
    "help beyond five": lambda cast: _feedback(cast, happened="yes", helped=9),
    "words by proxy without a writer": lambda cast: _statement(cast, author="advocate"),
    "a translation by nobody": lambda cast: Translation.objects.create(
        **_beside(cast, words="A flat", translated_by="", qualified=True, how="in_person"),
        translated_on=date(2026, 1, 1),
        recorded_by=cast.advocate,
    ),
    "an override without a reason": lambda cast: SafeguardingOverride.objects.create(
        **_beside(cast, before="advocate", reason="", decided_by=cast.advocate)
    ),
    "an override of what the panel reads": lambda cast: SafeguardingOverride.objects.create(
        **_beside(cast, before="panel", reason="A child.", decided_by=cast.advocate)
    ),
    "a member's question about nothing": lambda cast: MemberQuestion.objects.create(
        side=cast.side,
        owner_id=cast.side.subject.public_id,
        words="When?",
        asked_by=cast.chair,
        asked_of=cast.member,
    ),
    "an export that says not why": lambda cast: _export(cast, reason=""),
    "an export that ends before it begins": lambda cast: _export(
        cast, first_on=date(2026, 12, 2), last_on=date(2026, 12, 1)
    ),
    "a planned text that says nothing": lambda cast: _planned(cast, words=""),
    "a planned text that says two things": lambda cast: _planned(
        cast, wording="encourage_hard_day"
    ),
    "a planned text every week on no day": lambda cast: _planned(cast, repeats="weekly"),
    "a planned text that ends before it begins": lambda cast: _planned(
        cast, last_on=date(2026, 11, 30)
    ),
    "a planned text that comes once and goes on": lambda cast: _planned(cast, repeats="once"),
    "a planned text that is over and still comes": lambda cast: _planned(
        cast, ended_at=timezone.now()
    ),
    "a planned text that was ended and goes on": lambda cast: _planned(
        cast, ended_by=cast.advocate
    ),
    "a planned text that somebody paused and goes on": lambda cast: _planned(
        cast, paused_by=cast.advocate
    ),
    "learning by nobody": lambda cast: _harm(cast, learning="Ask each time."),
    "a harm about nobody that somebody owns": lambda cast: _harm(
        cast, owner_id=cast.side.subject.public_id
    ),
    "an empty staff summary": lambda cast: StaffSummary.objects.create(
        **_beside(cast, words="", written_by=cast.advocate)
    ),
    "unplaced words for the panel": lambda cast: _statement(cast, side=None, audience="panel"),
    "details when asked without a code word": lambda cast: _rule_without_code_word(cast),
    "consent confirmed without their own text": lambda cast: Consent.objects.filter(
        side=cast.side
    ).update(evidence="in_person"),
    "two advocates for one side": lambda cast: cast.side.advocacies.create(
        advocate=cast.outsider, expires_at=timezone.now() + timedelta(days=1)
    ),
    "one person twice in one case": lambda cast: CaseSubject.objects.create(
        subject=cast.side.subject, panel_case=cast.side.panel_case, role="both"
    ),
    "somebody kept apart from themselves": lambda cast: Partition.objects.create(
        one=cast.side.subject, other=cast.side.subject, made_by=cast.coordinator
    ),
    "a question settled without saying how": lambda cast: Question.objects.create(
        side=cast.side,
        kind="menu",
        about=cast.side.public_id,
        message=cast.side.public_id,
        settled_at=timezone.now(),
    ),
    "two invitations to one number": lambda cast: [
        Question.objects.create(
            side=cast.side,
            kind="consent",
            about=cast.side.public_id,
            message=uuid4(),
            asked_number=cast.side.public_id,
        )
        for _ in range(2)
    ],
    "an action that waits for itself": lambda cast: AgreedAction.objects.filter(
        pk=(action := factories.action(cast.side, cast.member, cast.chair)).pk
    ).update(after=action),
    "done by nobody": lambda cast: AgreedAction.objects.filter(
        pk=factories.action(cast.side, cast.member, cast.chair).pk
    ).update(done_at=timezone.now()),
}


def _rule_without_code_word(cast: Cast) -> None:
    side = factories.side("Lee", cast.panel, cast.advocate, cast.coordinator)
    factories.reachable(side, cast.advocate, code_word="", level="when_asked")


@pytest.mark.parametrize("what", WRONG)
def test_the_database_refuses(cast: Cast, what: str) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        WRONG[what](cast)
