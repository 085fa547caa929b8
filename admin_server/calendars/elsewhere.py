"""Providers at other addresses than their vendors' own, as the operator says.

National clouds are elsewhere for every organisation of a server, and so are the
stand-ins of the demo. What an organisation's own settings say counts before that.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from typing_extensions import override

from admin_server.core.connections import AppRegistration, Connection, OwnCalendar
from admin_server.core.meetings import Meeting
from admin_server.core.ports import (
    Begun,
    Calendar,
    CalendarRef,
    Changes,
    Consent,
    Directory,
    Granted,
    Group,
    Person,
    Scope,
    Subscription,
)
from admin_server.core.rooms import Room

Addresses = Mapping[str, Mapping[str, str]]
"""By the kind of connection, settings that hold where a connection names none."""


class CalendarElsewhere(Calendar):
    """A calendar provider, asked where the operator says."""

    def __init__(self, provider: Calendar, where: Mapping[str, str]) -> None:
        self.can_push = provider.can_push
        self.has_rooms = provider.has_rooms
        self.can_schedule = provider.can_schedule
        self._provider = provider
        self._where = _Where(where)

    @override
    async def check(self, ref: CalendarRef) -> None:
        await self._provider.check(self._where.of(ref))

    @override
    async def between(
        self, ref: CalendarRef, start: datetime, end: datetime
    ) -> list[Meeting]:
        return await self._provider.between(self._where.of(ref), start, end)

    @override
    async def changes(self, ref: CalendarRef, mark: str | None) -> Changes:
        return await self._provider.changes(self._where.of(ref), mark)

    @override
    async def meeting(self, ref: CalendarRef, meeting_id: str) -> Meeting | None:
        return await self._provider.meeting(self._where.of(ref), meeting_id)

    @override
    async def rooms(self, ref: CalendarRef) -> list[Room]:
        return await self._provider.rooms(self._where.of(ref))

    @override
    async def calendars(self, ref: CalendarRef) -> list[OwnCalendar]:
        return await self._provider.calendars(self._where.of(ref))

    @override
    async def subscribe(self, ref: CalendarRef, address: str) -> Subscription:
        return await self._provider.subscribe(self._where.of(ref), address)

    @override
    async def renew(self, ref: CalendarRef, subscription: Subscription) -> Subscription:
        return await self._provider.renew(self._where.of(ref), subscription)

    @override
    async def stop(self, ref: CalendarRef, subscription: Subscription) -> None:
        await self._provider.stop(self._where.of(ref), subscription)

    @override
    async def close(self) -> None:
        await self._provider.close()


class ConsentElsewhere(Consent):
    """A provider's consent, given where the operator says."""

    def __init__(self, consent: Consent, where: Mapping[str, str]) -> None:
        self.revoke_url = consent.revoke_url
        self._consent = consent
        self._where = _Where(where)

    @override
    def scopes(self, *, books: bool) -> tuple[Scope, ...]:
        return self._consent.scopes(books=books)

    @override
    async def begin(
        self,
        app: AppRegistration,
        *,
        redirect_uri: str,
        books: bool,
        login_hint: str | None = None,
    ) -> Begun:
        return await self._consent.begin(
            self._where.by(app),
            redirect_uri=redirect_uri,
            books=books,
            login_hint=login_hint,
        )

    @override
    async def finish(
        self,
        app: AppRegistration,
        held: Mapping[str, str],
        answer: Mapping[str, str],
        *,
        redirect_uri: str,
    ) -> Granted:
        return await self._consent.finish(
            self._where.by(app), held, answer, redirect_uri=redirect_uri
        )

    @override
    def approval_url(self, app: AppRegistration, *, redirect_uri: str) -> str | None:
        found = self._where.by(app)
        return self._consent.approval_url(found, redirect_uri=redirect_uri)

    @override
    async def close(self) -> None:
        await self._consent.close()


class DirectoryElsewhere(Directory):
    """A provider's directory, read where the operator says."""

    def __init__(self, directory: Directory, where: Mapping[str, str]) -> None:
        self._directory = directory
        self._where = _Where(where)

    @override
    async def groups(self, ref: CalendarRef) -> list[Group]:
        return await self._directory.groups(self._where.of(ref))

    @override
    async def people(self, ref: CalendarRef, groups: tuple[str, ...]) -> list[Person]:
        return await self._directory.people(self._where.of(ref), groups)

    @override
    async def is_member(self, ref: CalendarRef, group: str, email: str) -> bool:
        return await self._directory.is_member(self._where.of(ref), group, email)

    @override
    async def close(self) -> None:
        await self._directory.close()


@dataclass(frozen=True)
class _Where:
    usual: Mapping[str, str]

    def of(self, ref: CalendarRef) -> CalendarRef:
        app = self.by(ref.app) if ref.app is not None else None
        return replace(ref, connection=self._connection(ref.connection), app=app)

    def by(self, app: AppRegistration) -> AppRegistration:
        return replace(app, settings=self._under(app.settings))

    def _connection(self, connection: Connection) -> Connection:
        return replace(connection, settings=self._under(connection.settings))

    def _under(self, settings: Mapping[str, str]) -> dict[str, str]:
        return {**self.usual, **{name: one for name, one in settings.items() if one}}
