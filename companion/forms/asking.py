"""What one member asks another, and the answer."""

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from companion.forms.fields import PickUser
from companion.models import User

LONGEST = 1000


class AskMemberForm(forms.Form):
    """Whom, and what."""

    asked_of = PickUser(
        label=_("Whom do you ask?"), help_text=_("Everybody here may read this already.")
    )
    words = forms.CharField(
        label=_("Your question"),
        max_length=LONGEST,
        error_messages={"required": _("Write your question.")},
        widget=forms.Textarea(attrs={"rows": 3, "spellcheck": "true"}),
    )

    def __init__(self, *args: Any, members: QuerySet[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["asked_of"].queryset = members  # type: ignore[attr-defined]


class AnswerMemberForm(forms.Form):
    """The answer, in words."""

    answer = forms.CharField(
        label=_("Your answer"),
        max_length=LONGEST,
        error_messages={"required": _("Write your answer.")},
        widget=forms.Textarea(attrs={"rows": 3, "spellcheck": "true"}),
    )
