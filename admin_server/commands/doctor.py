"""`doctor`: how every tenant's calendars are, and what somebody has to do."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

from admin_server.commands.finding import tenant_id_of
from admin_server.commands.support_bundle import Examined, write_bundle
from admin_server.core.canary import canary_line
from admin_server.core.connection_report import Report, Reported, Watching, report_on
from admin_server.core.connection_states import Told, describe_trouble
from admin_server.core.connections import Access
from admin_server.core.errors import (
    CalendarError,
    NoSuchCalendar,
    SecretUnreadable,
)
from admin_server.core.finding_rooms import Line
from admin_server.core.ports import AuditFilter, Clock, Nouns, SecretBox, Store
from admin_server.jobs.canary import Canary
from admin_server.web.dashboard.words import words_in
from shared.version import VERSION

WELL = "All is well: nobody is needed."
"""The last line where there is nothing to do."""
_WORDS = "en"


@dataclass(frozen=True)
class Looked:
    """What a look-up just now found of one connection.

    Attributes:
        vanished: how many chosen rooms the calendar lists no more.
    """

    line: str
    told: Told | None = None
    vanished: int = 0


@dataclass
class Doctor:
    """Examines a store; the look-up goes by the server's own reader.

    Attributes:
        settings: what may be told of how the server is set up.
    """

    canary: Canary
    settings: Mapping[str, str] = field(default_factory=dict)

    async def __call__(
        self,
        store: Store,
        box: SecretBox,
        clock: Clock,
        arguments: Mapping[str, str],
    ) -> str:
        """Say how everything is; the last line says whether somebody is needed.

        Raises:
            CommandWrong: there is no such tenant, or the file cannot be made.
        """
        del box
        now, slug = clock.now(), arguments.get("tenant")
        ids = await store.before_tenant.every_tenant()
        if slug:
            ids = [await tenant_id_of(store, slug)]
        lines, needed, examined = [f"Portico {VERSION}, {_shown(now)}"], 0, []
        for tenant in ids:
            one, told, waits = await self._examine(store, tenant, now)
            lines += ["", *told]
            needed += waits
            examined.append(one)
        if arguments.get("bundle"):
            path = Path(arguments["bundle"])
            write_bundle(path, examined, settings=self.settings, now=now)
            lines += ["", f"The bundle for support is {path}: it names nobody."]
        return "\n".join([*lines, "", _summed_up(needed)])

    async def _examine(
        self, store: Store, tenant: str, now: datetime
    ) -> tuple[Examined, list[str], int]:
        report, slug, suspended = await store.for_tenant(tenant).read(
            lambda nouns: _read(nouns, now)
        )
        looked: dict[str, Looked] = {}
        for one in report.shared:
            if report.tenant_on and not suspended and _reads(one):
                looked[one.connection.id] = await self._look(store, tenant, one)
        counts = await store.whole_tenant(tenant).counts()
        events = await store.for_tenant(tenant).read(_last_events)
        examined = Examined(tenant, report, counts, events)
        waits = sum(_waits(one, looked, report) for one in report.shared)
        lines = list(_tenant_lines(slug, report, looked, now=now, suspended=suspended))
        return examined, lines, 0 if suspended else waits

    async def _look(self, store: Store, tenant: str, one: Reported) -> Looked:
        connection, inside = one.connection, store.for_tenant(tenant)
        line = await inside.read(lambda nouns: canary_line(nouns, connection))
        if line is None:
            return Looked("nobody to ask: no host has a mailbox that is read by it")
        try:
            seconds = await self.canary.look(tenant, line)
        except NoSuchCalendar:
            return Looked("answered, but knows no such mailbox")
        except CalendarError as trouble:
            told = describe_trouble(
                trouble, kind=connection.kind, access=connection.access
            )
            return Looked(f"not answered: {told.state.value}", told)
        known = await inside.read(lambda nouns: nouns.rooms.all())
        chosen = {room.address for room in known if room.selected}
        there = await self._rooms(tenant, line)
        vanished = len(chosen - there) if there else 0
        return Looked(f"answered in {round(seconds * 1000)} ms", None, vanished)

    async def _rooms(self, tenant: str, line: Line) -> set[str]:
        try:
            return {room.address for room in await self.canary.rooms(tenant, line)}
        except (CalendarError, SecretUnreadable):
            # Meetings can be read; what else is missing the page of rooms says.
            return set()


def needs_somebody(said: str) -> bool:
    """Tell from what `doctor` said whether somebody has to do something."""
    return not said.endswith(WELL)


def _read(nouns: Nouns, now: datetime) -> tuple[Report, str, bool]:
    tenant = nouns.tenant
    return report_on(nouns, now), tenant.slug, tenant.suspended_at is not None


def _last_events(nouns: Nouns) -> tuple[tuple[datetime, str], ...]:
    rows = nouns.audit.newest(AuditFilter(), limit=100)
    return tuple((row.at, row.event) for row in rows)


def _tenant_lines(
    slug: str,
    report: Report,
    looked: Mapping[str, Looked],
    *,
    now: datetime,
    suspended: bool,
) -> Iterator[str]:
    yield f"Tenant {slug}{' (suspended)' if suspended else ''}"
    if not report.tenant_on:
        yield "  Calendars are switched off."
        return
    if not report.shared:
        yield "  No calendar is connected for the organisation."
    for one in report.shared:
        yield from _connection_lines(one, looked.get(one.connection.id), now)
    if report.own:
        states = ", ".join(f"{count} {state}" for state, count in report.own.items())
        yield f"  Hosts' own calendars: {states}"
        yield from _watching_lines(report.own_watching, now, "    ")
    yield f"  Hosts without a calendar: {len(report.unread)}"


def _connection_lines(
    one: Reported, looked: Looked | None, now: datetime
) -> Iterator[str]:
    connection, health = one.connection, one.connection.health
    told = looked.told if looked and looked.told else one.told
    yield f"  {connection.name} ({connection.kind}, {connection.access})"
    yield f"    State: {told.state}{_detail(told)}, since {_shown(health.since)}"
    if looked is not None:
        yield f"    Look-up: {looked.line}"
    if connection.access is not Access.CLIENT:
        yield f"    Last answer: {_shown(health.last_success_at)}"
        yield from _watching_lines(one.watching, now, "    ")
        since = f" since {_shown(health.refusals_since)}" if health.refusals else ""
        yield f"    Asked to slow down: {health.refusals}{since}"
    yield f"    Secret: {_days(one.days_left)}"
    if looked is not None and looked.vanished:
        yield f"    Rooms no longer in the calendar: {looked.vanished}"
    if told.needs_person:
        words = words_in(_WORDS)
        yield f"    Cause: {words(f'connections.cause.{told.cause}', **told.blanks)}"
        yield f"    To do: {words(f'connections.fix.{told.fix}', **told.blanks)}"


def _watching_lines(of: Watching, now: datetime, indent: str) -> Iterator[str]:
    age = "none" if of.oldest_copy is None else _lasted(now - of.oldest_copy)
    yield f"{indent}Calendars watched: {of.calendars}, not readable: {of.failing}"
    yield f"{indent}Oldest copy: {age}"
    ends = f", the next ends {_shown(of.next_end)}" if of.next_end else ""
    yield f"{indent}Subscriptions: {of.subscriptions}{ends}"


def _waits(one: Reported, looked: Mapping[str, Looked], report: Report) -> bool:
    found = looked.get(one.connection.id)
    told = found.told if found and found.told else one.told
    return report.tenant_on and told.needs_person


def _summed_up(needed: int) -> str:
    if not needed:
        return WELL
    what = "1 connection waits" if needed == 1 else f"{needed} connections wait"
    return f"Somebody is needed: {what}."


def _reads(one: Reported) -> bool:
    return one.connection.access is Access.ORGANISATION


def _detail(told: Told) -> str:
    detail = told.blanks["detail"]
    return f" ({detail})" if detail else ""


def _days(left: int | None) -> str:
    if left is None:
        return "no end is known"
    return "has ended" if left <= 0 else f"ends in {left} days"


def _lasted(age: timedelta) -> str:
    return f"{round(age.total_seconds() / 60)} min old"


def _shown(moment: datetime | None) -> str:
    return f"{moment:%Y-%m-%d %H:%M} UTC" if moment else "never"
