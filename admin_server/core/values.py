"""What single values must look like, whether a file or a form brings them."""

import re
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

LONGEST_TEXT = 500
"""Signs that directions or words of our own may have."""
LONGEST_WINDOW = 240
"""Minutes; further from the expected arrival no meeting is looked for."""

_SLUG = re.compile(r"[a-z0-9]([a-z0-9-]{0,38}[a-z0-9])?")
_EMAIL = re.compile(r"[^@\s<>,;:\"]+@[^@\s<>,;:\"]+\.?[^@\s<>,;:\".]+")
_SHORT_KEY = re.compile(r"[a-z0-9_]{1,40}")
_PHONE = re.compile(r"\+?[0-9][0-9 ()/.-]{1,38}")
_DOMAIN = re.compile(r"([a-z0-9-]+\.)+[a-z0-9-]+")
_LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*")
_COLOUR = re.compile(r"#[0-9a-fA-F]{6}")
_HEX_KEY = re.compile(r"[0-9a-fA-F]{64}")
_LONGEST_NETWORK_NAME = 32  # bytes: IEEE 802.11's own limit
_SHORTEST_PASSPHRASE, _LONGEST_PASSPHRASE = 8, 63  # WPA's limits

_HIGHEST_PORT = 65_535


def is_short_name(value: str) -> bool:
    """Small letters, digits and hyphens, as they stand in an address."""
    return _SLUG.fullmatch(value) is not None


def is_short_key(value: str) -> bool:
    """Small letters, digits and underscores, as the parts of a site are found again."""
    return _SHORT_KEY.fullmatch(value) is not None


def is_email(value: str) -> bool:
    """One e-mail address and nothing else."""
    return _EMAIL.fullmatch(value) is not None


def is_phone(value: str) -> bool:
    """A telephone number as people write it, or an extension of the house."""
    return _PHONE.fullmatch(value) is not None


def is_domain(value: str) -> bool:
    """An e-mail domain, without the @."""
    return _DOMAIN.fullmatch(value.casefold()) is not None


def is_language(value: str) -> bool:
    """A language code."""
    return _LANGUAGE.fullmatch(value) is not None


def is_colour(value: str) -> bool:
    """A colour as six hexadecimal digits."""
    return _COLOUR.fullmatch(value) is not None


def is_time_zone(value: str) -> bool:
    """An IANA time zone that this machine knows."""
    try:
        ZoneInfo(value)
    except (ValueError, OSError, LookupError):
        return False
    return True


def is_web_address(value: str) -> bool:
    """An address of the web, whoever it is for."""
    try:
        parts = urlsplit(value)
        return parts.scheme in {"http", "https"} and bool(parts.hostname)
    except ValueError:
        return False


def names_a_user(address: str) -> bool:
    """Tell whether a web address has a user name or password in it."""
    parts = urlsplit(address)
    return bool(parts.username or parts.password)


def is_network_name(value: str) -> bool:
    """A Wi-Fi name that fits into a beacon."""
    return len(value.encode()) <= _LONGEST_NETWORK_NAME


def is_wifi_password(value: str) -> bool:
    """A WPA pass phrase, or 64 hexadecimal digits."""
    fits = _SHORTEST_PASSPHRASE <= len(value) <= _LONGEST_PASSPHRASE
    return fits or _HEX_KEY.fullmatch(value) is not None


def is_port(text: str) -> bool:
    """Tell whether a text is a TCP port that something can listen on."""
    return text.isdecimal() and 0 < int(text) <= _HIGHEST_PORT
