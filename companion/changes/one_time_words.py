"""A harmless word that the advocate reads to a person; texting it agrees, and shows whose phone."""

import json
import secrets
from collections.abc import Iterable
from datetime import timedelta
from functools import cache
from pathlib import Path

from django.db import transaction
from django.utils import timezone

from companion.changes.about import refuse_to_text
from companion.changes.agreement import confirm_consent, told_now
from companion.changes.errors import AlreadyAgreed, NotReachableYet
from companion.changes.holding import hold
from companion.changes.questions import settle_about
from companion.history import record
from companion.models import (
    THEIR_YES,
    TOLD,
    TOLD_VERSION,
    CaseSubject,
    Consent,
    EventKind,
    OneTimeWord,
    Question,
    SafeContactRule,
    Subject,
    User,
)
from messaging.changes import live_number
from vault.index import blind_index

LASTS = timedelta(days=7)


FOLDER = Path(__file__).with_name("one_time_lists")
ENGLISH = "en"


@cache
def all_words(language: str = ENGLISH) -> dict[str, tuple[str, ...]]:
    """The words to choose from, each with the ways people may write it; English where none are.

    They are dull, easy to say and to spell, and mean nothing in a text.
    """
    own = FOLDER / f"{language}.json"
    path = own if own.is_file() else FOLDER / f"{ENGLISH}.json"
    rows = json.loads(path.read_text(encoding="utf-8"))
    spelt = ((row,) if isinstance(row, str) else tuple(row) for row in rows)
    return {spellings[0]: spellings for spellings in spelt}


def _index(subject: Subject, word: str) -> str:
    return blind_index(f"{subject.public_id}:{word.casefold()}", "one_time_word")


@transaction.atomic
def give_one_time_word(side: CaseSubject, *, acting_user: User) -> str:
    """Choose a word for the advocate to read out; only its index is kept, an older one is void."""
    subject = hold(side.subject.public_id)
    rule = SafeContactRule.objects.filter(subject=subject).first()
    number = live_number(subject.public_id)
    if rule is None or number is None:
        raise NotReachableYet
    refuse_to_text(side, shared_phone=rule.shared_phone)
    if number.verified_at and Consent.objects.standing().filter(side=side).exists():
        raise AlreadyAgreed
    taken = {rule.code_word.casefold(), rule.duress_word.casefold()}
    free = [word for word in all_words(subject.language) if word not in taken]
    word = secrets.choice(free)
    now = timezone.now()
    waiting = OneTimeWord.objects.filter(side=side, used_at__isnull=True, expires_at__gt=now)
    waiting.update(expires_at=now)
    OneTimeWord.objects.create(
        side=side, index=_index(subject, word), given_by=acting_user, expires_at=now + LASTS
    )
    record(
        EventKind.ONE_TIME_WORD_GIVEN,
        about=side,
        chain=subject.public_id,
        acting_user=acting_user,
    )
    return word


def word_given_to(subject: Subject, words: Iterable[str]) -> OneTimeWord | None:
    """The word in force that this person was given, used or not, if it is one of these."""
    given = OneTimeWord.objects.filter(
        side__subject=subject,
        index__in=[_index(subject, word) for word in words],
        expires_at__gt=timezone.now(),
    )
    return given.select_related("side__subject", "given_by").order_by("-pk").first()


@transaction.atomic
def agree_by_word(given: OneTimeWord) -> None:
    """Keep that they texted the word: they agree, and hold the phone."""
    given.used_at = timezone.now()
    given.save(update_fields=["used_at"])
    consent = Consent.objects.filter(side=given.side, withdrawn_at__isnull=True).first()
    if consent is None:
        lines = [line for line in TOLD[TOLD_VERSION] if line != THEIR_YES]
        consent = Consent.objects.create(
            side=given.side, **told_now(given.side, lines, given.given_by)
        )
    consent.side = given.side
    settle_about(consent.public_id, Question.Kind.CONSENT)
    confirm_consent(consent, Consent.Evidence.ONE_TIME_WORD)
