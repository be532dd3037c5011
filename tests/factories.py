"""Records made through the real changes, so that a test never holds what the service could not."""

from datetime import time, timedelta
from hashlib import sha256
from itertools import cycle
from typing import Any
from zoneinfo import ZoneInfo

from django.utils import timezone

from companion.changes.actions import Plan, agree_action
from companion.changes.agreement import confirm_consent, record_agreement
from companion.changes.answers import Tell
from companion.changes.contact import Reach, agree_rule
from companion.changes.goals import open_goal, rate_goal
from companion.changes.people import add_side, appoint_advocate, bring_in, open_case
from companion.changes.planned import Planned, plan_text
from companion.changes.words import choose_audience, keep_words, open_need
from companion.models import (
    Agency,
    AgreedAction,
    CaseSubject,
    Consent,
    Goal,
    Hours,
    Membership,
    Need,
    Panel,
    PlannedText,
    Rhythm,
    SafeContactRule,
    SenderCheck,
    Statement,
    StrangerText,
    User,
    WordingLevel,
)
from messaging.changes import accept_incoming, mark_handled
from messaging.kinds import kind_of
from messaging.models import IncomingMessage
from messaging.pictures import redrawn
from messaging.simulator.samples import letter
from tests.environment import VALUES
from tests.fakes import new_sid

PASSWORD = "a long and private sentence"
INVENTED = [f"+447700900{number:03}" for number in range(1000)]
_numbers = cycle(number for number in INVENTED if number not in VALUES["TWILIO_FROM"].split(","))


def agency(name: str, sector: str = "statutory") -> Agency:
    """An agency of this name, made once."""
    return Agency.objects.get_or_create(name=name, defaults={"sector": sector})[0]


def user(name: str, of: Agency | None = None, **fields: object) -> User:
    """An account whose email follows from the name."""
    email = f"{name.lower().replace(' ', '.')}@example.org"
    return User.objects.create_user(email, PASSWORD, name=name, agency=of, **fields)


def panel(name: str, type: str = "marac", **members: User) -> Panel:
    """A panel with one member a role: `panel("Hill", coordinator=…, chair=…)`."""
    made = Panel.objects.create(name=name, type=type, **live())
    for role, member in members.items():
        seat(made, member, role)
    return made


def live() -> dict[str, Any]:
    """What a panel needs before texts may leave for its people."""
    today = timezone.localdate()
    return {
        "staffed_hours": "Monday to Friday, nine to five",
        "duty_contact": "The duty desk",
        "duty_tested_on": today,
        "phone_checked_on": today,
        "live_at": timezone.now(),
    }


def tried(by: User) -> None:
    """Every number we text from, with nothing but our own line come back."""
    SenderCheck.objects.bulk_create(
        SenderCheck(number=number, came_back="ours", checked_by=by)
        for number in VALUES["TWILIO_FROM"].split(",")
    )


def seat(at: Panel, member: User, role: str = "member") -> Membership:
    """A seat for one more user."""
    return Membership.objects.create(user=member, panel=at, role=role)


def side(
    name: str,
    at: Panel,
    advocate: User,
    opened_by: User,
    role: str = "victim",
    language: str = "en",
) -> CaseSubject:
    """A person with a case of their own and an advocate, not yet reachable by text."""
    made = add_side(
        open_case(at, acting_user=opened_by), bring_in(name, language), role, acting_user=opened_by
    )
    ends = timezone.now() + timedelta(days=365)
    appoint_advocate(made, advocate, ends, acting_user=opened_by)
    return made


def phone_number() -> str:
    """An invented mobile number that no other person of this run has."""
    return next(_numbers)


def reach(number: str = "", **changes: object) -> Reach:
    """Safe at any hour, in full words, as often as needed; change what a test is about."""
    usual: dict[str, object] = {
        "level": WordingLevel.SAFE_HOURS,
        "hours": Hours.every_day(time(0), time(0)),
        "code_word": "bluebell",
        "duress_word": "umbrella",
        "shared_phone": False,
        "unprompted_a_day": 100,
        "unprompted_a_week": 100,
    }
    return Reach(number=number or phone_number(), **{**usual, **changes})  # type: ignore[arg-type]


def reachable(of: CaseSubject, by: User, number: str = "", **changes: object) -> str:
    """Agree the rule and record agreement; nobody has said yes by text yet. Gives the number."""
    rule = reach(number, **changes)
    agree_rule(of, rule, acting_user=by)
    record_agreement(of, acting_user=by)
    return rule.number


def taking_part(of: CaseSubject, by: User, number: str = "", **changes: object) -> str:
    """Reachable, and their own yes has come. Gives the number."""
    held = reachable(of, by, number, **changes)
    confirm_consent(Consent.objects.get(side=of))
    return held


def need(of: CaseSubject, words: str, audience: str = "panel", importance: int = 5) -> Need:
    """Something the person said by text, with who may know."""
    statement = keep_words(of.subject, words, side=of, channel="text", acting_user=None)
    choose_audience(statement, audience, acting_user=None)
    return open_need(statement, acting_user=None, importance=importance)


def sent(of: CaseSubject, words: str, content: bytes = b"", audience: str = "panel") -> Statement:
    """Words with which something came, a letter if nothing is said, already fetched and sealed."""
    content = content or letter()
    fields = {"MessageSid": new_sid("MM"), "Body": words, "NumMedia": "1"}
    accept_incoming(fields)
    text = IncomingMessage.objects.get(provider_id=fields["MessageSid"])
    mark_handled(text, "words", owner_id=of.subject.public_id, thread=of.public_id)
    medium = text.media.get()
    drawn = redrawn(content)
    medium.kind, medium.media_type = ("picture", "image/jpeg") if drawn else kind_of(content)
    medium.state, medium.reason, medium.due_at = "kept", "", None
    medium.content, medium.size = drawn or content, len(content)
    medium.digest = sha256(content).hexdigest()
    medium.save()
    statement = keep_words(
        of.subject, words, side=of, channel="text", acting_user=None,
        message=text.public_id, came_with=1,
    )  # fmt: skip
    choose_audience(statement, audience, acting_user=None)
    return statement


def strangers_text(words: str, number: str = "+447700900998") -> IncomingMessage:
    """A text from a number that is nobody's, handled."""
    fields = {"MessageSid": new_sid(), "Body": words, "From": number, "To": "+447700900900"}
    accept_incoming(fields)
    text = IncomingMessage.objects.get(provider_id=fields["MessageSid"])
    mark_handled(text, StrangerText.USUAL)
    return text


def action(
    of: CaseSubject, owner: User, by: User, what: str = "Visit the flat together", **plan: object
) -> AgreedAction:
    """An agreed action that the person is told of now."""
    tell, needs = plan.pop("tell", Tell("now")), plan.pop("needs", [])
    due = timezone.localdate() + timedelta(days=7)
    usual = {"kind": "support", "owned_by": owner, "due_on": due}
    assert isinstance(tell, Tell) and isinstance(needs, list)
    whole = Plan(what=what, **{**usual, **plan})  # type: ignore[arg-type]
    return agree_action(of, whole, needs, tell, acting_user=by)


def goal(
    of: CaseSubject, words: str, audience: str = "panel", ratings: tuple[int, ...] = ()
) -> Goal:
    """A change the person said by text that they want, with how near they were, in order."""
    statement = keep_words(of.subject, words, side=of, channel="text", acting_user=None)
    choose_audience(statement, audience, acting_user=None)
    opened = open_goal(statement, acting_user=None)
    for rating in ratings:
        rate_goal(opened, rating, acting_user=None)
    return opened


def planned(
    of: CaseSubject,
    by: User,
    words: str = "See you on Tuesday.",
    wording: str = "",
    repeats: str = "daily",
    minutes: int = 24 * 60,
) -> PlannedText:
    """A text planned for some minutes from now, and then three times in all, or once."""
    zone = ZoneInfo(of.subject.time_zone)
    first = (timezone.now() + timedelta(minutes=minutes)).astimezone(zone)
    last = first.date() + timedelta(days=0 if repeats == "once" else 2)
    rhythm = Rhythm(repeats, first.date(), last)
    when = Planned(words, wording, rhythm, first.time(), (first.date(), first))
    return plan_text(of, when, acting_user=by)


def unsaved_rule(code_word: str, duress_word: str) -> SafeContactRule:
    """A rule that is never stored, for what only reads its secret words."""
    return SafeContactRule(code_word=code_word, duress_word=duress_word)
