"""What came with a text is named first, opened on purpose, and never seen wider than its words."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from PIL import Image

from companion.changes.beside import add_summary
from companion.changes.words import choose_audience, keep_words
from companion.models import Access, Alert, Event, Need, SafeContactRule, Statement, User
from messaging import twilio
from messaging.changes import fetch_due
from messaging.models import IncomingMessage, Medium
from messaging.simulator.samples import SAMPLES
from messaging.simulator.standin import StandIn
from messaging.simulator.switches import Switches
from tests import factories
from tests.carrier import carrier, sends
from tests.cast import Cast
from tests.fakes import FakeTwilio
from tests.phone import Phone, phone_of
from tests.signing_in import sign_in

pytestmark = pytest.mark.django_db


@dataclass
class Story:
    """Jay's phone, the provider it sends through, and browsers in the hands of whoever reads."""

    cast: Cast
    phone: Phone
    standin: StandIn

    def sends(self, body: str, *samples: str) -> list[str]:
        """Jay sends these along with a text; what comes back."""
        enclosed = [SAMPLES[name].enclosed() for name in samples]
        fields = sends(self.standin, self.phone.number, self.phone.sender, body, *enclosed)
        back = self.phone.hands_over(fields)
        fetch_due(5)
        return back

    def statement(self) -> Statement:
        return Statement.objects.get(came_with__gt=0)

    def reads(self, user: User) -> Client:
        client = Client()
        sign_in(client, user)
        return client


@pytest.fixture
def story(
    cast: Cast, monkeypatch: pytest.MonkeyPatch, settings: Any, tmp_path: Path
) -> Iterator[Story]:
    fake = FakeTwilio()
    monkeypatch.setattr(twilio, "send", fake.send)
    monkeypatch.setattr(twilio, "find", fake.find)
    with carrier(tmp_path) as (standin, address):
        settings.TWILIO_API_BASE_URL = address
        yield Story(cast, phone_of(cast.side, fake), standin)


def page(statement: Statement, desk: str = "advocate") -> str:
    return reverse(f"{desk}:sent", args=[statement.public_id])


def file(statement: Statement, desk: str = "advocate", place: int = 0) -> str:
    medium = Medium.objects.get(message__public_id=statement.message, place=place)
    return reverse(f"{desk}:sent_file", args=[statement.public_id, medium.public_id])


def test_the_conversation_names_a_picture_and_shows_none_until_it_is_asked_for(
    story: Story,
) -> None:
    story.sends("look what came", "letter")
    amal = story.reads(story.cast.advocate)
    conversation = amal.get(reverse("advocate:person", args=[story.cast.side.public_id]))
    read = conversation.content.decode()
    assert "A picture." in read and "Show the picture" in read
    assert "<img" not in read and file(story.statement()) not in read
    opened = amal.get(page(story.statement())).content.decode()
    assert f'src="{file(story.statement())}"' in opened
    assert 'alt="A picture that Jay sent on' in opened
    assert "look what came" in opened


def test_what_is_served_is_the_picture_drawn_anew_and_nothing_a_browser_could_run(
    story: Story,
) -> None:
    story.sends("", "letter")
    served = story.reads(story.cast.advocate).get(file(story.statement()))
    assert (served.status_code, served.headers["Content-Type"]) == (200, "image/jpeg")
    drawn = Image.open(BytesIO(served.content))
    assert drawn.height > drawn.width and not drawn.getexif()
    assert served.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert served.headers["X-Content-Type-Options"] == "nosniff"
    assert served.headers["Cache-Control"] == "no-store"
    assert "Content-Disposition" not in served.headers


@pytest.mark.parametrize(
    ("sample", "called", "name"),
    [
        ("voice", "A voice note", "from-a-text-1.amr"),
        ("paper", "A PDF", "from-a-text-1.pdf"),
        ("card", "A contact card", "from-a-text-1.vcf"),
        ("page", "A file of plain words", "from-a-text-1.txt"),
        ("vast", "A file of a kind we do not know", "from-a-text-1.bin"),
    ],
)
def test_what_is_no_picture_is_only_ever_saved_under_a_neutral_name(
    story: Story, sample: str, called: str, name: str
) -> None:
    story.sends("", sample)
    amal = story.reads(story.cast.advocate)
    read = amal.get(page(story.statement())).content.decode()
    assert called in read and "<img" not in read
    saved = amal.get(file(story.statement()))
    assert saved.headers["Content-Disposition"] == f'attachment; filename="{name}"'
    assert not saved.headers["Content-Type"].startswith(("text/html", "image/"))
    assert saved.headers["Content-Security-Policy"].endswith("sandbox")
    assert saved.content == SAMPLES[sample].made()


def test_each_opening_is_kept(story: Story) -> None:
    story.sends("", "letter")
    amal = story.reads(story.cast.advocate)
    for address in (page(story.statement()), file(story.statement())):
        amal.get(address)
    opened = Access.objects.filter(user=story.cast.advocate, page__startswith="advocate:sent")
    assert list(opened.order_by("pk").values_list("page", "subject_id")) == [
        ("advocate:sent", story.cast.side.subject.public_id),
        ("advocate:sent_file", story.cast.side.subject.public_id),
    ]


def test_a_picture_is_never_seen_wider_than_the_words_it_came_with(story: Story) -> None:
    story.sends("NEED somewhere dry, look", "letter")
    cast, statement = story.cast, Need.objects.get().statement
    assert statement == story.statement()
    member, amal = story.reads(cast.coordinator), story.reads(cast.advocate)
    others = [story.reads(who) for who in (cast.outsider, cast.other_advocate, cast.other_member)]
    theirs = (page(statement, "panel"), file(statement, "panel"))
    ours = (page(statement), file(statement))

    def seen(client: Client, addresses: tuple[str, ...]) -> set[int]:
        return {client.get(address).status_code for address in addresses}

    assert (seen(amal, ours), seen(member, theirs)) == ({200}, {404})
    choose_audience(statement, "panel", acting_user=None)
    assert seen(member, theirs) == {200}
    case = member.get(reverse("panel:case", args=[cast.side.panel_case.public_id]))
    assert theirs[0] in case.content.decode() and "1 thing came with this" in case.content.decode()
    for other in others:
        assert seen(other, theirs + ours) == {404}
    assert (seen(member, ours), seen(amal, theirs)) == ({404}, {404})
    choose_audience(statement, "advocate", acting_user=None)
    assert seen(member, theirs) == {404}


def test_whose_own_case_it_is_not_says_why_before_a_picture_is_shown(story: Story) -> None:
    statement = factories.sent(story.cast.side, "look")
    member = story.reads(story.cast.member)
    for address in (page(statement, "panel"), file(statement, "panel")):
        asked = member.get(address)
        assert asked.status_code == 403 and "Why do you open this case?" in asked.content.decode()


def test_one_text_does_not_open_what_came_with_another(story: Story) -> None:
    open_to_all = factories.sent(story.cast.side, "look")
    private = factories.sent(story.cast.side, "for you alone", audience="advocate")
    medium = Medium.objects.get(message__public_id=private.message)
    address = reverse("panel:sent_file", args=[open_to_all.public_id, medium.public_id])
    assert story.reads(story.cast.coordinator).get(address).status_code == 404


def test_words_with_which_nothing_came_have_no_such_page(story: Story) -> None:
    words = keep_words(
        story.cast.side.subject, "hello", side=story.cast.side, channel="text", acting_user=None
    )
    assert story.reads(story.cast.advocate).get(page(words)).status_code == 404


def test_only_a_picture_gets_the_usual_question_back(story: Story) -> None:
    without = story.phone.texts("hm hm hm")
    story.cast.side.questions.all().delete()
    assert story.sends("", "letter") == without
    read = story.reads(story.cast.advocate).get(
        reverse("advocate:person", args=[story.cast.side.public_id])
    )
    assert "No words came with this." in read.content.decode()


def test_a_picture_beside_an_answer_or_after_stop_still_reaches_human_eyes(story: Story) -> None:
    story.sends("WHO", "letter")
    assert story.statement().words == "WHO"
    assert set(Alert.objects.values_list("kind", flat=True)) == {"message"}
    story.sends("STOP", "screen")
    assert Statement.objects.filter(came_with=1).count() == 2


def test_the_same_duress_alert_with_a_picture_and_the_word_is_struck_out(story: Story) -> None:
    rule = SafeContactRule.objects.get(subject=story.cast.side.subject)
    rule.duress_word = "umbrella"
    rule.save()
    story.sends("umbrella", "letter")
    assert "duress" in set(Alert.objects.values_list("kind", flat=True))
    read = story.reads(story.cast.advocate).get(page(story.statement())).content.decode()
    assert "umbrella" not in read


@pytest.mark.parametrize(
    ("state", "said"),
    [
        ({"state": "waiting"}, "It has not come yet."),
        ({"state": "gone", "due_at": None}, "no longer at the phone company"),
        ({"state": "failed", "reason": "http_500", "due_at": None}, "could not be fetched"),
        ({"state": "refused", "reason": "large", "due_at": None}, "larger than we take"),
        ({"state": "refused", "reason": "empty", "due_at": None}, "nothing in it"),
        ({"state": "refused", "reason": "elsewhere", "due_at": None}, "where we do not go"),
    ],
)
def test_nothing_is_silently_lost(story: Story, state: dict[str, Any], said: str) -> None:
    story.standin.switch(Switches(pictures="500"))
    story.sends("here", "letter")
    Medium.objects.update(**state)
    amal = story.reads(story.cast.advocate)
    read = amal.get(page(story.statement())).content.decode()
    assert said in read and "Write what it shows" not in read
    assert amal.get(file(story.statement())).status_code == 404
    thread = amal.get(reverse("advocate:person", args=[story.cast.side.public_id]))
    assert "Show what came" in thread.content.decode()


def given_up(story: Story, reason: str = "http_500") -> Medium:
    """One that could not be fetched, and still lies with the provider."""
    story.standin.switch(Switches(pictures="500"))
    story.sends("here", "letter")
    medium = Medium.objects.get()
    week = timezone.now() + timedelta(days=7)
    Medium.objects.update(state="failed", reason=reason, due_at=None, forget_after=week, tries=9)
    story.standin.switch(Switches())
    return medium


def again(story: Story, medium: Medium) -> str:
    return reverse("advocate:fetch_again", args=[story.statement().public_id, medium.public_id])


def test_what_could_not_be_fetched_is_asked_for_again_by_their_advocate(story: Story) -> None:
    medium = given_up(story)
    choose_audience(story.statement(), "panel", acting_user=None)
    way = again(story, medium)
    for user in (story.cast.coordinator, story.cast.other_advocate, story.cast.outsider):
        assert story.reads(user).post(way).status_code == 404
    panel = reverse("panel:sent", args=[story.statement().public_id])
    assert way not in story.reads(story.cast.coordinator).get(panel).content.decode()
    amal = story.reads(story.cast.advocate)
    assert way in amal.get(page(story.statement())).content.decode()
    assert "for two days at most" in amal.post(way, follow=True).content.decode()
    fetch_due(5)
    medium.refresh_from_db()
    assert (medium.state, medium.tries) == ("kept", 1)
    assert amal.get(file(story.statement())).status_code == 200
    assert Event.objects.get(kind="medium_asked_for").user == story.cast.advocate
    assert amal.post(way).status_code == 404


def test_what_the_provider_has_no_more_cannot_be_asked_for(story: Story) -> None:
    medium = given_up(story)
    way, amal = again(story, medium), story.reads(story.cast.advocate)
    for gone in (
        {"forget_after": timezone.now() - timedelta(seconds=1)},
        {"forget_after": timezone.now() + timedelta(days=1), "forgotten_at": timezone.now()},
    ):
        Medium.objects.update(**gone)
        read = amal.get(page(story.statement())).content.decode()
        assert way not in read and "Ask them to send it again." in read
        assert "does not have it any more" in amal.post(way, follow=True).content.decode()
    assert Medium.objects.get().state == "failed"
    assert not Event.objects.filter(kind="medium_asked_for").exists()


@pytest.mark.parametrize(
    ("reason", "said"),
    [
        ("http_503", "the phone company said 503"),
        ("http_401", "did not let us in"),
        ("broken", "our own machine broke off"),
        ("ReadTimeoutError", "the line to the phone company broke off"),
    ],
)
def test_the_advocate_reads_why_it_could_not_be_fetched(
    story: Story, reason: str, said: str
) -> None:
    given_up(story, reason)
    read = story.reads(story.cast.advocate).get(page(story.statement())).content.decode()
    assert said in read and "The phone company has it until" in read


def test_what_it_shows_is_written_beneath_as_any_summary_is(story: Story) -> None:
    story.sends("", "letter")
    amal = story.reads(story.cast.advocate)
    way = reverse("advocate:summary", args=[story.statement().public_id])
    assert way in amal.get(page(story.statement())).content.decode()
    add_summary(story.statement(), "A letter: a viewing.", acting_user=story.cast.advocate)
    assert "A letter: a viewing." in amal.get(page(story.statement())).content.decode()


def test_ten_things_cost_no_more_questions_than_one(story: Story) -> None:
    amal = story.reads(story.cast.advocate)
    person = reverse("advocate:person", args=[story.cast.side.public_id])

    def asked(address: str) -> int:
        with CaptureQueriesContext(
            connection,
        ) as queries:
            assert amal.get(address).status_code == 200
        return len(queries)

    story.sends("one", "card")
    one = Statement.objects.get(came_with=1)
    before = asked(page(one)), asked(person)
    story.sends("ten", *["card"] * 10)
    ten = Statement.objects.get(came_with=10)
    assert (asked(page(ten)), asked(person)) == before


def test_more_than_ten_is_said(story: Story) -> None:
    story.sends("many", *["card"] * 12)
    read = story.reads(story.cast.advocate).get(page(story.statement())).content.decode()
    assert "2 more came than one text may bring, and were not kept." in read


def test_a_stranger_leaves_nothing_in_any_case(story: Story) -> None:
    fields = sends(
        story.standin, "+447700900777", story.phone.sender, "", SAMPLES["letter"].enclosed()
    )
    story.phone.hands_over(fields)
    fetch_due(5)
    assert not Statement.objects.filter(came_with__gt=0).exists()
    assert IncomingMessage.objects.latest("id").owner_id is None
    assert Medium.objects.get().content is None


def test_today_says_that_something_came_even_without_a_word(story: Story) -> None:
    story.sends("", "letter")
    story.sends("", "screen")  # asked once already: it goes to the advocate as it is
    today = story.reads(story.cast.advocate).get(reverse("advocate:today")).content.decode()
    assert "No words came with this." in today
    assert "A picture or a file came with this. It is on their page." in today
    assert "<img" not in today
