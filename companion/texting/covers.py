"""The library of covers, as it is chosen from with the person."""

from companion.models import WordingKey
from content.builtin import COVER, ENGLISH, builtins, covers


def cover_choices() -> list[tuple[str, str]]:
    """Each cover with the text that is seen most, in its words."""
    usual = (WordingKey.ADVOCATE_WORDS.value, COVER)
    return [
        (cover.code, f"{cover.name}: “{builtins(ENGLISH, cover.code)[usual].body}”")
        for cover in covers().values()
    ]


def calling(cover: str) -> str:
    """What whoever rings says they are ringing about, if somebody else answers."""
    return covers()[cover].calling
