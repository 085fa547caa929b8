"""Looks who answers at an address, and keeps it where that is a Portico server."""

import asyncio
import socket
import ssl
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import httpx
import structlog
from pydantic import ValidationError

from kiosk_app.journey.effects import CheckServer, Effect, TrustServer
from kiosk_app.journey.events import (
    Event,
    ServerNotTaken,
    ServerTaken,
    ServerUntrusted,
)
from kiosk_app.journey.states_server import ServerProblem
from kiosk_app.runners.errands import Perform
from kiosk_app.runners.server_address import ServerAddress
from kiosk_app.runners.server_line import api_of, trust
from shared.server_address import (
    PRODUCT,
    ServerLink,
    ServerReply,
    fingerprint_of,
    read_link,
    shown_fingerprint,
)
from shared.version import VERSION

_SECONDS = 8.0
_LARGEST = 64 * 1024
_NOT_YET, _OVER, _OTHER_HOST = 9, 10, 62
"""What OpenSSL says of a certificate: X509_V_ERR_CERT_NOT_YET_VALID and others."""
_OTHER_ADDRESS = 64

log = structlog.get_logger()
Answer = ServerTaken | ServerNotTaken | ServerUntrusted


class Moved(Protocol):
    """Turns the kiosk to the address that is kept now."""

    async def __call__(self, *, another: bool) -> None:
        """Turn; where it is another server, forget what belonged to the one before."""


class _No(Exception):
    """The address cannot be taken."""

    def __init__(self, problem: ServerProblem) -> None:
        super().__init__(problem.value)
        self.problem = problem


@dataclass(frozen=True)
class _Doubtful:
    """A server whose own authority nobody has confirmed yet."""

    url: str
    ca: str
    fingerprint: str


class FindingServer:
    """Takes an address only after its server has answered in our words.

    Args:
        moved: called once another address is kept, before anybody is told.
        others: does all other effects.
    """

    def __init__(
        self,
        address: ServerAddress,
        *,
        ca_file: Path | None = None,
        moved: Moved,
        others: Perform,
    ) -> None:
        self._address = address
        self._ca_file = ca_file
        self._moved = moved
        self._others = others
        self._asked = 0
        self._doubtful: _Doubtful | None = None

    async def perform(self, effect: Effect) -> Event | None:
        """Do what the journey asks, and say what came of it."""
        match effect:
            case CheckServer(text):
                return await self.check(text)
            case TrustServer(fingerprint):
                return await self.trust(fingerprint)
            case _:
                return await self._others(effect)

    async def check(self, text: str) -> Answer | None:
        """Look at an address as typed or scanned; None: a newer one is looked at."""
        self._asked += 1
        asked, self._doubtful = self._asked, None
        link = read_link(text)
        if link is None:
            return ServerNotTaken(ServerProblem.NO_ADDRESS)
        try:
            found = await self._look(link)
        except _No as no:
            log.info("server_not_taken", why=no.problem.value)
            return ServerNotTaken(no.problem) if asked == self._asked else None
        if asked != self._asked:
            return None
        if found is None:
            return await self._take(link.url, None)
        if link.fingerprint == found.fingerprint:
            # The dashboard's own code vouches for it: there is nothing to compare.
            return await self._take(found.url, found.ca)
        self._doubtful = found
        return ServerUntrusted(found.url, shown_fingerprint(found.fingerprint))

    async def trust(self, shown: str) -> Answer:
        """Take the address that was looked at last, with its own authority."""
        found = self._doubtful
        if found is None or shown_fingerprint(found.fingerprint) != shown:
            return ServerNotTaken(ServerProblem.NOT_TRUSTED)
        return await self._take(found.url, found.ca)

    async def _take(self, url: str, ca: str | None) -> Answer:
        is_another = url != self._address.url
        try:
            await asyncio.to_thread(self._address.take, url, ca)
        except OSError as problem:
            log.warning("server_address_not_kept", why=type(problem).__name__)
            return ServerNotTaken(ServerProblem.NOT_KEPT)
        self._doubtful = None
        log.info("server_address_taken")
        await self._moved(another=is_another)
        return ServerTaken(moved=is_another)

    async def _look(self, link: ServerLink) -> _Doubtful | None:
        """Ask the server who it is; None: whom we trust anyway vouches for it."""
        try:
            await _ask(link.url, trust(None, self._ca_file))
        except _No as no:
            if no.problem is not ServerProblem.NOT_TRUSTED:
                raise
        else:
            return None
        return await self._with_own_authority(link)

    async def _with_own_authority(self, link: ServerLink) -> _Doubtful:
        ca = (await _ask(link.url, _anybody())).ca
        try:
            fingerprint = fingerprint_of(ca or "")
            context = trust(ca, None)
        except (ValueError, ssl.SSLError):
            raise _No(ServerProblem.NOT_TRUSTED) from None
        if link.fingerprint not in (None, fingerprint):
            raise _No(ServerProblem.NOT_TRUSTED)
        await _ask(link.url, context)
        return _Doubtful(link.url, ca or "", fingerprint)


async def _ask(url: str, trusted: ssl.SSLContext) -> ServerReply:
    """Ask who is there, without showing a token."""
    client = httpx.AsyncClient(
        base_url=api_of(url),
        headers={"User-Agent": f"portico-kiosk/{VERSION}"},
        verify=trusted,
        timeout=_SECONDS,
        trust_env=False,
    )
    try:
        async with asyncio.timeout(_SECONDS), client:
            answer = await client.get("server")
    except (httpx.HTTPError, httpx.InvalidURL, TimeoutError, OSError) as problem:
        raise _No(_why(problem)) from problem
    try:
        if answer.status_code == httpx.codes.OK and len(answer.content) < _LARGEST:
            reply = ServerReply.model_validate_json(answer.content)
            if reply.product == PRODUCT:
                return reply
    except ValidationError:
        pass
    raise _No(ServerProblem.NOT_PORTICO)


def _anybody() -> ssl.SSLContext:
    """Trust anybody, to hear which authority a server names; nothing is told to it."""
    context = ssl.create_default_context()
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    return context


def _why(problem: BaseException) -> ServerProblem:
    for cause in _causes(problem):
        match cause:
            case ssl.SSLCertVerificationError(verify_code=code):
                return _of_certificate(code)
            case ssl.SSLError():
                return ServerProblem.NO_TLS
            case socket.gaierror():
                return ServerProblem.NO_SUCH_HOST
            case _:
                continue
    return ServerProblem.NO_ANSWER


def _of_certificate(code: int) -> ServerProblem:
    if code in (_NOT_YET, _OVER):
        return ServerProblem.CLOCK
    if code in (_OTHER_HOST, _OTHER_ADDRESS):
        return ServerProblem.OTHER_NAME
    return ServerProblem.NOT_TRUSTED


def _causes(problem: BaseException) -> Iterator[BaseException]:
    cause: BaseException | None = problem
    while cause is not None:
        yield cause
        cause = cause.__cause__ or cause.__context__
