"""Making a day ready: tenant files applied, calendars filled, passes drawn."""

import asyncio
import subprocess
import sys
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from admin_server.demo.announce import reasons
from admin_server.demo.calendar_day import write_day
from admin_server.demo.calendar_server import READER, CalendarServer
from admin_server.demo.day import day_around
from admin_server.demo.environment import (
    Setup,
    server_environment,
    write_private,
    write_settings,
)
from admin_server.demo.folder import DemoCannotStart
from admin_server.demo.laying import LaidDay, lay_day
from admin_server.demo.pictures import draw_passes
from admin_server.demo.tenant_file import write_tenant_files
from admin_server.security.secrets import KeyRing
from admin_server.storage.store import open_store


@dataclass(frozen=True)
class Prepared:
    """A day that is ready to begin.

    Attributes:
        pictures: the passes as files, in the order of the day's tickets.
    """

    laid: LaidDay
    pictures: list[Path]


def prepare_day(
    setup: Setup, calendar: CalendarServer, *, password: str, now: datetime
) -> Prepared:
    """Make the day around `now` ready; the admin server must not run yet.

    Args:
        password: of every host's calendar, and of the reader's.

    Raises:
        DemoCannotStart: a tenant file could not be applied.
        CalendarServerFailed: the calendars could not be filled.
    """
    day = day_around(now)
    write_settings(setup)
    write_private(setup.calendar_password_file, f"{password}\n")
    calendar.add_user(READER, password)
    _apply_tenants(setup, calendar_url=calendar.url, password=password)
    write_day(day, calendar, password=password, now=now)
    store = open_store(setup.database_url)
    try:
        box = KeyRing.load_or_create(setup.key_file)
        laid = asyncio.run(lay_day(store, box, day, now=now))
    finally:
        store.close()
    write_private(setup.token_file, f"{laid.kiosk_token}\n")
    (setup.data / "visitors.txt").write_text(f"{reasons(laid)}\n", encoding="utf-8")
    return Prepared(laid, draw_passes(laid.tickets, setup.data / "passes"))


def _apply_tenants(setup: Setup, *, calendar_url: str, password: str) -> None:
    """Apply the files by the very command that an operator uses."""
    environment = server_environment(setup, calendar_password=password)
    for file in write_tenant_files(
        setup.data, calendar_url=calendar_url, reader=READER
    ):
        done = subprocess.run(  # noqa: S603 - our own interpreter
            [sys.executable, "-m", "admin_server", "apply", file],
            env=environment,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            check=False,
        )
        if done.returncode != 0:
            raise DemoCannotStart(
                f"{file} could not be applied: {done.stderr.decode(errors='replace')}"
            )
