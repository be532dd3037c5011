""" "Don't text me at night" is a wish about when: silence until the advocate went through it."""

from datetime import UTC, datetime

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from pytest_django.asserts import assertContains

from companion.changes.contact import confirm_rule
from companion.changes.words import write_to_person
from companion.models import Alert, Consent, Event, Need, SafeContactRule, Statement
from companion.texting.reading import Kind, read
from tests import factories
from tests.cast import Cast, make_cast
from tests.fakes import FakeTwilio
from tests.phone import Phone, phone_of
from tests.signing_in import sign_in

# By language: what asks for other hours, what does so only where nothing is asked, what stops all,
# and what sounds near.
SAID = {
    "en": (
        [
            "don't text me at night", "dont text when hes home", "text me only in the mornings",
            "stop texting me at night", "no texts after 9", "at night dont text me",
            "dont text or call me after 9", "text me when hes at work", "dont text me hes home",
            "i told you not to text me at night", "please stop texting me so late",
            "texts only before 3", "mornings only for texts pls", "dont text after 21:00",
        ],
        ["not after 9 pls", "only mornings", "not at night", "not when hes home"],
        [
            "dont text me", "stop texting me", "don't text me anymore", "no more texts",
            "dont text me at night. STOP", "dont text me at night and dont text me ever again",
        ],
        [
            "text me in the morning", "he texts me at night", "text me when hes out of prison",
            "make him stop texting me at night", "he told me not to text him at night",
            "dont call me hes home", "i need a bed tonight", "not today", "i work nights",
            "you didnt text me today", "i got no texts today", "i only text at night",
            "i dont text when im at work", "i couldnt text at night", "no texts today?",
            "why did you not text today", "i never text at night", "you can text me after 9",
            "dont text him at night", "only saw your text this morning",
        ],
    ),
    "cy": (
        [
            "peidiwch â thecstio yn y nos", "peidiwch â thecstio gyda'r nos",
            "paid a thecstio ar ôl 9", "peidiwch â thecstio pan mae o adre",
            "tecstiwch fi yn y bore yn unig", "dim negeseuon ar ôl naw plis",
        ],
        ["dim ond yn y bore", "ddim ar ôl 9 plis", "yn y bore yn unig"],
        ["peidiwch â thecstio", "stopiwch decstio"],
        ["dwi ddim eisiau bod yma yn y nos", "dim neges heddiw"],
    ),
    "pl": (
        [
            "nie piszcie w nocy", "proszę nie pisać do mnie po 21", "nie pisz jak on jest w domu",
            "piszcie do mnie tylko rano", "nie wysyłajcie smsów wieczorem",
        ],
        ["nie po 21", "tylko rano proszę", "nie w nocy"],
        ["nie piszcie", "nie pisz do mnie więcej"],
        ["on pisze do mnie w nocy", "nie dostałam dziś wiadomości", "nie piszę rano"],
    ),
    "ro": (
        [
            "nu-mi scrieți noaptea", "nu îmi scrieți după ora 9", "scrieți-mi doar dimineața",
            "nu scrieți când e el acasă", "fără mesaje după 21",
        ],
        ["doar dimineața", "nu după 9 vă rog", "nu noaptea"],
        ["nu mai scrieți", "nu-mi mai trimiteți mesaje"],
        ["mi-a scris noaptea", "nu am primit mesaje azi", "nu scrie nimic seara"],
    ),
    "ur": (
        [
            "raat ko message mat karo", "9 baje ke baad message na karo", "sirf subah message karo",
            "jab wo ghar par ho message mat karo", "رات کو میسج نہ کریں", "صرف صبح میسج کریں",
            "جب وہ گھر پر ہو میسج نہ کریں", "message mat karo raat ko",
        ],
        ["sirf subah", "raat ko nahi", "رات کو نہیں", "9 baje ke baad nahi"],
        ["message mat karo", "میسج نہ کریں", "band karo"],
        ["wo raat ko message karta hai", "kal message nahi aaya", "رات کو میسج نہیں آیا"],
    ),
    "pa": (
        [
            "raat nu message na karo", "9 vaje to baad message na karo", "sirf savere message karo",
            "ਰਾਤ ਨੂੰ ਮੈਸੇਜ ਨਾ ਕਰੋ", "ਸਿਰਫ ਸਵੇਰੇ ਮੈਸੇਜ ਕਰੋ", "ਜਦੋਂ ਉਹ ਘਰ ਹੋਵੇ ਮੈਸੇਜ ਨਾ ਕਰੋ",
            "رات نوں میسج نہ کرو", "صرف سویرے میسج کرو",
        ],
        ["sirf savere", "raat nu nahi", "ਰਾਤ ਨੂੰ ਨਹੀਂ", "ਸਿਰਫ ਸਵੇਰੇ"],
        ["message na karo", "ਮੈਸੇਜ ਬੰਦ ਕਰੋ"],
        ["oh raat nu message karda hai", "kal message nahi aaya", "ਰਾਤ ਨੂੰ ਮੈਸੇਜ ਨਹੀਂ ਆਇਆ"],
    ),
}  # fmt: skip


@pytest.fixture
def phone(cast: Cast, provider: FakeTwilio) -> Phone:
    return phone_of(cast.side, provider)


def alerts() -> set[str]:
    return set(Alert.objects.filter(seen_at__isnull=True).values_list("kind", flat=True))


@pytest.mark.parametrize("language", SAID)
def test_it_is_told_from_a_stop_and_from_what_sounds_near(language: str) -> None:
    def heard(text: str) -> str:
        reading = read(text, language)
        kinds = {Kind.HOURS: "other hours", Kind.STOP: "stop"}
        return "only when" if reading.hours else kinds.get(reading.kind, "neither")

    wanted = ("other hours", "only when", "stop", "neither")
    for texts, meant in zip(SAID[language], wanted, strict=True):
        assert {text: heard(text) for text in texts} == dict.fromkeys(texts, meant)


def test_nothing_comes_that_night_nor_later_until_the_advocate_went_through_it(
    db: None, provider: FakeTwilio, client: Client
) -> None:
    with time_machine.travel(datetime(2026, 6, 3, 20, 30, tzinfo=UTC)) as clock:
        cast = make_cast()
        phone = phone_of(cast.side, provider)
        assert phone.texts("don't text me at night") == []
        factories.action(cast.side, cast.member, cast.chair, "Visit the flat")
        assert phone.waits() == []
        clock.move_to(datetime(2026, 6, 4, 11, 0, tzinfo=UTC))
        assert phone.texts("NEED a coat") == phone.waits() == []
        assert Need.objects.get().statement.words == "NEED a coat"
        # Nothing is closed by it.
        rule = SafeContactRule.objects.get(subject=cast.side.subject)
        assert rule.stopped_at is None and rule.paused_until is None
        assert Consent.objects.standing().filter(side=cast.side).exists()
        assert "don't text me at night" in [said.words for said in Statement.objects.all()]
        assert Event.objects.filter(kind="hours_asked").count() == 1
        sign_in(client, cast.advocate)
        today = client.get(reverse("advocate:today"))
        assertContains(today, "Wants texts at other times")
        assertContains(today, reverse("advocate:rule", args=[cast.side.public_id]))
        page = client.get(reverse("advocate:person", args=[cast.side.public_id]))
        assertContains(page, "Nothing goes until that is agreed.")
        confirm_rule(cast.side, acting_user=cast.advocate)
        assert phone.waits() != []


def test_stop_is_still_a_stop_beside_it(phone: Phone) -> None:
    phone.texts("don't text me at night")
    assert phone.texts("dont text me") == []
    assert SafeContactRule.objects.exclude(stopped_at=None).count() == 1
    assert alerts() == {"hours", "stopped"}


def test_words_that_only_say_when_answer_a_question_that_wants_words(
    cast: Cast, phone: Phone
) -> None:
    action = factories.action(cast.side, cast.member, cast.chair)
    phone.waits()
    phone.texts("2")
    phone.texts("Not after 9 pls")
    assert action.responses.latest().words == "Not after 9 pls"
    assert "hours" not in alerts()
    assert phone.texts("not after 9 pls") == []
    assert "hours" in alerts()


def test_words_that_only_say_when_may_answer_their_advocate(cast: Cast, phone: Phone) -> None:
    write_to_person(cast.side, "When shall I ring you?", acting_user=cast.advocate)
    phone.waits()
    assert phone.texts("only mornings") != []
    assert "hours" not in alerts()
    assert phone.texts("dont text me at night") == []
    assert alerts() == {"hours"}


def test_words_of_danger_beside_it_are_heard_and_nothing_replies(phone: Phone) -> None:
    SafeContactRule.objects.update(emergency_reply=True)
    assert phone.texts("dont text when hes home he will kill me") == []
    assert alerts() == {"hours", "in_danger"}
