"""Taking a conversation along: which days, in which form, and why."""

from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.utils.translation import gettext_lazy as _

from companion.models import Export


class TranscriptForm(forms.Form):
    """All of it, or from a day to a day."""

    first_day = forms.DateField(label=_("From"), required=False)
    last_day = forms.DateField(label=_("To, with that day"), required=False)
    form = forms.ChoiceField(
        label=_("As"),
        choices=[
            (Export.Form.PDF, _("PDF, to print or to read")),
            (Export.Form.CSV, _("CSV, for a spreadsheet")),
        ],
        initial=Export.Form.PDF,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose one.")},
    )
    reason = forms.CharField(
        label=_("Why it is needed"),
        help_text=_("For whom, and what for. It is kept, and whoever looks after them sees it."),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("Say why it is needed.")},
    )

    def __init__(self, *args: Any, zone: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.zone = ZoneInfo(zone)
        for name in ("first_day", "last_day"):
            self.fields[name].error_messages["invalid"] = _("Enter a day, such as 27 3 2027.")

    def clean(self) -> dict[str, Any]:
        """It ends after it begins."""
        given = super().clean() or self.cleaned_data
        first, last = given.get("first_day"), given.get("last_day")
        if first and last and last < first:
            self.add_error("last_day", _("That is before the first day."))
        return given

    @property
    def moments(self) -> tuple[datetime | None, datetime | None]:
        """The midnight it begins, and the one after its last day, by the person's clock."""
        first, last = self.cleaned_data["first_day"], self.cleaned_data["last_day"]
        return self._midnight(first), self._midnight(last + timedelta(days=1) if last else None)

    def _midnight(self, day: date | None) -> datetime | None:
        return datetime.combine(day, time.min, self.zone) if day else None
