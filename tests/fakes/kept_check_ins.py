"""A kiosk that was without its server for a while, and now sends what it kept."""

import json
from datetime import datetime, timedelta
from uuid import uuid4

import httpx

from shared.sealing import seal
from tests.fakes.lobby import TENANT, TOKEN, Lobby, bearer

BOOT = "b0070000-0000-4000-8000-000000000001"


def kept(
    lobby: Lobby,
    *,
    ago: timedelta | None = timedelta(minutes=32),
    clock_off: timedelta = timedelta(0),
    request_id: str | None = None,
    skipped: tuple[str, ...] = (),
    **body: object,
) -> dict[str, object]:
    """Seal a check-in as the kiosk does.

    Args:
        ago: how long it waits; None: the kiosk was started anew, and cannot say.
        clock_off: by how much the kiosk's clock is fast.
    """
    request_id = request_id or str(uuid4())
    came = lobby.clock.now() - (ago or timedelta(0)) + clock_off
    said = {"request_id": request_id, "kiosk_time": came.isoformat(), **body}
    return sealed(lobby, said, request_id=request_id, ago=ago, skipped=skipped)


def sealed(
    lobby: Lobby,
    said: dict[str, object],
    *,
    request_id: str,
    ago: timedelta | None,
    skipped: tuple[str, ...] = (),
) -> dict[str, object]:
    """Seal whatever a kiosk may have kept under a request id."""
    keys = lobby.app.state.parts.kiosk_keys.queue_keys(TENANT)
    key = next(iter(keys.values())).public_key().public_bytes_raw()
    waited = {"waited_ms": int(ago.total_seconds() * 1000)} if ago is not None else {}
    return {
        "request_id": request_id,
        "sealed": seal(json.dumps(said).encode(), to=key, bound_to=request_id),
        "offline": {"boot_id": BOOT, "skipped": list(skipped), **waited},
    }


async def send(
    lobby: Lobby,
    *entries: dict[str, object],
    token: str = TOKEN,
    sent_at: datetime | None = None,
) -> httpx.Response:
    """Send what was kept, as the kiosk does once the server is back."""
    when = sent_at or lobby.clock.now()
    return await lobby.http.post(
        "/api/v1/check-ins/kept",
        json={"sent_at": when.isoformat(), "check_ins": list(entries)},
        headers=bearer(token),
    )
