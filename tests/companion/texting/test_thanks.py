"""Thanks want no answer; an ok may be one that comes late."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine

from companion.models import Alert, Question, Statement
from companion.tasks import close_questions
from companion.texting.meanings import meanings
from tests import factories
from tests.cast import Cast, make_cast
from tests.fakes import FakeTwilio
from tests.phone import phone_of

NOON = datetime(2026, 6, 3, 11, 0, tzinfo=UTC)
THANKS = {
    "en": ["thanks", "Thank you so much x", "ok ta", "cheers mate", "👍", "great thx 😊"],
    "cy": ["diolch", "Diolch yn fawr iawn", "ocê diolch"],
    "pl": ["dziękuję", "dzięki za wiadomość", "ok super"],
    "ur": ["شکریہ", "bohat shukriya", "جزاک اللہ خیر"],
    "pa": ["ਧੰਨਵਾਦ ਜੀ", "bahut dhanwad", "دھنواد"],
    "ro": ["mulțumesc mult", "ok mersi", "bine"],
}
NOT_ONLY = [
    "thanks for nothing",
    "thanks but no",
    "ok help",
    "thank you please come",
    "ok thats it",
]


@pytest.mark.parametrize("language", THANKS)
def test_thanks_are_kept_and_nothing_is_asked(language: str) -> None:
    for text in THANKS[language]:
        assert meanings(text, language, None) == ["human"], text
        assert meanings(text, language, "agree") != ["human"], text
    for text in NOT_ONLY:
        assert meanings(text, language, None) == ["ask"], text


def test_nobody_is_asked_what_their_thanks_are_about(cast: Cast, provider: FakeTwilio) -> None:
    phone = phone_of(cast.side, provider)
    assert phone.texts("Thank you!") == []
    assert Statement.objects.get().words == "Thank you!"
    assert not Alert.objects.exists() and not Question.objects.exists()
    factories.action(cast.side, cast.member, cast.chair, "First thing")
    phone.waits()
    assert "Reply 1" in phone.texts("thanks")[0]  # it may be a yes: they are asked once


def test_an_ok_to_what_was_let_go_is_looked_at(db: None, provider: FakeTwilio) -> None:
    with time_machine.travel(NOON, tick=False) as clock:
        cast = make_cast()
        phone = phone_of(cast.side, provider)
        assert phone.texts("ok") == []
        factories.action(cast.side, cast.member, cast.chair, "First thing")
        phone.waits()
        clock.shift(timedelta(hours=72, minutes=1))
        close_questions()
        assert phone.texts("thanks") == []
        assert "not sure which question" in phone.texts("ok")[0]
        assert Alert.objects.get().kind == "message"
        clock.shift(timedelta(days=4))
        assert phone.texts("ok") == []
