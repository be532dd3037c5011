"""What a file is, by what stands in it: never by its name, nor by what anybody called it."""

import filetype
from django.db import models


class Kind(models.TextChoices):
    """What came with a text; a picture is what could be drawn anew (messaging/pictures.py)."""

    PICTURE = "picture"
    SOUND = "sound"
    FILM = "film"
    DOCUMENT = "document"
    CARD = "card"
    WORDS = "words"
    OTHER = "other"


# Media type, and the ending of the neutral name under which it is handed out.
ENDINGS = {
    "image/jpeg": "jpg",
    "audio/amr": "amr",
    "audio/mpeg": "mp3",
    "audio/ogg": "ogg",
    "audio/mp4": "m4a",
    "audio/aac": "aac",
    "audio/x-wav": "wav",
    "audio/x-flac": "flac",
    "video/mp4": "mp4",
    "video/3gpp": "3gp",
    "video/quicktime": "mov",
    "video/webm": "webm",
    "application/pdf": "pdf",
    "text/vcard": "vcf",
    "text/plain": "txt",
}
UNKNOWN = "application/octet-stream"
_OF_TYPE = {
    "audio": Kind.SOUND,
    "video": Kind.FILM,
    "application": Kind.DOCUMENT,
    "text": Kind.WORDS,
}
# Signs that no text has: most bytes below the space, and what stands for a byte that is no letter.
_NO_TEXT = {chr(sign) for sign in range(32)} - set("\t\n\r\f") | {"\x7f", "\ufffd"}


def kind_of(content: bytes) -> tuple[Kind, str]:
    """The kind and media type of what is no picture; what nobody recognises is "other"."""
    guessed = filetype.guess(content)
    media_type = guessed.mime if guessed else _kind_of_text(content)
    if media_type == "text/vcard":
        return Kind.CARD, media_type
    if media_type not in ENDINGS or media_type == "image/jpeg":
        return Kind.OTHER, UNKNOWN
    return _OF_TYPE[media_type.partition("/")[0]], media_type


def ending_of(media_type: str) -> str:
    """What a name may end in, so that whoever saves the file can open it."""
    return ENDINGS.get(media_type, "bin")


def _kind_of_text(content: bytes) -> str:
    """Plain words, a contact card, or nothing; a page or a script is plain words too."""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return ""
    if not _NO_TEXT.isdisjoint(text):
        return ""
    return "text/vcard" if text.lstrip().upper().startswith("BEGIN:VCARD") else "text/plain"
