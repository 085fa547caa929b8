"""Every call that the kiosk makes to its server, each with one total deadline."""

import asyncio
import ssl
from collections.abc import Generator
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar
from urllib.parse import quote

import httpx
import structlog
from pydantic import ValidationError
from typing_extensions import override

from kiosk_app.journey.desk import Logo
from kiosk_app.runners.kiosk_token import KioskToken
from shared.check_in import (
    CheckInReply,
    CheckInRequest,
    HostsReply,
    RefusalReply,
    RoomReply,
    Wire,
    WireReply,
)
from shared.check_out import CheckOutReply, CheckOutRequest
from shared.help import DeliveryReply, DeliveryRequest, HelpReply, HelpRequest
from shared.kiosk import HealthReply, HealthReport, KioskEventsReply, KioskReply
from shared.looking_up import (
    LookUpReply,
    LookUpRequest,
    ReturningReply,
    ReturningRequest,
)
from shared.offline import KeptCheckIns, KeptReply, RosterReply
from shared.pairing import (
    PairingReply,
    PairingRequest,
    RenewalRequest,
    TokenReply,
    TokenRequest,
)
from shared.phone_links import PhoneLinkReply, PhoneLinkRequest
from shared.photos import PhotoReply, PhotoRequest
from shared.refusals import Refusal, Refused
from shared.version import VERSION

CHECK_IN_SECONDS = 2.0
"""How long a visitor waits at most, the second try included."""
_FIRST_TRY_SHARE = 0.6
_PAUSE_SECONDS = 0.1
_CALL_SECONDS = 5.0
_SEARCH_SECONDS = 2.0
_KEPT_SECONDS = 15.0
"""For what no visitor waits for, and what may be long."""
_GRACE_SECONDS = 0.3
_NEWS_GRACE_SECONDS = 5.0
_LARGEST_REPLY = 8_000_000
_LARGEST_LOGO = 1_000_000
_PNG = b"\x89PNG\r\n\x1a\n"
_BEARER = "Bearer "

log = structlog.get_logger()
Reply = TypeVar("Reply", bound=WireReply)


class NoAnswer(Exception):
    """The server did not answer in time, or not in words that we understand."""


@dataclass(eq=False)
class Revoked(Refused):
    """The server itself said that it does not know this kiosk's token.

    Attributes:
        token: the one that was refused.
    """

    token: str | None = None


def open_client(
    server: str,
    token: KioskToken,
    ca_file: Path | None,
    *,
    line: httpx.AsyncBaseTransport | None = None,
) -> httpx.AsyncClient:
    """Make the HTTP client for a server; certificates are always verified.

    Proxies of the environment are not used: a kiosk speaks to its server only.

    Args:
        line: what calls go over, where the server may become another one.
    """
    return httpx.AsyncClient(
        base_url=f"{server.rstrip('/')}/api/v1/",
        auth=_Bearer(token),
        headers={"User-Agent": f"portico-kiosk/{VERSION}"},
        transport=line,
        verify=ssl.create_default_context(cafile=ca_file) if line is None else True,
        timeout=None,  # noqa: S113 - every call has one total deadline of its own
        trust_env=False,
    )


class _Bearer(httpx.Auth):
    """Shows the token that the kiosk has now: it may change from call to call."""

    def __init__(self, token: KioskToken) -> None:
        self._token = token

    @override
    def auth_flow(
        self, request: httpx.Request
    ) -> Generator[httpx.Request, httpx.Response, None]:
        if self._token.text is not None:
            request.headers["Authorization"] = f"{_BEARER}{self._token.text}"
        yield request


class ServerCalls:
    """The server's API as functions.

    Each may raise `NoAnswer`, or `Refused` with the server's reason.
    """

    def __init__(
        self, client: httpx.AsyncClient, *, check_in_seconds: float = CHECK_IN_SECONDS
    ) -> None:
        self._client = client
        self._check_in_seconds = check_in_seconds
        self._visitors = 0

    async def check_in(self, request: CheckInRequest) -> CheckInReply:
        """Check somebody in; without an answer, try once more with the same id."""
        self._visitors += 1
        try:
            return await self._check_in_twice(request)
        finally:
            self._visitors -= 1

    @property
    def is_checking_in(self) -> bool:
        """Whether a visitor waits at this moment for their check-in."""
        return self._visitors > 0

    async def _check_in_twice(self, request: CheckInRequest) -> CheckInReply:
        deadline = asyncio.get_running_loop().time() + self._check_in_seconds
        first_try = self._check_in_seconds * _FIRST_TRY_SHARE
        try:
            return await self._check_in(request, seconds=first_try)
        except NoAnswer as problem:
            log.info("check_in_sent_again", why=str(problem))
        await asyncio.sleep(_PAUSE_SECONDS)
        left = deadline - asyncio.get_running_loop().time()
        return await self._check_in(request, seconds=left)

    async def check_out(self, request: CheckOutRequest) -> CheckOutReply:
        """Check somebody out."""
        return await self._post(
            "check-outs", request, CheckOutReply, seconds=self._check_in_seconds
        )

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

    async def look_up(self, request: LookUpRequest) -> LookUpReply:
        """Look for visits of today by a full name."""
        return await self._post(
            "look-ups", request, LookUpReply, seconds=_SEARCH_SECONDS
        )

    async def recall(self, request: ReturningRequest) -> ReturningReply:
        """Ask what a returning visitor told at their last visit."""
        return await self._post(
            "look-ups/returning", request, ReturningReply, seconds=_SEARCH_SECONDS
        )

    async def tell_of_delivery(self, request: DeliveryRequest) -> DeliveryReply:
        """Let a host know that something came for them."""
        return await self._post(
            "deliveries", request, DeliveryReply, seconds=_SEARCH_SECONDS
        )

    async def call_help(self, request: HelpRequest) -> HelpReply:
        """Call somebody to this kiosk."""
        return await self._post(
            "help-calls", request, HelpReply, seconds=_SEARCH_SECONDS
        )

    async def phone_link(self, request: PhoneLinkRequest) -> PhoneLinkReply:
        """Ask where a visitor's phone goes on."""
        return await self._post("phone-links", request, PhoneLinkReply)

    async def photo(self, request: PhotoRequest) -> PhotoReply:
        """Bring a visitor's photo, or say that there was no camera."""
        return await self._post("photos", request, PhotoReply, seconds=_KEPT_SECONDS)

    async def configuration(self) -> KioskReply:
        """Ask what the server knows about this kiosk."""
        return await self._get("kiosk", KioskReply, seconds=_CALL_SECONDS)

    async def logo(self) -> Logo:
        """Ask for the organisation's logo; its version comes along."""
        asking = self._client.build_request("GET", "kiosk/logo")
        answer, body = await self._hear(asking, seconds=_KEPT_SECONDS)
        if answer.status_code == httpx.codes.OK and _is_picture(body):
            return Logo(answer.headers.get("ETag", "").strip('"'), body)
        _read(asking, answer.status_code, body, WireReply)
        raise NoAnswer("strange_logo")

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

    async def send_kept(self, letter: KeptCheckIns) -> KeptReply:
        """Hand over check-ins that happened without the server."""
        return await self._post(
            "check-ins/kept", letter, KeptReply, seconds=_KEPT_SECONDS
        )

    async def roster(self, known: str | None) -> tuple[RosterReply | None, str | None]:
        """Ask for today's list, and for what names this version of it.

        Args:
            known: the name of the version that the kiosk has; the list is None
                where that is still true.
        """
        headers = {"If-None-Match": known} if known else None
        asking = self._client.build_request("GET", "kiosk/roster", headers=headers)
        answer, body = await self._hear(asking, seconds=_KEPT_SECONDS)
        if answer.status_code == httpx.codes.NOT_MODIFIED:
            return None, known
        roster = _read(asking, answer.status_code, body, RosterReply)
        return roster, answer.headers.get("ETag")

    async def health(self, report: HealthReport) -> HealthReply:
        """Say how this kiosk is."""
        return await self._post("kiosk/health", report, HealthReply)

    async def new_token(self) -> TokenReply:
        """Ask for the next token; the present one counts until that is used."""
        return await self._post("kiosk/token", RenewalRequest(), TokenReply)

    async def start_pairing(self) -> PairingReply:
        """Ask for a code to show to an admin."""
        return await self._post(
            "pairings", PairingRequest(version=VERSION), PairingReply
        )

    async def pairing_token(self, device_secret: str) -> TokenReply:
        """Ask for the token of a kiosk that an admin may have approved."""
        asked = TokenRequest(device_secret=device_secret)
        return await self._post("pairings/token", asked, TokenReply)

    async def _check_in(
        self, request: CheckInRequest, *, seconds: float
    ) -> CheckInReply:
        return await self._post("check-ins", request, CheckInReply, seconds=seconds)

    async def _post(
        self,
        path: str,
        body: Wire,
        reply: type[Reply],
        *,
        seconds: float = _CALL_SECONDS,
    ) -> Reply:
        asking = self._client.build_request(
            "POST",
            path,
            content=body.model_dump_json(by_alias=True, exclude_none=True),
            headers={"Content-Type": "application/json"},
        )
        return await self._send(asking, reply, seconds=seconds)

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
        answer, body = await self._hear(asking, seconds=seconds)
        return _read(asking, answer.status_code, body, reply)

    async def _hear(
        self, asking: httpx.Request, *, seconds: float
    ) -> tuple[httpx.Response, bytes]:
        try:
            async with asyncio.timeout(seconds):
                return await self._exchange(asking)
        except (httpx.HTTPError, TimeoutError) as problem:
            raise NoAnswer(type(problem).__name__) from problem

    async def _exchange(self, asking: httpx.Request) -> tuple[httpx.Response, bytes]:
        answer = await self._client.send(asking, stream=True)
        try:
            body = b""
            async for piece in answer.aiter_bytes():
                body += piece
                if len(body) > _LARGEST_REPLY:
                    raise NoAnswer("reply_too_large")
        finally:
            await answer.aclose()
        return answer, body


def _is_picture(body: bytes) -> bool:
    return body.startswith(_PNG) and len(body) <= _LARGEST_LOGO


def _read(asking: httpx.Request, status: int, body: bytes, reply: type[Reply]) -> Reply:
    try:
        return _understand(status, body, reply)
    except Revoked as refusal:
        shown = asking.headers.get("Authorization", "")
        refusal.token = shown.removeprefix(_BEARER) or None
        raise


def _understand(status: int, body: bytes, reply: type[Reply]) -> Reply:
    # A validation error quotes what it read, names included: it goes no further.
    try:
        if status in (200, 201):
            return reply.model_validate_json(body)
        if status == httpx.codes.NO_CONTENT:
            return reply.model_validate({})
        if status == httpx.codes.UNAUTHORIZED:
            raise _unauthorized(body)
        if not httpx.codes.is_client_error(status):
            raise NoAnswer(f"status_{status}")
        refusal = RefusalReply.model_validate_json(body)
    except ValidationError:
        raise NoAnswer(f"strange_reply_{status}") from None
    choices = tuple(refusal.choices or ())
    reason = _reason(refusal.error)
    raise Refused(reason, refusal.message, refusal.detail, choices)


def _unauthorized(body: bytes) -> Refused:
    """Tell our server's own word from that of a proxy in between."""
    text = "The server does not know this kiosk."
    try:
        said = RefusalReply.model_validate_json(body).error
    except ValidationError:
        said = ""
    kind = Revoked if said == Refusal.KIOSK_UNKNOWN else Refused
    return kind(Refusal.KIOSK_UNKNOWN, text)


def _reason(error: str) -> Refusal:
    try:
        return Refusal(error)
    except ValueError:
        # A newer server's reason: still a no, and asking again would not help.
        return Refusal.REQUEST_INVALID
