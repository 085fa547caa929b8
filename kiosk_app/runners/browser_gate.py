"""Which browser may show a kiosk that is reached over the network: a tablet's."""

import hashlib
import hmac
from collections.abc import Callable
from pathlib import Path

import structlog

from kiosk_app.runners.kiosk_token import KioskToken
from kiosk_app.runners.safe_file import write_safely

_FILE = "browser"

log = structlog.get_logger()


class BrowserGate:
    """Lets in the one browser that the kiosk was paired in.

    While the kiosk belongs to nobody any browser may show the pairing code, one at
    a time. A browser is known by a secret cookie; only its hash is kept.
    """

    def __init__(self, folder: Path) -> None:
        """Begin with the browser that was kept, if any."""
        self._file = folder / _FILE
        self._bound = _read(self._file)
        self._on_stage: str | None = None
        self._is_paired: Callable[[], bool] = lambda: True
        self._on_another: Callable[[], None] = lambda: None
        self._sockets: dict[Callable[[], None], str] = {}

    def attend(self, token: KioskToken, *, on_another: Callable[[], None]) -> None:
        """Follow the kiosk's token; until then only the kept browser comes in.

        Args:
            on_another: called when another browser shows the unpaired kiosk: the
                code that the browser before showed is worth nothing then.
        """
        self._is_paired = lambda: token.text is not None
        self._on_another = on_another
        if self._is_paired() and self._bound is None:
            log.warning("browser_not_bound")

    @property
    def is_open(self) -> bool:
        """Whether any browser may come, for the kiosk belongs to nobody."""
        return not self._is_paired()

    @property
    def on_stage(self) -> str | None:
        """The browser that shows the journey at this moment."""
        return self._on_stage

    def admits(self, browser: str | None) -> bool:
        """Tell whether a browser may show the kiosk.

        Args:
            browser: what `name_of` made of its cookie; None where it has none.
        """
        if browser is None:
            return False
        if self.is_open:
            return True
        return self._bound is not None and hmac.compare_digest(self._bound, browser)

    def take_stage(self, browser: str | None) -> None:
        """Note which browser shows the journey from now on."""
        is_another = browser != self._on_stage
        self._on_stage = browser
        if is_another and self.is_open:
            self._on_another()

    def bind(self, browser: str | None) -> None:
        """Keep the browser that the kiosk is being paired in.

        Raises:
            OSError: it could not be kept.
        """
        if browser is None:
            # The window was closed in that moment: pair once more.
            self._file.unlink(missing_ok=True)
        else:
            write_safely(self._file, browser)
        self._bound = browser

    def watch(self, browser: str, hang_up: Callable[[], None]) -> Callable[[], None]:
        """Remember an open connection; returns what is called when it has ended."""
        self._sockets[hang_up] = browser

        def ended() -> None:
            self._sockets.pop(hang_up, None)

        return ended

    def close_to_others(self) -> None:
        """Hang up on every browser but the bound one."""
        for hang_up, browser in tuple(self._sockets.items()):
            if not self.admits(browser):
                hang_up()


def name_of(cookie: str) -> str:
    """Name a browser by its secret, without giving that away."""
    return hashlib.sha256(cookie.encode()).hexdigest()


def _read(file: Path) -> str | None:
    try:
        return file.read_text(encoding="ascii").strip() or None
    except (OSError, UnicodeDecodeError):
        return None
