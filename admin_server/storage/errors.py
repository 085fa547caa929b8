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
    """
    try:
        yield
    except IntegrityError as refusal:
        raise named(refusal) from refusal


def named(refusal: IntegrityError) -> Exception:
    """Say what a refused row means; anything unusual comes back as it is."""
    # SQLite has only these words; PostgreSQL's messages begin otherwise and its
    # five-digit states (23505, 23503) are the thing to ask there.
    words = str(refusal.orig)
    if words.startswith("UNIQUE"):
        return AlreadyExists(words.removeprefix("UNIQUE constraint failed: "))
    if words.startswith("FOREIGN KEY"):
        return NoSuchReference("a saved value points at something unknown here")
    return refusal


def unavailable(error: DBAPIError) -> StoreUnavailable:
    """Say that the database did not do it, in the database's own words."""
    return StoreUnavailable(f"The database cannot be used now: {error.orig}.")
