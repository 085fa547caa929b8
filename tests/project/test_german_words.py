"""Each thing has one name in German, on every page, in every mail and at the kiosk."""

import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
FILES = (
    ROOT / "admin_server/text/de.toml",
    ROOT / "kiosk_app/text/de.toml",
    *sorted((ROOT / "admin_server/web/dashboard/text/de").glob("*.toml")),
)
OTHER_WORDS = {
    # A meeting is a "Termin", as calendars call it; its room is a "Besprechungsraum".
    "meeting": re.compile(r"\bBesprechung(?!sr[aä]um)|\bMeetings?\b|\bTreffen\b"),
    # A visitor is a "Besucher"; what directories and routers call guests has no other
    # name: "Gastkonto", "Gäste-WLAN".
    "visitor": re.compile(r"\bGast(e?s)?\b|\bGästen?\b(?!-WLAN)"),
    # A badge is an "Ausweis", and a kiosk a "Terminal".
    "badge": re.compile(r"\bBadges?\b|\bBesucherausweis"),
    "kiosk": re.compile(r"\bKiosks?\b"),
}


def _named(file: Path) -> str:
    return str(file.relative_to(ROOT))


def _texts(found: object) -> Iterator[str]:
    match found:
        case str():
            yield found
        case dict():
            for one in found.values():
                yield from _texts(one)


@pytest.mark.parametrize("meant", OTHER_WORDS)
@pytest.mark.parametrize("file", FILES, ids=_named)
def test_a_thing_has_one_name(file: Path, meant: str) -> None:
    """Who read a word once finds the same thing under it everywhere."""
    texts = _texts(tomllib.loads(file.read_text(encoding="utf-8")))

    others = [text for text in texts if OTHER_WORDS[meant].search(text)]

    assert others == []
