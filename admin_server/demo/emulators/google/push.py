"""Telling those who watch a calendar that something changed."""

import asyncio
import ssl
from email.utils import formatdate
from pathlib import Path
from urllib.parse import quote, urlsplit

import httpx

from admin_server.demo.emulators.google.world import Channel, World

_HERE = frozenset({"127.0.0.1", "localhost"})
_SECONDS = 5.0


class Pushing:
    """Sends notifications: headers only, never a body."""

    def __init__(
        self, world: World, own_url: str, *, trusting: Path | None = None
    ) -> None:
        self._world = world
        self._own_url = own_url
        self._tasks: set[asyncio.Task[None]] = set()
        trusted = ssl.create_default_context(cafile=trusting)
        self._http = httpx.AsyncClient(
            timeout=_SECONDS, trust_env=False, verify=trusted
        )
        # One after the other, so that they arrive in the order of their numbers.
        self._in_turn = asyncio.Lock()

    def resource_uri(self, channel: Channel) -> str:
        """Give the address of what is watched."""
        return f"{self._own_url}/calendar/v3/calendars/{quote(channel.calendar)}/events"

    def changed(self, calendar: str) -> None:
        """Tell everybody who watches a calendar."""
        for channel in self._world.channels.values():
            if channel.calendar == calendar:
                self.tell(channel, "exists")

    def tell(self, channel: Channel, state: str) -> None:
        """Send one notification, soon; it is noted as well."""
        channel.sent += 1
        headers = {
            "X-Goog-Channel-ID": channel.id,
            "X-Goog-Channel-Expiration": formatdate(
                channel.expires / 1000, usegmt=True
            ),
            "X-Goog-Resource-ID": channel.resource,
            "X-Goog-Resource-URI": self.resource_uri(channel),
            "X-Goog-Resource-State": state,
            "X-Goog-Message-Number": str(channel.sent),
        }
        if channel.token:
            headers["X-Goog-Channel-Token"] = channel.token
        self._world.notifications.append({"address": channel.address, **headers})
        # A stand-in speaks to nobody outside its machine.
        if urlsplit(channel.address).hostname in _HERE:
            task = asyncio.get_running_loop().create_task(
                self._post(channel.address, headers)
            )
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)

    async def _post(self, address: str, headers: dict[str, str]) -> None:
        async with self._in_turn:
            try:
                await self._http.post(address, headers=headers)
            except httpx.HTTPError:
                return  # Google would try again; whoever watches polls anyway.
