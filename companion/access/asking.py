"""Who reads what members ask each other: those who read the need or action it is about."""

from uuid import UUID

from django.db.models import Q, QuerySet
from django.shortcuts import get_object_or_404

from companion.access.panels import may_own, panel_sides
from companion.access.words import panel_statements
from companion.models import AgreedAction, MemberQuestion, Need, PanelCase, Statement, User


def questions_for(user: User) -> QuerySet[MemberQuestion]:
    """About needs and actions that this member reads, the oldest first.

    By the rules behind `panel_needs` and `panel_actions`, not through those: one subquery more
    inside another is more than the parser of an older SQLite holds.
    """
    about_need = Q(need__statement__in=panel_statements(user).values("pk"))
    about_action = Q(agreed_action__side__in=panel_sides(user).values("pk"))
    found = MemberQuestion.objects.filter(about_need | about_action)
    people = ("asked_by", "asked_of", "side__subject", "side__panel_case")
    return found.select_related("need", "agreed_action", *people).order_by("asked_at", "pk")


def questions_in(user: User, panel_case: PanelCase) -> QuerySet[MemberQuestion]:
    """Those of one case."""
    return questions_for(user).filter(side__panel_case=panel_case)


def questions_waiting_for(user: User) -> QuerySet[MemberQuestion]:
    """Those that this member has yet to answer, in open cases."""
    here = {"side__left_at__isnull": True, "side__panel_case__closed_at__isnull": True}
    return questions_for(user).filter(asked_of=user, answered_at__isnull=True, **here)


def asked_question_for(user: User, public_id: UUID) -> MemberQuestion:
    """One that this member was asked."""
    return get_object_or_404(questions_for(user).filter(asked_of=user), public_id=public_id)


def whom_to_ask(about: Need | AgreedAction, user: User) -> QuerySet[User]:
    """Members who read the same need or action, but for whoever asks."""
    others = may_own(about.side).exclude(pk=user.pk)
    if isinstance(about, Need) and about.statement.audience == Statement.Audience.AGENCIES:
        return others.filter(agency__in=about.statement.agencies.values("pk"))
    return others
