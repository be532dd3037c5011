"""Texts from numbers that are nobody's: for whoever coordinates a panel, with no case attached."""

from uuid import UUID

from django.db.models import Exists, OuterRef, QuerySet
from django.http import Http404
from django.shortcuts import get_object_or_404

from companion.access.panels import coordinated_panels
from companion.models import StrangerText, User
from messaging.models import IncomingMessage


def texts_of_strangers(user: User) -> QuerySet[IncomingMessage]:
    """All that nobody has dealt with, the newest first; nothing is there for anybody else."""
    if not coordinated_panels(user).exists():
        raise Http404
    return _waiting()


def text_of_stranger_for(user: User, public_id: UUID) -> IncomingMessage:
    """One of them."""
    return get_object_or_404(texts_of_strangers(user), public_id=public_id)


def how_many_wait() -> int:
    """How many there are, for somebody who coordinates."""
    return _waiting().order_by().count()


def _waiting() -> QuerySet[IncomingMessage]:
    done = StrangerText.objects.filter(message=OuterRef("public_id"))
    return IncomingMessage.objects.of_strangers().filter(~Exists(done)).order_by("-id")
