"""Making a day ready: tenant files applied, calendars filled, passes drawn."""

import asyncio
import subprocess
import sys
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from admin_server.demo.announce import reasons
from admin_server.demo.calendar_worlds import CalendarWorld
from admin_server.demo.day import day_around
from admin_server.demo.environment import (
    Setup,
    server_environment,
    write_settings,
)
from admin_server.demo.folder import DemoCannotStart
from admin_server.demo.laying import LaidDay, lay_day
from admin_server.demo.pictures import draw_passes
from admin_server.demo.private_files import write_private
from admin_server.demo.staff import DemoAccount, demo_accounts
from admin_server.demo.tenant_file import write_tenant_files
from admin_server.security.secrets import KeyRing
from admin_server.storage.store import open_store


@dataclass(frozen=True)
class Prepared:
    """A day that is ready to begin.

    Attributes:
        pictures: the passes as files, in the order of the day's tickets.
        accounts: who can sign in to the dashboard.
    """

    laid: LaidDay
    pictures: list[Path]
    accounts: tuple[DemoAccount, ...]


def prepare_day(setup: Setup, calendar: CalendarWorld, *, now: datetime) -> Prepared:
    """Make the day around `now` ready; the admin server must not run yet.

    Raises:
        DemoCannotStart: a tenant file could not be applied.
        CalendarServerFailed: the calendars could not be filled.
    """
    day = day_around(now)
    write_settings(setup, calendar.addresses)
    _apply_tenants(setup, calendar)
    calendar.lay(day, now=now)
    accounts = demo_accounts(setup.staff_file)
    store = open_store(setup.database_url)
    try:
        box = KeyRing.load_or_create(setup.key_file)
        laid = asyncio.run(lay_day(store, box, day, accounts, now=now))
    finally:
        store.close()
    write_private(setup.token_file, f"{laid.kiosk_token}\n")
    (setup.data / "visitors.txt").write_text(f"{reasons(laid)}\n", encoding="utf-8")
    pictures = draw_passes(laid.tickets, setup.data / "passes")
    return Prepared(laid, pictures, accounts)


def calendar_environment(setup: Setup, calendar: CalendarWorld) -> dict[str, str]:
    """Give the admin server's environment, with the secrets of its calendars."""
    return server_environment(
        setup,
        calendar_secret=calendar.secret,
        app_secret=calendar.app.secret if calendar.app else None,
    )


def _apply_tenants(setup: Setup, calendar: CalendarWorld) -> None:
    """Apply the files by the very command that an operator uses."""
    environment = calendar_environment(setup, calendar)
    for file in write_tenant_files(
        setup.data,
        kind=calendar.kind,
        settings=calendar.settings,
        client_id=calendar.app.client_id if calendar.app else None,
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
