"""The calls that a kiosk makes to its server about badges."""

from urllib.parse import quote

from kiosk_app.runners.server_calls import ServerCalls
from shared.badge_orders import (
    BadgeContentReply,
    BadgeOrdersReply,
    BadgeOutcomeReport,
    ElsewhereReply,
)
from shared.check_in import Wire, WireReply

_SECONDS = 5.0


class _Nothing(Wire):
    """A call that says all in its address."""


class BadgeCalls(ServerCalls):
    """Each may raise `NoAnswer`, or `Refused` with the server's reason."""

    async def content(self, visit: str) -> BadgeContentReply:
        """Ask for all that is drawn on a visit's badge."""
        path = f"check-ins/{quote(visit, safe='')}/badge"
        return await self._get(path, BadgeContentReply, seconds=_SECONDS)

    async def elsewhere(self, visit: str) -> ElsewhereReply:
        """Ask that another kiosk of the site prints a badge."""
        path = f"check-ins/{quote(visit, safe='')}/badge/elsewhere"
        return await self._post(path, _Nothing(), ElsewhereReply)

    async def orders(self) -> BadgeOrdersReply:
        """Ask which badges somebody wants printed here."""
        return await self._get("badge-orders", BadgeOrdersReply, seconds=_SECONDS)

    async def outcome(self, order: str, report: BadgeOutcomeReport) -> None:
        """Say what became of an order; said again, it changes nothing."""
        path = f"badge-orders/{quote(order, safe='')}/outcome"
        await self._post(path, report, WireReply)
