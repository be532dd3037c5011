"""What the stylesheet and the templates promise, read from the files themselves."""

import gzip
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
STATIC = ROOT / "static"
TEMPLATES = ROOT / "templates"
TOKEN = re.compile(r"--([a-z-]+): (#[0-9a-f]{6});")


def tokens() -> dict[str, dict[str, str]]:
    """The colours of each scheme, by name; dark changes some of light's."""
    light, rest = (STATIC / "source/_tokens.scss").read_text().split("@media screen")
    dark = rest.split("@media print")[0]
    by_name = dict(TOKEN.findall(light))
    return {"light": by_name, "dark": by_name | dict(TOKEN.findall(dark))}


def luminance(colour: str) -> float:
    """Relative luminance as WCAG 2 defines it, from `#rrggbb`."""
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    """WCAG's contrast ratio, from 1 to 21."""
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("text", ["ink", "muted", "accent", "wait", "alert", "good"])
def test_text_stands_out_six_to_one_on_every_ground_it_is_used_on(scheme, text):
    colours = tokens()[scheme]
    grounds = ["paper", "card", f"{text}-soft" if f"{text}-soft" in colours else "accent-soft"]
    assert {
        g: contrast(colours[text], colours[g])
        for g in grounds
        if contrast(colours[text], colours[g]) < 6
    } == {}


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_border_of_a_field_stands_out_three_to_one(scheme):
    colours = tokens()[scheme]
    assert min(contrast(colours["line"], colours[g]) for g in ("paper", "card")) >= 3


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_words_on_the_main_button_and_on_focus_stand_out_six_to_one(scheme):
    colours = tokens()[scheme]
    assert contrast(colours["on-accent"], colours["accent"]) >= 6
    assert contrast(colours["focus-ink"], colours["focus"]) >= 6


def test_the_stylesheet_is_under_20_kilobytes_on_the_wire():
    assert len(gzip.compress((STATIC / "companion.css").read_bytes())) < 20_000


def test_the_stylesheet_fetches_nothing_and_follows_the_tokens_as_committed():
    css = (STATIC / "companion.css").read_text()
    assert "url(" not in css and "@import" not in css
    assert all(colour in css for colour in tokens()["light"].values() if colour != "#ffffff")


def test_the_script_names_only_files_that_are_here():
    text = (STATIC / "start.js").read_text()
    assert re.findall(r'from "\./([^"]+)"', text)
    assert all((STATIC / name).is_file() for name in re.findall(r'from "\./([^"]+)"', text))
    assert "sourceMappingURL" not in (STATIC / "govuk-frontend-6.6.0.min.js").read_text()


def every_template() -> list[Path]:
    return sorted(TEMPLATES.rglob("*.html"))


def test_no_template_holds_inline_script_or_style():
    inline = re.compile(r"<style|\sstyle=|<script(?![^>]*\ssrc=)|\son[a-z]+=\"|javascript:", re.I)
    found = [str(p.relative_to(ROOT)) for p in every_template() if inline.search(p.read_text())]
    assert every_template() and found == []


def test_every_component_says_what_it_takes():
    components = sorted((TEMPLATES / "components").rglob("*.html"))
    silent = [p.name for p in components if "{# Takes:" not in p.read_text().split("#}")[0]]
    assert components and silent == []


def test_every_component_is_included_alone():
    include = re.compile(r'{%\s*include "components/[^%]*%}')
    open_ended = [
        tag
        for path in every_template()
        for tag in include.findall(path.read_text())
        if not tag.rstrip("%} ").endswith(" only")
    ]
    assert open_ended == []
