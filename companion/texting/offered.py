"""In which languages people may be texted, and why not in the others."""

from django.conf import settings
from django.utils.translation import gettext as _

from companion.texting.languages import FALL_BACK, languages_heard
from content.builtin import languages
from content.offered import Standing, is_offered, standing_of, standings


def texted_in(language: str) -> str:
    """The language in which a person's texts go: theirs if it is offered, else English.

    Words that nobody has reviewed are for the demonstration only.
    """
    ready = language in languages_heard() and is_offered(language, unreviewed=settings.DEMO)
    return language if ready else FALL_BACK


def offered() -> list[tuple[str, str]]:
    """The languages that may be chosen: code and name."""
    ready = standings()
    return [(code, name) for code, name in languages().items() if not _why_not(ready[code])]


def not_offered() -> list[str]:
    """The other languages, each with why it cannot be chosen yet, in a sentence."""
    ready = standings()
    return [
        f"{name}: {why}" for code, name in languages().items() if (why := _why_not(ready[code]))
    ]


def unreviewed() -> list[str]:
    """Names of the languages that may be chosen although nobody has reviewed their words."""
    ready, names = standings(), languages()
    unread = [code for code in names if not ready[code].reviewed and not _why_not(ready[code])]
    return [names[code] for code in unread if code != FALL_BACK]


def called(language: str) -> str:
    """What a language is called."""
    return languages().get(language, language)


def _why_not(standing: Standing) -> str:
    """Why a language cannot be chosen yet; nothing if it can."""
    if standing.language == FALL_BACK:
        return ""
    if standing.language not in languages_heard():
        return _("texts in it cannot be read yet.")
    if not standing.little_words:
        return _("some words that texts are filled with are missing.")
    if standing.missing or standing.faulty:
        left = len(standing.missing) + len(standing.faulty)
        return _("%(left)d texts are missing or have a fault.") % {"left": left}
    if not standing.reviewed and not settings.DEMO:
        return _("nobody who speaks it has reviewed the words yet.")
    return ""


def note_on(language: str) -> str:
    """What an advocate must know of the words in a person's language; nothing if all is well.

    Nothing of English: whoever reads this can judge it.
    """
    if language == FALL_BACK:
        return ""
    standing = standing_of(language)
    if why := _why_not(standing):
        return _("Texts go in English. %(name)s: %(why)s") % {"name": called(language), "why": why}
    if standing.reviewed:
        return ""
    said = _("A machine made the words in %(name)s, and nobody has reviewed them.")
    return said % {"name": called(language)}
