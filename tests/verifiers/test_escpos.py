"""ESC/POS read by the parser of npos."""

from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image

from hardware.picture import Picture
from hardware.printers.escpos import EscPos
from tests.verifiers.others import (
    codes_by_zbar,
    codes_by_zxing,
    open_drawn,
    run_node,
    same,
)
from tests.verifiers.pictures import CODE, NAMES, pictures

pytestmark = [pytest.mark.timeout(180), pytest.mark.xdist_group("verifier-escpos")]

COMMANDS = {b"\x10\x04", b"\x10\x05", b"\x10\x14"}
STRIP = b"\x1dv0\x00"


def shorter_rows(job: bytes) -> bytes:
    return job.replace(STRIP + b"\x3e", STRIP + b"\x3d", 1)


def cut_off(job: bytes) -> bytes:
    return job[: len(job) // 2]


def fewer_rows(job: bytes) -> bytes:
    return job.replace(STRIP + b"\x3e\x00\x40", STRIP + b"\x3e\x00\x3f", 1)


def without_a_strip(job: bytes) -> bytes:
    first = job.index(STRIP)
    return job[:first] + job[job.index(STRIP, first + 1) :]


MUTANTS: list[Callable[[bytes], bytes]] = [
    shorter_rows,
    cut_off,
    fewer_rows,
    without_a_strip,
]


@pytest.fixture(scope="module")
def badges() -> dict[str, Picture]:
    """As they come out of 80 mm of paper: a quarter turned."""
    return {name: picture.within(576) for name, picture in pictures(203).items()}


@pytest.fixture(scope="module")
def folder(badges, tmp_path_factory) -> Path:
    """Every job, drawn by the parser beside it."""
    folder = tmp_path_factory.mktemp("escpos")
    for name, picture in badges.items():
        (folder / f"{name}.escpos").write_bytes(EscPos().encode(picture))
    for mutate in MUTANTS:
        job = mutate(EscPos().encode(badges["latin"]))
        (folder / f"{mutate.__name__}.escpos").write_bytes(job)
    run_node("read_escpos.js", folder)
    return folder


def but_for_commands(picture: Picture) -> Image.Image:
    """Take out the single dots that a printer would read as a command."""
    image, sent = picture.image.copy(), picture.packed()
    found = [at for at in range(len(sent) - 1) if sent[at : at + 2] in COMMANDS]
    for at in found:
        down, across = divmod(at, picture.bytes_per_row)
        image.putpixel((across * 8 + 3, down), 1)
    return image


@pytest.mark.parametrize("name", NAMES)
def test_a_receipt_printer_prints_every_dot_of_the_badge(name, badges, folder):
    """What another's program makes of a job is the badge, in each script, dot by dot."""
    drawn = folder / f"{name}.pgm"

    assert badges[name].width == 496
    assert same(but_for_commands(badges[name]), open_drawn(drawn))
    assert codes_by_zxing(open_drawn(drawn)) == [CODE]
    assert codes_by_zbar(drawn) == [CODE]


@pytest.mark.parametrize("mutate", MUTANTS)
def test_a_damaged_job_would_be_noticed(mutate, badges, folder):
    """These tests can fail: a job with one fault in it does not pass for the badge."""
    job = EscPos().encode(badges["latin"])

    assert mutate(job) != job
    assert not same(
        but_for_commands(badges["latin"]), open_drawn(folder / f"{mutate.__name__}.pgm")
    )
