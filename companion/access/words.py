"""Who may read a person's words, and the needs they opened."""

from collections.abc import Iterable
from uuid import UUID

from django.db.models import F, OuterRef, Prefetch, Q, QuerySet, Subquery
from django.shortcuts import get_object_or_404

from companion.access.apart import unseen_by
from companion.access.panels import DECIDES, panel_sides
from companion.access.people import my_sides
from companion.models import (
    CaseSubject,
    Need,
    NeedArea,
    Panel,
    PanelAnswer,
    SafeguardingOverride,
    StaffSummary,
    Statement,
    Translation,
    User,
)

Audience = Statement.Audience


def beside(to_words: str = "") -> tuple[Prefetch[str], ...]:
    """What stands beside words, the newest first; reached only through words that may be read."""
    summaries = StaffSummary.objects.select_related("written_by")
    overrides = SafeguardingOverride.objects.filter(ended_at__isnull=True)
    return (
        Prefetch(f"{to_words}overrides", overrides.select_related("decided_by")),
        Prefetch(f"{to_words}translations", Translation.objects.order_by("-translated_on", "-pk")),
        Prefetch(f"{to_words}summaries", summaries.order_by("-written_at", "-pk")),
    )


def shared_with(user: User) -> Q:
    """The statements a person let this user's panel, or agency, read."""
    shared = Q(audience=Audience.PANEL)
    if user.agency_id:
        chosen = Statement.agencies.through.objects.filter(agency=user.agency_id)
        shared |= Q(audience=Audience.AGENCIES, pk__in=chosen.values("statement"))
    return shared


def panel_statements(user: User, roles: tuple[str, ...] | None = None) -> QuerySet[Statement]:
    """Words that people shared with this user as a member of a panel."""
    sides = panel_sides(user, roles) if roles else panel_sides(user)
    return Statement.objects.filter(shared_with(user), side__in=sides.values("pk"))


def my_statements(user: User) -> QuerySet[Statement]:
    """Words said on the sides that this advocate speaks for."""
    mine = Statement.objects.filter(side__in=my_sides(user).values("pk"))
    return mine.select_related(
        "side__subject", "side__panel_case__panel", "subject", "written_by"
    ).prefetch_related("agencies", *beside())


def my_statement_for(user: User, public_id: UUID) -> Statement:
    """One statement of somebody this advocate speaks for."""
    return get_object_or_404(my_statements(user), public_id=public_id)


def other_words_of(side: CaseSubject, statements: QuerySet[Statement]) -> QuerySet[Statement]:
    """Those of one side that opened neither need nor goal, newest first."""
    loose = statements.filter(side=side, need__isnull=True, goal__isnull=True)
    return loose.order_by("-said_at", "-pk")


def needless_words_for(user: User, public_id: UUID) -> Statement:
    """One statement of this advocate's people that opened neither need nor goal yet."""
    loose = my_statements(user).filter(need__isnull=True, goal__isnull=True)
    return get_object_or_404(loose, public_id=public_id)


def unplaced_statements(user: User) -> QuerySet[Statement]:
    """Words of people with two sides that fit neither; for the advocate who keeps their rule."""
    mine = my_sides(user).filter(subject__safe_contact_rule__confirmed_by=user)
    unplaced = Statement.objects.filter(side__isnull=True, subject__in=mine.values("subject"))
    unbarred = unplaced.exclude(subject__in=unseen_by(user).people)
    return unbarred.select_related("subject").prefetch_related(*beside()).order_by("said_at", "pk")


def unplaced_statement_for(user: User, public_id: UUID) -> Statement:
    """One statement that fits no side, which this advocate may place."""
    return get_object_or_404(unplaced_statements(user), public_id=public_id)


def _with_answers(needs: QuerySet[Need]) -> QuerySet[Need]:
    answers = PanelAnswer.objects.select_related("answered_by", "owed_by", "telling")
    return needs.select_related(
        "statement__written_by", "side__subject", "side__panel_case__panel", "area"
    ).prefetch_related(
        "statement__agencies",
        *beside("statement__"),
        Prefetch("answers", answers.order_by("-answered_at", "-pk")),
    )


def my_needs(user: User) -> QuerySet[Need]:
    """Needs on the sides that this advocate speaks for."""
    return _with_answers(Need.objects.filter(side__in=my_sides(user).values("pk")))


def my_need_for(user: User, public_id: UUID) -> Need:
    """One need that this advocate looks after."""
    return get_object_or_404(my_needs(user), public_id=public_id)


def panel_needs(user: User, roles: tuple[str, ...] | None = None) -> QuerySet[Need]:
    """Needs whose words were shared with this member."""
    return _with_answers(
        Need.objects.filter(statement__in=panel_statements(user, roles).values("pk"))
    )


def needs_for_everybody(sides: Iterable[CaseSubject]) -> QuerySet[Need]:
    """Needs of these sides that every member of the panel may read."""
    return _with_answers(
        Need.objects.filter(side__in=list(sides), statement__audience=Audience.PANEL)
    )


def words_for_everybody(sides: Iterable[CaseSubject]) -> QuerySet[Statement]:
    """Words of these sides that every member may read and that opened neither need nor goal."""
    loose = Statement.objects.filter(need__isnull=True, goal__isnull=True)
    shared = loose.filter(side__in=list(sides), audience=Audience.PANEL)
    return shared.select_related("written_by").prefetch_related("agencies", *beside())


def answerable_need_for(user: User, public_id: UUID) -> Need:
    """One need that this member may answer."""
    return get_object_or_404(panel_needs(user, DECIDES), public_id=public_id)


def needs_of(side: CaseSubject, needs: QuerySet[Need]) -> QuerySet[Need]:
    """Those of one side: what matters most first, then the oldest."""
    return in_their_order(needs.filter(side=side))


def in_their_order(needs: QuerySet[Need]) -> QuerySet[Need]:
    """What the person says matters most first, what they did not say last; then the oldest."""
    return needs.order_by(F("importance").desc(nulls_last=True), "opened_at", "pk")


def unanswered(needs: QuerySet[Need]) -> QuerySet[Need]:
    """Those that the panel has not answered at all."""
    return needs.filter(answers__isnull=True)


def owed(needs: QuerySet[Need]) -> QuerySet[Need]:
    """Those whose standing answer is a promise to answer."""
    answers = PanelAnswer.objects.filter(need=OuterRef("pk")).order_by("-answered_at", "-pk")
    newest = needs.annotate(standing=Subquery(answers.values("outcome")[:1]))
    return newest.filter(standing=PanelAnswer.Outcome.OWED)


def need_areas(panel: Panel) -> QuerySet[NeedArea]:
    """The vocabulary of needs at one panel: its own list, else the usual one."""
    own = NeedArea.objects.filter(panel=panel, dropped=False)
    usual = NeedArea.objects.filter(panel__isnull=True, dropped=False)
    return (own if own.exists() else usual).order_by("position", "name")
