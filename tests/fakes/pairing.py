"""A device that asks to be paired, as the API sees it."""

from dataclasses import dataclass

import httpx

from tests.fakes.lobby import Lobby


@dataclass
class Device:
    """A kiosk without a token, and what its screen shows."""

    lobby: Lobby
    secret: str
    code: str

    async def ask(self) -> httpx.Response:
        """Ask for the token, an interval after the last time."""
        self.lobby.clock.forward(seconds=6)
        return await self.lobby.http.post(
            "/api/v1/pairings/token", json={"device_secret": self.secret}
        )


async def new_device(lobby: Lobby, version: str = "1.2.3") -> Device:
    """Switch a new device on."""
    answer = await lobby.http.post("/api/v1/pairings", json={"version": version})
    told = answer.json()
    return Device(lobby, told["device_secret"], told["code"])
