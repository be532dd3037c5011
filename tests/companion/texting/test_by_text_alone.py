"""The whole loop by text alone, at every level and in every cover; the table in docs/ is what came.

`UPDATE_DOCS=1` writes the table anew.
"""

import os
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import time_machine
from django.utils import timezone

from companion.access.told import told_of
from companion.changes.actions import mark_done
from companion.changes.answers import Tell, answer_need
from companion.changes.codebook import agree_code
from companion.changes.contact import invite
from companion.changes.feeding_back import feed_back
from companion.changes.reviews import plan_review
from companion.models import (
    ActionResponse,
    CaseSubject,
    Consent,
    Feedback,
    Goal,
    Need,
    ReviewWish,
)
from companion.tasks import ask_about_reviews
from content.builtin import covers
from content.wordings import forbidden_in
from tests import factories
from tests.cast import Cast, make_cast
from tests.fakes import FakeTwilio
from tests.phone import Phone, phone_of

TABLE = Path(__file__).parents[3] / "docs" / "by-text-alone.md"
NOON = datetime(2026, 6, 3, 11, 0, tzinfo=UTC)
HEAD = """# The whole loop by text alone

What each step looks like on the phone, at each wording level and in each cover. Made by
`tests/companion/texting/test_by_text_alone.py`, which tells the story through signed webhooks,
checks what was recorded, and compares this page with what came (`UPDATE_DOCS=1` writes it anew).
In English. Step 4 is the panel's: it reads what step 2 said to it. At cover level the answer itself
is heard in a call (CALL); with their own words the text says which need or action it is about.
"""


@dataclass(frozen=True)
class Way:
    """One level, in one cover, with or without their own words."""

    title: str
    level: str = "cover"
    cover: str = "booking"
    own_words: bool = False

    @property
    def asks(self) -> str:
        """What has to be in a text that asks for details."""
        return " bluebell" if self.level == "when_asked" else ""


WAYS = [
    Way("Level 3: details in safe hours", "safe_hours"),
    Way("Level 2: details when they text their code word (here: bluebell)", "when_asked"),
    *(
        Way(f"Level 1: cover, {cover.name.casefold()}", cover=code)
        for code, cover in covers().items()
    ),
    Way("Level 1: cover, with their own words (the red shoes, a blue lamp)", own_words=True),
]


@dataclass
class Told:
    """One story as it goes, and what stood on the phone."""

    way: Way
    cast: Cast
    side: CaseSubject
    phone: Phone
    rows: list[tuple[str, str, list[str]]] = field(default_factory=list)

    def comes(self, step: str) -> None:
        """What the phone shows unasked."""
        self.rows.append((step, "", self.phone.waits()))

    def says(self, step: str, words: str) -> None:
        """What they text, and what comes back."""
        self.rows.append((step, words, self.phone.texts(words)))

    def may_ask(self, step: str) -> None:
        """Where details are given when asked for, they ask."""
        if self.way.asks:
            self.says(step, self.way.asks.strip())


def tell(way: Way, provider: FakeTwilio) -> Told:
    """From the invitation to the last word."""
    cast = make_cast()
    side = factories.side("Noor", cast.panel, cast.advocate, cast.coordinator)
    factories.reachable(side, cast.advocate, level=way.level, cover=way.cover)
    story = Told(way, cast, side, phone_of(side, provider))
    invite(side, acting_user=cast.advocate)
    story.comes("1 Invite")
    story.says("1 Invite", "YES")
    _said(story)
    _answered(story)
    _checked(story)
    _wished(story)
    for step, words in (
        ("Any time: the plan", "PLAN"),
        ("Any time: who can see", "WHO"),
        ("Any time: a call", "CALL"),
        ("Any time: help", "HELP"),
        ("Any time: silence", "PAUSE"),
        ("Any time: no more", "STOP"),
    ):
        story.says(step, words if words in {"PAUSE", "STOP"} else words + way.asks)
    return story


def _said(story: Told) -> None:
    story.says("2 Say", f"NEED a warm place{story.way.asks}")
    story.says("2 Say", f"5{story.way.asks}")
    story.says("3 Share", "2")
    if story.way.own_words:
        _agree(story, "need", "the red shoes", Need.objects.get(side=story.side))


def _answered(story: Told) -> None:
    cast = story.cast
    need = Need.objects.get(side=story.side)
    answer_need(need, "accepted", "A room is free.", Tell("now"), acting_user=cast.member)
    story.comes("5 Answer")
    story.may_ask("5 Answer")
    action = factories.action(story.side, cast.member, cast.chair, "Visit the room together")
    action.needs.add(need)
    if story.way.own_words:
        _agree(story, "action", "a blue lamp", action)
    story.comes("6 Agree")
    story.may_ask("6 Agree")
    story.says("6 Agree", "2")
    story.says("6 Agree", "Not on Mondays")


def _checked(story: Told) -> None:
    action = story.side.agreed_actions.get()
    mark_done(action, "Visited.", acting_user=story.cast.member)
    story.comes("7, 8 Do and check")
    story.may_ask("7, 8 Do and check")
    story.says("7, 8 Do and check", "1")
    story.says("7, 8 Do and check", "4")
    told = told_of(Need.objects.filter(side=story.side).select_related("statement"))
    feed_back(story.side, told, acting_user=story.cast.advocate)
    story.comes("9 Feed back")
    story.may_ask("9 Feed back")


def _wished(story: Told) -> None:
    """A goal and how near they are, and what they want from the review itself."""
    story.says("10 Review: a goal", f"GOAL a job{story.way.asks}")
    story.says("10 Review: how near", f"3{story.way.asks}")
    story.says("10 Review: who may know", "2")
    plan_review(
        story.cast.panel, story.side.panel_case, timezone.localdate(), acting_user=story.cast.chair
    )
    ask_about_reviews()
    story.comes("10 Review: what they want")
    story.may_ask("10 Review: what they want")
    story.says("10 Review: what they want", f"2{story.way.asks}")
    story.says("10 Review: what they want", "Meet in the morning")


def _agree(story: Told, kind: str, words: str, thing: object) -> None:
    about, until = thing.public_id, timezone.now() + timedelta(days=90)  # type: ignore[attr-defined]
    agree_code(story.side, kind, words, about=about, until=until, acting_user=story.cast.advocate)


def table_of(story: Told) -> str:
    """One way as a table."""
    lines = [f"\n## {story.way.title}\n", "| step | they text | the phone shows |", "|---|---|---|"]
    for step, words, came in story.rows:
        shown = "<br>".join(text.replace("\n", " / ") for text in came) or "(nothing)"
        lines.append(f"| {step} | {words or '(nothing: it comes)'} | {shown} |")
    return "\n".join(lines) + "\n"


@pytest.fixture
def noon() -> Iterator[None]:
    with time_machine.travel(NOON, tick=False):
        yield


PAGES: dict[str, str] = {}


@pytest.mark.parametrize("way", WAYS, ids=lambda way: way.title)
def test_every_step_is_completed_by_text_alone(
    noon: None, db: None, provider: FakeTwilio, way: Way
) -> None:
    story = tell(way, provider)
    need = Need.objects.select_related("statement").get(side=story.side)
    assert Consent.objects.standing().filter(side=story.side).exists()
    assert (need.importance, need.statement.audience) == (5, "panel")
    response = ActionResponse.objects.get(agreed_action__side=story.side)
    assert (response.answer, response.words) == ("change", "Not on Mondays")
    feedback = Feedback.objects.get(agreed_action__side=story.side)
    assert (feedback.happened, feedback.helped) == ("yes", 4)
    assert Goal.objects.get(side=story.side).ratings.get().rating == 3
    wish = ReviewWish.objects.get(side=story.side)
    assert (wish.wants, wish.statement.words) == ("change", "Meet in the morning")  # type: ignore[union-attr]
    # A dull text did not say that the panel reads what comes.
    read_by = "advocate" if way.level == "cover" else "panel"
    assert wish.statement.audience == read_by  # type: ignore[union-attr]
    silent = {step for step, _, came in story.rows if not came} - {"Any time: no more"}
    assert silent <= {"Any time: silence"} and story.rows[-1][2] == []
    if way.level == "cover":
        assert not [came for _, _, texts in story.rows for came in texts if forbidden_in(came)]
    if os.environ.get("UPDATE_DOCS"):
        PAGES[way.title] = table_of(story)
        TABLE.write_text(HEAD + "".join(PAGES.get(one.title, "") for one in WAYS))
    assert table_of(story) in TABLE.read_text()


def test_the_page_holds_every_way_and_no_other() -> None:
    page = TABLE.read_text()
    assert page.startswith(HEAD)
    assert [line[3:] for line in page.splitlines() if line.startswith("## ")] == [
        way.title for way in WAYS
    ]
