"""Every call that the kiosk makes to its server, each with one total deadline."""

import asyncio
import ssl
from pathlib import Path
from typing import TypeVar
from urllib.parse import quote

import httpx
import structlog
from pydantic import ValidationError

from shared.check_in import (
    CheckInReply,
    CheckInRequest,
    HostsReply,
    RefusalReply,
    RoomReply,
    WireReply,
)
from shared.kiosk import KioskEventsReply, KioskReply
from shared.refusals import Refusal, Refused
from shared.version import VERSION

CHECK_IN_SECONDS = 2.0
"""How long a visitor waits at most, the second try included."""
_FIRST_TRY_SHARE = 0.6
_PAUSE_SECONDS = 0.1
_CALL_SECONDS = 5.0
_SEARCH_SECONDS = 2.0
_GRACE_SECONDS = 0.3
_NEWS_GRACE_SECONDS = 5.0
_LARGEST_REPLY = 1_000_000

log = structlog.get_logger()
Reply = TypeVar("Reply", bound=WireReply)


class NoAnswer(Exception):
    """The server did not answer in time, or not in words that we understand."""


def open_client(server: str, token: str, ca_file: Path | None) -> httpx.AsyncClient:
    """Make the HTTP client for a server; certificates are always verified.

    Proxies of the environment are not used: a kiosk speaks to its server only.
    """
    return httpx.AsyncClient(
        base_url=f"{server.rstrip('/')}/api/v1/",
        headers={
            "Authorization": f"Bearer {token}",
            "User-Agent": f"portico-kiosk/{VERSION}",
        },
        verify=ssl.create_default_context(cafile=ca_file),
        timeout=None,  # noqa: S113 - every call has one total deadline of its own
        trust_env=False,
    )


class ServerCalls:
    """The server's API as functions.

    Each may raise `NoAnswer`, or `Refused` with the server's reason.
    """

    def __init__(
        self, client: httpx.AsyncClient, *, check_in_seconds: float = CHECK_IN_SECONDS
    ) -> None:
        self._client = client
        self._check_in_seconds = check_in_seconds

    async def check_in(self, request: CheckInRequest) -> CheckInReply:
        """Check somebody in; without an answer, try once more with the same id."""
        deadline = asyncio.get_running_loop().time() + self._check_in_seconds
        first_try = self._check_in_seconds * _FIRST_TRY_SHARE
        try:
            return await self._post(request, seconds=first_try)
        except NoAnswer as problem:
            log.info("check_in_sent_again", why=str(problem))
        await asyncio.sleep(_PAUSE_SECONDS)
        left = deadline - asyncio.get_running_loop().time()
        return await self._post(request, seconds=left)

    async def room(self, visit: str, *, wait: float) -> RoomReply:
        """Ask for the room of a visit, waiting while it is looked for."""
        return await self._get(
            f"check-ins/{quote(visit, safe='')}/room",
            RoomReply,
            seconds=wait + _GRACE_SECONDS,
            params={"wait": f"{wait:.2f}"},
        )

    async def hosts(self, query: str) -> HostsReply:
        """Search the hosts by the beginnings of their names."""
        return await self._get(
            "hosts", HostsReply, seconds=_SEARCH_SECONDS, params={"q": query}
        )

    async def configuration(self) -> KioskReply:
        """Ask what the server knows about this kiosk."""
        return await self._get("kiosk", KioskReply, seconds=_CALL_SECONDS)

    async def cursor(self) -> int:
        """Ask where the stream of news stands now."""
        reply = await self._get("kiosk/events", KioskEventsReply, seconds=_CALL_SECONDS)
        return reply.cursor

    async def news(self, after: int, *, wait: float) -> KioskEventsReply:
        """Wait for what happens after a cursor."""
        return await self._get(
            "kiosk/events",
            KioskEventsReply,
            seconds=wait + _NEWS_GRACE_SECONDS,
            params={"after": str(after), "wait": f"{wait:.2f}"},
        )

    async def _post(self, request: CheckInRequest, *, seconds: float) -> CheckInReply:
        body = request.model_dump_json(by_alias=True, exclude_none=True)
        asking = self._client.build_request(
            "POST",
            "check-ins",
            content=body,
            headers={"Content-Type": "application/json"},
        )
        return await self._send(asking, CheckInReply, seconds=seconds)

    async def _get(
        self,
        path: str,
        reply: type[Reply],
        *,
        seconds: float,
        params: dict[str, str] | None = None,
    ) -> Reply:
        asking = self._client.build_request("GET", path, params=params)
        return await self._send(asking, reply, seconds=seconds)

    async def _send(
        self, asking: httpx.Request, reply: type[Reply], *, seconds: float
    ) -> Reply:
        try:
            async with asyncio.timeout(seconds):
                status, body = await self._exchange(asking)
        except (httpx.HTTPError, TimeoutError) as problem:
            raise NoAnswer(type(problem).__name__) from problem
        return _understand(status, body, reply)

    async def _exchange(self, asking: httpx.Request) -> tuple[int, bytes]:
        answer = await self._client.send(asking, stream=True)
        try:
            body = b""
            async for piece in answer.aiter_bytes():
                body += piece
                if len(body) > _LARGEST_REPLY:
                    raise NoAnswer("reply_too_large")
        finally:
            await answer.aclose()
        return answer.status_code, body


def _understand(status: int, body: bytes, reply: type[Reply]) -> Reply:
    # A validation error quotes what it read, names included: it goes no further.
    try:
        if status in (200, 201):
            return reply.model_validate_json(body)
        if status == httpx.codes.UNAUTHORIZED:
            raise Refused(Refusal.KIOSK_UNKNOWN, "The server does not know this kiosk.")
        if not httpx.codes.is_client_error(status):
            raise NoAnswer(f"status_{status}")
        refusal = RefusalReply.model_validate_json(body)
    except ValidationError:
        raise NoAnswer(f"strange_reply_{status}") from None
    raise Refused(_reason(refusal.error), refusal.message, refusal.detail)


def _reason(error: str) -> Refusal:
    try:
        return Refusal(error)
    except ValueError:
        # A newer server's reason: still a no, and asking again would not help.
        return Refusal.REQUEST_INVALID
