"""What single values of a tenant file must look like, and what to write instead."""

import re
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, available_timezones

_SLUG = re.compile(r"[a-z0-9]([a-z0-9-]{0,38}[a-z0-9])?")
_EMAIL = re.compile(r"[^@\s<>,;:\"]+@[^@\s<>,;:\"]+\.?[^@\s<>,;:\".]+")
_DOMAIN = re.compile(r"([a-z0-9-]+\.)+[a-z0-9-]+")
_LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*")
_COLOUR = re.compile(r"#[0-9a-fA-F]{6}")
_HEX_KEY = re.compile(r"[0-9a-fA-F]{64}")


def short_name(value: str) -> str | None:
    """Small letters, digits and hyphens, as they stand in an address."""
    if _SLUG.fullmatch(value):
        return None
    return (
        f"'{value}' must be 1 to 40 small letters, digits and hyphens; "
        "write for example 'lakeside'"
    )


def email(value: str) -> str | None:
    """One e-mail address and nothing else."""
    if _EMAIL.fullmatch(value):
        return None
    return f"'{value}' is no e-mail address; write for example 'ana@example.com'"


def domain(value: str) -> str | None:
    """An e-mail domain, without the @."""
    if _DOMAIN.fullmatch(value.casefold()):
        return None
    return f"'{value}' is no domain; write for example 'example.com', without @"


def language(value: str) -> str | None:
    """A language code."""
    if _LANGUAGE.fullmatch(value):
        return None
    return f"'{value}' is no language code; write for example 'en' or 'de'"


def colour(value: str) -> str | None:
    """A colour as six hexadecimal digits."""
    if _COLOUR.fullmatch(value):
        return None
    return f"'{value}' is no colour; write for example '#0B5D66'"


def time_zone(value: str) -> str | None:
    """An IANA time zone that this machine knows."""
    try:
        ZoneInfo(value)
    except (ValueError, OSError, LookupError):
        return (
            f"'{value}' is no IANA time zone; write for example '{_zone_like(value)}'"
        )
    return None


def _zone_like(value: str) -> str:
    city = value.strip().replace(" ", "_").casefold()
    zones = sorted(available_timezones())
    named = [zone for zone in zones if zone.casefold().rpartition("/")[2] == city]
    return named[0] if named else "Europe/Berlin"


def web_address(value: str) -> str | None:
    """A web address without a user and password in it."""
    try:
        parts = urlsplit(value)
        good = parts.scheme in {"http", "https"} and bool(parts.hostname)
    except ValueError:
        good = False
        parts = urlsplit("")
    if not good:
        return "is no web address; write for example 'https://calendar.example.com'"
    if parts.username or parts.password:
        return (
            "has a user name or password in it; write them as `user` and `secret_from`"
        )
    return None


def network_name(value: str) -> str | None:
    """A Wi-Fi name, at most 32 bytes."""
    if len(value.encode()) <= 32:  # noqa: PLR2004 - IEEE 802.11's own limit
        return None
    return "is longer than 32 bytes, which no network name can be"


def wifi_password(value: str) -> str | None:
    """A WPA pass phrase, or 64 hexadecimal digits; never repeated in the answer."""
    if 8 <= len(value) <= 63 or _HEX_KEY.fullmatch(value):  # noqa: PLR2004 - WPA's limits
        return None
    return "must have 8 to 63 characters, or be a key of 64 hexadecimal digits"
