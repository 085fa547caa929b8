"""Brother QL raster read by brother_ql_analyse, in an environment of its own."""

from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image

from hardware.picture import Picture
from hardware.printers.brother_ql import BrotherQl
from tests.verifiers.others import (
    analyse_brother,
    codes_by_zbar,
    codes_by_zxing,
    inked,
    open_drawn,
    same,
)
from tests.verifiers.pictures import CODE, NAMES, pictures

pytestmark = [pytest.mark.timeout(180), pytest.mark.xdist_group("verifier-brother")]

LANGUAGES = {
    "narrow": BrotherQl(),
    "plain": BrotherQl(compressed=False, switches=False),
    "wide": BrotherQl(head=1296),
}
LABELS = [
    # First: their reader goes on unpacking rows once a label was packed.
    ("plain", "photo"),
    *(("narrow", name) for name in NAMES),
    ("wide", "photo"),
]


def shorter_row(job: bytes) -> bytes:
    return job.replace(b"g\x00\x5a", b"g\x00\x59", 1)


def cut_off(job: bytes) -> bytes:
    return job[: len(job) // 2]


def without_a_row(job: bytes) -> bytes:
    at = job.index(b"g\x00\x5a", len(job) // 2)
    return job[:at] + job[at + 93 :]


def one_dot_more(job: bytes) -> bytes:
    at = job.index(b"g\x00\x5a" + bytes(8), len(job) // 2) + 5
    return job[:at] + b"\x80" + job[at + 1 :]


MUTANTS: list[Callable[[bytes], bytes]] = [
    shorter_row,
    cut_off,
    without_a_row,
    one_dot_more,
]


@pytest.fixture(scope="module")
def badges() -> dict[str, Picture]:
    return pictures(300)


@pytest.fixture(scope="module")
def folder(badges, tmp_path_factory) -> Path:
    """All labels as one stream, drawn beside it; each begins with a reset."""
    folder = tmp_path_factory.mktemp("brother")
    stream = [LANGUAGES[kind].encode(badges[name]) for kind, name in LABELS]
    (folder / "labels.bin").write_bytes(b"".join(stream))
    (folder / "said.txt").write_text(analyse_brother(folder / "labels.bin", folder))
    return folder


def upright(picture: Picture) -> Image.Image:
    """Turn it as it has to lie on a roll as wide as 62 mm."""
    return picture.within(732).image


def drawn(folder: Path, label: tuple[str, str]) -> Path:
    return folder / f"label{LABELS.index(label) + 1:04}.png"


@pytest.mark.parametrize("label", LABELS)
def test_a_roll_printer_prints_every_dot_of_the_badge(label, badges, folder):
    """What another's program makes of a job is the badge, in each script, dot by dot."""
    _, name = label
    seen = open_drawn(drawn(folder, label))

    assert same(inked(upright(badges[name])), inked(seen))
    assert codes_by_zxing(seen) == [CODE]
    assert codes_by_zbar(drawn(folder, label)) == [CODE]


def test_every_command_is_one_that_the_printer_knows(folder):
    """Nothing is in a job that another's program would have to skip."""
    said = (folder / "said.txt").read_text().splitlines()

    assert len(said) == len(LABELS)
    assert {line.split("label")[0] for line in said} == {"Page saved as "}


@pytest.mark.parametrize("mutate", MUTANTS)
def test_a_damaged_job_would_be_noticed(mutate, badges, tmp_path):
    """These tests can fail: a job with one fault in it does not pass for the badge."""
    job = LANGUAGES["plain"].encode(badges["latin"])
    (tmp_path / "label.bin").write_bytes(mutate(job))

    assert mutate(job) != job
    assert not is_badge(upright(badges["latin"]), tmp_path)


def is_badge(image: Image.Image, folder: Path) -> bool:
    """Tell whether the job in a folder is the picture, and nothing was strange."""
    try:
        said = analyse_brother(folder / "label.bin", folder)
    except AssertionError:
        return False
    seen = open_drawn(folder / "label0001.png")
    return (
        "WARNING" not in said and seen is not None and same(inked(image), inked(seen))
    )
