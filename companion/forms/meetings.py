"""Calling a meeting, and the order of its agenda."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from companion.forms.fields import DayToCome, PickPanel
from companion.models import Panel, PanelCase

LONGEST_AGENDA = 99
SHORT = {"inputmode": "numeric", "class": "govuk-input--width-3"}


class MeetingForm(forms.Form):
    """Which panel meets, and when."""

    panel = PickPanel()
    held_on = DayToCome(label=_("On which day"))

    def __init__(self, *args: Any, panels: QuerySet[Panel], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["panel"].offer(panels)  # type: ignore[attr-defined]


class Place(forms.IntegerField):
    """The place of one case; the page says once what an empty one means."""

    says_optional = False


class AgendaForm(forms.Form):
    """A place for each case, 1 first; a case without one is not on the agenda."""

    def __init__(
        self,
        *args: Any,
        cases: Sequence[tuple[PanelCase, str]],
        places: dict[int, int],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.cases = [panel_case for panel_case, _label in cases]
        for panel_case, label in cases:
            self.fields[_name(panel_case)] = Place(
                label=_("Place of %(who)s") % {"who": label},
                required=False,
                min_value=1,
                max_value=LONGEST_AGENDA,
                initial=places.get(panel_case.pk),
                error_messages={"invalid": _("Enter a number, 1 for the first.")},
                widget=forms.NumberInput(attrs=SHORT),
            )

    @property
    def in_order(self) -> list[PanelCase]:
        """The cases that have a place, in their order; of one place, as they stand on the page."""
        placed = [one for one in self.cases if self.cleaned_data[_name(one)] is not None]
        return sorted(placed, key=lambda one: self.cleaned_data[_name(one)])


def _name(panel_case: PanelCase) -> str:
    return f"case_{panel_case.public_id}"
