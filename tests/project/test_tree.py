"""The tree stays as readable as it was on the first day."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PACKAGES = ("admin_server", "hardware", "kiosk_app", "shared")
SOURCES = sorted(
    path.relative_to(ROOT) for name in PACKAGES for path in (ROOT / name).rglob("*.py")
)
LONGEST = 400


def _text(path: Path) -> str:
    return (ROOT / path).read_text()


def test_there_are_sources_to_look_at() -> None:
    """The walk over the sources would notice if it found none."""
    assert len(SOURCES) > 100


@pytest.mark.parametrize("path", SOURCES, ids=str)
def test_no_file_is_too_long_to_read(path: Path) -> None:
    """A file is read in one sitting."""
    assert len(_text(path).splitlines()) <= LONGEST


@pytest.mark.parametrize("path", SOURCES, ids=str)
def test_every_module_says_what_is_in_it(path: Path) -> None:
    """Each file starts with one sentence saying what is found there."""
    assert re.match(r'r?"""[^\n]', _text(path))


def test_the_lock_file_names_no_registry() -> None:
    """Packages are pinned by name and hash, wherever they are taken from."""
    lock = (ROOT / "requirements.lock").read_text()

    assert "://" not in lock
    assert "--index-url" not in lock
    assert "--find-links" not in lock
    assert lock.count("--hash=sha256:") > 100


def test_the_word_is_check_in() -> None:
    """The glossary's word is used everywhere: check-in, never run together."""
    wrong = "check" + "in"
    found = [
        str(path)
        for path in SOURCES
        if re.search(rf"\b[{wrong[0].upper()}{wrong[0]}]{wrong[1:]}\b", _text(path))
    ]

    assert found == []
