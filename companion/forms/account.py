"""What is asked when an account is made or looked after."""

from typing import Any

from django import forms
from django.contrib.auth import password_validation
from django.db.models import QuerySet
from django.utils.translation import gettext as now_
from django.utils.translation import gettext_lazy as _

from companion.changes.invitations import ADMINISTERS, EDITS, EVALUATES
from companion.forms.fields import PlainWords
from companion.forms.sign_in import PasskeyField
from companion.models import Agency, User


class NewPasswordForm(forms.Form):
    """A password for oneself, twice."""

    password = forms.CharField(
        label=_("New password"),
        help_text=_("At least 12 letters. Three or four words that only you would put together."),
        max_length=256,
        strip=False,
        error_messages={"required": _("Choose a password.")},
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )
    again = forms.CharField(
        label=_("The same password again"),
        max_length=256,
        strip=False,
        error_messages={"required": _("Enter the password again.")},
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user

    def clean_password(self) -> str:
        """Long enough, not a common one, and not their own name."""
        password = str(self.cleaned_data["password"])
        password_validation.validate_password(password, self.user)
        return password

    def clean_again(self) -> str:
        """Both the same, so that nobody is locked out by a slip."""
        again = str(self.cleaned_data["again"])
        if "password" in self.cleaned_data and again != self.cleaned_data["password"]:
            raise forms.ValidationError(now_("The two passwords are not the same."))
        return again


class ChangePasswordForm(NewPasswordForm):
    """A new password, by somebody who knows the old one."""

    old = forms.CharField(
        label=_("Your password now"),
        max_length=256,
        strip=False,
        error_messages={"required": _("Enter the password you have now.")},
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )
    field_order = ("old", "password", "again")


class RecoveryCodeForm(forms.Form):
    """One of the codes on paper."""

    code = forms.CharField(
        label=_("Recovery code"),
        help_text=_("One of the codes you printed or wrote down. Each works once."),
        max_length=40,
        error_messages={"required": _("Enter one of your recovery codes.")},
        widget=forms.TextInput(
            attrs={"autocomplete": "off", "spellcheck": "false", "autocapitalize": "characters"}
        ),
    )


class EndSignInForm(forms.Form):
    """Which sign-in ends: one, or all others."""

    others = forms.BooleanField(required=False)
    sign_in = forms.UUIDField(required=False)

    def clean(self) -> dict[str, Any]:
        """One of the two."""
        given = super().clean() or self.cleaned_data
        if not given.get("others") and not given.get("sign_in"):
            raise forms.ValidationError(now_("Choose which sign-in ends."))
        return given


class AddPasskeyForm(forms.Form):
    """A new passkey, under a name by which its owner knows it again."""

    name = PlainWords(
        label=_("Name"),
        help_text=_("So that you know it again, such as: work phone."),
        max_length=40,
        error_messages={"required": _("Give it a name.")},
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    passkey = PasskeyField()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        nothing = _("Nothing came from your device. Try again.")
        passkey = self.fields["passkey"]
        passkey.required, passkey.error_messages["required"] = True, nothing


class RemovePasskeyForm(forms.Form):
    """Which of one's own passkeys goes."""

    passkey = forms.UUIDField()


class ResetForm(forms.Form):
    """What one of two administrators does about a lost phone."""

    ASK, CONFIRM, STOP = "ask", "confirm", "stop"

    do = forms.ChoiceField(choices=[(word, word) for word in (ASK, CONFIRM, STOP)])


class AgencyPickerForm(forms.Form):
    """For which agency somebody works from now on."""

    agency = forms.ModelChoiceField(
        label=_("Agency"),
        queryset=Agency.objects.none(),
        to_field_name="public_id",
        required=False,
        empty_label=_("None"),
    )

    def __init__(self, *args: Any, agencies: QuerySet[Agency], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        picker = self.fields["agency"]
        assert isinstance(picker, forms.ModelChoiceField)  # noqa: S101
        picker.queryset = agencies


class InviteForm(forms.Form):
    """Somebody who is to work here."""

    email = forms.EmailField(
        label=_("Email"),
        max_length=254,
        error_messages={"required": _("Enter their email address.")},
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
    )
    name = PlainWords(
        label=_("Name"), max_length=80, error_messages={"required": _("Enter their name.")}
    )
    agency = forms.ModelChoiceField(
        label=_("Agency"),
        queryset=Agency.objects.none(),
        to_field_name="public_id",
        required=False,
        empty_label=_("None"),
    )
    may = forms.MultipleChoiceField(
        label=_("What else they may do"),
        help_text=_("Seats on panels, and people to speak for, are given later."),
        required=False,
        choices=(
            (ADMINISTERS, _("Look after the service: people, agencies, panels")),
            (EVALUATES, _("Read the evidence")),
            (EDITS, _("Write guidance and wordings")),
        ),
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args: Any, agencies: QuerySet[Agency], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        picker = self.fields["agency"]
        assert isinstance(picker, forms.ModelChoiceField)  # noqa: S101
        picker.queryset = agencies

    def clean_email(self) -> str:
        """Addresses are kept in small letters."""
        return str(self.cleaned_data["email"]).lower()
