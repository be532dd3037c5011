"""A code once more, with the form that it is asked for kept beside it."""

from typing import Any, ClassVar

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from companion.forms.carried import carry, typed_besides
from companion.forms.sign_in import CodeField, PasskeyField


class FreshCodeForm(forms.Form):
    """One code; whatever else was typed is carried along unseen and unchanged."""

    NAME: ClassVar = "fresh_code"
    PASSKEY: ClassVar = "fresh_passkey"

    fresh_code = CodeField(
        label=_("Code"),
        help_text=_(
            "The six figures that your authenticator app shows now, or a recovery code from paper."
        ),
        max_length=40,
        error_messages={"required": _("Enter the code that your app shows.")},
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "spellcheck": "false"}),
    )

    fresh_passkey = PasskeyField()

    def __init__(self, *args: Any, carried: QueryDict, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields[self.NAME].required = not self.data.get(self.PASSKEY)
        own = (self.NAME, self.PASSKEY)
        self.carries = bool(typed_besides(carried, own))
        carry(self, carried, own)
