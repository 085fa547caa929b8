"""The kiosk's token: given by the operator, or kept in a file that only we can read."""

import asyncio
from pathlib import Path

import structlog

from kiosk_app.runners.safe_file import write_safely
from kiosk_app.settings import Settings, SettingWrong

_FILE = "token"

log = structlog.get_logger()


class KioskToken:
    """What the server knows this kiosk by.

    Without a TPM nothing on the device could seal the file better than its mode
    does: whoever can read our files could read the key beside it.
    """

    def __init__(self, text: str | None = None, *, file: Path | None = None) -> None:
        """Begin with a token, or without.

        Args:
            file: where it is kept; None where the operator gave it.
        """
        self._text = text
        self._file = file
        self._known = asyncio.Event()
        if text is not None:
            self._known.set()

    @property
    def text(self) -> str | None:
        """The token; None while this kiosk is not paired."""
        return self._text

    async def known(self) -> None:
        """Wait until there is a token."""
        await self._known.wait()

    def take(self, text: str) -> None:
        """Keep a new token, on disk before it is used."""
        if self._file is not None:
            write_safely(self._file, text)
        self._text = text
        self._known.set()

    def forget(self, refused: str | None) -> bool:
        """Delete the token that the server refused; tell whether it was ours.

        The operator's own is never deleted, nor one that came after the refused.
        """
        if self._file is None or self._text is None or self._text != refused:
            return False
        self._text = None
        self._known.clear()
        self._file.unlink(missing_ok=True)
        log.warning("token_forgotten")
        return True

    @property
    def is_ours(self) -> bool:
        """Whether we keep it, and so may renew it."""
        return self._file is not None


def open_token(settings: Settings) -> KioskToken:
    """Take the operator's token, else the one that was kept when we were paired.

    Raises:
        SettingWrong: the data folder cannot be used.
    """
    if settings.token is not None:
        return KioskToken(settings.token)
    file = settings.data / _FILE
    try:
        settings.data.mkdir(mode=0o700, parents=True, exist_ok=True)
        return KioskToken(_read(file), file=file)
    except (OSError, UnicodeDecodeError) as problem:
        raise SettingWrong(
            f"PORTICO_KIOSK_DATA names {settings.data}, where nothing can be kept."
        ) from problem


def _read(file: Path) -> str | None:
    try:
        file.chmod(0o600)
        return file.read_text(encoding="ascii").strip() or None
    except FileNotFoundError:
        return None
