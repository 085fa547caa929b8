import time
from pathlib import Path

import pytest
from serial.tools import list_ports
from serial.tools.list_ports_common import ListPortInfo

from hardware.errors import DeviceMissing
from hardware.find import Found, Whereabouts, plugged_in, suggest
from hardware.models import load_models
from hardware.scanner import open_scanner
from tests.hardware.lines import Plug

MODELS = load_models()


def scanner_at(path: str, serial: str = "S1", usb: str = "05e0:1701") -> Found:
    return Found(path, path, "Symbol Bar Code Scanner", usb, serial)


def keys(found: Found) -> list[str]:
    return [model.key for model in suggest(found, MODELS)]


@pytest.fixture
def machine(tmp_path, monkeypatch):
    """A machine with a Zebra printer as a line printer and a scanner as ttyACM0."""
    device = tmp_path / "sys/devices/usb1/1-1"
    interface = device / "1-1:1.0"
    interface.mkdir(parents=True)
    (device / "idVendor").write_text("0a5f\n")
    (device / "idProduct").write_text("0120\n")
    (device / "serial").write_text("D2N1\n")
    (interface / "ieee1284_id").write_text(
        "MFG:Zebra;CMD:ZPL;MDL:ZTC ZD421-300dpi ZPL;"
    )
    node = tmp_path / "sys/class/usbmisc/lp0"
    node.mkdir(parents=True)
    (node / "device").symlink_to(interface)
    by_id = tmp_path / "dev/serial/by-id"
    by_id.mkdir(parents=True)
    (by_id / "usb-Symbol-if00").symlink_to("/dev/ttyACM0")
    port = ListPortInfo("/dev/ttyACM0")
    port.vid, port.pid, port.serial_number = 0x05E0, 0x1701, "S1"
    port.manufacturer, port.product = "Symbol", "Bar Code Scanner"
    monkeypatch.setattr(list_ports, "comports", lambda: [port])
    return tmp_path


def test_printers_and_scanners_are_found_with_their_lasting_names(machine):
    """Each device is found with the name that outlives unplugging, and its model."""
    scanner, printer = plugged_in(machine)

    assert (scanner.path, scanner.usb, scanner.serial) == (
        "/dev/ttyACM0",
        "05e0:1701",
        "S1",
    )
    assert scanner.stable == str(machine / "dev/serial/by-id/usb-Symbol-if00")
    assert (printer.path, printer.usb, printer.serial) == (
        "/dev/usb/lp0",
        "0a5f:0120",
        "D2N1",
    )
    assert keys(printer) == ["zebra-zd421-300"]


@pytest.mark.parametrize(
    ("calls_itself", "usb", "models"),
    [
        ("Brother QL-820NWB", "04f9:209d", ["brother-ql-820nwb"]),
        ("", "04f9:2042", ["brother-ql-700"]),
        ("Zebra ZTC ZD421-203dpi ZPL", "0a5f:9999", ["zebra-zd421-203"]),
        ("EPSON TM-T20III", "04b8:0202", ["epson-tm-t20iii"]),
        ("", "05e0:1701", ["zebra-ds2208", "zebra-ds9308"]),
        ("Mouse", "046d:c077", []),
        ("a line of its own", "", []),
    ],
)
def test_the_model_is_suggested(calls_itself, usb, models):
    """The tool says what a device may be, by its name first and its ids second."""
    found = Found("/dev/x", "/dev/x", calls_itself, usb)

    assert keys(found) == models


def test_a_scanner_is_found_by_its_ids_wherever_it_is():
    """An address by USB ids fits whichever path the system chose today."""
    devices = [scanner_at("/dev/ttyACM3"), scanner_at("/dev/ttyACM0", usb="1:2")]

    assert (
        Whereabouts("usb://05E0:1701", devices=lambda: devices).now() == "/dev/ttyACM3"
    )


def test_of_two_alike_the_serial_number_chooses():
    """Two scanners of one kind on one machine are not mistaken for each other."""
    devices = [scanner_at("/dev/ttyACM0"), scanner_at("/dev/ttyACM1", "S2")]
    either = Whereabouts("usb://05e0:1701", devices=lambda: devices)
    second = Whereabouts("usb://05e0:1701/S2", devices=lambda: devices)

    assert second.now() == "/dev/ttyACM1"
    with pytest.raises(DeviceMissing, match="ttyACM0, /dev/ttyACM1"):
        either.now()


def test_a_pattern_fits_one_device(tmp_path):
    """A scanner that was exchanged for another of its maker is found by a pattern."""
    place = Whereabouts(f"{tmp_path}/*Honeywell*")

    with pytest.raises(DeviceMissing, match="Nothing"):
        place.now()
    (tmp_path / "usb-Honeywell_1450g-if00").touch()
    assert place.now() == f"{tmp_path}/usb-Honeywell_1450g-if00"


@pytest.mark.parametrize("address", ["socket://10.0.0.5:4000", "/dev/nothing-here"])
def test_an_address_that_is_no_riddle_stays(address):
    """What names a network box, or nothing at all, is left as it was written."""
    assert Whereabouts(address, devices=list).now() == address


@pytest.mark.parametrize(
    ("there", "path"),
    [
        ([("elsewhere", "S1")], "elsewhere"),
        ([("elsewhere", "S2")], "home"),
        ([], "home"),
    ],
)
def test_a_known_device_is_found_at_another_path(tmp_path, there, path):
    """A scanner that came back under another name is the same one, by its number."""
    home = tmp_path / "home"
    home.touch()
    devices = [scanner_at(str(home))]
    place = Whereabouts(str(home), devices=lambda: devices)
    place.now()

    home.unlink()
    devices[:] = [scanner_at(str(tmp_path / name), serial) for name, serial in there]

    assert place.now() == str(tmp_path / path)


def test_a_scanner_on_another_path_is_read_within_three_seconds(tmp_path):
    """Plugged into another socket of the machine, the scanner goes on in three seconds."""
    plug = Plug(tmp_path / "ttyACM0")
    path = {"now": str(plug.link.resolve())}
    scanner = open_scanner(str(plug.link), devices=lambda: [scanner_at(path["now"])])
    scanner.read(0)
    plug.pull()
    scanner.read(0.1)
    other = Plug(tmp_path / "ttyACM1")
    path["now"] = str(other.link.resolve())
    began = time.monotonic()

    scanner.read(0.5)
    other.send(b"HERE\r")
    text = scanner.read(3)
    took = time.monotonic() - began
    scanner.close()
    other.pull()

    assert text == "HERE"
    assert took < 3


def test_a_machine_without_devices_has_none(tmp_path, monkeypatch):
    """Where nothing is plugged in, nothing is found."""
    monkeypatch.setattr(list_ports, "comports", list)

    assert plugged_in(Path(tmp_path)) == ()
