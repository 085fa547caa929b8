"""Where this kiosk's server is: by a setting, by a file on the boot partition, or kept."""

import json
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

import structlog
from pydantic import BaseModel, ConfigDict, ValidationError

from kiosk_app.journey.states_server import ServerFrom
from kiosk_app.runners.safe_file import write_safely
from kiosk_app.settings import Settings, SettingWrong
from shared.server_address import fingerprint_of, read_link

_FILE = "server"
_CA_BESIDE = "portico-ca.pem"
_LONGEST = 64 * 1024

log = structlog.get_logger()


class _Kept(BaseModel):
    """An address as it lies in the data folder.

    Attributes:
        ca: the private authority that is trusted for it, in PEM.
        boot_file: what the file on the boot partition was like when it was read.
    """

    model_config = ConfigDict(frozen=True)

    url: str
    ca: str | None = None
    boot_file: str | None = None


@dataclass(frozen=True)
class _BootFile:
    """What stands on the boot partition; `url` None: it cannot be used."""

    print: str
    url: str | None = None
    ca: str | None = None


class ServerAddress:
    """The address, and by which certificates it is trusted.

    Attributes:
        boot_file_odd: there is a file on the boot partition, and it cannot be used.
    """

    def __init__(
        self, kept: _Kept | None, *, file: Path | None = None, odd: bool = False
    ) -> None:
        self._kept = kept
        self._file = file
        self.boot_file_odd = odd

    @property
    def url(self) -> str | None:
        """The address; None while nobody has said one."""
        return self._kept.url if self._kept else None

    @property
    def ca(self) -> str | None:
        """The authority, in PEM, that is trusted for this address only."""
        return self._kept.ca if self._kept else None

    @property
    def told_by(self) -> ServerFrom:
        """Who said it."""
        if self._file is None:
            return ServerFrom.OPERATOR
        return ServerFrom.KIOSK if self._kept else ServerFrom.NOBODY

    def take(self, url: str, ca: str | None) -> None:
        """Keep a new address, on disk before it is used.

        Raises:
            OSError: the old one counts as before.
        """
        # The file that was read stays read: what somebody says later counts more.
        read = self._kept.boot_file if self._kept else None
        self._keep(_Kept(url=url, ca=ca, boot_file=read))

    def _keep(self, kept: _Kept) -> None:
        if self._file is None:
            raise OSError("the operator's address is not ours to change")
        write_safely(self._file, json.dumps(kept.model_dump()))
        self._kept = kept


def open_address(settings: Settings) -> ServerAddress:
    """Find where the server is: the setting, a new boot file, what was kept.

    Raises:
        SettingWrong: the data folder cannot be used.
    """
    if settings.server:
        return ServerAddress(_Kept(url=settings.server))
    file = settings.data / _FILE
    found = _boot_file(settings.boot_files)
    try:
        settings.data.mkdir(mode=0o700, parents=True, exist_ok=True)
        kept = _read(file)
        address = ServerAddress(kept, file=file)
        if found is None or (kept and kept.boot_file == found.print):
            return address
        if found.url is None:
            address.boot_file_odd = True
            return address
        address._keep(_Kept(url=found.url, ca=found.ca, boot_file=found.print))  # noqa: SLF001 - its own opener
    except OSError as problem:
        raise SettingWrong(
            f"PORTICO_KIOSK_DATA names {settings.data}, where nothing can be kept."
        ) from problem
    log.info("boot_file_taken")
    return address


def _read(file: Path) -> _Kept | None:
    try:
        file.chmod(0o600)
        return _Kept.model_validate_json(file.read_bytes())
    except FileNotFoundError:
        return None
    except ValidationError as problem:
        # Nothing but us writes it; somebody says the address once more.
        log.warning("server_address_unreadable", why=type(problem).__name__)
        return None


def _boot_file(files: Sequence[Path]) -> _BootFile | None:
    """Read the first of the files that is there."""
    for file in files:
        try:
            raw = _content(file)
        except (FileNotFoundError, NotADirectoryError):
            continue
        except OSError as problem:
            log.warning("boot_file_unusable", why=type(problem).__name__)
            return _BootFile(print="")
        return _understood(file, raw)
    return None


def _content(file: Path) -> bytes:
    with file.open("rb") as reading:
        return reading.read(_LONGEST)


def _understood(file: Path, raw: bytes) -> _BootFile:
    ca_raw = b""
    try:
        # Written on any computer: with a byte order mark, with either line end.
        text = raw.decode("utf-8-sig")
        told = tomllib.loads(text) if file.suffix == ".toml" else _plain(text)
        url, ca_file = _url_in(told), told.get("ca", _CA_BESIDE)
        ca_raw, ca = _authority(file.parent / str(ca_file), asked="ca" in told)
    except (ValueError, OSError) as problem:
        log.warning("boot_file_unusable", why=type(problem).__name__)
        return _BootFile(_print(raw))
    return _BootFile(_print(raw + ca_raw), url, ca)


def _url_in(told: dict[str, object]) -> str:
    link = read_link(str(told.get("server", "")))
    if link is None:
        raise ValueError("no address that can be used")
    return link.url


def _plain(text: str) -> dict[str, object]:
    lines = (line.strip() for line in text.splitlines())
    first = next((line for line in lines if line and not line.startswith("#")), "")
    return {"server": first}


def _authority(file: Path, *, asked: bool) -> tuple[bytes, str | None]:
    """Read the certificate beside the file, which need not be there unless named."""
    try:
        raw = _content(file)
    except FileNotFoundError:
        if asked:
            raise
        return b"", None
    text = raw.decode("utf-8-sig").strip()
    fingerprint_of(text)
    return raw, text


def _print(raw: bytes) -> str:
    return sha256(raw).hexdigest()
