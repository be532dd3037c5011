"""Texts of strangers, words that tried a number, and signs of worry: to the moment."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.conf import LazySettings
from django.http import Http404
from django.utils import timezone

from companion.access import sender_checks, strangers, worries
from companion.changes.alerts import raise_alert
from companion.changes.people import add_side, open_case
from companion.changes.strangers import deal_with
from companion.changes.worries import look_at_worry
from companion.models import Alert, SenderCheck, StrangerText
from messaging.models import IncomingMessage, Number
from tests import factories
from tests.cast import Cast
from tests.companion.finding import MOMENT, at, came

pytestmark = pytest.mark.django_db


def test_texts_of_strangers_stand_danger_first_for_who_coordinates(cast: Cast) -> None:
    old, danger, new, dealt = (factories.strangers_text(words) for words in ("A", "B", "C", "D"))
    IncomingMessage.objects.filter(pk=danger.pk).update(outcome=StrangerText.IN_DANGER)
    unhandled = factories.strangers_text("E")
    IncomingMessage.objects.filter(pk=unhandled.pk).update(handled_at=None)
    came(cast.side, "F", timezone.now())
    deal_with(dealt, "nothing", acting_user=cast.coordinator)
    assert list(strangers.texts_of_strangers(cast.coordinator)) == [danger, new, old]
    assert strangers.how_many_wait() == (3, 1)
    danger.refresh_from_db()
    assert strangers.sounds_like_danger(danger) and not strangers.sounds_like_danger(old)
    assert strangers.text_of_stranger_for(cast.coordinator, old.public_id) == old
    for user, text in ((cast.coordinator, dealt), (cast.coordinator, unhandled), (cast.chair, old)):
        with pytest.raises(Http404):
            strangers.text_of_stranger_for(user, text.public_id)


def test_of_each_word_tried_on_a_number_the_newest_since_its_check_counts(
    cast: Cast, settings: LazySettings
) -> None:
    ours, other = settings.TWILIO_FROM = ["+447700900901", "+447700900902"]
    SenderCheck.objects.all().delete()
    now = timezone.now()
    assert sender_checks.unchecked_senders() == [ours, other]

    def tried(number: str, came_back: str, ago: timedelta) -> SenderCheck:
        return SenderCheck.objects.create(
            number=number, came_back=came_back, checked_by=cast.administrator, checked_at=now - ago
        )

    within = sender_checks.TRIED_WITHIN
    tried("+447700900999", "ours", within)
    tried(ours, "other", within)
    assert sender_checks.unchecked_senders() == [ours, other]
    check = tried(ours, "dull", within / 2)
    assert sender_checks.unchecked_senders() == [other]
    since = check.checked_at
    for words, ours_or_other, moment, more in (
        ("START", ours, since, {}),
        (" help ", ours, since + MOMENT, {"OptOutType": "HELP"}),
        ("Stop", ours, since + MOMENT, {}),
        ("STOP", ours, since + 2 * MOMENT, {"OptOutType": "STOP"}),
        ("Hello", ours, since + MOMENT, {}),
        ("START", other, now - within, {}),
        ("STOP", other, now - within + MOMENT, {}),
        ("HELP", "+447700900999", now, {}),
    ):
        came(None, words, moment, To=ours_or_other, **more)
    call = came(None, "HELP", now, To=other)
    IncomingMessage.objects.filter(pk=call.pk).update(kind="call")
    came(cast.side, "START", now, To=ours)
    with at(now):
        first, second = sender_checks.senders_for(cast.administrator)
        assert sender_checks.sender_for(cast.administrator, other).number == other
        with pytest.raises(Http404):
            sender_checks.senders_for(cast.coordinator)
    assert (first.number, first.check, second.check) == (ours, check, None)
    assert (first.counts, second.counts) == (True, False)
    assert first.words == [
        ("HELP", sender_checks.Seen(since + MOMENT, acted_on=True)),
        ("STOP", sender_checks.Seen(since + 2 * MOMENT, acted_on=True)),
        ("START", None),
    ]
    assert second.seen == {"STOP": sender_checks.Seen(now - within + MOMENT, acted_on=False)}
    assert not first.all_reached_us
    came(None, "START", now, To=ours)
    with at(now):
        assert sender_checks.sender_for(cast.administrator, ours).all_reached_us


def test_signs_of_worry_rest_on_what_happened_on_this_side_of_late(cast: Cast) -> None:
    now = timezone.now()
    since = now - worries.SO_FAR_BACK
    assert timedelta(days=90) == worries.SO_FAR_BACK
    for moment in (since, since - MOMENT, now):
        came(cast.side, "Hello", moment)
    call = came(cast.side, "Hello", now)
    IncomingMessage.objects.filter(pk=call.pk).update(kind="call")
    came(cast.other_side, "Hello", now)
    for kind, side, ago in (
        ("stopped", cast.side, 1), ("duress", cast.side, 2), ("in_danger", None, 3),
        ("call", None, 4),
    ):  # fmt: skip
        raise_alert(cast.side.subject, kind, side=side)
        Alert.objects.filter(kind=kind).update(raised_at=now - ago * MOMENT)
    raise_alert(cast.side.subject, "threat", side=cast.side)
    Alert.objects.filter(kind="threat").update(raised_at=since)
    raise_alert(cast.side.subject, "harm_self", side=cast.side)
    Alert.objects.filter(kind="harm_self").update(raised_at=since - MOMENT)
    raise_alert(cast.other_side.subject, "stopped", side=cast.other_side)
    raise_alert(cast.other_side.subject, "duress")
    # What fits neither of two sides counts for whoever keeps their rule; the other side's does not.
    case = open_case(cast.other_panel, acting_user=cast.other_member)
    second = add_side(case, cast.side.subject, "offender", acting_user=cast.other_member)
    raise_alert(cast.side.subject, "stopped", side=second)
    came(second, "Hello", now)
    loose = came(cast.side, "Hello", now - MOMENT)
    IncomingMessage.objects.filter(pk=loose.pk).update(thread=None)
    old = Number.objects.get(owner_id=cast.side.subject.public_id)
    changed = [now - ago * MOMENT for ago in (5, 9)]
    for number, moment in zip(
        (factories.phone_number(), factories.phone_number()), changed, strict=True
    ):
        fields = {"owner_id": old.owner_id, "sender": old.sender, "since": moment, "until": now}
        Number.objects.create(digits=number, index=uuid4().hex, **fields)
    Number.objects.filter(pk=old.pk).update(since=now - 99 * MOMENT)
    for moment in (now - MOMENT, now, now - 9 * MOMENT):
        with at(moment):
            look_at_worry(cast.side, "silent", "On holiday.", acting_user=cast.advocate)
    look_at_worry(cast.other_side, "new_numbers", "Fine.", acting_user=cast.other_advocate)
    signs = worries.signs_of(cast.advocate, cast.side, now)
    assert signs == worries.Signs(
        texted=[now, now - MOMENT, since],
        stopped=[now - MOMENT],
        in_danger=[now - 2 * MOMENT, now - 3 * MOMENT, since],
        new_numbers=changed,
        looked_at={"silent": now},
    )
