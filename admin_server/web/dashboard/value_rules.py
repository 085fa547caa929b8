"""What a value typed into a form must look like; the key of what is wrong, or None."""

from admin_server.core import values


def email(value: str) -> str | None:
    """One e-mail address."""
    return None if values.is_email(value) else "forms.email_wrong"


def phone(value: str) -> str | None:
    """A telephone number."""
    return None if values.is_phone(value) else "forms.phone_wrong"


def colour(value: str) -> str | None:
    """A colour such as #0B5D66."""
    return None if values.is_colour(value) else "settings.wrong_colour"


def time_zone(value: str) -> str | None:
    """An IANA time zone."""
    return None if values.is_time_zone(value) else "settings.wrong_time_zone"


def network_name(value: str) -> str | None:
    """A Wi-Fi name."""
    return None if values.is_network_name(value) else "settings.wrong_network_name"


def wifi_password(value: str) -> str | None:
    """A guest network's password."""
    return None if values.is_wifi_password(value) else "settings.wrong_wifi_password"


def web_address(value: str) -> str | None:
    """A web address."""
    return None if values.is_web_address(value) else "settings.wrong_web_address"


def port(value: str) -> str | None:
    """A port of a network address."""
    return None if values.is_port(value) else "settings.wrong_port"
