"""What stands on a badge: told by the journey, or by the server once more."""

from collections.abc import Callable
from dataclasses import replace

from kiosk_app.journey.badges import badge_again
from kiosk_app.journey.desk import Logo
from kiosk_app.journey.effects import PrintBadge
from kiosk_app.runners.badge_calls import BadgeCalls
from kiosk_app.runners.rooms import Rooms
from shared.badge import Badge
from shared.check_in import RoomReply, RoomState
from shared.kiosk_options import KioskOptions


class BadgeWords:
    """Completes badges by what only the server and the kiosk's memory know."""

    def __init__(
        self,
        calls: BadgeCalls,
        rooms: Rooms,
        *,
        options: Callable[[], KioskOptions],
        logo: Callable[[], Logo | None],
    ) -> None:
        self._calls = calls
        self._rooms = rooms
        self._options = options
        self._logo = logo

    async def of(self, order: PrintBadge) -> Badge:
        """Complete a badge; where its room is still looked for, wait for it."""
        room: RoomReply | None = order.room
        if order.room.state is RoomState.LOOKING:
            room = await self._rooms.join(order.visit)
        return self._complete(order.badge, room)

    async def ask(self, visit: str) -> Badge:
        """Ask the server for a badge that is not known here any more.

        Raises:
            NoAnswer, Refused: it does not say.
        """
        content = await self._calls.content(visit)
        return self._complete(badge_again(content, self._options()).badge, content.room)

    async def elsewhere(self, visit: str) -> str:
        """Ask that another kiosk prints a badge; names that kiosk.

        Raises:
            NoAnswer, Refused: none does; after most kinds of silence perhaps one.
        """
        return (await self._calls.elsewhere(visit)).kiosk

    def _complete(self, badge: Badge, room: RoomReply | None) -> Badge:
        found = room is not None and room.state is RoomState.FOUND
        logo = self._logo()
        return replace(
            badge,
            room=room.name if room is not None and found else None,
            logo=logo.png if logo is not None else None,
        )
