import zlib
from base64 import b64decode

import pytest
from PIL import Image

from hardware.language import PrinterStatus, StartsAtEnd
from hardware.picture import Picture
from hardware.printers.zpl import Zpl
from tests.contracts.printer_language import PrinterLanguageContract


def host(
    *, paper=0, pause=0, formats=0, full=0, hot=0, head=0, ribbon=0, labels=0
) -> bytes:
    """What a printer answers to ~HS."""
    first = f"030,{paper},{pause},0496,{formats:03},{full},0,0,000,0,0,{hot}"
    second = f"000,0,{head},{ribbon},0,2,6,0,{labels:08},1,000"
    return b"".join(b"\x02%s\x03\r\n" % one.encode() for one in (first, second, "1,0"))


def error(errors: int = 0, warnings: int = 0) -> bytes:
    """What a printer answers to ~HQES."""
    lines = [
        "  PRINTER STATUS",
        f"   ERRORS:         {int(errors > 0)} 00000000 {errors:08X}",
        f"   WARNINGS:       {int(warnings > 0)} 00000000 {warnings:08X}",
    ]
    return b"\x02\r\n" + "\r\n".join(lines).encode() + b"\r\n\x03"


class TestZpl(PrinterLanguageContract):
    language = Zpl()
    ready = host() + error()
    dpi = 203

    def test_a_part_of_an_answer_is_never_ready(self):
        """Only where the first of its two answers was whole, that one counts."""
        parts = [error()[:at] for at in range(1, len(error()))]
        parts += [host()[:at] for at in range(1, len(host()) - 2)]
        parts += [host() + error()[:at] for at in range(1, len(error()))]

        said = {self.language.parse_status(part) for part in parts}

        assert said == {PrinterStatus.UNKNOWN}


@pytest.mark.parametrize(
    ("answer", "status"),
    [
        (host(), PrinterStatus.READY),
        (error(), PrinterStatus.READY),
        (host(paper=1), PrinterStatus.OUT_OF_PAPER),
        (host(ribbon=1), PrinterStatus.OUT_OF_PAPER),
        (host(paper=1, pause=1, head=1), PrinterStatus.COVER_OPEN),
        (host(pause=1), PrinterStatus.OFFLINE),
        (host(hot=1, formats=2), PrinterStatus.OVERHEATED),
        (host(formats=1), PrinterStatus.PRINTING),
        (host(labels=3), PrinterStatus.PRINTING),
        (host(full=1), PrinterStatus.PRINTING),
        (error(0x1), PrinterStatus.OUT_OF_PAPER),
        (error(0x2), PrinterStatus.OUT_OF_PAPER),
        (error(0x5), PrinterStatus.COVER_OPEN),
        (error(0x8), PrinterStatus.CUTTER),
        (error(0x10), PrinterStatus.OVERHEATED),
        (error(0x4000), PrinterStatus.JAM),
        (error(0x10000), PrinterStatus.OFFLINE),
        (error(0, 0x8), PrinterStatus.LOW),
        (error(0, 0x2), PrinterStatus.READY),
        (host() + error(0x1), PrinterStatus.OUT_OF_PAPER),
        (host(formats=1) + error(0, 0x8), PrinterStatus.PRINTING),
    ],
)
def test_what_a_zebra_says_is_understood(answer, status):
    """The desk is told what is wrong with the printer, and the worst of it."""
    assert Zpl().parse_status(answer) is status


def test_the_second_answer_is_waited_for():
    """A printer is heard to the end before it is judged."""
    assert not Zpl().answer_is_whole(host())
    assert not Zpl().answer_is_whole(host() + error()[:-1])
    assert Zpl().answer_is_whole(error())


def test_a_job_is_one_label_with_one_picture():
    """Nothing that a visitor typed is in a job, and nothing stays in the printer."""
    image = Image.new("1", (16, 2), 1)
    image.putpixel((0, 0), 0)

    job = Zpl().encode(Picture(image, 203))

    start, picture, end = job.partition(b"^GFA,4,4,2,:Z64:")
    text, _, rest = end.partition(b":")
    assert start + picture == b"^XA^PW16^LL2^LH0,0^PQ1^FO0,0^GFA,4,4,2,:Z64:"
    assert zlib.decompress(b64decode(text)) == b"\x80\x00\x00\x00"
    assert rest[4:] == b"^FS^XZ"


def test_a_wide_badge_is_turned_for_a_narrow_printer():
    """A badge of 100 by 50 mm comes out of a printer for 56 mm, along the paper."""
    job = Zpl(widest=448).encode(Picture(Image.new("1", (799, 400), 1), 203))

    assert job.startswith(b"^XA^PW400^LL799")


def test_nothing_comes_out_before_a_jobs_last_sign():
    """A job that was cut off, wherever, can be sent again: no label came of it."""
    language = Zpl()
    job = language.encode(Picture(Image.new("1", (16, 2), 1), 203))

    assert isinstance(language, StartsAtEnd)
    assert job[language.harmless(job) :] == b"Z"
    assert language.clear == b"~JA"
