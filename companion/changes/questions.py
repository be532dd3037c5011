"""Asking something by text, and settling what was asked."""

from datetime import UTC, datetime
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from companion.access.contact import version_of
from companion.access.questions import came_at, left_since
from companion.changes.alerts import raise_alert
from companion.changes.holding import hold
from companion.models import Alert, CaseSubject, Question
from messaging.changes import IncomingMessage, compose, let_go, release

# Why a text may wait that a person's own text, or an answer, lets go.
WAITING_FOR_A_TURN = ("question_open", "budget")
LONG_AGO = datetime(2000, 1, 1, tzinfo=UTC)


@transaction.atomic(savepoint=False)
def ask(
    side: CaseSubject,
    kind: str,
    wording: str,
    *,
    about: UUID,
    reply_to: IncomingMessage | None = None,
    asked_number: UUID | None = None,
) -> Question:
    """Compose a text that wants an answer; it waits its turn behind an open question."""
    message = compose(
        side.subject.public_id,
        wording,
        about=about,
        thread=side.public_id,
        reply_to=reply_to,
        asks=True,
    )
    return Question.objects.create(
        side=side, kind=kind, about=about, message=message.public_id, asked_number=asked_number
    )


def settle(question: Question, how: str = Question.Settled.ANSWERED) -> None:
    """Close a question, so that the next may be asked."""
    question.settled_at, question.settled_as = timezone.now(), how
    question.save(update_fields=["settled_at", "settled_as"])
    if question.reminder:
        let_go(question.reminder)
    release(question.side.subject.public_id, WAITING_FOR_A_TURN)


def still_open(question: Question) -> bool:
    """Whether nothing has settled it since it was read."""
    return Question.objects.unsettled().filter(pk=question.pk).exists()


def asked_twice(question: Question) -> None:
    """Keep that the choice was put once more: the next unclear text goes to a human."""
    question.asked_twice = True
    question.save(update_fields=["asked_twice"])


def settle_about(about: UUID, *kinds: str) -> None:
    """Let go of questions that were answered in another way."""
    for question in Question.objects.unsettled().filter(about=about, kind__in=kinds):
        settle(question, Question.Settled.PASSED_OVER)


@transaction.atomic(savepoint=False)
def ask_again(question: Question, wording: str, *, reply_to: IncomingMessage | None = None) -> None:
    """Put the same question once more, in the same words: as a reply, or when its turn comes.

    But no invitation: a number has one, and it stays as it was asked.
    """
    if question.kind == Question.Kind.CONSENT:
        return
    side = question.side
    message = compose(
        side.subject.public_id,
        wording,
        about=question.about,
        thread=side.public_id,
        reply_to=reply_to,
        asks=True,
        version=version_of(question.message),
    )
    question.message = message.public_id
    question.save(update_fields=["message"])


def let_go_of_old_questions(now: datetime) -> None:
    """Close what was asked too long ago; words that nobody sorted go to the advocate.

    Their day counts from when they came, whether the menu never left or was set aside meanwhile.
    """
    waiting = {
        question.message: question
        for question in Question.objects.unsettled().select_related("side__subject")
    }
    menus = [one for one in waiting.values() if one.kind == Question.Kind.MENU]
    came = came_at([menu.about for menu in menus])
    texted = {one.message: came[one.about] for one in menus if one.about in came}
    asked = left_since(waiting, LONG_AGO) | texted
    for message, asked_at in asked.items():
        question = waiting[message]
        menu = question.kind == Question.Kind.MENU
        if asked_at + (settings.MENU_OPEN_FOR if menu else settings.QUESTION_OPEN_FOR) > now:
            continue
        _let_go(question)


@transaction.atomic
def _let_go(question: Question) -> None:
    """Unless it was answered, or asked anew, in this moment."""
    subject = hold(question.side.subject.public_id)
    same = Question.objects.unsettled().filter(pk=question.pk, message=question.message)
    still = same.select_related("side__subject").first()
    if still is None:
        return
    settle(still, Question.Settled.EXPIRED)
    if still.kind == Question.Kind.MENU and not _told_already(still.about):
        raise_alert(subject, Alert.Kind.MESSAGE, side=still.side, message=still.about)


def _told_already(text: UUID) -> bool:
    """Whether an alert that goes by email brought the same words to a human."""
    return Alert.objects.filter(message=text, kind__in=Alert.BY_EMAIL).exists()
