"""The ways in which the stand-in can be told to misbehave."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields, replace
from typing import Any

from django import forms

ANSWERS = [
    ("accept", "accept it"),
    ("timeout", "accept it, then never answer in time"),
    ("429", "429: too many requests"),
    ("500", "500: broken"),
    ("503", "503: not available"),
    ("21610", "21610: this phone has opted out"),
    ("21211", "21211: not a phone number"),
]
OUTCOMES = [
    ("deliver", "delivered"),
    ("30003", "30003: phone unreachable"),
    ("30004", "30004: blocked"),
    ("30005", "30005: unknown number"),
    ("30006", "30006: a landline"),
    ("30007", "30007: filtered by the network"),
    ("30008", "30008: failed, cause unknown"),
    ("30036", "30036: its time ran out"),
    ("21610", "21610: opted out, told only afterwards"),
]
PICTURES = [
    ("serve", "hand it out"),
    ("slow", "be slow about it"),
    ("404", "404: not there"),
    ("500", "500: broken"),
    ("page", "hand out a web page, and call it a picture"),
    ("large", "hand out far too much"),
    ("short", "stop half-way"),
    ("elsewhere", "lead to another machine"),
]


@dataclass(frozen=True)
class Switches:
    """How the stand-in behaves now; the defaults are those of a provider on a good day."""

    answer: str = "accept"
    outcome: str = "deliver"
    pictures: str = "serve"
    times: int = 0
    """For how many more texts `answer` and `outcome` hold; 0 = until switched off."""
    duplicate: bool = False
    reorder: bool = False
    drop: bool = False
    early: bool = False
    keywords: bool = True
    delay_s: float = 0
    latency_ms: int = 0
    hold_s: float = 12
    """How long the answer is held back after accepting; the caller's patience is shorter."""
    attempts: int = 2
    """How often a webhook is tried in all; the provider itself tries again once."""

    @classmethod
    def from_kept(cls, kept: Mapping[str, Any]) -> "Switches":
        """Switches as the store kept them; names it no longer knows are left out."""
        names = {field.name for field in fields(cls)}
        return cls(**{name: value for name, value in kept.items() if name in names})

    @property
    def misbehaves(self) -> bool:
        """Whether anything differs from a good day."""
        return self != Switches()

    def after_one_text(self) -> "Switches":
        """The switches once they have applied to one more text."""
        if self.times == 1:
            return replace(self, answer="accept", outcome="deliver", times=0)
        return replace(self, times=max(self.times - 1, 0))


class SwitchesForm(forms.Form):
    """The switches as the page and the scripts set them."""

    answer = forms.ChoiceField(label="When asked to send a text", choices=ANSWERS)
    outcome = forms.ChoiceField(label="What becomes of it", choices=OUTCOMES)
    pictures = forms.ChoiceField(label="When asked for a picture", choices=PICTURES)
    times = forms.IntegerField(
        label="For how many texts (0: until switched off)", min_value=0, max_value=1000
    )
    delay_s = forms.FloatField(
        label="Seconds by which reports are late", min_value=0, max_value=600
    )
    latency_ms = forms.IntegerField(
        label="Milliseconds it takes to answer", min_value=0, max_value=60_000
    )
    # Only scripts have a reason to change these two.
    hold_s = forms.FloatField(min_value=0, max_value=60, widget=forms.HiddenInput)
    attempts = forms.IntegerField(min_value=1, max_value=1000, widget=forms.HiddenInput)
    duplicate = forms.BooleanField(label="Report everything twice", required=False)
    reorder = forms.BooleanField(label="Report in the wrong order", required=False)
    drop = forms.BooleanField(label="Never report", required=False)
    early = forms.BooleanField(label="Report before answering", required=False)
    keywords = forms.BooleanField(
        label="Answer STOP, START and HELP by itself, as the provider does", required=False
    )

    @classmethod
    def changing(cls, switches: Switches, changes: Mapping[str, Any]) -> "SwitchesForm":
        """A form that changes only what is named; `0`, `off` and `no` are false."""
        said = {name: value for name, value in changes.items() if name in cls.base_fields}
        for name, field in cls.base_fields.items():
            if name in said and isinstance(field, forms.BooleanField):
                said[name] = str(said[name]).lower() not in {"", "0", "off", "no", "false"}
        return cls({**asdict(switches), **said})

    def switches(self) -> Switches:
        """The valid answers as switches."""
        return Switches(**self.cleaned_data)
