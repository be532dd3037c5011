"""Make .venv and install what a lock names, every file checked against its hash.

    python3 scripts/install.py runtime | development

Runs on a bare Python 3.11: standard library only. uv installs in seconds; pip is the fall-back.
"""

import hashlib
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path
from threading import Thread

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
REQUIREMENTS = ROOT / "requirements"
FONTS = ("fonts-dejavu-core", "fonts-hosny-amiri", "fonts-lohit-guru")
# What a PDF needs of the system: Pango, and letters of every language that people write in.
PAPER = ("libpango-1.0-0", "libpangoft2-1.0-0", *FONTS)
LOCKS = {"runtime": ["runtime.lock"], "development": ["runtime.lock", "development.lock"]}


def checksum(wanted: str) -> str:
    """What the stamp of an environment with these locks holds."""
    digest = hashlib.sha256(str(VENV).encode())
    for name in ["tools.lock", *LOCKS[wanted]]:
        digest.update((REQUIREMENTS / name).read_bytes())
    return digest.hexdigest()


def stamp(name: str) -> Path:
    """The file that says an environment is complete."""
    return VENV / f"installed-{name}"


def is_complete(wanted: str) -> bool:
    """Whether the environment already holds what is wanted; development includes runtime."""
    enough = ["development"] if wanted == "development" else ["runtime", "development"]
    return any(
        stamp(name).is_file() and stamp(name).read_text() == checksum(name) for name in enough
    )


def run(*command: str | Path, **options: object) -> bool:
    """Run one command; whether it went well."""
    return subprocess.run([str(part) for part in command], **options).returncode == 0  # type: ignore[call-overload]


def make_venv() -> None:
    """An empty environment; Debian keeps the module for it in a package of its own."""
    shutil.rmtree(VENV, ignore_errors=True)
    command = (sys.executable, "-m", "venv", VENV)
    if run(*command, stdout=subprocess.DEVNULL):
        return
    if os.geteuid() == 0 and shutil.which("apt-get"):
        print("Installing python3-venv …", flush=True)
        apt_install("python3-venv", f"python3.{sys.version_info.minor}-venv")
        shutil.rmtree(VENV, ignore_errors=True)
        if run(*command):
            return
    sys.exit("Python cannot make a virtual environment here: install the package python3-venv.")


def apt_install(*packages: str) -> None:
    """Install those of the packages that apt knows, quietly."""
    silent = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    quiet = {"stdout": subprocess.DEVNULL, "env": silent}
    run("apt-get", "-qq", "update", **quiet)
    for package in packages:
        run("apt-get", "-qq", "install", "-y", "--no-install-recommends", package, **quiet)


def lacking(*packages: str) -> list[str]:
    """Those that this Debian has not; nothing where there is no telling."""
    if not shutil.which("dpkg-query"):
        return []
    return [name for name in packages if not _has(name)]


def _has(package: str) -> bool:
    asked = subprocess.run(
        ["dpkg-query", "-W", "-f=${Status}", package], capture_output=True, text=True, check=False
    )
    return asked.stdout.endswith(" installed")


def get_paper() -> None:
    """See to it that PDFs can be made, where we may; nothing else waits for it."""
    missing = lacking(*PAPER)
    if missing and os.geteuid() == 0 and shutil.which("apt-get"):
        apt_install(*missing)
        missing = lacking(*PAPER)
    if missing:
        print(f"No PDF can be made before these are installed: {' '.join(missing)}.", flush=True)


def uv_environment() -> dict[str, str]:
    """This environment with pip's settings in uv's words: uv does not read pip's."""
    listed = subprocess.run(
        [PYTHON, "-m", "pip", "config", "list"], capture_output=True, text=True, check=False
    ).stdout
    pip: dict[str, str] = {}
    for line in listed.splitlines():
        name, _, value = line.partition("=")
        pip[name.rpartition(".")[2].strip(":")] = value.strip("'\"").replace("\\n", " ").strip()
    renamed = {
        "UV_DEFAULT_INDEX": pip.get("index-url"),
        "UV_INDEX": pip.get("extra-index-url"),
        "UV_FIND_LINKS": pip.get("find-links", "").replace(" ", ",") or None,
        "SSL_CERT_FILE": pip.get("cert"),
        # Any source will do: the hashes decide.
        "UV_INDEX_STRATEGY": "unsafe-best-match",
    }
    found = {name: value for name, value in renamed.items() if value and value != "None"}
    return {**os.environ, **{n: v for n, v in found.items() if n not in os.environ}}


def install(wanted: str) -> bool:
    """Install with uv, else with pip."""
    quiet = {"stdout": subprocess.DEVNULL, "cwd": REQUIREMENTS}
    pip = (PYTHON, "-m", "pip", "install", "-q", "--disable-pip-version-check", "--require-hashes")
    locks = LOCKS[wanted]
    if run(*pip, "-r", "tools.lock", **quiet):
        uv = (PYTHON, "-m", "uv", "pip", "sync", "-q", "--python", PYTHON, "--require-hashes")
        if run(*uv, *locks, cwd=REQUIREMENTS, env=uv_environment()):
            return True
    print("uv did not manage it; trying pip, which takes a minute or two …", flush=True)
    return run(*pip, *(part for lock in locks for part in ("-r", lock)), cwd=REQUIREMENTS)


def main() -> None:
    """Do what is missing, and nothing when nothing is."""
    wanted = sys.argv[1]
    if is_complete(wanted):
        return
    started = time.monotonic()
    print(f"Installing what requirements/{wanted}.lock names into .venv …", flush=True)
    for name in LOCKS:
        stamp(name).unlink(missing_ok=True)
    if not (PYTHON.exists() and run(PYTHON, "-m", "pip", "--version", stdout=subprocess.DEVNULL)):
        make_venv()
    paper = Thread(target=get_paper)
    paper.start()
    installed = install(wanted)
    paper.join()
    if not installed:
        sys.exit("The packages could not be installed: see the lines above.")
    stamp(wanted).write_text(checksum(wanted))
    print(f"Installed in {time.monotonic() - started:.0f} s.", flush=True)


if __name__ == "__main__":
    main()
