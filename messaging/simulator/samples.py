"""Things to send from a phone of the stand-in: drawn here, of nobody; and some that mean harm."""

import random
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from io import BytesIO

from PIL import Image, ImageDraw, ImageFont

from messaging.simulator.records import Enclosed

LETTER = (
    "Hill Town Council",
    "Schools team",
    "",
    "A place at Mill Lane School",
    "",
    "Please fill in both sides of",
    "the form that is with this",
    "letter. Send it back to us",
    "before the end of next week.",
    "",
    "We cannot keep a place",
    "without the form.",
)
TOO_MUCH = 6_000_000
ORIENTATION, PLACE, MAKER = 0x0112, 0x8825, 0x010F
ON_ITS_SIDE = 6


@dataclass(frozen=True)
class Sample:
    """One thing to send: how the page names it, what the phone calls it, and its bytes."""

    label: str
    content_type: str
    made: Callable[[], bytes]

    def enclosed(self) -> Enclosed:
        """As a phone sends it."""
        return Enclosed(self.content_type, self.made())


@cache
def letter() -> bytes:
    """A photograph of a letter: taken on its side, and it says where and with what."""
    sheet = Image.new("RGB", (900, 1200), "#f4f1ea")
    pen = ImageDraw.Draw(sheet)
    for row, line in enumerate(LETTER):
        pen.text((80, 90 + row * 78), line, "#22262b", ImageFont.load_default(56 if row else 64))
    told = Image.Exif()
    told[ORIENTATION], told[MAKER] = ON_ITS_SIDE, "A phone"
    told.get_ifd(PLACE).update({1: "N", 2: (53.0, 48.0, 12.0), 3: "W", 4: (1.0, 33.0, 5.0)})
    return _saved(sheet.rotate(90, expand=True), "JPEG", exif=told, quality=85)


@cache
def screen() -> bytes:
    """What a phone's own screen showed, with a see-through edge."""
    sheet = Image.new("RGBA", (540, 960), (0, 0, 0, 0))
    pen = ImageDraw.Draw(sheet)
    pen.rounded_rectangle((10, 10, 530, 950), 40, "#e9eef4")
    for row, words in enumerate(("Are you home", "I know you are", "Ring me now")):
        pen.rounded_rectangle((40, 120 + row * 130, 400, 220 + row * 130), 24, "#cfd9e6")
        pen.text((66, 148 + row * 130), words, "#1b1f24", ImageFont.load_default(36))
    return _saved(sheet, "PNG")


def voice() -> bytes:
    """Two seconds of a voice note in which nobody says anything."""
    return b"#!AMR\n" + (b"\x3c" + bytes(31)) * 100


def paper() -> bytes:
    """A page of paper with nothing on it."""
    return (
        b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n"
        b"2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
        b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]>>endobj\n"
        b"trailer<</Root 1 0 R>>\n%%EOF\n"
    )


def card() -> bytes:
    """Somebody to ring."""
    return b"BEGIN:VCARD\r\nVERSION:3.0\r\nFN:Mill House\r\nTEL:+447700900199\r\nEND:VCARD\r\n"


def page() -> bytes:
    """A web page that is called a picture."""
    return b"<!doctype html><script>alert(document.domain)</script>"


def nothing() -> bytes:
    """No bytes at all."""
    return b""


def too_much() -> bytes:
    """More than a text may carry."""
    return random.Random(1).randbytes(TOO_MUCH)  # noqa: S311 - nothing secret


@cache
def vast() -> bytes:
    """A few thousand bytes that unpack to a picture of four hundred million points."""
    return _saved(Image.new("1", (20_000, 20_000)), "PNG", optimize=False, compress_level=9)


SAMPLES = {
    "letter": Sample("a photo of a letter", "image/jpeg", letter),
    "screen": Sample("a picture of a screen", "image/png", screen),
    "voice": Sample("a voice note", "audio/amr", voice),
    "paper": Sample("a PDF", "application/pdf", paper),
    "card": Sample("a contact card", "text/vcard", card),
    "page": Sample("a web page, called a picture", "image/jpeg", page),
    "nothing": Sample("an empty file", "image/jpeg", nothing),
    "too_much": Sample("6 MB of noise", "image/jpeg", too_much),
    "vast": Sample("a picture far too large to open", "image/png", vast),
}


def _saved(picture: Image.Image, form: str, **more: object) -> bytes:
    saved = BytesIO()
    picture.save(saved, form, **more)
    return saved.getvalue()
