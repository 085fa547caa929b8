"""The wiring: the one place that names concrete classes."""

import asyncio
import contextlib
import gc
import importlib
import os
import socket
from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import structlog
from fastapi import FastAPI
from starlette.routing import BaseRoute

from admin_server.calendars import calendars, consents, directories
from admin_server.commands.mail_ways import desk_of, mail_secrets, way_out
from admin_server.commands.observing import Observing, observing
from admin_server.commands.serving import web_server
from admin_server.core.late import made_of
from admin_server.core.ports import (
    Calendar,
    Clock,
    Consent,
    Directory,
    Notifier,
)
from admin_server.core.readiness import CALENDAR_JOB, OUTBOX_JOB
from admin_server.jobs.canary import Canary
from admin_server.jobs.clock import SystemClock
from admin_server.jobs.connection_health import ConnectionHealth
from admin_server.jobs.deliver_messages import OUTBOX, Deliverer, Pace
from admin_server.jobs.expire_visits import expire_visits
from admin_server.jobs.find_rooms import RoomFinder, forget_meetings
from admin_server.jobs.follow_meetings import Follower, follower
from admin_server.jobs.forget_photos import forget_photos
from admin_server.jobs.forget_sign_ins import forget_sign_ins
from admin_server.jobs.import_hosts import HostImport
from admin_server.jobs.loop import Job, keep_going
from admin_server.jobs.read_lines import LineReader
from admin_server.jobs.watch_connections import ConnectionWatch
from admin_server.jobs.watch_rooms import RoomWatch
from admin_server.outbound.client import Client
from admin_server.outbound.clients import Clients
from admin_server.outbound.mails import MailTools
from admin_server.pulse import Pulse
from admin_server.security.calendar_refs import CalendarRefs
from admin_server.security.chance import CHANCE
from admin_server.security.secrets import KeyRing
from admin_server.settings import Settings
from admin_server.storage.migrate import migrate
from admin_server.storage.store import SqlStore, open_store
from admin_server.web.all_api import ROOMY, all_api
from admin_server.web.control import Command, Control
from admin_server.web.current import Parts, scheduling
from admin_server.web.dashboard.long_forms import LONG_FORMS
from admin_server.web.dashboard.troubles import answer_troubles, trouble_page
from admin_server.web.errors import answer_errors
from admin_server.web.guards import SafeHeaders, SameOrigin
from admin_server.web.late_pages import LatePages
from admin_server.web.limits import BodyLimit, DeviceLimits
from admin_server.web.private_ca import private_ca
from shared.version import VERSION

log = structlog.get_logger()

_SOON = 1.0
"""Seconds after the start; whoever opens a page before has it loaded at once."""
_THE_REST = (
    "admin_server.jobs.writing",
    "admin_server.outbound.wire",
    "admin_server.commands.running",
)
_ROOMY = {**LONG_FORMS, **ROOMY}


@dataclass(frozen=True)
class World:
    """What tests may put in the place of the real thing; None: the real thing."""

    clock: Clock | None = None
    calendars: Mapping[str, Calendar] | None = None
    notifiers: Mapping[str, Notifier] | None = None
    consents: Mapping[str, Consent] | None = None
    directories: Mapping[str, Directory] | None = None
    follows: bool = True
    """False: nobody keeps up with meetings unless a test says so."""


def build_app(
    settings: Settings, world: World | None = None, *, late: bool = False
) -> FastAPI:
    """Build the server over an open store; its jobs run while the app lives.

    Args:
        late: kiosks are answered first, and the dashboard's pages loaded soon after.

    Raises:
        StoreUnavailable: the database cannot be opened, or another server has it.
        SecretUnreadable: the key file cannot be used.
    """
    world = world or World()
    box = KeyRing.load_or_create(Path(settings.key_file))
    watch = observing(settings)
    measures = watch.measures
    store = open_store(settings.database_url, box, measures)
    clock = world.clock or SystemClock()
    pulse = Pulse()
    private, elsewhere = settings.reaches_private, settings.calendar_addresses
    providers = world.calendars
    if providers is None:
        providers = calendars(clock, private=private, elsewhere=elsewhere)
    refs = CalendarRefs(store, box)
    health_of = ConnectionHealth(store, clock)
    lines = LineReader(
        store, providers, refs=refs, health=health_of, clock=clock, measures=measures
    )
    rooms = RoomFinder(
        store,
        lines,
        schedules=scheduling(providers),
        clock=clock,
        pulse=pulse,
        measures=measures,
    )
    http = Client(private=private)
    clients = Clients(http)
    tools = MailTools(clock, clients, private)
    mail = way_out(settings, world.notifiers, tools, mail_secrets(store, box))
    deliverer = Deliverer(
        store,
        mail,
        desk=desk_of(settings, clock, box),
        pulse=pulse,
        owner=_name_of_this_server(),
        pace=Pace(lease=settings.message_lease_seconds),
        measures=measures,
    )
    following = follower(
        store, lines, providers, clock=clock, public_url=settings.public_url
    )
    parts = Parts(
        store=store,
        clock=clock,
        pulse=pulse,
        rooms=rooms,
        calendars=providers,
        refs=refs,
        consents=(
            consents(clock, private=private, elsewhere=elsewhere)
            if world.consents is None
            else world.consents
        ),
        directories=(
            directories(clock, private=private, elsewhere=elsewhere)
            if world.directories is None
            else world.directories
        ),
        following=following,
        chance=CHANCE,
        limits=DeviceLimits(),
        room_time=timedelta(seconds=settings.room_seconds),
        box=box,
        kiosk_keys=box,
        public_url=settings.reached_at,
        private_ca=private_ca(settings),
        elsewhere=elsewhere,
        mail=mail,
        http=http,
        readiness=watch.readiness(store, box.check),
        measures=measures,
    )
    canary = Canary(lines)
    control = Control(
        store,
        box,
        clock,
        address=settings.control_address,
        commands=lambda: _all_commands(settings, canary),
    )
    delivers = world.notifiers is None or bool(world.notifiers)
    along = HostImport(
        store, parts.directories, refs, health_of, clock, CHANCE, following
    )
    watching = (
        Job("connection_health", health_of.turn),
        Job("watch_connections", ConnectionWatch(store, canary, clock).turn),
        Job("watch_rooms", RoomWatch(store, canary, clock).turn),
        *([Job("import_hosts", along.turn, patience=3600.0)] if world.follows else []),
    )
    living = _Life(
        parts,
        store,
        rooms,
        deliverer,
        control,
        clients,
        delivers=delivers,
        watching=watching,
        follower=following,
        follows=world.follows,
        watch=watch,
    )
    return _web(parts, living, late=late)


def serve(settings: Settings) -> None:
    """Answer kiosks until a signal says to stop.

    Raises:
        StoreUnavailable: the database cannot be opened, or another server has it.
        SecretUnreadable: the key file cannot be used.
        SettingWrong: the certificate cannot be used.
    """
    migrate(settings.migrated_by)
    server = web_server(build_app(settings, late=True), settings)
    # What was made up to here stays for good: it is never looked through again.
    gc.freeze()
    gc.enable()
    server.run()


def describe_api() -> dict[str, object]:
    """Describe the kiosk API by OpenAPI 3.1."""
    app = FastAPI(title="Portico", version=VERSION)
    app.router.routes.extend(all_api())
    return app.openapi()


def _name_of_this_server() -> str:
    # Containers on one host's network may share both its name and a process id.
    return f"{socket.gethostname()}:{os.getpid()}:{CHANCE.new_id()}"


def _web(parts: Parts, living: "_Life", *, late: bool) -> FastAPI:
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
    app.add_middleware(BodyLimit, roomy=_ROOMY)
    app.add_middleware(SameOrigin)
    app.add_middleware(SafeHeaders)
    living.watch.observe(app)
    # Kiosks first: routes are tried in order, and a visitor waits for theirs.
    app.router.routes.extend(all_api())
    pages = LatePages(app, _pages)
    app.state.late_pages = pages if late else None
    if not late:
        app.router.routes.extend(_pages())
    return app


def _pages() -> Sequence[BaseRoute]:
    # Takes as long as all that a kiosk needs; see `LatePages`.
    from admin_server.web.all_pages import all_pages  # noqa: PLC0415 - see above

    return all_pages()


@dataclass(frozen=True)
class _Life:
    """Starts the jobs with the application, and ends them in order."""

    parts: Parts
    store: SqlStore
    rooms: RoomFinder
    deliverer: Deliverer
    control: Control
    clients: Clients
    delivers: bool
    follower: Follower
    watch: Observing
    follows: bool
    watching: tuple[Job, ...] = ()

    @contextlib.asynccontextmanager
    async def run(self, app: FastAPI) -> AsyncIterator[None]:
        parts = self.parts
        parts.pulse.listen()
        self.store.on_commit(self._committed)
        await self.control.open()
        await _offer_first_account(parts)
        beats, jobs = self.watch.beats, map(self.watch.job, self._jobs())
        tasks = [asyncio.create_task(keep_going(job, beats)) for job in jobs]
        tasks.append(asyncio.create_task(_load_the_rest(app)))
        log.info("server_started", version=VERSION)
        try:
            yield
        finally:
            await self._end(tasks)

    def _committed(self, tenants: frozenset[str]) -> None:
        self.parts.measures.committed(tenants)
        self.parts.pulse.beat_from_thread({*tenants, OUTBOX})

    def _jobs(self) -> list[Job]:
        store, clock = self.store, self.parts.clock
        jobs = [
            Job("forget_meetings", lambda: forget_meetings(store, clock)),
            Job("expire_visits", lambda: expire_visits(store, clock)),
            Job("forget_photos", lambda: forget_photos(store, clock)),
            Job("forget_sign_ins", lambda: forget_sign_ins(store, clock)),
            *self.watching,
        ]
        if self.follows:
            jobs.append(Job(CALENDAR_JOB, self.follower.turn))
        if self.delivers:
            jobs.append(Job(OUTBOX_JOB, self.deliverer.turn, patience=300.0))
        return jobs

    async def _end(self, tasks: list[asyncio.Task[None]]) -> None:
        await self.control.close()
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await self.deliverer.drain()
        await self.clients.close()
        await self.follower.stop()
        await self.rooms.stop()
        parts = self.parts
        made: tuple[Calendar | Consent | Directory, ...] = (
            *made_of(parts.calendars).values(),
            *made_of(parts.consents).values(),
            *made_of(parts.directories).values(),
        )
        for one in made:
            await one.close()
        await asyncio.to_thread(self.store.close)
        await asyncio.to_thread(self.watch.close)
        log.info("server_stopped")


def _all_commands(settings: Settings, canary: Canary) -> Mapping[str, Command]:
    # Backups, tenant files and the doctor: nobody needs them to start.
    from admin_server.commands.running import (  # noqa: PLC0415 - see above
        all_commands,
    )

    return all_commands(settings, canary)


async def _offer_first_account(parts: Parts) -> None:
    if await parts.store.before_tenant.has_users():
        return
    # The very first start only: it brings half the dashboard along.
    from admin_server.web.dashboard.signing_in.set_up import (  # noqa: PLC0415 - see above
        offer_first_account,
    )

    await offer_first_account(parts)


async def _load_the_rest(app: FastAPI) -> None:
    pages: LatePages | None = app.state.late_pages
    if pages is None:
        return
    await asyncio.sleep(_SOON)
    try:
        await pages.load()
        # What the first message, question and command would otherwise wait for.
        for rest in _THE_REST:
            await asyncio.to_thread(importlib.import_module, rest)
    except Exception:
        # Kiosks go on; whoever opens a page meets the same trouble once more.
        log.exception("pages_not_loaded")
