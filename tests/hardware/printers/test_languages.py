import re
import zlib
from base64 import b64decode
from pathlib import Path

import pytest

import tests.golden.jobs
from hardware.language import PrinterStatus, worst
from hardware.models import PrinterModel, load_models
from hardware.printers import LANGUAGES
from hardware.printers.brother_ql import BrotherQl
from hardware.printers.escpos import EscPos
from hardware.printers.zpl import Zpl

KEPT = Path(tests.golden.jobs.__file__).parent / "languages"


def model(language: str, widest_mm: float, dpi: int, **more) -> PrinterModel:
    return PrinterModel("x", "X", language, dpi, widest_mm, **more)


@pytest.mark.parametrize(
    ("chosen", "language"),
    [
        (model("zpl", 104, 203), Zpl(widest=832)),
        (model("escpos", 72, 203), EscPos(widest=576)),
        (model("escpos", 48, 203), EscPos(widest=384)),
        (model("brother_ql", 59, 300), BrotherQl(head=720)),
        (model("brother_ql", 62, 300, dots=720), BrotherQl(head=720)),
        (model("brother_ql", 101, 300), BrotherQl(head=1296)),
        (
            model("brother_ql", 59, 300, compressed=False),
            BrotherQl(head=720, compressed=False),
        ),
    ],
)
def test_a_printer_is_spoken_to_as_its_model_needs(chosen, language):
    """A wide printer is used over its whole width, a narrow one not beyond."""
    assert LANGUAGES[chosen.language](chosen) == language


def test_every_printer_that_we_name_can_be_spoken_to():
    """No printer can be chosen for which there is no language."""
    languages = {printer.language for printer in load_models().printers}

    assert languages <= {*LANGUAGES, "ipp"}


def test_of_several_troubles_the_one_to_mend_first_is_told():
    """With the cover open, nobody is sent for paper."""
    said = [PrinterStatus.LOW, PrinterStatus.COVER_OPEN, PrinterStatus.OUT_OF_PAPER]

    assert worst(said) is PrinterStatus.COVER_OPEN
    assert worst([]) is PrinterStatus.READY
    assert {worst([status]) for status in PrinterStatus} == set(PrinterStatus)


def unpacked(job: bytes) -> bytes:
    """Undo what zlib did: its next version may do it otherwise, and as well."""
    return re.sub(
        rb":Z64:(.*?):....",
        lambda found: zlib.decompress(b64decode(found[1])),
        job,
        flags=re.DOTALL,
    )


@pytest.mark.parametrize("name", sorted(tests.golden.jobs.write_all()))
def test_a_job_is_the_bytes_that_were_looked_at(name):
    """What printers are sent changes only when somebody wants it to."""
    job = tests.golden.jobs.write_all()[name]

    kept = (KEPT / name).read_bytes()
    assert unpacked(job) == unpacked(kept)
    assert len(job) < 1.02 * len(kept)
