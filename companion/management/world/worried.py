"""People to worry about: who went quiet, who sent STOP after danger, who may be in danger now."""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from functools import partial

from companion.changes.alerts import see_alert
from companion.management.world.played import says
from companion.management.world.town import Town
from companion.models import Alert, CaseSubject

# Texted in each of four weeks, and then nothing came for three.
WENT_QUIET, ASKED = "Val", timedelta(days=30)
# Came to harm, was rung by her advocate, and then somebody sent STOP.
STOPPED, IN_DANGER = "Kay", timedelta(days=3)
SEEN_AFTER, STOPPED_AFTER = timedelta(minutes=4), timedelta(hours=5)
# Said something that is perhaps about danger; nobody has read it yet.
PERHAPS, SAID = "Joss", timedelta(minutes=25)

Step = tuple[datetime, Callable[[], None]]


def steps(town: Town, now: datetime) -> Iterator[Step]:
    """What they texted, and when."""
    yield now - ASKED, partial(_says, town, WENT_QUIET, "PLAN")
    then = now - IN_DANGER
    yield then, partial(_says, town, STOPPED, "he is outside and he has a knife")
    yield then + SEEN_AFTER, lambda: sees(town.sides[STOPPED])
    yield then + STOPPED_AFTER, partial(_says, town, STOPPED, "STOP")
    perhaps = "he is sat in his car over the road again"
    yield now - SAID, partial(_says, town, PERHAPS, perhaps)


def _says(town: Town, name: str, words: str) -> None:
    says(town.sides[name], words)


def sees(side: CaseSubject) -> None:
    """Their advocate reads at once what may be about danger, and is on it."""
    advocate = side.advocacies.latest("started_at").advocate
    for alert in Alert.objects.filter(side=side, kind__in=Alert.ABOUT_DANGER, seen_at=None):
        see_alert(alert, acting_user=advocate)
