"""A code like a booking's, by which it can be shown later that words were recorded unaltered."""

import re

from companion.texting.languages import words_of
from messaging.models import IncomingMessage
from vault.index import blind_index

# No vowels, so that no word comes out; no digits, because a digit is an answer.
LETTERS = "BCDFGHJKLMNPQRSTVWXZ"
LENGTH = 8


def reference_of(text: IncomingMessage) -> str:
    """The reference of one text: keyed, and another one if a single letter of it were changed."""
    number = int(blind_index(f"{text.public_id}{text.body}", "reference"), 16)
    letters = []
    for _ in range(LENGTH):
        number, letter = divmod(number, len(LETTERS))
        letters.append(LETTERS[letter])
    return f"{''.join(letters[:4])}-{''.join(letters[4:])}"


def normalised(typed: str) -> str:
    """A reference as somebody typed it: any case, with or without the dash and what is before."""
    letters = re.sub(r"[^a-z]", "", typed.casefold()).upper()[-LENGTH:]
    return f"{letters[:4]}-{letters[4:]}"


def with_reference(body: str, text: IncomingMessage, language: str) -> str:
    """A cover reply with the reference of the text that it answers."""
    says: str = words_of(language)["with_reference"]
    return says.format(body=body, reference=reference_of(text))
