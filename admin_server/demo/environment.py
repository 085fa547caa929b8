"""How the demo's processes are set up: settings files and environments."""

import json
import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from admin_server.demo.lakeside import DOMAIN
from admin_server.demo.ports import LOCAL
from admin_server.demo.tenant_file import APP_SECRET_NAME, SECRET_NAME


@dataclass(frozen=True)
class Setup:
    """Where everything is and listens."""

    data: Path
    port: int
    kiosk_port: int
    smtp_port: int
    mail_port: int

    @property
    def database_url(self) -> str:
        """The store's address."""
        return f"sqlite:///{self.data / 'portico.db'}"

    @property
    def key_file(self) -> Path:
        """The key that seals secrets."""
        return self.data / "portico.key"

    @property
    def token_file(self) -> Path:
        """The file with the kiosk's token."""
        return self.data / "kiosk-token"

    @property
    def staff_file(self) -> Path:
        """The file with the passwords of the dashboard's accounts."""
        return self.data / "staff.json"

    @property
    def settings_file(self) -> Path:
        """The server's settings, also for commands that a person tries."""
        return self.data / "server.toml"

    @property
    def admin_url(self) -> str:
        """The admin server's address."""
        return f"http://{LOCAL}:{self.port}"

    @property
    def dashboard_url(self) -> str:
        """Where the reception's dashboard begins."""
        return f"{self.admin_url}/"

    @property
    def kiosk_url(self) -> str:
        """The kiosk's address."""
        return f"http://{LOCAL}:{self.kiosk_port}"

    @property
    def mail_url(self) -> str:
        """The mail catcher's address."""
        return f"http://{LOCAL}:{self.mail_port}"


def write_settings(setup: Setup, addresses: Mapping[str, str]) -> None:
    """Write the server's settings file.

    Args:
        addresses: settings that say where calendar providers are.
    """
    settings: dict[str, str | int] = {
        "database_url": setup.database_url,
        "key_file": str(setup.key_file),
        "host": LOCAL,
        "port": setup.port,
        "smtp_host": LOCAL,
        "smtp_port": setup.smtp_port,
        "smtp_security": "none",
        "mail_from": f"visitors@{DOMAIN}",
        "mail_from_name": "Lakeside reception",
        "log_format": "text",
        **addresses,
    }
    # A JSON text is a TOML text too.
    lines = [f"{name} = {json.dumps(value)}" for name, value in settings.items()]
    setup.settings_file.write_text("\n".join([*lines, ""]), encoding="utf-8")


def server_environment(
    setup: Setup, *, calendar_secret: str, app_secret: str | None = None
) -> dict[str, str]:
    """Give the admin server's environment; nothing of the operator's own settings."""
    apps = {APP_SECRET_NAME: app_secret} if app_secret is not None else {}
    return plain_environment() | {
        "PORTICO_SETTINGS_FILE": str(setup.settings_file),
        SECRET_NAME: calendar_secret,
        **apps,
    }


def kiosk_environment(setup: Setup, *, scanner: str | None) -> dict[str, str]:
    """Give the kiosk's environment."""
    own = {
        "PORTICO_KIOSK_SERVER": setup.admin_url,
        "PORTICO_KIOSK_TOKEN_FILE": str(setup.token_file),
        "PORTICO_KIOSK_DATA": str(setup.data / "kiosk"),
        "PORTICO_KIOSK_PORT": str(setup.kiosk_port),
        "PORTICO_KIOSK_PRINTER": f"tape://{setup.data / 'badges'}",
        "PORTICO_KIOSK_LOG_FORMAT": "text",
    }
    if scanner is not None:
        own["PORTICO_KIOSK_SCANNER"] = scanner
    return plain_environment() | own


def plain_environment() -> dict[str, str]:
    """Give this process's environment without settings of ours."""
    return {
        name: value
        for name, value in os.environ.items()
        if not name.startswith("PORTICO_")
    }
