"""Puts the running kiosk together: the loop, and everything that feeds or serves it."""

import asyncio
import contextlib
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial

import httpx

from hardware.scanner import Scanner
from kiosk_app.journey.events import Event, StaffFactsTold, Unpaired
from kiosk_app.journey.states import Journey, Pairing, Welcome
from kiosk_app.journey.states_server import AskingServer, ServerProblem
from kiosk_app.journey.states_staff import ReaderState, StaffPage, StaffPrinter
from kiosk_app.runners.badge_calls import BadgeCalls
from kiosk_app.runners.badges import Badges
from kiosk_app.runners.browser_gate import BrowserGate
from kiosk_app.runners.clock_signs import ClockSigns
from kiosk_app.runners.clocks import Clocks
from kiosk_app.runners.drain import Drain
from kiosk_app.runners.finding_server import FindingServer
from kiosk_app.runners.health import Health
from kiosk_app.runners.kept_store import KeptStore
from kiosk_app.runners.kiosk_token import KioskToken, open_token
from kiosk_app.runners.logos import Logos
from kiosk_app.runners.loop import Loop
from kiosk_app.runners.memory import Memory
from kiosk_app.runners.mishaps import log_mishap
from kiosk_app.runners.news import News
from kiosk_app.runners.offline import OfflineCheckIns
from kiosk_app.runners.outside import Outside
from kiosk_app.runners.pairing import Pairings
from kiosk_app.runners.printing import Printing, Remembered, open_printing
from kiosk_app.runners.recent_mishaps import RecentMishaps
from kiosk_app.runners.rooms import Rooms
from kiosk_app.runners.roster import RosterKeeping
from kiosk_app.runners.scanning import Scanning, open_reader
from kiosk_app.runners.server_address import ServerAddress, open_address
from kiosk_app.runners.server_calls import ServerCalls, open_client
from kiosk_app.runners.server_line import ServerLine
from kiosk_app.runners.staff import ServerWatch, Staff, facts_of
from kiosk_app.runners.staff_door import StaffDoor
from kiosk_app.runners.timers import Sleep
from kiosk_app.settings import Settings
from shared.kiosk import HealthReport, KioskReply, PrinterState
from shared.version import VERSION

_RESTART_SECONDS = 1.0


def tell_time() -> datetime:
    """Say the present moment, in UTC: the kiosk's clock."""
    return datetime.now(UTC)  # noqa: TID251 - this is the clock that others are given


@contextlib.asynccontextmanager
async def run_kiosk(
    settings: Settings,
    *,
    gate: BrowserGate | None = None,
    mishaps: RecentMishaps | None = None,
    sleep: Sleep = asyncio.sleep,
) -> AsyncIterator[Loop]:
    """Run everything but the page, for as long as the caller stays inside.

    Args:
        gate: which browser may show the page; None where it runs on this device.
        mishaps: what went wrong of late, for the staff's page.

    Raises:
        DeviceTrouble: an address names no device of a kind that we know.
        SettingWrong: nothing can be kept in the data folder.
    """
    async with contextlib.AsyncExitStack() as stack:
        token, address = open_token(settings), open_address(settings)
        line = ServerLine(address, settings.ca_file)
        client = open_client(line.url, token, settings.ca_file, line=line)
        watch = ServerWatch(tell_time)
        client.event_hooks["response"].append(watch)
        calls = ServerCalls(await stack.enter_async_context(client))
        rooms = Rooms(calls)
        stack.push_async_callback(rooms.close)
        kept = await _remember(stack, settings, token)
        store, memory, clocks = kept.store, kept.memory, kept.clocks
        printing = await _printing(stack, settings, BadgeCalls(client), rooms, kept)
        badges = printing.badges if printing is not None else None
        pairings = Pairings(calls, token, gate=gate, sleep=sleep)
        outside = Outside(
            calls,
            rooms,
            badges,
            pairings,
            offline=OfflineCheckIns(store, memory, clocks),
            sleep=sleep,
        )
        staff = Staff(
            StaffDoor(store, token, clocks),
            calls,
            facts=lambda: replace(
                facts_of(
                    _report(badges, store),
                    server=line.url,
                    seen_at=watch.seen_at,
                    reader=_reader(settings, loop.journey),
                    mishaps=mishaps,
                    printing=printing,
                ),
                clock_set=memory.knows_time,
            ),
            configure=lambda told: _configure(loop, memory, logos, told),
            now=tell_time,
            others=FindingServer(
                address,
                ca_file=settings.ca_file,
                moved=partial(_turn, line, client, token, memory, pairings),
                others=outside.perform,
            ).perform,
        )
        loop = Loop(
            staff.perform,
            journey=_first_journey(settings, token, address),
            configuration=memory.configuration or _plain(settings),
            now=tell_time,
            sleep=sleep,
        )
        loop.show_logo(memory.logo)
        logos = Logos(calls, memory, show=loop.show_logo)
        configure = partial(_configure, loop, memory, logos)
        send = partial(_tell, loop, memory)
        health = Health(
            calls,
            token,
            report=partial(_report, badges, store),
            send=send,
            sleep=sleep,
        )
        news = News(calls, rooms, token, send=send, configure=configure)
        drain = Drain(calls, token, store, clocks, send=send)
        jobs: dict[str, Callable[[], Awaitable[None]]] = {
            "loop": loop.run,
            "news": news.run,
            "health": health.run,
            "logos": logos.run,
            "roster": RosterKeeping(calls, token, memory, send=send).run,
            "drain": drain.run,
        }
        if printing is not None:
            printing.attend(
                send=loop.send, health=health, refresh=partial(_refresh, loop, staff)
            )
            printing.listen(news, drain)
            jobs |= printing.jobs
        if token.text is None and address.url is not None:
            loop.send(Unpaired())
        if gate is not None:
            gate.attend(token, on_another=lambda: loop.send(Unpaired()))
        if settings.scanner is not None:
            scanner = open_reader(settings.scanner, settings)
            stack.callback(scanner.close)
            jobs["scanning"] = _scanning(scanner, loop).run
        _start(stack, jobs)
        yield loop


async def keep_running(
    name: str, job: Callable[[], Awaitable[None]], *, sleep: Sleep = asyncio.sleep
) -> None:
    """Run a job for ever: should it fall over, say so and start it again."""
    while True:
        try:
            await job()
        except Exception as problem:  # noqa: BLE001 - nobody is there to restart it
            log_mishap("job_failed", problem, job=name)
        await sleep(_RESTART_SECONDS)


def _report(badges: Badges | None, store: KeptStore) -> HealthReport:
    printer = badges.printer_state if badges else PrinterState.NONE
    return HealthReport(version=VERSION, queue_length=store.waiting, printer=printer)


def _reader(settings: Settings, journey: Journey) -> ReaderState:
    if settings.scanner is None:
        return ReaderState.NONE
    return ReaderState.WORKS if journey.reader_works else ReaderState.AWAY


def _tell(loop: Loop, memory: Memory, event: Event) -> None:
    if isinstance(event, Unpaired):
        # Whoever heard it first: what this kiosk knew is not its any more.
        asyncio.get_running_loop().run_in_executor(None, memory.forget)
    loop.send(event)


def _refresh(loop: Loop, staff: Staff) -> None:
    """Let whoever looks at the staff's page see what has changed."""
    if isinstance(loop.journey.state, StaffPage | StaffPrinter):
        loop.send(StaffFactsTold(staff.facts()))


def _configure(
    loop: Loop, memory: Memory, logos: Logos, configuration: KioskReply
) -> None:
    loop.configure(configuration)
    logos.want(configuration)
    # Beside the loop: no visitor waits for a slow disk.
    asyncio.get_running_loop().run_in_executor(None, memory.configure, configuration)


async def _remember(
    stack: contextlib.AsyncExitStack, settings: Settings, token: KioskToken
) -> Remembered:
    clocks = Clocks(
        now=tell_time,
        monotonic=time.monotonic,
        is_set=lambda: ClockSigns().is_set(tell_time()),
    )
    store = KeptStore(settings.data)
    stack.callback(store.close)
    memory = Memory(store, token, clocks)
    await asyncio.to_thread(memory.load)
    return Remembered(store, token, memory, clocks)


async def _printing(
    stack: contextlib.AsyncExitStack,
    settings: Settings,
    calls: BadgeCalls,
    rooms: Rooms,
    kept: Remembered,
) -> Printing | None:
    printing = open_printing(settings, calls, rooms, kept)
    if printing is not None:
        stack.callback(printing.badges.close)
        await printing.badges.queue.load()
    return printing


async def _turn(
    line: ServerLine,
    client: httpx.AsyncClient,
    token: KioskToken,
    memory: Memory,
    pairings: Pairings,
    *,
    another: bool,
) -> None:
    """Call the server whose address was just kept."""
    if another:
        # Before anything is sent there: a token is for the server that gave it.
        token.forget(token.text)
        await asyncio.to_thread(memory.forget)
    pairings.start_over()
    await line.turn(client)


def _first_journey(
    settings: Settings, token: KioskToken, address: ServerAddress
) -> Journey:
    paired = token.text is not None and address.url is not None
    odd = ServerProblem.BOOT_FILE if address.boot_file_odd else None
    unpaired = Pairing() if address.url is not None else AskingServer(problem=odd)
    return Journey(
        state=Welcome() if paired else unpaired,
        paired=paired,
        server=address.told_by,
        language=settings.language,
        default_language=settings.language,
        languages=(settings.language,),
        prints_badges=settings.printer is not None,
        reader_works=settings.scanner is not None,
    )


def _plain(settings: Settings) -> KioskReply:
    return KioskReply(
        version="", kiosk="", site="", time_zone="UTC", languages=[settings.language]
    )


def _scanning(scanner: Scanner, loop: Loop) -> Scanning:
    return Scanning(scanner, loop, monotonic=time.monotonic)


def _start(
    stack: contextlib.AsyncExitStack, jobs: dict[str, Callable[[], Awaitable[None]]]
) -> None:
    tasks = [
        asyncio.create_task(keep_running(name, job), name=f"kiosk-{name}")
        for name, job in jobs.items()
    ]
    stack.push_async_callback(_end, tasks)


async def _end(tasks: list[asyncio.Task[None]]) -> None:
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
