"""Asking a provider while somebody waits: before a connection is saved, or for rooms."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from typing import TypeVar

import structlog

from admin_server.core.connection_states import (
    SECRET_UNREADABLE,
    Button,
    Told,
    describe_state,
    describe_trouble,
)
from admin_server.core.connections import AppRegistration, Connection, ConnectionState
from admin_server.core.errors import (
    CalendarError,
    SecretUnreadable,
    StrangeReply,
    TryLater,
)
from admin_server.core.finding_rooms import Line
from admin_server.core.ports import CalendarRef
from admin_server.web.current import Parts
from admin_server.web.dashboard.integrations.consent_notices import redirect_uri

log = structlog.get_logger()

_PATIENCE = 15.0
_APPROVED = frozenset({Button.APPROVE, Button.GRANT})
Answer = TypeVar("Answer")


@dataclass(frozen=True)
class Trouble:
    """Why something could not be done: the cause, the fix, and where to do it.

    Attributes:
        link: where an administrator approves, at the provider.
    """

    told: Told
    link: str | None = None


async def try_connection(
    parts: Parts, tenant: str, line: Line, *, secret: str | None
) -> Trouble | None:
    """Read one calendar by a connection that is not saved yet.

    Args:
        line: that connection, and whose calendar.
        secret: a new one; None: the connection's own is tried again.
    """
    asked = line.connection
    calendar = parts.calendars.get(asked.kind)
    if calendar is None:
        return unknown_kind(asked)
    # What providers remember of a connection that works is kept out of a trial.
    trial = replace(asked, id=f"trial-{asked.id}")

    async def reference() -> CalendarRef:
        if secret is not None:
            return CalendarRef(trial, line.mailbox, line.calendar, secret=secret)
        known = await parts.refs.of(tenant, line)
        return replace(known, connection=trial, keep=None)

    tried = await asking(parts, trial, reference, calendar.check)
    return tried if isinstance(tried, Trouble) else None


async def asking(
    parts: Parts,
    connection: Connection,
    reference: Callable[[], Awaitable[CalendarRef]],
    question: Callable[[CalendarRef], Awaitable[Answer]],
) -> Answer | Trouble:
    """Ask a provider something within a person's patience; say what went wrong."""
    link = None
    try:
        ref = await reference()
        link = approval_link(parts, ref)
        async with asyncio.timeout(_PATIENCE):
            return await question(ref)
    except SecretUnreadable:
        state = ConnectionState.EXPIRED
        return Trouble(_in_state(connection, state, SECRET_UNREADABLE))
    except TimeoutError:
        return _trouble(TryLater(), connection, link)
    except CalendarError as trouble:
        return _trouble(trouble, connection, link)
    except Exception:
        log.exception("calendar_trial_failed")
        return _trouble(StrangeReply(), connection, link)


def unknown_kind(connection: Connection) -> Trouble:
    """Say that this server does not know a provider."""
    return Trouble(_in_state(connection, ConnectionState.CALENDARS_FAILED_TO_LOAD))


def approval_link(parts: Parts, ref: CalendarRef) -> str | None:
    """Say where an administrator approves for the whole organisation."""
    settings = ref.connection.settings
    consent = parts.consents.get(ref.connection.kind)
    if consent is None or not settings.get("client_id"):
        return None
    app = AppRegistration(settings["client_id"], ref.secret or "", settings)
    return consent.approval_url(app, redirect_uri=redirect_uri(parts))


def _trouble(
    trouble: CalendarError, connection: Connection, link: str | None
) -> Trouble:
    told = describe_trouble(trouble, kind=connection.kind, access=connection.access)
    return Trouble(told, link if told.button in _APPROVED else None)


def _in_state(connection: Connection, state: ConnectionState, detail: str = "") -> Told:
    return describe_state(
        state, detail=detail, kind=connection.kind, access=connection.access
    )
