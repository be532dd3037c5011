"""Resolve requirements/*.in into locks with hashes that name no registry (make lock)."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
COMMAND = (
    *(sys.executable, "-m", "uv", "pip", "compile", "-q"),
    *("--python-version", "3.11", "--universal"),
    *("--generate-hashes", "--no-emit-index-url", "--no-emit-find-links"),
)


def main() -> None:
    """One lock after the other: development must agree with runtime."""
    for name in ("tools", "runtime", "development"):
        print(f"requirements/{name}.lock …", flush=True)
        files = (f"requirements/{name}.in", "-o", f"requirements/{name}.lock")
        subprocess.run([*COMMAND, *files], cwd=ROOT, check=True)


if __name__ == "__main__":
    main()
