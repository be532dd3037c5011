"""Choosing the language that somebody is texted in: only what is offered, and why not the rest."""

from typing import Any

from django import forms
from django.utils.translation import gettext as now_
from django.utils.translation import gettext_lazy as _

from companion.texting.offered import called, not_offered, offered, unreviewed


class PickLanguage(forms.ChoiceField):
    """A language that is offered; the one that stands is kept although it no longer is."""

    def __init__(self, **options: Any) -> None:
        options.setdefault("label", _("The language they are texted in"))
        super().__init__(**options)

    def offer(self, present: str = "") -> None:
        """Ask what is offered now, and say plainly why others are not."""
        ready = offered()
        names = dict(ready)
        kept = [] if not present or present in names else [(present, called(present))]
        self.choices = [*ready, *kept]
        self.help_text = " ".join([*_of_the_others(), *_of_unreviewed()])


def _of_the_others() -> list[str]:
    others = not_offered()
    return [now_("Not ready yet, so texts in them go in English."), *others] if others else []


def _of_unreviewed() -> list[str]:
    names = ", ".join(unreviewed())
    said = now_("A machine made the words in these, and nobody has reviewed them: %(names)s.")
    return [said % {"names": names}] if names else []
