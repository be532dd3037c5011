"""Whose conversations, pictures and words shared for safeguarding one finds: to the moment."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.http import Http404
from django.utils import timezone

from companion.access import exports, overrides, planned, sent
from companion.changes.beside import Translated, add_translation
from companion.changes.exports import Taken, keep_export
from companion.changes.overrides import (
    tell_of_override,
    tell_of_override_later,
    widen_for_safeguarding,
)
from companion.changes.words import keep_words, write_to_person
from companion.history import record
from companion.models import EventKind, Statement
from messaging.changes import compose
from messaging.models import Medium, OutgoingMessage
from tests import factories
from tests.cast import Cast
from tests.companion.finding import MOMENT, at, came, change
from tests.companion.panel_desk import in_days

pytestmark = pytest.mark.django_db


def test_a_conversation_is_taken_whole_or_from_one_moment_up_to_another(cast: Cast) -> None:
    OutgoingMessage.objects.all().delete()
    now = timezone.now()
    texts = [came(cast.side, "One", now - 3 * MOMENT), None, came(cast.side, "Three", now), None]
    for place, ago in ((1, 2), (3, -1)):
        with at(now - ago * MOMENT):
            texts[place] = compose(cast.side.subject.public_id, "hello", thread=cast.side.public_id)
    came(cast.other_side, "Not theirs", now)

    def taken(since: int | None, until: int | None) -> list[object]:
        moments = [None if ago is None else now - ago * MOMENT for ago in (since, until)]
        return exports.whole_conversation(cast.advocate, cast.side, *moments)

    for since, until, expected in (
        (None, None, texts), (3, None, texts), (2, None, texts[1:]), (1, None, texts[2:]),
        (-1, None, texts[3:]), (None, -1, texts[:3]), (None, 0, texts[:2]), (None, 2, texts[:1]),
        (2, 0, texts[1:2]), (None, 3, []),
    ):  # fmt: skip
        assert taken(since, until) == expected, (since, until)
    keep = Taken("csv", 4, "The court asked.")
    with at(now):
        first, second = (keep_export(cast.side, keep, acting_user=cast.advocate) for _ in "12")
    with at(now - MOMENT):
        oldest = keep_export(cast.side, keep, acting_user=cast.advocate)
    keep_export(cast.other_side, keep, acting_user=cast.other_advocate)
    assert exports.exports_of(cast.advocate, cast.side) == [second, first, oldest]
    assert exports.exports_of(cast.advocate, cast.other_side) == []
    assert exports.exports_of(cast.member, cast.side) == []


def test_beside_a_text_stand_its_newest_translation_and_who_wrote_it(cast: Cast) -> None:
    now = timezone.now()
    text, plain, theirs = (
        came(side, "Słowa", now) for side in (cast.side, cast.side, cast.other_side)
    )
    for side, one in ((cast.side, text), (cast.side, plain), (cast.other_side, theirs)):
        keep_words(
            side.subject,
            "Słowa",
            side=side,
            channel="text",
            acting_user=None,
            message=one.public_id,
        )
    given = [
        add_translation(
            Statement.objects.get(message=one.public_id),
            Translated("Words", "Nadia Shah", True, "by_phone", in_days(days)),
            acting_user=cast.advocate,
        )
        for one, days in ((text, -2), (text, -1), (text, -3), (theirs, -1))
    ]
    ids = [one.public_id for one in (text, plain, theirs)]
    found = exports.translations_of_texts(cast.advocate, cast.side, ids)
    assert found == {text.public_id: given[1]}
    assert exports.translations_of_texts(cast.advocate, cast.side, ids[1:]) == {}
    assert exports.translations_of_texts(cast.member, cast.side, ids) == {}
    ana = factories.side("Ana", cast.panel, cast.advocate, cast.coordinator)
    assert exports.translations_of_texts(cast.advocate, ana, ids) == {}
    OutgoingMessage.objects.all().delete()
    write_to_person(cast.side, "Shall I ring you?", acting_user=cast.advocate)
    wrote = OutgoingMessage.objects.get()
    plan = factories.planned(cast.side, cast.advocate)
    other_plan = factories.planned(cast.other_side, cast.other_advocate)
    of_plan, by_service, elsewhere = (
        compose(cast.side.subject.public_id, "hello", thread=cast.side.public_id, about=about)
        for about in (plan.public_id, None, other_plan.public_id)
    )
    # What else is kept of a text, or of it for somebody else, is nobody's writing.
    subject, other = (side.subject.public_id for side in (cast.side, cast.other_side))
    for kind, chain in ((EventKind.STATEMENT_MADE, subject), (EventKind.ADVOCATE_WROTE, other)):
        record(kind, about=by_service, chain=chain, acting_user=cast.chair)
    texts = [text, wrote, of_plan, by_service, elsewhere]
    assert exports.who_wrote(cast.side, texts) == {
        wrote.public_id: cast.advocate.name, of_plan.public_id: cast.advocate.name,
    }  # fmt: skip
    assert exports.who_wrote(cast.side, [by_service]) == {}


def test_what_came_with_words_is_seen_by_who_may_read_them(cast: Cast) -> None:
    shared, kept = (
        factories.sent(cast.side, "Look", audience=who) for who in ("panel", "advocate")
    )
    theirs = factories.sent(cast.other_side, "Look")
    nothing = factories.need(cast.side, "a lock").statement
    for door, user, words in (
        (sent.my_sent_words_for, cast.advocate, shared),
        (sent.my_sent_words_for, cast.advocate, kept),
        (sent.panel_sent_words_for, cast.member, shared),
        (sent.panel_sent_words_for, cast.other_member, theirs),
    ):
        assert door(user, words.public_id) == words
    for door, user, words in (
        (sent.my_sent_words_for, cast.advocate, theirs),
        (sent.my_sent_words_for, cast.advocate, nothing),
        (sent.my_sent_words_for, cast.member, shared),
        (sent.panel_sent_words_for, cast.member, kept),
        (sent.panel_sent_words_for, cast.member, nothing),
        (sent.panel_sent_words_for, cast.member, theirs),
        (sent.panel_sent_words_for, cast.advocate, shared),
    ):
        with pytest.raises(Http404):
            door(user, words.public_id)
    (medium,), (other,) = sent.came_with(shared), sent.came_with(kept)
    assert sent.kept_medium_for(shared, medium.public_id) == medium
    with pytest.raises(Http404):
        sent.kept_medium_for(shared, other.public_id)
    medium.content, medium.state, medium.place = None, "gone", 7
    medium.save()
    with pytest.raises(Http404):
        sent.kept_medium_for(shared, medium.public_id)
    Medium.objects.filter(pk=other.pk).update(message=medium.message_id, place=1)
    assert sent.came_with(shared) == [other, medium]
    assert shared.message and nothing.message is None
    late = keep_words(
        cast.side.subject, "No picture", side=cast.side, channel="text", acting_user=None,
        message=uuid4(),
    )  # fmt: skip
    assert late.message
    assert sent.words_of_texts([shared.message, late.message, uuid4()]) == {
        shared.message: shared.public_id
    }
    # What fits no side is for whoever keeps the person's rule.
    Statement.objects.filter(pk=kept.pk).update(side=None)
    assert sent.my_sent_words_for(cast.advocate, kept.public_id) == kept
    with pytest.raises(Http404):
        sent.my_sent_words_for(cast.other_advocate, kept.public_id)


def test_words_shared_for_safeguarding_are_told_on_the_day_that_was_set(cast: Cast) -> None:
    now = timezone.now()
    made = []
    for side, by, ago in (
        (cast.side, cast.advocate, 0), (cast.side, cast.advocate, 9),
        (cast.other_side, cast.other_advocate, 0),
    ):  # fmt: skip
        need = factories.need(side, "a lock", "advocate")
        with at(now - ago * MOMENT):
            made.append(
                widen_for_safeguarding(need.statement, "panel", [], "Danger.", acting_user=by)
            )
    late, first, theirs = made
    loose = factories.need(cast.side, "a door", "advocate")
    assert list(overrides.overrides_to_tell(cast.advocate)) == [first, late]
    assert list(overrides.overrides_to_tell(cast.other_advocate)) == [theirs]
    assert not overrides.overrides_to_tell(cast.member).exists()
    tell_of_override_later(late, in_days(1), acting_user=cast.advocate)
    assert list(overrides.overrides_to_tell(cast.advocate)) == [first]
    assert overrides.untold_override_for(cast.advocate, late.public_id) == late
    with at(now + timedelta(days=1)):
        assert list(overrides.overrides_to_tell(cast.advocate)) == [first, late]
    side = cast.side.public_id
    # They know of what they chose; of what they were not told they know the choice before.
    assert overrides.audiences_as_they_know(side) == {"advocate": 3}
    for needs, unknown in (
        ([late.statement.need], True), ([loose], False), ([loose, first.statement.need], True),
        ([], False),
    ):  # fmt: skip
        assert overrides.widened_unknown_to_them(needs) is unknown
    tell_of_override(first, acting_user=cast.advocate)
    assert overrides.widened_unknown_to_them([first.statement.need]) is False
    assert overrides.audiences_as_they_know(side) == {"advocate": 2, "panel": 1}
    for user, override in (
        (cast.advocate, first), (cast.advocate, theirs), (cast.member, late),
    ):  # fmt: skip
        with pytest.raises(Http404):
            overrides.untold_override_for(user, override.public_id)
    assert list(overrides.overrides_to_tell(cast.advocate)) == []
    # What has ended is no choice any more, told or not.
    type(late).objects.filter(pk=late.pk).update(ended_at=now)
    assert overrides.audiences_as_they_know(side) == {"advocate": 1, "panel": 2}


def test_what_is_planned_is_due_at_its_moment_once_and_seen_by_who_speaks(cast: Cast) -> None:
    now = timezone.now()
    second, first, over, paused, elsewhere = (
        factories.planned(side, by)
        for side, by in (*[(cast.side, cast.advocate)] * 4, (cast.other_side, cast.other_advocate))
    )
    for plan, fields in (
        (second, {"next_at": now}),
        (first, {"next_at": now - timedelta(days=1)}),
        (over, {"next_at": None, "next_on": None, "ended_at": now}),
        (paused, {"next_at": now - timedelta(days=1), "paused_at": now}),
        (elsewhere, {"next_at": now}),
    ):
        change(plan, **fields)
    theirs, others = (side.subject.public_id for side in (cast.side, cast.other_side))
    assert planned.due_plans(now) == [
        (first.pk, theirs),
        (second.pk, theirs),
        (elsewhere.pk, others),
    ]
    assert planned.due_plans(now - MOMENT) == [(first.pk, theirs)]
    assert (
        planned.due_plan(second.pk, now) == second
        and planned.due_plan(second.pk, now - MOMENT) is None
    )
    assert planned.due_plan(over.pk, now) is None and planned.due_plan(paused.pk, now) is None
    assert set(planned.my_plans(cast.advocate)) == {first, second, paused}
    assert planned.my_plan_for(cast.advocate, second.public_id) == second
    for user, public_id in ((cast.advocate, uuid4()), (cast.member, second.public_id)):
        with pytest.raises(Http404):
            planned.my_plan_for(user, public_id)
    assert planned.plans_of(cast.advocate, cast.side)[-1] == second
    assert planned.plans_of(cast.advocate, cast.other_side) == []
    assert planned.plans_of(cast.other_advocate, cast.other_side) == [elsewhere]
    assert planned.plans_of(cast.coordinator, cast.side) == []
