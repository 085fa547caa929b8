"""The text that a phone's camera joins a Wi-Fi network by."""

from enum import StrEnum

_SPECIAL = '\\;,:"'


class WifiSecurity(StrEnum):
    """How a network is protected.

    WPA stands for WPA, WPA2 and the mixed modes; phones want `T:WPA` for them.
    WPA3-only networks are announced as SAE, which is what phones accept.
    """

    OPEN = "open"
    WPA = "wpa"
    WPA3 = "wpa3"


_TYPE = {WifiSecurity.OPEN: "nopass", WifiSecurity.WPA: "WPA", WifiSecurity.WPA3: "SAE"}


def wifi_text(
    ssid: str,
    security: WifiSecurity,
    *,
    password: str | None = None,
    hidden: bool = False,
) -> str:
    r"""Say the network as a `WIFI:` text, escaped as ZXing, iOS and Android read it.

    Backslash, semicolon, comma, colon and quote are escaped by a backslash.
    Hex-looking values are not quoted: iOS would take the quotes for content.

    Raises:
        ValueError: a protected network without a password.
    """
    if security is not WifiSecurity.OPEN and not password:
        raise ValueError("a protected Wi-Fi network needs a password")
    parts = [f"T:{_TYPE[security]}", f"S:{_escape(ssid)}"]
    if security is not WifiSecurity.OPEN:
        parts.append(f"P:{_escape(password or '')}")
    if hidden:
        parts.append("H:true")
    return "WIFI:" + ";".join(parts) + ";;"


def _escape(value: str) -> str:
    return "".join(f"\\{sign}" if sign in _SPECIAL else sign for sign in value)
