"""One side with a record of every kind, made through the real changes by the people around it."""

from collections.abc import Callable
from dataclasses import dataclass, field
from uuid import UUID

from django.utils import timezone

from companion.changes.actions import (
    answer_action,
    give_feedback,
    mark_done,
    record_attempt,
    say_helped,
)
from companion.changes.alerting import ask_duty_contact
from companion.changes.alerts import raise_alert
from companion.changes.answers import Tell, answer_need
from companion.changes.asking import answer_member, ask_member
from companion.changes.beside import Translated, add_summary, add_translation
from companion.changes.emergencies import ask_for_cover, confirm_cover
from companion.changes.exports import Taken, keep_export
from companion.changes.goals import rate_turn_to
from companion.changes.harms import WentWrong, learn_from, report_harm
from companion.changes.meetings import call_meeting, freeze_summaries, set_agenda
from companion.changes.openings import go_through, say_why, settle_opening
from companion.changes.overrides import widen_for_safeguarding
from companion.changes.referrals import Asked, refer
from companion.changes.wishes import say_wish
from companion.changes.words import keep_words
from companion.changes.worries import look_at_worry
from companion.models import (
    Alert,
    CaseSubject,
    NeedsSummary,
    Panel,
    Review,
    ReviewWish,
    Telling,
    User,
)
from companion.views.panel.frozen import contents_at
from messaging.models import IncomingMessage, Medium
from tests import factories

Words = Callable[[str], str]


@dataclass
class Around:
    """Who acts in a story: who speaks for the person, and who sits on the panel."""

    side: CaseSubject
    advocate: User
    coordinator: User
    member: User
    # Of the advocate's agency; made anew where nobody is named.
    colleague: User | None = None

    @property
    def panel(self) -> Panel:
        """The panel that the case is at."""
        return self.side.panel_case.panel


@dataclass
class Story:
    """The public ids of everything about one side, by kind."""

    ids: dict[str, UUID] = field(default_factory=dict)

    def keep(self, kind: str, public_id: UUID) -> None:
        """Remember the record of one kind."""
        self.ids[kind] = public_id

    def __getitem__(self, kind: str) -> UUID:
        return self.ids[kind]


def tell(around: Around, words: Words = str) -> Story:
    """Everything that can be about a person, and is not yet over; `words` marks what is said."""
    story = Story()
    story.keep("side", around.side.public_id)
    story.keep("case", around.side.panel_case.public_id)
    story.keep("panel", around.panel.public_id)
    story.keep("seated", around.member.public_id)
    agency = around.member.agency
    assert agency is not None
    story.keep("agency", agency.public_id)
    _say(around, story, words)
    _agree(around, story, words)
    _meet(around, story)
    _ask_for_help(around, story, words)
    _learn(around, story, words)
    _open(around, story, words)
    _act(around, story, words)
    return story


def _say(around: Around, story: Story, words: Words) -> None:
    side = around.side
    loose = keep_words(
        side.subject, words("The school says no."), side=side, channel="text", acting_user=None
    )
    story.keep("words", loose.public_id)
    need = factories.need(side, words("somewhere safe to live"))
    story.keep("need", need.public_id)
    story.keep("statement", need.statement.public_id)
    given = Translated(
        words("a safe home"), words("Nadia Shah"), True, "by_phone", timezone.localdate()
    )
    add_translation(need.statement, given, acting_user=around.advocate)
    add_summary(need.statement, words("Asks for a refuge"), acting_user=around.advocate)
    sent = factories.sent(side, words("Look at this."), words("BEGIN:VCARD").encode())
    story.keep("sent", sent.public_id)
    story.keep("medium", Medium.objects.get(message__public_id=sent.message).public_id)
    hidden = factories.need(side, words("He knows my school."), "advocate").statement
    reason = words("A child may be hurt.")
    override = widen_for_safeguarding(hidden, "panel", [], reason, acting_user=around.advocate)
    story.keep("override", override.public_id)
    story.keep("goal", factories.goal(side, words("to see my children"), ratings=(3, 5)).public_id)
    story.keep("open_need", factories.need(side, words("a lock that works")).public_id)
    told_first = Tell("advocate_first")
    reason = words("A flat is free from May.")
    answer = answer_need(need, "partly", reason, told_first, acting_user=around.member)
    story.keep("telling", Telling.objects.get(answer=answer).public_id)
    rate_turn_to(side, 4, acting_user=None)
    wished = keep_words(
        side.subject, words("Without him there."), side=side, channel="text", acting_user=None
    )
    look_at_worry(side, "silent", words("Away at her aunt."), acting_user=around.advocate)
    plan = factories.planned(side, around.advocate, words("See you at the library."))
    story.keep("plan", plan.public_id)
    taken = Taken("csv", 3, words("The court asks for it."))
    keep_export(side, taken, acting_user=around.advocate)
    review = Review.objects.get(panel_case=side.panel_case, decided_at=None)
    say_wish(review, side, ReviewWish.Wants.WORDS, acting_user=None, statement=wished)


def _agree(around: Around, story: Story, words: Words) -> None:
    owner, by = around.member, around.coordinator
    done = factories.action(around.side, owner, by, words("Change the locks"))
    answer_action(done, "agree", words=words("Not in the morning."), acting_user=None)
    mark_done(done, words("Locks on both doors."), acting_user=owner)
    feedback = give_feedback(done, "yes", acting_user=None)
    say_helped(feedback, 4, words("It is quiet now."))
    story.keep("done_action", done.public_id)
    hidden = Tell("not_told", words("He reads her post."), timezone.localdate())
    shared = factories.action(
        around.side, owner, by, words("Share the new address"), kind="share", tell=hidden
    )
    story.keep("untold", shared.telling.public_id)
    engage = factories.action(around.side, owner, by, words("Call on Tuesday"), kind="engage")
    record_attempt(
        engage, timezone.localdate(), achieved=False, note=words("Rang out."), acting_user=owner
    )
    story.keep("action", engage.public_id)
    for answer in (words("They work until six."), ""):
        question = ask_member(engage, owner, words("When are they in?"), acting_user=by)
        if answer:
            answer_member(question, answer, acting_user=owner)
        else:
            story.keep("question", question.public_id)


def _meet(around: Around, story: Story) -> None:
    meeting = call_meeting(around.panel, timezone.localdate(), acting_user=around.coordinator)
    set_agenda(meeting, [around.side.panel_case], acting_user=around.coordinator)
    freeze_summaries(meeting, contents_at(meeting), acting_user=around.coordinator)
    story.keep("version", NeedsSummary.objects.get(side=around.side).public_id)
    story.keep("meeting", meeting.public_id)


def _ask_for_help(around: Around, story: Story, words: Words) -> None:
    raise_alert(around.side.subject, Alert.Kind.CALL, side=around.side)
    story.keep("alert", Alert.objects.get(side=around.side, kind=Alert.Kind.CALL).public_id)
    # It is nobody's, and so the same one beside every story.
    of_nobody = IncomingMessage.objects.of_strangers().first()
    stranger = of_nobody or factories.strangers_text(words("Who has this phone?"))
    story.keep("stranger", stranger.public_id)
    raise_alert(around.side.subject, Alert.Kind.HARM_SELF, side=around.side)
    urgent = Alert.objects.get(side=around.side, kind=Alert.Kind.HARM_SELF)
    story.keep("urgent", urgent.public_id)
    test = ask_duty_contact(around.panel, around.member, acting_user=around.coordinator)
    story.keep("duty_test", test.public_id)
    asked = Asked(words("Robin Vale"), words("Seen with bruises twice."))
    story.keep("referral", refer(around.panel, asked, acting_user=around.member).public_id)


def _learn(around: Around, story: Story, words: Words) -> None:
    what = WentWrong("wrong_reader", "near_miss", words("A letter went to the old flat."))
    for learning in ("", words("Ask for the address each time.")):
        harm = report_harm(around.panel, what, side=around.side, acting_user=around.member)
        if learning:
            learn_from(harm, learning, acting_user=around.coordinator)
        else:
            story.keep("harm", harm.public_id)


def _open(around: Around, story: Story, words: Words) -> None:
    """Somebody who sits on the panel opened the case three times."""
    reader = factories.user(f"Robin Reader of {around.panel.pk}", around.member.agency)
    factories.seat(around.panel, reader, "observer")
    for kind in ("opening", "asked_opening", "settled"):
        why = words("Their school rang us.")
        made = say_why(around.side.panel_case, "other", why, acting_user=reader)
        if kind != "opening":
            check = go_through(made, "ask", acting_user=around.coordinator)
        if kind == "settled":
            settle_opening(check, words("It was a mistake."), acting_user=around.coordinator)
        story.keep(kind, made.public_id)


def _act(around: Around, story: Story, words: Words) -> None:
    """A colleague of the advocate acts for the person just now; two people let them."""
    name = f"Ari Acting for {around.side.pk}"
    colleague = around.colleague or factories.user(name, around.advocate.agency)
    second = factories.user(f"Sky Second of {around.panel.pk}", around.member.agency)
    factories.seat(around.panel, second, "chair")
    reason = words("Her phone is off and the bed is free until five.")
    asked = ask_for_cover(around.side, colleague, reason, acting_user=around.coordinator)
    confirm_cover(asked, acting_user=second)
    story.keep("emergency", asked.public_id)
    story.keep("acting", colleague.public_id)
