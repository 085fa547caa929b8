"""A tenant's passkeys and identity providers in the database."""

from typing import Any

from sqlalchemy import Connection, Row

from admin_server.core.users import Identity, IdentityProvider, Passkey
from admin_server.storage import tables
from admin_server.storage.rows import Rows


class SqlPasskeys:
    """The `Passkeys` of one tenant."""

    def __init__(self, connection: Connection, tenant_id: str) -> None:
        self._rows = Rows(connection, tables.passkeys, tenant_id)

    def of_user(self, user_id: str) -> list[Passkey]:
        rows = self._rows.all(user=user_id, order_by="created_at")
        return [_passkey(row) for row in rows]

    def by_credential(self, credential: bytes) -> Passkey | None:
        row = self._rows.first(credential=credential)
        return _passkey(row) if row else None

    def put(self, passkey: Passkey) -> None:
        self._rows.put(
            {
                "id": passkey.id,
                "user": passkey.user,
                "credential": passkey.credential,
                "public_key": passkey.public_key,
                "counter": passkey.counter,
                "name": passkey.name,
                "created_at": passkey.created_at,
                "used_at": passkey.used_at,
            }
        )

    def remove(self, passkey_id: str) -> None:
        self._rows.remove(id=passkey_id)


class SqlIdentityProviders:
    """The `IdentityProviders` of one tenant."""

    def __init__(self, connection: Connection, tenant_id: str) -> None:
        self._rows = Rows(connection, tables.identity_providers, tenant_id)
        self._identities = Rows(connection, tables.identities, tenant_id)

    def all(self) -> list[IdentityProvider]:
        return [_provider(row) for row in self._rows.all(order_by="name")]

    def get(self, provider_id: str) -> IdentityProvider | None:
        row = self._rows.first(id=provider_id)
        return _provider(row) if row else None

    def put(self, provider: IdentityProvider) -> None:
        self._rows.put(
            {
                "id": provider.id,
                "kind": provider.kind,
                "name": provider.name,
                "issuer": provider.issuer,
                "client_id": provider.client_id,
                "sealed_secret": provider.sealed_secret,
                "active": provider.active,
            }
        )

    def remove(self, provider_id: str) -> None:
        self._identities.remove(provider=provider_id)
        self._rows.remove(id=provider_id)

    def identity(self, provider_id: str, subject: str) -> Identity | None:
        row = self._identities.first(provider=provider_id, subject=subject)
        return _identity(row) if row else None

    def identities_of(self, user_id: str) -> list[Identity]:
        rows = self._identities.all(user=user_id, order_by="provider")
        return [_identity(row) for row in rows]

    def keep_identity(self, identity: Identity) -> None:
        self._identities.put(
            {
                "provider": identity.provider,
                "subject": identity.subject,
                "user": identity.user,
            },
            key=("tenant_id", "provider", "subject"),
        )

    def forget_identity(self, provider_id: str, subject: str) -> None:
        self._identities.remove(provider=provider_id, subject=subject)


def _passkey(row: Row[Any]) -> Passkey:
    return Passkey(
        id=row.id,
        user=row.user,
        credential=row.credential,
        public_key=row.public_key,
        counter=row.counter,
        name=row.name,
        created_at=row.created_at,
        used_at=row.used_at,
    )


def _provider(row: Row[Any]) -> IdentityProvider:
    return IdentityProvider(
        id=row.id,
        kind=row.kind,
        name=row.name,
        issuer=row.issuer,
        client_id=row.client_id,
        sealed_secret=row.sealed_secret,
        active=row.active,
    )


def _identity(row: Row[Any]) -> Identity:
    return Identity(provider=row.provider, subject=row.subject, user=row.user)
