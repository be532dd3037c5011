"""The demonstration's town: everybody whom it promises lives there, and nothing is faked."""

import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest
from django.db.models import Max, Min
from django.utils import timezone

from companion.access.people import my_sides
from companion.access.worries import signs_of
from companion.management.world import is_empty, tell
from companion.models import (
    CaseSubject,
    Consent,
    Event,
    Feedback,
    Meeting,
    Partition,
    PlannedText,
    SafeContactRule,
    SafeguardingOverride,
    User,
    Worry,
)
from companion.summaries.worries import worries
from messaging.models import OutgoingMessage
from tests.demo import ROOT, Demo, furnish


@pytest.mark.sqlite
@pytest.mark.timeout(400)
def test_the_town_has_everybody_and_a_loop_gone_all_the_way(tmp_path: Path) -> None:
    """Looked at where every test of the demo finds it: in the demo's own environment."""
    furnish(tmp_path)
    look = "from tests.companion.test_world import look_around; look_around()"
    command = [sys.executable, str(ROOT / "scripts" / "demo.py"), "shell", "-c", look]
    looking = Demo(tmp_path).environment_of()
    seen = subprocess.run(command, cwd=ROOT, env=looking, capture_output=True, text=True)
    assert seen.returncode == 0, seen.stderr


def look_around() -> None:
    """Whatever the town promises is there."""
    assert not is_empty()
    told = tell("http://127.0.0.1:8000")
    roles = [account["role"] for account in told["accounts"]]
    assert roles.count("advocate") == 2
    assert {"coordinator", "chair", "member", "evaluator", "editor", "administrator"} <= set(roles)
    people = {person["name"]: person for person in told["subjects"]}
    assert {person["role"] for person in people.values()} == {
        "victim",
        "offender",
        "both",
        "family",
    }
    assert {person["language"] for person in people.values()} >= {"en", "pl", "ur"}
    assert not people["Mina"]["consented"]
    assert people["Kasia"]["consented"]
    assert people["restricted"]["safe_hours"] != "00:00-00:00"
    assert people["Jay"]["sender"] != people["Kit"]["sender"]
    assert people["Jay"]["advocate_email"] != people["Kit"]["advocate_email"]
    assert Partition.objects.count() == 1
    feedback = Feedback.objects.latest()
    assert (feedback.happened, feedback.helped) == ("yes", 4)
    assert len(people) == 40
    past = Event.objects.aggregate(first=Min("at"), last=Max("at"))
    assert past["last"] - past["first"] > timedelta(days=150)
    assert not OutgoingMessage.objects.filter(state__in=["queued", "sending", "unknown"]).exists()
    assert SafeContactRule.objects.count() == len(people)
    assert Event.objects.filter(actor="subject").exists()
    for name in ("Ollie Grant", "Ada Byrne", "Eve Marsh", "Edi Novak"):
        assert not my_sides(User.objects.get(name=name)).exists()
    signs = {one.subject.name: _signs(one) for one in my_sides(User.objects.get(name="Amal Reyes"))}
    assert {name: found for name, found in signs.items() if found} == {
        "Val": [Worry.SILENT],
        "Kay": [Worry.STOPPED_AFTER_DANGER],
    }
    # What is seldom seen has something on it here: shared words, codes on paper, a year that ends.
    assert SafeguardingOverride.objects.get(told_at=None).statement.side_id
    amal = User.objects.get(name="Amal Reyes")
    assert amal.recovery_codes.filter(used_at=None).count() == 10
    soon = timezone.now() + timedelta(days=28)
    assert [one.side.subject.name for one in Consent.objects.filter(expires_at__lt=soon)] == ["Lou"]
    assert Meeting.objects.get().items.count() == 3
    weekly, encouragement = PlannedText.objects.standing().order_by("pk")
    assert (weekly.side.subject.name, weekly.repeats) == ("Kasia", "weekly")
    assert encouragement.wording and encouragement.side == weekly.side


def _signs(side: CaseSubject) -> list[str]:
    """What their advocate is asked to look at."""
    now, advocate = timezone.now(), User.objects.get(name="Amal Reyes")
    signs = signs_of(advocate, side, now)
    return [found.rule.sign for found in worries(signs, now, expected_to_text=True)]
