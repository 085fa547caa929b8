"""Naming the permission that is missing, since Graph's refusals do not."""

from collections.abc import Iterator
from contextlib import contextmanager

from admin_server.calendars.microsoft.grants import (
    READ,
    READ_SHARED,
    lacks,
    read_grant,
)
from admin_server.calendars.microsoft.graph import Graph
from admin_server.core.connections import Access
from admin_server.core.errors import ConsentNeeded, ConsentReason


@contextmanager
def naming_permission(graph: Graph) -> Iterator[None]:
    """Let a refusal to read a calendar say which permission it takes.

    Raises:
        ConsentNeeded: as it was, with the permission's name before what Graph said.
    """
    try:
        yield
    except ConsentNeeded as error:
        if error.reason is not ConsentReason.PERMISSION_MISSING:
            raise
        raise lacking(_needed(graph), "to read meetings", error) from error


def lacking(name: str, purpose: str, error: ConsentNeeded) -> ConsentNeeded:
    """Name a permission before what Graph said."""
    return ConsentNeeded(
        error.reason, f"{name} is needed {purpose}. {error.detail}".strip()
    )


def _needed(graph: Graph) -> str:
    if graph.ref.connection.access is not Access.PERSON:
        return READ
    is_others = graph.ref.calendar is not None or not graph.is_own
    lacks_shared = lacks(read_grant(graph.ref.secret).scopes, READ_SHARED)
    return READ_SHARED if is_others and lacks_shared else READ
