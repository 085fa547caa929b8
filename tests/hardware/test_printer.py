from dataclasses import replace

import pytest
from PIL import Image

from hardware.errors import AddressUnknown
from hardware.language import PrinterStatus
from hardware.models import load_models
from hardware.picture import Picture
from hardware.printer import open_printer
from tests.hardware.simulated_printers import Device, ZplPaper

PICTURE = Picture(Image.new("1", (40, 20), 1), dpi=203)
ZEBRA = next(one for one in load_models().printers if one.language == "zpl")
DRIVERLESS = next(one for one in load_models().printers if one.language == "ipp")


def test_the_simulated_printer_is_opened_by_its_folder(tmp_path):
    """A kiosk can be tried without any printer: badges land in a folder."""
    printer = open_printer(f"tape://{tmp_path / 'paper'}")

    printer.print(PICTURE)

    assert [file.name for file in (tmp_path / "paper").iterdir()] == ["badge-0001.png"]


def test_a_printers_bytes_can_be_looked_at_without_it(tmp_path):
    """A tape with a model keeps what that printer would be sent."""
    printer = open_printer(f"tape://{tmp_path / 'paper'}", ZEBRA)

    printer.print(PICTURE)

    assert (tmp_path / "paper" / "bytes.bin").read_bytes().endswith(b"^XZ")
    assert printer.status() is PrinterStatus.UNKNOWN


def test_a_printer_on_a_cable_is_opened_with_its_model(tmp_path):
    """With an address and a model, a badge comes out and the state is known."""
    device = Device(tmp_path / "printer", ZplPaper())
    printer = open_printer(str(device.link), ZEBRA)

    printer.print(PICTURE)
    status = printer.status()
    device.end()

    assert len(device.paper.labels) == 1
    assert status is PrinterStatus.READY


@pytest.mark.parametrize("url", ["ipp://printer/ipp/print", "ipps://printer/ipp/print"])
def test_a_driverless_printer_needs_no_model(url):
    """A printer in the network that speaks IPP is opened by its address alone."""
    assert open_printer(url).__class__.__name__ == "IppPrinter"
    assert open_printer(url, DRIVERLESS).__class__.__name__ == "IppPrinter"


@pytest.mark.parametrize(
    "url", ["/dev/usb/lp0", "socket://printer:9100", "tape://", ""]
)
def test_a_printer_without_its_model_is_refused_in_plain_words(url):
    """Nothing is guessed: whoever sets up a kiosk is asked for the model."""
    with pytest.raises(AddressUnknown, match="without its model"):
        open_printer(url)


def test_an_address_that_nothing_opens_is_told_at_the_start():
    """A slip of the pen is not found out with the first visitor's badge."""
    with pytest.raises(AddressUnknown, match="'fax://1'"):
        open_printer("fax://1", ZEBRA)


def test_a_language_that_nobody_speaks_is_told_with_those_that_are_spoken():
    """A slip in a model of one's own names the languages that there are."""
    model = replace(ZEBRA, language="zebra")

    with pytest.raises(AddressUnknown, match="'zebra', as"):
        open_printer("/dev/usb/lp0", model)


def test_a_driverless_printer_at_another_address_is_refused():
    """A model that speaks IPP is not sent raw bytes."""
    with pytest.raises(AddressUnknown, match="ipp://"):
        open_printer("socket://printer:9100", DRIVERLESS)
