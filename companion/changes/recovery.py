"""Codes on paper for when the phone is lost: made, shown once, and taken once."""

from secrets import choice

from django.db import transaction
from django.utils import timezone

from companion.changes.account import CodeChecked, take_code
from companion.changes.holding import hold_user
from companion.changes.letters import write_to
from companion.history import SERVICE_CHAIN, record
from companion.models import EventKind, Notice, RecoveryCode, User
from vault.index import blind_index

HOW_MANY = 10
# No letter that is taken for another one or for a figure; twelve of them are 57 bits.
LETTERS = "ABCDEFGHJKMNPQRSTVWXYZ23456789"
GROUPS, GROUP = 3, 4


@transaction.atomic
def make_recovery_codes(user: User, *, acting_user: User) -> list[str]:
    """New codes in place of all the old ones; what is returned is kept nowhere."""
    hold_user(user.pk)
    codes = [_new_code() for _ in range(HOW_MANY)]
    RecoveryCode.objects.filter(user=user).delete()
    RecoveryCode.objects.bulk_create(
        RecoveryCode(user=user, digest=_digest(user, code)) for code in codes
    )
    record(EventKind.RECOVERY_CODES_MADE, about=user, chain=SERVICE_CHAIN, acting_user=acting_user)
    return codes


@transaction.atomic
def check_recovery_code(user: User, code: str) -> CodeChecked:
    """Take a code from the paper in place of one from the app; both share one count of tries."""
    return _take_paper(user, code, EventKind.SIGNED_IN)


@transaction.atomic
def check_recovery_code_again(user: User, code: str) -> CodeChecked:
    """Take a code from the paper before a dangerous act, from somebody who is inside."""
    return _take_paper(user, code, EventKind.CODE_GIVEN_AGAIN)


def _take_paper(user: User, code: str, what_for: EventKind) -> CodeChecked:
    unused = RecoveryCode.objects.filter(user=user, digest=_digest(user, code), used_at=None)
    checked = take_code(
        user,
        lambda device: bool(unused.update(used_at=timezone.now())),
        EventKind.RECOVERY_CODE_USED,
        what_for,
    )
    if checked.right:
        write_to([user], Notice.Kind.RECOVERY_CODE_USED)
    return checked


def _new_code() -> str:
    return "-".join("".join(choice(LETTERS) for _ in range(GROUP)) for _ in range(GROUPS))


def _digest(user: User, code: str) -> str:
    """Keyed, and of this user's own: nobody who has the table alone can try codes against it."""
    plain = "".join(code.upper().replace("-", " ").split())
    return blind_index(f"{user.public_id}{plain}", "recovery code")
