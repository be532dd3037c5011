"""A panel answers a need: what is kept, what is sent, and what is refused."""

from datetime import date, timedelta

import pytest
import time_machine
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st
from pytest_django.asserts import assertContains, assertNotContains

from companion.changes.contact import agree_rule, freeze, start_texts, stop_texts
from companion.forms.answer import LONGEST_REASON, READY
from companion.forms.fields import working_days_from
from companion.models import Event, Need, PanelAnswer
from content.wordings import forbidden_in
from tests import factories
from tests.cast import Cast
from tests.companion.panel_desk import an_answer, answer_to, case_of, in_days, texts_to
from tests.reasons import gives_a_reason
from tests.signing_in import sign_in


@pytest.fixture
def need(cast: Cast, client: Client) -> Need:
    sign_in(client, cast.member)
    gives_a_reason(cast.member, cast.side)
    return factories.need(cast.side, "somewhere safe")


def test_an_answer_is_kept_recorded_and_composed(client: Client, cast: Cast, need: Need) -> None:
    answer = client.post(answer_to(need), an_answer())
    assert answer.headers["Location"] == f"{case_of(cast.side)}#need-{need.public_id}"
    kept = PanelAnswer.objects.get(need=need)
    assert (kept.outcome, kept.reason) == ("accepted", "The keys are ready.")
    assert kept.answered_by == cast.member
    assert Event.objects.filter(kind="need_answered", user=cast.member).count() == 1
    assert [text.about for text in texts_to(cast.side, "need_answered_accepted")] == [
        kept.public_id
    ]


@pytest.mark.parametrize(
    ("outcome", "when"),
    [("accepted", "now"), ("partly", "advocate_first"), ("declined", "advocate_first")],
)
def test_the_usual_telling_follows_the_outcome(
    client: Client, need: Need, outcome: str, when: str
) -> None:
    client.post(answer_to(need), an_answer(outcome))
    assert PanelAnswer.objects.get(need=need).telling.when == when


def test_somebody_may_decide_otherwise(client: Client, need: Need) -> None:
    client.post(answer_to(need), an_answer("declined", telling="now"))
    assert PanelAnswer.objects.get(need=need).telling.when == "now"


def test_not_telling_needs_a_reason_and_a_day(client: Client, cast: Cast, need: Need) -> None:
    refused = client.post(answer_to(need), an_answer(telling="not_told"))
    assertContains(refused, "Give a reason, or choose another way.", status_code=422)
    assertContains(refused, "Enter a day, or choose another way.", status_code=422)
    assert not PanelAnswer.objects.exists()
    why = {"untold_because": "A hearing is next week.", "review_on": in_days(14).isoformat()}
    client.post(answer_to(need), an_answer(telling="not_told", **why))
    telling = PanelAnswer.objects.get(need=need).telling
    assert (telling.when, telling.reason) == ("not_told", "A hearing is next week.")
    assert telling.review_on == in_days(14)


def test_a_reason_for_silence_is_not_kept_once_they_are_told(client: Client, need: Need) -> None:
    client.post(answer_to(need), an_answer(untold_because="left over"))
    assert PanelAnswer.objects.get(need=need).telling.reason == ""


def test_an_answer_may_be_owed_by_somebody_within_ten_working_days(
    client: Client, cast: Cast, need: Need
) -> None:
    form = client.get(answer_to(need)).context["form"]
    assert form["owed_until"].value() == working_days_from(in_days(0), 10)
    owed = {"owed_by": str(cast.chair.public_id), "owed_until": in_days(9).isoformat()}
    client.post(answer_to(need), {"outcome": "owed", "telling": "usual", **owed})
    kept = PanelAnswer.objects.get(need=need)
    assert (kept.outcome, kept.owed_by, kept.owed_until) == ("owed", cast.chair, in_days(9))
    assert kept.telling.when == "now"


def test_an_answer_is_owed_by_nobody_who_may_not_see_the_person(
    client: Client, cast: Cast, need: Need
) -> None:
    cast.side.never_users.add(cast.chair)
    factories.seat(cast.panel, cast.other_advocate)
    strangers = (cast.chair, cast.other_advocate, cast.observer, cast.outsider)
    assert not {str(user.public_id) for user in strangers} & set(
        client.get(answer_to(need)).content.decode().split('"')
    )
    for stranger in strangers:
        owed = {"owed_by": str(stranger.public_id), "owed_until": in_days(9).isoformat()}
        refused = client.post(answer_to(need), an_answer("owed", **owed))
        assert refused.status_code == 422
    assert not PanelAnswer.objects.exists()


def test_an_owner_and_a_day_are_dropped_from_an_answer_that_is_not_owed(
    client: Client, cast: Cast, need: Need
) -> None:
    owed = {"owed_by": str(cast.chair.public_id), "owed_until": in_days(9).isoformat()}
    client.post(answer_to(need), an_answer("accepted", **owed))
    assert PanelAnswer.objects.get(need=need).owed_by is None


def test_a_ready_reason_is_enough(client: Client, need: Need) -> None:
    client.post(answer_to(need), an_answer("declined", reason="", ready_declined="2"))
    assert PanelAnswer.objects.get(need=need).reason == READY["declined"][1]


def test_own_words_go_before_a_ready_reason(client: Client, need: Need) -> None:
    client.post(answer_to(need), an_answer("declined", ready_declined="2"))
    assert PanelAnswer.objects.get(need=need).reason == "The keys are ready."


def test_a_ready_reason_of_another_outcome_does_not_count(client: Client, need: Need) -> None:
    refused = client.post(answer_to(need), an_answer("accepted", reason="", ready_declined="2"))
    assertContains(refused, "Choose a ready reason, or write one.", status_code=422)


@pytest.mark.parametrize("words", [str(words) for ready in READY.values() for words in ready])
def test_ready_reasons_are_short_enough_to_send(words: str) -> None:
    assert len(words) <= LONGEST_REASON


def test_what_was_typed_stays_when_something_is_wrong(
    client: Client, cast: Cast, need: Need
) -> None:
    wrong = an_answer("partly", reason="word " * 40, telling="not_told", untold_because="A hearing")
    refused = client.post(answer_to(need), wrong)
    page = refused.content.decode()
    assert refused.status_code == 422
    assert "At most 160 characters; this has 199." in page
    assert ("word " * 40).strip() in page
    assert "A hearing</textarea>" in page
    assert refused.context["form"]["outcome"].value() == "partly"
    assert page.count(" checked") == 2  # the outcome and the telling
    assert not PanelAnswer.objects.exists()


def test_line_breaks_do_not_count_against_the_length(client: Client, need: Need) -> None:
    client.post(answer_to(need), an_answer(reason="\r\n".join(["four"] * 32)))
    assert PanelAnswer.objects.get(need=need).reason == " ".join(["four"] * 32)


@pytest.mark.parametrize(
    "wrong",
    [
        {"outcome": "perhaps"},
        {"outcome": ""},
        {"telling": "whenever"},
        {"reason": "a\x00b"},
        {"telling": "not_told", "untold_because": "x", "review_on": "yesterday"},
        {"telling": "not_told", "untold_because": "x", "review_on": "2020-01-01"},
        {"telling": "not_told", "untold_because": "x", "review_on": "9999-12-31"},
        {"outcome": "owed", "owed_by": "not-an-id", "owed_until": "2999-01-01"},
    ],
)
def test_nonsense_is_refused_in_words(client: Client, need: Need, wrong: dict[str, str]) -> None:
    refused = client.post(answer_to(need), an_answer(**wrong))
    assertContains(refused, "There is a problem", status_code=422)
    assert not PanelAnswer.objects.exists()


def test_it_can_be_seen_as_a_text_first_and_nothing_is_kept(
    client: Client, cast: Cast, need: Need
) -> None:
    typed = an_answer("partly", reason="", ready_partly="1", look="1")
    looked = client.post(answer_to(need), typed)
    ready = str(READY["partly"][0])
    assertContains(looked, f"The answer is yes to part of it.\n{ready}")
    assertContains(looked, "Part of your booking request is accepted.")
    assertContains(looked, f"{ready}</textarea>")
    assert b"There is a problem" not in looked.content
    assert not PanelAnswer.objects.exists()
    assert texts_to(cast.side, "need_answered_partly") == []


def test_the_panel_sees_the_exact_text_that_goes_now_and_never_why_nothing_does(
    client: Client, cast: Cast, need: Need
) -> None:
    def now(**more: str) -> str:
        looked = client.post(answer_to(need), an_answer("accepted", look="1", **more))
        shown = looked.content.decode().partition("What their phone would show now")[2]
        return shown.partition("</figure>")[0]

    assert "The keys are ready." in now()
    assert "Nothing would be shown." in now(telling="advocate_first")
    reach = factories.reach(cast.phone, level="cover", cover="repair")
    agree_rule(cast.side, reach, acting_user=cast.advocate)
    assert "Good news, we can do your repair. Reply CALL to talk about it." in now()
    stop_texts(cast.side.subject, acting_user=None)
    stopped = now()
    start_texts(cast.side, acting_user=cast.advocate)
    freeze(cast.side.subject, "wrong_person")
    for shown in (stopped, now()):
        assert "It goes when it is safe; their advocate sees when." in shown
        assert "no more texts" not in shown
        assert "somebody else" not in shown.casefold()


@pytest.mark.parametrize("link", ["https://x.example/a", "www.flats.org", "hilltown.gov.uk/flats"])
def test_no_text_carries_a_link(client: Client, need: Need, link: str) -> None:
    refused = client.post(answer_to(need), an_answer("accepted", reason=f"Look at {link} today."))
    assertContains(refused, f"A text never carries a link: take out “{link}”.", status_code=422)
    assertContains(refused, f"Look at {link} today.</textarea>", status_code=422)
    assert not PanelAnswer.objects.exists()


def test_words_that_tell_too_much_are_named_before_they_go(client: Client, need: Need) -> None:
    plain = client.post(answer_to(need), an_answer("accepted", look="1"))
    assertNotContains(plain, "These words say much")
    reason = "The MARAC moves you to the refuge, Jay."
    looked = client.post(answer_to(need), an_answer("accepted", reason=reason, look="1"))
    assertContains(looked, "These words say much: “Jay”, “MARAC”, “refuge”.")
    assert looked.content.decode().count('class="phone__bubble"') == 1


def test_the_words_that_a_stranger_would_see_give_nothing_away(client: Client, need: Need) -> None:
    for outcome in ("accepted", "partly", "declined", "owed"):
        looked = client.post(answer_to(need), an_answer(outcome, look="1"))
        assert forbidden_in(looked.context["preview"].cover) == []


def test_nothing_is_shown_as_a_text_before_an_outcome_is_chosen(client: Client, need: Need) -> None:
    looked = client.post(answer_to(need), {"look": "1", "reason": "half a thought"})
    assertContains(looked, "half a thought</textarea>")
    assert looked.context["preview"] is None


def test_ten_working_days_skip_two_weekends() -> None:
    friday = date(2026, 11, 20)
    assert working_days_from(friday, 10) == date(2026, 12, 4)
    assert working_days_from(date(2026, 11, 21), 1) == date(2026, 11, 23)


@given(st.dates(date(2026, 1, 1), date(2030, 1, 1)), st.integers(1, 60))
def test_a_working_day_is_never_at_a_weekend(start: date, days: int) -> None:
    found = working_days_from(start, days)
    between = [start + timedelta(days=n) for n in range(1, (found - start).days + 1)]
    assert found.weekday() < 5
    assert sum(day.weekday() < 5 for day in between) == days


def test_the_day_offered_is_counted_from_today_where_the_panel_is(
    client: Client, cast: Cast, need: Need
) -> None:
    with time_machine.travel("2026-07-05T23:30:00+00:00"):  # Monday already, in London
        sign_in(client, cast.member)
        form = client.get(answer_to(need)).context["form"]
        assert form["owed_until"].value() == date(2026, 7, 20)
