"""What the README points to is there: pages, pictures, commands."""

import re
from pathlib import Path
from xml.etree import ElementTree

ROOT = Path(__file__).resolve().parent.parent
README = (ROOT / "README.md").read_text()
AT_MOST = 150_000  # bytes a picture
SVG = "{http://www.w3.org/2000/svg}"


def pointed_to() -> set[str]:
    """Every file of ours that the README links to or shows."""
    found = re.findall(r"\]\(([^)#]+)\)|src=\"([^\"]+)\"", README)
    return {link or picture for link, picture in found if "://" not in (link or picture)}


def test_every_page_and_picture_is_there() -> None:
    assert {"docs/operations.md", "docs/pictures/loop.svg"} <= pointed_to()
    assert [path for path in sorted(pointed_to()) if not (ROOT / path).exists()] == []


def test_pictures_are_small_and_say_in_words_what_they_show() -> None:
    pictures = list((ROOT / "docs" / "pictures").glob("*.png"))
    assert len(pictures) >= 4
    assert [path.name for path in pictures if path.stat().st_size > AT_MOST] == []
    shown = re.findall(r"<img [^>]+>", README)
    assert shown and all(re.search(r'alt="[^"]{20,}"', picture) for picture in shown)


def test_the_loop_is_told_to_those_who_do_not_see_it() -> None:
    drawing = ElementTree.parse(ROOT / "docs" / "pictures" / "loop.svg").getroot()  # noqa: S314
    names = drawing.attrib["aria-labelledby"].split()
    told = [drawing.find(f"{SVG}*[@id='{name}']") for name in names]
    assert [part is not None and part.tag for part in told] == [f"{SVG}title", f"{SVG}desc"]
    assert told[1] is not None and len(told[1].text or "") > 200


def test_every_command_it_names_exists() -> None:
    named = set(re.findall(r"\bmake (demo|test|screenshots|check|soak|bench)\b", README))
    made = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    assert {"demo", "test", "screenshots"} <= named <= made
    assert "add_user" in README
    assert (ROOT / "companion" / "management" / "commands" / "add_user.py").exists()
