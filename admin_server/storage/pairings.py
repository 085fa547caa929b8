"""Kiosks that nobody has approved yet, in the database."""

from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, delete, insert, select, update

from admin_server.core.tenants import Pairing, PairingState
from admin_server.storage.errors import refusals_named
from admin_server.storage.tables import pairings


def add_pairing(connection: Connection, pairing: Pairing) -> None:
    """Save a new pairing.

    Raises:
        AlreadyExists: the code is on another kiosk's screen.
    """
    with refusals_named():
        connection.execute(insert(pairings), _kept(pairing))


def change_pairing(connection: Connection, pairing: Pairing, *, was: str) -> bool:
    """Save a changed pairing, unless its state is no longer what it was."""
    changing = update(pairings).where(
        pairings.c.id == pairing.id, pairings.c.state == was
    )
    return connection.execute(changing.values(_kept(pairing))).rowcount == 1


def pairing_by_device(connection: Connection, device_hash: bytes) -> Pairing | None:
    """Find the pairing of the device that knows this secret."""
    return _first(connection, pairings.c.device_hash == device_hash)


def pairing_by_code(connection: Connection, code_hash: bytes) -> Pairing | None:
    """Find the pairing whose kiosk shows this code."""
    return _first(connection, pairings.c.code_hash == code_hash)


def forget_pairings(connection: Connection, before: datetime) -> int:
    """Delete pairings that expired before; says how many."""
    forgetting = delete(pairings).where(pairings.c.expires_at < before)
    return connection.execute(forgetting).rowcount


def _first(connection: Connection, condition: ColumnElement[bool]) -> Pairing | None:
    row = connection.execute(select(pairings).where(condition)).first()
    return _pairing(row) if row else None


def _kept(pairing: Pairing) -> dict[str, object]:
    return {
        "id": pairing.id,
        "device_hash": pairing.device_hash,
        "code_hash": pairing.code_hash,
        "started_at": pairing.started_at,
        "expires_at": pairing.expires_at,
        "state": pairing.state.value,
        "tries": pairing.tries,
        "version": pairing.version,
        "tenant": pairing.tenant,
        "kiosk": pairing.kiosk,
        "asked_at": pairing.asked_at,
    }


def _pairing(row: Row[Any]) -> Pairing:
    return Pairing(
        id=row.id,
        device_hash=row.device_hash,
        code_hash=row.code_hash,
        started_at=row.started_at,
        expires_at=row.expires_at,
        state=PairingState(row.state),
        tries=row.tries,
        version=row.version,
        tenant=row.tenant,
        kiosk=row.kiosk,
        asked_at=row.asked_at,
    )
