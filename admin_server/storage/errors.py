"""What the store raises besides the errors of core, and how SQL's errors become ours."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.exc import DBAPIError, IntegrityError

from admin_server.core.errors import AlreadyExists, StoreUnavailable

_NOT_UNIQUE, _POINTS_NOWHERE, _READ_ONLY = "23505", "23503", "25006"
_CONFLICTS = frozenset({"40001", "40P01"})


class NoSuchTenant(LookupError):
    """No tenant has this id."""


class NoSuchReference(LookupError):
    """A saved value points at something that this tenant does not have."""


class OnlyReading(RuntimeError):
    """Work that was given to `read` tried to write."""


@contextmanager
def refusals_named() -> Iterator[None]:
    """Name the situation when the database refuses a row.

    Raises:
        AlreadyExists: the same identity is there already.
        NoSuchReference: the row points at nothing, or across a tenant's wall.
        ValueError: the row itself is not whole.
    """
    try:
        yield
    except IntegrityError as refusal:
        raise _named(refusal) from refusal


def is_only_reading(error: DBAPIError) -> bool:
    """Tell whether PostgreSQL refused to write in a transaction that only reads."""
    return _state(error) == _READ_ONLY


def is_conflict(error: DBAPIError) -> bool:
    """Tell whether two transactions were in each other's way, so that one may go again."""
    return _state(error) in _CONFLICTS


def _named(refusal: IntegrityError) -> Exception:
    # PostgreSQL has states for it, SQLite only these words.
    words, state = _words(refusal), _state(refusal)
    if state == _NOT_UNIQUE or words.startswith("UNIQUE"):
        return AlreadyExists(words.removeprefix("UNIQUE constraint failed: "))
    if state == _POINTS_NOWHERE or words.startswith("FOREIGN KEY"):
        return NoSuchReference("a saved value points at something unknown here")
    return ValueError(f"the database refuses this row: {words}")


def _state(error: DBAPIError) -> str | None:
    """Give PostgreSQL's five signs for what went wrong (its appendix A)."""
    return getattr(error.orig, "sqlstate", None)


def unavailable(error: Exception) -> StoreUnavailable:
    """Say that the database did not do it, in the database's own words."""
    words = _words(error) if isinstance(error, DBAPIError) else error
    return StoreUnavailable(f"The database cannot be used now: {words}.")


def _words(error: DBAPIError) -> str:
    # PostgreSQL goes on to quote the row, and with it names; that is for no log.
    said = error.orig
    # Psycopg's errors are told by this, since their type would bring all of it along
    # to servers on SQLite.
    first = getattr(getattr(said, "diag", None), "message_primary", None)
    return str(first or said)
