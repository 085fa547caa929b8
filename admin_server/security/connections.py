"""Opening the secret of a calendar connection, wherever it is kept."""

import os
from collections.abc import Mapping
from pathlib import Path

from admin_server.core.connections import Connection
from admin_server.core.errors import SecretUnreadable
from admin_server.core.ports import SecretBox


class ConnectionSecrets:
    """Opens connection secrets: sealed ones, or by reference to env or file.

    A connection names its reference as `env:NAME` or `file:PATH`, so that
    a tenant file never holds the secret itself.
    """

    def __init__(
        self, box: SecretBox, environment: Mapping[str, str] | None = None
    ) -> None:
        self._box = box
        self._environment = os.environ if environment is None else environment

    def open(self, tenant: str, connection: Connection) -> str | None:
        """Open a connection's secret; None where it has none.

        Raises:
            SecretUnreadable: the reference leads nowhere, or the seal is broken.
        """
        if connection.secret_from is not None:
            return read_reference(connection.secret_from, self._environment)
        if connection.sealed_secret is None:
            return None
        bound_to = connection_words(tenant, connection.id)
        return self._box.open(connection.sealed_secret, *bound_to).decode()


def seal_secret(box: SecretBox, tenant: str, connection_id: str, secret: str) -> str:
    """Seal a connection's secret so that only this connection can open it."""
    return box.seal(secret.encode(), *connection_words(tenant, connection_id))


def connection_words(tenant: str, connection_id: str) -> tuple[str, ...]:
    """Say what a connection's secret is bound to."""
    return "connection", tenant, connection_id


def read_reference(reference: str, environment: Mapping[str, str]) -> str:
    """Read what `env:NAME` or `file:PATH` stands for.

    Raises:
        SecretUnreadable: there is no such variable or file, or it is empty.
    """
    kind, _, name = reference.partition(":")
    if kind == "env":
        value = environment.get(name, "")
    elif kind == "file":
        value = _read_file(name)
    else:
        raise SecretUnreadable("a secret is named as env:NAME or file:PATH")
    if not value.strip():
        raise SecretUnreadable(f"{kind}:{name} holds no secret")
    return value.strip()


def _read_file(name: str) -> str:
    try:
        return Path(name).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as problem:
        raise SecretUnreadable(f"file:{name} cannot be read") from problem
