"""A picture drawn anew: its points and nothing else, whatever came with them or after them."""

from io import BytesIO

from billiard.exceptions import SoftTimeLimitExceeded
from PIL import Image, ImageFile, ImageOps
from pillow_heif import register_heif_opener

register_heif_opener(thumbnails=False)

FORMATS = ("JPEG", "PNG", "GIF", "WEBP", "HEIF")
# A phone's largest; a few hundred bytes may claim a hundred times as many.
MOST_POINTS = 50_000_000
LONGEST_SIDE = 2560
QUALITY = 88
# A drawing pass of a JPEG costs as much as the whole picture, and takes 20 bytes to ask for.
START_OF_SCAN, MOST_SCANS = b"\xff\xda", 100


def redrawn(content: bytes) -> bytes | None:
    """The picture as a fresh JPEG, upright, at most LONGEST_SIDE; None if it is none, or broken."""
    if content.count(START_OF_SCAN) > MOST_SCANS:
        return None
    # Whoever makes a PDF in this process has switched on that half a picture is one.
    ImageFile.LOAD_TRUNCATED_IMAGES = False
    try:
        with Image.open(BytesIO(content), formats=FORMATS) as picture:
            if picture.width * picture.height > MOST_POINTS:
                return None
            picture.load()
            return _drawn(picture)
    except SoftTimeLimitExceeded:
        raise
    except Exception:  # whatever a hostile file makes a decoder say, it is no picture
        return None


def _drawn(picture: Image.Image) -> bytes:
    if picture.mode == "P":  # named colours cannot be mixed, and so not made smaller
        picture = picture.convert("RGBA")
    picture.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
    upright = ImageOps.exif_transpose(picture).convert("RGBA")
    # A new sheet: a copy would carry comments along.
    sheet = Image.new("RGB", upright.size, "white")
    sheet.paste(upright, mask=upright.getchannel("A"))
    fresh = BytesIO()
    sheet.save(fresh, "JPEG", quality=QUALITY)
    return fresh.getvalue()
