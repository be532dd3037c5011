"""What a person's phone would show, as the one safety check says."""

from datetime import datetime
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from django.utils import timezone
from django.utils.formats import time_format
from django.utils.translation import gettext as _

from companion.texting.beforehand import preview
from companion.texting.offered import note_on
from companion.texting.reasons import in_full
from companion.views.advocate.welcome import day_in_words
from messaging.gate import Send, Withhold

if TYPE_CHECKING:
    from companion.models import CaseSubject


def own_words_here() -> str:
    """What stands for the words that an advocate has not written yet."""
    return _("Your own words would stand here.")


def phone_with(side: "CaseSubject", words: str) -> dict[str, Any]:
    """What the phone would show now of an advocate's own words."""
    return phone_of(side, preview(side, words), own_words=words)


def phone_of(
    side: "CaseSubject", answer: Send | Withhold, at: datetime | None = None, own_words: str = ""
) -> dict[str, Any]:
    """The values of components/phone.html, now or then, and whether they are cover words.

    An advocate's own words need no note on who made them.
    """
    zone = side.subject.time_zone
    clock = time_format((at or timezone.now()).astimezone(ZoneInfo(zone)), "H:i")
    if isinstance(answer, Withhold):
        note = in_full(answer.reason)
        if answer.until:
            note = f"{note} {_goes(answer.until, zone)}"
        return {"body": "", "clock": clock, "note": note, "held": True}
    return {
        "body": answer.body,
        "note": "" if answer.body == own_words else note_on(side.subject.language),
        "sender": answer.sender,
        "clock": clock,
        "language": answer.language,
        "cover": answer.level == "cover",
    }


def _goes(until: datetime, zone: str) -> str:
    here = time_format(until.astimezone(ZoneInfo(zone)), "H:i")
    values = {"day": day_in_words(until, zone), "time": here}
    return _("It is tried again %(day)s at %(time)s, if all is safe then.") % values
