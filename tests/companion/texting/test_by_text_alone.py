"""The whole loop by text alone, at every level and in every cover; the table in docs/ is what came.

`UPDATE_DOCS=1` writes the table anew. All languages in all covers are told by `make soak`.
"""

import os
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.utils import timezone

from companion.access.told import told_of
from companion.changes.actions import mark_done
from companion.changes.agreement import invite
from companion.changes.answers import Tell, answer_need
from companion.changes.codebook import agree_code
from companion.changes.contact import start_texts
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
from content.builtin import covers, languages
from content.wordings import forbidden_in
from messaging.models import OutgoingMessage
from tests import factories
from tests.cast import Cast, make_cast
from tests.companion.texting.tongues import ENGLISH, TONGUES, Tongue
from tests.fakes import FakeTwilio
from tests.phone import Phone, phone_of

DOCS = Path(__file__).parents[3] / "docs"
NOON = datetime(2026, 6, 3, 11, 0, tzinfo=UTC)
HEAD = """# The whole loop by text alone

What each step looks like on the phone, at each wording level and in each cover. Made by
`tests/companion/texting/test_by_text_alone.py`, which tells the story through signed webhooks,
checks what was recorded, and compares this page with what came (`UPDATE_DOCS=1` writes it anew).
In English here; the same in [Welsh](by-text-alone/cy.md), [Polish](by-text-alone/pl.md),
[Urdu](by-text-alone/ur.md), [Punjabi](by-text-alone/pa.md) and [Romanian](by-text-alone/ro.md).
Step 4 is the panel's: it reads what step 2 said to it. At cover level the answer itself
is heard in a call (CALL); with their own words the text says which need or action it is about.
"""


HEAD_ELSEWHERE = """# The whole loop by text alone: {name}

Made as [by-text-alone.md](../by-text-alone.md) is, which explains it. The words were made by
machine and no speaker of the language has reviewed them (docs/decisions/0018).
"""


@dataclass(frozen=True)
class Way:
    """One level, in one language and one cover, with or without their own words."""

    title: str
    level: str = "cover"
    cover: str = "booking"
    own_words: bool = False
    tongue: Tongue = ENGLISH

    @property
    def asks(self) -> str:
        """What has to be in a text that asks for details."""
        return f" {self.tongue.code_word}" if self.level == "when_asked" else ""

    @property
    def page(self) -> Path:
        """Where what came is kept."""
        if self.tongue is ENGLISH:
            return DOCS / "by-text-alone.md"
        return DOCS / "by-text-alone" / f"{self.tongue.code}.md"

    @property
    def head(self) -> str:
        """How that page begins."""
        if self.tongue is ENGLISH:
            return HEAD
        return HEAD_ELSEWHERE.format(name=languages()[self.tongue.code])


def ways_in(tongue: Tongue) -> list[Way]:
    """Every level, every cover."""
    code_word = f"Level 2: details when they text their code word (here: {tongue.code_word})"
    own = f"Level 1: cover, with their own words ({tongue.own_need}, {tongue.own_action})"
    return [
        Way("Level 3: details in safe hours", "safe_hours", tongue=tongue),
        Way(code_word, "when_asked", tongue=tongue),
        *(
            Way(f"Level 1: cover, {cover.name.casefold()}", cover=code, tongue=tongue)
            for code, cover in covers().items()
        ),
        Way(own, own_words=True, tongue=tongue),
    ]


def once(way: Way) -> Any:
    """In other languages than English each story is told once; most of them only in the soak."""
    marks = []
    if way.tongue is not ENGLISH:
        marks = [pytest.mark.postgresql if way in FEW else pytest.mark.soak]
    return pytest.param(way, id=f"{way.tongue.code} {way.title}", marks=marks)


def few_of(tongue: Tongue) -> list[Way]:
    """The whole story in details, and in one cover: in each language another one."""
    in_details, _, *in_covers = ways_in(tongue)
    return [in_details, in_covers[TONGUES.index(tongue) % len(in_covers)]]


EVERY_WAY = [way for tongue in TONGUES for way in ways_in(tongue)]
FEW = [way for tongue in TONGUES for way in few_of(tongue)]
ALL_OF_THEM = float(os.environ.get("FACTOR", "0")) >= 1 or bool(os.environ.get("UPDATE_DOCS"))
WAYS = [once(way) for way in EVERY_WAY if ALL_OF_THEM or way.tongue is ENGLISH or way in FEW]


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
    mine = way.tongue
    side = factories.side("Noor", cast.panel, cast.advocate, cast.coordinator, language=mine.code)
    chosen = {"level": way.level, "cover": way.cover, "code_word": mine.code_word}
    factories.reachable(side, cast.advocate, **chosen)
    story = Told(way, cast, side, phone_of(side, provider))
    invite(side, acting_user=cast.advocate)
    story.comes("1 Invite")
    story.says("1 Invite", mine.yes)
    _said(story)
    _answered(story)
    _checked(story)
    _wished(story)
    for step, words in (
        ("Any time: the plan", mine.plan),
        ("Any time: who can see", mine.who),
        ("Any time: a call", mine.call),
        ("Any time: help", mine.help),
        ("Any time: silence", mine.pause),
        ("Any time: no more", mine.stop),
        ("Any time: again", mine.start),
    ):
        plain = words in {mine.pause, mine.stop, mine.start}
        story.says(step, words if plain else words + way.asks)
    start_texts(side, acting_user=cast.advocate)
    story.comes("Any time: again, once the advocate has spoken with them")
    return story


def _said(story: Told) -> None:
    story.says("2 Say", story.way.tongue.need + story.way.asks)
    story.says("2 Say", f"5{story.way.asks}")
    story.says("3 Share", "2")
    if story.way.own_words:
        _agree(story, "need", story.way.tongue.own_need, Need.objects.get(side=story.side))


def _answered(story: Told) -> None:
    cast = story.cast
    need = Need.objects.get(side=story.side)
    answer_need(need, "accepted", "A room is free.", Tell("now"), acting_user=cast.member)
    story.comes("5 Answer")
    story.may_ask("5 Answer")
    action = factories.action(story.side, cast.member, cast.chair, "Visit the room together")
    action.needs.add(need)
    if story.way.own_words:
        _agree(story, "action", story.way.tongue.own_action, action)
    story.comes("6 Agree")
    story.may_ask("6 Agree")
    story.says("6 Agree", "2")
    story.says("6 Agree", story.way.tongue.change)


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
    story.says("10 Review: a goal", story.way.tongue.goal + story.way.asks)
    story.says("10 Review: how near", f"3{story.way.asks}")
    story.says("10 Review: who may know", "2")
    plan_review(
        story.cast.panel, story.side.panel_case, timezone.localdate(), acting_user=story.cast.chair
    )
    ask_about_reviews()
    story.comes("10 Review: what they want")
    story.may_ask("10 Review: what they want")
    story.says("10 Review: what they want", f"2{story.way.asks}")
    story.says("10 Review: what they want", story.way.tongue.wish)


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


PAGES: dict[tuple[str, str], str] = {}


@pytest.mark.parametrize("way", WAYS)
def test_every_step_is_completed_by_text_alone(
    noon: None, db: None, provider: FakeTwilio, settings: Any, way: Way
) -> None:
    # Nobody has reviewed the words of the other languages: only a demonstration offers them.
    settings.DEMO = True
    story = tell(way, provider)
    need = Need.objects.select_related("statement").get(side=story.side)
    assert Consent.objects.standing().filter(side=story.side).exists()
    assert (need.importance, need.statement.audience) == (5, "panel")
    response = ActionResponse.objects.get(agreed_action__side=story.side)
    assert (response.answer, response.words) == ("change", way.tongue.change)
    feedback = Feedback.objects.get(agreed_action__side=story.side)
    assert (feedback.happened, feedback.helped) == ("yes", 4)
    assert Goal.objects.get(side=story.side).ratings.get().rating == 3
    wish = ReviewWish.objects.get(side=story.side)
    assert (wish.wants, wish.statement.words) == ("change", way.tongue.wish)  # type: ignore[union-attr]
    # A dull text did not say that the panel reads what comes.
    read_by = "advocate" if way.level == "cover" else "panel"
    assert wish.statement.audience == read_by  # type: ignore[union-attr]
    silent = {step for step, _, came in story.rows if not came}
    assert silent - {"Any time: silence"} == {"Any time: no more", "Any time: again"}
    assert len(story.rows[-1][2]) == 1
    in_their_language(story)
    if way.level == "cover":
        everything = [came for _, _, texts in story.rows for came in texts]
        assert not [came for came in everything if forbidden_in(came, way.tongue.code)]
    if os.environ.get("UPDATE_DOCS"):
        PAGES[way.tongue.code, way.title] = table_of(story)
        told = [PAGES.get((way.tongue.code, one.title), "") for one in ways_in(way.tongue)]
        way.page.parent.mkdir(exist_ok=True)
        way.page.write_text(way.head + "".join(told), encoding="utf-8")
    assert table_of(story) in way.page.read_text(encoding="utf-8")


def in_their_language(story: Told) -> None:
    """Every text was recorded as theirs, and holds no sentence of ours in English."""
    code = story.way.tongue.code
    texts = OutgoingMessage.objects.filter(owner_id=story.side.subject.public_id)
    sent = [text for text in texts if text.state != "queued" and text.body]
    assert {text.language for text in sent} == {code}
    assert len(sent) >= sum(len(came) for _, _, came in story.rows)
    if code == "en":
        return
    theirs = re.compile(r"Housing team|Visit the room together|A room is free\.")
    for text in sent:
        left = theirs.sub("", text.body)
        english = [word for word in OF_ENGLISH if re.search(rf"\b{word}\b", left)]
        assert english == [], text.body


# Words that stand in nearly every sentence of English, and in none of the other languages.
OF_ENGLISH = ("the", "you", "your", "Reply", "Thanks", "and", "Wed", "Jun", "by", "this", "The")


@pytest.mark.parametrize("tongue", TONGUES, ids=lambda tongue: tongue.code)
def test_the_page_holds_every_way_and_no_other(tongue: Tongue) -> None:
    ways = ways_in(tongue)
    page = ways[0].page.read_text(encoding="utf-8")
    assert page.startswith(ways[0].head)
    assert [line[3:] for line in page.splitlines() if line.startswith("## ")] == [
        way.title for way in ways
    ]
