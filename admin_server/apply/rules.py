"""What to write instead, where a value of a tenant file does not look as it must."""

from zoneinfo import available_timezones

from admin_server.core import values
from shared.kiosk_options import WelcomeButton


def short_name(value: str) -> str | None:
    """Small letters, digits and hyphens, as they stand in an address."""
    if values.is_short_name(value):
        return None
    return (
        f"'{value}' must be 1 to 40 small letters, digits and hyphens; "
        "write for example 'lakeside'"
    )


def email(value: str) -> str | None:
    """One e-mail address and nothing else."""
    if values.is_email(value):
        return None
    return f"'{value}' is no e-mail address; write for example 'ana@example.com'"


def phone(value: str) -> str | None:
    """A telephone number."""
    if values.is_phone(value):
        return None
    return f"'{value}' is no telephone number; write for example '+41 44 123 45 67'"


def short_key(value: str) -> str | None:
    """Small letters, digits and underscores, by which a part is found again."""
    if values.is_short_key(value):
        return None
    return (
        f"'{value}' must be 1 to 40 small letters, digits and underscores; "
        "write for example 'number_plate'"
    )


def welcome_button(value: str) -> str | None:
    """A button of the first screen."""
    words = [one.value for one in WelcomeButton]
    if value in words:
        return None
    return f"'{value}' is not known; write one of " + ", ".join(map(repr, words))


def domain(value: str) -> str | None:
    """An e-mail domain, without the @."""
    if values.is_domain(value):
        return None
    return f"'{value}' is no domain; write for example 'example.com', without @"


def language(value: str) -> str | None:
    """A language code."""
    if values.is_language(value):
        return None
    return f"'{value}' is no language code; write for example 'en' or 'de'"


def colour(value: str) -> str | None:
    """A colour as six hexadecimal digits."""
    if values.is_colour(value):
        return None
    return f"'{value}' is no colour; write for example '#0B5D66'"


def time_zone(value: str) -> str | None:
    """An IANA time zone that this machine knows."""
    if values.is_time_zone(value):
        return None
    return f"'{value}' is no IANA time zone; write for example '{_zone_like(value)}'"


def _zone_like(value: str) -> str:
    city = value.strip().replace(" ", "_").casefold()
    zones = sorted(available_timezones())
    named = [zone for zone in zones if zone.casefold().rpartition("/")[2] == city]
    return named[0] if named else "Europe/Berlin"


def web_address(value: str) -> str | None:
    """A web address without a user and password in it."""
    if not values.is_web_address(value):
        return "is no web address; write for example 'https://calendar.example.com'"
    if values.names_a_user(value):
        return (
            "has a user name or password in it; write them as `user` and `secret_from`"
        )
    return None


def network_name(value: str) -> str | None:
    """A Wi-Fi name, at most 32 bytes."""
    if values.is_network_name(value):
        return None
    return "is longer than 32 bytes, which no network name can be"


def wifi_password(value: str) -> str | None:
    """A WPA pass phrase, or 64 hexadecimal digits; never repeated in the answer."""
    if values.is_wifi_password(value):
        return None
    return "must have 8 to 63 characters, or be a key of 64 hexadecimal digits"


def port(value: str) -> str | None:
    """A port of a network address."""
    if values.is_port(value):
        return None
    return f"'{value}' is no port; write a number from 1 to 65535"


def mail_security(value: str) -> str | None:
    """How the line to a mail server is protected."""
    if value in {"none", "starttls", "tls"}:
        return None
    return f"'{value}' is not known; write 'starttls', 'tls' or 'none'"
