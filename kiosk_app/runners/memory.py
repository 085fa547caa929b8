"""What the kiosk was told while its server answered, for when it does not."""

from base64 import b64encode
from datetime import datetime, timedelta

import structlog
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from pydantic import Base64Bytes, BaseModel, RootModel

from kiosk_app.journey.desk import Logo
from kiosk_app.journey.offline import KnownDay
from kiosk_app.runners.clocks import Clocks
from kiosk_app.runners.kept_store import KeptStore, NotKept
from kiosk_app.runners.kiosk_token import KioskToken
from shared.kiosk import KioskReply
from shared.kiosk_options import Asked
from shared.offline import RosterReply
from shared.sealing import NotSealed, from_text

FORGOTTEN_AFTER = timedelta(hours=24)
_NOTED_EVERY = timedelta(minutes=15)
"""How exactly the last contact stands on the disk: an SD card wears out."""
_CLOCK_SLACK = timedelta(minutes=10)

log = structlog.get_logger()


class _PassKeys(RootModel[dict[int, str]]):
    """The public keys that passes are checked with, as they lie on the disk."""


class _KeptLogo(BaseModel):
    """A logo as it lies on the disk."""

    version: str
    png: Base64Bytes


class Memory:
    """The roster, the pass keys, the configuration and the logo; in a file under the token.

    May be called from any thread. What the disk does not take is still known until
    the kiosk stops.
    """

    def __init__(self, store: KeptStore, token: KioskToken, clocks: Clocks) -> None:
        self._store = store
        self._token = token
        self._now = clocks.now
        self._monotonic = clocks.monotonic
        self._clock_is_set = clocks.is_set
        self._configuration: KioskReply | None = None
        self._logo: Logo | None = None
        self._roster: RosterReply | None = None
        self._pass_keys: dict[int, str] = {}
        self._contact: datetime | None = None
        self._contact_at = clocks.monotonic()
        self._anchor: tuple[datetime, float] | None = None
        self._noted: datetime | None = None
        self._noted_under = token.text
        self._lies_there = False

    @property
    def configuration(self) -> KioskReply | None:
        """The last configuration, as far as it is known."""
        return self._configuration

    @property
    def logo(self) -> Logo | None:
        """The organisation's logo, as the kiosk saw it last."""
        return self._logo

    @property
    def knows_time(self) -> bool:
        """Whether the server has told the time since the start, or the clock is set."""
        return self._anchor is not None or self._clock_is_set()

    @property
    def has_roster(self) -> bool:
        """Whether there is a list of today."""
        return self._roster is not None

    def load(self) -> None:
        """Read what was known before the kiosk was started."""
        try:
            configuration = self._read("configuration")
            roster = self._read("roster")
            keys, contact = self._read("pass_keys"), self._read("contact")
            logo = self._read("logo")
        except NotKept as problem:
            log.warning("memory_not_read", why=str(problem))
            return
        try:
            if configuration:
                self._configuration = KioskReply.model_validate_json(configuration)
            self._pass_keys = _PassKeys.model_validate_json(keys or "{}").root
            if logo:
                kept = _KeptLogo.model_validate_json(logo)
                self._logo = Logo(kept.version, kept.png)
            if roster and contact:
                self._contact = datetime.fromisoformat(contact)
                self._roster = RosterReply.model_validate_json(roster)
        except ValueError as problem:
            # Another version wrote it; the server tells it again.
            log.warning("memory_not_read", why=type(problem).__name__)
        self._lies_there = roster is not None
        self.look_at_age()

    def configure(self, configuration: KioskReply) -> None:
        """Remember the configuration."""
        # What may not lie on the disk is not kept here either.
        kept = configuration.model_copy(update={"guest_wifi": None})
        self._configuration = kept
        self._note({"configuration": kept.model_dump_json()})

    def keep_logo(self, logo: Logo | None) -> None:
        """Remember the organisation's logo; None: it has none."""
        self._logo = logo
        if logo is not None:
            self._note({"logo": _logo_text(logo)})
            return
        try:
            self._store.forget("logo")
        except NotKept as problem:
            log.warning("memory_not_wiped", why=str(problem))

    def take(self, roster: RosterReply | None) -> None:
        """Remember a fresh roster; None: the server says that the old one is true."""
        self._contact, self._contact_at = self._now(), self._monotonic()
        if roster is not None:
            self._roster = roster
            self._pass_keys = dict(roster.pass_keys)
            self._anchor = (roster.made_at, self._monotonic())
        elif self._roster is not None:
            as_of = self._moment() or self._roster.made_at
            self._roster = self._roster.model_copy(update={"made_at": as_of})
        if roster is not None or self._is_noted_too_long_ago():
            self._note_all()

    def look_at_age(self) -> None:
        """Forget the roster a day after the last contact, by whichever clock is first.

        The check-ins that wait stay, and so does what names nobody.
        """
        if self._roster is not None and self._is_too_old():
            log.info("roster_forgotten")
            self._roster, self._anchor = None, None
        if self._roster is None and self._lies_there:
            self._wipe("roster", "contact")

    def forget(self) -> None:
        """Forget everything that the server told: this kiosk is not its any more."""
        known = self._roster or self._configuration or self._pass_keys
        if not known and not self._lies_there:
            return
        log.info("memory_forgotten")
        self._roster, self._anchor, self._configuration = None, None, None
        self._pass_keys, self._logo = {}, None
        self._wipe("roster", "contact", "pass_keys", "configuration", "logo")

    def day(self) -> KnownDay:
        """Say what is known now."""
        known = self._configuration
        return KnownDay(
            roster=self._roster,
            pass_keys=_keys(self._pass_keys),
            moment=self._moment(),
            knows_time=self.knows_time,
            has_wifi=known is not None and known.wifi is not None,
            asks_photo=known is not None and known.options.photo is not Asked.OFF,
        )

    def _moment(self) -> datetime | None:
        """Say the time: the server's, counted on; else ours where it can be true."""
        if self._anchor is not None:
            told, at = self._anchor
            return told + timedelta(seconds=self._monotonic() - at)
        now = self._now()
        if not self._clock_is_set():
            return None
        if self._roster is None or now < self._roster.made_at - _CLOCK_SLACK:
            return None
        return now

    def _is_too_old(self) -> bool:
        by_uptime = timedelta(seconds=self._monotonic() - self._contact_at)
        # A clock that was set back tells as little as one that was set on.
        by_wall = abs(self._now() - self._contact) if self._contact else by_uptime
        return max(by_uptime, by_wall) > FORGOTTEN_AFTER

    def _is_noted_too_long_ago(self) -> bool:
        if self._noted is None or self._noted_under != self._token.text:
            return True
        return abs(self._now() - self._noted) >= _NOTED_EVERY

    def _note_all(self) -> None:
        known = {"pass_keys": _PassKeys(self._pass_keys).model_dump_json()}
        if self._roster is not None:
            known["roster"] = self._roster.model_dump_json()
        if self._contact is not None:
            known["contact"] = self._contact.isoformat()
        if self._configuration is not None:
            known["configuration"] = self._configuration.model_dump_json()
        if self._logo is not None:
            known["logo"] = _logo_text(self._logo)
        if self._note(known):
            self._noted, self._noted_under = self._contact, self._token.text

    def _note(self, known: dict[str, str]) -> bool:
        token = self._token.text
        if token is None:
            return False
        try:
            for name, content in known.items():
                self._store.note(name, content, token=token)
        except NotKept as problem:
            log.warning("memory_not_noted", why=str(problem))
            return False
        self._lies_there = self._lies_there or "roster" in known
        return True

    def _wipe(self, *names: str) -> None:
        try:
            self._store.forget(*names)
        except NotKept as problem:
            # It is tried again a minute later.
            log.warning("memory_not_wiped", why=str(problem))
            self._lies_there = True
        else:
            self._lies_there = False

    def _read(self, name: str) -> str | None:
        token = self._token.text
        return self._store.told(name, token=token) if token is not None else None


def _logo_text(logo: Logo) -> str:
    kept = _KeptLogo(version=logo.version, png=b64encode(logo.png))
    return kept.model_dump_json()


def _keys(told: dict[int, str]) -> dict[int, Ed25519PublicKey]:
    keys = {}
    for number, text in told.items():
        try:
            keys[number] = Ed25519PublicKey.from_public_bytes(from_text(text))
        except (NotSealed, ValueError):
            log.warning("pass_key_unreadable", number=number)
    return keys
