"""The wiring: the one place that names concrete classes."""

import asyncio
import contextlib
import os
import socket
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import structlog
import uvicorn
from fastapi import FastAPI
from typing_extensions import override

from admin_server.calendars import calendars
from admin_server.commands import COMMANDS
from admin_server.core.ports import Calendar, Clock, Notifier
from admin_server.jobs.clock import SystemClock
from admin_server.jobs.deliver_messages import OUTBOX, Deliverer, Pace
from admin_server.jobs.find_rooms import RoomFinder, forget_meetings
from admin_server.jobs.loop import Job, keep_going
from admin_server.notifiers.email import EmailNotifier, MailServer
from admin_server.pulse import Pulse
from admin_server.security.chance import CHANCE
from admin_server.security.connections import ConnectionSecrets
from admin_server.security.secrets import KeyRing
from admin_server.settings import Settings
from admin_server.storage.migrate import migrate
from admin_server.storage.store import SqlStore, open_store
from admin_server.web import health
from admin_server.web.api import check_ins, hosts, kiosks
from admin_server.web.control import Control, send_command
from admin_server.web.current import Parts
from admin_server.web.dashboard import files
from admin_server.web.dashboard.troubles import answer_troubles, trouble_page
from admin_server.web.errors import answer_errors
from admin_server.web.guards import SafeHeaders, SameOrigin
from admin_server.web.limits import BodyLimit, DeviceLimits
from shared.version import VERSION

log = structlog.get_logger()


@dataclass(frozen=True)
class World:
    """What tests may put in the place of the real thing; None: the real thing."""

    clock: Clock | None = None
    calendars: Mapping[str, Calendar] | None = None
    notifiers: Mapping[str, Notifier] | None = None


def build_app(settings: Settings, world: World | None = None) -> FastAPI:
    """Build the server over an open store; its jobs run while the app lives.

    Raises:
        StoreUnavailable: the database cannot be opened, or another server has it.
        SecretUnreadable: the key file cannot be used.
    """
    world = world or World()
    store = open_store(settings.database_url)
    box = KeyRing.load_or_create(Path(settings.key_file))
    clock = world.clock or SystemClock()
    pulse = Pulse()
    providers = calendars(clock) if world.calendars is None else world.calendars
    rooms = RoomFinder(
        store,
        providers,
        secrets=ConnectionSecrets(box),
        clock=clock,
        pulse=pulse,
    )
    notifiers = world.notifiers
    if notifiers is None:
        notifiers = _notifiers(settings, clock)
    deliverer = Deliverer(
        store,
        notifiers,
        clock=clock,
        pulse=pulse,
        owner=f"{socket.gethostname()}:{os.getpid()}",
        pace=Pace(lease=settings.message_lease_seconds),
    )
    parts = Parts(
        store=store,
        clock=clock,
        pulse=pulse,
        rooms=rooms,
        calendars=providers,
        chance=CHANCE,
        limits=DeviceLimits(),
        room_time=timedelta(seconds=settings.room_seconds),
        box=box,
        public_url=settings.reached_at,
    )
    control = Control(
        store, box, clock, address=settings.control_address, commands=COMMANDS
    )
    living = _Life(parts, store, rooms, deliverer, control, delivers=bool(notifiers))
    return _web(parts, living)


def serve(settings: Settings) -> None:
    """Answer kiosks until a signal says to stop.

    Raises:
        StoreUnavailable: the database cannot be opened, or another server has it.
        SecretUnreadable: the key file cannot be used.
    """
    migrate(settings.database_url)
    web_server(build_app(settings), settings).run()


def web_server(app: FastAPI, settings: Settings) -> uvicorn.Server:
    """Make what listens on the network for an application."""
    config = uvicorn.Config(
        app,
        host=settings.host,
        port=settings.port,
        log_config=None,
        access_log=False,
        server_header=False,
        # The faster parser lets a header grow without end before anybody is asked
        # who they are; this one stops at 64 kB.
        http="h11",
        ws="none",
        timeout_graceful_shutdown=3,
    )
    return _Server(config, app.state.parts.pulse)


async def do_command(
    settings: Settings, name: str, arguments: Mapping[str, str]
) -> str:
    """Do a command in the running server, or on the store itself if none runs.

    Raises:
        CommandWrong: it could not be done; the text says why.
        StoreUnavailable: the database cannot be opened.
        SecretUnreadable: the key file cannot be used.
    """
    if settings.control_address is not None:
        said = await send_command(settings.control_address, name, arguments)
        if said is not None:
            return said
    migrate(settings.database_url)
    store = open_store(settings.database_url)
    try:
        box = KeyRing.load_or_create(Path(settings.key_file))
        return await COMMANDS[name](store, box, SystemClock(), arguments)
    finally:
        store.close()


def describe_api() -> dict[str, object]:
    """Describe the kiosk API by OpenAPI 3.1."""
    return _routes(FastAPI(title="Portico", version=VERSION)).openapi()


def _web(parts: Parts, living: "_Life") -> FastAPI:
    app = FastAPI(
        title="Portico",
        version=VERSION,
        lifespan=living.run,
        # Nothing describes itself to strangers: `portico-server openapi` does.
        docs_url=None,
        redoc_url=None,
        openapi_url=None,
        # A redirect would name whatever host the caller claims that we are.
        redirect_slashes=False,
    )
    app.state.parts = parts
    answer_errors(app, on_page=trouble_page)
    answer_troubles(app)
    app.add_middleware(BodyLimit)
    app.add_middleware(SameOrigin)
    app.add_middleware(SafeHeaders)
    for page in (files,):
        app.include_router(page.router, include_in_schema=False)
    return _routes(app)


def _routes(app: FastAPI) -> FastAPI:
    for noun in (check_ins, hosts, kiosks):
        app.include_router(noun.router, prefix="/api/v1")
    app.include_router(health.router)
    return app


def _notifiers(settings: Settings, clock: Clock) -> dict[str, Notifier]:
    if settings.mail_from is None:
        return {}
    server = MailServer(
        host=settings.smtp_host,
        port=settings.smtp_port,
        sender=settings.mail_from,
        sender_name=settings.mail_from_name,
        user=settings.smtp_user,
        password=settings.smtp_password,
        security=settings.smtp_security,
    )
    return {"email": EmailNotifier(server, clock)}


class _Server(uvicorn.Server):
    """Lets the kiosks' long polls go before it waits for open connections."""

    def __init__(self, config: uvicorn.Config, pulse: Pulse) -> None:
        super().__init__(config)
        self._pulse = pulse

    @override
    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        self._pulse.end()
        await super().shutdown(sockets)


@dataclass(frozen=True)
class _Life:
    """Starts the jobs with the application, and ends them in order."""

    parts: Parts
    store: SqlStore
    rooms: RoomFinder
    deliverer: Deliverer
    control: Control
    delivers: bool

    @contextlib.asynccontextmanager
    async def run(self, _: FastAPI) -> AsyncIterator[None]:
        parts = self.parts
        parts.pulse.listen()
        self.store.on_commit(lambda ids: parts.pulse.beat_from_thread({*ids, OUTBOX}))
        await self.control.open()
        tasks = [asyncio.create_task(keep_going(job)) for job in self._jobs()]
        log.info("server_started", version=VERSION)
        try:
            yield
        finally:
            await self._end(tasks)

    def _jobs(self) -> list[Job]:
        store, clock = self.store, self.parts.clock
        jobs = [Job("forget_meetings", lambda: forget_meetings(store, clock))]
        if self.delivers:
            jobs.append(Job("deliver_messages", self.deliverer.turn))
        else:
            # Messages wait in the outbox until somebody sets a sender.
            log.warning("mail_not_set_up", setting="PORTICO_MAIL_FROM")
        return jobs

    async def _end(self, tasks: list[asyncio.Task[None]]) -> None:
        await self.control.close()
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await self.deliverer.drain()
        await self.rooms.stop()
        for calendar in self.parts.calendars.values():
            await calendar.close()
        await asyncio.to_thread(self.store.close)
        log.info("server_stopped")
