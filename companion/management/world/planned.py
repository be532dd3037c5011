"""What an advocate planned to text: a word every week, and an encouragement every two weeks."""

from datetime import time, timedelta

from django.utils import timezone

from companion.changes.planned import Planned, plan_text
from companion.management.world.people import AMAL
from companion.management.world.town import Town
from companion.models import Repeats, Rhythm, SafeContactRule, WordingKey
from companion.texting.planned import times

TUESDAY, IN_ALL = 1, timedelta(days=70)
# "Shall we go to the library on Wednesday again? Reply if you would like to."
LIBRARY = "Czy w środę znowu idziemy do biblioteki? Odpisz, jeśli chcesz."


def tell_what_is_planned(town: Town) -> None:
    """For one person, who sees both only when their time has come."""
    tomorrow = timezone.localdate() + timedelta(days=1)
    last = tomorrow + IN_ALL
    weekly = Rhythm(Repeats.WEEKLY, tomorrow, last, (TUESDAY,))
    _plan(town, weekly, time(10, 30), words=LIBRARY)
    fortnightly = Rhythm(Repeats.FORTNIGHTLY, tomorrow, last)
    _plan(town, fortnightly, time(17), wording=WordingKey.ENCOURAGE_SMALL_STEP)


def _plan(town: Town, rhythm: Rhythm, at: time, words: str = "", wording: str = "") -> None:
    side = town.sides["Kasia"]
    rule = SafeContactRule.objects.select_related("subject").get(subject=side.subject_id)
    first = next(times(rhythm, at, rule, timezone.now()))
    plan_text(side, Planned(words, wording, rhythm, at, first), acting_user=town.users[AMAL])
