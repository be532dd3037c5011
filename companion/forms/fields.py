"""Fields that several screens ask for: plain words, a day to come, one of the people allowed."""

import re
from collections.abc import Callable, Mapping
from datetime import date, timedelta
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.forms.boundfield import BoundWidget
from django.utils import timezone
from django.utils.translation import gettext as now_
from django.utils.translation import gettext_lazy as _

from companion.models import Panel, User
from companion.texting.rendering import most_characters

SATURDAY = 5
# What a phone would make a link of.
LINK = re.compile(
    r"\b(?:https?://|www\.)\S+|\b[a-z0-9-]+(?:\.[a-z0-9-]+)*\.(?:com|org|net|info|uk|eu)\b(?:/\S*)?",
    re.IGNORECASE,
)
Branch = tuple[BoundWidget, list[forms.BoundField]]


def no_link(words: str) -> None:
    """Refuse what a phone would make a link of: whoever holds it could follow it."""
    if found := LINK.search(words):
        said = now_("A text never carries a link: take out “%(link)s”.")
        raise forms.ValidationError(said % {"link": found.group()})


def no_longer_than_a_text(words: str) -> None:
    """Refuse what would be cut: letters of other scripts, and emoji, take more than twice the room.

    In English letters the field's own limit holds before this one.
    """
    if most := most_characters(words):
        said = now_("With these letters a text holds %(most)d characters; this has %(count)d.")
        raise forms.ValidationError(said % {"most": most, "count": len(words)})


class PlainWords(forms.CharField):
    """One line of words, however it was typed: what is counted is what is kept and sent."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        too_long = _("At most %(limit_value)d characters; this has %(show_value)d.")
        self.error_messages.setdefault("max_length", too_long)

    def to_python(self, value: object) -> str:
        """Without line breaks and doubled spaces."""
        return " ".join(str(super().to_python(value)).split())

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        """A browser would cut what is pasted without a word; we say that it is too long."""
        attrs = super().widget_attrs(widget)
        attrs.pop("maxlength", None)
        return attrs


class DayToCome(forms.DateField):
    """Today or later, and not so late that the year must be wrong."""

    def __init__(self, *, years: int = 2, **options: Any) -> None:
        wrong = _("Enter a day, such as 27 3 2027.")
        errors = {"required": wrong, "invalid": wrong}
        super().__init__(**{"error_messages": errors, **options})
        self.years = years

    def validate(self, value: date | None) -> None:
        """Neither gone nor out of sight."""
        super().validate(value)
        today = timezone.localdate()
        if value is None:
            return
        if value < today:
            raise forms.ValidationError(now_("That day has gone. Enter today or a later day."))
        if value > today + timedelta(days=366 * self.years):
            raise forms.ValidationError(now_("That is very far away. Look at the year."))


class PickUser(forms.ModelChoiceField[User]):
    """One of the users offered, by name and agency."""

    def __init__(self, **options: Any) -> None:
        chosen = _("Choose one of these people.")
        errors = {"required": chosen, "invalid_choice": chosen}
        options.setdefault("empty_label", _("Choose somebody"))
        nobody = User.objects.none()
        super().__init__(
            queryset=nobody, to_field_name="public_id", error_messages=errors, **options
        )

    def label_from_instance(self, obj: User) -> str:
        """As people know each other."""
        return f"{obj.name}, {obj.agency.name}" if obj.agency else obj.name


class RadioSelect(forms.RadioSelect):
    """Radios with a sentence beneath each choice; named as Django’s own, which templates go by."""

    def __init__(self, *, about: Callable[[Any], str]) -> None:
        super().__init__()
        self.about = about

    def create_option(self, name: str, value: Any, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """As usual, and described by its sentence."""
        option: dict[str, Any] = super().create_option(name, value, *args, **kwargs)
        option["about"] = self.about(value)
        option["attrs"]["aria-describedby"] = f"{option['attrs'].get('id', name)}_about"
        return option


def _of_its_type(value: Any) -> str:
    """What panels of a panel’s type are."""
    panel = value.instance
    return f"{panel.get_type_display()}: {panel.brings.about}"


class PickPanel(forms.ModelChoiceField[Panel]):
    """One of the panels offered; where there is but one, it is chosen already."""

    def __init__(self, **options: Any) -> None:
        wrong = _("Choose a panel.")
        options.setdefault("label", _("Panel"))
        super().__init__(
            queryset=Panel.objects.none(),
            to_field_name="public_id",
            widget=RadioSelect(about=_of_its_type),
            empty_label=None,
            error_messages={"required": wrong, "invalid_choice": wrong},
            **options,
        )

    def offer(self, panels: QuerySet[Panel]) -> None:
        """Fetch the panels once; with one of them there is nothing to choose."""
        self.queryset = panels
        if len(panels) == 1:
            self.initial = panels[0].public_id


def branches(form: forms.Form, choice: str, more: Mapping[str, list[str]]) -> list[Branch]:
    """Each choice of a field, with what is asked of those who choose it; of them, always."""
    for asked in {name for names in more.values() for name in names}:
        form.fields[asked].required = True
    return [
        (option, [form[name] for name in more.get(str(option.data["value"]), [])])
        for option in form[choice].subwidgets
    ]


def working_days_from(start: date, days: int) -> date:
    """The day that many working days later; Saturdays and Sundays are not counted."""
    day = start
    while days > 0:
        day += timedelta(days=1)
        days -= day.weekday() < SATURDAY
    return day
