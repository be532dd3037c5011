"""What a component shows, rendered as a screen would render it."""

import datetime as dt
import re

import pytest
from django import forms
from django.template.loader import render_to_string


@pytest.fixture(autouse=True)
def plain_static_files(settings):
    """Nothing is collected in a test, so files keep their own names."""
    plain = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    settings.STORAGES = settings.STORAGES | {"staticfiles": plain}


class Everything(forms.Form):
    """One field of each kind a screen uses."""

    name = forms.CharField(label="Name", help_text="What they like to be called.")
    words = forms.CharField(label="Words", widget=forms.Textarea(attrs={"rows": 4}))
    area = forms.ChoiceField(label="Area", choices=[("", "Choose"), ("home", "Housing")])
    matters = forms.ChoiceField(
        label="Matters", widget=forms.RadioSelect, choices=[("1", "A little"), ("5", "Most")]
    )
    days = forms.MultipleChoiceField(
        label="Days", widget=forms.CheckboxSelectMultiple, choices=[("mon", "Monday")]
    )
    shared = forms.BooleanField(label="Shared phone", required=False, help_text="If unsure, yes.")
    due = forms.DateField(label="Due")
    start = forms.TimeField(label="From")
    count = forms.IntegerField(label="Count", max_value=9)
    password = forms.CharField(label="Password", widget=forms.PasswordInput)
    kept = forms.CharField(widget=forms.HiddenInput)


GOOD = {
    "name": 'Jay "J" <b>',
    "words": "first\nsecond",
    "area": "home",
    "matters": "5",
    "days": ["mon"],
    "shared": "on",
    "due": "2026-05-04",
    "start": "09:30",
    "count": "3",
    "password": "secret words",
    "kept": "a",
}


def shown(form: forms.Form) -> str:
    return render_to_string("components/form.html", {"form": form, "submit": "Save"})


def ids(html: str) -> list[str]:
    return re.findall(r'\sid="([^"]+)"', html)


def test_what_was_typed_comes_back_and_is_escaped():
    html = shown(Everything(GOOD))
    assert 'value="Jay &quot;J&quot; &lt;b&gt;"' in html
    assert "first\nsecond</textarea>" in html
    assert '<option value="home" selected>' in html
    assert html.count(" checked") == 3
    assert 'type="date" name="due" value="2026-05-04"' in html
    assert 'type="time" name="start" value="09:30"' in html
    assert "secret words" not in html


def test_a_date_and_a_time_given_by_the_page_are_shown_as_the_browser_expects():
    html = shown(Everything(initial={"due": dt.date(2026, 5, 4), "start": dt.time(9, 30)}))
    assert 'name="due" value="2026-05-04"' in html
    assert 'name="start" value="09:30"' in html


def test_an_empty_date_is_empty_and_never_the_word_none():
    assert "None" not in shown(Everything())


@pytest.mark.parametrize("data", [None, {}, GOOD], ids=["fresh", "refused", "accepted"])
def test_every_label_and_description_points_at_something_on_the_page_once(data):
    html = shown(Everything(data))
    present = ids(html)
    assert len(present) == len(set(present))
    described = " ".join(re.findall(r'aria-describedby="([^"]+)"', html)).split()
    named = re.findall(r'<label[^>]* for="([^"]+)"', html)
    linked = re.findall(r'href="#([^"]+)"', html)
    assert named
    assert set(described + named + linked) <= set(present)


def test_each_error_is_said_at_the_top_and_beside_its_field():
    form = Everything({})
    html = shown(form)
    visible = [field for field in form.visible_fields() if field.errors]
    assert "There is a problem" in html
    assert html.count("govuk-error-message") == len(visible)
    assert html.count('href="#id_') == len(visible)
    assert html.count('aria-invalid="true"') >= len(visible) - 2


def test_a_status_is_a_word_with_a_shape_and_the_shape_is_not_read_out():
    html = render_to_string("components/status.html", {"kind": "part", "word": "withheld"})
    assert "withheld" in html
    assert re.search(r'aria-hidden="true">◐<', html)


def test_the_persons_words_are_shown_exactly_and_escaped():
    html = render_to_string("components/words.html", {"words": "<i>help</i>\nplease", "who": "Jay"})
    assert "&lt;i&gt;help&lt;/i&gt;\nplease" in html
    assert "Jay" in html


def test_a_withheld_text_says_why_and_when_it_will_be_tried():
    when = dt.datetime(2026, 5, 5, 9, 0, tzinfo=dt.UTC)
    context = {
        "direction": "out",
        "body": "News",
        "reason": "Outside the safe hours.",
        "goes": when,
    }
    html = render_to_string("components/message.html", context)
    assert "Outside the safe hours." in html
    assert "It will be tried" in html and "Tue 5 May, 10:00" in html


def test_two_accounts_stand_side_by_side_and_neither_is_dropped():
    context = {
        "id": "1",
        "task": "Visit",
        "kind": "done",
        "word": "done",
        "owner_account": "Done on Tuesday.",
        "person_account": "It did not happen.",
        "person_words": "nobody came",
    }
    html = render_to_string("components/action_card.html", context)
    assert "Done on Tuesday." in html
    assert "It did not happen." in html and "nobody came" in html


def test_an_action_nobody_has_spoken_of_shows_no_accounts():
    context = {"id": "1", "task": "Visit", "kind": "now", "word": "under way"}
    assert "accounts" not in render_to_string("components/action_card.html", context)


def test_forbidden_looks_exactly_like_missing():
    assert render_to_string("403.html") == render_to_string("404.html")


@pytest.mark.parametrize("page", ["400.html", "403.html", "404.html", "500.html"])
def test_an_error_page_needs_no_context_and_keeps_a_neutral_title(page):
    html = render_to_string(page)
    assert "<title>Bookings</title>" in html
    assert "<h1>" in html
