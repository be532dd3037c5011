"""Words that whoever knows this service would try first, and what is left of a password then."""

import re

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from companion.models import User

# Our own name and the neutral one, what the work is called and who does it, and what many begin
# with. docs/operations.md lists them too; a test compares the two.
OURS = (
    "companion",
    "bookings",
    "booking",
    "marac",
    "panel",
    "agency",
    "advocate",
    "coordinator",
    "administrator",
    "admin",
    "chair",
    "police",
    "council",
    "password",
    "welcome",
)
ENOUGH = 8


class OfThisServiceValidator:
    """Refuses a password of which little is left without the words of this service."""

    def validate(self, password: str, user: User | None = None) -> None:
        """The words and the name of one's agency do not count; all else does, of whatever kind."""
        agency = user.agency if user else None
        words = [*OURS, *re.findall(r"[^\W\d_]{3,}", agency.name if agency else "")]
        ours = "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))
        left = re.sub(rf"{ours}|\s", "", password, flags=re.IGNORECASE)
        if len(left) < ENOUGH:
            raise ValidationError(
                _("Too easy to guess for somebody who knows this service: use other words."),
                code="password_of_this_service",
            )
