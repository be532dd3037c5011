"""Finding somebody among many: by name, in a form that works without script."""

from typing import TYPE_CHECKING, Any

from django import forms
from django.db.models import QuerySet
from django.forms.utils import ErrorDict
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from companion.access.panels import people_called
from companion.forms.fields import PlainWords
from companion.models import Subject

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

# So many stand in a list to choose from; among more one is looked for.
FEW = 20
# The button that looks, and keeps nothing.
LOOK = "look"
CALLED = "_called"
NOBODY_OF_THESE = "new"
NOT_LOOKED = _("Write one of their names in full. Accents and capital letters do not count.")
NOBODY = _("Nobody with a case at your panels is called that.")
TOO_MANY = _("More than 20 people are called that. Write a second name too.")


class Finder(forms.TextInput):
    """A line for a name, with a button beside it."""


class PickPerson(forms.ModelChoiceField[Subject]):
    """Somebody who is known here already, by name."""

    def __init__(self, *, otherwise: "StrOrPromise | None" = None, **options: Any) -> None:
        """`otherwise` is what choosing nobody means, where that is a choice."""
        chosen = _("Choose somebody.")
        super().__init__(
            queryset=Subject.objects.none(),
            to_field_name="public_id",
            error_messages={"required": chosen, "invalid_choice": chosen},
            required=otherwise is None,
            empty_label=otherwise or _("Choose somebody"),
            **options,
        )
        self.otherwise = otherwise

    def clean(self, value: Any) -> Subject | None:
        """Nobody, where that was chosen outright."""
        if self.otherwise and value == NOBODY_OF_THESE:
            return None
        chosen: Subject | None = super().clean(value)
        return chosen

    def offer(self, everybody: QuerySet[Subject], shown: list[Subject], *, found: bool) -> None:
        """Offer these by name; whoever was found by name is chosen, or refused, outright."""
        self.queryset = everybody
        named = sorted((str(one.name), str(one.public_id)) for one in shown)
        named.sort(key=lambda pair: pair[0].casefold())
        choices = [(public_id, name) for name, public_id in named]
        if found:
            self.required = True
            self.widget = forms.RadioSelect()
            none = [(NOBODY_OF_THESE, self.otherwise)] if self.otherwise else []
            self.choices = [*choices, *none]
        else:
            self.choices = [("", self.empty_label), *choices]


class FindingForm(forms.Form):
    """A form in which people are chosen from a list, or, when they are many, found by name."""

    def __init__(self, *args: Any, people: QuerySet[Subject], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # Whose names the page shows.
        self.shown: list[Subject] = []
        pickers = {n: field for n, field in self.fields.items() if isinstance(field, PickPerson)}
        few = people.count() <= FEW
        if few:
            self.shown = list(people)
        for name, picker in pickers.items():
            if few:
                picker.offer(people, self.shown, found=False)
            else:
                self._look_for(name, picker, people)

    def full_clean(self) -> None:
        """While somebody is looked for, nothing is wrong yet."""
        if self.looking:
            self._errors, self.cleaned_data = ErrorDict(), {}
        else:
            super().full_clean()

    def clean(self) -> dict[str, Any]:
        """Somebody who must be chosen was found first."""
        given = super().clean() or self.cleaned_data
        for name, field in self.fields.items():
            nobody_found = name.removesuffix(CALLED) not in self.fields
            if name.endswith(CALLED) and field.required and nobody_found and given.get(name):
                self.add_error(name, NOBODY)
        return given

    def is_valid(self) -> bool:
        """Looking keeps nothing."""
        return not self.looking and super().is_valid()

    @property
    def looking(self) -> bool:
        """Whether a name is looked for; the button without a name is Enter, pressed elsewhere."""
        return bool(self.data.get(LOOK)) and bool(self._called(self.data[LOOK]))

    def _called(self, name: str) -> str:
        return str(self.data.get(f"{name}{CALLED}", "")).strip()

    def _look_for(self, name: str, picker: PickPerson, people: QuerySet[Subject]) -> None:
        """Ask for a name, and offer those who are called so."""
        called = self._called(name)
        found = people_called(people, called, FEW + 1) if called else []
        said = NOT_LOOKED if not called else NOBODY if not found else ""
        if len(found) > FEW:
            said = TOO_MANY
        line = PlainWords(
            label=picker.label,
            help_text=format_lazy("{} {}", picker.help_text, said),
            required=picker.otherwise is None,
            error_messages={"required": _("Look for somebody.")},
            widget=Finder(attrs={"spellcheck": "false"}),
        )
        self.shown += found[:FEW]
        picker.label, picker.help_text = _("Which of them?"), ""
        picker.offer(people, found[:FEW], found=True)
        before = list(self.fields)[: list(self.fields).index(name)]
        self.fields[f"{name}{CALLED}"] = line
        if not found:
            del self.fields[name]
        self.order_fields([*before, f"{name}{CALLED}"])
