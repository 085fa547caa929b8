"""What the kiosk does for a visitor while its server is away."""

import asyncio
from collections.abc import Mapping
from datetime import datetime
from functools import cached_property
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import structlog
from babel.dates import format_date

from kiosk_app.journey.events import CheckInKept, CheckInNotKept
from kiosk_app.journey.offline import (
    OfflineArrival,
    OfflineRefusal,
    decide,
    find_hosts,
)
from kiosk_app.runners.clocks import Clocks
from kiosk_app.runners.kept_store import KeptEntry, KeptStore, NotKept
from kiosk_app.runners.memory import Memory
from kiosk_app.text.words import Words, load_words
from shared.badge import Badge, BadgeLabels, Pattern
from shared.check_in import CheckInRequest, HostFound
from shared.kiosk_options import KioskOptions, VisitType
from shared.offline import KeptCheckIn, Offline, QueueKey
from shared.sealing import NotSealed, from_text, seal

_FALLBACK_LANGUAGE = "en"

log = structlog.get_logger()


class OfflineCheckIns:
    """Decides, seals and keeps; no answer comes before the disk has it."""

    def __init__(self, store: KeptStore, memory: Memory, clocks: Clocks) -> None:
        self._store = store
        self._memory = memory
        self._clocks = clocks

    async def keep(self, request: CheckInRequest) -> CheckInKept | CheckInNotKept:
        """Check somebody in without the server, or say why not."""
        return await asyncio.to_thread(self._keep, request)

    def hosts(self, query: str) -> tuple[HostFound, ...] | None:
        """Find hosts on the kiosk's own list; None: it has none."""
        return find_hosts(query, self._memory.day())

    def _keep(self, request: CheckInRequest) -> CheckInKept | CheckInNotKept:
        known = self._memory.configuration
        key = known.queue_key if known is not None else None
        if key is None:
            return CheckInNotKept(request.request_id)
        decided = decide(request, self._memory.day())
        if decided is None:
            return CheckInNotKept(request.request_id)
        if isinstance(decided, OfflineRefusal):
            return CheckInNotKept(request.request_id, decided.code, decided.detail)
        try:
            self._store.keep(self._sealed(request, decided, key))
        except (NotKept, NotSealed, ValueError) as problem:
            log.warning("check_in_not_kept", why=type(problem).__name__)
            return CheckInNotKept(request.request_id)
        log.info("check_in_kept", request=str(request.request_id))
        return CheckInKept(request.request_id, decided, self._badge(request, decided))

    def _sealed(
        self, request: CheckInRequest, arrival: OfflineArrival, key: QueueKey
    ) -> KeptEntry:
        content = request.model_dump_json(by_alias=True, exclude_none=True)
        # Built as it will be sent: what is too long is known now, not tomorrow.
        sendable = KeptCheckIn(
            request_id=request.request_id,
            sealed=seal(
                content.encode(),
                to=from_text(key.public),
                bound_to=str(request.request_id),
            ),
            offline=Offline(
                boot_id=self._clocks.boot_id, skipped=list(arrival.skipped)
            ),
        )
        return KeptEntry(
            request_id=sendable.request_id,
            sealed=sendable.sealed,
            boot_id=self._clocks.boot_id,
            monotonic_ms=int(self._clocks.monotonic() * 1000),
            kept_at=self._clocks.now(),
            skipped=tuple(arrival.skipped),
        )

    def _badge(self, request: CheckInRequest, arrival: OfflineArrival) -> Badge | None:
        if arrival.name is None or arrival.host is None:
            return None
        known = self._memory.configuration
        options = known.options if known is not None else KioskOptions()
        language = arrival.language or request.language
        words = self._words_of(language)
        kind = _kind_of(request, options)
        return Badge(
            name=arrival.name,
            company=arrival.company,
            host=arrival.host,
            site=known.site if known is not None else "",
            date=format_date(self._today(), "long", locale=words.locale),
            labels=BadgeLabels(
                host=words("checked_in_offline.badge_host"),
                room=words("checked_in_offline.badge_room"),
            ),
            visit_type=_named(kind, language),
            pattern=kind.pattern if kind is not None else Pattern.NONE,
            text=options.badge.text or None,
        )

    def _today(self) -> datetime:
        moment = self._memory.day().moment or self._clocks.now()
        known = self._memory.configuration
        try:
            return moment.astimezone(ZoneInfo(known.time_zone if known else "UTC"))
        except (ZoneInfoNotFoundError, ValueError):
            return moment

    def _words_of(self, language: str) -> Words:
        return self._words.get(language) or self._words[_FALLBACK_LANGUAGE]

    @cached_property
    def _words(self) -> Mapping[str, Words]:
        return load_words()


def _kind_of(request: CheckInRequest, options: KioskOptions) -> VisitType | None:
    kinds = (kind for kind in options.visit_types if kind.key == request.visit_type)
    return next(kinds, None)


def _named(kind: VisitType | None, language: str) -> str | None:
    """Name a kind of visit; in the site's first language where it has no other."""
    if kind is None:
        return None
    return kind.name.get(language) or next(iter(kind.name.values()), None)
