import pytest
from PIL import Image

from hardware.language import (
    ChecksPaper,
    FitsPaper,
    PrinterStatus,
    ReportsJobs,
)
from hardware.models import load_models
from hardware.picture import Picture
from hardware.printers import LANGUAGES
from hardware.printers.brother_ql import BrotherQl
from hardware.printers.brother_ql.rows import pack_bits
from tests.contracts.printer_language import PrinterLanguageContract

REPLY, COMPLETED, ERROR, TURNED_OFF, NOTICE, PHASE = 0, 1, 2, 4, 5, 6


def packet(
    kind: int = REPLY,
    *,
    first: int = 0,
    second: int = 0,
    roll: tuple[int, int, int] = (0x0A, 62, 0),
    printing: int = 0,
    notice: int = 0,
) -> bytes:
    """What a QL-820NWB says."""
    said = bytearray(32)
    said[:8] = b"\x80\x20B4A0\x04\x00"
    said[8:12] = bytes((first, second, roll[1], roll[0]))
    said[17:20] = bytes((roll[2], kind, printing))
    said[22] = notice
    return bytes(said)


def label(width_mm: float, height_mm: float) -> Picture:
    """Draw a label with ink 4 mm from each edge."""
    width, height = (round(mm * 300 / 25.4) for mm in (width_mm, height_mm))
    image = Image.new("1", (width, height), 1)
    image.paste(0, (47, 47, width - 47, height - 47))
    return Picture(image, 300)


class TestBrotherQl(PrinterLanguageContract):
    language = BrotherQl()
    ready = packet()
    dpi = 300

    def test_it_fills_every_port_of_such_printers(self):
        """It says which roll it holds and what became of a job, and is asked."""
        assert isinstance(self.language, ChecksPaper)
        assert isinstance(self.language, FitsPaper)
        assert isinstance(self.language, ReportsJobs)


def rows_of(job: bytes, *, per_row: int = 90) -> list[bytes]:
    """Take the rows out of a job that is not compressed."""
    raster = job[job.index(b"\x1bid") + 5 : -1]
    step = per_row + 3
    return [raster[at + 3 : at + step] for at in range(0, len(raster), step)]


def information(job: bytes) -> bytes:
    """Find what a job says of the roll: which of it counts, kind, size, rows."""
    at = job.index(b"\x1biz") + 3
    return job[at : at + 10]


def test_an_older_printer_is_told_nothing_that_it_does_not_know():
    """A QL-700, which gives up at unknown commands, is only sent what it knows."""
    old = LANGUAGES["brother_ql"](load_models().printer("brother-ql-700"))
    new = LANGUAGES["brother_ql"](load_models().printer("brother-ql-820nwb"))

    told = [one.encode(label(62, 100)).split(b"g\x00", 1)[0] for one in (old, new)]

    assert [b"\x1bia" in head for head in told] == [False, True]
    assert [head.endswith(b"\x1bid\x23\x00") for head in told] == [True, False]


@pytest.mark.parametrize("size", [(62, 100), (100, 62)])
def test_a_62_mm_roll_takes_a_badge_along_and_across(size):
    """A badge of 62 by 100 mm is as long as designed, whichever way it is drawn."""
    job = BrotherQl(compressed=False).encode(label(*size))

    rows = rows_of(job)
    assert information(job) == bytes((0xC6, 0x0A, 62, 0, 1111 & 255, 4, 0, 0, 0, 0))
    assert b"\x1bid\x23\x00" in job
    # 1181 rows were drawn; the printer feeds 35 before and 35 after them.
    assert len(rows) == 1111
    assert [row == bytes(90) for row in rows[11:13]] == [True, False]
    # 732 dots lie in the middle of 696: ink begins 47 - 18 in, 12 beyond the edge.
    ink = int.from_bytes(rows[500], "big")
    assert ink == ((1 << 638) - 1) << (12 + 29)


def test_a_cut_label_is_printed_without_feeding():
    """On labels of 62 by 100 mm each badge stands in the middle of its label."""
    answer = packet(roll=(0x0B, 62, 100))

    job = BrotherQl(compressed=False).encode_for(label(100, 62), answer)

    assert information(job) == bytes((0xCE, 0x0B, 62, 100, 1109 & 255, 4, 0, 0, 0, 0))
    assert b"\x1bid\x00\x00" in job
    assert len(rows_of(job)) == 1109


def test_a_wide_printer_has_its_narrow_roll_elsewhere():
    """A QL-1110NWB prints on 62 mm where that roll lies under its wide head."""
    job = BrotherQl(head=1296, compressed=False).encode(label(62, 100))

    rows = rows_of(job, per_row=162)
    ink = int.from_bytes(rows[500], "big")
    assert ink == ((1 << 638) - 1) << (544 + 29)


def test_a_smaller_badge_lies_in_the_middle_of_a_wider_roll():
    """A badge of 54 by 101 mm may be printed on the 62 mm roll that is there."""
    job = BrotherQl(compressed=False).encode_for(label(54, 101), packet())

    ink = int.from_bytes(rows_of(job)[500], "big")
    assert information(job)[2] == 62
    assert ink == ((1 << 544) - 1) << (12 + (696 - 638) // 2 + 47)


def test_an_empty_label_is_still_a_label():
    """A short or empty badge comes out as long as the printer can cut."""
    blank = Picture(Image.new("1", (732, 100), 1), 300)

    job = BrotherQl().encode(blank)

    assert job.count(b"Z", job.index(b"M\x02") + 2) == 150
    assert job.endswith(b"Z\x1a")


@pytest.mark.parametrize(
    ("roll", "why"),
    [
        ((0x0A, 29, 0), "The badge is 62 by 100 mm, too large for a roll 29 mm wide."),
        ((0x0B, 62, 29), "The badge is 62 by 100 mm, too large for labels of 62 by 29"),
        ((0x0B, 12, 12), "No badge can be printed on labels of 12 by 12 mm."),
        ((0x0A, 102, 0), "No badge can be printed on a roll 102 mm wide."),
    ],
)
def test_the_wrong_roll_is_noticed_before_anything_is_printed(roll, why):
    """The desk reads which roll is in the printer, and which badge was to come."""
    refusal = BrotherQl().refusal(label(62, 100), packet(roll=roll))

    assert (refusal or "").startswith(why)
    with pytest.raises(ValueError, match="mm"):
        BrotherQl().encode_for(label(62, 100), packet(roll=roll))


@pytest.mark.parametrize(
    "answer", [b"", packet()[:31], packet(roll=(0, 0, 0)), packet(roll=(0x4A, 62, 0))]
)
def test_where_no_roll_was_told_none_is_refused(answer):
    """A printer that does not say what it holds is trusted to hold the right roll."""
    assert BrotherQl().refusal(label(62, 100), answer) is None
    assert information(BrotherQl().encode_for(label(62, 100), answer))[2] == 62


def test_a_coarser_picture_is_refused():
    """A badge drawn for another printer does not come out two thirds as large."""
    picture = Picture(Image.new("1", (496, 799), 1), 203)

    assert "300 dots" in (BrotherQl().refusal(picture, packet()) or "")
    with pytest.raises(ValueError, match="300 dots to the inch, not 203"):
        BrotherQl().encode(picture)


@pytest.mark.parametrize(
    ("said", "status"),
    [
        (packet(printing=1), PrinterStatus.PRINTING),
        (packet(printing=7), PrinterStatus.UNKNOWN),
        (packet(0xF0), PrinterStatus.UNKNOWN),
        (packet(first=0x01), PrinterStatus.OUT_OF_PAPER),
        (packet(first=0x02), PrinterStatus.OUT_OF_PAPER),
        (packet(roll=(0, 0, 0)), PrinterStatus.OUT_OF_PAPER),
        (packet(PHASE, roll=(0, 0, 0)), PrinterStatus.READY),
        (packet(first=0x04), PrinterStatus.CUTTER),
        (packet(first=0x10), PrinterStatus.PRINTING),
        (packet(first=0x80), PrinterStatus.OFFLINE),
        (packet(second=0x01), PrinterStatus.OUT_OF_PAPER),
        (packet(second=0x10, first=0x01), PrinterStatus.COVER_OPEN),
        (packet(second=0x40), PrinterStatus.JAM),
        (packet(second=0x80), PrinterStatus.OFFLINE),
        (packet(ERROR), PrinterStatus.OFFLINE),
        (packet(TURNED_OFF), PrinterStatus.OFFLINE),
        (packet(NOTICE, notice=3), PrinterStatus.OVERHEATED),
        (packet(NOTICE, notice=4, printing=1), PrinterStatus.PRINTING),
        (packet(PHASE, printing=1) + packet(PHASE), PrinterStatus.READY),
        (packet(ERROR, first=0x04) + packet(PHASE), PrinterStatus.CUTTER),
    ],
)
def test_what_a_brother_says_is_understood(said, status):
    """The desk is told what is wrong with the printer, and the worst of it."""
    assert BrotherQl().parse_status(said) is status


@pytest.mark.parametrize(
    ("pushed", "end"),
    [
        (b"", None),
        (packet(PHASE, printing=1), None),
        (packet(PHASE, printing=1) + packet(NOTICE, notice=3, printing=1), None),
        (packet(PHASE, printing=1) + packet(COMPLETED)[:20], None),
        (packet(PHASE, printing=1) + packet(COMPLETED), PrinterStatus.READY),
        (b"\x11" + packet(COMPLETED) + packet(PHASE), PrinterStatus.READY),
        (
            packet(PHASE, printing=1) + packet(ERROR, second=0x10) + packet(PHASE),
            PrinterStatus.COVER_OPEN,
        ),
    ],
)
def test_what_became_of_a_job_is_told_unasked(pushed, end):
    """A badge counts as printed when the printer said so, and as failed likewise."""
    assert BrotherQl().job_end(pushed) is end


def test_a_job_that_broke_off_is_filled_up_and_forgotten():
    """The next badge is printed whole, wherever the one before it was lost."""
    assert BrotherQl().clear == bytes(400) + b"\x1b@"
    assert BrotherQl().status_query == bytes(200) + b"\x1biS"
    assert BrotherQl().encode(label(62, 100)).startswith(BrotherQl().clear)


def test_a_row_is_packed_as_the_manual_does():
    """The example in the printer's manual comes out as it stands there."""
    row = bytes.fromhex("00" * 20 + "222223BABFA2222B") + bytes(62)

    assert pack_bits(row) == bytes.fromhex("ED00 07222223BABFA2222B C300")


def test_a_row_that_would_grow_is_sent_as_it_is():
    """A dithered photo takes no longer to send than its dots do."""
    row = bytes(range(1, 91))

    assert pack_bits(row) == bytes((89,)) + row
    assert len(pack_bits(bytes(range(162)))) == 164
