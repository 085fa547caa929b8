import pytest
import qrcode
import zxingcpp
from hypothesis import given
from hypothesis import strategies as st

from shared.wifi import WifiSecurity, wifi_text

NASTY = [
    "Portico Guest",
    'semi;colon,comma:colon"quote\\slash',
    "\\",
    "\\\\;;",
    ";",
    ":::",
    '"quoted"',
    "T:WPA;P:evil;;",
    "ends in \\",
    " leading and trailing ",
    "Gäste-WLAN 山田 🙂",
    "0123456789abcdef",
    "%3B%5C",
    "x" * 63,
]


def unescape(text: str) -> dict[str, str]:
    """Read a WIFI text as a telephone does, written without looking at the writer."""
    fields: dict[str, str] = {}
    name, value, signs = None, "", iter(text.removeprefix("WIFI:"))
    for sign in signs:
        if sign == "\\":
            value += next(signs)
        elif sign == ":" and name is None:
            name, value = value, ""
        elif sign == ";":
            fields |= {name: value} if name is not None else {}
            name, value = None, ""
        else:
            value += sign
    return fields


@pytest.mark.parametrize("ssid", NASTY, ids=range(len(NASTY)))
@pytest.mark.parametrize("password", NASTY, ids=range(len(NASTY)))
def test_a_telephone_reads_the_very_name_and_password(ssid, password):
    """Whatever the network is called, the visitor's telephone joins that one."""
    text = wifi_text(ssid, WifiSecurity.WPA, password=password)

    assert text.startswith("WIFI:")
    assert text.endswith(";;")
    assert unescape(text) == {"T": "WPA", "S": ssid, "P": password}


@given(ssid=st.text(min_size=1), password=st.text(min_size=1))
def test_any_name_and_password_survive(ssid, password):
    """No name and no password can break out of its field."""
    text = wifi_text(ssid, WifiSecurity.WPA3, password=password, hidden=True)

    assert unescape(text) == {"T": "SAE", "S": ssid, "P": password, "H": "true"}


@pytest.mark.parametrize("ssid", NASTY, ids=range(len(NASTY)))
def test_the_drawn_code_carries_the_text(ssid):
    """The QR code on the screen says exactly what was meant."""
    text = wifi_text(ssid, WifiSecurity.WPA, password="lake-4827-mint")
    symbol = qrcode.QRCode(error_correction=qrcode.ERROR_CORRECT_M, border=4)
    symbol.add_data(text.encode())

    image = symbol.make_image().get_image().convert("L")

    assert zxingcpp.read_barcodes(image)[0].bytes == text.encode()


@pytest.mark.parametrize(
    ("security", "kind"),
    [(WifiSecurity.WPA, "WPA"), (WifiSecurity.WPA3, "SAE")],
)
def test_each_protection_has_the_word_that_telephones_know(security, kind):
    """Older and newer networks are each announced as telephones expect."""
    text = wifi_text("Guest", security, password="mint")

    assert text == f"WIFI:T:{kind};S:Guest;P:mint;;"


def test_an_open_network_has_no_password():
    """An open network is joined without a password, even if one was noted."""
    text = wifi_text("Guest", WifiSecurity.OPEN, password="unused")

    assert text == "WIFI:T:nopass;S:Guest;;"


def test_a_hidden_network_says_so():
    """A telephone is told to look for a network that does not announce itself."""
    text = wifi_text("Guest", WifiSecurity.OPEN, hidden=True)

    assert text == "WIFI:T:nopass;S:Guest;H:true;;"


@pytest.mark.parametrize("security", [WifiSecurity.WPA, WifiSecurity.WPA3])
@pytest.mark.parametrize("password", [None, ""])
def test_a_protected_network_needs_a_password(security, password):
    """A code that no telephone could use is never shown."""
    with pytest.raises(ValueError, match="needs a password"):
        wifi_text("Guest", security, password=password)
