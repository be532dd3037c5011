"""Whose number it is: one holder at a time, mobiles only, and nobody learns more."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import connection

from messaging.changes import (
    NumberUnusable,
    assign_number,
    end_number,
    freeze_number,
    live_number,
    opt_in,
    opt_out,
    owner_of,
    unfreeze_number,
    verify_number,
)
from messaging.models import Number
from tests.messaging.provider import PHONE, SENDER

pytestmark = pytest.mark.django_db


def test_a_number_is_found_only_at_its_own_sender_and_while_it_is_live(person: UUID) -> None:
    assert owner_of(PHONE, SENDER) == person
    assert owner_of(PHONE, "+447700900901") is None
    assert owner_of("", SENDER) is None
    end_number(person)
    assert owner_of(PHONE, SENDER) is None
    assert live_number(person) is None


def test_a_number_live_elsewhere_is_refused_in_the_words_for_an_unusable_one(person: UUID) -> None:
    with pytest.raises(NumberUnusable) as taken:
        assign_number(uuid4(), "07700 900001", SENDER)
    with pytest.raises(NumberUnusable) as landline:
        assign_number(uuid4(), "+442079460000", SENDER)
    assert str(taken.value) == str(landline.value)
    assert (taken.value.taken, landline.value.taken) == (True, False)


@pytest.mark.parametrize("text", ["", "none", "999", "+44770090000", "0" * 50, "+442079460123"])
def test_only_a_mobile_will_do(text: str) -> None:
    with pytest.raises(NumberUnusable):
        assign_number(uuid4(), text, SENDER)
    assert not Number.objects.exists()


def test_an_invented_number_is_refused_where_people_are_real(settings: Any) -> None:
    settings.DRAMA_NUMBERS = False
    with pytest.raises(NumberUnusable):
        assign_number(uuid4(), PHONE, SENDER)
    assert assign_number(uuid4(), "07400 123456", SENDER).digits == "+447400123456"


def test_a_new_number_ends_the_old_which_may_pass_to_somebody_else(person: UUID) -> None:
    assign_number(person, "+447700900002", SENDER)
    other = uuid4()
    assign_number(other, PHONE, SENDER)
    assert owner_of(PHONE, SENDER) == other
    assert owner_of("+447700900002", SENDER) == person
    assert Number.objects.filter(owner_id=person).count() == 2


def test_the_same_number_again_changes_nothing(person: UUID) -> None:
    verified = live_number(person)
    assert verified is not None
    assert assign_number(person, PHONE, SENDER).pk == verified.pk
    assert Number.objects.get().verified_at is not None


def test_a_failed_change_leaves_the_old_number_live(person: UUID) -> None:
    other = uuid4()
    assign_number(other, "+447700900002", SENDER)
    with pytest.raises(NumberUnusable):
        assign_number(other, PHONE, SENDER)
    assert owner_of("+447700900002", SENDER) == other


def test_a_freeze_holds_until_the_number_is_verified_anew(person: UUID) -> None:
    freeze_number(person, "wrong_person")
    freeze_number(person, "unreachable")
    number = live_number(person)
    assert number is not None
    assert number.frozen_because == "wrong_person"
    verify_number(person)
    assert Number.objects.get().frozen_at is None
    freeze_number(person, "stop")
    unfreeze_number(person)
    assert Number.objects.get().frozen_because == ""


def test_an_opt_out_is_noted_once_and_can_be_lifted(person: UUID) -> None:
    assert [opt_out(person), opt_out(person)] == [True, False]
    opt_in(person)
    assert Number.objects.get().opted_out_at is None


@pytest.mark.django_db(transaction=True)
def test_of_many_at_once_with_one_number_one_wins() -> None:
    def enrol(_: int) -> bool:
        try:
            assign_number(uuid4(), PHONE, SENDER)
        except NumberUnusable:
            return False
        finally:
            connection.close()
        return True

    with ThreadPoolExecutor(8) as pool:
        assert sum(pool.map(enrol, range(24))) == 1
    assert Number.objects.live().count() == 1


def test_a_number_we_text_from_is_nobodys(settings: Any) -> None:
    assert assign_number(uuid4(), "07700 900950", SENDER).digits == "+447700900950"
    settings.TWILIO_FROM = [*settings.TWILIO_FROM, "+447700900951"]
    with pytest.raises(NumberUnusable):
        assign_number(uuid4(), "07700 900951", SENDER)
