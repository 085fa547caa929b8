import pytest
from PIL import Image

from hardware.ipp_words import fitting_media, read_job, read_printer
from hardware.language import PrinterStatus
from hardware.picture import Picture

TALL = Picture(Image.new("1", (732, 1181), 1), dpi=300)


@pytest.mark.parametrize(
    ("state", "reasons", "status"),
    [
        (3, "none", PrinterStatus.READY),
        (4, "none", PrinterStatus.PRINTING),
        (5, "none", PrinterStatus.OFFLINE),
        (0, "none", PrinterStatus.UNKNOWN),
        (5, ["media-empty-error", "media-low"], PrinterStatus.OUT_OF_PAPER),
        (3, "media-empty-warning", PrinterStatus.OUT_OF_PAPER),
        (3, "media-empty-report", PrinterStatus.READY),
        (5, ["paused", "cover-open"], PrinterStatus.COVER_OPEN),
        (5, "media-jam-error", PrinterStatus.JAM),
        (5, "trimmer-jam", PrinterStatus.CUTTER),
        (4, "marker-over-temp", PrinterStatus.OVERHEATED),
        (3, ["media-low-warning", "made-up-by-us"], PrinterStatus.LOW),
        (5, "made-up-by-us", PrinterStatus.OFFLINE),
    ],
)
def test_what_a_printer_says_becomes_our_words(state, reasons, status):
    """Whatever a printer calls it, staff read the same words."""
    report = read_printer({"printer-state": state, "printer-state-reasons": reasons})

    assert report.status is status


def test_nonsense_is_understood_as_nothing():
    """A printer that answers rubbish does not break the kiosk."""
    printer = read_printer({"printer-state": "x", "media-supported": 5})
    job = read_job({"job-state": None, "job-id": "x"})

    assert (printer.status, printer.media) == (PrinterStatus.UNKNOWN, ())
    assert (job.ended, job.begun) == (False, True)


@pytest.mark.parametrize(
    ("media", "chosen"),
    [
        (["iso_a4_210x297mm", "oe_roll_62x100mm"], "oe_roll_62x100mm"),
        (["na_card_2.44x3.94in"], "na_card_2.44x3.94in"),
        (["custom_max_62x100mm", "custom_min_62x100mm"], None),
        (["strange", "oe_x_axbmm", "oe_y_1x2x3mm", "iso_a4_210x297mm"], None),
    ],
)
def test_the_paper_of_the_badges_size_is_asked_for(media, chosen):
    """The badge goes onto the roll that has its size, where the printer has one."""
    assert fitting_media(TALL, media) == chosen
