import threading
from pathlib import Path

import pytest
from PIL import Image, ImageChops

from hardware.errors import CoverOpen, OutOfPaper, PrinterStalled, PrinterTrouble
from hardware.picture import Picture
from hardware.simulator import PaperTape, ScriptedScanner, TapeCondition
from tests.hardware.lines import wait_until


def picture(shade: int = 1) -> Picture:
    return Picture(Image.new("1", (40, 20), shade), dpi=203)


def test_each_picture_becomes_the_next_file(tmp_path: Path):
    """Badges come out in order, and none covers an earlier one."""
    tape = PaperTape(tmp_path / "paper")

    tape.print(picture(0))
    tape.print(picture(1))

    assert [file.name for file in tape.paper] == ["badge-0001.png", "badge-0002.png"]
    assert tape.pictures == (picture(0), picture(1))


def test_the_paper_shows_what_was_printed(tmp_path: Path):
    """The file holds the very dots, at the printer's size."""
    tape = PaperTape(tmp_path)
    image = Image.effect_noise((33, 17), 90).convert("1")

    tape.print(Picture(image, dpi=300))

    with Image.open(tape.paper[0]) as shown:
        assert ImageChops.difference(shown.convert("1"), image).getbbox() is None
        assert shown.info["dpi"][0] == pytest.approx(300, abs=0.1)


def test_a_new_kiosk_goes_on_where_the_paper_ends(tmp_path: Path):
    """After a restart no earlier badge is printed over."""
    PaperTape(tmp_path).print(picture())
    (tmp_path / "badge-9999.png").write_bytes(b"")
    tape = PaperTape(tmp_path)

    tape.print(picture())

    assert [file.stem for file in tape.paper][-2:] == ["badge-9999", "badge-10000"]
    assert len(tape.pictures) == 1


@pytest.mark.parametrize(
    ("condition", "trouble"),
    [
        (TapeCondition.OUT_OF_PAPER, OutOfPaper),
        (TapeCondition.COVER_OPEN, CoverOpen),
        (TapeCondition.STALLED, PrinterStalled),
    ],
)
def test_a_printer_in_trouble_says_which_and_prints_nothing(
    tmp_path: Path, condition, trouble
):
    """Out of labels, cover open or stuck: the kiosk is told, and no badge is lost."""
    tape = PaperTape(tmp_path, patience=0.1)
    tape.condition = condition

    with pytest.raises(trouble):
        tape.print(picture())
    tape.condition = TapeCondition.READY
    tape.print(picture())

    assert len(tape.paper) == 1


def test_a_stalled_printer_that_comes_back_prints_the_badge(tmp_path: Path):
    """A printer that pauses for a while prints the waiting badge once."""
    tape = PaperTape(tmp_path)
    tape.condition = TapeCondition.STALLED
    printing = threading.Thread(target=tape.print, args=(picture(),))
    printing.start()

    waiting = tape.paper
    tape.condition = TapeCondition.READY
    printing.join(5)

    assert waiting == ()
    assert len(tape.paper) == 1


def test_a_person_can_open_the_cover_by_a_file(tmp_path: Path):
    """The simulated printer of a running kiosk can be put into trouble by hand."""
    (tmp_path / "condition.txt").write_text("cover_open\n", "utf-8")

    with pytest.raises(CoverOpen):
        PaperTape(tmp_path).print(picture())


def test_an_unknown_condition_is_a_trouble_too(tmp_path: Path):
    """A misspelt condition does not pass for a printer that works."""
    (tmp_path / "condition.txt").write_text("on fire", "utf-8")

    with pytest.raises(PrinterTrouble, match="on fire"):
        PaperTape(tmp_path).print(picture())


def test_a_folder_that_cannot_be_written_is_a_trouble_of_the_printer(tmp_path: Path):
    """Where the badges' folder is no folder, the kiosk goes on without a badge."""
    (tmp_path / "paper").write_text("in the way", "utf-8")
    tape = PaperTape(tmp_path / "paper")

    with pytest.raises(PrinterTrouble, match="takes no pictures"):
        tape.print(picture())


def test_an_empty_condition_means_ready(tmp_path: Path):
    """Emptying the file repairs the printer."""
    (tmp_path / "condition.txt").write_text("", "utf-8")

    assert PaperTape(tmp_path).condition is TapeCondition.READY


def test_only_the_last_hundred_pictures_are_kept_in_memory(tmp_path: Path):
    """A kiosk that prints all year does not fill its memory."""
    tape = PaperTape(tmp_path)

    [tape.print(picture()) for _ in range(102)]

    assert len(tape.pictures) == 100
    assert len(tape.paper) == 102


def test_two_prints_at_once_become_two_badges(tmp_path: Path):
    """Two visitors at the same moment get a badge each."""
    tape = PaperTape(tmp_path)
    prints = [threading.Thread(target=tape.print, args=(picture(),)) for _ in range(8)]

    [printing.start() for printing in prints]
    [printing.join(5) for printing in prints]

    assert len(tape.paper) == 8


def test_the_scripted_scanner_plays_its_texts_in_order():
    """A rehearsed visit scans what the script says."""
    scanner = ScriptedScanner(["ONE", "TWO"])
    scanner.scan("THREE")

    got = [scanner.read(0.1) for _ in range(4)]

    assert got == ["ONE", "TWO", "THREE", None]
    assert scanner.trouble is None


def test_closing_the_scripted_scanner_ends_a_read_that_waits():
    """Stopping a rehearsal does not wait for its next line."""
    scanner = ScriptedScanner()
    got: list[str | None] = []
    reader = threading.Thread(target=lambda: got.append(scanner.read(30)))
    reader.start()
    wait_until(reader.is_alive)

    scanner.close()
    reader.join(2)
    scanner.scan("LATE")

    assert got == [None]
    assert scanner.read(1) is None
