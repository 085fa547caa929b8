"""The kiosk's settings: arguments over environment `PORTICO_KIOSK_*` over a TOML file."""

import os
import re
import stat
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from ipaddress import ip_address
from pathlib import Path
from urllib.parse import urlsplit

from hardware.framing import Framing
from hardware.models import ModelsWrong, load_models

PREFIX = "PORTICO_KIOSK_"
_LEVELS = ("debug", "info", "warning", "error")
_HIGHEST_PORT = 65535
_LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*")
_DPI = (100, 1200)
_SAY_THEMSELVES = ("tape://", "ipp://", "ipps://")
"""Printers that need no model to be spoken to."""
BOOT_FILES = tuple(
    Path(folder, name)
    for folder in ("/boot/firmware", "/boot")
    for name in ("portico.toml", "portico-server.txt")
)


class SettingWrong(ValueError):
    """A setting cannot be used; the text is one plain sentence for the operator."""


@dataclass(frozen=True)
class Settings:
    """What the operator decides; each is `PORTICO_KIOSK_` and the name in capitals.

    Attributes:
        server: the admin server's address, https:// unless it is this machine;
            empty: the kiosk asks for it and keeps it.
        boot_files: where the address may stand on a partition that any computer
            reads; the first one that is there counts.
        token: what the server knows this kiosk by; `token_file` names a file with
            it. None: the kiosk is paired, and keeps its token itself.
        data: the folder where the kiosk keeps what must outlast a restart.
        ca_file: certificates to trust instead of the system's.
        port: where the page is served.
        host: on which address; 127.0.0.1 unless it has a certificate.
        public_origin: how a tablet's browser reaches this page; None: it runs here.
        tls_certificate, tls_key: this page's own certificate, where no proxy has one.
        scanner, printer: where the devices are; None: this kiosk has none.
        scanner_framing, scanner_prefix: how the scanner ends and begins a code.
        scanner_baud: its speed, where it hangs on a real serial line.
        printer_model: which printer it is, by its key in `hardware/models.toml`.
        printer_dpi: the printer's dots per inch; None: as its model has it.
        printer_fallback, printer_fallback_model: a second printer, for when the
            first one does not print.
        badge_design: a built-in design's name or an own design's file; None: what
            the site chose.
        language: the language until the server has told the site's.
        log_format: "json" or "text".
    """

    server: str = ""
    boot_files: tuple[Path, ...] = BOOT_FILES
    token: str | None = field(default=None, repr=False)
    data: Path = Path("kiosk-data")
    ca_file: Path | None = None
    port: int = 8700
    host: str = "127.0.0.1"
    public_origin: str | None = None
    tls_certificate: Path | None = None
    tls_key: Path | None = None
    scanner: str | None = None
    scanner_framing: str = Framing.LINE
    scanner_prefix: str = ""
    scanner_baud: int = 9600
    printer: str | None = None
    printer_model: str | None = None
    printer_dpi: int | None = None
    printer_fallback: str | None = None
    printer_fallback_model: str | None = None
    badge_design: str | None = None
    language: str = "en"
    log_level: str = "info"
    log_format: str = "json"


def read_settings(
    environment: Mapping[str, str], arguments: Mapping[str, str] | None = None
) -> Settings:
    """Read the settings; an argument wins over the environment, that over the file.

    The file is the one that `settings_file` names.

    Raises:
        SettingWrong: naming the setting and what it should be.
    """
    given = _from_environment(environment) | dict(arguments or {})
    texts = _from_file(given.pop("settings_file", None)) | given
    token = _token(texts)
    known = {known.name for known in fields(Settings)} - {"token"}
    for name in sorted(texts.keys() - known):
        raise SettingWrong(f"{_named(name)} is no setting of ours.")
    return _checked(_built(texts, token))


def _from_environment(environment: Mapping[str, str]) -> dict[str, str]:
    return {
        name.removeprefix(PREFIX).lower(): value.strip()
        for name, value in environment.items()
        if name.startswith(PREFIX) and value.strip()
    }


def _from_file(path: str | None) -> dict[str, str]:
    if path is None:
        return {}
    try:
        read = tomllib.loads(_read(path, "settings_file"))
    except tomllib.TOMLDecodeError as problem:
        raise SettingWrong(f"{path} is not valid TOML: {problem}.") from problem
    return {name.lower(): str(value) for name, value in read.items()}


def _token(texts: dict[str, str]) -> str | None:
    token, path = texts.pop("token", None), texts.pop("token_file", None)
    if path is not None:
        if _mode(path) & stat.S_IRWXO:
            raise SettingWrong(
                f"{path} holds the kiosk's token and can be read by everybody;"
                " take that away with chmod o-rwx."
            )
        token = _read(path, "token_file").strip()
    if token is None:
        return None
    if not token or not token.isascii() or not token.isprintable():
        raise SettingWrong(
            f"{_named('token')} or {_named('token_file')} must give the token that"
            " the server showed when this kiosk was added; without either the kiosk"
            " shows a code to pair it by."
        )
    return token


def _mode(path: str) -> int:
    try:
        return Path(path).stat().st_mode
    except OSError as problem:
        raise _unreadable(path, "token_file") from problem


def _read(path: str, name: str) -> str:
    try:
        return Path(path).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as problem:
        raise _unreadable(path, name) from problem


def _unreadable(path: str, name: str) -> SettingWrong:
    return SettingWrong(f"{_named(name)} names {path}, which cannot be read.")


def _built(texts: Mapping[str, str], token: str | None) -> Settings:
    return Settings(
        server=texts.get("server", "").rstrip("/"),
        boot_files=_paths(texts.get("boot_files"), BOOT_FILES),
        token=token,
        data=Path(texts.get("data", str(Settings.data))).expanduser(),
        ca_file=_path(texts.get("ca_file")),
        port=int(_number(texts, "port", Settings.port)),
        host=texts.get("host", Settings.host),
        public_origin=texts.get("public_origin"),
        tls_certificate=_path(texts.get("tls_certificate")),
        tls_key=_path(texts.get("tls_key")),
        scanner=texts.get("scanner"),
        scanner_framing=texts.get("scanner_framing", Settings.scanner_framing).lower(),
        scanner_prefix=texts.get("scanner_prefix", Settings.scanner_prefix),
        scanner_baud=int(_number(texts, "scanner_baud", Settings.scanner_baud)),
        printer=texts.get("printer"),
        printer_model=texts.get("printer_model"),
        printer_dpi=_dots(texts),
        printer_fallback=texts.get("printer_fallback"),
        printer_fallback_model=texts.get("printer_fallback_model"),
        badge_design=texts.get("badge_design"),
        language=texts.get("language", Settings.language),
        log_level=texts.get("log_level", Settings.log_level).lower(),
        log_format=texts.get("log_format", Settings.log_format).lower(),
    )


def _path(text: str | None) -> Path | None:
    return Path(text) if text else None


def _paths(text: str | None, default: tuple[Path, ...]) -> tuple[Path, ...]:
    if text is None:
        return default
    return tuple(Path(one) for one in text.split(os.pathsep) if one)


def _dots(texts: Mapping[str, str]) -> int | None:
    return int(_number(texts, "printer_dpi", 0)) if "printer_dpi" in texts else None


def _number(texts: Mapping[str, str], name: str, default: float) -> float:
    text = texts.get(name)
    try:
        return default if text is None else float(text)
    except ValueError as problem:
        raise SettingWrong(
            f"{_named(name)} must be a number, not {text!r}."
        ) from problem


def _checked(settings: Settings) -> Settings:
    rules = [
        (
            not settings.server or _is_safe(settings.server),
            "SERVER must be an https:// address (http:// only on this machine)",
        ),
        (
            bool(settings.server) or settings.token is None,
            "SERVER must be given where the token is",
        ),
        (
            settings.ca_file is None or settings.ca_file.is_file(),
            "CA_FILE must name a file with certificates",
        ),
        (0 < settings.port <= _HIGHEST_PORT, "PORT must be from 1 to 65535"),
        *_tablet_rules(settings),
        *_scanner_rules(settings),
        *_printer_rules(settings),
        (
            _LANGUAGE.fullmatch(settings.language) is not None,
            "LANGUAGE must be a code such as en",
        ),
        (
            settings.log_level in _LEVELS,
            "LOG_LEVEL must be debug, info, warning or error",
        ),
        (settings.log_format in ("json", "text"), "LOG_FORMAT must be json or text"),
    ]
    for holds, sentence in rules:
        if not holds:
            raise SettingWrong(f"{PREFIX}{sentence}.")
    return settings


def _scanner_rules(settings: Settings) -> list[tuple[bool, str]]:
    framings = [framing.value for framing in Framing]
    return [
        (
            settings.scanner_framing in framings,
            f"SCANNER_FRAMING must be one of {', '.join(framings)}",
        ),
        (settings.scanner_baud > 0, "SCANNER_BAUD must be above 0"),
    ]


def _printer_rules(settings: Settings) -> list[tuple[bool, str]]:
    """Say what must hold so that a printer can be spoken to in its language."""
    smallest, largest = _DPI
    known = _printer_models()
    pairs = [
        ("PRINTER", settings.printer, settings.printer_model),
        (
            "PRINTER_FALLBACK",
            settings.printer_fallback,
            settings.printer_fallback_model,
        ),
    ]
    rules = [
        (
            settings.printer_dpi is None or smallest <= settings.printer_dpi <= largest,
            f"PRINTER_DPI must be from {smallest} to {largest}",
        ),
        (
            settings.printer_fallback is None or settings.printer is not None,
            "PRINTER_FALLBACK needs a first PRINTER",
        ),
    ]
    for name, printer, model in pairs:
        speaks = printer is None or printer.startswith(_SAY_THEMSELVES)
        needed = (
            f"{name}_MODEL must say which printer this is, by a name that"
            " portico-hardware list shows"
        )
        rules.append((speaks or model is not None, needed))
        unknown = f"{name}_MODEL is none that we know: portico-hardware list shows them"
        rules.append((model is None or model in known, unknown))
    return rules


def _printer_models() -> set[str]:
    try:
        return {model.key for model in load_models().printers}
    except ModelsWrong as problem:
        raise SettingWrong(f"{problem}.") from problem


def _tablet_rules(settings: Settings) -> list[tuple[bool, str]]:
    """Say what must hold where a browser elsewhere shows the page."""
    origin, certificate = settings.public_origin, settings.tls_certificate
    files = [one for one in (certificate, settings.tls_key) if one is not None]
    return [
        (
            origin is None or _is_safe(origin),
            "PUBLIC_ORIGIN must be an https:// address",
        ),
        (
            origin is None or settings.token is None,
            (
                "PUBLIC_ORIGIN needs a kiosk that is paired, so that its browser is"
                " known; leave TOKEN and TOKEN_FILE away"
            ),
        ),
        (
            len(files) != 1 and all(file.is_file() for file in files),
            "TLS_CERTIFICATE and TLS_KEY must both name files",
        ),
        (
            _is_this_machine(settings.host) or (bool(files) and origin is not None),
            (
                "HOST other than 127.0.0.1 needs TLS_CERTIFICATE, TLS_KEY and"
                " PUBLIC_ORIGIN"
            ),
        ),
    ]


def _is_safe(server: str) -> bool:
    try:
        address = urlsplit(server)
        host = address.hostname
        _ = address.port
    except ValueError:
        return False
    if not host or address.query or address.fragment or address.username:
        return False
    return address.scheme == "https" or (
        address.scheme == "http" and _is_this_machine(host)
    )


def _is_this_machine(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _named(name: str) -> str:
    return f"{PREFIX}{name.upper()}"
