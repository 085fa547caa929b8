"""Who may see the staff's page: the PIN of the day, and a pause after wrong ones."""

from datetime import datetime, timedelta

import structlog
from pydantic import BaseModel

from kiosk_app.runners.clocks import Clocks
from kiosk_app.runners.kept_store import KeptStore, NotKept
from kiosk_app.runners.kiosk_token import KioskToken
from shared.staff_pin import hash_of_token, opens

MOST_TRIES = 5
PAUSE = timedelta(minutes=5)
_KEPT = "staff_tries"

log = structlog.get_logger()


class _Tries(BaseModel):
    """How often in a row a PIN did not count, as it lies on the disk."""

    wrong: int = 0
    paused_until: datetime | None = None


class StaffDoor:
    """Checks PINs, with or without the server; may be called from any thread.

    Tries are kept, so that pulling the plug gives nobody five more.
    """

    def __init__(self, store: KeptStore, token: KioskToken, clocks: Clocks) -> None:
        self._store = store
        self._token = token
        self._now = clocks.now
        self._monotonic = clocks.monotonic
        self._tries: _Tries | None = None
        self._closed_until = float("-inf")

    def check(self, pin: str) -> bool:
        """Tell whether a PIN opens the page; a wrong one is counted first."""
        token, tries = self._token.text, self._known()
        if token is None or self.closed_for() > timedelta():
            return False
        if opens(pin, [hash_of_token(token)], self._now().date()):
            if tries.wrong:
                self._keep(_Tries())
            log.info("staff_let_in")
            return True
        self._count(tries.wrong + 1)
        return False

    def closed_for(self) -> timedelta:
        """Say how long no PIN is taken; nothing mostly."""
        self._known()
        left = max(self._closed_until - self._monotonic(), 0.0)
        return timedelta(seconds=left)

    def _count(self, wrong: int) -> None:
        if wrong < MOST_TRIES:
            self._keep(_Tries(wrong=wrong))
            return
        log.warning("staff_door_closed")
        self._closed_until = self._monotonic() + PAUSE.total_seconds()
        self._keep(_Tries(paused_until=self._now() + PAUSE))

    def _known(self) -> _Tries:
        if self._tries is None:
            self._tries = self._read()
            until = self._tries.paused_until
            # A clock that was set back must not close the door for years.
            left = min(until - self._now(), PAUSE) if until else timedelta()
            self._closed_until = self._monotonic() + left.total_seconds()
        return self._tries

    def _read(self) -> _Tries:
        token = self._token.text
        try:
            kept = self._store.told(_KEPT, token=token) if token is not None else None
            return _Tries.model_validate_json(kept) if kept else _Tries()
        except (NotKept, ValueError) as problem:
            log.warning("staff_tries_not_read", why=type(problem).__name__)
            return _Tries()

    def _keep(self, tries: _Tries) -> None:
        self._tries = tries
        if self._token.text is None:
            return
        try:
            self._store.note(_KEPT, tries.model_dump_json(), token=self._token.text)
        except NotKept as problem:
            # They count until the kiosk stops.
            log.warning("staff_tries_not_kept", why=str(problem))
