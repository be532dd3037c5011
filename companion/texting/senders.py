"""Who sent the texts that are handled together, and what is true of them, read at once."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from companion.changes.holding import hold_all
from companion.models import CaseSubject, Consent, Question, SafeContactRule, Subject
from companion.texting.questions import open_questions
from messaging.changes import IncomingMessage, numbers_behind, owners_behind
from messaging.models import Number


@dataclass
class Sender:
    """One person, held until the transaction ends, and what handling their text must know."""

    number: Number
    subject: Subject
    rule: SafeContactRule | None
    side: CaseSubject | None
    takes_part: bool
    question: Question | None


def senders_of(messages: Sequence[IncomingMessage]) -> dict[int, Sender]:
    """By text, whose live number it came from, to their own sender; strangers are left out."""
    subjects = hold_all(owners_behind(messages))
    # Looked at only now: while we waited for somebody their number may have passed to another.
    behind = numbers_behind(messages)
    numbers = {pk: number for pk, number in behind.items() if number.owner_id in subjects}
    whose = {pk: subjects[number.owner_id] for pk, number in numbers.items()}
    ids = {subject.pk for subject in subjects.values()}
    rules = {rule.subject_id: rule for rule in SafeContactRule.objects.filter(subject__in=ids)}
    sides, agreed = only_sides(ids), _agreed(ids)
    received = {whose[text.pk].pk: text.received_at for text in messages if text.pk in whose}
    questions = open_questions(received)
    return {
        pk: Sender(
            number=numbers[pk],
            subject=subject,
            rule=rules.get(subject.pk),
            side=sides.get(subject.pk),
            takes_part=_takes_part(agreed[subject.pk], sides.get(subject.pk)),
            question=questions.get(subject.pk),
        )
        for pk, subject in whose.items()
    }


def only_sides(subjects: Collection[int]) -> dict[int, CaseSubject]:
    """The side that a text without a question falls on, by subject; nobody with several has one."""
    sides = CaseSubject.objects.filter(
        subject__in=subjects, left_at__isnull=True, panel_case__closed_at__isnull=True
    )
    found: dict[int, list[CaseSubject]] = defaultdict(list)
    for side in sides.select_related("subject", "panel_case"):
        found[side.subject_id].append(side)
    return {subject: theirs[0] for subject, theirs in found.items() if len(theirs) == 1}


def _agreed(subjects: Collection[int]) -> dict[int, set[int]]:
    """On which sides people said yes themselves, and it stands."""
    standing = Consent.objects.standing().filter(
        side__subject__in=subjects, side__left_at__isnull=True
    )
    agreed: dict[int, set[int]] = defaultdict(set)
    for subject, side in standing.values_list("side__subject", "side"):
        agreed[subject].add(side)
    return agreed


def _takes_part(agreed: set[int], side: CaseSubject | None) -> bool:
    return side.pk in agreed if side else bool(agreed)
