import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from hardware.language import PrinterStatus
from hardware.picture import Picture
from hardware.printers.escpos import EscPos
from tests.contracts.printer_language import PrinterLanguageContract

FINE = b"\x12\x12\x12\x12"


class TestEscPos(PrinterLanguageContract):
    language = EscPos()
    ready = FINE
    dpi = 203


def answer(number: int, bits: int) -> bytes:
    """Set bits in the answer to one of the four questions."""
    said = bytearray(FINE)
    said[number - 1] |= bits
    return bytes(said)


@pytest.mark.parametrize(
    ("said", "status"),
    [
        (answer(1, 0x04), PrinterStatus.READY),  # a drawer, which is none of ours
        (answer(1, 0x08), PrinterStatus.OFFLINE),
        (answer(2, 0x04), PrinterStatus.COVER_OPEN),
        (answer(2, 0x20), PrinterStatus.OUT_OF_PAPER),
        (answer(2, 0x40), PrinterStatus.OFFLINE),
        (answer(3, 0x08), PrinterStatus.CUTTER),
        (answer(3, 0x20), PrinterStatus.OFFLINE),
        (answer(3, 0x40), PrinterStatus.OVERHEATED),
        (answer(4, 0x0C), PrinterStatus.LOW),
        (answer(4, 0x6C), PrinterStatus.OUT_OF_PAPER),
        (b"\x1a\x36\x52\x12", PrinterStatus.COVER_OPEN),
        (b"\x11\x12\x12\x12", PrinterStatus.UNKNOWN),  # XON among them
        (b"\x12\x12\x12", PrinterStatus.UNKNOWN),
        (FINE + b"\x12", PrinterStatus.UNKNOWN),
    ],
)
def test_what_a_receipt_printer_says_is_understood(said, status):
    """The desk is told what is wrong with the printer, and the worst of it."""
    assert EscPos().parse_status(said) is status


def test_each_of_four_questions_has_its_byte():
    """The printer is asked how it is in a way that it answers even in trouble."""
    assert EscPos().status_query == bytes.fromhex("100401100402100403100404")
    assert not EscPos().answer_is_whole(FINE[:3])


def test_a_picture_goes_out_in_short_strips():
    """A printer with little memory prints the whole badge, and cuts behind it."""
    job = EscPos().encode(Picture(Image.new("1", (16, 130), 1), 203))

    strips = b"".join(
        b"\x1dv0\x00\x02\x00%c\x00" % rows + bytes(2 * rows) for rows in (64, 64, 2)
    )
    assert job == b"\x1b@" + strips + b"\x1bd\x03\x1dVB\x00"


def test_a_job_that_broke_off_is_filled_up_and_cut():
    """The next badge begins on new paper, wherever the one before it was lost."""
    clear = EscPos(widest=384).clear

    assert clear == bytes(64 * 48) + b"\x1b@\x1bd\x03\x1dVB\x00"


def test_a_badge_of_more_than_a_metre_is_refused():
    """A mistake in a design does not empty the roll."""
    with pytest.raises(ValueError, match="a metre"):
        EscPos().encode(Picture(Image.new("1", (16, 8001), 1), 203))


@given(st.binary(min_size=200, max_size=200), st.sampled_from([1, 2, 5, 50]))
def test_no_picture_can_open_the_drawer_or_switch_the_printer_off(dots, per_row):
    """Whatever a photo shows, no command stands in it: single dots give way."""
    data = bytes(b"\x10\x04\x05\x14"[byte % 4] for byte in dots)
    image = Image.frombytes("1", (per_row * 8, 200 // per_row), data, "raw", "1;I")

    job = EscPos().encode(Picture(image, 203))

    rows = b"".join(part[8 - 4 :] for part in job.split(b"\x1dv0\x00")[1:])
    rows = rows.removesuffix(b"\x1bd\x03\x1dVB\x00")
    assert not {b"\x10\x04", b"\x10\x05", b"\x10\x14"} & set(pairs(job))
    assert len(rows) == len(data)
    assert {(was, now) for was, now in zip(data, rows, strict=True) if was != now} <= {
        (0x10, 0x00)
    }


def pairs(job: bytes) -> list[bytes]:
    return [job[at : at + 2] for at in range(len(job) - 1)]


def test_only_the_dot_in_question_gives_way():
    """A badge is not changed anywhere else."""
    image = Image.new("1", (32, 1), 1)
    for at in (3, 13, 19, 24):  # 10 04 10 80: only the first would be a command
        image.putpixel((at, 0), 0)

    job = EscPos().encode(Picture(image, 203))

    assert job[10:14] == b"\x00\x04\x10\x80"
