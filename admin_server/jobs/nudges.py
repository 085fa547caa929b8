"""Who has to be looked at soon, and why: many reasons at once are one look."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from admin_server.core.watches import PushNews


@dataclass
class _Nudge:
    at: datetime
    news: set[PushNews]


class Nudges:
    """Nudges of watches, in memory: polling does without them."""

    def __init__(self) -> None:
        self._by_tenant: defaultdict[str, dict[str, _Nudge]] = defaultdict(dict)

    def add(self, tenant: str, watch: str, news: PushNews, *, at: datetime) -> None:
        """Have a watch looked at from a moment on, or earlier if that was said."""
        nudge = self._by_tenant[tenant].setdefault(watch, _Nudge(at, set()))
        nudge.at = min(nudge.at, at)
        nudge.news.add(news)

    def ready(self, tenant: str, now: datetime) -> list[str]:
        """Give the watches whose moment has come."""
        found = self._by_tenant.get(tenant, {})
        return [watch for watch, nudge in found.items() if nudge.at <= now]

    def take(self, tenant: str, watch: str) -> frozenset[PushNews]:
        """Take what was said of a watch; what is said from now on is another look."""
        nudge = self._by_tenant.get(tenant, {}).pop(watch, None)
        return frozenset(nudge.news) if nudge is not None else frozenset()

    def next_at(self, tenant: str, *, besides: Collection[str]) -> datetime | None:
        """Say when the next look is due, not counting some watches."""
        found = self._by_tenant.get(tenant, {})
        moments = [one.at for watch, one in found.items() if watch not in besides]
        return min(moments, default=None)

    def forget(self, tenant: str) -> None:
        """Forget what was said of a tenant's watches."""
        self._by_tenant.pop(tenant, None)
