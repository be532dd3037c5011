"""Conversations, rules and alerts; and what the gate must know of earlier texts."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import OuterRef, Prefetch, Q, QuerySet, Subquery
from django.shortcuts import get_object_or_404
from django.utils import timezone

from companion.access.panels import DECIDES, panel_sides
from companion.access.people import my_sides
from companion.models import (
    Absence,
    Alert,
    CaseSubject,
    Consent,
    Partition,
    Question,
    SafeContactRule,
    Subject,
    User,
    WordingKey,
)
from messaging.models import IncomingMessage, Medium, Number, OutgoingMessage, State

UNDER_WAY = (State.SENDING, State.UNKNOWN, State.ACCEPTED, State.SENT, State.DELIVERED)
LEADS = tuple(role for role in DECIDES if role == "coordinator")


def rule_of(side: CaseSubject) -> SafeContactRule | None:
    """The rule agreed with the person of a side that the caller may already see."""
    rules = SafeContactRule.objects.select_related("confirmed_by")
    return rules.filter(subject=side.subject_id).first()


def absence_of(side: CaseSubject) -> Absence | None:
    """Why the person of a side that the caller may already see cannot read texts now."""
    absences = Absence.objects.select_related("recorded_by")
    return absences.filter(subject=side.subject_id, ended_at__isnull=True).first()


def number_of(side: CaseSubject) -> Number | None:
    """The live number of the person of a side that the caller may already see."""
    return Number.objects.live().filter(owner_id=side.subject.public_id).first()


def rules_and_numbers(
    sides: Collection[CaseSubject],
) -> tuple[dict[int, SafeContactRule], dict[UUID, Number]]:
    """Rules by subject and live numbers by owner, of sides that the caller may already see."""
    rules = SafeContactRule.objects.filter(subject__in=[side.subject_id for side in sides])
    owners = [side.subject.public_id for side in sides]
    numbers = Number.objects.live().filter(owner_id__in=owners)
    return (
        {rule.subject_id: rule for rule in rules},
        {number.owner_id: number for number in numbers},
    )


def consents_of(sides: Collection[CaseSubject]) -> dict[int, Consent]:
    """The agreement that stands on each side, confirmed or not."""
    standing = Consent.objects.filter(side__in=sides, withdrawn_at__isnull=True)
    standing = standing.select_related("side__panel_case__panel", "recorded_by")
    return {consent.side_id: consent for consent in standing}


def was_invited(number: Number) -> bool:
    """Whether this number has had its one invitation."""
    asked = Question.objects.filter(asked_number=number.public_id, kind=Question.Kind.CONSENT)
    return asked.exists()


def next_text(side: CaseSubject) -> OutgoingMessage | None:
    """The text of a side that would leave first, whether it may or is withheld."""
    waiting = OutgoingMessage.objects.filter(
        thread=side.public_id, state__in=(State.QUEUED, State.WITHHELD)
    )
    return waiting.order_by("state", "priority", "due_at", "pk").first()


def calls_asked(user: User, side: CaseSubject) -> list[Alert]:
    """Open requests for a call by the person of this side."""
    return _open_about(user, side, [Alert.Kind.CALL])


def dangers_about(user: User, side: CaseSubject) -> list[Alert]:
    """Open alerts that the person of this side may be hurt, or hurt somebody."""
    return _open_about(user, side, Alert.ABOUT_DANGER)


def _open_about(user: User, side: CaseSubject, kinds: Iterable[str]) -> list[Alert]:
    about = alerts_for(user).filter(kind__in=kinds, subject=side.subject_id)
    return list(about.filter(Q(side=side) | Q(side__isnull=True)))


def kinds_of_alerts(side: CaseSubject, messages: Collection[UUID]) -> dict[UUID, list[str]]:
    """What each text of a conversation asked a human for, in words."""
    alerts = Alert.objects.filter(subject=side.subject_id, message__in=messages)
    kinds: dict[UUID, list[str]] = {}
    for alert in alerts.order_by("pk"):
        if alert.message:
            kinds.setdefault(alert.message, []).append(alert.get_kind_display())
    return kinds


def threads_of(user: User, side: CaseSubject) -> Q:
    """This side's thread; and what fits no side, for the advocate who keeps the rule."""
    this = Q(thread=side.public_id)
    kept_by = SafeContactRule.objects.filter(subject=side.subject_id, confirmed_by=user)
    one_side = not CaseSubject.objects.filter(subject=side.subject_id).exclude(pk=side.pk).exists()
    if one_side or kept_by.exists():
        this |= Q(thread__isnull=True)
    return this & Q(owner_id=side.subject.public_id)


def conversation(
    user: User, side: CaseSubject, most: int = 50
) -> list[IncomingMessage | OutgoingMessage]:
    """The newest texts of a side that this advocate may read, oldest first."""
    threads = threads_of(user, side)
    texts: list[IncomingMessage | OutgoingMessage] = [
        *with_what_came().filter(threads).order_by("-received_at", "-pk")[:most],
        *OutgoingMessage.objects.filter(threads).order_by("-created_at", "-pk")[:most],
    ]
    texts.sort(key=lambda text: moment_of(text))
    return texts[-most:]


def with_what_came() -> QuerySet[IncomingMessage]:
    """Texts with what came with them, not opened; for whoever may read the texts."""
    media = Medium.objects.unopened().order_by("place")
    return IncomingMessage.objects.prefetch_related(Prefetch("media", media))


def texts_from(user: User, side: CaseSubject) -> Iterable[IncomingMessage]:
    """Every text that ever came on a side, for its advocate, newest first."""
    return IncomingMessage.objects.filter(threads_of(user, side)).order_by("-pk").iterator()


def replies_to(text: IncomingMessage) -> list[str]:
    """What left in answer to a text that the caller may already see."""
    left = OutgoingMessage.objects.filter(reply_to=text, state__in=UNDER_WAY).order_by("pk")
    return [reply.body for reply in left]


def moment_of(text: IncomingMessage | OutgoingMessage) -> datetime:
    """When a text came, or was composed."""
    return text.received_at if isinstance(text, IncomingMessage) else text.created_at


def alerts_for(user: User) -> QuerySet[Alert]:
    """Open alerts that this user may take care of, the oldest first."""
    return _alerts_of(user).filter(seen_at__isnull=True).order_by("raised_at", "pk")


def danger_alert_for(user: User, public_id: UUID) -> Alert:
    """One alert about danger that this user may take care of, or that somebody took care of."""
    dangers = _alerts_of(user).filter(kind__in=Alert.ABOUT_DANGER).select_related("seen_by")
    return get_object_or_404(dangers, public_id=public_id)


def _alerts_of(user: User) -> QuerySet[Alert]:
    """About an advocate's own people; dangers reach coordinators, urgent ones duty contacts too.

    Who asks for another advocate asks the coordinator, past the present one.
    """
    mine = my_sides(user)
    led = panel_sides(user, LEADS)
    on_duty = panel_sides(user, DECIDES).filter(panel_case__panel__duty_user=user)
    visible = (
        ~Q(kind=Alert.Kind.CHANGE_ADVOCATE) & Q(side__in=mine.values("pk"))
        | ~Q(kind=Alert.Kind.CHANGE_ADVOCATE)
        & Q(side__isnull=True, subject__in=mine.values("subject"))
        | Q(kind__in=Alert.FOR_COORDINATORS, side__in=led.values("pk"))
        | Q(
            kind__in=Alert.FOR_COORDINATORS,
            side__isnull=True,
            subject__in=led.values("subject"),
        )
        | Q(kind__in=Alert.URGENT, side__in=on_duty.values("pk"))
        | Q(kind__in=Alert.URGENT, side__isnull=True, subject__in=on_duty.values("subject"))
    )
    return Alert.objects.filter(visible).select_related("subject__safe_contact_rule", "side")


def alert_for(user: User, public_id: UUID) -> Alert:
    """One open alert that this user takes care of."""
    return get_object_or_404(alerts_for(user), public_id=public_id)


def alerts_about(user: User, alert: Alert) -> list[Alert]:
    """Open alerts about the same text, this one among them."""
    if alert.message is None:
        return [alert]
    return list(alerts_for(user).filter(message=alert.message, subject=alert.subject_id))


def texts_of_alerts(alerts: Collection[Alert]) -> dict[UUID, IncomingMessage]:
    """The texts behind alerts that the caller may already see."""
    texts = IncomingMessage.objects.filter(public_id__in=[alert.message for alert in alerts])
    return {text.public_id: text for text in texts}


def unprompted_since(owners: Collection[UUID], since: datetime) -> dict[UUID, list[datetime]]:
    """When texts left that none of the person's own called for, oldest first; by person."""
    under_way = OutgoingMessage.objects.filter(
        # Not by the later of the two: so each is found in the index.
        Q(accepted_at__gt=since) | Q(accepted_at__isnull=True, claimed_at__gt=since),
        owner_id__in=list(owners),
        reply_to__isnull=True,
        state__in=UNDER_WAY,
    )
    left: dict[UUID, list[datetime]] = defaultdict(list)
    for owner_id, accepted_at, claimed_at in under_way.values_list(
        "owner_id", "accepted_at", "claimed_at"
    ):
        if moment := accepted_at or claimed_at:
            left[owner_id].append(moment)
    return {owner_id: sorted(moments) for owner_id, moments in left.items()}


def newest_news(side: CaseSubject) -> OutgoingMessage | None:
    """The newest text about an answer or an action that left for this side."""
    news = OutgoingMessage.objects.filter(
        thread=side.public_id, about__isnull=False, state__in=UNDER_WAY
    ).filter(
        Q(wording__startswith="need_answered")
        | Q(wording__startswith="action_")
        | Q(wording=WordingKey.YOU_SAID_WE_DID)
    )
    return news.order_by("-pk").first()


def wording_of(message: UUID) -> str:
    """Which wording a text was composed with."""
    return OutgoingMessage.objects.values_list("wording", flat=True).get(public_id=message)


def version_of(message: UUID) -> str:
    """In which version of its words a text went, or has to go."""
    return OutgoingMessage.objects.values_list("version", flat=True).get(public_id=message)


def level_of(message: UUID) -> str:
    """How much a text said when it left; empty as long as it has not."""
    return OutgoingMessage.objects.values_list("level", flat=True).get(public_id=message)


def paused_until(now: datetime) -> list[Subject]:
    """People whose pause has run out; for the clock alone."""
    over = Subject.objects.filter(safe_contact_rule__paused_until__lte=now)
    return list(over.order_by("pk"))


def open_duress(subjects: Iterable[int]) -> set[int]:
    """Who of these used their duress word, and nobody has looked; ids of subjects, in and out."""
    alerts = Alert.objects.filter(kind=Alert.Kind.DURESS, seen_at__isnull=True)
    return set(alerts.filter(subject__in=list(subjects)).values_list("subject", flat=True))


def senders_kept_from(subjects: Iterable[int]) -> dict[int, set[str]]:
    """Our numbers from which those are texted who are kept apart from each; by id of subject.

    One query, whether or not anybody is kept apart: how many there are would tell of it.
    """
    ids = list(subjects)
    pairs = Partition.objects.filter(Q(one__in=ids) | Q(other__in=ids))
    both = pairs.annotate(of_one=_sender_of("one"), of_other=_sender_of("other"))
    found: dict[int, set[str]] = defaultdict(set)
    for one, other, of_one, of_other in both.values_list("one", "other", "of_one", "of_other"):
        found[one].add(of_other)
        found[other].add(of_one)
    return found


def _sender_of(person: str) -> Subquery:
    held = Number.objects.live().filter(owner_id=OuterRef(f"{person}__public_id"))
    return Subquery(held.values("sender")[:1])


def heard_from(owners: Collection[UUID], since: datetime) -> set[UUID]:
    """From whose phones anything came since then."""
    came = IncomingMessage.objects.filter(owner_id__in=list(owners), received_at__gt=since)
    return {owner for owner in came.values_list("owner_id", flat=True).distinct() if owner}


def replied_to_unknown_today(sender_index: str) -> bool:
    """Whether this unknown number had its one dull reply of the day."""
    since = timezone.now() - timedelta(days=1)
    replies = OutgoingMessage.objects.filter(
        reply_to__sender_index=sender_index, reply_to__owner_id__isnull=True, created_at__gt=since
    )
    return replies.exists()
