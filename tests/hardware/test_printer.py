import pytest
from PIL import Image

from hardware.errors import AddressUnknown
from hardware.picture import Picture
from hardware.printer import open_printer

PICTURE = Picture(Image.new("1", (40, 20), 1), dpi=203)


def test_the_simulated_printer_is_opened_by_its_folder(tmp_path):
    """A kiosk can be tried without any printer: badges land in a folder."""
    printer = open_printer(f"tape://{tmp_path / 'paper'}")

    printer.print(PICTURE)

    assert [file.name for file in (tmp_path / "paper").iterdir()] == ["badge-0001.png"]


@pytest.mark.parametrize(
    "url", ["/dev/usb/lp0", "socket://printer:9100", "tape://", "zpl://x", ""]
)
def test_a_printer_that_we_cannot_drive_yet_is_refused_in_plain_words(url):
    """Whoever sets up a kiosk is told which printers work, and is not left guessing."""
    with pytest.raises(AddressUnknown, match="only the simulated printer"):
        open_printer(url)
