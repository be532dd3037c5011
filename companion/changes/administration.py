"""Agencies, panels and seats: what an administrator keeps, who sees no case."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.utils import timezone

from companion.access.alerting import possible_duty_contacts
from companion.access.panels import DECIDES, coordinates_alone
from companion.access.sender_checks import unchecked_senders
from companion.changes.errors import NotReadyYet, OnDuty, SeatedAlready, TheLastOne
from companion.history import SERVICE_CHAIN, record
from companion.models import (
    Agency,
    EventKind,
    Membership,
    NeedArea,
    Panel,
    User,
    panel_types,
)

LEADS = (Membership.Role.COORDINATOR, Membership.Role.CHAIR)


@dataclass(frozen=True)
class AgencyFacts:
    """An agency as it is kept: who answers for its data, and on what it rests."""

    name: str
    sector: str
    controller: str
    regime: str
    basis: str
    agreement: str
    agreement_review_on: date | None


@dataclass(frozen=True)
class PanelFacts:
    """A panel as its administrator keeps it."""

    name: str
    purpose: str
    objectives: str
    staffed_hours: str
    duty_contact: str
    phone_checked_on: date | None


@dataclass(frozen=True)
class Missing:
    """Something a panel lacks before it goes live: a sentence, and what mends it."""

    sentence: str
    mended_by: str  # a fact of the panel, "seat", "duty", "senders", or "agreement"
    agency: Agency | None = None


@transaction.atomic
def keep_agency(facts: AgencyFacts, agency: Agency | None = None, *, acting_user: User) -> Agency:
    """Add an agency, or change what is kept of one."""
    agency = agency or Agency()
    for name, value in vars(facts).items():
        setattr(agency, name, value)
    agency.save()
    record(EventKind.AGENCY_CHANGED, about=agency, chain=SERVICE_CHAIN, acting_user=acting_user)
    return agency


@transaction.atomic
def begin_panel(name: str, type: str, *, acting_user: User) -> Panel:
    """Make a panel of a type, with the purpose and the need areas that the type brings."""
    brings = panel_types()[type]
    panel = Panel.objects.create(name=name, type=type, purpose=brings.purpose)
    record(EventKind.PANEL_MADE, about=panel, chain=panel.public_id, acting_user=acting_user)
    if brings.areas:
        choose_areas(panel, brings.areas, acting_user=acting_user)
    return panel


@transaction.atomic
def change_panel(panel: Panel, facts: PanelFacts, *, acting_user: User) -> None:
    """Keep what a panel is for, and who is there when a text needs somebody."""
    for name, value in vars(facts).items():
        setattr(panel, name, value)
    # Nothing else: it may have gone live, or have another duty contact, since this was read.
    panel.save(update_fields=list(vars(facts)))
    record(EventKind.PANEL_CHANGED, about=panel, chain=panel.public_id, acting_user=acting_user)


@transaction.atomic
def choose_areas(panel: Panel, names: Sequence[str], *, acting_user: User) -> None:
    """Give a panel its own need areas, in this order; what was opened under another one stays."""
    alone = panel.brings.advocate_only
    for position, name in enumerate(names):
        NeedArea.objects.update_or_create(
            panel=panel,
            name=name,
            defaults={"position": position, "dropped": False},
            create_defaults={"position": position, "advocate_only": name in alone},
        )
    panel.need_areas.exclude(name__in=names).update(dropped=True)
    record(EventKind.AREAS_CHANGED, about=panel, chain=panel.public_id, acting_user=acting_user)


def missing_before_live(panel: Panel) -> list[Missing]:
    """What a panel still lacks before anybody real is texted."""
    live = Membership.objects.filter(panel=panel, ended_at__isnull=True)
    roles = set(live.values_list("role", flat=True))
    without = Agency.objects.filter(users__memberships__in=live, agreement="").distinct()
    checks = [
        (panel.staffed_hours, "staffed_hours", "When is somebody there to read what people text?"),
        (panel.duty_contact, "duty_contact", "Who is called when it cannot wait?"),
        (
            _duty_contact_counts(panel),
            "duty",
            "Send the duty contact a test, which they must confirm.",
        ),
        (
            panel.phone_checked_on,
            "phone_checked_on",
            "From a real phone, text HELP, YES and END and call: nothing may be given away.",
        ),
        (Membership.Role.COORDINATOR in roles, "seat", "Nobody coordinates this panel."),
        (Membership.Role.CHAIR in roles, "seat", "Nobody chairs this panel."),
    ]
    lacking = [Missing(sentence, mended_by) for there, mended_by, sentence in checks if not there]
    if untried := unchecked_senders():
        lacking.append(Missing(f"Text HELP, STOP and START to {', '.join(untried)}.", "senders"))
    return lacking + [
        Missing(f"{agency.name} has no sharing agreement.", "agreement", agency)
        for agency in without.order_by("name")
    ]


def _duty_contact_counts(panel: Panel) -> bool:
    """Whether a test came to somebody who still decides at this panel."""
    seated = possible_duty_contacts(panel).filter(pk__in=[panel.duty_user_id])
    return panel.duty_tested_on is not None and seated.exists()


@transaction.atomic
def go_live(panel: Panel, *, acting_user: User) -> None:
    """Let texts leave for this panel's people, once nothing is missing."""
    panel = Panel.objects.select_for_update(no_key=True).get(pk=panel.pk)
    if missing_before_live(panel):
        raise NotReadyYet
    if panel.live_at is None:
        panel.live_at = timezone.now()
        panel.save(update_fields=["live_at"])
        record(EventKind.PANEL_LIVE, about=panel, chain=panel.public_id, acting_user=acting_user)


@transaction.atomic
def give_seat(panel: Panel, user: User, role: str, *, acting_user: User) -> Membership:
    """Seat a user at a panel; another role than before ends the one they had."""
    Panel.objects.select_for_update(no_key=True).get(pk=panel.pk)
    present = Membership.objects.filter(panel=panel, user=user, ended_at__isnull=True).first()
    if present and present.role == role:
        raise SeatedAlready
    if present:
        _end(present, to_role=role)
    seat = Membership.objects.create(panel=panel, user=user, role=role)
    record(EventKind.SEAT_GIVEN, about=panel, chain=panel.public_id, acting_user=acting_user)
    return seat


@transaction.atomic
def end_seat(panel: Panel, user: User, *, acting_user: User) -> None:
    """Take a seat away; it counts at once. A panel keeps a coordinator and a chair."""
    Panel.objects.select_for_update(no_key=True).get(pk=panel.pk)
    seat = Membership.objects.filter(panel=panel, user=user, ended_at__isnull=True).first()
    if seat is None:
        return
    _end(seat)
    record(EventKind.SEAT_ENDED, about=panel, chain=panel.public_id, acting_user=acting_user)


def is_the_last(seat: Membership) -> bool:
    """Whether nobody else coordinates, or chairs, this seat's panel; a closed account does not.

    Nor does a coordinator who may not see somebody that this one may.
    """
    same = Membership.objects.filter(panel=seat.panel_id, role=seat.role, ended_at__isnull=True)
    others = same.filter(user__is_active=True).exclude(pk=seat.pk)
    if seat.role not in LEADS:
        return False
    coordinates = seat.role == Membership.Role.COORDINATOR
    return not others.exists() or (coordinates and coordinates_alone(seat, others))


def _end(seat: Membership, to_role: str = "") -> None:
    on_duty = seat.panel.live_at and seat.panel.duty_user_id == seat.user_id
    if on_duty and to_role not in DECIDES:
        raise OnDuty
    if is_the_last(seat) and seat.panel.live_at:
        raise TheLastOne
    seat.ended_at = timezone.now()
    seat.save(update_fields=["ended_at"])
