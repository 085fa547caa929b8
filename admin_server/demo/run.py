"""`portico-server demo`: everything at once, on one believable day.

The calendar server, a mail catcher, the admin server and a kiosk run as processes
of their own, as they would at a customer's; this one lays the day and watches.
"""

import os
import signal
import sys
import webbrowser
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from types import FrameType

from admin_server.demo.announce import Addresses, as_json, as_table
from admin_server.demo.calendar_server import CalendarServerFailed
from admin_server.demo.calendar_worlds import WORLDS, CalendarWorld
from admin_server.demo.children import ChildDied, Children
from admin_server.demo.emulators.google.emulator import EmulatorFailed as GoogleFailed
from admin_server.demo.emulators.graph import EmulatorFailed as GraphFailed
from admin_server.demo.environment import (
    Setup,
    kiosk_environment,
    plain_environment,
)
from admin_server.demo.folder import DemoCannotStart, DemoFolder
from admin_server.demo.ports import answers, wanted_or_free
from admin_server.demo.preparing import Prepared, calendar_environment, prepare_day

_START_SECONDS = 60.0
_WATCH_SECONDS = 3600.0
_STOPPING = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


@dataclass(frozen=True)
class DemoOptions:
    """What the command line says; port 0 means any that is free."""

    port: int = 8600
    kiosk_port: int = 8700
    data: Path = field(default_factory=lambda: Path("demo-data"))
    fresh: bool = False
    json: bool = False
    calendar: str = "caldav"
    scanner: str | None = None


class _Stopped(BaseException):
    """Somebody asked us to end; not an error, so that nothing takes it for one."""


def run_demo(options: DemoOptions) -> int:
    """Run the demo until Ctrl-C or SIGTERM; answers the exit status.

    Whatever happens, even a kill, none of the processes outlives this one.
    """
    try:
        with _told_to_stop(), ExitStack() as afterwards:
            _run(options, afterwards)
    except _Stopped:
        pass
    except DemoCannotStart as problem:
        return _ended(str(problem), 2)
    except (
        ChildDied,
        CalendarServerFailed,
        GoogleFailed,
        GraphFailed,
    ) as problem:
        return _ended(str(problem), 1)
    return 0


def _run(options: DemoOptions, afterwards: ExitStack) -> None:
    setup = _setup(options)
    folder = DemoFolder.take(setup.data, fresh=options.fresh)
    afterwards.callback(folder.release)
    calendar = afterwards.enter_context(WORLDS[options.calendar](setup.data))
    prepared = prepare_day(setup, calendar, now=_now())
    children = Children(setup.data / "logs")
    afterwards.callback(children.stop)
    children.start("mail catcher", _mail_catcher(setup), plain_environment())
    _start_and_wait(
        children,
        "admin server",
        environment=calendar_environment(setup, calendar),
        url=setup.admin_url,
    )
    _start_and_wait(
        children,
        "kiosk",
        environment=kiosk_environment(setup, scanner=options.scanner),
        url=setup.kiosk_url,
    )
    _announce(prepared, setup, options, calendar)
    while True:
        children.wait_until(lambda: False, seconds=_WATCH_SECONDS)


def _setup(options: DemoOptions) -> Setup:
    return Setup(
        data=options.data.absolute(),
        port=wanted_or_free(options.port, "--port"),
        kiosk_port=wanted_or_free(options.kiosk_port, "--kiosk-port"),
        smtp_port=wanted_or_free(0, "--port"),
        mail_port=wanted_or_free(0, "--port"),
    )


_MODULES = {
    "admin server": ["-m", "admin_server", "serve"],
    "kiosk": ["-m", "kiosk_app"],
}


def _mail_catcher(setup: Setup) -> list[str]:
    ports = f"--smtp-port={setup.smtp_port}", f"--http-port={setup.mail_port}"
    return ["-m", "admin_server.demo.mail_catcher", *ports]


def _start_and_wait(
    children: Children, name: str, *, environment: dict[str, str], url: str
) -> None:
    children.start(name, _MODULES[name], environment)
    if not children.wait_until(lambda: answers(url), seconds=_START_SECONDS):
        lines = children.last_lines(name)
        raise ChildDied(f"The {name} did not answer in time.\n{lines}")


def _announce(
    prepared: Prepared, setup: Setup, options: DemoOptions, calendar: CalendarWorld
) -> None:
    where = Addresses(
        admin=setup.admin_url,
        dashboard=setup.dashboard_url,
        kiosk=setup.kiosk_url,
        mail=setup.mail_url,
        calendar=calendar.url,
        calendar_hint=calendar.hint,
    )
    laid, pictures, accounts = prepared.laid, prepared.pictures, prepared.accounts
    if options.json:
        _print(as_json(where, laid, pictures, accounts))
        return
    _print(as_table(where, laid, pictures, accounts, data=options.data))
    if _has_display():
        # Two windows: what the visitor sees, and what the reception sees of it.
        webbrowser.open_new(where.kiosk)
        webbrowser.open_new(where.dashboard)


def _print(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    # Whoever reads a pipe waits for this line.
    sys.stdout.flush()


def _has_display() -> bool:
    if sys.platform == "darwin":
        return True
    return any(os.environ.get(name) for name in ("DISPLAY", "WAYLAND_DISPLAY"))


@contextmanager
def _told_to_stop() -> Iterator[None]:
    """Turn the first Ctrl-C or SIGTERM into `_Stopped`, and ignore any more."""

    def stop(_number: int, _frame: FrameType | None) -> None:
        for number in _STOPPING:
            signal.signal(number, signal.SIG_IGN)
        raise _Stopped

    before = {number: signal.signal(number, stop) for number in _STOPPING}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _now() -> datetime:
    return datetime.now(UTC)  # noqa: TID251 - the demo's day is laid around it


def _ended(sentence: str, status: int) -> int:
    sys.stderr.write(f"portico-server demo: {sentence}\n")
    return status
