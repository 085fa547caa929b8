"""ZPL read by zebrash (through zpl-renderer-js) and by zebrafy."""

from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image
from zebrafy import ZebrafyZPL

from hardware.picture import Picture
from hardware.printers.zpl import Zpl
from tests.verifiers.others import (
    codes_by_zbar,
    codes_by_zxing,
    open_drawn,
    run_node,
    same,
)
from tests.verifiers.pictures import CODE, NAMES, pictures

pytestmark = [pytest.mark.timeout(180), pytest.mark.xdist_group("verifier-zpl")]

# Which badges at which fineness: at 300 dpi a badge takes two fields.
BADGES = [*((name, 203) for name in NAMES), ("photo", 300)]


def shorter_rows(job: bytes) -> bytes:
    return job.replace(b",100,:Z64:", b",99,:Z64:")


def cut_off(job: bytes) -> bytes:
    return job[: len(job) // 2]


def fewer_bytes(job: bytes) -> bytes:
    return job.replace(b"^GFA,49600,49600,", b"^GFA,39600,39600,")


def without_its_last_field(job: bytes) -> bytes:
    return job[: job.rindex(b"^FO0,")] + b"^XZ"


def wrong_sum(job: bytes) -> bytes:
    at = job.rindex(b"^FS") - 4
    return job[:at] + b"%04X" % (int(job[at : at + 4], 16) ^ 1) + job[at + 4 :]


MUTANTS: dict[Callable[[bytes], bytes], tuple[str, int]] = {
    shorter_rows: ("latin", 203),
    cut_off: ("latin", 203),
    fewer_bytes: ("latin", 203),
    without_its_last_field: ("photo", 300),
}


@pytest.fixture(scope="module")
def badges() -> dict[tuple[str, int], Picture]:
    by_dpi = {dpi: pictures(dpi) for _, dpi in BADGES}
    return {(name, dpi): by_dpi[dpi][name] for name, dpi in BADGES}


@pytest.fixture(scope="module")
def folder(badges, tmp_path_factory) -> Path:
    """Every job, drawn by the renderer beside it."""
    folder = tmp_path_factory.mktemp("zpl")
    for (name, dpi), picture in badges.items():
        (folder / f"{name}-{dpi}.zpl").write_bytes(encode(picture))
    for mutate, badge in MUTANTS.items():
        job = mutate(encode(badges[badge]))
        (folder / f"{mutate.__name__}.zpl").write_bytes(job)
    run_node("read_zpl.js", folder)
    return folder


def encode(picture: Picture) -> bytes:
    return Zpl(widest=1280).encode(picture)


def read_by_zebrafy(job: bytes) -> Image.Image:
    """Put the fields that it reads one below the other again."""
    fields = ZebrafyZPL(job.decode()).to_images()
    width = max(field.width for field in fields)
    whole = Image.new("1", (width, sum(field.height for field in fields)), 1)
    tops = [sum(field.height for field in fields[:at]) for at in range(len(fields))]
    for field, top in zip(fields, tops, strict=True):
        whole.paste(field, (0, top))
    return whole


@pytest.mark.parametrize(("name", "dpi"), BADGES)
def test_a_label_printer_prints_every_dot_of_the_badge(name, dpi, badges, folder):
    """What another's program makes of a job is the badge, in each script, dot by dot."""
    drawn = folder / f"{name}-{dpi}.png"

    assert same(badges[name, dpi].image, open_drawn(drawn))
    assert codes_by_zxing(open_drawn(drawn)) == [CODE]
    assert codes_by_zbar(drawn) == [CODE]


@pytest.mark.parametrize(("name", "dpi"), BADGES)
def test_a_strict_reader_finds_the_same_dots_and_right_sums(name, dpi, badges):
    """A printer that checks what it received finds nothing to complain of."""
    read = read_by_zebrafy(encode(badges[name, dpi]))

    assert same(badges[name, dpi].image, read)


@pytest.mark.parametrize("mutate", MUTANTS)
def test_a_damaged_job_would_be_noticed(mutate, badges, folder):
    """These tests can fail: a job with one fault in it does not pass for the badge."""
    badge = MUTANTS[mutate]

    assert mutate(encode(badges[badge])) != encode(badges[badge])
    assert not same(badges[badge].image, open_drawn(folder / f"{mutate.__name__}.png"))


def test_a_wrong_sum_would_be_noticed(badges):
    """The sum at a picture's end is read: a wrong one is refused."""
    with pytest.raises(ValueError, match="CRC"):
        read_by_zebrafy(wrong_sum(encode(badges["latin", 203])))
