"""The pictures in the documents are there, are used, and are small."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PICTURES = ROOT / "docs/pictures"
DOCUMENTS = sorted([ROOT / "README.md", *(ROOT / "docs").rglob("*.md")])
SHOWN = re.compile(r"!\[([^\]]*)\]\(([^)]+\.png)\)")
LARGEST = 120_000


def shown_in(document: Path) -> list[tuple[str, Path]]:
    """What a document shows, with the words for those who do not see it."""
    text = document.read_text()
    return [
        (words, (document.parent / place).resolve())
        for words, place in SHOWN.findall(text)
    ]


SHOWING = [document for document in DOCUMENTS if shown_in(document)]


@pytest.mark.parametrize("document", SHOWING, ids=lambda one: one.stem)
def test_every_picture_is_there_and_said_in_words(document: Path) -> None:
    """Who reads a page finds each of its pictures, or hears what it shows."""
    shown = shown_in(document)

    assert [place for _, place in shown if not place.is_file()] == []
    assert [place for words, place in shown if not words.strip()] == []


def test_every_calendar_picture_is_shown_somewhere() -> None:
    """No picture of the calendar pages lies about unseen."""
    drawn = set(PICTURES.glob("calendar-*.png"))
    shown = {place for document in DOCUMENTS for _, place in shown_in(document)}

    assert drawn
    assert drawn - shown == set()


@pytest.mark.parametrize(
    "picture", sorted(PICTURES.glob("calendar-*.png")), ids=lambda one: one.stem
)
def test_a_calendar_picture_is_small(picture: Path) -> None:
    """Nobody waits for a page of the documents."""
    assert picture.stat().st_size <= LARGEST
