"""The operator's settings: environment `PORTICO_*`, over an optional TOML file."""

import hashlib
import tempfile
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from email.errors import MessageError
from email.headerregistry import Address
from ipaddress import IPv4Network, IPv6Network, ip_address, ip_network
from pathlib import Path
from urllib.parse import urlsplit

PREFIX = "PORTICO_"
_SECURITY = ("none", "starttls", "tls")
_LEVELS = ("debug", "info", "warning", "error")
_HIGHEST_PORT = 65535
_LONGEST_SOCKET = 100
_LONGEST_LEASE = 3600

_SQLITE, _POSTGRESQL = "sqlite:///", "postgresql://"
_WEB = ("http://", "https://")


class SettingWrong(ValueError):
    """A setting cannot be used; the text is one plain sentence for the operator."""


@dataclass(frozen=True)
class Settings:
    """What the operator decides; each is `PORTICO_` and the name in capitals.

    Attributes:
        database_url: where everything is kept.
        database_owner_url: the same PostgreSQL database by the role that owns its
            tables, for changing them; without it, `database_url`.
        key_file: the key that seals secrets; keep it apart from the database.
        backup_passphrase_file: its first line seals the keys in backups.
        host, port: where the server listens.
        public_url: where people reach the dashboard, such as
            "https://portico.example"; without it, host and port.
        tls_certificate, tls_key: PEM files; with both the server speaks HTTPS.
        private_ca: a PEM file with the authority that kiosks shall trust besides.
        trusted_proxies: addresses or networks of reverse proxies whose
            `X-Forwarded-*` headers count, with commas between.
        private_addresses: "allowed", or "refused" where organisations that share this
            server must not have it ask inside private networks.
        microsoft_login_url, microsoft_graph_url, google_login_url, google_token_url,
            google_api_url: where these providers are, for national clouds.
        calendar_ca_file: certificates by which they are trusted there.
        room_seconds: how long after a check-in a room may still be found.
        message_lease_seconds: after a crash, how long until a message that was
            being sent is sent again.
        smtp_security: "none", "starttls" or "tls".
        mail_from: the sender of our mails; without it none are sent.
        log_format: "json" or "text".
        metrics_listen: address and port for metrics, such as "127.0.0.1:9464";
            without it none are told.
        telemetry_endpoint: where traces are sent by OTLP over HTTP.
        least_free_mb: free megabytes below which SQLite's disk is nearly full.
    """

    database_url: str = field(default="sqlite:///portico.db", repr=False)
    database_owner_url: str | None = field(default=None, repr=False)
    key_file: str = "portico.key"
    backup_passphrase_file: str | None = None
    host: str = "127.0.0.1"
    port: int = 8600
    public_url: str | None = None
    tls_certificate: str | None = None
    tls_key: str | None = None
    private_ca: str | None = None
    trusted_proxies: str | None = None
    private_addresses: str = "allowed"
    room_seconds: float = 2.0
    message_lease_seconds: float = 60.0
    smtp_host: str = "localhost"
    smtp_port: int = 587
    smtp_user: str | None = None
    smtp_password: str | None = field(default=None, repr=False)
    smtp_security: str = "starttls"
    mail_from: str | None = None
    mail_from_name: str = "Portico"
    microsoft_login_url: str | None = None
    microsoft_graph_url: str | None = None
    google_login_url: str | None = None
    google_token_url: str | None = None
    google_api_url: str | None = None
    calendar_ca_file: str | None = None
    log_level: str = "info"
    log_format: str = "json"
    metrics_listen: str | None = None
    telemetry_endpoint: str | None = None
    least_free_mb: int = 200

    @property
    def calendar_addresses(self) -> dict[str, dict[str, str]]:
        """Where calendar providers are, by kind, as far as that is not the usual."""
        own = {
            "microsoft": {
                "login_url": self.microsoft_login_url,
                "graph_url": self.microsoft_graph_url,
            },
            "google": {
                "login_url": self.google_login_url,
                "token_url": self.google_token_url,
                "api_url": self.google_api_url,
            },
        }
        common = {"ca_file": self.calendar_ca_file}
        return {
            kind: {name: one for name, one in {**said, **common}.items() if one}
            for kind, said in own.items()
        }

    @property
    def reaches_private(self) -> bool:
        """Whether servers that organisations name may be in private networks."""
        return self.private_addresses == "allowed"

    @property
    def reached_at(self) -> str:
        """Where people reach this server, without a slash at the end."""
        if self.public_url:
            return self.public_url.rstrip("/")
        scheme = "https" if self.tls_certificate else "http"
        return f"{scheme}://{self.host}:{self.port}"

    @property
    def proxies(self) -> tuple[IPv4Network | IPv6Network, ...]:
        """The reverse proxies that are believed.

        Raises:
            ValueError: one of them is neither an address nor a network.
        """
        named = (self.trusted_proxies or "").split(",")
        return tuple(ip_network(one.strip()) for one in named if one.strip())

    @property
    def migrated_by(self) -> str:
        """The address by which tables are made and changed."""
        return self.database_owner_url or self.database_url

    @property
    def database_file(self) -> Path | None:
        """The SQLite file; None where the database is none."""
        name = self.database_url.removeprefix(_SQLITE)
        if name in (self.database_url, "", ":memory:"):
            return None
        return Path(name).resolve()

    @property
    def control_address(self) -> Path | None:
        """Where the running server listens for commands; None: nowhere.

        On PostgreSQL commands work beside the servers, by themselves.
        """
        file = self.database_file
        if file is None:
            return None
        beside = file.with_suffix(".sock")
        if len(str(beside)) <= _LONGEST_SOCKET:
            return beside
        # A socket's address is short by nature (108 bytes on Linux).
        digest = hashlib.sha256(str(beside).encode()).hexdigest()[:16]
        return Path(tempfile.gettempdir()) / f"portico-{digest}.sock"


def read_settings(environment: Mapping[str, str]) -> Settings:
    """Read the settings; the environment wins over the file `PORTICO_SETTINGS_FILE`.

    `PORTICO_SMTP_PASSWORD_FILE` names a file with the password, so that it need
    not stand in the environment.

    Raises:
        SettingWrong: naming the setting and what it should be.
    """
    raw = _from_file(environment.get(f"{PREFIX}SETTINGS_FILE"))
    raw |= _from_environment(environment)
    known = {field.name: field for field in fields(Settings)}
    password_file = raw.pop("smtp_password_file", None)
    if password_file:
        raw["smtp_password"] = _read(password_file, "smtp_password_file").strip()
    for name in raw.keys() - known.keys():
        raise SettingWrong(f"{PREFIX}{name.upper()} is no setting of ours.")
    values = {
        name: _typed(name, text, known[name].default) for name, text in raw.items()
    }
    return _checked(Settings(**values))  # type: ignore[arg-type]  # typed just above


def _from_file(path: str | None) -> dict[str, str]:
    if not path:
        return {}
    try:
        read = tomllib.loads(_read(path, "settings_file"))
    except tomllib.TOMLDecodeError as problem:
        raise SettingWrong(f"{path} is not valid TOML: {problem}.") from problem
    return {name.lower(): str(value) for name, value in read.items()}


def _from_environment(environment: Mapping[str, str]) -> dict[str, str]:
    return {
        name.removeprefix(PREFIX).lower(): value
        for name, value in environment.items()
        if name.startswith(PREFIX) and not _someone_elses(name)
    }


def _someone_elses(name: str) -> bool:
    # The kiosk may run beside the server; tests and tenant files name their own.
    rest = name.removeprefix(PREFIX)
    return rest == "SETTINGS_FILE" or rest.startswith(("KIOSK_", "SECRET_", "TEST_"))


def _read(path: str, name: str) -> str:
    try:
        return Path(path).read_text(encoding="utf-8")
    except OSError as problem:
        raise SettingWrong(
            f"{PREFIX}{name.upper()} names {path}, which cannot be read."
        ) from problem


def _typed(name: str, text: str, default: object) -> object:
    try:
        match default:
            case float():
                return float(text)
            case int():
                return int(text)
            case _:
                return text or default
    except ValueError as problem:
        raise SettingWrong(
            f"{PREFIX}{name.upper()} must be a number, not {text!r}."
        ) from problem


def _checked(settings: Settings) -> Settings:
    rules = [
        *_network_rules(settings),
        (0 <= settings.port <= _HIGHEST_PORT, "PORT must be from 0 to 65535"),
        (
            0 < settings.smtp_port <= _HIGHEST_PORT,
            "SMTP_PORT must be from 1 to 65535",
        ),
        (0 < settings.room_seconds <= 10, "ROOM_SECONDS must be above 0, at most 10"),  # noqa: PLR2004 - said in the sentence
        (
            1 <= settings.message_lease_seconds <= _LONGEST_LEASE,
            f"MESSAGE_LEASE_SECONDS must be from 1 to {_LONGEST_LEASE}",
        ),
        (
            settings.smtp_security in _SECURITY,
            "SMTP_SECURITY must be none, starttls or tls",
        ),
        (
            settings.log_level in _LEVELS,
            "LOG_LEVEL must be debug, info, warning or error",
        ),
        (
            settings.private_addresses in ("allowed", "refused"),
            "PRIVATE_ADDRESSES must be allowed or refused",
        ),
        *_address_rules(settings),
        (settings.log_format in ("json", "text"), "LOG_FORMAT must be json or text"),
        (settings.least_free_mb >= 0, "LEAST_FREE_MB must be 0 or more"),
        (
            (settings.telemetry_endpoint or "http://").startswith(_WEB),
            "TELEMETRY_ENDPOINT must begin with http:// or https://",
        ),
        (
            settings.database_url.startswith((_SQLITE, _POSTGRESQL)),
            f"DATABASE_URL must begin with {_SQLITE} or {_POSTGRESQL}",
        ),
        (
            (settings.database_owner_url or _POSTGRESQL).startswith(_POSTGRESQL),
            f"DATABASE_OWNER_URL must begin with {_POSTGRESQL}",
        ),
        (
            settings.mail_from is None or _is_address(settings.mail_from),
            "MAIL_FROM must be an e-mail address",
        ),
    ]
    for holds, sentence in rules:
        if not holds:
            raise SettingWrong(f"{PREFIX}{sentence}.")
    return settings


def _network_rules(settings: Settings) -> list[tuple[bool, str]]:
    with_tls = settings.tls_certificate is not None
    return [
        (
            settings.public_url is None or _is_public(settings.public_url),
            (
                "PUBLIC_URL must be an https:// address without a path, such as "
                "https://portico.example (http:// only on this machine)"
            ),
        ),
        (
            with_tls == (settings.tls_key is not None),
            "TLS_CERTIFICATE and PORTICO_TLS_KEY must be set together",
        ),
        (
            _are_networks(settings),
            (
                "TRUSTED_PROXIES must be addresses or networks such as 10.0.0.2 or "
                "10.0.0.0/24, with commas between"
            ),
        ),
        (
            _is_this_machine(settings.host)
            or with_tls
            or settings.trusted_proxies is not None,
            (
                "HOST can be reached from other machines: set PORTICO_TLS_CERTIFICATE and "
                "PORTICO_TLS_KEY, or PORTICO_TRUSTED_PROXIES where a proxy speaks HTTPS"
            ),
        ),
    ]


def _address_rules(settings: Settings) -> list[tuple[bool, str]]:
    said = {
        name: getattr(settings, name)
        for name in (
            "microsoft_login_url",
            "microsoft_graph_url",
            "google_login_url",
            "google_token_url",
            "google_api_url",
        )
    }
    # Microsoft's own library asks nobody without encryption.
    return [
        (
            not url or _is_provider(url, plain=name.startswith("google")),
            f"{name.upper()} must be an https:// address",
        )
        for name, url in said.items()
    ]


def _is_provider(url: str, *, plain: bool) -> bool:
    try:
        parts = urlsplit(url)
        host, _ = parts.hostname, parts.port
    except ValueError:
        return False
    if not host or parts.query or parts.fragment or "@" in parts.netloc:
        return False
    return parts.scheme == "https" or (
        plain and parts.scheme == "http" and _is_this_machine(host)
    )


def _is_public(url: str) -> bool:
    try:
        parts = urlsplit(url)
        host, _ = parts.hostname, parts.port
    except ValueError:
        return False
    beside = parts.path.strip("/") or parts.query or parts.fragment or parts.username
    if not host or beside or "@" in parts.netloc:
        return False
    return parts.scheme == "https" or (
        parts.scheme == "http" and _is_this_machine(host)
    )


def _are_networks(settings: Settings) -> bool:
    try:
        return settings.trusted_proxies is None or bool(settings.proxies)
    except ValueError:
        return False


def _is_this_machine(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _is_address(text: str) -> bool:
    """Tell whether mail can be sent from it: one address, and no name around it."""
    try:
        address = Address(addr_spec=text)
    except (ValueError, IndexError, MessageError):
        # Which of them depends on the address and on Python's version.
        return False
    return bool(address.username and address.domain)
