"""A tenant's users in the database."""

from typing import Any

from sqlalchemy import Connection, Row, func

from admin_server.core.people import fold_email
from admin_server.core.users import Role, User
from admin_server.storage import tables
from admin_server.storage.rows import Rows


class SqlUsers:
    """The `Users` of one tenant."""

    def __init__(self, connection: Connection, tenant_id: str) -> None:
        self._connection = connection
        self._rows = Rows(connection, tables.users, tenant_id)

    def all(self) -> list[User]:
        wanted = self._rows.select().order_by(
            func.lower(tables.users.c.name), tables.users.c.id
        )
        return [_user(row) for row in self._connection.execute(wanted)]

    def get(self, user_id: str) -> User | None:
        row = self._rows.first(id=user_id)
        return _user(row) if row else None

    def by_email(self, email: str) -> User | None:
        row = self._rows.first(email_folded=fold_email(email))
        return _user(row) if row else None

    def put(self, user: User) -> None:
        self._rows.put(
            {
                "id": user.id,
                "email": user.email,
                "email_folded": fold_email(user.email),
                "name": user.name,
                "role": user.role.value,
                "sites": list(user.sites),
                "language": user.language,
                "active": user.active,
                "password_hash": user.password_hash,
                "must_change": user.must_change,
                "failures": user.failures,
                "locked_until": user.locked_until,
                "sealed_totp": user.sealed_totp,
                "totp_on": user.totp_on,
                "totp_step": user.totp_step,
                "recovery_hashes": list(user.recovery_hashes),
                "created_at": user.created_at,
                "signed_in_at": user.signed_in_at,
            }
        )


def _user(row: Row[Any]) -> User:
    return User(
        id=row.id,
        email=row.email,
        name=row.name,
        role=Role(row.role),
        sites=tuple(row.sites),
        language=row.language,
        active=row.active,
        password_hash=row.password_hash,
        must_change=row.must_change,
        failures=row.failures,
        locked_until=row.locked_until,
        sealed_totp=row.sealed_totp,
        totp_on=row.totp_on,
        totp_step=row.totp_step,
        recovery_hashes=tuple(row.recovery_hashes),
        created_at=row.created_at,
        signed_in_at=row.signed_in_at,
    )
