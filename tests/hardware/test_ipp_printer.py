import threading
import time
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest
from PIL import Image, ImageDraw

from hardware.errors import (
    CoverOpen,
    DeviceBusy,
    DeviceLost,
    DeviceMissing,
    OutOfPaper,
    PerhapsPrinted,
    PrinterRefused,
    PrinterStalled,
    PrinterTrouble,
)
from hardware.ipp_printer import IppPatience, IppPrinter
from hardware.language import PrinterStatus
from hardware.picture import Picture
from hardware.printer import open_printer
from tests.hardware.ipp_peers import (
    CANCEL,
    LOST,
    PRINT_JOB,
    ToldPrinter,
    cups_printer,
    free_port,
    job_words,
    printer_words,
    read_raster,
)
from tests.hardware.lines import wait_until

SHORT = IppPatience(status=1.9, request=2, turn=0.8, finish=1.0)
DONE, WAITING, WORKING, CANCELLED, ABORTED = 9, 3, 5, 7, 8


def badge(dpi: int = 300) -> Picture:
    """Draw 62 by 100 mm with fine lines, greys by dots, and an uneven width."""
    image = Image.effect_noise((733, 1181), 90).convert("1")
    ImageDraw.Draw(image).rectangle((40, 40, 600, 500), fill=1, outline=0, width=3)
    return Picture(image, dpi)


BADGE = badge()


@pytest.fixture
def cups(tmp_path: Path):
    with cups_printer(tmp_path, "image/pwg-raster,image/jpeg") as printer:
        yield printer


@contextmanager
def told(**answers):
    peer = ToldPrinter(**answers)
    with peer.at_work() as url:
        yield peer, IppPrinter(url, patience=SHORT)


def same(one: Image.Image, other: Image.Image) -> bool:
    return (one.size, one.tobytes()) == (other.size, other.tobytes())


def test_a_badge_arrives_at_an_ipp_printer_dot_by_dot(cups):
    """What an IPP printer gets is our badge, every dot, as CUPS itself reads it."""
    printer = open_printer(cups.url)

    printer.print(BADGE)

    [paper] = cups.printed
    shown, dpi = read_raster(paper)
    assert same(shown, BADGE.image)
    assert dpi == (300, 300)
    assert printer.status() is PrinterStatus.READY


def test_an_empty_tray_is_told_before_anything_is_sent(cups):
    """Out of paper: the badge waits at the kiosk, and comes out once when mended."""
    printer = IppPrinter(cups.url, patience=SHORT)
    cups.set("+media-empty", "sleep 5")
    with suppress(PerhapsPrinted):
        printer.print(BADGE)
    cups.set()
    noticed = wait_until(lambda: printer.status() is PrinterStatus.OUT_OF_PAPER)

    with pytest.raises(OutOfPaper):
        printer.print(BADGE)

    assert noticed
    assert len(cups.printed) == 1


def test_a_cover_opened_in_the_middle_leaves_it_open_whether_it_printed(cups):
    """The cover opens while it prints: the job is taken back and never sent again."""
    cups.set("+cover-open-error", "sleep 5")

    with pytest.raises(PerhapsPrinted, match="cover is open"):
        IppPrinter(cups.url, patience=SHORT).print(BADGE)

    assert len(cups.printed) == 1


def test_a_job_that_never_gets_done_is_taken_back(cups):
    """A stalled printer is not waited for without an end."""
    cups.set(then="sleep 5")

    with pytest.raises(PerhapsPrinted, match="does not get done"):
        IppPrinter(cups.url, patience=SHORT).print(BADGE)


def test_a_job_that_the_printer_gives_up_is_not_called_printed(cups):
    """A printer that fails at a badge says so, and we pass it on."""
    cups.set(then="exit 1")

    with pytest.raises(PerhapsPrinted, match="gave the job up"):
        IppPrinter(cups.url, patience=SHORT).print(BADGE)


def test_two_kiosks_at_one_ipp_printer_take_turns(cups):
    """Two visitors at two kiosks: both badges come out, one after the other."""
    cups.set(then="sleep 0.5; exit 0")
    kiosks = [
        threading.Thread(target=IppPrinter(cups.url).print, args=(BADGE,))
        for _ in range(2)
    ]

    [kiosk.start() for kiosk in kiosks]
    [kiosk.join(20) for kiosk in kiosks]

    assert len(cups.printed) == 2


def test_a_printer_that_takes_photos_only_gets_one(tmp_path):
    """A printer without PWG raster gets the badge as a JPEG of the same dots."""
    with cups_printer(tmp_path, "image/jpeg") as cups:
        IppPrinter(cups.url, patience=SHORT).print(BADGE)

        with Image.open(cups.printed[0]) as paper:
            assert (paper.format, paper.size) == ("JPEG", BADGE.image.size)


def test_dots_of_another_size_are_refused_in_words(cups):
    """Whoever set the wrong dpi is told which ones the printer has."""
    with pytest.raises(PrinterRefused, match="300 or 600 dpi, not 203"):
        IppPrinter(cups.url).print(badge(203))


def test_a_printer_that_is_switched_off_is_missing():
    """Nothing listens: the badge was not printed and may be sent again."""
    printer = IppPrinter(f"ipp://127.0.0.1:{free_port()}/ipp/print")

    with pytest.raises(DeviceMissing):
        printer.print(BADGE)

    assert printer.status() is PrinterStatus.OFFLINE


def test_a_busy_printer_is_asked_again():
    """Another kiosk's job is being printed: ours waits for it."""
    busy = (0x0507, [])
    with told(print_job=[busy, busy, (0, job_words(DONE))]) as (peer, printer):
        printer.print(BADGE)

    assert peer.asked.count(PRINT_JOB) == 3


@pytest.mark.parametrize(
    ("code", "trouble"),
    [
        (0x0507, DeviceBusy),
        (0x040B, PrinterRefused),
        (0x040A, PrinterRefused),
        (0x0506, PrinterTrouble),
    ],
)
def test_what_a_printer_refuses_was_not_printed(code, trouble):
    """A printer that takes no job says why, and nothing is in doubt."""
    with told(print_job=[(code, [])]) as (_, printer), pytest.raises(trouble):
        printer.print(BADGE)


def test_a_job_whose_receipt_was_lost_is_found_again():
    """The line breaks off behind the badge: it is looked for, and not sent twice."""
    listed = [(0, []), (0, job_words(DONE, name="ours"))]
    with told(print_job=[(LOST, [])], jobs=listed) as (peer, printer):
        printer.print(BADGE)

    assert peer.asked.count(PRINT_JOB) == 1


def test_a_job_that_is_not_found_again_is_left_to_a_person():
    """The line breaks off and the printer knows no such job: perhaps it printed."""
    listed = [(0, job_words(DONE, name="another's"))]
    with (
        told(print_job=[(LOST, [])], jobs=listed) as (peer, printer),
        pytest.raises(PerhapsPrinted),
    ):
        printer.print(BADGE)

    assert peer.asked.count(PRINT_JOB) == 1


def test_a_printer_lost_while_it_prints_is_left_to_a_person():
    """The printer took the badge and is gone: a person looks."""
    with (
        told(print_job=[(0, job_words(WORKING))], job=[(LOST, [])]) as (_, printer),
        pytest.raises(PerhapsPrinted),
    ):
        printer.print(BADGE)


def test_a_job_taken_back_before_it_was_begun_may_be_sent_again():
    """The printer proves that nothing came out: the badge is tried again later."""
    with (
        told(
            printer=[(0, printer_words()), (0, printer_words(5, "media-empty-error"))],
            print_job=[(0, job_words(WAITING, begun=False))],
            job=[
                (0, job_words(WAITING, begun=False)),
                (0, job_words(CANCELLED, begun=False)),
            ],
            cancel=[(0, [])],
        ) as (peer, printer),
        pytest.raises(OutOfPaper),
    ):
        printer.print(BADGE)

    assert CANCEL in peer.asked


def test_a_job_that_ends_while_it_is_taken_back_is_printed():
    """The last label came out and the roll is empty: that badge is there."""
    with told(
        printer=[(0, printer_words()), (0, printer_words(5, "media-empty"))],
        print_job=[(0, job_words(WORKING))],
        job=[(0, job_words(WORKING)), (0, job_words(DONE))],
        cancel=[(0x0404, [])],
    ) as (peer, printer):
        printer.print(BADGE)

    assert peer.asked.count(PRINT_JOB) == 1


def test_a_printer_that_does_not_stop_working_gets_nothing_more():
    """A printer that works at something else for too long is not kept waiting on."""
    with (
        told(printer=[(0, printer_words(4))]) as (peer, printer),
        pytest.raises(PrinterStalled),
    ):
        printer.print(BADGE)

    assert PRINT_JOB not in peer.asked


@pytest.mark.parametrize(
    ("answer", "trouble"),
    [((LOST, []), DeviceLost), ((0x0401, []), PrinterTrouble)],
)
def test_a_printer_that_cannot_be_asked_gets_nothing(answer, trouble):
    """What does not say how it is gets no badge."""
    with told(printer=[answer]) as (peer, printer):
        with pytest.raises(trouble):
            printer.print(BADGE)
        status = printer.status()

    assert PRINT_JOB not in peer.asked
    assert status in {PrinterStatus.OFFLINE, PrinterStatus.UNKNOWN}


@pytest.mark.parametrize("words", [printer_words()[:2], printer_words()[:3]])
def test_a_printer_that_takes_no_pictures_is_refused(words):
    """A printer for other documents is told apart at the first badge."""
    formats = [(0x49, "document-format-supported", "application/pdf")]
    with (
        told(printer=[(0, words[:2] + formats)]) as (_, printer),
        pytest.raises(PrinterRefused, match="takes neither"),
    ):
        printer.print(BADGE)


def test_the_status_is_there_in_two_seconds_whatever_happens():
    """A printer that keeps silent does not keep the kiosk."""
    silent = threading.Event()
    peer = ToldPrinter()
    answer, peer.answer = peer.answer, lambda request: silent.wait(4) and None
    began = time.monotonic()
    with peer.at_work() as url:
        status = IppPrinter(url).status()
        took = time.monotonic() - began
        silent.set()

    assert (status, took < 2.2) == (PrinterStatus.OFFLINE, True)
    assert answer is not None


def test_an_open_cover_is_told_by_its_name():
    """The kiosk shows which flap to close."""
    with (
        told(printer=[(0, printer_words(5, "paused", "cover-open"))]) as (_, printer),
        pytest.raises(CoverOpen),
    ):
        printer.print(BADGE)
