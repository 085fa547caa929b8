"""The door to Graph: who may come in, how many at once, and what goes wrong."""

import asyncio
from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope
from starlette.types import Send as AsgiSend

from admin_server.demo.emulators.graph.bookings import settle
from admin_server.demo.emulators.graph.faults import take_fault
from admin_server.demo.emulators.graph.organisation import Organisation
from admin_server.demo.emulators.graph.refusals import (
    GraphRefusal,
    bad_request,
    refusal_response,
    throttled,
)
from admin_server.demo.emulators.graph.world import Call, Issued, World

_MOST_AT_ONCE = 4


@dataclass(frozen=True)
class Door:
    """Lets signed-in apps in to what lies behind it."""

    world: World
    inside: ASGIApp

    async def __call__(self, scope: Scope, receive: Receive, send: AsgiSend) -> None:
        """Answer one request."""
        request = Request(scope, receive)
        try:
            issued = self._issued(request)
            organisation = self.world.organisations[issued.organisation]
            _lead_to_myself(request, issued)
            refused = take_fault(organisation, request.url.path)
            if refused is not None:
                await self._count(organisation, request)
                await refused(scope, receive, send)
                return
            await self._enter(issued, request, send)
        except GraphRefusal as refusal:
            answer: Response = refusal_response(refusal, now=self.world.clock.now())
            await answer(scope, receive, send)

    async def _enter(self, issued: Issued, request: Request, send: AsgiSend) -> None:
        organisation = self.world.organisations[issued.organisation]
        mailbox = _mailbox_in(request.url.path)
        await self._count(organisation, request)
        if mailbox is None:
            await self._inside(issued, request, send)
            return
        come = organisation.throttle.enter(mailbox, self.world.clock.now())
        try:
            if organisation.counts.enter(mailbox) > _MOST_AT_ONCE:
                raise throttled(1)
            await asyncio.sleep(organisation.latency)
            if come.kind:
                raise throttled(come.pause, come.kind)
            await self._inside(issued, request, send)
        finally:
            organisation.counts.leave(mailbox)
            organisation.throttle.leave(come)

    async def _inside(self, issued: Issued, request: Request, send: AsgiSend) -> None:
        organisation = self.world.organisations[issued.organisation]
        await settle(self.world, organisation)
        person = organisation.mailboxes.get(issued.user or "")
        request.scope["emulator.call"] = Call(
            self.world,
            organisation,
            request,
            permissions=issued.scopes if issued.user else organisation.roles,
            user=person,
        )
        await self.inside(request.scope, request.receive, send)

    async def _count(self, organisation: Organisation, request: Request) -> None:
        organisation.counts.requests[request.url.path.rpartition("/")[2]] += 1
        organisation.counts.requests["graph"] += 1

    def _issued(self, request: Request) -> Issued:
        kind, _, token = request.headers.get("authorization", "").partition(" ")
        if kind.casefold() != "bearer" or not token:
            raise _unauthorised("Access token is empty.")
        issued = self.world.issued.get(token)
        if issued is None:
            raise _unauthorised("Access token validation failure.")
        if issued.until <= self.world.clock.now():
            raise _unauthorised("Lifetime validation failed, the token is expired.")
        return issued


def _lead_to_myself(request: Request, issued: Issued) -> None:
    """Let `/me` stand for whoever signed in."""
    path = request.scope["path"]
    before, me, rest = path.partition("/v1.0/me")
    if not me or (rest and not rest.startswith("/")):
        return
    if issued.user is None:
        raise bad_request(
            "/me request is only valid with delegated authentication flow."
        )
    request.scope["path"] = f"{before}/v1.0/users/{issued.user}{rest}"


def _unauthorised(message: str) -> GraphRefusal:
    return GraphRefusal(
        401,
        "InvalidAuthenticationToken",
        message,
        {"WWW-Authenticate": 'Bearer realm="", error="invalid_token"'},
    )


def _mailbox_in(path: str) -> str | None:
    _, _, rest = path.partition("/users/")
    return rest.partition("/")[0].casefold() or None
