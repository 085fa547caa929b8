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
from fastapi import FastAPI

from admin_server.calendars import calendars, consents, directories
from admin_server.commands.running import all_commands
from admin_server.commands.serving import web_server
from admin_server.core.messages import Sender
from admin_server.core.ports import (
    Calendar,
    Clock,
    Consent,
    Directory,
    Notifier,
    SecretBox,
)
from admin_server.core.tenants import Tenant
from admin_server.jobs.canary import Canary
from admin_server.jobs.clock import SystemClock
from admin_server.jobs.connection_health import ConnectionHealth
from admin_server.jobs.deliver_messages import OUTBOX, Deliverer, Pace, WayOut
from admin_server.jobs.desk import Desk
from admin_server.jobs.expire_visits import expire_visits
from admin_server.jobs.find_rooms import RoomFinder, forget_meetings
from admin_server.jobs.follow_meetings import Follower, follower
from admin_server.jobs.forget_sign_ins import forget_sign_ins
from admin_server.jobs.import_hosts import HostImport
from admin_server.jobs.loop import Job, keep_going
from admin_server.jobs.read_lines import LineReader
from admin_server.jobs.watch_connections import ConnectionWatch
from admin_server.notifiers import MailWays, SecretKeeper
from admin_server.notifiers.email import EmailNotifier, MailServer
from admin_server.outbound.client import Client
from admin_server.outbound.clients import Clients
from admin_server.outbound.mails import MailTools
from admin_server.pulse import Pulse
from admin_server.security.calendar_refs import CalendarRefs
from admin_server.security.chance import CHANCE
from admin_server.security.mail_accounts import MailSecrets, change_mail_secret
from admin_server.security.secrets import KeyRing
from admin_server.settings import Settings
from admin_server.storage.migrate import migrate
from admin_server.storage.store import SqlStore, open_store
from admin_server.web import health
from admin_server.web.api import (
    calendar_pushes,
    check_ins,
    check_outs,
    hosts,
    kiosks,
    pairings,
)
from admin_server.web.control import Control
from admin_server.web.current import Parts, scheduling
from admin_server.web.dashboard import (
    account_pages,
    calendar_pages,
    files,
    settings_pages,
)
from admin_server.web.dashboard.integrations import choosing_rooms
from admin_server.web.dashboard.inviting import (
    changing_visit,
    hosts_search,
    inviting,
    passes,
)
from admin_server.web.dashboard.kiosks import kiosks as kiosk_pages
from admin_server.web.dashboard.kiosks import pair
from admin_server.web.dashboard.own_account import passkeys
from admin_server.web.dashboard.reception import (
    live,
    meeting,
    roll_call,
    site_choice,
    today,
    visit,
    visit_actions,
    visits,
)
from admin_server.web.dashboard.settings import host_lists, providers
from admin_server.web.dashboard.signing_in import openid, passkey_sign_in
from admin_server.web.dashboard.signing_in.set_up import offer_first_account
from admin_server.web.dashboard.troubles import answer_troubles, trouble_page
from admin_server.web.dashboard.words import LANGUAGES, words_in
from admin_server.web.errors import answer_errors
from admin_server.web.guards import SafeHeaders, SameOrigin
from admin_server.web.limits import BodyLimit, DeviceLimits
from shared.version import VERSION

log = structlog.get_logger()

_ROOMY = {
    host_lists.PATH: host_lists.LARGEST_LIST,
    calendar_pushes.PATH: calendar_pushes.LARGEST_PUSH,
    choosing_rooms.PATH: choosing_rooms.LARGEST_CHOICE,
}


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


def build_app(settings: Settings, world: World | None = None) -> FastAPI:
    """Build the server over an open store; its jobs run while the app lives.

    Raises:
        StoreUnavailable: the database cannot be opened, or another server has it.
        SecretUnreadable: the key file cannot be used.
    """
    world = world or World()
    box = KeyRing.load_or_create(Path(settings.key_file))
    store = open_store(settings.database_url, box)
    clock = world.clock or SystemClock()
    pulse = Pulse()
    private = settings.reaches_private
    providers = world.calendars
    if providers is None:
        providers = calendars(clock, private=private)
    refs = CalendarRefs(store, box)
    health_of = ConnectionHealth(store, clock)
    lines = LineReader(store, providers, refs=refs, health=health_of, clock=clock)
    rooms = RoomFinder(
        store, lines, schedules=scheduling(providers), clock=clock, pulse=pulse
    )
    http = Client(private=private)
    clients = Clients(http)
    tools = MailTools(clock, clients, private)
    mail = _way_out(settings, world, tools, _mail_secrets(store, box))
    deliverer = Deliverer(
        store,
        mail,
        desk=_desk(settings, clock, box),
        pulse=pulse,
        owner=f"{socket.gethostname()}:{os.getpid()}",
        pace=Pace(lease=settings.message_lease_seconds),
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
            consents(clock, private=private)
            if world.consents is None
            else world.consents
        ),
        directories=(
            directories(clock, private=private)
            if world.directories is None
            else world.directories
        ),
        following=following,
        chance=CHANCE,
        limits=DeviceLimits(),
        room_time=timedelta(seconds=settings.room_seconds),
        box=box,
        public_url=settings.reached_at,
        mail=mail,
        http=http,
    )
    canary = Canary(lines)
    control = Control(
        store,
        box,
        clock,
        address=settings.control_address,
        commands=all_commands(settings, canary),
    )
    delivers = world.notifiers is None or bool(world.notifiers)
    along = HostImport(store, parts.directories, refs, health_of, clock, CHANCE)
    watching = (
        Job("connection_health", health_of.turn),
        Job("watch_connections", ConnectionWatch(store, canary, clock).turn),
        *([Job("import_hosts", along.turn)] if world.follows else []),
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
    )
    return _web(parts, living)


def serve(settings: Settings) -> None:
    """Answer kiosks until a signal says to stop.

    Raises:
        StoreUnavailable: the database cannot be opened, or another server has it.
        SecretUnreadable: the key file cannot be used.
        SettingWrong: the certificate cannot be used.
    """
    migrate(settings.migrated_by)
    web_server(build_app(settings), settings).run()


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
    for language in LANGUAGES:
        # Read now: a mistake in a file of words stops the start, and no page later.
        words_in(language)
    answer_errors(app, on_page=trouble_page)
    answer_troubles(app)
    app.add_middleware(BodyLimit, roomy=_ROOMY)
    app.add_middleware(SameOrigin)
    app.add_middleware(SafeHeaders)
    # Kiosks first: routes are tried in order, and a visitor waits for theirs.
    _routes(app)
    for page in (
        files,
        account_pages,
        calendar_pages,
        inviting,
        hosts_search,
        changing_visit,
        passes,
        kiosk_pages,
        pair,
        openid,
        passkey_sign_in,
        passkeys,
        providers,
        today,
        live,
        site_choice,
        visits,
        roll_call,
        # Last, since every address below /visits/ could be a visit's.
        meeting,
        visit_actions,
        visit,
        settings_pages,
    ):
        app.include_router(page.router, include_in_schema=False)
    return app


def _routes(app: FastAPI) -> FastAPI:
    for noun in (check_ins, check_outs, hosts, kiosks, pairings, calendar_pushes):
        app.include_router(noun.router, prefix="/api/v1")
    app.include_router(health.router)
    return app


def _desk(settings: Settings, clock: Clock, box: SecretBox) -> Desk:
    # Without a sender only tenants with an account of their own have mail.
    sender = Sender(settings.mail_from or "nobody@localhost", settings.mail_from_name)
    return Desk(clock=clock, box=box, public_url=settings.reached_at, sender=sender)


def _way_out(
    settings: Settings, world: World, tools: MailTools, secrets: SecretKeeper
) -> WayOut:
    if world.notifiers is not None:
        given = world.notifiers.get("email")
        return lambda _tenant: given
    usual = _usual_mail(settings, tools.clock)
    return MailWays(usual, secrets=secrets, tools=tools)


def _mail_secrets(store: SqlStore, box: SecretBox) -> SecretKeeper:
    async def keep(tenant: Tenant, secret: str) -> None:
        account = tenant.mail
        if account is not None:
            await store.for_tenant(tenant.id).write(
                lambda nouns: change_mail_secret(nouns, box, account, secret)
            )

    return SecretKeeper(open=MailSecrets(box).open, keep=keep)


def _usual_mail(settings: Settings, clock: Clock) -> Notifier | None:
    if settings.mail_from is None:
        # Messages wait in the outbox until somebody sets a sender.
        log.warning("mail_not_set_up", setting="PORTICO_MAIL_FROM")
        return None
    server = MailServer(
        host=settings.smtp_host,
        port=settings.smtp_port,
        sender=settings.mail_from,
        sender_name=settings.mail_from_name,
        user=settings.smtp_user,
        password=settings.smtp_password,
        security=settings.smtp_security,
    )
    return EmailNotifier(server, clock)


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
    follows: bool
    watching: tuple[Job, ...] = ()

    @contextlib.asynccontextmanager
    async def run(self, _: FastAPI) -> AsyncIterator[None]:
        parts = self.parts
        parts.pulse.listen()
        self.store.on_commit(lambda ids: parts.pulse.beat_from_thread({*ids, OUTBOX}))
        await self.control.open()
        await offer_first_account(parts)
        tasks = [asyncio.create_task(keep_going(job)) for job in self._jobs()]
        log.info("server_started", version=VERSION)
        try:
            yield
        finally:
            await self._end(tasks)

    def _jobs(self) -> list[Job]:
        store, clock = self.store, self.parts.clock
        jobs = [
            Job("forget_meetings", lambda: forget_meetings(store, clock)),
            Job("expire_visits", lambda: expire_visits(store, clock)),
            Job("forget_sign_ins", lambda: forget_sign_ins(store, clock)),
            *self.watching,
        ]
        if self.follows:
            jobs.append(Job("follow_meetings", self.follower.turn))
        if self.delivers:
            jobs.append(Job("deliver_messages", self.deliverer.turn))
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
        outside = (self.parts.calendars, self.parts.consents, self.parts.directories)
        for one in (provider for kind in outside for provider in kind.values()):
            await one.close()
        await asyncio.to_thread(self.store.close)
        log.info("server_stopped")
