"""Who stands in while an advocate is away, and for how long."""

from datetime import datetime, time, timedelta
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from companion.forms.fields import DayToCome, PickUser
from companion.models import User

LONGEST = 60  # days


class StandInForm(forms.Form):
    """A colleague, from a day to a day."""

    colleague = PickUser(
        label=_("Who stands in for you?"),
        help_text=_("Ask your people first. Somebody they do not want to know sees nothing."),
        empty_label=_("Choose a colleague"),
    )
    first_day = DayToCome(label=_("From the beginning of"))
    last_day = DayToCome(label=_("Until the end of"))

    def __init__(self, *args: Any, colleagues: QuerySet[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["colleague"].queryset = colleagues  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """A time that ends after it begins, and is no way of handing people over for good."""
        given = super().clean() or self.cleaned_data
        first, last = given.get("first_day"), given.get("last_day")
        if first and last and last < first:
            self.add_error("last_day", _("That is before it begins."))
        elif first and last and (last - first).days > LONGEST:
            self.add_error("last_day", _("At most sixty days. Longer, ask for another advocate."))
        return given

    @property
    def period(self) -> tuple[datetime, datetime]:
        """The midnight it begins, and the one after its last day."""
        after = self.cleaned_data["last_day"] + timedelta(days=1)
        days = (self.cleaned_data["first_day"], after)
        begins, ends = (timezone.make_aware(datetime.combine(day, time.min)) for day in days)
        return begins, ends
