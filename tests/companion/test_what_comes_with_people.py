"""What pages show of people, alerts and openings comes with it: no more is asked for many."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.utils import timezone

from companion.access import (
    account,
    administration,
    alerting,
    codebook,
    contact,
    emergencies,
    exports,
    goals,
    opened,
    panels,
    people,
    planned,
    questions,
    sender_checks,
    staff,
    tour,
)
from companion.changes.about import Capacity, note_capacity
from companion.changes.absences import begin_absence
from companion.changes.alerts import raise_alert, see_alert
from companion.changes.codebook import agree_code
from companion.changes.emergencies import ask_for_cover, confirm_cover, end_cover
from companion.changes.exports import Taken, keep_export
from companion.changes.openings import go_through, settle_opening
from companion.changes.people import keep_apart
from companion.changes.standing_in import arrange_stand_in
from companion.models import (
    Alert,
    AlertLetter,
    DutyTest,
    FactorReset,
    Invitation,
    Question,
    SealedTotpDevice,
)
from tests import factories
from tests.cast import Cast
from tests.companion.finding import change, comes_with
from tests.reasons import gives_a_reason

pytestmark = pytest.mark.django_db


def test_emergencies_alerts_and_what_was_opened(cast: Cast) -> None:
    colleague = factories.user("Ari Colleague", cast.advocate.agency)
    asked = ask_for_cover(cast.side, colleague, "No answer.", acting_user=cast.coordinator)
    confirmed = confirm_cover(asked, acting_user=cast.chair)
    end_cover(confirmed, acting_user=cast.chair)
    comes_with(
        emergencies.emergencies_for(cast.chair),
        "side.subject", "side.panel_case.panel", "advocacy.advocate.agency",
        *(f"{who}.agency" for who in ("colleague", "asked_by", "confirmed_by", "ended_by")),
    )  # fmt: skip
    week = opened.monday_of(timezone.localdate())
    in_week = opened.emergencies_in(cast.chair, cast.panel, week)
    comes_with(in_week, "colleague.agency", "asked_by", "confirmed_by", "side.subject")
    keep_export(cast.side, Taken("csv", 1, "The court."), acting_user=cast.advocate)
    taken = opened.exports_in(cast.chair, cast.panel, week)
    comes_with(taken, "made_by.agency", "side.subject", "side.panel_case")
    comes_with(exports.exports_of(cast.advocate, cast.side), "made_by")
    (opening,) = gives_a_reason(cast.observer, cast.side)
    check = go_through(opening, "ask", acting_user=cast.chair)
    comes_with(opened.asked_about(cast.observer), "checked_by", "opening.panel_case")
    settle_opening(check, "It was fine.", acting_user=cast.chair)
    gone = ("gone_through.checked_by", "gone_through.settled_by")
    comes_with(opened.openings_led_by(cast.chair), "user.agency", "panel_case.panel", *gone)
    raise_alert(cast.side.subject, "duress", side=cast.side)
    alert = Alert.objects.get()
    comes_with(alerting.open_and_told_by_email(), "subject")
    comes_with(contact.alerts_for(cast.advocate), "side", "subject.safe_contact_rule")
    AlertLetter.objects.create(alert=alert, user=cast.member, round=0, why="duty")
    comes_with(alerting.told_of(alert), "user.agency")
    see_alert(alert, acting_user=cast.advocate)
    comes_with([contact.danger_alert_for(cast.coordinator, alert.public_id)], "seen_by", "side")


def test_people_and_how_they_are_reached(cast: Cast) -> None:
    side, advocate = cast.side, cast.advocate
    colleague = factories.user("Ari Colleague", advocate.agency)
    until = timezone.now() + timedelta(days=9)
    arrange_stand_in(colleague, timezone.now(), until, acting_user=advocate)
    begin_absence(side, "hospital", "An operation.", acting_user=advocate)
    ana = factories.side("Ana", cast.panel, advocate, cast.coordinator)
    lee = factories.side("Lee", cast.panel, factories.user("Lee Helper"), cast.coordinator)
    keep_apart(ana.subject, lee.subject, acting_user=cast.coordinator)
    comes_with(panels.partitions_led_by(cast.coordinator), "one", "other", "made_by")
    found = Capacity("Moving house", "with_support", "Slowly.")
    note_capacity(side, found, acting_user=advocate)
    comes_with(people.capacity_notes_of(side), "found_by")
    of_side = ("subject", "panel_case.panel")
    comes_with(panels.panel_sides(cast.member), *of_side)
    comes_with(people.my_sides(advocate), *of_side)
    comes_with(panels.cases_for(cast.member), "panel")
    for users in (
        panels.may_own(side), panels.seated_at(side), people.possible_advocates(),
        people.colleagues_of(advocate),
    ):  # fmt: skip
        comes_with(users, "agency")
    comes_with(people.advocacies_of([side]), "advocate.agency")
    comes_with([people.stand_in_of(advocate)], "colleague.agency")
    comes_with([contact.rule_of(side)], "confirmed_by")
    comes_with([contact.absence_of(side)], "recorded_by")
    consents = contact.consents_of([side]).values()
    comes_with(consents, "side.panel_case.panel", "recorded_by")
    agree_code(side, "yes", "fine", about=None, until=until, acting_user=advocate)
    codes = codebook.codes_of(advocate, side)
    one = codebook.my_code_for(advocate, side, codes[0].public_id)
    comes_with([*codes, one], "side.subject")
    plan = factories.planned(side, advocate)
    comes_with(planned.my_plans(advocate), "side.subject", "side.panel_case.panel", "planned_by")
    change(plan, next_at=timezone.now())
    due = planned.due_plan(plan.pk, timezone.now())
    comes_with([due], "side.subject", "side.panel_case")
    now = timezone.now()
    Question.objects.create(
        side=side,
        kind="menu",
        about=uuid4(),
        message=uuid4(),
        settled_as="answered",
        settled_at=now,
    )
    comes_with([questions.last_answered(side.subject, now)], "side.subject")
    factories.goal(side, "work")
    comes_with(goals.goals_not_asked_since(timezone.now()), "side.subject")
    comes_with(goals.not_asked_of_trust(now + timedelta(days=2)), "subject")
    comes_with([tour.side_behind(cast.phone)], *of_side)


def test_who_works_here(cast: Cast) -> None:
    admin, panel = cast.administrator, cast.panel
    change(panel, duty_user=cast.member)
    DutyTest.objects.create(panel=panel, asked_by=admin, user=cast.member)
    now = timezone.now()
    lasting = {"expires_at": now + timedelta(days=1)}
    FactorReset.objects.create(user=cast.chair, asked_by=admin, **lasting)
    Invitation.objects.create(user=cast.chair, invited_by=admin, digest="d", **lasting)
    SealedTotpDevice.objects.create(
        user=cast.chair, owner_id=cast.chair.public_id, secret="MFRGGZDF", confirmed=False
    )
    comes_with(administration.administered_panels(admin), "duty_user")
    comes_with(administration.seats_of(panel), "user.agency")
    for users in (
        administration.seatable_users(admin), staff.staff_for(admin),
        alerting.possible_duty_contacts(panel),
    ):  # fmt: skip
        comes_with(users, "agency")
    comes_with([alerting.newest_duty_test(panel)], "user", "panel")
    comes_with(alerting.duty_tests_of(cast.member), "panel")
    comes_with(staff.in_hand(cast.member).seats, "panel")
    comes_with(staff.resets_waiting(admin), "user", "asked_by")
    comes_with([staff.open_invitation("d")], "user")
    comes_with([account.authenticator_begun(cast.chair)], "user")
    comes_with(sender_checks.senders_for(admin), "check.checked_by")
