"""`.env.example` documents every setting, once."""

import re
from pathlib import Path

from tests.compose import example_names, interpolated

ROOT = Path(__file__).resolve().parent.parent
READ = re.compile(r"""(?:env\.\w+|required)\(\s*"([A-Z_]+)\"""")


def test_every_setting_is_documented_once_and_none_that_is_not_read() -> None:
    read = set(READ.findall((ROOT / "companion" / "settings.py").read_text()))
    assert len(read) > 10
    assert sorted(example_names()) == sorted(read | interpolated())
