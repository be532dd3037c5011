"""Whatever is sent: no error, nothing that runs, and nothing shown but pictures drawn anew."""

import gzip
import os
import struct
import zipfile
import zlib
from io import BytesIO

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image, ImageFile

from messaging.kinds import Kind, ending_of, kind_of
from messaging.pictures import LONGEST_SIDE, redrawn
from messaging.simulator.samples import SAMPLES

FACTOR = float(os.environ.get("FACTOR", "0.1"))
EXAMPLES = max(100, round(2000 * FACTOR))
SCRIPT = b"<script>alert(document.domain)</script>"
ARCHIVE_MARK, PDF_MARK = b"PK\x03\x04", b"%PDF"


def small(form: str, **more: object) -> bytes:
    """A small picture of one form."""
    kept = BytesIO()
    picture = Image.effect_mandelbrot((64, 48), (-2.0, -1.5, 1.0, 1.5), 40)
    picture.convert("P" if form == "GIF" else "RGB").save(kept, form, **more)
    return kept.getvalue()


def archive() -> bytes:
    kept = BytesIO()
    with zipfile.ZipFile(kept, "w") as made:
        made.writestr("harm.exe", b"MZ" + SCRIPT)
    return kept.getvalue()


def bomb(width: int, height: int) -> bytes:
    """A PNG that claims to be this large, in a few hundred bytes."""

    def chunk(kind: bytes, body: bytes) -> bytes:
        whole = kind + body
        return struct.pack(">I", len(body)) + whole + struct.pack(">I", zlib.crc32(whole))

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    body = chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(bytes(100))) + chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + body


PICTURES = {form: small(form) for form in ("JPEG", "PNG", "GIF", "WEBP", "HEIF")}
SECRET = b"quillfish at 53.8 north"


@pytest.mark.parametrize("form", PICTURES)
def test_each_kind_of_picture_is_drawn_anew_as_one_kind(form: str) -> None:
    drawn = redrawn(PICTURES[form])
    assert drawn is not None
    with Image.open(BytesIO(drawn)) as fresh:
        assert (fresh.format, fresh.size) == ("JPEG", (64, 48))


@pytest.mark.parametrize("form", PICTURES)
@pytest.mark.parametrize("tail", [archive(), SAMPLES["paper"].made(), SCRIPT])
def test_what_hangs_on_a_picture_is_gone(form: str, tail: bytes) -> None:
    drawn = redrawn(PICTURES[form] + tail)
    assert drawn is not None
    for mark in (ARCHIVE_MARK, PDF_MARK, b"<script"):
        assert mark not in drawn


def test_what_a_picture_says_of_itself_is_gone() -> None:
    told = Image.Exif()
    told[0x010E] = told[0x9286] = SECRET.decode()
    said = {"exif": told, "comment": SECRET, "icc_profile": SECRET, "xmp": SECRET}
    for form, names in (("JPEG", said), ("PNG", {"exif": told}), ("WEBP", {"exif": told})):
        came = small(form, **names)
        assert SECRET in came
        assert SECRET not in (redrawn(came) or SECRET)


@pytest.mark.parametrize("orientation", range(2, 9))
def test_a_picture_is_turned_upright_before_that_is_forgotten(orientation: int) -> None:
    told = Image.Exif()
    told[0x0112] = orientation
    with Image.open(BytesIO(redrawn(small("JPEG", exif=told)) or b"")) as fresh:
        assert fresh.size == ((48, 64) if orientation >= 5 else (64, 48))


def test_of_a_picture_that_moves_the_first_one_stays() -> None:
    kept = BytesIO()
    frames = [Image.new("RGB", (40, 40), colour) for colour in ("red", "blue")]
    frames[0].save(kept, "GIF", save_all=True, append_images=frames[1:])
    with Image.open(BytesIO(redrawn(kept.getvalue()) or b"")) as fresh:
        red, _, blue = fresh.getpixel((20, 20))  # type: ignore[misc]
        assert red > 200 > 50 > blue
        assert getattr(fresh, "n_frames", 1) == 1


def test_what_is_see_through_becomes_white_and_what_is_large_smaller() -> None:
    clear = BytesIO()
    Image.new("RGBA", (4000, 10), (0, 0, 0, 0)).save(clear, "PNG")
    with Image.open(BytesIO(redrawn(clear.getvalue()) or b"")) as fresh:
        assert fresh.width == LONGEST_SIDE
        assert fresh.getpixel((5, 2)) == (255, 255, 255)


@pytest.mark.parametrize(
    "content",
    [
        bomb(30_000, 30_000),
        bomb(65_000, 65_000),
        bomb(4_000, 4_000),
        bomb(0, 0),
        SAMPLES["vast"].made(),
        gzip.compress(PICTURES["JPEG"]),
        PICTURES["JPEG"][:-30],
        PICTURES["PNG"][:-30],
        b"\xff\xd8\xff\xe0" + SCRIPT,
        PICTURES["JPEG"] + b"\xff\xda" * 200,
        b"GIF89a" + b"/*" + SCRIPT + b"*/",
        b"<svg xmlns='http://www.w3.org/2000/svg'>" + SCRIPT + b"</svg>",
        b"%!PS-Adobe-3.0 EPSF-3.0\n" + b"(%pipe%touch /tmp/harm) (w) file\n",
        archive(),
        b"",
        b"\x00",
        SCRIPT,
    ],
)
def test_what_is_no_whole_picture_of_a_bearable_size_is_none(content: bytes) -> None:
    # As it is once a PDF was made in this process.
    ImageFile.LOAD_TRUNCATED_IMAGES = True
    assert redrawn(content) is None
    assert kind_of(content)[0] is not Kind.PICTURE


SEEDS = [*PICTURES.values(), *(SAMPLES[name].made() for name in ("voice", "paper", "card", "page"))]
PIECES = st.one_of(
    st.sampled_from([*SEEDS, archive(), SCRIPT, bomb(9, 9)]),
    st.binary(max_size=80),
)


@st.composite
def broken(draw: st.DrawFn) -> bytes:
    """Good files, cut, joined and overwritten."""
    content = bytearray(b"".join(draw(st.lists(PIECES, min_size=1, max_size=3))))
    for at, with_what in draw(st.lists(st.tuples(st.floats(0, 1), st.binary(max_size=6)))):
        place = int(at * len(content))
        content[place : place + len(with_what)] = with_what
    return bytes(content[: int(draw(st.sampled_from([1.0, 1.0, 0.9, 0.5])) * len(content))])


@settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=list(HealthCheck))
@given(content=broken())
def test_whatever_is_sent_only_a_picture_drawn_anew_is_ever_shown(content: bytes) -> None:
    drawn = redrawn(content)
    kind, media_type = kind_of(content)
    # What is not drawn anew is never a picture, and never of a type that a browser would run.
    assert kind is not Kind.PICTURE
    assert not media_type.startswith("image/")
    assert media_type not in {"text/html", "image/svg+xml", "application/xhtml+xml"}
    assert ending_of(media_type) not in {"html", "htm", "svg", "xml", "exe", "js", "zip"}
    if drawn is not None:
        with Image.open(BytesIO(drawn)) as fresh:
            fresh.load()
            assert fresh.format == "JPEG" and not fresh.getexif()
        assert drawn.startswith(b"\xff\xd8\xff\xe0") and drawn.endswith(b"\xff\xd9")
        assert b"<script" not in drawn
