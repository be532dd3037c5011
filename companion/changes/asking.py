"""Members asking each other between meetings."""

from django.db import transaction
from django.utils import timezone

from companion.changes.errors import AlreadyAnswered
from companion.changes.reviews import still_open
from companion.history import record
from companion.models import AgreedAction, EventKind, MemberQuestion, Need, User


@transaction.atomic
def ask_member(
    about: Need | AgreedAction, asked_of: User, words: str, *, acting_user: User
) -> MemberQuestion:
    """Ask another member about a need or an action."""
    still_open(about.side)
    question = MemberQuestion.objects.create(
        side=about.side,
        need=about if isinstance(about, Need) else None,
        agreed_action=about if isinstance(about, AgreedAction) else None,
        owner_id=about.side.subject.public_id,
        words=words,
        asked_by=acting_user,
        asked_of=asked_of,
    )
    _keep(EventKind.MEMBER_ASKED, question, acting_user)
    return question


@transaction.atomic
def answer_member(question: MemberQuestion, answer: str, *, acting_user: User) -> None:
    """Answer once, in words."""
    still_open(question.side)
    held = MemberQuestion.objects.select_for_update(no_key=True).get(pk=question.pk)
    if held.answered_at:
        raise AlreadyAnswered
    held.answer, held.answered_at = answer, timezone.now()
    held.save()
    _keep(EventKind.MEMBER_ANSWERED, held, acting_user)


def _keep(kind: EventKind, question: MemberQuestion, acting_user: User) -> None:
    record(kind, about=question, chain=question.owner_id, acting_user=acting_user)
