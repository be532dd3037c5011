"""`.env.example` documents every setting, once."""

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
READ = re.compile(r"""(?:env\.\w+|required)\(\s*"([A-Z_]+)\"""")


def test_every_setting_is_documented_once_and_none_that_is_not_read() -> None:
    read = set(READ.findall((ROOT / "companion" / "settings.py").read_text()))
    lines = (ROOT / ".env.example").read_text().splitlines()
    documented = [found[1] for line in lines if (found := re.match(r"#?([A-Z_]+)=", line))]
    assert len(read) > 10
    assert sorted(documented) == sorted(read)
