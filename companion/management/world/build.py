"""Building the invented town once, at the first start of the demo."""

from collections.abc import Callable
from datetime import date, time, timedelta

from django.conf import settings
from django.utils import timezone

from companion.changes.actions import Plan, agree_action, mark_done
from companion.changes.agreement import record_agreement
from companion.changes.answers import Tell, answer_need
from companion.changes.asking import answer_member, ask_member
from companion.changes.codebook import agree_code
from companion.changes.harms import WentWrong, learn_from, report_harm
from companion.changes.meetings import call_meeting, set_agenda
from companion.changes.overrides import widen_for_safeguarding
from companion.changes.people import add_side, appoint_advocate, open_case
from companion.changes.recovery import make_recovery_codes
from companion.changes.resets import ask_for_reset
from companion.changes.reviews import plan_review
from companion.changes.wishes import Wished, ask_for_wish, record_wish
from companion.changes.words import choose_audience, keep_words, open_need
from companion.management.world.opened import (
    tell_of_a_copy,
    tell_of_an_emergency,
    tell_who_opened_what,
)
from companion.management.world.own_language import tell_in_their_language
from companion.management.world.past import play
from companion.management.world.people import (
    AMAL,
    IOM,
    MARAC,
    PEOPLE,
    RESTRICTED,
    Person,
    hire,
)
from companion.management.world.planned import tell_what_is_planned
from companion.management.world.played import delivers, says, sends, strangers_text
from companion.management.world.town import Town
from companion.management.world.wordings import tell_of_words_that_wait
from companion.models import (
    AgreedAction,
    CaseSubject,
    Need,
    NeedArea,
    User,
    WordingLevel,
)
from messaging.simulator.samples import SAMPLES

Progress = Callable[[str], None]


def in_days(days: int) -> date:
    """A day to come."""
    return timezone.localdate() + timedelta(days=days)


def is_empty() -> bool:
    """Whether nobody lives here yet."""
    return not User.objects.exists()


def build(progress: Progress = print) -> None:
    """Make everybody, and play what they said and what was agreed."""
    users = hire()
    # So that the other administrator finds somebody on their desk who lost their phone.
    ask_for_reset(users["Ollie Grant"], acting_user=users["Ivo Penn"])
    progress("  the panels and the people who sit on them")
    town = Town(users)
    play(town, progress)
    for person in (*PEOPLE, _restricted()):
        town.welcome(person)
    progress("  the people whose phones you can hold")
    Stories(town).tell()


def _restricted() -> Person:
    """Somebody whose safe hour is not now, whenever the demo is first started."""
    begins = (timezone.localtime() + timedelta(hours=6)).hour
    hours = (time(begins, 0), time((begins + 1) % 24, 0))
    return Person(
        RESTRICTED,
        "victim",
        "+447700900111",
        MARAC,
        AMAL,
        "thistle",
        "candle",
        level=WordingLevel.COVER,
        hours=hours,
        budget=(1, 3),
    )


# Her own words for yes and no, whatever was asked.
ROSAS_ANSWERS = (("yes", "sunny spells", None), ("no", "heavy showers", None))


class Stories:
    """What has happened so far to those whose story a visitor follows."""

    def __init__(self, town: Town) -> None:
        self.town = town
        self.users, self.sides, self.panels = town.users, town.sides, town.panels
        self.coordinator, self.chair = town.coordinator, town.chair
        self.probation = town.probation

    def tell(self) -> None:
        """What has happened so far, from somebody just begun to a loop gone all the way round."""
        self._sam_has_a_second_side()
        self._tom_has_gone_all_the_way()
        self._ana_waits_for_an_answer()
        self._rosa_spoke_with_her_advocate()
        tell_in_their_language(self.town)
        tell_what_is_planned(self.town)
        tell_of_words_that_wait(self.town)
        self._a_letter_nearly_went_astray()
        self._words_were_shared_to_keep_a_child_safe()
        self._something_is_not_told_for_now()
        self._the_panel_meets_soon()
        strangers_text()
        tell_who_opened_what(self.town)
        tell_of_an_emergency(self.town)
        tell_of_a_copy(self.town)
        make_recovery_codes(self.users[AMAL], acting_user=self.users[AMAL])
        delivers()

    def _sam_has_a_second_side(self) -> None:
        """The same person, harmed in one case and harming in another."""
        sam = self.sides["Sam"].subject
        case = open_case(self.panels[IOM], acting_user=self.coordinator)
        side = add_side(case, sam, "offender", acting_user=self.coordinator)
        advocate, until = self.users[AMAL], timezone.now() + timedelta(days=365)
        appoint_advocate(side, advocate, until, acting_user=self.coordinator)
        record_agreement(side, acting_user=advocate)

    def _tom_has_gone_all_the_way(self) -> None:
        """All ten steps: said, shared, answered, agreed, done, whether it helped, and a review."""
        tom = self.sides["Tom"]
        says(tom, "NEED a job, nobody calls me back", "5", "2")
        need = Need.objects.get(side=tom)
        self._answer(need, "accepted", "A job coach will meet you every week.", self.probation)
        action = self._agree(tom, "Meet the job coach together", self.probation, "engage", need)
        says(tom, "1")
        words, hana = "Is the job coach there on Fridays too?", self.users["Hana Sato"]
        question = ask_member(action, self.probation, words, acting_user=hana)
        answer_member(question, "Yes, from ten to two.", acting_user=self.probation)
        mark_done(action, "Met on Tuesday at the library.", acting_user=self.probation)
        delivers()
        review = plan_review(
            self.panels[IOM], tom.panel_case, in_days(5), acting_user=self.coordinator
        )
        ask_for_wish(tom, review.public_id)
        says(tom, "yes", "4", "2", "A coach for longer, and less probation.")

    def _ana_waits_for_an_answer(self) -> None:
        ana, leo = self.sides["Ana"], self.sides["Leo"]
        letter = SAMPLES["letter"].enclosed()
        sends(ana, "NEED someone to help with the forms for school", letter)
        says(ana, "4", "2")
        says(leo, "I need a quiet place to do my homework", "3 2")

    def _rosa_spoke_with_her_advocate(self) -> None:
        """At cover level the words come in person; the panel's answer is told in person too."""
        rosa, advocate = self.sides["Rosa"], self.users[AMAL]
        words = "I want my own front door key and nobody else to have one."
        statement = keep_words(
            rosa.subject, words, side=rosa, channel="in_person", acting_user=advocate
        )
        choose_audience(statement, "panel", acting_user=advocate)
        area = NeedArea.objects.filter(name="Housing").first()
        need = open_need(statement, area=area, importance=5, acting_user=advocate)
        tell = Tell("advocate_first")
        reason = "The lock is changed this week. A new flat takes longer."
        answer_need(need, "partly", reason, tell, acting_user=self.chair)
        until = timezone.now() + settings.CODE_LASTS
        for kind, words, about in (("need", "the blue door", need.public_id), *ROSAS_ANSWERS):
            agree_code(rosa, kind, words, about=about, until=until, acting_user=advocate)
        review = plan_review(
            self.panels[MARAC], rosa.panel_case, in_days(20), acting_user=self.coordinator
        )
        words = "Tell me before you ring my work, not after."
        record_wish(review, rosa, Wished("change", words, "call", "panel"), acting_user=advocate)

    def _a_letter_nearly_went_astray(self) -> None:
        """A near miss, and what the panel does otherwise since."""
        happened = (
            "A letter about the new lock was printed with the old address. "
            "It was seen before it was posted."
        )
        what = WentWrong("wrong_reader", "near_miss", happened)
        panel, rosa = self.panels[MARAC], self.sides["Rosa"]
        harm = report_harm(panel, what, side=rosa, acting_user=self.town.housing)
        learning = "Nothing is posted before the advocate says that it is safe, each time."
        learn_from(harm, learning, acting_user=self.chair)

    def _words_were_shared_to_keep_a_child_safe(self) -> None:
        """Against her own choice, with a reason; she is not told of it yet."""
        mina, advocate = self.sides["Mina"], self.users[AMAL]
        words = "He waits outside the school and my girl is afraid to come out."
        statement = keep_words(
            mina.subject, words, side=mina, channel="in_person", acting_user=advocate
        )
        reason = "A child is at risk on the way home from school."
        widen_for_safeguarding(statement, "panel", [], reason, acting_user=advocate)

    def _something_is_not_told_for_now(self) -> None:
        """Whether she hears of it is to be looked at again today."""
        what = "Share with the school who may fetch her girl"
        plan = Plan(what, "share", self.town.housing, in_days(14))
        tell = Tell("not_told", "He reads her post. It would put her at risk.", in_days(0))
        agree_action(self.sides["Mina"], plan, [], tell, acting_user=self.chair)

    def _the_panel_meets_soon(self) -> None:
        """A meeting in two days, with three cases on its agenda."""
        meeting = call_meeting(self.panels[MARAC], in_days(2), acting_user=self.coordinator)
        cases = [self.sides[name].panel_case for name in ("Rosa", "Mina", "Abi")]
        set_agenda(meeting, cases, acting_user=self.coordinator)

    def _answer(self, need: Need, outcome: str, reason: str, by: User) -> None:
        answer_need(need, outcome, reason, Tell("now"), acting_user=by)
        delivers()

    def _agree(
        self, side: CaseSubject, what: str, owner: User, kind: str, need: Need
    ) -> AgreedAction:
        plan = Plan(what=what, kind=kind, owned_by=owner, due_on=in_days(7))
        action = agree_action(side, plan, [need], Tell("now"), acting_user=owner)
        delivers()
        return action
