"""What the door asks: an email and a password, then a code."""

from typing import Any

from django import forms
from django.core.validators import RegexValidator
from django.utils.translation import gettext_lazy as _


class SignInForm(forms.Form):
    """The first half: what you know."""

    email = forms.EmailField(
        label=_("Email"),
        max_length=254,
        error_messages={"required": _("Enter your email address.")},
        widget=forms.EmailInput(
            attrs={"autocomplete": "username", "spellcheck": "false", "autocapitalize": "none"}
        ),
    )
    password = forms.CharField(
        label=_("Password"),
        max_length=256,
        strip=False,
        error_messages={"required": _("Enter your password.")},
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )

    def clean_email(self) -> str:
        """Addresses are kept in small letters."""
        return str(self.cleaned_data["email"]).lower()


class CodeField(forms.CharField):
    """Six figures, typed with or without spaces."""

    def to_python(self, value: object) -> str:
        """Without the spaces that apps show between the figures."""
        return "".join(str(super().to_python(value)).split())


class Unshown(forms.HiddenInput):
    """Hidden, and empty again when the page comes back: what was in it counts once."""

    def format_value(self, value: object) -> None:
        """Nothing."""


class PasskeyField(forms.CharField):
    """What a passkey said, which our script puts there in place of a code."""

    def __init__(self) -> None:
        super().__init__(label=_("Passkey"), required=False, max_length=16_000, widget=Unshown)


class CodeForm(forms.Form):
    """The second half: what you have."""

    code = CodeField(
        label=_("Code"),
        help_text=_("The six figures that your authenticator app shows now."),
        max_length=20,
        error_messages={"required": _("Enter the code that your app shows.")},
        validators=[RegexValidator(r"^[0-9]{6}\Z", _("The code has six figures."))],
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "inputmode": "numeric"}),
    )
    passkey = PasskeyField()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"].required = not self.data.get("passkey")
