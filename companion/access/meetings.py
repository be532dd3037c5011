"""Who may read meetings, what they froze, reviews and referrals."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from uuid import UUID

from django.db.models import Exists, F, OuterRef, Q, QuerySet, Subquery
from django.shortcuts import get_object_or_404

from companion.access.panels import DECIDES, LEADS, Role, cases_for, panel_sides, panels_for
from companion.access.words import panel_needs, panel_statements, unanswered
from companion.models import (
    AgendaItem,
    CaseSubject,
    Meeting,
    Need,
    NeedsSummary,
    Panel,
    PanelCase,
    Referral,
    Review,
    Statement,
    User,
)

EVERYBODY = tuple(Role.values)
COORDINATES = (Role.COORDINATOR,)


def meetings_for(user: User, roles: tuple[str, ...] = EVERYBODY) -> QuerySet[Meeting]:
    """Meetings of the panels on which this user has one of these roles, the newest first."""
    here = Meeting.objects.filter(panel__in=panels_for(user, roles))
    return here.select_related("panel", "closed_by").order_by("-held_on", "pk")


def meeting_for(user: User, public_id: UUID) -> Meeting:
    """One meeting of this user's panels."""
    return get_object_or_404(meetings_for(user), public_id=public_id)


def led_meeting_for(user: User, public_id: UUID) -> Meeting:
    """One meeting that this user prepares and closes."""
    return get_object_or_404(meetings_for(user, LEADS), public_id=public_id)


def led_panels(user: User) -> QuerySet[Panel]:
    """Panels at which this user calls meetings and decides reviews."""
    return panels_for(user, LEADS).order_by("name", "pk")


def led_panel_for(user: User, public_id: UUID) -> Panel:
    """One panel that this user coordinates or chairs."""
    return get_object_or_404(led_panels(user), public_id=public_id)


def led_case_for(user: User, public_id: UUID) -> PanelCase:
    """One case that this user reviews, closes and reopens."""
    return get_object_or_404(led_cases(user), public_id=public_id)


def led_cases(user: User) -> QuerySet[PanelCase]:
    """Cases with a side that this user may see, at panels that they coordinate or chair."""
    return cases_for(user).filter(panel__in=panels_for(user, LEADS))


def items_of(user: User, meeting: Meeting) -> list[AgendaItem]:
    """The agenda, less the cases that this reader may not see, in its order."""
    seen = meeting.items.filter(panel_case__in=cases_for(user).values("pk"))
    return list(seen.select_related("panel_case__panel").order_by("position", "pk"))


def sides_by_case(user: User, cases: Iterable[PanelCase]) -> dict[int, list[CaseSubject]]:
    """The sides of these cases that this reader may see."""
    found: dict[int, list[CaseSubject]] = defaultdict(list)
    for side in panel_sides(user).filter(panel_case__in=list(cases)).order_by("pk"):
        found[side.panel_case_id].append(side)
    return found


def unanswered_at(user: User, meeting: Meeting) -> list[Need]:
    """Needs on the agenda, of those this reader may see, with neither an answer nor an owner.

    What a reader may not see is not counted for them: a count would tell them of it.
    """
    on_it = panel_needs(user).filter(side__panel_case__agenda_items__meeting=meeting)
    return list(unanswered(on_it).order_by("opened_at", "pk"))


def open_cases_of(user: User, panel: Panel) -> QuerySet[PanelCase]:
    """Cases that may be put on an agenda by this user."""
    return cases_for(user).filter(panel=panel, closed_at__isnull=True).order_by("pk")


def closed_cases(user: User) -> QuerySet[PanelCase]:
    """Cases of this user's panels that were closed, the latest first."""
    return cases_for(user).filter(closed_at__isnull=False).order_by("-closed_at", "-pk")


def sides_at(meeting: Meeting) -> list[CaseSubject]:
    """Every side on the agenda, to be frozen whoever presses the button; shown to nobody."""
    sides = CaseSubject.objects.filter(panel_case__agenda_items__meeting=meeting)
    return list(sides.select_related("subject", "panel_case__panel").order_by("pk"))


def still_shared(user: User, public_ids: Iterable[str]) -> set[UUID]:
    """Which of these statements this reader may read today, whatever an old version holds."""
    now = panel_statements(user).filter(public_id__in=list(public_ids))
    return set(now.values_list("public_id", flat=True))


def versions_for(user: User) -> QuerySet[NeedsSummary]:
    """Frozen versions of the sides that this reader may see today."""
    sides = panel_sides(user).values("pk")
    return NeedsSummary.objects.filter(side__in=sides).select_related(
        "side__subject", "side__panel_case__panel", "meeting", "made_by"
    )


def version_for(user: User, panel_case: PanelCase, public_id: UUID) -> NeedsSummary:
    """One frozen version of one case."""
    versions = versions_for(user).filter(side__panel_case=panel_case)
    return get_object_or_404(versions, public_id=public_id)


def versions_by_side(user: User, panel_case: PanelCase) -> dict[int, list[NeedsSummary]]:
    """When each side was frozen, the newest first; what was frozen is not fetched."""
    found: dict[int, list[NeedsSummary]] = defaultdict(list)
    versions = versions_for(user).filter(side__panel_case=panel_case).defer("content")
    for version in versions.order_by("-version"):
        found[version.side_id].append(version)
    return found


def newest_versions(user: User, panel_case: PanelCase) -> dict[int, NeedsSummary]:
    """What the last meeting read of each side."""
    later = NeedsSummary.objects.filter(side=OuterRef("side"), version__gt=OuterRef("version"))
    versions = versions_for(user).filter(side__panel_case=panel_case)
    return {version.side_id: version for version in versions.exclude(Exists(later))}


def versions_at(user: User, meeting: Meeting) -> dict[int, NeedsSummary]:
    """What this meeting read, of the sides that this reader may see."""
    return {version.side_id: version for version in versions_for(user).filter(meeting=meeting)}


def last_version_of(side: CaseSubject) -> int:
    """The number of the newest version of one side; 0 before the first."""
    newest = NeedsSummary.objects.filter(side=side).order_by("-version").values("version")[:1]
    return CaseSubject.objects.filter(pk=side.pk).values_list(Subquery(newest), flat=True)[0] or 0


def reviews_of(user: User, panel_case: PanelCase) -> list[Review]:
    """Decided reviews of a case, the newest first; a view that is not shared stays away.

    A reason may speak of everybody in the case: it is for those who may see them all.
    """
    reviews = panel_case.reviews.filter(decided_at__isnull=False)
    found = list(reviews.select_related("decided_by", "their_view").order_by("-decided_at", "-pk"))
    views = [review.their_view.public_id for review in found if review.their_view]
    shared = still_shared(user, map(str, views)) if views else set()
    sees_all = not panel_case.sides.exclude(pk__in=panel_sides(user).values("pk")).exists()
    for review in found:
        if not sees_all:
            review.reason = ""
        if review.their_view and review.their_view.public_id not in shared:
            review.their_view = None
    return found


def review_ahead(panel_case: PanelCase) -> Review | None:
    """The review that a case the caller may already see waits for."""
    return panel_case.reviews.filter(decided_at__isnull=True).first()


def panel_reviews(panel: Panel) -> QuerySet[Review]:
    """Reviews of a panel itself, the newest first."""
    own = panel.reviews.filter(panel_case__isnull=True).select_related("decided_by")
    return own.order_by(F("decided_at").desc(nulls_first=True), "-pk")


def reviews_due(user: User, until: date) -> list[Review]:
    """Reviews that this user decides and whose day has come, the oldest first."""
    of_case = Q(panel_case__in=led_cases(user).filter(closed_at__isnull=True).values("pk"))
    of_panel = Q(panel_case__isnull=True, panel__in=panels_for(user, LEADS))
    ahead = Review.objects.filter(of_case | of_panel, decided_at__isnull=True, due_on__lte=until)
    return list(ahead.select_related("panel", "panel_case__panel").order_by("due_on", "pk"))


def views_to_choose(user: User, panel_case: PanelCase) -> QuerySet[Statement]:
    """A case's words that say, perhaps, what the person thinks of it; the newest first."""
    words = panel_statements(user).filter(
        side__panel_case=panel_case, audience=Statement.Audience.PANEL
    )
    return words.select_related("side__subject").order_by("-said_at", "-pk")


def referring_panels(user: User) -> QuerySet[Panel]:
    """Panels to which this user may refer somebody."""
    return panels_for(user, DECIDES).order_by("name", "pk")


def referrals_for(user: User) -> QuerySet[Referral]:
    """Referrals that this user made, or decides as a coordinator."""
    own = Q(referred_by=user, panel__in=panels_for(user))
    led = Q(panel__in=panels_for(user, COORDINATES))
    found = Referral.objects.filter(own | led).order_by(
        F("decided_at").desc(nulls_first=True), "-referred_at", "-pk"
    )
    return found.select_related("panel", "referred_by__agency", "decided_by", "panel_case")


def referral_for(user: User, public_id: UUID) -> Referral:
    """One referral that this user made, or decides."""
    return get_object_or_404(referrals_for(user), public_id=public_id)


def referrals_to_decide(user: User) -> QuerySet[Referral]:
    """Referrals that wait for this coordinator, the oldest first."""
    led = referrals_for(user).filter(panel__in=panels_for(user, COORDINATES), decision="")
    return led.order_by("referred_at", "pk")


def referral_to_decide_for(user: User, public_id: UUID) -> Referral:
    """One referral that this coordinator takes, or does not."""
    led = referrals_for(user).filter(panel__in=panels_for(user, COORDINATES))
    return get_object_or_404(led, public_id=public_id)
