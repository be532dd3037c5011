"""Who shall act for a person whose advocate cannot be reached, and why."""

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from companion.forms.fields import PickUser
from companion.models import User

LONGEST = 600


class EmergencyForm(forms.Form):
    """A colleague of the advocate, and the reason."""

    colleague = PickUser(
        label=_("Who shall act for them?"),
        help_text=_("A colleague of their advocate. Ring them first: they must be free now."),
        empty_label=_("Choose a colleague"),
    )
    reason = forms.CharField(
        label=_("Why can it not wait?"),
        help_text=_("How you tried to reach the advocate, and what is needed now."),
        max_length=LONGEST,
        error_messages={"required": _("Say why it cannot wait.")},
        widget=forms.Textarea(attrs={"rows": 4, "spellcheck": "true"}),
    )

    def __init__(self, *args: Any, colleagues: QuerySet[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["colleague"].queryset = colleagues  # type: ignore[attr-defined]
