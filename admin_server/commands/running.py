"""Doing a command: in the server that runs, else on the store itself."""

from collections.abc import Mapping
from pathlib import Path

from admin_server.calendars import calendars
from admin_server.commands.backing_up import Backup
from admin_server.commands.by_name import COMMANDS
from admin_server.commands.doctor import Doctor
from admin_server.commands.rotate_keys import KeyRotation
from admin_server.commands.support_bundle import told_settings
from admin_server.core.ports import SecretBox
from admin_server.jobs.canary import Canary
from admin_server.jobs.clock import SystemClock
from admin_server.jobs.connection_health import ConnectionHealth
from admin_server.jobs.read_lines import LineReader
from admin_server.security.calendar_refs import CalendarRefs
from admin_server.security.secrets import KeyRing
from admin_server.settings import Settings
from admin_server.storage.migrate import migrate
from admin_server.storage.store import SqlStore, open_store
from admin_server.web.control import Command, send_command

_AS_IT_STANDS = frozenset({"backup"})
"""Commands that are wanted before a new version changes the tables."""


def all_commands(settings: Settings, canary: Canary) -> Mapping[str, Command]:
    """Give every command, by its name; those that ask calendars ask by `canary`."""
    return {
        **COMMANDS,
        "backup": Backup(Path(settings.key_file), settings.backup_passphrase_file),
        "doctor": Doctor(canary, told_settings(settings)),
        "rotate-keys": KeyRotation(Path(settings.key_file)),
    }


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
    if name not in _AS_IT_STANDS:
        migrate(settings.migrated_by)
    store = open_store(settings.database_url)
    try:
        box = KeyRing.load_or_create(Path(settings.key_file))
        return await _do_here(store, box, settings, (name, arguments))
    finally:
        store.close()


async def _do_here(
    store: SqlStore,
    box: SecretBox,
    settings: Settings,
    asked: tuple[str, Mapping[str, str]],
) -> str:
    clock = SystemClock()
    providers = calendars(
        clock,
        private=settings.reaches_private,
        elsewhere=settings.calendar_addresses,
    )
    health = ConnectionHealth(store, clock)
    refs = CalendarRefs(store, box)
    lines = LineReader(store, providers, refs=refs, health=health, clock=clock)
    command = all_commands(settings, Canary(lines))[asked[0]]
    try:
        return await command(store, box, clock, asked[1])
    finally:
        for one in providers.values():
            await one.close()
