"""Fills a folder with all that a box needs to be installed without a network.

Wheels only, pinned and checked by the hashes of requirements.lock: a source package
of flet-web has no web files, and would be built without a word on the box.
"""

import argparse
import hashlib
import re
import shutil
import subprocess
import sys
import tomllib
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from email.parser import HeaderParser
from importlib.metadata import PackageNotFoundError, requires
from pathlib import Path

from packaging.markers import Marker
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name, parse_wheel_filename
from packaging.version import Version

ROOT = Path(__file__).resolve().parents[2]
PYTHONS = ("3.11", "3.13")
"""What Debian and Raspberry Pi OS have: Bookworm and Trixie."""
GLIBC = (17, 24, 26, 27, 28, 31, 34, 35)
"""A wheel for an older glibc 2.x runs on a newer; Bookworm has 2.36."""
WEB_FILES = ("index.html", "main.dart.js", "main.dart.wasm", "canvaskit/canvaskit.wasm")
"""Without these in flet-web's wheel a kiosk has no page."""
OUR_FILES = (
    "kiosk_app/text/en.toml",
    "hardware/models.toml",
    "admin_server/web/dashboard/templates/base.html",
)


class WheelhouseIncomplete(Exception):
    """The folder would not install on a box; the text says why."""


@dataclass(frozen=True)
class Pin:
    """One entry of the lock: `text` is the whole of it, with its hashes."""

    name: str
    version: str
    marker: Marker | None
    text: str

    def counts_in(self, world: dict[str, str]) -> bool:
        """Say whether that box needs it at all."""
        return self.marker is None or self.marker.evaluate(dict(world))


def read_lock(text: str) -> list[Pin]:
    """Read what the lock pins."""
    entries = re.split(r"\n(?=[A-Za-z0-9])", text.strip())
    return [_pin(entry) for entry in entries]


def _pin(entry: str) -> Pin:
    wanted = Requirement(re.sub(r"\\?\n?\s*--hash=\S+", "", entry).rstrip(" \\"))
    (exact,) = wanted.specifier
    return Pin(canonicalize_name(wanted.name), exact.version, wanted.marker, entry)


def world(machine: str, python: str) -> dict[str, str]:
    """Describe a box to a lock's markers."""
    return {
        "extra": "",
        "implementation_name": "cpython",
        "os_name": "posix",
        "platform_machine": machine,
        "platform_python_implementation": "CPython",
        "platform_system": "Linux",
        "python_full_version": f"{python}.2",
        "python_version": python,
        "sys_platform": "linux",
    }


def needed(here: dict[str, str]) -> set[str]:
    """Name every package that the product needs to run, development left out."""
    product = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    waiting = [Requirement(line) for line in product["dependencies"]]
    found: set[str] = set()
    seen: set[str] = set()
    while waiting:
        one = waiting.pop()
        if str(one) in seen or not _counts(one, here, ""):
            continue
        seen.add(str(one))
        found.add(canonicalize_name(one.name))
        waiting += _wanted_by(one, here)
    return found


def _wanted_by(one: Requirement, here: dict[str, str]) -> Iterator[Requirement]:
    try:
        lines = requires(one.name) or []
    except PackageNotFoundError:
        return  # for another machine than this one; its wheel is looked into later
    for line in lines:
        wanted = Requirement(line)
        if any(_counts(wanted, here, extra) for extra in {"", *one.extras}):
            yield Requirement(str(wanted).partition(";")[0])


def _counts(wanted: Requirement, here: dict[str, str], extra: str) -> bool:
    return wanted.marker is None or wanted.marker.evaluate({**here, "extra": extra})


def download(pins: Sequence[Pin], machine: str, python: str, wheels: Path) -> None:
    """Fetch the wheels of one Python.

    Raises:
        WheelhouseIncomplete: something has no wheel for that machine.
    """
    wanted = wheels.parent / f"wanted-{python}.txt"
    # Markers are judged here: pip would judge them by the machine it runs on.
    lines = [pin.text.replace(f" ; {pin.marker}", "") for pin in pins]
    wanted.write_text("\n".join(_unmarked(line) for line in lines) + "\n")
    platforms = [f"--platform=manylinux_2_{minor}_{machine}" for minor in GLIBC]
    done = subprocess.run(
        [
            *(sys.executable, "-m", "pip", "download", "--quiet", "--no-deps"),
            *("--require-hashes", "--only-binary=:all:", "--implementation=cp"),
            *(f"--python-version={python}", *platforms, "--platform=any"),
            *("-r", str(wanted), "-d", str(wheels)),
        ],
        check=False,
    )
    wanted.unlink()
    if done.returncode:
        raise WheelhouseIncomplete(f"not everything has a wheel for {machine}")


def _unmarked(entry: str) -> str:
    return re.sub(
        r"^(\S+==\S+) ; .*?( \\)?$", r"\1\2", entry, count=1, flags=re.MULTILINE
    )


def build_ours(wheels: Path) -> Path:
    """Build our own wheel into the folder."""
    pip = [sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps"]
    for old in wheels.glob("portico-*.whl"):
        old.unlink()
    subprocess.run(
        [*pip, "--no-build-isolation", "-w", str(wheels), str(ROOT)], check=True
    )
    shutil.rmtree(ROOT / "build", ignore_errors=True)
    (ours,) = wheels.glob("portico-*.whl")
    return ours


def check(wheels: Path, machine: str, python: str) -> None:
    """Walk from our wheel through everything that it needs on that box.

    Raises:
        WheelhouseIncomplete: a package or a file is missing.
    """
    here = world(machine, python)
    waiting = [Requirement("portico")]
    seen: set[str] = set()
    while waiting:
        wanted = waiting.pop()
        if str(wanted) in seen:
            continue
        seen.add(str(wanted))
        wheel = _wheel_for(wanted, wheels, python)
        waiting += _inside(wheel, wanted.extras, here)
    _has(wheels, "flet_web", [f"flet_web/web/{name}" for name in WEB_FILES])
    _has(wheels, "portico", OUR_FILES)


def _wheel_for(wanted: Requirement, wheels: Path, python: str) -> Path:
    for path in wheels.glob("*.whl"):
        name, version, _, tags = parse_wheel_filename(path.name)
        fits = any(_runs_on(tag.interpreter, tag.abi, python) for tag in tags)
        right = wanted.specifier.contains(Version(str(version)), prereleases=True)
        if name == canonicalize_name(wanted.name) and fits and right:
            return path
    raise WheelhouseIncomplete(f"{wanted} has no wheel for Python {python}")


def _runs_on(interpreter: str, abi: str, python: str) -> bool:
    digits = python.replace(".", "")
    if interpreter.startswith("py"):
        return interpreter in ("py3", "py2.py3") or interpreter[2:] <= digits
    if abi == "abi3":
        return int(interpreter[3:]) <= int(digits[1:])
    return interpreter == f"cp{digits}"


def _inside(
    wheel: Path, extras: set[str], here: dict[str, str]
) -> Iterator[Requirement]:
    with zipfile.ZipFile(wheel) as files:
        (name,) = [
            name
            for name in files.namelist()
            if name.count("/") == 1 and name.endswith(".dist-info/METADATA")
        ]
        told = HeaderParser().parsestr(files.read(name).decode())
    for line in told.get_all("Requires-Dist", []):
        wanted = Requirement(line)
        if any(_counts(wanted, here, extra) for extra in {"", *extras}):
            yield Requirement(str(wanted).partition(";")[0])


def _has(wheels: Path, package: str, names: Sequence[str]) -> None:
    for path in wheels.glob(f"{package}-*.whl"):
        with zipfile.ZipFile(path) as files:
            missing = set(names) - set(files.namelist())
        if missing:
            raise WheelhouseIncomplete(
                f"{path.name} lacks {', '.join(sorted(missing))}"
            )


def lay_out(folder: Path, pins: Sequence[Pin]) -> None:
    """Put beside the wheels what installs them, and the sums of it all."""
    names = "\n".join(pin.text for pin in pins)
    (folder / "requirements.txt").write_text(f"{names}\n", encoding="utf-8")
    units = folder / "systemd"
    shutil.rmtree(units, ignore_errors=True)
    shutil.copytree(ROOT / "systemd", units)
    pages = folder / "docs"
    shutil.rmtree(pages, ignore_errors=True)
    pages.mkdir()
    for page in sorted((ROOT / "docs").glob("*.md")):
        shutil.copy2(page, pages)
    sums = [
        f"{hashlib.sha256(path.read_bytes()).hexdigest()}  {path.relative_to(folder)}\n"
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.name != "SHA256SUMS"
    ]
    (folder / "SHA256SUMS").write_text("".join(sums), encoding="utf-8")


def make(folder: Path, machine: str, pythons: Sequence[str]) -> None:
    """Fill the folder for one kind of machine.

    Raises:
        WheelhouseIncomplete: it would not install.
    """
    wheels = folder / "wheels"
    shutil.rmtree(folder, ignore_errors=True)
    wheels.mkdir(parents=True)
    lock = read_lock((ROOT / "requirements.lock").read_text("utf-8"))
    all_pins: dict[str, Pin] = {}
    for python in pythons:
        here = world(machine, python)
        names = needed(here)
        pins = [pin for pin in lock if pin.name in names and pin.counts_in(here)]
        download(pins, machine, python, wheels)
        all_pins |= {pin.text: pin for pin in pins}
    build_ours(wheels)
    for python in pythons:
        check(wheels, machine, python)
    lay_out(folder, list(all_pins.values()))
    count = len(list(wheels.iterdir()))
    sys.stdout.write(f"{folder}: {count} wheels for {machine}\n")


def main() -> int:
    """Make the folder that the command line names."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--machine", choices=["aarch64", "x86_64"], required=True)
    parser.add_argument("--python", action="append", help="3.11 and 3.13 if left out")
    parser.add_argument("folder", type=Path)
    given = parser.parse_args()
    try:
        make(given.folder, given.machine, given.python or PYTHONS)
    except WheelhouseIncomplete as problem:
        sys.stderr.write(f"wheelhouse: {problem}\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
