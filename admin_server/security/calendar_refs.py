"""From a calendar line to what a provider needs to read it, secrets opened."""

from collections.abc import Awaitable, Callable

from admin_server.core.connections import Access, AppRegistration, Connection
from admin_server.core.errors import SecretUnreadable
from admin_server.core.finding_rooms import Line
from admin_server.core.ports import CalendarRef, Nouns, SecretBox, Store
from admin_server.security.connections import ConnectionSecrets, seal_secret


class CalendarRefs:
    """Makes the references by which providers are asked.

    Opened secrets live in the references alone, for as long as one question takes.
    """

    def __init__(self, store: Store, box: SecretBox) -> None:
        self._store = store
        self._box = box
        self._secrets = ConnectionSecrets(box)

    async def of(self, tenant: str, line: Line) -> CalendarRef:
        """Open what a line needs.

        Raises:
            SecretUnreadable: its secret cannot be opened, or the registration is gone
                by which its host connected it.
        """
        connection = line.connection
        is_persons = connection.access is Access.PERSON
        sealed = connection.sealed_secret
        return CalendarRef(
            connection=connection,
            mailbox=line.mailbox,
            calendar=line.calendar,
            secret=self._secrets.open(tenant, connection),
            app=await self._app(tenant, connection) if is_persons else None,
            keep=self._keeper(tenant, connection, sealed) if sealed else None,
        )

    async def app(self, tenant: str, kind: str) -> AppRegistration | None:
        """Open the registration by which hosts connect calendars of a kind.

        Raises:
            SecretUnreadable: its secret cannot be opened.
        """
        client = await self._store.for_tenant(tenant).read(
            lambda nouns: nouns.connections.client(kind)
        )
        if client is None:
            return None
        return AppRegistration(
            client_id=client.settings.get("client_id", ""),
            secret=self._secrets.open(tenant, client) or "",
            settings=client.settings,
        )

    async def _app(self, tenant: str, connection: Connection) -> AppRegistration:
        app = await self.app(tenant, connection.kind)
        if app is None:
            raise SecretUnreadable("hosts cannot connect calendars of this kind")
        return app

    def _keeper(
        self, tenant: str, connection: Connection, was: str
    ) -> Callable[[str], Awaitable[str]]:
        async def keep(secret: str) -> str:
            sealed = seal_secret(self._box, tenant, connection.id, secret)

            def save(nouns: Nouns) -> Connection | None:
                renew, seen = nouns.connections.renew_secret, was
                if not renew(connection.id, sealed, was=seen):
                    stored = nouns.connections.get(connection.id)
                    seen = self._resealed(tenant, connection, stored) or seen
                    renew(connection.id, sealed, was=seen)
                return nouns.connections.get(connection.id)

            now = await self._store.for_tenant(tenant).write(save)
            # Whoever was first is right: a provider honours the newest token only.
            kept = self._secrets.open(tenant, now) if now else None
            return kept or secret

        return keep

    def _resealed(
        self, tenant: str, was: Connection, stored: Connection | None
    ) -> str | None:
        """Give a seal that only a change of keys put in the place of `was`."""
        if stored is None or stored.sealed_secret is None:
            return None
        opened = self._secrets.open(tenant, stored)
        return (
            stored.sealed_secret if opened == self._secrets.open(tenant, was) else None
        )
