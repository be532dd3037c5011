"""What people are told before they agree, by version; a version that somebody was told stays."""

from typing import Any

from django.utils.translation import gettext_lazy as _

TOLD_VERSION = "1"
TOLD: dict[str, dict[str, Any]] = {
    "1": {
        "readers": _("Who may read what they say, the police included"),
        "passed_on": _("What must be passed on: a child, or anyone, at serious risk"),
        "courts": _("That a court may ask for it"),
        "crimes": _("Not to text about crimes"),
        "when_read": _("When texts are read, and that it is not all the time"),
        "cost": _("What a reply costs them"),
        "freedom": _("That they may stop at any time, and nothing is held against them for it"),
        "agreed": _("They said yes, in person, to taking part and to being texted"),
    },
}
# Who texts a word says yes by it; of their yes in person nothing is known then.
THEIR_YES = "agreed"
