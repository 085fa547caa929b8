"""Having providers tell us of changes: begun, renewed at half its time, ended."""

import hashlib
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

import structlog

from admin_server.core.errors import (
    CalendarError,
    MarkExpired,
    SecretUnreadable,
    TryLater,
)
from admin_server.core.finding_rooms import Line
from admin_server.core.ports import (
    Calendar,
    CalendarRef,
    Clock,
    Nouns,
    Store,
    Subscription,
)
from admin_server.core.watches import PushNews, Watch
from admin_server.jobs.read_lines import LineReader

log = structlog.get_logger()

_AGAIN_AFTER = timedelta(minutes=30)
"""A provider that cannot push now is asked to again; until then we only poll."""


def can_be_reached(public_url: str | None) -> bool:
    """Tell whether providers can push to us: only by HTTPS, and from outside."""
    return public_url is not None and public_url.startswith("https://")


def push_address(
    public_url: str | None, calendars: Mapping[str, Calendar]
) -> Callable[[str], str | None]:
    """Tell where a kind of provider's pushes reach us; None where there are none.

    They need an address that can be reached from outside by HTTPS.
    """

    def address(kind: str) -> str | None:
        can_push = kind in calendars and calendars[kind].can_push
        if public_url is None or not can_push or not can_be_reached(public_url):
            return None
        return f"{public_url.rstrip('/')}/api/v1/calendar-pushes/{kind}"

    return address


@dataclass(frozen=True)
class _Asked:
    """Whom we ask about which watch."""

    tenant: str
    watch: Watch
    calendar: Calendar
    ref: CalendarRef
    address: str


class PushSubscriptions:
    """Keeps one subscription alive for every watch whose provider can push."""

    def __init__(
        self,
        store: Store,
        lines: LineReader,
        *,
        clock: Clock,
        address: Callable[[str], str | None],
    ) -> None:
        self._store = store
        self._lines = lines
        self._clock = clock
        self._address = address
        self._not_before: dict[tuple[str, str], datetime] = {}

    async def tend(
        self, tenant: str, watch: Watch, line: Line, news: frozenset[PushNews]
    ) -> None:
        """Begin or renew a subscription where it is time to.

        Trouble with it is logged and never keeps anybody from reading.

        Raises:
            TryLater: the provider wants to be left alone.
            SecretUnreadable: the connection's secret cannot be opened.
        """
        address = self._address(line.connection.kind)
        if address is None or not self._is_time(tenant, watch, news):
            return
        calendar, ref = await self._lines.opened(tenant, line)
        try:
            await self._tend(_Asked(tenant, watch, calendar, ref, address), news)
        except CalendarError as trouble:
            self._note(tenant, watch, trouble)
            if isinstance(trouble, TryLater) and trouble.after is not None:
                self._lines.heard(tenant, line, trouble)
                raise

    async def stop(self, tenant: str, watch: Watch, line: Line) -> None:
        """End a watch's subscription; where that fails it ends by itself, later."""
        self._not_before.pop((tenant, watch.id), None)
        if watch.subscription is None:
            return
        try:
            calendar, ref = await self._lines.opened(tenant, line)
            await calendar.stop(ref, _subscription(watch))
        except (CalendarError, SecretUnreadable) as trouble:
            why = type(trouble).__name__
            log.info("push_not_ended", connection=watch.connection, why=why)

    def _is_time(self, tenant: str, watch: Watch, news: frozenset[PushNews]) -> bool:
        now = self._clock.now()
        if news & {PushNews.ENDED, PushNews.RENEW}:
            return True
        if now < self._not_before.get((tenant, watch.id), now):
            return False
        return not _has(watch, now) or _is_half_over(watch, now)

    async def _tend(self, asked: _Asked, news: frozenset[PushNews]) -> None:
        if _has(asked.watch, self._clock.now()) and PushNews.ENDED not in news:
            try:
                renewed = await asked.calendar.renew(
                    asked.ref, _subscription(asked.watch)
                )
            except MarkExpired:
                pass
            else:
                await self._save(asked, renewed)
                return
        # The new one first: to be told twice is better than never.
        await self._save(
            asked, await asked.calendar.subscribe(asked.ref, asked.address)
        )
        if asked.watch.subscription is not None:
            with suppress(CalendarError):
                await asked.calendar.stop(asked.ref, _subscription(asked.watch))

    async def _save(self, asked: _Asked, made: Subscription) -> None:
        self._not_before.pop((asked.tenant, asked.watch.id), None)
        now = self._clock.now()

        def save(nouns: Nouns) -> bool:
            current = nouns.watches.get(asked.watch.id)
            if current is not None:
                nouns.watches.put(_subscribed(current, made, now))
            return current is not None

        if not await self._store.for_tenant(asked.tenant).write(save):
            # Nobody needs it any more; it must not go on pushing for days.
            await asked.calendar.stop(asked.ref, made)

    def _note(self, tenant: str, watch: Watch, trouble: CalendarError) -> None:
        self._not_before[tenant, watch.id] = self._clock.now() + _AGAIN_AFTER
        why = type(trouble).__name__
        log.warning(
            "calendar_not_pushing",
            connection=watch.connection,
            why=why,
            asked_again_after=_AGAIN_AFTER.total_seconds(),
        )


def _has(watch: Watch, now: datetime) -> bool:
    ends_at = watch.subscription_ends_at
    return watch.subscription is not None and ends_at is not None and now < ends_at


def _is_half_over(watch: Watch, now: datetime) -> bool:
    began, ends = watch.subscribed_at, watch.subscription_ends_at
    if began is None or ends is None:
        return True
    # What it was granted counts, not what was asked for.
    return now - began >= (ends - began) / 2


def _subscription(watch: Watch) -> Subscription:
    ends_at = watch.subscription_ends_at or watch.due_at
    return Subscription(watch.subscription or "", ends_at)


def _subscribed(watch: Watch, made: Subscription, now: datetime) -> Watch:
    # A renewed one goes on with the proof that it was begun with.
    hashed = hashlib.sha256(made.proof.encode()).digest() if made.proof else None
    return replace(
        watch,
        subscription=made.pushed_as or made.id,
        push_hash=hashed or watch.push_hash,
        subscribed_at=now,
        subscription_ends_at=made.expires,
    )
