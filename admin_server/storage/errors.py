"""What the store raises besides the errors of core, and how SQL's errors become ours."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.exc import DBAPIError, IntegrityError

from admin_server.core.errors import AlreadyExists, StoreUnavailable


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


def _named(refusal: IntegrityError) -> Exception:
    # SQLite has only these words; PostgreSQL's messages begin otherwise and its
    # five-digit states (23505, 23503) are the thing to ask there.
    words = str(refusal.orig)
    if words.startswith("UNIQUE"):
        return AlreadyExists(words.removeprefix("UNIQUE constraint failed: "))
    if words.startswith("FOREIGN KEY"):
        return NoSuchReference("a saved value points at something unknown here")
    return ValueError(f"the database refuses this row: {words}")


def unavailable(error: Exception) -> StoreUnavailable:
    """Say that the database did not do it, in the database's own words."""
    words = error.orig if isinstance(error, DBAPIError) else error
    return StoreUnavailable(f"The database cannot be used now: {words}.")
