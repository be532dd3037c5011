"""Whatever happens in whatever order, nothing forbidden is ever sent."""

from contextlib import suppress
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.db import transaction
from django.utils import timezone
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
    run_state_machine_as_test,
)

from companion.changes import agreement, contact
from companion.changes.absences import begin_absence, end_absence
from companion.changes.actions import mark_done
from companion.changes.alerts import see_alert
from companion.changes.answers import Tell, answer_need, tell_in_person
from companion.changes.errors import Refused
from companion.changes.words import write_to_person
from companion.models import Alert, Consent, Need, Telling
from companion.tasks import write_planned_texts
from messaging import twilio
from messaging.changes import live_number, sweep_states
from messaging.delivering import deliver_due
from messaging.models import Number, OutgoingMessage
from tests import factories
from tests.cast import make_cast
from tests.companion.texting.story import BEGINNINGS, CANARY, WEEKS, Truth, forbidden, newest_action
from tests.fakes import FakeTwilio
from tests.phone import Phone, phone_of
from tests.soak import FACTOR, REPORT, report

STEPS = round(100_000 * FACTOR) if REPORT else 320
STEPS_A_STORY = 40
# At full size among the long proofs, a fraction of it in every run.
pytestmark = [pytest.mark.soak] if REPORT else []
WAITS = (1, 4, 6, 25, 31, 60, 60 * 5, 60 * 11, 60 * 24, 60 * 24 * 8, 60 * 24 * 50)
TEXTS = (
    "NEED a canary flat",
    "1",
    "2",
    "yes",
    "no",
    "STOP",
    "START",
    "PAUSE",
    "PLAN",
    "WHO",
    "CALL",
    "bluebell",
    "PLAN bluebell",
    "umbrella CALL",
    "wrong number",
    "don't text me at night",
    "help me he is here",
    "the weather is fine",
)
TELLINGS = ("now", "advocate_first", "not_told")
TALLY = {"steps": 0, "texts sent": 0, "details": 0, "unprompted": 0}


class Story(RuleBasedStateMachine):
    """One person, their phone, their advocate and their panel."""

    truth: Truth

    @initialize(begins=st.sampled_from(BEGINNINGS))
    def begin(self, begins: Any) -> None:
        """Everybody is there, and Jay takes part."""
        self.travel = time_machine.travel(begins, tick=False)
        self.clock = self.travel.start()
        # What handles a text is durable: it takes an atomic of a test case for none.
        self.undone = transaction.atomic()
        self.undone._from_testcase = True  # type: ignore[attr-defined]
        self.undone.__enter__()
        self.patch = pytest.MonkeyPatch()
        self.provider = FakeTwilio()
        self.patch.setattr(twilio, "send", self.provider.send)
        self.cast = make_cast()
        self.side, self.advocate = self.cast.side, self.cast.advocate
        self.truth = Truth(heard_at=begins, confirmed_at=begins)
        self.read = 0
        # Of its own: those of all tests go round, and come to somebody else's in a long soak.
        taken = {self.cast.phone, self.cast.other_phone}
        mobiles = (f"+447700900{last:03}" for last in range(1000))
        self.numbers = (number for number in mobiles if number not in taken)

    def teardown(self) -> None:
        """Leave nothing behind."""
        if hasattr(self, "clock"):
            transaction.set_rollback(True)
            self.undone.__exit__(None, None, None)
            self.patch.undo()
            self.travel.stop()

    @property
    def phone(self) -> Phone:
        """Whichever phone is theirs now."""
        return phone_of(self.side, self.provider)

    @rule(minutes=st.sampled_from(WAITS))
    def time_passes(self, minutes: int) -> None:
        self.clock.shift(timedelta(minutes=minutes))

    @rule(text=st.sampled_from(TEXTS))
    def they_text(self, text: str) -> None:
        self.truth.heard_at = timezone.now()
        silenced = self.truth.stopped or self.truth.frozen or self.truth.away or self.truth.dead
        self.truth.duress |= "umbrella" in text
        if text == "STOP":
            self.truth.stopped = True
        self.truth.other_hours |= text == "don't text me at night"
        if text == "wrong number" and not silenced:
            self.truth.frozen = True
        self.phone.texts(text)

    @rule()
    def the_advocate_writes(self) -> None:
        write_to_person(self.side, f"The {CANARY} is here.", acting_user=self.advocate)

    @rule(
        minutes=st.sampled_from((1, 45, 60 * 20)),
        say=st.sampled_from(("", "encourage_not_alone")),
        repeats=st.sampled_from(("once", "daily")),
    )
    def the_advocate_plans(self, minutes: int, say: str, repeats: str) -> None:
        words = "" if say else f"The {CANARY} is here."
        with suppress(Refused):
            factories.planned(self.side, self.advocate, words, say, repeats, minutes)

    @rule(tell=st.sampled_from(TELLINGS))
    def the_panel_agrees(self, tell: str) -> None:
        action = factories.action(
            self.side, self.cast.member, self.cast.chair, f"Find a {CANARY}", tell=self._tell(tell)
        )
        self._not_yet(tell, action.public_id)

    @rule(tell=st.sampled_from(TELLINGS))
    def the_panel_answers(self, tell: str) -> None:
        need = Need.objects.filter(side=self.side).order_by("-pk").first()
        if need is None:
            need = factories.need(self.side, f"a {CANARY}")
        answer = answer_need(
            need, "partly", f"One {CANARY} is free.", self._tell(tell), acting_user=self.cast.member
        )
        self._not_yet(tell, answer.public_id)

    @rule()
    def it_is_done(self) -> None:
        action = newest_action(self.side)
        if action and action.done_at is None:
            mark_done(action, CANARY, acting_user=self.cast.member)

    @rule()
    def the_advocate_tells(self) -> None:
        waiting = Telling.objects.filter(when="advocate_first", told_at__isnull=True)
        for telling in waiting.select_related("answer", "agreed_action"):
            tell_in_person(telling, acting_user=self.advocate)
            told = telling.answer or telling.agreed_action
            assert told is not None
            self.truth.untold.discard(told.public_id)

    @rule(
        level=st.sampled_from(("cover", "when_asked", "safe_hours")),
        hours=st.sampled_from(WEEKS),
        budget=st.sampled_from((0, 1, 100)),
        emergency=st.booleans(),
        duress=st.sampled_from(("alert", "hold")),
        another=st.booleans(),
    )
    def they_agree_a_rule(self, budget: int, another: bool, **changes: Any) -> None:
        emergency, triggers = changes.pop("emergency"), changes.pop("duress")
        number = live_number(self.side.subject.public_id)
        digits = next(self.numbers) if another or number is None else number.digits
        changed = number is None or digits != number.digits
        reach = factories.reach(
            digits,
            emergency_reply=emergency,
            duress_triggers=triggers,
            unprompted_a_day=budget,
            unprompted_a_week=budget * 2,
            **changes,
        )
        contact.agree_rule(self.side, reach, acting_user=self.advocate)
        self.truth.confirmed_at = timezone.now()
        self.truth.other_hours = False
        self.truth.frozen &= not changed

    @rule()
    def they_go_through_it_again(self) -> None:
        contact.confirm_rule(self.side, acting_user=self.advocate)
        self.truth.confirmed_at = timezone.now()
        self.truth.other_hours = False

    @rule()
    def three_months_pass_in_silence(self) -> None:
        self.clock.shift(timedelta(days=50))
        self.they_go_through_it_again()
        self.clock.shift(timedelta(days=45))
        self.the_advocate_writes()

    @rule(looks=st.booleans())
    def the_duress_word_comes(self, looks: bool) -> None:
        self.they_agree_a_rule(
            100, False, level="cover", hours=WEEKS[0], emergency=False, duress="hold"
        )
        self.they_text("umbrella CALL")
        self.nothing_forbidden_has_left()
        self.clock.shift(timedelta(minutes=6))
        self.the_advocate_writes()
        if looks:
            self.somebody_looks()

    @rule()
    def texts_start_again(self) -> None:
        contact.start_texts(self.side, acting_user=self.advocate)
        self.truth.stopped = self.truth.frozen = self.truth.other_hours = False
        self.truth.heard_at = self.truth.confirmed_at = timezone.now()

    @rule()
    def all_is_well_again(self) -> None:
        self.they_are_back()
        self.texts_start_again()
        self.somebody_looks()
        self.texts_pause(0)
        Number.objects.filter(owner_id=self.cast.other_side.subject.public_id).update(
            sender="+447700900999"
        )

    @rule()
    def all_is_well_and_they_ask(self) -> None:
        """So that details leave in a short run too."""
        self.all_is_well_again()
        self.they_text("PLAN bluebell")
        agreed = Consent.objects.filter(side=self.side, withdrawn_at__isnull=True).first()
        consent = agreed or agreement.record_agreement(self.side, acting_user=self.advocate)
        agreement.confirm_consent(consent)

    @rule(days=st.sampled_from((0, 1, 7)))
    def texts_pause(self, days: int) -> None:
        until = timezone.now() + timedelta(days=days) if days else None
        contact.pause_texts(self.side, until, acting_user=self.advocate)

    @rule()
    def texts_stop(self) -> None:
        contact.stop_texts(self.side.subject, acting_user=None)
        self.truth.stopped = True

    @rule(
        what=st.sampled_from(
            (agreement.record_agreement, agreement.invite, agreement.withdraw_consent)
        )
    )
    def consent_changes(self, what: Any) -> None:
        try:
            what(self.side, acting_user=self.advocate)
        except Refused:
            return

    @rule(text=st.sampled_from(("bluebell", "NEED a canary flat", "WHO", "yes")))
    def they_have_a_new_phone(self, text: str) -> None:
        self.they_agree_a_rule(
            100, True, level="cover", hours=WEEKS[0], emergency=False, duress="alert"
        )
        self.consent_changes(agreement.invite)
        self.nothing_forbidden_has_left()
        self.they_text(text)

    @rule(kind=st.sampled_from(("custody", "hospital", *["missing"] * 17, "dead")))
    def they_are_away(self, kind: str) -> None:
        try:
            begin_absence(self.side, kind, "So they say.", acting_user=self.advocate)
        except Refused:
            return
        self.truth.away, self.truth.dead = True, kind == "dead"

    @rule()
    def they_are_back(self) -> None:
        try:
            end_absence(self.side, "Seen.", acting_user=self.advocate)
        except Refused:
            return
        self.truth.away = False

    @rule()
    def the_other_side_is_texted_from_the_same_number(self) -> None:
        mine, other = (
            live_number(side.subject.public_id) for side in (self.side, self.cast.other_side)
        )
        assert mine is not None and other is not None
        shared = mine.sender if mine.sender != other.sender else "+447700900999"
        Number.objects.filter(pk=other.pk).update(sender=shared)

    @rule()
    def somebody_looks(self) -> None:
        for alert in Alert.objects.filter(kind="duress", seen_at__isnull=True):
            see_alert(alert, acting_user=self.advocate)
        self.truth.duress = False

    def _tell(self, tell: str) -> Tell:
        because = "It could give them away." if tell == "not_told" else ""
        review_on = timezone.localdate() + timedelta(days=30) if because else None
        return Tell(tell, because, review_on)

    def _not_yet(self, tell: str, about: object) -> None:
        if tell != "now":
            (self.truth.never if tell == "not_told" else self.truth.untold).add(about)

    @invariant()
    def nothing_forbidden_has_left(self) -> None:
        """Let the worker work, and look at every text with other eyes."""
        senders = [live_number(s.subject.public_id) for s in (self.side, self.cast.other_side)]
        self.truth.shared_sender = len({number.sender for number in senders if number}) == 1
        write_planned_texts()
        sweep_states()
        deliver_due(60)
        TALLY["steps"] += 1
        mine = self.side.subject.public_id
        rows = OutgoingMessage.objects.filter(owner_id=mine, accepted_at__isnull=False)
        for row in rows.filter(pk__gt=0).order_by("accepted_at", "pk"):
            if row.pk not in self.seen:
                self._look_at(row)

    @property
    def seen(self) -> set[int]:
        """Texts that were looked at."""
        return self.__dict__.setdefault("_seen", set())

    def _look_at(self, row: OutgoingMessage) -> None:
        self.seen.add(row.pk)
        now = timezone.now()
        text = next(sent for sent in reversed(self.provider.sent) if sent.body == row.body)
        assert forbidden(self.side, self.truth, text, row, now) == [], row.wording
        TALLY["texts sent"] += 1
        TALLY["details"] += text.level == "detail"
        if row.wording == "invitation":
            self.truth.invited.add(text.number)
        if row.reply_to is None:
            TALLY["unprompted"] += 1
            self.truth.unprompted.append(now)


@pytest.mark.timeout(120 + STEPS)
def test_nothing_forbidden_is_ever_sent(db: None) -> None:
    stories = max(1, STEPS // STEPS_A_STORY)
    run_state_machine_as_test(
        Story,
        settings=settings(
            max_examples=stories,
            stateful_step_count=STEPS_A_STORY,
            database=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
    report("a story in any order: " + ", ".join(f"{n} {what}" for what, n in TALLY.items()))
    assert TALLY["details"] and TALLY["unprompted"]
