"""What stands beside a person's words, as both desks show it: first that more people read them."""

from typing import TYPE_CHECKING, Any
from unicodedata import bidirectional

from django.utils.translation import get_language_info
from django.utils.translation import gettext as _

if TYPE_CHECKING:
    from companion.models import SafeguardingOverride, StaffSummary, Statement, Translation

ENGLISH = "en"


def beside_cards(statement: "Statement") -> list[dict[str, Any]]:
    """The newest first of each kind, as `access` loads them; each says whose words they are."""
    return [
        *(_override(one) for one in statement.overrides.all() if not one.ended_at),
        *(_translation(one) for one in statement.translations.all()),
        *(_summary(one) for one in statement.summaries.all()),
    ]


def direction_of(words: str) -> str:
    """As most of the words run: a text in Urdu may begin with an English keyword."""
    ways = [bidirectional(letter) for letter in words]
    leftwards = ways.count("R") + ways.count("AL")
    return "rtl" if leftwards > ways.count("L") else "ltr"


def tongue_of(statement: "Statement") -> str:
    """Which language words are in, if not in English; and that nobody has translated them."""
    if statement.language == ENGLISH:
        return ""
    values = {"language": get_language_info(statement.language)["name_translated"]}
    if statement.translations.all():
        return _("in %(language)s") % values
    return _("in %(language)s, not translated yet") % values


def _override(one: "SafeguardingOverride") -> dict[str, Any]:
    """Whoever reads these words knows that the person did not choose it, and may not know."""
    values = {"name": one.decided_by.name}
    if one.told_at:
        label = _("shared for safeguarding by %(name)s, not by their own choice; they were told")
    else:
        label = _("shared for safeguarding by %(name)s, not by their own choice; they do not know")
    return {"words": one.reason, "label": label % values, "when": one.decided_at}


def _translation(one: "Translation") -> dict[str, Any]:
    values = {"name": one.translated_by, "how": one.get_how_display()}
    if not one.qualified:
        label = _("translated by %(name)s, not a qualified interpreter, %(how)s")
    elif one.how == "in_writing":
        label = _("translated by %(name)s, a qualified translator, %(how)s")
    else:
        label = _("translated by %(name)s, a qualified interpreter, %(how)s")
    return {"words": one.words, "label": label % values, "when": one.translated_on}


def _summary(one: "StaffSummary") -> dict[str, Any]:
    label = _("summary by %(name)s, not their own words") % {"name": one.written_by.name}
    return {"words": one.words, "label": label, "when": one.written_at}
